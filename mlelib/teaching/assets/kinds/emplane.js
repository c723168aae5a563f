/* EM for Gaussians in the plane, one half-step at a time: spherical, diagonal or full. */
explorer.define("emplane", (config) => {
  const { add, axis, clamp, niceStep, round, scale, text } = drawing;
  const { nearest, normalise, rounding } = arithmetic;
  const { say } = stepper;
  const narrow = 560;
  const FAMILIES = ["spherical", "diagonal", "full"];

  /* Standard deviations and the correlation: what a covariance is measured by. */
  const deviations = ([a, , c]) => [Math.sqrt(a), Math.sqrt(c)];
  const correlation = ([a, b, c]) => b / Math.sqrt(a * c);

  /* The logarithm of the density times the weight, as a function of the point: by the Cholesky factor. */
  function logJoint(weight, [m1, m2], [a, b, c]) {
    const first = Math.sqrt(a);
    const below = b / first;
    const second = Math.sqrt(c - below * below);
    const peak = Math.log(weight) - Math.log(2 * Math.PI) - Math.log(first) - Math.log(second);
    return ([x1, x2]) => {
      const z1 = (x1 - m1) / first;
      const z2 = (x2 - m2 - below * z1) / second;
      return peak - 0.5 * (z1 * z1 + z2 * z2);
    };
  }

  function expect(x, m) {
    const joints = m.weights.map((weight, k) => logJoint(weight, m.means[k], m.covariances[k]));
    let logLikelihood = 0;
    const shares = x.map((point) => {
      const row = joints.map((joint) => joint(point));
      logLikelihood += normalise(row);
      return row;
    });
    return { shares, logLikelihood };
  }

  /* The weighted estimates of one component; deviations are from values of the data next to the mean, as on a line. */
  function estimate(x, columns, shares, k, family) {
    const about = ([c1, c2]) => {
      const sums = [0, 0, 0, 0, 0, 0];
      x.forEach(([x1, x2], i) => {
        const [share, u, v] = [shares[i][k], x1 - c1, x2 - c2];
        sums[0] += share;
        sums[1] += share * u;
        sums[2] += share * v;
        sums[3] += share * u * u;
        sums[4] += share * u * v;
        sums[5] += share * v * v;
      });
      return sums.map((value, at) => (at ? value / sums[0] : value));
    };
    const [, f1, f2] = about(x[0]);
    const centre = [nearest(columns[0], x[0][0] + f1), nearest(columns[1], x[0][1] + f2)];
    const [size, u, v, uu, uv, vv] = about(centre);
    return {
      size,
      mean: [centre[0] + u, centre[1] + v],
      covariance: plane.families[family]([uu - u * u, uv - u * v, vv - v * v]),
    };
  }

  function maximise(x, shares, family) {
    const columns = [0, 1].map((at) => x.map((point) => point[at]));
    const fits = shares[0].map((_, k) => estimate(x, columns, shares, k, family));
    return {
      weights: fits.map(({ size }) => size / x.length),
      means: fits.map(({ mean }) => mean),
      covariances: fits.map(({ covariance }) => covariance),
      family,
    };
  }

  /* A variance that is zero to rounding, or a correlation of 1: the bounds are mlelib's. */
  function improper([m1, m2], covariance, family) {
    const [a, , c] = covariance;
    if (family === "spherical") return !(a + c > rounding(m1) + rounding(m2));
    if (!(a > rounding(m1) && c > rounding(m2))) return true;
    const noise = 400 * Number.EPSILON + 2 * Math.max(rounding(m1) / a, rounding(m2) / c);
    return family === "full" && !(1 - Math.abs(correlation(covariance)) > noise);
  }

  const model = {
    width: 2,
    expect,
    maximise,
    lost: ({ means, covariances, family }) => means.findIndex((mean, k) => improper(mean, covariances[k], family)),
    pack: ({ means, covariances }, k) => [...means[k], ...covariances[k]],
    units({ covariances }, k) {
      const [s1, s2] = deviations(covariances[k]);
      return [s1, s2, s1 * s1, s1 * s2, s2 * s2];
    },
    mixture: (weights, rows) => ({ weights, means: rows.map((row) => row.slice(0, 2)), covariances: rows.map((row) => row.slice(2)) }),
    within: (m, family) => ({ ...m, covariances: m.covariances.map(plane.families[family]) }),
    spread: (x) => plane.families.diagonal(plane.moments(x).covariance),
    proper([m1, m2, a, b, c], [left, right, low, high]) {
      const reach = [right - left, high - low];
      const variances = [a, c].map((v, at) => clamp(v, [1e-14 * reach[at] ** 2, 100 * reach[at] ** 2]));
      const most = (1 - 1e-6) * Math.sqrt(variances[0] * variances[1]);
      return [
        clamp(m1, [left - reach[0], right + reach[0]]), clamp(m2, [low - reach[1], high + reach[1]]),
        variances[0], clamp(b, [-most, most]), variances[1],
      ];
    },
    /* Axes of nearly the same reach get the same scale: a circle is then seen as one. */
    span(x) {
      const ends = [0, 1].map((at) => [Math.min(...x.map((point) => point[at])), Math.max(...x.map((point) => point[at]))]);
      const reaches = ends.map(([low, high]) => high - low);
      const longest = Math.max(...reaches);
      const same = longest < 2 * Math.min(...reaches);
      return ends.flatMap(([low, high], at) => {
        const half = 0.62 * (same ? longest : reaches[at]);
        return [(low + high) / 2 - half, (low + high) / 2 + half].map(climb.short);
      });
    },
    describe(m, k, family) {
      const [a, , c] = m.covariances[k];
      const mean = `mean (${m.means[k].map((value) => say(value)).join(", ")})`;
      if (family === "spherical") return `${mean}, variance ${say(a)}`;
      const variances = `${mean}, variances ${say(a)} and ${say(c)}`;
      return family === "diagonal" ? variances : `${variances}, correlation ${text(correlation(m.covariances[k]))}`;
    },
  };

  const kind = stepper.make(config, model, { family: "full" });
  const clean = (said) => kind.clean({ ...said, family: FAMILIES.includes(said.family) ? said.family : "full" });
  let span;
  let across;
  let up;
  let means;
  let points;

  function draw(scene, { width, state, numbers: found }) {
    const beside = width >= narrow;
    const size = beside ? 380 : width - 56;
    const [left, top] = [40, 12];
    const { x, mixture: m } = found;
    span = state.span.length ? state.span : model.span(x);
    across = scale(span.slice(0, 2), [left, left + size]);
    up = scale(span.slice(2), [top + size, top]);
    points = x.map(([x1, x2]) => [across(x1), up(x2)]);
    means = m.means.map(([m1, m2]) => [clamp(across(m1), across.range), clamp(up(m2), [top, top + size])]);
    if (x.length > climb.MOST_POINTS) drawPoints(scene, found);
    const frame = { x: left, y: top, width: size, height: size, viewBox: `${left} ${top} ${size} ${size}` };
    const inside = add(scene, "svg", frame);  // cuts off what lies beyond
    m.means.forEach((mean, k) => {
      for (const radius of [1, 2]) {
        const d = plane.ellipse(mean, m.covariances[k], radius, across, up);
        add(inside, "path", { class: `curve c${k + 1} dash${k + 1} times${radius}`, d });
      }
    });
    axis(scene, across, top + size, { count: 5 });
    sideAxis(scene, left, state.data === "own" ? null : config.axes);
    const box = beside
      ? { left: left + size + 44, right: width - 16, top: top + size - 200, bottom: top + size }
      : { left: 16, right: width - 16, top: top + size + 62, bottom: top + size + 152 };
    return kind.history(scene, box, found);
  }

  function drawPoints(scene, { shares }) {
    points.forEach(([px, py], i) => {
      const group = add(scene, "g", { transform: `translate(${px.toFixed(1)} ${py.toFixed(1)})`, class: "tiny" });
      stepper.disc(group, 3, shares?.[i] ?? null);
    });
  }

  function sideAxis(scene, x, names) {
    const step = niceStep(span[3] - span[2], 5);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    add(scene, "path", { class: "axis", d: `M${x} ${up.range[0]}V${up.range[1]}` });
    for (let value = step * Math.ceil(span[2] / step); value <= span[3]; value += step) {
      add(scene, "path", { class: "axis", d: `M${x} ${up(value)}h-4` });
      add(scene, "text", { class: "tick right", x: x - 8, y: up(value) + 4 }, text(value, digits));
    }
    if (!names) return;
    add(scene, "text", { class: "tick right", x: across.range[1], y: up.range[0] - 8 }, names[0]);
    add(scene, "text", { class: "tick start", x: x + 8, y: up.range[1] + 8 }, names[1]);
  }

  const steps = () => [0, 2].map((at) => 10 ** Math.floor(Math.log10((span[at + 1] - span[at]) / 20)));
  const inSpan = (point) => point.map((value, at) => climb.short(clamp(round(value, steps()[at]), span.slice(2 * at, 2 * at + 2))));
  const geometry = {
    at: (px, py) => inSpan([across.invert(px), up.invert(py)]),
    inside: (px, py) => px >= across.range[0] && px <= across.range[1] && py >= up.range[1] && py <= up.range[0],
    mean: (k) => means[k],
    point: (i) => points[i],
    moved: ([x1, x2], dx, dy) => inSpan([x1 + dx * steps()[0], x2 + dy * steps()[1]]),
    span: () => span,
    value: ([x1]) => x1,
    bounds: () => span.slice(0, 2),
    words: (point) => `(${point.map((value) => text(value)).join(", ")})`,
    radius: () => (points.length > 30 ? 5 : 7),
    field: "Your own points, two numbers each; a click adds one, Enter on a point takes it away",
    choices(view) {
      const { state } = view;
      view.choice("Family", FAMILIES.map((name) => [name, name]), () => state.family, (family) => {
        Object.assign(state, clean({ ...state, family }));
      });
    },
  };

  const { start, numbers, words } = kind;
  return { start, clean, numbers, words, draw, controls: (view) => kind.controls(view, geometry) };
});
