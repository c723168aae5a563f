/* EM for a mixture of Gaussians on a line, one half-step at a time. */
function startEm(root, config) {
  const { add, axis, clamp, curve, line, round, scale, text } = explorer;
  const { logDensity, logLikelihoodMixture, eStep, mStep, collapse } = arithmetic;
  const { domain, step } = config;
  const base = 200;
  const calm = typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
  let state;
  let across;
  let timer = 0;

  function reset() {
    clearTimeout(timer);
    const m = config.mixture;
    state = { x: config.x.slice(), m, shares: null, fresh: false, history: [logLikelihoodMixture(config.x, m)], note: "Start." };
  }
  reset();

  function expect() {
    state.shares = eStep(state.x, state.m);
    state.fresh = true;
    state.note = "E-step: each point is filled as far as Gaussian 1 is responsible for it.";
  }

  function maximise() {
    if (!state.fresh) { state.note = "First the E-step: the M-step needs responsibilities."; return; }
    const next = mStep(state.x, state.shares);
    const lost = collapse(state.x, next);
    if (lost) {
      state.note = `Gaussian ${lost.component + 1} ${lost.point === null
        ? "has lost all its weight" : `collapsed onto the point ${text(lost.point)}: its variance goes to 0`
      }, and the likelihood has no maximum. EM stops here.`;
      state.lost = true;
      return;
    }
    state.m = next;
    state.fresh = false;
    state.history.push(logLikelihoodMixture(state.x, next));
    state.note = `M-step ${state.history.length - 1}.`;
  }

  function settled() {
    const [before, now] = state.history.slice(-2);
    return state.lost || state.history.length > 1000 || (state.history.length > 1 && now - before < 1e-8);
  }

  /* Up to 25 steps are shown one by one, the rest at once; without animation for those who prefer none. */
  function run(shown = 0) {
    do { expect(); maximise(); } while ((calm || shown >= 25) && !settled());
    if (settled() && !state.lost) state.note = `Converged after ${state.history.length - 1} steps.`;
    if (!settled()) timer = setTimeout(() => { run(shown + 1); view.redraw(); }, 280);
  }

  function draw(scene, width) {
    across = scale(domain, [16, width - 16]);
    const total = (v) => state.m.weights.map((w, k) => w * Math.exp(logDensity(v, state.m.means[k], state.m.variances[k])));
    const height = (v) => total(v).reduce((a, b) => a + b, 0);
    const peaks = state.m.means.map(height);
    const up = scale([0, Math.max(...peaks) * 1.05], [base, 16]);
    const whole = curve(across, up, height, -Infinity, 240);
    add(scene, "path", { class: "area c0", d: `${line(whole)}L${across.range[1]} ${base}L${across.range[0]} ${base}z` });
    state.m.means.forEach((mean, k) => {
      add(scene, "path", { class: `curve c${k + 1} dash${k + 1}`, d: line(curve(across, up, (v) => total(v)[k], -Infinity, 240)) });
      drawName(scene, k, across, up, total);
    });
    axis(scene, across, base, { pad: 28 });
    return { height: drawHistory(scene, width), words: sentence() };
  }

  function drawName(scene, k, x, y, total) {
    const order = [...state.m.means.keys()].sort((a, b) => state.m.means[a] - state.m.means[b]);
    const side = order[0] === k ? -1 : order.at(-1) === k ? 1 : 0;
    const flank = state.m.means[k] + side * 1.1 * Math.sqrt(state.m.variances[k]);
    const room = side && x(flank) + 84 * side > x.range[0] && x(flank) + 84 * side < x.range[1] + 8;
    const at = room ? flank : clamp(state.m.means[k], domain);
    const look = room ? { "-1": "label right", 1: "label left" }[side] : "label";
    const height = room ? total(at)[k] : total(at).reduce((a, b) => a + b, 0);
    const place = { class: `${look} c${k + 1}`, x: x(at) + (room ? 8 * side : 0), y: Math.min(y(height) - 6, base - 16) };
    add(scene, "text", place, `Gaussian ${k + 1}`);
  }

  function drawHistory(scene, width) {
    const [top, bottom] = [base + 70, base + 160];
    const values = state.history;
    const steps = Math.max(10, values.length - 1);
    const x = scale([0, steps], [16, width - 16]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const y = scale(high - low > 1e-9 ? [low, high] : [high - 1, high + 1], [bottom - 8, top + 22]);
    const points = values.map((value, i) => [x(i), y(value)]);
    add(scene, "text", { class: "tick start", x: 16, y: top - 8 }, "log-likelihood after each step");
    add(scene, "path", { class: "curve c3", d: line(points) });
    if (values.length < 60) for (const [cx, cy] of points) add(scene, "circle", { class: "mark c3", r: 3.5, cx, cy });
    const [endX, endY] = points.at(-1);
    const place = endX > width - 90 ? "label right" : "label left";
    add(scene, "text", { class: place, x: endX + (endX > width - 90 ? 0 : 8), y: endY - 8 }, text(values.at(-1)));
    axis(scene, x, bottom);
    return bottom + 30;
  }

  function sentence() {
    const parts = state.m.means.map((mean, k) =>
      `Gaussian ${k + 1}: weight ${text(state.m.weights[k])}, mean ${text(mean)}, variance ${text(state.m.variances[k])}`);
    return `${state.note} ${parts.join("; ")}. Log-likelihood ${text(state.history.at(-1), 3)}.`;
  }

  const view = explorer.mount(root, config.title, draw);

  function setPoint(i, value) {
    clearTimeout(timer);
    state.x[i] = clamp(round(value, step), domain);
    Object.assign(state, { history: [logLikelihoodMixture(state.x, state.m)], lost: false, note: "The data changed: the count of steps starts again." });
    if (state.shares) { state.shares = eStep(state.x, state.m); state.fresh = true; }
  }

  /* A disc filled from below as far as Gaussian 1 is responsible; a ring of the second colour around it. */
  function level(group, share) {
    const half = Math.acos(1 - 2 * clamp(share, [0, 1]));
    const [dx, dy] = [7 * Math.sin(half), 7 * Math.cos(half)];
    return share > 0.995 ? "M-7 0A7 7 0 1 0 7 0A7 7 0 1 0 -7 0z" : `M${-dx} ${dy}A7 7 0 ${half > Math.PI / 2 ? 1 : 0} 0 ${dx} ${dy}z`;
  }

  function paint(group, i) {
    const row = state.shares ? state.shares[i] : null;
    const most = row ? row.indexOf(Math.max(...row)) : -1;
    const ring = row ? `c${row.length === 2 ? 2 : most + 1}` : "c0";
    group.querySelector(".ring").setAttribute("class", `ring ${ring}`);
    group.querySelector(".level").setAttribute("d", row && row[0] > 0.005 ? level(group, row[0]) : "");
  }

  state.x.forEach((_, i) => view.handle({
    label: `data point ${i + 1}`,
    shape: (group) => { add(group, "circle", { class: "ring c0", r: 8 }); add(group, "path", { class: "level c1" }); },
    change: (group) => paint(group, i),
    at: () => [across(state.x[i]), base],
    bounds: () => domain,
    value: () => state.x[i],
    words: () => text(state.x[i]) + (state.shares ? `, Gaussian 1 responsible for ${text(100 * state.shares[i][0], 1)} %` : ""),
    drag: (px) => setPoint(i, across.invert(px)),
    nudge: (dx, dy) => setPoint(i, state.x[i] + (dx + dy) * step),
  }));
  const stopped = (action) => () => { clearTimeout(timer); if (!state.lost) action(); };
  view.button("E-step", stopped(expect));
  view.button("M-step", stopped(maximise));
  view.button("Run", stopped(run));
  view.button("Reset", reset);
  view.redraw(false);
}
