/* Drag points in the plane; the spherical fit follows, beside the variances along the two axes. */
explorer.define("spherical", (config) => {
  const { add, line, scale, shapes, text } = drawing;
  const { window: pane, step } = config;
  let scales;

  const start = () => ({ points: config.points.map((point) => point.slice()) });
  const clean = ({ points }) => ({ points: plane.tidy(points, start().points, pane) });

  function numbers({ points }) {
    const best = plane.fit(points, "spherical");
    const [first, , second] = plane.moments(points).covariance;
    const proper = !plane.flaw(best, "spherical");
    const most = proper ? plane.logLikelihood(points, best.mean, best.covariance) : null;
    return { mean: best.mean, variances: [first, second], variance: best.covariance[0], logLikelihood: most };
  }

  function words({ points }, { mean, variance, logLikelihood }) {
    const nd = points.length * 2;
    const there = `Mean (${text(mean[0])}, ${text(mean[1])});`;
    if (logLikelihood === null) return `${there} all points are equal, and the likelihood has no maximum.`;
    const average = `σ̂² = Σ‖x − x̄‖²/(nd) = ${text(variance * nd)}/${nd} = ${text(variance)}`;
    return `${there} ${average}; log-likelihood ${text(logLikelihood)}.`;
  }

  function draw(scene, { width, state, numbers: found }) {
    const beside = width >= 560;
    const size = beside ? Math.min(420, width - 230) : width;
    scales = plane.scales(pane, size);
    const bottom = scales[1].range[0];
    plane.frame(scene, scales);
    drawFit(plane.clip(scene, scales), state.points, found);
    const ends = beside ? drawBars(scene, size + 40, 40, width - 8, found) : drawBars(scene, 8, bottom + 56, width - 8, found);
    return Math.max(ends, bottom + 30);
  }

  function drawFit(scene, points, { mean, variance, variances }) {
    const [across, up] = scales;
    const [cx, cy] = [across(mean[0]), up(mean[1])];
    const pixels = (length) => across(length) - across(0);
    const r = pixels(Math.sqrt(variance));
    for (const [x, y] of points) add(scene, "path", { class: "faint", d: line([[cx, cy], [across(x), up(y)]]) });
    add(scene, "circle", { class: "area c1", cx, cy, r });
    add(scene, "circle", { class: "curve c1", cx, cy, r });
    add(scene, "circle", { class: "curve c1 times2", cx, cy, r: 2 * r });
    const [rx, ry] = variances.map((each) => pixels(Math.sqrt(each)));
    add(scene, "ellipse", { class: "curve dashed c2", cx, cy, rx, ry });
    add(scene, "path", { class: "cross c1", d: `M${cx - 8} ${cy}h16M${cx} ${cy - 8}v16` });
    if (r > 20) drawRadius(scene, points, [cx, cy], 2 * r);
  }

  /* "2σ̂" on the outer circle, which neither the inner one nor the ellipse reaches, away from lines that do. */
  function drawRadius(scene, points, [cx, cy], r) {
    const [across, up] = scales;
    const spots = [-45, -135, 45, 135].map((degrees) => {
      const turn = (degrees * Math.PI) / 180;
      return [cx + r * Math.cos(turn), cy + r * Math.sin(turn)];
    });
    const free = ([x, y]) => points.every((point) => Math.hypot(across(point[0]) - x, up(point[1]) - y) > 30);
    const [x, y] = spots.find((spot) => free(spot)) ?? spots[0];
    add(scene, "text", { class: "label c1", x, y: y + 5 }, "2σ̂");
  }

  function drawBars(scene, left, top, right, { variances, variance }) {
    const x = scale([0, Math.max(config.widest, ...variances)], [left, right]);
    const bars = [
      ["variance along x₁", variances[0], "c2 striped"],
      ["variance along x₂", variances[1], "c2 striped"],
      ["σ̂², their average", variance, "c1"],
    ];
    bars.forEach(([name, value, look], i) => {
      const y = top + 56 * i;
      add(scene, "text", { class: "tick start", x: left, y }, `${name}: ${text(value)}`);
      add(scene, "rect", { class: `bar ${look}`, x: left, y: y + 8, width: x(value) - left, height: 16 });
      add(scene, "path", { class: "guide", d: `M${x(variance)} ${y + 4}v24` });
    });
    return top + 3 * 56 - 20;
  }

  function controls(view) {
    view.state.points.forEach((_, i) => plane.point(view, {
      label: `point ${i + 1}`,
      shape: shapes.dot,
      scales: () => scales,
      window: pane,
      step,
      get: () => view.state.points[i],
      set: (point) => { view.state.points[i] = point; },
    }));
  }

  return { start, clean, numbers, words, draw, controls };
});
