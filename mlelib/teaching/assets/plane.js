/* Gaussians in the plane. A point is [x1, x2]; a covariance is [v11, v12, v22]. Compared with mlelib by tests/teaching. */
const plane = (() => {
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  /* The weighted mean and the weighted average of the products of deviations. */
  function moments(points, weights = points.map(() => 1)) {
    const size = sum(weights);
    const weighted = (f) => sum(points.map((point, i) => weights[i] * f(point))) / size;
    const mean = [weighted(([a]) => a), weighted(([, b]) => b)];
    const product = (i, j) => weighted((point) => (point[i] - mean[i]) * (point[j] - mean[j]));
    return { size, mean, covariance: [product(0, 0), product(0, 1), product(1, 1)] };
  }

  /* The maximum likelihood estimate of each family, from the moments. */
  const families = {
    spherical: ([a, , c]) => [(a + c) / 2, 0, (a + c) / 2],
    diagonal: ([a, , c]) => [a, 0, c],
    full: (covariance) => covariance,
  };

  function fit(points, family, weights) {
    const { size, mean, covariance } = moments(points, weights);
    return { size, mean, covariance: families[family](covariance) };
  }

  const determinant = ([a, b, c]) => a * c - b * b;

  /* The squared Mahalanobis distance. */
  function distance(point, mean, covariance) {
    const [a, b, c] = covariance;
    const [u, v] = [point[0] - mean[0], point[1] - mean[1]];
    return (c * u * u - 2 * b * u * v + a * v * v) / determinant(covariance);
  }

  const logDensity = (point, mean, covariance) =>
    -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant(covariance)) - 0.5 * distance(point, mean, covariance);

  const logLikelihood = (points, mean, covariance) =>
    sum(points.map((point) => logDensity(point, mean, covariance)));

  /* Half axes, the longer first, and the angle of the longer one. */
  function axes([a, b, c]) {
    const middle = (a + c) / 2;
    const spread = Math.hypot((a - c) / 2, b);
    const lengths = [middle + spread, Math.max(0, middle - spread)].map(Math.sqrt);
    return { lengths, angle: 0.5 * Math.atan2(2 * b, a - c) };
  }

  /* The path of the ellipse at a distance of `radius` standard deviations; the scales may differ. */
  function ellipse(mean, covariance, radius, across, up) {
    const { lengths: [long, short], angle } = axes(covariance);
    const points = Array.from({ length: 72 }, (_, i) => {
      const [u, v] = [radius * long * Math.cos((i * Math.PI) / 36), radius * short * Math.sin((i * Math.PI) / 36)];
      return [
        across(mean[0] + u * Math.cos(angle) - v * Math.sin(angle)),
        up(mean[1] + u * Math.sin(angle) + v * Math.cos(angle)),
      ];
    });
    return `${drawing.line(points)}z`;
  }

  return { moments, fit, families, determinant, distance, logDensity, logLikelihood, axes, ellipse };
})();
