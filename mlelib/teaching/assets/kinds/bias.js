/* Samples of size n from one Gaussian: where the average of their variances settles, with divisor n and n - 1. */
explorer.define("bias", (config) => {
  const { add, axis, clamp, key, line, round, scale, shapes, text } = drawing;
  const SIZES = [2, 30];
  const MOST = config.most;
  const SEEDS = 999;  // so many streams do not overlap
  const REPAIRED = "n/(n\u00a0−\u00a01)\u00a0σ̂²";
  const deviation = Math.sqrt(config.variance);
  const plot = { top: 192, base: 392 };
  const track = 476;
  let sizes;
  const stream = { seed: 0, values: new Float64Array(SIZES[1] * MOST) };
  let kept = { name: "", variances: [], sums: [] };

  const start = () => ({ n: config.n, samples: config.samples, seed: config.seed });
  const clean = ({ n, samples, seed }) => ({
    n: clamp(Math.round(n), SIZES),
    samples: clamp(Math.round(samples), [1, MOST]),
    seed: clamp(Math.round(seed), [1, SEEDS]),
  });

  /* The k-th number of a stream, from 0 to 1 (Mulberry32): by its place alone, so that a link brings the same samples. */
  function uniform(seed, k) {
    let t = (seed + Math.imul(k + 1, 0x6d2b79f5)) | 0;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /* Two of them make a Gaussian one (Box and Muller). What is drawn is kept: n is dragged over 10,000 samples. */
  function gaussian(seed, k) {
    const { values } = stream;
    if (stream.seed !== seed) values.fill(NaN);
    stream.seed = seed;
    if (Number.isNaN(values[k])) {
      const [u, v] = [uniform(seed, 2 * k), uniform(seed, 2 * k + 1)];
      values[k] = config.mean + deviation * Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
    }
    return values[k];
  }

  /* A larger n adds numbers to each sample, and leaves those that are there. */
  const sample = (seed, n, j) => Array.from({ length: n }, (_, i) => gaussian(seed, SIZES[1] * j + i));

  /* The variance of a sample, by loops: there are many. */
  function estimate(seed, n, j) {
    const first = SIZES[1] * j;
    let [total, squares] = [0, 0];
    for (let k = first; k < first + n; k += 1) total += gaussian(seed, k);
    for (let k = first; k < first + n; k += 1) squares += (gaussian(seed, k) - total / n) ** 2;
    return squares / n;
  }

  /* The estimates of all samples and their sums, which are kept too: most changes only add some. */
  function estimates({ n, samples, seed }) {
    const name = `${n} ${seed}`;
    if (kept.name !== name) kept = { name, variances: [], sums: [] };
    const { variances, sums } = kept;
    for (let j = variances.length; j < samples; j += 1) {
      variances.push(estimate(seed, n, j));
      sums.push((sums[j - 1] ?? 0) + variances[j]);
    }
    return { variances: variances.slice(0, samples), sums };
  }

  function numbers(state) {
    const { n, samples, seed } = state;
    const { variances, sums } = estimates(state);
    const newest = sample(seed, n, samples - 1);
    const places = Array.from({ length: 161 }, (_, i) => Math.round(MOST ** (i / 160))).filter((k) => k < samples);
    const counts = [...new Set([...places, samples])];
    const bars = Array(20).fill(0);
    for (const value of variances) {
      const bin = Math.floor((value / (2 * config.variance)) * bars.length);
      if (bin < bars.length) bars[bin] += 1;
    }
    const plain = sums[samples - 1] / samples;
    return {
      newest, ...arithmetic.fit(newest), plain, repaired: (n / (n - 1)) * plain, expected: ((n - 1) / n) * config.variance,
      path: counts.map((count) => [count, sums[count - 1] / count]), bars,
      above: 1 - bars.reduce((total, count) => total + count, 0) / samples,
    };
  }

  const grouped = (count) => count.toLocaleString("en");

  function words({ n, samples }, { variance, plain, repaired, expected }) {
    const drawn = samples === 1 ? `One sample of n = ${n}` : `${grouped(samples)} samples of n = ${n}`;
    return `${drawn}. The newest has σ̂² = ${text(variance)}. On average σ̂² is ${text(plain)}, and ${REPAIRED} is `
      + `${text(repaired)}. Expected: ${text(expected)} and ${text(config.variance)}.`;
  }

  /* The newest sample: its examples, and one standard deviation to each side of its mean, below that of the truth. */
  function drawSample(scene, width, { newest, mean, variance }) {
    const room = scale([config.mean - 4 * deviation, config.mean + 4 * deviation], [16, width - 16]);
    const x = (value) => room(clamp(value, room.domain));
    const bar = (name, look, middle, half, y) => {
      const [low, high] = [x(middle - half), x(middle + half)];
      add(scene, "path", { class: `residual ${look}`, d: `M${low} ${y}H${high}` });
      add(scene, "path", { class: `stem ${look}`, d: `M${x(middle)} ${y - 5}v10M${low} ${y - 4}v8M${high} ${y - 4}v8` });
      const beside = high < width - 70 ? { class: `label left ${look}`, x: high + 8 } : { class: `label right ${look}`, x: low - 8 };
      add(scene, "text", { ...beside, y: y + 5 }, name);
    };
    add(scene, "text", { class: "tick start", x: 16, y: 22 }, "the newest sample");
    bar("μ ± σ", "c0", config.mean, deviation, 48);
    bar("x̄ ± σ̂", "c1", mean, Math.sqrt(variance), 72);
    add(scene, "path", { class: "axis", d: `M16 104H${width - 16}` });
    for (const value of newest) add(scene, "circle", { class: "dot", r: 6, cx: x(value), cy: 104 });
  }

  /* The averages over the number of samples. An inner picture cuts off what rises above it. */
  function drawAverages(scene, right, { path, plain, repaired }, n) {
    const { top, base } = plot;
    const across = scale([0, Math.log10(MOST)], [16, right]);
    const inner = add(scene, "svg", { x: 0, y: top, width: right + 8, height: base - top, overflow: "hidden" });
    const up = scale([0, 2 * config.variance], [base - top, 0]);
    const x = (count) => across(Math.log10(count));
    const averages = (factor) => line(path.map(([count, value]) => [x(count), up(factor * value)]));
    const end = x(path.at(-1)[0]);
    add(inner, "path", { class: "curve c2 dashed", d: averages(n / (n - 1)) });
    add(inner, "path", { class: "curve c1", d: averages(1) });
    add(inner, "rect", { class: "mark c2", x: end - 5, y: up(repaired) - 5, width: 10, height: 10 });
    add(inner, "circle", { class: "mark c1", r: 5.5, cx: end, cy: up(plain) });
    add(scene, "path", { class: "axis", d: `M16 ${base}H${right}` });
    for (let count = 1; count <= MOST; count *= right < 200 ? 100 : 10) {
      add(scene, "path", { class: "axis", d: `M${x(count)} ${base}v4` });
      add(scene, "text", { class: "tick", x: x(count), y: base + 20 }, grouped(count));
    }
    add(scene, "text", { class: "name", x: right, y: base - 8 }, "samples");
  }

  /* All estimates of the variance, at the same heights, and the newest of them. */
  function drawBars(scene, left, right, { bars, above, variance }) {
    const { top, base } = plot;
    const high = (base - top) / bars.length;
    const most = Math.max(...bars, 1);
    bars.forEach((count, i) => add(scene, "rect", {
      class: "bar c1", "fill-opacity": 0.35, x: left, y: base - (i + 1) * high, width: ((right - left) * count) / most, height: high - 1,
    }));
    add(scene, "path", { class: "axis", d: `M${left} ${top}V${base}` });
    add(scene, "text", { class: "tick start", x: left + 12, y: base + 20 }, "each σ̂²");
    if (above >= 0.005) add(scene, "text", { class: "tick start", x: left, y: top - 6 }, `${text(100 * above, 0)} % above`);
    const y = base - (clamp(variance / (2 * config.variance), [0, 1])) * (base - top);
    add(scene, "circle", { class: "ring c1", r: 4.5, cx: left, cy: y });
  }

  function draw(scene, { width, state, numbers: found }) {
    const { top, base } = plot;
    const edge = width - 74;
    const right = edge - Math.max(56, Math.round(0.2 * edge));
    drawSample(scene, width, found);
    key(scene, [["curve c1", "average of σ̂²"], ["curve c2 dashed", `average of ${REPAIRED}`]], { x: 16, y: 148, width: width - 32 });
    const level = (value) => base - (value / (2 * config.variance)) * (base - top);
    for (const value of [config.variance, found.expected]) {
      add(scene, "path", { class: "guide", d: `M16 ${level(value)}H${edge}` });
    }
    add(scene, "text", { class: "left", x: edge + 8, y: level(config.variance) - 2 }, "σ²");
    add(scene, "text", { class: "left", x: edge + 8, y: level(found.expected) + 13 }, `${state.n - 1}/${state.n} σ²`);
    drawBars(scene, right + 24, edge, found);
    drawAverages(scene, right, found, state.n);
    sizes = scale(SIZES, [16, width - 16]);
    axis(scene, sizes, track, { name: `n = ${state.n}, examples in a sample`, pad: 34 });
    return track + 50;
  }

  function controls(view) {
    const { state } = view;
    const more = (count) => { state.samples = Math.min(MOST, state.samples + count); };
    const left = () => state.samples < MOST;
    const resize = (n) => { state.n = clamp(Math.round(n), SIZES); };
    view.handle({
      label: "examples in a sample n",
      shape: shapes.diamond,
      at: () => [sizes(state.n), track],
      bounds: () => SIZES,
      value: () => state.n,
      words: () => `n = ${state.n}`,
      drag: (px) => resize(sizes.invert(px)),
      nudge: (dx, dy) => resize(state.n + dx + dy),
    });
    view.button("One sample", () => more(1), left);
    view.button("100 samples", () => more(100), left);
    /* From the first sample on, more and more at a time: the end of the lines moves steadily along its axis. */
    view.button("Play", () => {
      state.samples = 0;
      view.play(() => {
        more(Math.ceil(0.25 * state.samples) || 1);
        return left();
      }, 160);
    });
    view.button("Other samples", () => { state.seed = (state.seed % SEEDS) + 1; });
  }

  return { start, clean, numbers, words, draw, controls };
});
