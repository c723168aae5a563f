/* Gaussians in the plane. A point is [x1, x2]; a covariance is [v11, v12, v22]. Compared with mlelib by tests/teaching. */
const plane = (() => {
  const NAMES = ["x₁", "x₂"];
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

  /* What is wrong with the points of a fit, if it is no Gaussian, or "". A variance is zero to rounding beside the
     square of its mean; a correlation is 1 to rounding. */
  function flaw({ mean, covariance: [a, b, c] }, family, names = NAMES) {
    const still = [a, c].map((variance, j) => !(variance > 1e-24 * mean[j] ** 2));
    if (family === "spherical" ? still[0] || still[1] : still[0] && still[1]) return "are all equal";
    if (family === "full") return still[0] || still[1] || a * c - b * b < 1e-12 * a * c ? "lie on one line" : "";
    return still[0] || still[1] ? `have the same ${names[still.indexOf(true)]}` : "";
  }

  /* Points from an address: as many as `start` has, inside the window; otherwise those of `start`. */
  const inside = (point, window) => point.map((value, j) => drawing.clamp(value, window[j]));
  const tidy = (points, start, window) =>
    (points.length === start.length && points.every((point) => point.length === 2)
      ? points.map((point) => inside(point, window)) : start);

  /* Two axes of the same scale, `size` pixels wide from `left`; returns their scales. */
  function scales(window, size, left = 0, top = 0) {
    const [wide, high] = window.map(([low, end]) => end - low);
    return [drawing.scale(window[0], [left, left + size]), drawing.scale(window[1], [top + (size * high) / wide, top])];
  }

  /* The axes, along the left and the lower edge, with their names. */
  function frame(scene, [across, up], names = NAMES) {
    const { add, axis, text, ticks } = drawing;
    const [left, right] = across.range;
    const [bottom, top] = up.range;
    axis(scene, across, bottom);
    add(scene, "path", { class: "axis", d: `M${left} ${bottom}V${top}` });
    const marks = ticks(up.domain, 6);
    for (const value of marks.values.filter((one) => up(one) > top + 30 && up(one) < bottom - 12)) {
      add(scene, "path", { class: "axis", d: `M${left} ${up(value)}h4` });
      add(scene, "text", { class: "tick start", x: left + 8, y: up(value) + 4 }, text(value, marks.digits));
    }
    add(scene, "text", { class: "tick right", x: right - 4, y: bottom - 8 }, names[0]);
    add(scene, "text", { class: "tick start", x: left + 8, y: top + 14 }, names[1]);
  }

  /* A place to draw in, in the same pixels, that shows nothing beyond the axes. */
  function clip(scene, [across, up]) {
    const [[x, right], [bottom, y]] = [across.range, up.range];
    const [width, height] = [right - x, bottom - y];
    return drawing.add(scene, "svg", { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` });
  }

  /* A handle for a point; options as those of view.handle, and scales() -> those last drawn, get() and set(point). */
  function point(view, { scales: drawn, get, set, window, step, names = NAMES, ...options }) {
    const put = (place) => set(inside(place.map((value) => drawing.round(value, step)), window));
    view.handle({
      at: () => drawn().map((scale, j) => scale(get()[j])),
      bounds: () => window[0],
      value: () => get()[0],
      words: () => get().map((value, j) => `${names[j]} ${drawing.text(value)}`).join(", "),
      drag: (...pixels) => put(drawn().map((scale, j) => scale.invert(pixels[j]))),
      nudge: (...by) => put(get().map((value, j) => value + by[j] * step)),
      ...options,
    });
  }

  return {
    moments, fit, families, determinant, distance, logDensity, logLikelihood, axes, ellipse, flaw, tidy, scales, frame, clip, point,
  };
})();
