/* Drag points, or the ellipse that fits them; the three families side by side, and what each parameter buys. */
explorer.define("covariance", (config) => {
  const { add, clamp, round, scale, shapes, text } = drawing;
  const { window: pane, step, least, most } = config;
  const NAMES = ["spherical", "diagonal", "full"];
  const LOOKS = { spherical: "c3 dash3", diagonal: "c2 dashed", full: "c1" };
  const PARAMETERS = { spherical: 3, diagonal: 4, full: 5 };
  const REACH = 2;  // the handles are on the ellipse at two standard deviations
  let scales;
  let half;  // the mean, and the lengths of the half axes of the full fit, or null
  let angle = 0;  // of the first half axis

  const start = () => ({ points: config.points.map((point) => point.slice()) });
  const clean = ({ points }) => ({ points: plane.tidy(points, start().points, pane) });

  function numbers({ points }) {
    const { mean, covariance } = plane.moments(points);
    const [a, b, c] = covariance;
    const found = { mean, covariance, correlation: a * c > 0 ? clamp(b / Math.sqrt(a * c), [-1, 1]) : null };
    for (const name of NAMES) {
      const fit = plane.fit(points, name);
      const flaw = plane.flaw(fit, name, config.axes);
      const value = flaw ? null : plane.logLikelihood(points, fit.mean, fit.covariance);
      found[name] = { covariance: fit.covariance, flaw, logLikelihood: value };
    }
    return found;
  }

  function gains({ spherical, diagonal, full }) {
    const between = (small, large) => (large.flaw ? null : large.logLikelihood - small.logLikelihood);
    return [between(spherical, diagonal), between(diagonal, full)];
  }

  function words(state, found) {
    const missing = NAMES.filter((name) => found[name].flaw);
    const each = NAMES.filter((name) => !found[name].flaw).map((name) => `${name} ${text(found[name].logLikelihood)}`);
    if (missing.length) {
      const among = missing.join(", ").replace(/, (\w+)$/, " and $1");
      const rest = each.length ? ` Log-likelihood: ${each.join(", ")}.` : "";
      return `The points ${found[missing[0]].flaw}: among ${among} Gaussians the likelihood has no maximum.${rest}`;
    }
    const [a, b, c] = found.covariance;
    const fit = `Variances ${text(a, 3)} and ${text(c, 3)}, covariance ${text(b, 3)}, correlation ${text(found.correlation)}.`;
    const [variance, covariance] = gains(found).map((gain) => text(gain));
    return `${fit} Log-likelihood: ${each.join(", ")}. The second variance buys ${variance}, the covariance ${covariance}.`;
  }

  /* The half axes of the full fit, each named after the one that was nearest to it before. */
  function follow({ mean, covariance, full }) {
    if (full.flaw) return null;
    const { lengths, angle: long } = plane.axes(covariance);
    if (lengths[0] - lengths[1] < 1e-9 * lengths[0]) return { mean, lengths };
    const quarters = Math.round((angle - long) / (Math.PI / 2));
    angle = long + (quarters * Math.PI) / 2;
    return { mean, lengths: quarters % 2 ? [lengths[1], lengths[0]] : lengths };
  }

  function draw(scene, { width, state, numbers: found }) {
    const beside = width >= 560;
    const size = beside ? Math.min(420, width - 240) : width;
    scales = plane.scales(pane, size);
    half = follow(found);
    plane.frame(scene, scales, config.axes);
    drawFit(scene, scales, found, "full");
    const bottom = scales[1].range[0];
    const small = beside ? 100 : (width - 24) / 3;
    const ends = NAMES.map((name, i) => {
      const [left, top] = beside ? [size + 36, i * 110] : [i * (small + 12), bottom + 46];
      const end = drawSmall(scene, state, found, name, plane.scales(pane, small, left, top));
      return beside ? drawCaption(scene, left + small + 14, top + 28, found, name) : drawCaption(scene, left, end + 22, found, name);
    });
    const left = beside ? size + 36 : 0;
    return Math.max(bottom + 30, drawGains(scene, left, ends[2] + (beside ? 48 : 36), width - 8, found));
  }

  /* The ellipses at one and two standard deviations. */
  function drawFit(scene, at, found, name) {
    const { covariance, flaw } = found[name];
    const [x, y] = found.mean.map((value, j) => at[j](value));
    const inner = plane.clip(scene, at);
    if (!flaw) {
      const [one, two] = [1, REACH].map((many) => plane.ellipse(found.mean, covariance, many, ...at));
      add(inner, "path", { class: `area ${LOOKS[name]}`, d: one });
      add(inner, "path", { class: `curve times2 ${LOOKS[name]}`, d: one });
      add(inner, "path", { class: `curve ${LOOKS[name]}`, d: two });
    }
    return add(inner, "path", { class: `cross ${LOOKS[name]}`, d: `M${x - 5} ${y}h10M${x} ${y - 5}v10` });
  }

  function drawSmall(scene, { points }, found, name, at) {
    const [[left, right], [bottom, top]] = at.map((one) => one.range);
    add(scene, "path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` });
    drawFit(scene, at, found, name);
    for (const [x, y] of points) add(scene, "circle", { class: "dot", r: 3, cx: at[0](x), cy: at[1](y) });
    return bottom;
  }

  function drawCaption(scene, x, y, found, name) {
    const { flaw, logLikelihood } = found[name];
    add(scene, "text", { class: `label left ${LOOKS[name]}`, x, y }, name);
    add(scene, "text", { class: "tick start", x, y: y + 20 }, `${PARAMETERS[name]} parameters`);
    add(scene, "text", { class: "start", x, y: y + 41 }, flaw ? "no estimate" : `ℓ = ${text(logLikelihood)}`);
    return y + 41;
  }

  /* What the log-likelihood gains by the second variance, and by the covariance, end to end. */
  function drawGains(scene, left, top, right, found) {
    const [variance, covariance] = gains(found);
    if (covariance === null) return top;
    const x = scale([0, Math.max(most, variance + covariance)], [left, right]);
    const bars = [["second variance", variance, "c2", "striped"], ["covariance", covariance, "c1", ""]];
    let from = 0;
    bars.forEach(([name, gain, colour, look], i) => {
      add(scene, "text", { class: `label left ${colour}`, x: left, y: top + 20 * i }, `${name}: + ${text(gain)}`);
      add(scene, "rect", { class: `bar ${colour} ${look}`, x: x(from), y: top + 32, width: x(gain) - left, height: 16 });
      from += gain;
    });
    return top + 52;
  }

  const inside = (points) => points.every((point) => point.every((value, j) => value >= pane[j][0] && value <= pane[j][1]));

  /* As much of a movement as leaves all points in the window; `map(share)` gives the points after a share of it. */
  function push(state, map) {
    let [share, beyond] = [0, 1];
    if (inside(map(1))) share = 1;
    for (let i = 0; i < 30 && share < 1; i += 1) {
      const middle = (share + beyond) / 2;
      if (inside(map(middle))) share = middle;
      else beyond = middle;
    }
    if (share > 0) state.points = map(share).map((point) => point.map((value) => round(value, step / 1000)));
    return share;
  }

  const direction = (k) => (k ? [-Math.sin(angle), Math.cos(angle)] : [Math.cos(angle), Math.sin(angle)]);
  const from = ([x, y]) => [x - half.mean[0], y - half.mean[1]];
  const along = ([u, v], k) => u * direction(k)[0] + v * direction(k)[1];

  function stretch(state, k, length) {
    const { points } = state;
    const factor = clamp(length, [least, config.longest]) / half.lengths[k] - 1;
    push(state, (share) => points.map((point) => {
      const more = along(from(point), k) * factor * share;
      return point.map((value, j) => value + more * direction(k)[j]);
    }));
  }

  function turn(state, by) {
    const { points } = state;
    const { mean } = half;
    angle += by * push(state, (share) => {
      const [c, s] = [Math.cos(by * share), Math.sin(by * share)];
      return points.map(from).map(([u, v]) => [mean[0] + c * u - s * v, mean[1] + s * u + c * v]);
    });
  }

  function move(state, by) {
    const { points } = state;
    push(state, (share) => points.map((point) => point.map((value, j) => value + share * by[j])));
  }

  /* The tip of a half axis, or how far it goes inside the window. */
  function tip(k, sign) {
    const ends = direction(k).map((part, j) => {
      const room = sign * part > 0 ? pane[j][1] - half.mean[j] : half.mean[j] - pane[j][0];
      return (room - scales[0].invert(10) + scales[0].invert(0)) / Math.max(1e-9, Math.abs(part));
    });
    const far = Math.min(REACH * half.lengths[k], ...ends);
    return direction(k).map((part, j) => scales[j](half.mean[j] + sign * far * part));
  }

  const place = (x, y) => from([scales[0].invert(x), scales[1].invert(y)]);
  const degrees = () => ((((angle * 180) / Math.PI) % 180) + 180) % 180;

  function controls(view) {
    const { state } = view;
    state.points.forEach((_, i) => plane.point(view, {
      label: `point ${i + 1}`,
      shape: (group) => add(group, "circle", { class: "dot", r: 6 }),
      scales: () => scales, window: pane, step, names: config.axes,
      get: () => state.points[i],
      set: (point) => { state.points[i] = point; },
    }));
    const shown = () => half !== null;
    const sides = [-1, 1];  // the other end of the first half axis has the ring
    ["first", "second"].forEach((name, k) => view.handle({
      label: `${name} half axis`,
      shape: shapes.diamond,
      shown,
      at: () => tip(k, sides[k]),
      bounds: () => [least, config.longest],
      value: () => half.lengths[k],
      words: () => `${text(half.lengths[k], 3)} long`,
      drag: (x, y) => stretch(state, k, (sides[k] * along(place(x, y), k)) / REACH),
      nudge: (dx, dy) => stretch(state, k, half.lengths[k] + (dx + dy) * step),
    }));
    view.handle({
      label: "turn the ellipse",
      shape: (group) => {
        add(group, "circle", { class: "ring c1", r: 7 });
        add(group, "text", { class: "label c1" }, "turn");
      },
      change: (group) => {
        const [x, y] = tip(0, 1);
        const word = group.querySelector("text");
        word.setAttribute("x", clamp(x, [18, scales[0].range[1] - 18]) - x);
        word.setAttribute("y", y < tip(0, -1)[1] ? -14 : 24);
      },
      shown,
      at: () => tip(0, 1),
      bounds: () => [0, 180],
      value: degrees,
      words: () => `${Math.round(degrees())}°`,
      drag: (x, y) => {
        const [u, v] = place(x, y);
        const by = Math.atan2(v, u) - angle;
        turn(state, Math.atan2(Math.sin(by), Math.cos(by)));
      },
      nudge: (dx, dy) => turn(state, ((dx + dy) * Math.PI) / 60),
    });
    view.handle({
      label: "centre",
      shape: shapes.square,
      shown,
      at: () => half.mean.map((value, j) => scales[j](value)),
      bounds: () => pane[0],
      value: () => half.mean[0],
      words: () => half.mean.map((value, j) => `${config.axes[j]} ${text(value)}`).join(", "),
      drag: (x, y) => move(state, place(x, y)),
      nudge: (...by) => move(state, by.map((value) => value * step)),
    });
  }

  return { start, clean, numbers, words, draw, controls };
});
