/* The arithmetic of the explorers: pure functions, compared with mlelib by the tests of the kinds, tests/teaching/explorers. */
const arithmetic = (() => {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const average = (values) => sum(values) / values.length;
  const squares = (x, centre) => sum(x.map((value) => (value - centre) ** 2));

  /* t − 1 − log t, never negative. */
  const phi = (t) => t - 1 - Math.log(t);

  const logDensity = (x, mean, variance) =>
    -0.5 * Math.log(2 * Math.PI * variance) - (x - mean) ** 2 / (2 * variance);

  const logLikelihood = (x, mean, variance) => sum(x.map((value) => logDensity(value, mean, variance)));

  function fit(x) {
    const mean = average(x);
    return { mean, variance: squares(x, mean) / x.length };
  }

  /* A mixture is {weights, means, variances}. */
  const logJoint = (value, m) =>
    m.weights.map((weight, k) => Math.log(weight) + logDensity(value, m.means[k], m.variances[k]));

  /* The logarithms of joint densities become responsibilities, in place; returns the logarithm of their sum. */
  function normalise(row) {
    let top = row[0];
    for (let k = 1; k < row.length; k += 1) if (row[k] > top) top = row[k];
    let total = 0;
    for (let k = 0; k < row.length; k += 1) total += row[k] = Math.exp(row[k] - top);
    for (let k = 0; k < row.length; k += 1) row[k] /= total;
    return top + Math.log(total);
  }

  /* The E-step: the responsibilities, one row of K numbers for each point, and the log-likelihood. */
  function expectation(x, m) {
    const peaks = m.weights.map((weight, k) => Math.log(weight) + logDensity(0, 0, m.variances[k]));
    let logLikelihood = 0;
    const shares = x.map((value) => {
      const row = peaks.slice();
      for (let k = 0; k < row.length; k += 1) row[k] -= (value - m.means[k]) ** 2 / (2 * m.variances[k]);
      logLikelihood += normalise(row);
      return row;
    });
    return { shares, logLikelihood };
  }

  const eStep = (x, m) => expectation(x, m).shares;
  const logLikelihoodMixture = (x, m) => expectation(x, m).logLikelihood;

  const nearest = (x, place) => x.reduce((best, value) => (Math.abs(value - place) < Math.abs(best - place) ? value : best));

  /* The M-step: the weighted maximum likelihood estimates. Deviations are from the point next to the mean, which is
     no further from it than a standard deviation: no digits cancel, wherever the data are and however narrow it is. */
  function mStep(x, responsibilities) {
    const fits = responsibilities[0].map((_, k) => {
      const about = (centre) => {
        let [size, first, second] = [0, 0, 0];
        for (let i = 0; i < x.length; i += 1) {
          const [share, deviation] = [responsibilities[i][k], x[i] - centre];
          size += share;
          first += share * deviation;
          second += share * deviation * deviation;
        }
        return { size, first: first / size, second: second / size };
      };
      const centre = nearest(x, x[0] + about(x[0]).first);
      const { size, first, second } = about(centre);
      return { weight: size / x.length, mean: centre + first, variance: second - first * first };
    });
    return {
      weights: fits.map(({ weight }) => weight), means: fits.map(({ mean }) => mean), variances: fits.map(({ variance }) => variance),
    };
  }

  /* What rounding makes of a variance of zero: next to a mean, data are known to its last digits. As in mlelib. */
  const rounding = (mean) => (4 * Number.EPSILON * mean) ** 2 + 1e-300;

  return {
    logDensity, logLikelihood, fit, phi, logJoint, logLikelihoodMixture, normalise, expectation, nearest, eStep, mStep,
    rounding,
  };
})();
