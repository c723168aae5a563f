/* Heads and tails are tossed or set; the likelihood of the coin narrows, and θ is dragged along it. */
explorer.define("coin", (config) => {
  const { add, axis, clamp, curve, line, round, scale, shapes, text } = drawing;
  const MOST = config.most;
  const base = 250;
  let across;
  let up;

  const start = () => ({ heads: config.heads, tails: config.tails, theta: config.theta });
  const clean = ({ heads, tails, theta }) => ({
    heads: clamp(Math.round(heads), [0, MOST]),
    tails: clamp(Math.round(tails), [0, MOST]),
    theta: clamp(theta, [0.001, 0.999]),
  });

  const count = (number, side) => `${number} ${side}${number === 1 ? "" : "s"}`;

  /* 0 log 0 is 0: what is impossible costs nothing where it does not occur. */
  const times = (count, value) => (count === 0 ? 0 : count * Math.log(value));
  const logLikelihood = (heads, tails, theta) => times(heads, theta) + times(tails, 1 - theta);

  function numbers({ heads, tails, theta }) {
    const n = heads + tails;
    const here = logLikelihood(heads, tails, theta);
    if (n === 0) return { n, estimate: null, here, most: 0, relative: 1, error: null };
    const estimate = heads / n;
    const most = logLikelihood(heads, tails, estimate);
    /* On the edge there is no standard error: the information is infinite. */
    const error = heads && tails ? Math.sqrt((estimate * (1 - estimate)) / n) : null;
    return { n, estimate, here, most, relative: Math.exp(here - most), error };
  }

  function words(state, { n, estimate, relative, error }) {
    const seen = `${count(state.heads, "head")}, ${count(state.tails, "tail")}`;
    if (n === 0) return `${seen}. Without data every coin is as likely as every other.`;
    const sure = error === null ? "on the edge, where no standard error is defined" : `standard error ${text(error, 3)}`;
    const times = relative < 0.0005 ? "less than 0.001" : text(relative, 3);
    const best = `the best coin has θ̂ = ${text(estimate, 3)}, ${sure}`;
    return `${seen}: ${best}. The coin with θ = ${text(state.theta, 3)} is ${times} times as likely as the best.`;
  }

  /* One mark for each toss while they fit: heads are filled, tails are rings. */
  function drawTosses(scene, width, { heads, tails }) {
    const room = Math.floor((width - 32) / 18);
    const fits = heads + tails <= 3 * room;
    const shown = fits ? heads + tails : 0;
    for (let i = 0; i < shown; i += 1) {
      const [cx, cy] = [25 + 18 * (i % room), 20 + 20 * Math.floor(i / room)];
      add(scene, "circle", { class: i < heads ? "mark c1" : "ring c2", r: 6, cx, cy });
    }
    if (!fits) add(scene, "text", { class: "tick start", x: 16, y: 25 }, `${count(heads, "head")} and ${count(tails, "tail")}`);
  }

  function draw(scene, { width, state, numbers: found }) {
    across = scale([0, 1], [16, width - 16]);
    up = scale([0, 1], [base, 100]);
    drawTosses(scene, width, state);
    const f = (theta) => Math.exp(logLikelihood(state.heads, state.tails, theta) - found.most);
    /* Many tosses make a peak that evenly spaced points would miss: there are extra ones around it. */
    const reach = 6 / Math.sqrt(found.n + 1);
    const peak = found.estimate ?? 0.5;
    const near = scale([clamp(peak - reach, [0, 1]), clamp(peak + reach, [0, 1])], [0, 1]);
    const inner = curve(near, up, f, -Infinity, 240).map(([at, y]) => [across(near.invert(at)), y]);
    const outer = curve(across, up, f).filter(([x]) => Math.abs(across.invert(x) - peak) > reach);
    const points = [...outer, ...inner].sort(([a], [b]) => a - b);
    add(scene, "path", { class: "area c1", d: `${line(points)}L${across(1)} ${base}L${across(0)} ${base}z` });
    add(scene, "path", { class: "curve c1", d: line(points) });
    add(scene, "path", { class: "guide", d: `M${across(state.theta)} ${base}V${up(f(state.theta))}` });
    /* On the side where the curve is low. */
    const aside = found.estimate < 0.5 ? { class: "tick right", x: width - 16 } : { class: "tick start", x: 16 };
    add(scene, "text", { ...aside, y: 76 }, "likelihood, divided by its maximum");
    if (found.error !== null) add(scene, "text", { ...aside, y: 92 }, "bar: ± one standard error");
    if (found.estimate !== null) drawEstimate(scene, width, found);
    axis(scene, across, base, { pad: 34 });
    /* Below the axis: above it the curve of a coin that is nearly all heads comes down there. */
    add(scene, "text", { class: "name", x: width - 16, y: base + 54 }, "θ");
    return base + 62;
  }

  /* The estimate, with a bar of one standard error to each side. */
  function drawEstimate(scene, width, { estimate, error }) {
    const x = across(estimate);
    if (error !== null) {
      const [low, high] = [estimate - error, estimate + error].map((end) => across(clamp(end, [0, 1])));
      add(scene, "path", { class: "residual c2", d: `M${low} ${up(Math.exp(-0.5))}H${high}` });
    }
    const side = x > width - 80 ? "right" : x < 60 ? "left" : "";
    add(scene, "text", { class: `label ${side} c1`, x, y: 94 }, "θ̂");
  }

  function controls(view) {
    const { state } = view;
    const more = (heads, tails) => () => Object.assign(state, clean({ ...state, heads: state.heads + heads, tails: state.tails + tails }));
    view.handle({
      label: "probability of heads θ",
      shape: shapes.diamond,
      at: () => [across(state.theta), base],
      bounds: () => [0.001, 0.999],
      value: () => state.theta,
      words: () => text(state.theta, 3),
      drag: (px) => { state.theta = clamp(round(across.invert(px), 0.005), [0.001, 0.999]); },
      nudge: (dx, dy) => { state.theta = clamp(round(state.theta + (dx + dy) * 0.01, 0.01), [0.001, 0.999]); },
    });
    view.button("Heads", more(1, 0), () => state.heads < MOST);
    view.button("Tails", more(0, 1), () => state.tails < MOST);
    view.button("Toss 10", () => {
      for (let i = 0; i < 10; i += 1) (Math.random() < config.truth ? more(1, 0) : more(0, 1))();
    });
    view.button("Ten times as many", () => {
      const { heads, tails } = state;
      if (10 * Math.max(heads, tails) <= MOST) more(9 * heads, 9 * tails)();
    }, () => 10 * Math.max(state.heads, state.tails) <= MOST);
    view.button("No tosses", () => Object.assign(state, { heads: 0, tails: 0 }));
  }

  return { start, clean, numbers, words, draw, controls };
});
