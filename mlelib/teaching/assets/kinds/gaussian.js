/* One Gaussian above the hill of its log-likelihood: the data, the bell and the point on the hill are dragged. */
explorer.define("gaussian", (config) => {
  const { add, axis, clamp, line, niceStep, round, scale, shapes, text } = drawing;
  const { logDensity, logLikelihood, fit, phi } = arithmetic;
  const { domain, step, digits } = config;
  const width = domain[1] - domain[0];
  const DROPS = [0.5, 1, 2, 4, 8, 16];
  const FOOTPRINTS = 60;
  /* The least is below the variance of any data that differ by a step; the largest is that of data at both ends. */
  const variances = [0.04 * step ** 2, (width / 2) ** 2];
  const rise = niceStep(variances[1], 200);
  const base = 160;
  const rows = Math.min(10, 100 / config.x.length);
  const residuals = base + 62;
  const hill = { top: residuals + rows * config.x.length + 26, height: 230 };
  const along = scale([0, variances[1]], [hill.top + hill.height, hill.top]);
  let across;
  let up;

  /* A small variance gets more digits: it is never 0. */
  const shown = (variance) => text(variance, variance < 10 ** (1 - digits) ? digits + 2 : digits);

  const start = () => ({
    x: config.x.slice(), mean: config.mean, variance: config.variance, path: [[config.mean, config.variance]],
  });
  const place = ([mean, variance]) => [clamp(mean, domain), clamp(variance, variances)];

  function clean({ x, mean, variance, path }) {
    const points = path.filter((point) => point.length === 2).slice(-FOOTPRINTS).map(place);
    [mean, variance] = place([mean, variance]);
    return {
      x: x.length === config.x.length ? x.map((value) => clamp(value, domain)) : config.x.slice(),
      mean, variance, path: points.length ? points : [[mean, variance]],
    };
  }

  /* A closed curve around the mean: at the variance v it is the root of square(v) away from it on either side. */
  function outline(mean, [low, high], square) {
    const side = Array.from({ length: 97 }, (_, i) => {
      const v = low * (high / low) ** ((1 - Math.cos((i * Math.PI) / 96)) / 2);
      return [Math.sqrt(Math.max(0, square(v))), v];
    });
    return [...side.map(([w, v]) => [mean + w, v]), ...side.reverse().map(([w, v]) => [mean - w, v])];
  }

  /* The two variances with φ(v̂/v) = c, by Newton's steps for the logarithm of v̂/v, each from the outer side. */
  function ends(variance, c) {
    const solve = (s) => {
      for (let i = 0; i < 60; i += 1) s -= (Math.expm1(s) - s - c) / Math.expm1(s);
      return variance / Math.exp(s);
    };
    return [solve(Math.sqrt(2 * c)), solve(-1 - c)];
  }

  /* Where the log-likelihood lies `drop` below its maximum: the gap, solved for (μ − x̄)². */
  function level({ mean, variance }, n, drop) {
    const c = (2 * drop) / n;
    return { drop, points: outline(mean, ends(variance, c), (v) => v * (c - phi(variance / v))) };
  }

  /* Without a maximum: the level curve whose largest variance is `top`; all of them run into (x̄, 0). */
  const endless = (mean, top) => ({ drop: null, points: outline(mean, [1e-4 * top, top], (v) => v * Math.log(top / v)) });

  const differ = (x) => Math.max(...x) > Math.min(...x);

  function numbers({ x, mean, variance }) {
    const n = x.length;
    const best = fit(x);
    const here = logLikelihood(x, mean, variance);
    const forMean = best.variance + (best.mean - mean) ** 2;
    if (!differ(x)) {
      const tops = [1, 0.25, 0.0625, 0.015625].map((part) => part * variances[1]);
      return { best, here, forMean, most: null, gap: null, levels: tops.map((top) => endless(best.mean, top)) };
    }
    const most = logLikelihood(x, best.mean, best.variance);
    return { best, here, forMean, most, gap: most - here, levels: DROPS.map((drop) => level(best, n, drop)) };
  }

  function words({ mean, variance }, { best, here, gap }) {
    const now = `μ = ${text(mean, digits)}, σ² = ${shown(variance)}: log-likelihood ${text(here)}`;
    if (gap === null) return `${now}. All points are equal: the log-likelihood grows without bound as σ² goes to 0.`;
    if (gap < 0.0005) return `${now}, the maximum.`;
    return `${now}, ${text(gap)} below the maximum at μ = ${text(best.mean, digits)}, σ² = ${shown(best.variance)}.`;
  }

  const height = (value, { mean, variance }) => Math.exp(logDensity(value, mean, variance));

  function draw(scene, { width: pixels, state, numbers: found }) {
    across = scale(domain, [16, pixels - 16]);
    up = scale([0, Math.max(config.peak, height(state.mean, state))], [base, 34]);
    drawHill(scene, state, found);
    drawDensity(scene, state);
    add(scene, "text", { class: "tick start", x: 16, y: residuals - 12 }, "residuals x − μ");
    state.x.forEach((value, i) => {
      add(scene, "path", { class: "residual c2", d: `M${across(state.mean)} ${residuals + rows * i}H${across(value)}` });
    });
    return hill.top + hill.height + 46;
  }

  function drawDensity(scene, state) {
    const deviation = Math.sqrt(state.variance);
    const inside = Array.from({ length: 161 }, (_, i) => state.mean + (i / 10 - 8) * deviation)
      .filter((value) => value > domain[0] && value < domain[1]);
    const points = [domain[0], ...inside, domain[1]].map((value) => [across(value), up(height(value, state))]);
    add(scene, "path", { class: "area c1", d: `${line(points)}V${base}H${across(domain[0])}z` });
    add(scene, "path", { class: "curve c1", d: line(points) });
    for (const value of state.x) {
      add(scene, "path", { class: "stem c2", d: `M${across(value)} ${base}V${up(height(value, state))}` });
    }
    axis(scene, across, base, { pad: 26 });
    const [x, y] = shoulder(state);
    add(scene, "path", { class: "guide", d: `M${across(state.mean)} ${y}H${x}` });
    add(scene, "text", { class: "label c1", x: across(state.mean), y: up(height(state.mean, state)) - 16 }, "μ");
    const right = x > across(state.mean);
    add(scene, "text", { class: `label ${right ? "left" : "right"} c1`, x: x + (right ? 16 : -16), y: y + 5 }, "σ");
  }

  /* Where the bell is one standard deviation from its middle: on the right, or on the left if there is no room. */
  function shoulder(state) {
    const deviation = Math.sqrt(state.variance);
    const value = state.mean + deviation * (state.mean + deviation <= domain[1] ? 1 : -1);
    return [across(value), up(height(value, state))];
  }

  /* A part of the picture with a frame that cuts off what is beyond it. */
  function drawHill(scene, state, { best, most, levels }) {
    const [left, right] = across.range;
    const { top, height: tall } = hill;
    const frame = { x: left, y: top, width: right - left, height: tall };
    const map = add(scene, "svg", { ...frame, viewBox: `${left} ${top} ${right - left} ${tall}` });
    for (const { points } of levels) {
      const d = `${line(points.map(([m, v]) => [across(m), along(v)]))}z`;
      add(map, "path", { class: "area c3", d });
      add(map, "path", { class: "curve c3 times2", d });
    }
    add(scene, "rect", { class: "faint", ...frame });
    const [x, y] = [across(state.mean), along(state.variance)];
    add(scene, "path", { class: "guide", d: `M${x} ${up(height(state.mean, state))}V${top + tall}M${left} ${y}H${x}` });
    drawScale(map);
    if (most !== null) drawSummit(map, best);
    const steps = [...state.path, [state.mean, state.variance]].map(([m, v]) => [across(m), along(v)]);
    add(map, "path", { class: "curve c1 times2", d: line(steps) });
    for (const [cx, cy] of steps) add(map, "circle", { class: "mark c1", r: 2.5, cx, cy });
    axis(scene, across, top + tall, { pad: 20 });
    add(scene, "text", { class: "name", x: right, y: top + tall + 40 }, "μ");
  }

  function drawScale(map) {
    const each = niceStep(variances[1], 5);
    for (let v = each; v < 0.97 * variances[1]; v += each) {
      add(map, "path", { class: "axis", d: `M${across.range[0]} ${along(v)}h4` });
      add(map, "text", { class: "start", x: across.range[0] + 8, y: along(v) + 5 }, String(Number(v.toPrecision(6))));
    }
    add(map, "text", { class: "start", x: across.range[0] + 8, y: hill.top + 16 }, "σ²");
  }

  /* The maximum, and inside the level curves to its right how far they lie below it, where there is room. */
  function drawSummit(map, best) {
    const [x, y] = [across(best.mean), along(best.variance)];
    add(map, "path", { class: "cross c3", d: `M${x - 6} ${y}h12M${x} ${y - 6}v12` });
    let taken = x + 10;
    for (const drop of DROPS) {
      const at = across(best.mean + Math.sqrt((best.variance * 2 * drop) / config.x.length));
      if (at - taken < 36 || at > across.range[1]) continue;
      add(map, "text", { class: "right", x: at - 5, y: y + 5 }, text(-drop, drop < 1 ? 1 : 0));
      taken = at;
    }
  }

  function controls(view) {
    const { state } = view;
    const fine = (value, by) => Number(round(value, by).toFixed(10));

    /* Moves the Gaussian; what lies far enough from the last footprint is one. */
    function move(mean, variance) {
      [state.mean, state.variance] = place([mean, variance]);
      const [m, v] = state.path.at(-1);
      if (Math.hypot((state.mean - m) / width, (state.variance - v) / variances[1]) < 0.0099) return;
      state.path = [...state.path, [fine(state.mean, step / 10), fine(state.variance, rise / 10)]].slice(-FOOTPRINTS);
    }
    const setPoint = (i, value) => { state.x[i] = clamp(fine(value, step), domain); };
    const setDeviation = (value, by) => move(state.mean, fine(value, by) ** 2);

    state.x.forEach((_, i) => view.handle({
      label: `data point ${i + 1}`,
      shape: shapes.dot,
      at: () => [across(state.x[i]), base],
      bounds: () => domain,
      value: () => state.x[i],
      words: () => text(state.x[i], digits),
      drag: (px) => setPoint(i, across.invert(px)),
      nudge: (dx, dy) => setPoint(i, state.x[i] + (dx + dy) * step),
    }));
    view.handle({
      label: "mean μ",
      shape: shapes.diamond,
      at: () => [across(state.mean), up(height(state.mean, state))],
      bounds: () => domain,
      value: () => state.mean,
      words: () => text(state.mean, digits),
      drag: (px) => move(fine(across.invert(px), step / 5), state.variance),
      nudge: (dx, dy) => move(fine(state.mean + (dx + dy) * step, step), state.variance),
    });
    view.handle({
      label: "standard deviation σ",
      shape: shapes.square,
      at: () => shoulder(state),
      bounds: () => variances.map(Math.sqrt),
      value: () => Math.sqrt(state.variance),
      words: () => text(Math.sqrt(state.variance), digits),
      drag: (px) => setDeviation(Math.abs(across.invert(px) - state.mean), step / 5),
      nudge: (dx, dy) => setDeviation(Math.max(0, Math.sqrt(state.variance) + (dx + dy) * step), step),
    });
    view.handle({
      label: "mean and variance on the hill",
      shape: (group) => add(group, "circle", { class: "grip", r: 8 }),
      at: () => [across(state.mean), along(state.variance)],
      bounds: () => domain,
      value: () => state.mean,
      words: () => `μ = ${text(state.mean, digits)}, σ² = ${shown(state.variance)}`,
      drag: (px, py) => move(fine(across.invert(px), step / 5), fine(along.invert(py), rise / 5)),
      nudge: (dx, dy) => move(fine(state.mean + dx * step, step), fine(state.variance + dy * rise, rise)),
    });
    view.place((px, py) => {
      const inside = py > hill.top && py < hill.top + hill.height;
      if (inside) move(fine(across.invert(px), step / 5), fine(along.invert(py), rise / 5));
    });
    view.button("Best μ", () => move(fit(state.x).mean, state.variance));
    view.button("Best σ²", () => move(state.mean, numbers(state).forMean));
    view.button("Go to the maximum", () => {
      const best = fit(state.x);
      move(best.mean, best.variance);
    }, () => differ(state.x));
  }

  return { start, clean, numbers, words, draw, controls };
});
