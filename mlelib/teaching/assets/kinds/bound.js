/* The log-likelihood along one mean of a mixture, and the lower bound that touches it where the weights come from.
   The state holds the mean, and the means at which E-steps took the weights; before the first, all weights are equal. */
explorer.define("bound", (config) => {
  const { add, axis, clamp, curve, key, line, round, scale, shapes, text } = drawing;
  const { eStep, logJoint, logLikelihoodMixture } = arithmetic;
  const { x, weights, means, variances, domain, heights, step } = config;
  const MOST = 12;
  const top = 60;
  const base = 340;
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const at = (mean) => ({ weights, means: [mean, ...means.slice(1)], variances });
  const equal = x.map(() => weights.map(() => 1 / weights.length));
  const taken = (lifts) => (lifts.length ? eStep(x, at(lifts.at(-1))) : equal);
  let across;

  const start = () => ({ mean: config.mean, lifts: [] });
  const clean = ({ mean, lifts }) => ({
    mean: clamp(mean, domain),
    lifts: lifts.slice(-MOST).map((one) => clamp(one, domain)),
  });

  /* For one example: the sum of q (a - log q) over its labels. A weight of 0 counts as 0. */
  const averaged = (q, logs) => sum(q.map((share, k) => (share > 0 ? share * (logs[k] - Math.log(share)) : 0)));
  const logShares = (value, mean) => {
    const total = logLikelihoodMixture([value], at(mean));
    return logJoint(value, at(mean)).map((one) => one - total);
  };
  const bound = (q, mean) => sum(x.map((value, i) => averaged(q[i], logJoint(value, at(mean)))));

  function numbers({ mean, lifts }) {
    const q = taken(lifts);
    /* The gap by its own formula: the difference of ell and F has fewer digits. */
    const divergences = q.map((row, i) => -averaged(row, logShares(x[i], mean)));
    const summit = sum(x.map((value, i) => q[i][0] * value)) / sum(q.map((row) => row[0]));
    const gap = sum(divergences);
    return {
      q, divergences, gap, summit, ell: logLikelihoodMixture(x, at(mean)), bound: bound(q, mean),
      touching: gap < 1e-9, standing: Math.abs(mean - summit) < 1e-5,
    };
  }

  function words({ mean, lifts }, { ell, bound: value, gap, touching, standing }) {
    const source = lifts.length ? `weights q from ${text(lifts.at(-1))}` : "equal weights q";
    const here = `μ₁ = ${text(mean)}, ${source}. ℓ = ${text(ell, 3)}, F = ${text(value, 3)}: `;
    if (touching) return `${here}the bound touches ℓ${standing ? " with its top. EM stands still." : "."}`;
    const size = gap < 0.0005 ? "less than 0.001" : text(gap, 3);
    return `${here}the gap is ${size}${standing ? ", at the top of the bound." : "."}`;
  }

  function draw(scene, { width, state, numbers: found }) {
    across = scale(domain, [16, width - 16]);
    /* An inner picture, which cuts off what falls below it. */
    const inner = add(scene, "svg", { x: 0, y: top, width, height: base - top, overflow: "hidden" });
    const up = scale(heights, [base - top, 0]);
    const path = (q) => line(curve(across, up, (mean) => bound(q, mean)));
    const before = state.lifts.map((_, i) => taken(state.lifts.slice(0, i)));
    for (const q of before) add(inner, "path", { class: "faint", d: path(q) });
    add(inner, "path", { class: "curve c2 dashed", d: path(found.q) });
    const ell = (mean) => up(logLikelihoodMixture(x, at(mean)));
    add(inner, "path", { class: "curve c1", d: line(curve(across, (v) => v, ell)) });
    for (const mean of state.lifts) add(inner, "circle", { class: "mark c1", r: 4, cx: across(mean), cy: ell(mean) });
    drawGap(inner, width, state.mean, found, up);
    key(scene, [["curve c1", "ℓ(θ), the log-likelihood"], ["curve c2 dashed", "F(q, θ), the bound"]], { x: 16, y: 22, width: width - 32 });
    axis(scene, across, base, { name: "μ₁", pad: 34 });
    return base + 50;
  }

  /* From the bound up to the log-likelihood, at the present mean. */
  function drawGap(inner, width, mean, { ell, bound: value, gap, touching }, up) {
    const [at1, high, low] = [across(mean), up(ell), up(value)];
    add(inner, "path", { class: "guide", d: `M${at1} ${up(heights[0])}V${low}` });
    if (!touching) add(inner, "path", { class: "residual c3", d: `M${at1} ${low}V${high}` });
    add(inner, "circle", { class: "ring c1", r: 5, cx: at1, cy: high });
    if (!touching) add(inner, "circle", { class: "ring c2", r: 5, cx: at1, cy: low });
    const middle = (high + Math.min(low, up(heights[0]))) / 2;
    const side = at1 > width - 110 ? { class: "label right c3", x: at1 - 12 } : { class: "label left c3", x: at1 + 12 };
    if (Math.abs(low - high) > 14) add(inner, "text", { ...side, y: middle + 5 }, `gap ${text(gap)}`);
  }

  function controls(view) {
    const { state } = view;
    const found = () => numbers(state);
    const lift = () => { state.lifts = [...state.lifts, state.mean].slice(-MOST); };
    const climb = () => { state.mean = clamp(found().summit, domain); };
    const move = (mean, nearest) => { state.mean = clamp(round(mean, nearest), domain); };
    view.handle({
      label: "mean μ₁ of Gaussian 1",
      shape: shapes.diamond,
      at: () => [across(state.mean), base],
      bounds: () => domain,
      value: () => state.mean,
      words: () => text(state.mean),
      drag: (px) => move(across.invert(px), step / 10),
      nudge: (dx, dy) => move(state.mean + (dx + dy) * step, step / 10),
    });
    view.button("E: lift the bound", lift, () => !found().touching);
    /* It glides, so that one sees the climb. */
    view.button("M: climb it", () => {
      const [from, { summit }] = [state.mean, found()];
      let frame = 0;
      view.play(() => {
        frame += 1;
        const way = (1 - Math.cos((Math.PI * frame) / 16)) / 2;
        state.mean = clamp(frame < 16 ? from + way * (summit - from) : summit, domain);
        return frame < 16;
      }, 25);
    }, () => !found().standing);
    view.button("Run", () => view.play(() => {
      const { touching, standing } = found();
      if (!touching) lift();
      else if (!standing) climb();
      return !(touching && standing);
    }, 600), () => !(found().touching && found().standing));
  }

  return { start, clean, numbers, words, draw, controls };
});
