/* What the explorers of EM share: their state, its words, the log-likelihood over the steps, handles and buttons.
   A model, of a line or of the plane, has besides what climb.js asks for:

   width                    how many numbers a point has
   mixture(weights, rows)   the mixture whose components are packed in rows
   within(mixture, family)  the nearest mixture of the family
   spread(x)                the variances of all data, packed
   proper(row, span)        a packed component that came from an address, within limits
   span(x, mixture)         what is to be seen: low and high of each axis
   describe(mixture, k)     a component in words
*/
const stepper = (() => {
  const { add, axis, clamp, line, scale, text } = drawing;
  const { MOST_STEPS, MOST_POINTS, LARGEST, short } = climb;
  const OWN = "own";
  const SHOWN_ONE_BY_ONE = 25;

  /* Numbers in words, as mlelib.teaching.say writes them: 1,000.00 and 1.8 · 10⁻¹⁵. */
  function say(value, digits = 2) {
    if (value !== 0 && Math.abs(value) < 0.5 / 10 ** digits) {
      const [mantissa, power] = value.toExponential(1).split("e");
      const raised = [...String(Number(power))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");
      return `${text(Number(mantissa), 1)}\u00a0·\u00a010${raised}`;
    }
    const [whole, ...rest] = text(value, digits).split(".");
    return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
  }

  const steps = (count) => `${count} step${count === 1 ? "" : "s"}`;

  /* A disc. Of two components: filled from below as far as the first is responsible. Of more: a pie. */
  function disc(group, r, row) {
    const most = row ? row.findIndex((share) => share > 0.995) : -1;
    const two = row?.length === 2;
    const ring = most >= 0 ? most + 1 : two ? 2 : 0;
    add(group, "circle", { class: `${most >= 0 && !(two && most === 1) ? "full" : "ring"} c${ring}`, r: r + 1 });
    if (!row || most >= 0) return;
    const at = (part) => `${(r * Math.sin(2 * Math.PI * part)).toFixed(2)} ${(-r * Math.cos(2 * Math.PI * part)).toFixed(2)}`;
    const slice = (k, from, to, middle) => {
      const d = `M${middle}${at(from)}A${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}z`;
      if (to - from > 0.005) add(group, "path", { class: `level c${k + 1}`, d });
    };
    if (two) {
      const level = Math.acos(1 - 2 * row[0]) / (2 * Math.PI);
      slice(0, 0.5 - level, 0.5 + level, "");
    } else {
      row.reduce((from, share, k) => (slice(k, from, from + share, "0 0L"), from + share), 0);
    }
  }

  /* What a kind has: `extra` is what it adds to the state. */
  function make(config, model, extra = {}) {
    const sets = config.sets.map(({ x, weights, rows }) => ({ x, mixture: model.mixture(weights, rows) }));
    const names = config.sets.map(({ id }) => id);
    const K = config.sets[0].weights.length;
    const walk = climb.walker(model);

    const start = () => ({
      data: names[0], own: [], span: [], begin: "given", seed: 0, mixture: [], half: 0, far: 0, ...extra,
    });

    const list = (point) => [point].flat();
    const point = (numbers) => (model.width > 1 ? numbers : numbers[0]);
    const cut = (numbers, size) =>
      Array.from({ length: numbers.length / size }, (_, i) => numbers.slice(i * size, (i + 1) * size));
    const pack = (mixture) => mixture.weights.flatMap((weight, k) => [weight, ...model.pack(mixture, k)]);
    const mean = (mixture, k) => point(model.pack(mixture, k).slice(0, model.width));

    /* Equal weights, and the variances of all data, around some of the points. */
    function around(x, means) {
      const variances = model.spread(x);
      return model.mixture(means.map(() => 1 / K), means.map((i) => [...list(x[i]), ...variances]));
    }

    function begun(x, { data, begin, seed, mixture }) {
      if (begin === "mine") {
        const rows = cut(mixture, mixture.length / K);
        return model.mixture(rows.map(([weight]) => weight), rows.map(([, ...row]) => row));
      }
      if (begin === "random") {
        const same = (i, j) => String(x[i]) === String(x[j]);
        return around(x, climb.draw(seed, x.length, K, same));
      }
      if (data !== OWN) return sets[names.indexOf(data)].mixture;
      const order = [...x.keys()].sort((i, j) => list(x[i])[0] - list(x[j])[0]);
      return around(x, Array.from({ length: K }, (_, k) => order[Math.floor(((k + 0.5) * x.length) / K)]));
    }

    /* The data of a state, and the mixture it starts with. */
    function given(state) {
      const x = state.data === OWN ? cut(state.own, model.width).map(point) : sets[names.indexOf(state.data)].x;
      return { x, mixture: model.within(begun(x, state), state.family) };
    }

    function numbers(state) {
      const { x, mixture } = given(state);
      const walked = walk(x, mixture, state.family, Math.floor(Math.max(state.half, state.far) / 2));
      return { x, start: mixture, ...climb.seen(model, walked, x, state.half, state.far) };
    }

    /* --- what comes from an address, or from a handle, within its limits --- */

    function clean(said) {
      const own = said.own.map((value) => short(clamp(value, [-LARGEST, LARGEST])));
      const ours = said.data === OWN && climb.wrong(own, model.width, K) === "";
      const data = ours || names.includes(said.data) ? said.data : names[0];
      const state = { ...said, data, own: ours ? own : [], begin: said.begin === "random" ? "random" : "given" };
      const { x } = given(state);
      state.span = ours ? spanOf(x, said.span) : [];
      state.mixture = said.begin === "mine" ? proper(said.mixture, model.span(x), model.spread(x).length) : [];
      if (state.mixture.length) state.begin = "mine";
      state.seed = clamp(Math.round(said.seed), [0, 9999]);
      state.half = clamp(Math.round(said.half), [0, 2 * MOST_STEPS]);
      state.far = clamp(Math.round(said.far), [state.half, 2 * MOST_STEPS]);
      return state;
    }

    /* The span, if it shows all the points and is not much too wide; else the one that they ask for. */
    function spanOf(x, span) {
      const needed = cut(model.span(x), 2);
      const shows = span.length === 2 * needed.length && cut(span, 2).every(([low, high], at) =>
        x.every((one) => low <= list(one)[at] && list(one)[at] <= high) && high - low < 100 * (needed[at][1] - needed[at][0]));
      return shows ? span : needed.flat();
    }

    function proper(mixture, span, spread) {
      const size = 1 + model.width + spread;
      if (mixture.length !== K * size) return [];
      const rows = cut(mixture, size);
      const weights = rows.map(([weight]) => clamp(weight, [1e-300, 1]));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const whole = Math.abs(total - 1) < 1e-8 ? 1 : total;
      return rows.flatMap(([, ...row], k) => [weights[k] / whole, ...model.proper(row, span)].map(short));
    }

    /* --- in words --- */

    function where({ x, lost }) {
      const values = new Set(lost.points.map((i) => String(x[i])));
      if (values.size > 1) return `${values.size} points`;
      const value = list(x[lost.points[0]]).map((part) => String(part).replace("-", "\u2212")).join(", ");
      return `the point ${model.width > 1 ? `(${value})` : value}`;
    }

    function end(found) {
      const { component, points, status } = found.lost;
      const happened = points.length
        ? `collapses onto ${where(found)}: its variance goes to 0, and the likelihood beyond every bound`
        : "has lost its points: all its shares are zero to rounding";
      return `Gaussian ${component + 1} ${happened}. EM stops after ${steps(found.steps)}; mlelib, which counts from 0, says “${status}”.`;
    }

    function note(found) {
      const { half, converged } = found;
      if (found.lost) return end(found);
      if (half === 0) return "Start.";
      const rest = converged === null ? "" : `Converged after ${steps(converged)}. `;
      if (half === 2 * converged) return rest.trim();
      if (half === 2 * MOST_STEPS) return `${rest}This picture goes no further than ${steps(MOST_STEPS)}.`;
      return `${rest}${half % 2 ? `E-step ${found.steps + 1}` : `M-step ${found.steps}`}.`;
    }

    function words(state, found) {
      const { weights } = found.mixture;
      const parts = weights.map((weight, k) => `Gaussian ${k + 1}: weight ${say(weight)}, ${model.describe(found.mixture, k, state.family)}`);
      return `${note(found)} ${parts.join("; ")}. Log-likelihood ${say(found.logLikelihoods[found.steps], 3)}.`;
    }

    /* --- the log-likelihood over the steps: an E-step leaves it as it is --- */

    let across;
    let dot;

    function history(scene, { left, right, top, bottom }, { half, far, steps: done, logLikelihoods: values }) {
      across = scale([0, Math.max(10, Math.ceil(far / 2))], [left, right]);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const up = scale(high - low > 1e-9 ? [low, high] : [low - 1, low + 1], [bottom - 10, top + 40]);
      const stairs = values.flatMap((value, i) =>
        [i, i === values.length - 1 ? far / 2 : i + 0.5].map((at) => [across(at), up(value)]));
      const every = Math.ceil(stairs.length / 1200);
      add(scene, "text", { class: "tick start", x: left, y: top + 4 }, "log-likelihood, step by step");
      add(scene, "path", { class: "curve c3", d: line(stairs.filter((_, i) => i % every === 0 || i === stairs.length - 1)) });
      if (right - left > 8 * across.domain[1]) {
        values.forEach((value, i) => add(scene, "circle", { class: "mark c3", r: 3, cx: across(i), cy: up(value) }));
      }
      dot = [across(half / 2), up(values[done])];
      const look = dot[0] > (left + right) / 2 ? "right" : "left";
      add(scene, "text", { class: `label ${look}`, x: dot[0] + (look === "right" ? 8 : -8), y: dot[1] - 14 }, say(values[done]));
      axis(scene, across, bottom, { count: 5 });
      return bottom + 30;
    }

    /* --- handles ---
       geometry: inside(px, py), at(px, py) a point, mean(k) and point(i) in pixels, moved(point, dx, dy), span(), and
       for readers of the screen value(point), bounds(), words(point); radius() of a disc. */

    function controls(view, geometry) {
      const { state } = view;

      function go(half) {
        const found = numbers({ ...state, half: clamp(half, [0, 2 * MOST_STEPS]) });
        Object.assign(state, { half: found.half, far: found.far });
      }

      /* Other data or another mixture, with what is seen as the start; the shares stay if there were any. */
      function begin(found, changed) {
        const shown = Math.min(found.half, 1);
        Object.assign(state, clean({ ...state, begin: "mine", mixture: pack(found.mixture), half: shown, far: shown, ...changed }));
      }

      function moveMean(k, to) {
        const found = numbers(state);
        const mixture = pack(found.mixture);
        mixture.splice((k * mixture.length) / K + 1, model.width, ...list(to));
        begin(found, { mixture });
      }

      function change(action) {
        const found = numbers(state);
        const x = found.x.slice();
        action(x);
        const own = x.flat().map(short);
        if (climb.wrong(own, model.width, K) === "") begin(found, { data: OWN, own, span: geometry.span() });
      }

      const slider = (label, thing, set) => ({
        label,
        value: () => geometry.value(thing()),
        bounds: geometry.bounds,
        drag: (px, py) => set(geometry.at(px, py)),
        nudge: (dx, dy) => set(geometry.moved(thing(), dx, dy)),
      });

      for (let i = 0; i < MOST_POINTS; i += 1) {
        const here = () => given(state).x[i];
        const shares = () => numbers(state).shares?.[i];
        view.handle({
          ...slider(`data point ${i + 1}`, here, (to) => change((x) => { x[i] = to; })),
          shown: () => i < given(state).x.length && given(state).x.length <= MOST_POINTS,
          shape: (group) => add(group, "g", { class: "disc" }),
          change: (group, found) => {
            const shown = group.querySelector(".disc");
            shown.textContent = "";
            disc(shown, geometry.radius(), found.shares?.[i] ?? null);
          },
          at: () => geometry.point(i),
          words: () => geometry.words(here()) + (shares() ? `, Gaussian 1 responsible for ${text(100 * shares()[0], 1)} %` : ""),
          press: () => change((x) => x.splice(i, 1)),
        });
      }
      for (let k = 0; k < K; k += 1) {
        const here = () => mean(numbers(state).mixture, k);
        view.handle({
          ...slider(`mean of Gaussian ${k + 1}`, here, (to) => moveMean(k, to)),
          shape: (group) => {
            add(group, "path", { class: `knob c${k + 1}`, d: "M0 -13L13 0L0 13L-13 0z" });
            add(group, "text", { class: "on", y: 4.5 }, k + 1);
          },
          at: () => geometry.mean(k),
          words: () => geometry.words(here()),
        });
      }
      view.handle({
        label: "steps done",
        shape: (group) => add(group, "circle", { class: "knob c3", r: 8 }),
        at: () => dot,
        bounds: () => across.domain,
        value: () => state.half / 2,
        words: () => (state.half ? `after ${state.half % 2 ? "E" : "M"}-step ${Math.ceil(state.half / 2)}` : "at the start"),
        drag: (px) => go(Math.min(Math.round(2 * across.invert(px)), 2 * across.domain[1])),
        nudge: (dx, dy) => go(state.half + dx + dy),
      });
      buttons(view, go);
      if (!config.compact) starts(view);
      if (config.choose) choices(view, geometry, change);
      if (geometry.choices) geometry.choices(view);
    }

    /* --- choices and buttons --- */

    const restart = (state, changed) => Object.assign(state, clean({ ...state, mixture: [], half: 0, far: 0, ...changed }));

    function choices(view, geometry, change) {
      const { state } = view;
      view.choice("Data", [...config.sets.map(({ id, name }) => [id, name]), [OWN, "your own"]], () => state.data, (data) => {
        const { x } = given(state);
        const some = x.length > MOST_POINTS ? x.filter((_, i) => i % Math.ceil(x.length / 12) === 0) : x;
        restart(state, { data, own: data === OWN ? some.flat().map(short) : [], span: [], begin: "given" });
      });
      view.place((px, py) => {
        if (state.data === OWN && geometry.inside(px, py)) change((x) => x.push(geometry.at(px, py)));
      });
      view.field(geometry.field, {
        shown: () => state.data === OWN,
        get: () => cut(state.own, model.width).map((numbers) => numbers.join(" ")).join(", "),
        set: (typed) => {
          const own = climb.parse(typed);
          const problem = climb.wrong(own, model.width, K);
          if (problem) throw new RangeError(problem);
          restart(state, { own, span: [], begin: "given" });
        },
      });
    }

    function starts(view) {
      const { state } = view;
      view.button("Given start", () => restart(state, { begin: "given" }), () => state.begin !== "given" || state.half > 0);
      view.button("Random start", () => restart(state, { begin: "random", seed: (state.seed % 9999) + 1 }));
      add(view.controls, "span", { class: "mle-row" });
    }

    function buttons(view, go) {
      const { state } = view;
      const goesOn = () => state.half < 2 * MOST_STEPS && numbers(state).lost === null;
      view.button("E-step", () => go(state.half + 1), () => state.half % 2 === 0 && goesOn());
      view.button("M-step", () => go(state.half + 1), () => state.half % 2 === 1 && goesOn());

      /* Where EM comes to rest, or ends. */
      function rest() {
        const { x, mixture } = given(state);
        const { converged, lost, mixtures } = walk(x, mixture, state.family, MOST_STEPS, true);
        return 2 * (converged ?? (lost ? mixtures.length : MOST_STEPS));
      }

      view.button("Run", () => {
        const last = rest();
        let shown = 0;
        view.play(() => {
          shown += 1;
          go(shown > SHOWN_ONE_BY_ONE ? last : Math.min(last, state.half - (state.half % 2) + 2));
          return state.half < last;
        });
      }, () => goesOn() && numbers(state).converged === null);
    }

    return { start, clean, numbers, words, history, controls, mean };
  }

  return { make, disc, say };
})();
