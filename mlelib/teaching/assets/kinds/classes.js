/* Two classes of points and one Gaussian each; the decision boundary and its two regions follow. */
explorer.define("classes", (config) => {
  const { add, clamp, text } = drawing;
  const { window: pane, step, names, axes } = config;
  const CELL = 6;
  const KEYS = ["first", "second"];
  const LOOKS = ["c4", "c2"];
  const SHAPES = ["M0 -8L8 0L0 8L-8 0z", "M-6.5 -6.5H6.5V6.5H-6.5z"];
  const STAR = "M0 -12L2.9 -4L11.4 -3.7L4.7 1.5L7.1 9.7L0 5L-7.1 9.7L-4.7 1.5L-11.4 -3.7L-2.9 -4z";
  const SHARING = ["own", "shared"];
  let scales;
  let found;

  const titled = (name) => name[0].toUpperCase() + name.slice(1);
  const copy = (points) => points.map((point) => point.slice());
  const start = () => ({
    first: copy(config.classes[0]), second: copy(config.classes[1]), fresh: config.fresh.slice(),
    family: config.family, covariance: "own",
  });
  function clean(state) {
    const begin = start();
    return {
      first: plane.tidy(state.first, begin.first, pane),
      second: plane.tidy(state.second, begin.second, pane),
      fresh: plane.tidy([state.fresh], [begin.fresh], pane)[0],
      family: Object.hasOwn(plane.families, state.family) ? state.family : begin.family,
      covariance: SHARING.includes(state.covariance) ? state.covariance : begin.covariance,
    };
  }

  /* The covariance that both classes share is the average of their own, weighted by their shares. */
  function fits(classes, family, shared) {
    const all = classes.map((points) => plane.fit(points, family));
    const n = all[0].size + all[1].size;
    const pooled = all[0].covariance.map((_, j) => (all[0].size * all[0].covariance[j] + all[1].size * all[1].covariance[j]) / n);
    return all.map(({ size, mean, covariance }) => ({ share: size / n, mean, covariance: shared ? pooled : covariance }));
  }

  const logJoint = (point, { share, mean, covariance }) => Math.log(share) + plane.logDensity(point, mean, covariance);

  /* The log-odds of the first class, as a function of the two coordinates: a polynomial of second degree. */
  function logOdds(fitted) {
    const [one, two] = fitted.map(({ share, mean, covariance: [a, b, c] }) => {
      const [u, v, det] = [mean[0], mean[1], a * c - b * b];
      const [p, q, r] = [c / det, -b / det, a / det];  // the precision matrix
      const constant = Math.log(share) - 0.5 * Math.log(det) - 0.5 * (p * u * u + 2 * q * u * v + r * v * v);
      return [-p / 2, -q, -r / 2, p * u + q * v, q * u + r * v, constant];
    });
    const [xx, xy, yy, x1, y1, constant] = one.map((value, j) => value - two[j]);
    return (x, y) => xx * x * x + xy * x * y + yy * y * y + x1 * x + y1 * y + constant;
  }

  function numbers({ first, second, fresh, family, covariance }) {
    const classes = [first, second];
    const shared = covariance === "shared";
    const fitted = fits(classes, family, shared);
    const flaws = fitted.map((one) => plane.flaw(one, family, axes));
    if (flaws[0] || flaws[1]) return { fitted, flaws, shared, posterior: null };
    const odds = (point) => logJoint(point, fitted[0]) - logJoint(point, fitted[1]);
    const one = (eta) => 1 / (1 + Math.exp(-eta));
    const eta = odds(fresh);
    const wrong = [first.map((point) => odds(point) < 0), second.map((point) => odds(point) > 0)];
    const logLikelihoods = classes.map((points, k) => points.reduce((sum, point) => sum + logJoint(point, fitted[k]), 0));
    return {
      fitted, flaws, shared, wrong, odds: eta, posterior: [one(eta), one(-eta)],
      slips: wrong.flat().filter(Boolean).length,
      logLikelihood: logLikelihoods[0] + logLikelihoods[1],
    };
  }

  function words(state, { fitted, flaws, shared, posterior, slips, logLikelihood }) {
    if (!posterior) return `${trouble(state, flaws, shared)} The likelihood has no maximum, and there is no boundary.`;
    const pair = (values) => `(${values.map((value) => text(value)).join(", ")})`;
    const shape = ({ covariance: [a, b, c] }) => {
      if (state.family === "spherical") return `variance ${text(a)}`;
      return `variances ${text(a)} and ${text(c)}${state.family === "full" ? `, covariance ${text(b)}` : ""}`;
    };
    const each = fitted.map((one, k) => `${titled(names[k])}: share ${text(one.share)}, mean ${pair(one.mean)}, ${shape(one)}`);
    const chance = `The new point ${pair(state.fresh)} is ${names[0]} with probability ${text(posterior[0], 3)}, ${names[1]} with ${text(posterior[1], 3)}.`;
    const count = `On the wrong side: ${slips} of ${state.first.length + state.second.length}.`;
    return `${chance} ${count} Log-likelihood ${text(logLikelihood)}. ${each.join(". ")}.`;
  }

  function trouble({ family }, flaws, shared) {
    if (shared) return `Within each class the points ${flaws[0] || flaws[1]}: there is no ${family} Gaussian for them.`;
    return flaws.map((flaw, k) => (flaw ? `The ${names[k]} points ${flaw}: there is no ${family} Gaussian for them.` : ""))
      .filter(Boolean).join(" ");
  }

  function draw(scene, { width, state, numbers: now }) {
    found = now;
    const beside = width >= 560;
    const size = beside ? Math.min(430, width - 220) : width;
    scales = plane.scales(pane, size);
    const bottom = scales[1].range[0];
    if (now.posterior) drawRegions(plane.clip(scene, scales), now.fitted);
    plane.frame(scene, scales, axes);
    now.fitted.forEach((fit, k) => { if (!now.flaws[k]) drawFit(plane.clip(scene, scales), fit, k); });
    const [left, top, right] = beside ? [size + 36, 40, width - 8] : [8, bottom + 56, width - 8];
    return Math.max(drawAnswer(scene, left, top, right, state, now), bottom + 30);
  }

  function drawFit(scene, { mean, covariance }, k) {
    const [x, y] = mean.map((value, j) => scales[j](value));
    add(scene, "path", { class: `curve ${LOOKS[k]}${k ? " dashed" : ""}`, d: plane.ellipse(mean, covariance, 1, ...scales) });
    add(scene, "path", { class: `cross ${LOOKS[k]}`, d: `M${x - 8} ${y}h16M${x} ${y - 8}v16` });
  }

  function drawRegions(scene, fitted) {
    const at = contours.grid(logOdds(fitted), scales, CELL);
    const { above, below, edge } = contours.split(at);
    add(scene, "path", { class: `area ${LOOKS[0]}`, d: above });
    add(scene, "path", { class: `area ${LOOKS[1]}`, d: below });
    /* Beside its colour the second region has a grain. */
    const grains = at.ys.flatMap((y, i) => at.xs.map((x, j) => (i % 3 === 1 && j % 3 === 1 && at.values[i][j] < 0 ? `M${x} ${y}h.01` : "")));
    add(scene, "path", { class: "grain c2", d: grains.join("") });
    add(scene, "path", { class: "edge", d: edge });
  }

  /* Beside the plane: how probable each class is for the new point, and what the ring means. */
  function drawAnswer(scene, left, top, right, { first, second }, { posterior, slips }) {
    add(scene, "text", { class: "tick start", x: left, y: top }, "the new point is");
    names.forEach((name, k) => {
      const y = top + 32 + 54 * k;
      const chance = posterior ? posterior[k] : 0;
      add(scene, "path", { class: `mark ${LOOKS[k]}`, d: SHAPES[k], transform: `translate(${left + 8} ${y - 5})` });
      add(scene, "text", { class: "start", x: left + 24, y }, posterior ? `${name}: ${text(chance, 3)}` : name);
      add(scene, "path", { class: "faint", d: `M${left} ${y + 24}H${right}` });
      const look = k ? "bar striped c2" : "bar c4";
      add(scene, "rect", { class: look, x: left, y: y + 10, width: clamp(chance, [0, 1]) * (right - left), height: 14 });
    });
    const y = top + 146;
    if (!posterior) return y;
    add(scene, "circle", { class: "wrong", cx: left + 8, cy: y - 5, r: 7 });
    add(scene, "text", { class: "tick start", x: left + 24, y }, `on the wrong side: ${slips} of ${first.length + second.length}`);
    return y + 10;
  }

  function controls(view) {
    const { state } = view;
    const common = { scales: () => scales, window: pane, step, names: axes };
    KEYS.forEach((key, k) => state[key].forEach((_, i) => plane.point(view, {
      ...common,
      label: `${names[k]} point ${i + 1}`,
      shape: (group) => {
        add(group, "circle", { class: "wrong", r: 12 });
        add(group, "path", { class: `grip ${LOOKS[k]}`, d: SHAPES[k] });
      },
      get: () => state[key][i],
      set: (point) => { state[key][i] = point; },
      change: (group, { wrong }) => { group.querySelector(".wrong").style.display = wrong?.[k][i] ? "" : "none"; },
      words: () => {
        const side = found?.wrong?.[k][i] ? ", on the wrong side" : "";
        return `${state[key][i].map((value, j) => `${axes[j]} ${text(value)}`).join(", ")}${side}`;
      },
    })));
    plane.point(view, {
      ...common,
      label: "new point",
      shape: (group) => add(group, "path", { class: "dot", d: STAR }),
      get: () => state.fresh,
      set: (point) => { state.fresh = point; },
    });
    const list = (all) => all.map((one) => [one, one]);
    view.choice("Gaussians", list(Object.keys(plane.families)), () => state.family, (value) => { state.family = value; });
    view.choice("Variances", list(SHARING), () => state.covariance, (value) => { state.covariance = value; });
  }

  return { start, clean, numbers, words, draw, controls };
});
