/* Drag points in the plane; the spherical fit follows, beside the variances along the two axes. */
function startSpherical(root, config) {
  const { add, axis, clamp, line, round, scale, shapes, text } = explorer;
  const { fitSpherical, logLikelihoodSpherical } = arithmetic;
  const { domains, step } = config;
  let points;
  let across;
  let up;
  const reset = () => { points = config.points.map((point) => point.slice()); };
  reset();

  function draw(scene, width) {
    const best = fitSpherical(points);
    const beside = width >= 560;
    const size = beside ? Math.min(400, width - 230) : width;
    const tall = (size * (domains[1][1] - domains[1][0])) / (domains[0][1] - domains[0][0]);
    across = scale(domains[0], [0, size]);
    up = scale(domains[1], [tall, 0]);
    drawPlane(scene, size, tall, best);
    const bottom = beside ? drawBars(scene, size + 34, 30, width - 8, best) : drawBars(scene, 8, tall + 50, width - 8, best);
    return { height: Math.max(bottom, tall + 30), words: sentence(best) };
  }

  function drawPlane(scene, size, tall, best) {
    const [cx, cy] = [across(best.mean[0]), up(best.mean[1])];
    const deviation = Math.sqrt(best.variance);
    const pixels = (length) => across(length) - across(0);
    axis(scene, across, tall);
    add(scene, "path", { class: "axis", d: `M0 0V${tall}` });
    add(scene, "text", { class: "name", x: size - 4, y: tall - 8 }, "x₁");
    add(scene, "text", { class: "tick start", x: 8, y: 14 }, "x₂");
    add(scene, "circle", { class: "area c1", cx, cy, r: pixels(deviation) });
    for (const many of [1, 2]) add(scene, "circle", { class: `curve c1 times${many}`, cx, cy, r: pixels(many * deviation) });
    const [rx, ry] = best.variances.map((variance) => pixels(Math.sqrt(variance)));
    add(scene, "ellipse", { class: "curve dashed c2", cx, cy, rx, ry });
    add(scene, "path", { class: "cross c1", d: `M${cx - 8} ${cy}h16M${cx} ${cy - 8}v16` });
    const right = cx + pixels(deviation) * 0.72;
    add(scene, "text", { class: "label left c1", x: right, y: cy - pixels(deviation) * 0.72 - 4 }, "1σ̂");
    for (const point of points) {
      add(scene, "path", { class: "faint", d: line([[cx, cy], [across(point[0]), up(point[1])]]) });
    }
  }

  function drawBars(scene, left, top, right, best) {
    const widest = Math.max(config.widest, ...best.variances);
    const x = scale([0, widest], [left, right]);
    const bars = [
      ["variance along x₁", best.variances[0], "c2 striped"],
      ["variance along x₂", best.variances[1], "c2 striped"],
      ["σ̂², their average", best.variance, "c1"],
    ];
    bars.forEach(([name, value, look], i) => {
      const y = top + 52 * i;
      add(scene, "text", { class: "tick start", x: left, y }, `${name}: ${text(value)}`);
      add(scene, "rect", { class: `bar ${look}`, x: left, y: y + 8, width: Math.max(0, x(value) - left), height: 16 });
      add(scene, "path", { class: "guide", d: `M${x(best.variance)} ${y + 4}v24` });
    });
    return top + 3 * 52;
  }

  function sentence(best) {
    const nd = points.length * 2;
    const mean = `mean (${text(best.mean[0])}, ${text(best.mean[1])})`;
    const variance = `σ̂² = Σ‖x − x̄‖²/(nd) = ${text(best.variance * nd)}/${nd} = ${text(best.variance)}`;
    if (!(best.variance > 0)) return `${mean}; all points are equal, and the likelihood has no maximum.`;
    const most = logLikelihoodSpherical(points, best.mean, best.variance);
    return `${mean}; ${variance}; log-likelihood ${text(most)}.`.replace("mean", "Mean");
  }

  const view = explorer.mount(root, config.title, draw);
  const set = (i, x, y) => {
    points[i] = [clamp(round(x, step), domains[0]), clamp(round(y, step), domains[1])];
  };
  points.forEach((_, i) => view.handle({
    label: `point ${i + 1}`,
    shape: shapes.dot,
    at: () => [across(points[i][0]), up(points[i][1])],
    bounds: () => domains[0],
    value: () => points[i][0],
    words: () => `x₁ ${text(points[i][0])}, x₂ ${text(points[i][1])}`,
    drag: (px, py) => set(i, across.invert(px), up.invert(py)),
    nudge: (dx, dy) => set(i, points[i][0] + dx * step, points[i][1] + dy * step),
  }));
  view.button("Reset", reset);
  view.redraw(false);
}
