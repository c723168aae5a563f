/* The gap certificate of a Gaussian: what the variance costs and what the mean costs, two curves that touch zero from
   above, and their sum beside the difference of the two log-likelihoods. */
explorer.define("gap", (config) => {
  const { add, axis, clamp, line, round, scale, shapes, text } = drawing;
  const { logLikelihood, fit, phi } = arithmetic;
  const { x, domain, step, digits } = config;
  const n = x.length;
  const best = fit(x);
  const most = logLikelihood(x, best.mean, best.variance);
  const ratios = [0.2, 4];
  const DEVIATIONS = 1.5;  // μ is at most so many σ away from x̄: the picture ends there
  let places;
  let up;

  const start = () => ({ mean: config.mean, variance: config.variance });
  const costOfVariance = (t) => (n / 2) * phi(t);
  const costOfMean = (mean, variance) => (n * (best.mean - mean) ** 2) / (2 * variance);

  /* The variances, from the least to the largest, that a mean may have in the picture. */
  const variances = (mean) => [
    Math.max(best.variance / ratios[1], ((mean - best.mean) / DEVIATIONS) ** 2), best.variance / ratios[0],
  ];

  /* The means that a variance may have. */
  function means(variance) {
    const reach = DEVIATIONS * Math.sqrt(variance);
    return [Math.max(domain[0], best.mean - reach), Math.min(domain[1], best.mean + reach)];
  }

  function clean({ mean, variance }) {
    variance = clamp(variance, variances(best.mean));
    return { mean: clamp(mean, means(variance)), variance };
  }

  function numbers({ mean, variance }) {
    const t = best.variance / variance;
    const parts = { variance: costOfVariance(t), mean: costOfMean(mean, variance) };
    const here = logLikelihood(x, mean, variance);
    return { t, parts, sum: parts.variance + parts.mean, most, here, gap: most - here };
  }

  function words({ mean, variance }, { parts, sum, here, gap }) {
    return `σ² = ${text(variance, digits)} costs ${text(parts.variance, 3)}, μ = ${text(mean, digits)} costs ${text(parts.mean, 3)}: `
      + `together ${text(sum, 3)}. The log-likelihoods, ${text(most, 3)} at the maximum and ${text(here, 3)} here, differ by ${text(gap, 3)}.`;
  }

  /* The two curves side by side, or one above the other on a phone. All heights have one scale: lengths compare. */
  function arrange(width) {
    const bars = [width - 96, width - 44];
    if (width >= 540) {
      const half = (bars[0] - 108) / 2;
      const [left, right] = [[16, 16 + half], [64 + half, 64 + 2 * half]];
      return { unit: 58, left, right, upper: 250, lower: 250, heads: [92, 92], bars };
    }
    const both = [16, bars[0] - 32];
    return { unit: 42, left: both, right: both, upper: 118, lower: 308, heads: [24, 188], bars };
  }

  function draw(scene, { width, state, numbers: found }) {
    places = arrange(width);
    places.t = scale([0, 4.1], places.left);
    places.mean = scale(domain, places.right);
    up = (base) => scale([0, n / 2], [base, base - places.unit]);
    const { mean, variance } = state;
    const of = { variance: costOfVariance, mean: (value) => costOfMean(value, variance) };
    drawCurve(scene, "c1", places.t, places.upper, of.variance, [0.1, ratios[1]]);
    drawCurve(scene, "c2 dash2", places.mean, places.lower, of.mean, means(variance));
    drawCost(scene, "c1", places.t, places.upper, found.t - 1, [found.t, found.parts.variance]);
    drawCost(scene, "c2 striped", places.mean, places.lower, mean - best.mean, [mean, found.parts.mean]);
    const roomy = places.left[1] - places.left[0] > 190;
    add(scene, "text", { class: "label left c1", x: 16, y: places.heads[0] }, `${roomy ? "variance: " : ""}n/2 · φ(t)`);
    add(scene, "text", { class: "label left c2", x: places.right[0], y: places.heads[1] }, `${roomy ? "mean: " : ""}n(x̄ − μ)²/(2σ²)`);
    axis(scene, places.t, places.upper, { pad: 22, count: 5 });
    axis(scene, places.mean, places.lower, { pad: 22, count: 5 });
    add(scene, "text", { class: "name", x: places.left[1], y: places.upper + 42 }, "t = σ̂²/σ²");
    add(scene, "text", { class: "name", x: places.right[1], y: places.lower + 42 }, "μ");
    drawBars(scene, found, mean);
    return places.lower + 56;
  }

  /* A cost as a curve over one parameter. */
  function drawCurve(scene, look, across, base, cost, [low, high]) {
    const points = Array.from({ length: 121 }, (_, i) => low + ((high - low) * i) / 120)
      .map((value) => [across(value), up(base)(cost(value))]);
    add(scene, "path", { class: `curve ${look}`, d: line(points) });
  }

  /* The cost where the parameter is, as a bar below the curve; with its number. */
  function drawCost(scene, look, across, base, off, [at, cost]) {
    const [px, py] = [across(at), up(base)(cost)];
    add(scene, "rect", { class: `bar ${look}`, x: px - 5, y: py, width: 10, height: base - py });
    const colour = look.split(" ")[0];
    add(scene, "text", spot(px, py, base, off < 0, px - 48 > across.range[0] - 16, colour), text(cost));
  }

  /* Where the number stands: outside the valley, where no curve runs; at the bottom, or without room, inside it. */
  function spot(x, y, base, left, room, colour) {
    const low = base - y < 16;
    if (left && (low || !room)) return { class: `label left ${colour}`, x: x + 14, y: y - 6 };
    if (left) return { class: `label right ${colour}`, x: x - 14, y: y + 5 };
    return low ? { class: `label ${colour}`, x, y: y - 16 } : { class: `label left ${colour}`, x: x + 14, y: y + 5 };
  }

  /* The two costs on top of each other, and beside them the gap from the log-likelihoods. */
  function drawBars(scene, { parts, sum, gap }, mean) {
    const [first, second] = places.bars;
    const y = up(places.lower);
    const bar = (look, left, low, high) => add(scene, "rect", {
      class: look, x: left, width: 32, y: y(high), height: Math.max(0, y(low) - y(high)),
    });
    bar("bar striped c2", first, 0, parts.mean);
    bar("bar c1", first, parts.mean, sum);
    bar("area c0", second, 0, gap);
    bar("axis", second, 0, gap);
    const from = Math.min(first, places.mean(mean) + (mean < best.mean ? 0 : 50));
    add(scene, "path", { class: "guide", d: `M${from} ${y(parts.mean)}H${first}` });
    add(scene, "path", { class: "axis", d: `M${first - 8} ${places.lower}H${second + 40}` });
    for (const [left, value, name] of [[first, sum, "sum"], [second, gap, "gap"]]) {
      add(scene, "text", { x: left + 16, y: y(value) - 8 }, text(value));
      add(scene, "text", { class: "tick", x: left + 16, y: places.lower + 22 }, name);
    }
  }

  function controls(view) {
    const { state } = view;
    const setRatio = (t) => { state.variance = clamp(best.variance / Math.max(t, 0.01), variances(state.mean)); };
    const setMean = (mean, by) => { state.mean = clamp(Number(round(mean, by).toFixed(10)), means(state.variance)); };
    view.handle({
      label: "ratio of the variances t",
      shape: (group) => shapes.square(group),
      at: () => [places.t(best.variance / state.variance), up(places.upper)(costOfVariance(best.variance / state.variance))],
      bounds: () => ratios,
      value: () => best.variance / state.variance,
      words: () => `t = ${text(best.variance / state.variance)}, σ² = ${text(state.variance, digits)}`,
      drag: (px) => setRatio(round(places.t.invert(px), 0.02)),
      nudge: (dx, dy) => setRatio(round(best.variance / state.variance + (dx + dy) * 0.05, 0.05)),
    });
    view.handle({
      label: "mean μ",
      shape: (group) => shapes.diamond(group).classList.add("c2"),
      at: () => [places.mean(state.mean), up(places.lower)(costOfMean(state.mean, state.variance))],
      bounds: () => domain,
      value: () => state.mean,
      words: () => `μ = ${text(state.mean, digits)}`,
      drag: (px) => setMean(places.mean.invert(px), step / 5),
      nudge: (dx, dy) => setMean(state.mean + (dx + dy) * step, step),
    });
    view.button("Go to the maximum", () => Object.assign(state, { mean: best.mean, variance: best.variance }));
  }

  return { start, clean, numbers, words, draw, controls };
});
