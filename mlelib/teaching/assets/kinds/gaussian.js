/* Drag data, mean and standard deviation of a Gaussian; watch the log-likelihood below its maximum. */
function startGaussian(root, config) {
  const { add, axis, clamp, curve, line, round, scale, shapes, text } = explorer;
  const { logDensity, logLikelihood, fit } = arithmetic;
  const state = {};
  const reset = () => Object.assign(state, { x: config.x.slice(), mean: config.mean, deviation: Math.sqrt(config.variance) });
  reset();

  const { domain, step } = config;
  const deviations = [(domain[1] - domain[0]) / 60, (domain[1] - domain[0]) / 2];
  const base = 190;
  const rows = Math.min(9, 84 / config.x.length);
  const residuals = base + 64;
  let across;
  let up;

  function draw(scene, width) {
    const variance = state.deviation ** 2;
    const best = fit(state.x);
    const peak = Math.exp(logDensity(0, 0, variance));
    across = scale(domain, [16, width - 16]);
    up = scale([0, Math.max(config.peak, peak)], [base, 34]);
    drawDensity(scene, variance);
    drawResiduals(scene);
    const bottom = drawLogLikelihoods(scene, width, variance, best);
    return { height: bottom, words: sentence(variance, best) };
  }

  function drawDensity(scene, variance) {
    const points = curve(across, up, (v) => Math.exp(logDensity(v, state.mean, variance)));
    add(scene, "path", { class: "area c1", d: `${line(points)}L${across.range[1]} ${base}L${across.range[0]} ${base}z` });
    add(scene, "path", { class: "curve c1", d: line(points) });
    for (const value of state.x) {
      add(scene, "path", { class: "stem c2", d: `M${across(value)} ${base}V${up(Math.exp(logDensity(value, state.mean, variance)))}` });
    }
    axis(scene, across, base, { pad: 26 });
    const shoulder = up(Math.exp(logDensity(state.deviation, 0, variance)));
    add(scene, "path", { class: "guide", d: `M${across(state.mean)} ${shoulder}H${across(state.mean + state.deviation)}` });
    add(scene, "text", { class: "label c1", x: across(state.mean), y: up(Math.exp(logDensity(0, 0, variance))) - 16 }, "μ");
    add(scene, "text", { class: "label left c1", x: across(state.mean + state.deviation) + 16, y: shoulder + 5 }, "σ");
  }

  /* One row for each point: its distance from μ. */
  function drawResiduals(scene) {
    const top = residuals;
    add(scene, "path", { class: "guide", d: `M${across(state.mean)} ${up(0) - (base - up.range[1])}V${top + rows * state.x.length + 4}` });
    state.x.forEach((value, i) => {
      add(scene, "path", { class: "residual c2", d: `M${across(state.mean)} ${top + rows * i}H${across(value)}` });
    });
    add(scene, "text", { class: "tick start", x: across.range[0], y: top - 14 }, "residuals x − μ");
  }

  function drawLogLikelihoods(scene, width, variance, best) {
    const top = residuals + rows * state.x.length + 34;
    const now = logLikelihood(state.x, state.mean, variance);
    const most = best.variance > 0 ? logLikelihood(state.x, best.mean, best.variance) : now;
    const floor = Math.min(now, most - 6) - 1;
    const beside = width >= 520;
    const half = beside ? [16, width / 2 - 14] : [16, width - 16];
    const other = beside ? [width / 2 + 14, width - 16] : half;
    const lower = beside ? top : top + 160;
    const widest = Math.max(4 * best.variance, 1.15 * variance);
    const along = [
      { name: "μ", at: state.mean, x: scale(domain, half), top, f: (v) => logLikelihood(state.x, v, variance) },
      { name: "σ²", at: variance, x: scale([widest / 400, widest], other), top: lower, f: (v) => logLikelihood(state.x, state.mean, v) },
    ];
    for (const { name, at, x, top: start, f } of along) {
      const y = scale([floor, most], [start + 100, start + 14]);
      add(scene, "path", { class: "guide", d: `M${x.range[0]} ${y(most)}H${x.range[1]}` });
      add(scene, "text", { class: "tick start", x: x.range[0], y: start + 4 }, `log-likelihood along ${name}`);
      add(scene, "text", { class: "tick right", x: x.range[1], y: start + 8 }, "maximum");
      add(scene, "path", { class: "curve c3", d: line(curve(x, y, f, floor)) });
      add(scene, "circle", { class: "mark c3", r: 6, cx: x(at), cy: y(now) });
      axis(scene, x, start + 100, { count: 5 });
    }
    return lower + 132;
  }

  function sentence(variance, best) {
    const now = logLikelihood(state.x, state.mean, variance);
    const here = `μ = ${text(state.mean)}, σ² = ${text(variance)}: log-likelihood ${text(now)}`;
    if (!(best.variance > 0)) return `${here}. All points are equal: the log-likelihood grows without bound as σ² goes to 0.`;
    const gap = logLikelihood(state.x, best.mean, best.variance) - now;
    if (gap < 0.0005) return `${here}, the maximum.`;
    return `${here}, ${text(gap)} below the maximum at μ = ${text(best.mean)}, σ² = ${text(best.variance)}.`;
  }

  const view = explorer.mount(root, config.title, draw);
  const setPoint = (i, value) => { state.x[i] = clamp(round(value, step), domain); };
  const setMean = (value) => { state.mean = clamp(round(value, step), domain); };
  const setDeviation = (value) => { state.deviation = clamp(round(value, step), deviations); };

  state.x.forEach((_, i) => view.handle({
    label: `data point ${i + 1}`,
    shape: shapes.dot,
    at: () => [across(state.x[i]), base],
    bounds: () => domain,
    value: () => state.x[i],
    words: () => text(state.x[i]),
    drag: (px) => setPoint(i, across.invert(px)),
    nudge: (dx, dy) => setPoint(i, state.x[i] + (dx + dy) * step),
  }));
  view.handle({
    label: "mean μ",
    shape: shapes.diamond,
    at: () => [across(state.mean), up(Math.exp(logDensity(0, 0, state.deviation ** 2)))],
    bounds: () => domain,
    value: () => state.mean,
    words: () => text(state.mean),
    drag: (px) => setMean(across.invert(px)),
    nudge: (dx, dy) => setMean(state.mean + (dx + dy) * step),
  });
  view.handle({
    label: "standard deviation σ",
    shape: shapes.square,
    at: () => [across(state.mean + state.deviation), up(Math.exp(logDensity(state.deviation, 0, state.deviation ** 2)))],
    bounds: () => deviations,
    value: () => state.deviation,
    words: () => text(state.deviation),
    drag: (px) => setDeviation(across.invert(px) - state.mean),
    nudge: (dx, dy) => setDeviation(state.deviation + (dx + dy) * step),
  });
  view.button("Go to the maximum", () => {
    const best = fit(state.x);
    Object.assign(state, { mean: best.mean, deviation: Math.max(Math.sqrt(best.variance), deviations[0]) });
  });
  view.button("Reset", reset);
  view.redraw(false);
}
