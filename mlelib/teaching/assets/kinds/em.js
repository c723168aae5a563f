/* EM for Gaussians on a line, one half-step at a time. */
explorer.define("em", (config) => {
  const { add, axis, clamp, line, niceStep, round, scale, text } = drawing;
  const { logDensity, expectation, mStep, rounding, fit } = arithmetic;
  const narrow = 560;

  const model = {
    width: 1,
    expect: expectation,
    maximise: mStep,
    lost: ({ means, variances }) => variances.findIndex((variance, k) => !(variance > rounding(means[k]))),
    pack: ({ means, variances }, k) => [means[k], variances[k]],
    units: ({ variances }, k) => [Math.sqrt(variances[k]), variances[k]],
    mixture: (weights, rows) => ({ weights, means: rows.map(([mean]) => mean), variances: rows.map(([, variance]) => variance) }),
    within: (mixture) => mixture,
    spread: (x) => [fit(x).variance],
    proper([mean, variance], [low, high]) {
      const reach = high - low;
      return [clamp(mean, [low - reach, high + reach]), clamp(variance, [1e-14 * reach ** 2, 100 * reach ** 2])];
    },
    span(x, mixture = { means: [], variances: [] }) {
      const ends = mixture.means.flatMap((mean, k) => [-1, 1].map((side) => mean + side * Math.sqrt(mixture.variances[k])));
      const [low, high] = [Math.min(...x, ...ends), Math.max(...x, ...ends)];
      const step = stepOf(low, high);
      const room = 0.2 * (high - low);
      return [Math.floor((low - room) / step), Math.ceil((high + room) / step)].map((end) => climb.short(step * end));
    },
    describe: ({ means, variances }, k) => `mean ${stepper.say(means[k])}, variance ${stepper.say(variances[k])}`,
  };
  const stepOf = (low, high) => 10 ** Math.floor(Math.log10((high - low) / 20));

  const kind = stepper.make(config, model);
  const spans = new Map(config.sets.map(({ id, x, weights, rows }) => [id, model.span(x, model.mixture(weights, rows))]));
  let span;
  let step;
  let across;
  let up;
  let base;
  let places;
  let peaks;

  /* Discs that would overlap stand one on the other. */
  function stack(x, r) {
    const rows = [];
    return x.map((value) => {
      const px = across(value);
      let row = rows.findIndex((taken) => taken.every((other) => Math.abs(other - px) >= 2 * r + 3));
      if (row < 0) row = rows.push([]) - 1;
      rows[row].push(px);
      return [px, base - (2 * r + 4) * row];
    });
  }

  const parts = (m, v) => m.weights.map((weight, k) => weight * Math.exp(logDensity(v, m.means[k], m.variances[k])));

  function draw(scene, { width, state, numbers: found }) {
    const beside = config.compact && width >= narrow;
    const right = beside ? Math.round(0.6 * width) : width - 16;
    const { x, mixture: m } = found;
    base = config.compact ? 134 : 196;
    span = state.span.length ? state.span : spans.get(state.data);
    step = climb.short(stepOf(...span));
    across = scale(span, [16, right]);
    const tops = m.means.map((mean, k) => parts(m, mean)[k]);
    const reach = span[1] - span[0];
    /* The same height as a rule: it grows for narrow Gaussians, and is cut where one becomes a needle. */
    const most = clamp(1.05 * Math.max(...m.means.map((mean) => parts(m, mean).reduce((a, b) => a + b))), [3.6 / reach, 9 / reach]);
    up = scale([0, most], [base, 20]);
    peaks = m.means.map((mean, k) => [clamp(across(mean), [16, right]), up(Math.min(tops[k], most))]);
    const r = x.length > 30 ? 5 : 7;
    places = x.length > climb.MOST_POINTS ? [] : stack(x, r);
    if (!places.length) drawBars(scene, found, most);
    drawCurves(scene, m, most);
    axis(scene, across, base, { pad: 28 });
    const box = beside
      ? { left: right + 40, right: width - 16, top: 22, bottom: base }
      : { left: 16, right: width - 16, top: base + 62, bottom: base + (config.compact ? 140 : 172) };
    return kind.history(scene, box, found);
  }

  /* Evenly spaced places, and more around the peaks, that a narrow one is not missed. */
  function drawCurves(scene, m, most) {
    const [low, high] = span;
    const places = Array.from({ length: 241 }, (_, i) => low + ((high - low) * i) / 240);
    m.means.forEach((mean, k) => {
      for (let i = -20; i <= 20; i += 1) places.push(mean + (i / 5) * Math.sqrt(m.variances[k]));
    });
    const seen = places.filter((v) => low <= v && v <= high).sort((a, b) => a - b);
    const curve = (f) => seen.map((v) => [across(v), up(Math.min(f(parts(m, v)), most))]);
    const whole = curve((each) => each.reduce((a, b) => a + b, 0));
    add(scene, "path", { class: "area c0", d: `${line(whole)}L${across(high)} ${base}L${across(low)} ${base}z` });
    m.means.forEach((_, k) => add(scene, "path", { class: `curve c${k + 1} dash${k + 1}`, d: line(curve((each) => each[k])) }));
  }

  /* Many points are a histogram, of the area 1; with shares it is one for each Gaussian, over each other. */
  function drawBars(scene, { x, shares }, most) {
    const [low, high] = [Math.min(...x), Math.max(...x)];
    const size = niceStep(high - low, 27);
    const from = size * Math.floor(low / size);
    const bins = Math.floor((high - from) / size) + 1;
    const columns = shares ? shares[0].map((_, k) => shares.map((row) => row[k])) : [x.map(() => 1)];
    columns.forEach((weights, k) => {
      const heights = Array(bins).fill(0);
      x.forEach((value, i) => { heights[Math.floor((value - from) / size + 1e-9)] += weights[i] / (x.length * size); });
      const tops = heights.flatMap((height, i) => [i, i + 1].map((end) => [across(from + size * end), up(Math.min(height, most))]));
      const d = `M${across(from).toFixed(1)} ${base}${line(tops).replace("M", "L")}V${base}z`;
      add(scene, "path", { class: `bars c${shares ? k + 1 : 0} dash${k + 1}`, d });
    });
  }

  const inSpan = (value) => climb.short(clamp(round(value, step), span));
  const digits = () => clamp(Math.ceil(-Math.log10(step)), [2, 8]);
  const geometry = {
    at: (px) => inSpan(across.invert(px)),
    inside: (px, py) => py > 0 && py < base + 30 && px >= across.range[0] && px <= across.range[1],
    mean: (k) => peaks[k],
    point: (i) => places[i],
    moved: (value, dx, dy) => inSpan(value + (dx + dy) * step),
    span: () => span,
    value: (value) => value,
    bounds: () => span,
    words: (value) => text(value, digits()),
    radius: () => (places.length > 30 ? 5 : 7),
    field: "Your own numbers; a click on the axis adds one, Enter on a point takes it away",
  };

  const { start, clean, numbers, words } = kind;
  return { start, clean, numbers, words, draw, controls: (view) => kind.controls(view, geometry) };
});
