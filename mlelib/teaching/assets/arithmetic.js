/* The arithmetic of the explorers: pure functions, compared with mlelib by tests/teaching/test_arithmetic.py. */
const arithmetic = (() => {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const average = (values) => sum(values) / values.length;
  const squares = (x, centre) => sum(x.map((value) => (value - centre) ** 2));

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

  function logSumExp(values) {
    const top = Math.max(...values);
    return top === -Infinity ? top : top + Math.log(sum(values.map((value) => Math.exp(value - top))));
  }

  const logLikelihoodMixture = (x, m) => sum(x.map((value) => logSumExp(logJoint(value, m))));

  /* The responsibilities: one row of K numbers for each point. */
  function eStep(x, m) {
    return x.map((value) => {
      const joint = logJoint(value, m);
      const total = logSumExp(joint);
      return joint.map((part) => Math.exp(part - total));
    });
  }

  /* The weighted maximum likelihood estimates. */
  function mStep(x, responsibilities) {
    const sizes = responsibilities[0].map((_, k) => sum(responsibilities.map((row) => row[k])));
    const weighted = (f, k) => sum(x.map((value, i) => responsibilities[i][k] * f(value))) / sizes[k];
    const means = sizes.map((_, k) => weighted((value) => value, k));
    const variances = sizes.map((_, k) => weighted((value) => (value - means[k]) ** 2, k));
    return { weights: sizes.map((size) => size / x.length), means, variances };
  }

  /* Null, or {component, point}: whose variance is zero to rounding, and where; point is null for an empty component.
     The bound is mlelib's: what is left of a variance when its digits have cancelled. */
  function collapse(x, m) {
    const centre = average(x);
    const noise = (k) =>
      100 * Number.EPSILON * (m.variances[k] + (m.means[k] - centre) ** 2) + (4 * Number.EPSILON * m.means[k]) ** 2;
    const component = m.variances.findIndex((variance, k) => !(variance > noise(k)));
    if (component < 0) return null;
    const distance = x.map((value) => Math.abs(value - m.means[component]));
    return { component, point: x[distance.indexOf(Math.min(...distance))] ?? null };
  }

  return { logDensity, logLikelihood, fit, logJoint, logLikelihoodMixture, eStep, mStep, collapse };
})();
