/* Runs of EM, pure: the steps of a state and their replay, what mlelib calls their end, starts at random, numbers read
   from a text. A model says how it is done on a line or in the plane:

   expect(x, mixture)          -> { shares, logLikelihood }
   maximise(x, shares, family) -> mixture
   lost(mixture)               -> the component without a proper variance, or -1
   units(mixture, k)           -> in what the parameters of component k are measured, as long as pack(mixture, k)
   pack(mixture, k)            -> the mean and the variances of component k as a list
*/
const climb = (() => {
  const MOST_STEPS = 5000;
  const MOST_POINTS = 60;
  const LARGEST = 1e9;
  const TOLERANCE = 1e-8;  // that of mlelib's em
  const EMPTY = 2 ** -1022;

  /* A number as an address writes it: what is seen and what a link says are then the same. */
  const short = (value) => Number(value.toPrecision(10)) + 0;

  /* An example as Python writes it. */
  function python(value) {
    if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
    if (Number.isInteger(value)) return value.toFixed(1);
    return Math.abs(value) >= 1e-4 ? String(value) : value.toExponential().replace(/e-(\d)$/, "e-0$1");
  }

  /* What became of a component, and which points carry its weight. */
  function fate(x, shares, component) {
    const column = shares.map((row) => row[component]);
    if (!(column.reduce((total, share) => total + share, 0) >= EMPTY)) {
      return { component, points: [], status: `emptied: component ${component}` };
    }
    const least = Number.EPSILON * Math.max(...column);
    const points = [...column.keys()].filter((i) => column[i] > least);
    const named = points.slice(0, 3).map((i) => `x[${i}] = ${python(x[i])}`).join(", ");
    const more = points.length > 3 ? ` and ${points.length - 3} more` : "";
    return { component, points, status: `collapsed: component ${component} onto ${named}${more}` };
  }

  /* The largest change of a parameter: of a mean in standard deviations, of others relative. As in mlelib. */
  function change(model, before, after) {
    const changes = before.weights.flatMap((weight, k) => {
      const growth = after.weights[k] - weight;
      const [old, now, units] = [model.pack(before, k), model.pack(after, k), model.units(before, k)];
      return [Math.abs(growth), growth / weight, ...old.map((value, j) => Math.abs(now[j] - value) / units[j])];
    });
    return Math.max(...changes);
  }

  /* Walks from a start, and remembers the latest walk: a state that goes on from it costs only what is new. */
  function walker(model) {
    let walk = { key: "" };

    function step(x, family) {
      const before = walk.mixtures.at(-1);
      const after = model.maximise(x, walk.shares, family);
      const least = after.weights.indexOf(Math.min(...after.weights));
      const component = after.weights[least] * x.length >= EMPTY ? model.lost(after) : least;
      if (component >= 0) {
        walk.lost = fate(x, walk.shares, component);
        return;
      }
      const { shares, logLikelihood } = model.expect(x, after);
      const gain = logLikelihood - walk.logLikelihoods.at(-1);
      walk.mixtures.push(after);
      walk.logLikelihoods.push(logLikelihood);
      walk.shares = shares;
      if (walk.converged === null && gain <= TOLERANCE && change(model, before, after) <= Math.sqrt(TOLERANCE)) {
        walk.converged = walk.mixtures.length - 1;
      }
    }

    /* Goes so many steps; with `rest`, no further than to where EM comes to rest. */
    return (x, start, family, steps, rest = false) => {
      const key = JSON.stringify([x, start, family]);
      if (key !== walk.key) {
        const { shares, logLikelihood } = model.expect(x, start);
        walk = { key, mixtures: [start], shares, logLikelihoods: [logLikelihood], converged: null, lost: null };
      }
      while (walk.mixtures.length <= steps && !walk.lost && !(rest && walk.converged !== null)) step(x, family);
      return walk;
    };
  }

  /* What is seen after `half` half-steps, when `far` were once done: E-step 1, M-step 1, E-step 2, and so on. */
  function seen(model, walk, x, half, far) {
    const done = walk.mixtures.length - 1;
    const last = walk.lost ? 2 * done + 2 : Infinity;
    half = Math.min(half, last);
    far = Math.min(Math.max(half, far), last);
    const steps = Math.min(Math.floor(half / 2), done);
    return {
      half, far, steps,
      mixture: walk.mixtures[steps],
      shares: half ? model.expect(x, walk.mixtures[Math.ceil(half / 2) - 1]).shares : null,
      logLikelihoods: walk.logLikelihoods.slice(0, Math.floor(far / 2) + 1),
      converged: walk.converged !== null && walk.converged <= steps ? walk.converged : null,
      lost: half === last ? walk.lost : null,
    };
  }

  /* K different numbers below n for which `same` is false of any two, drawn with a seed (mulberry32). */
  function draw(seed, n, K, same) {
    let state = seed;
    const random = () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const left = [...Array(n).keys()];
    const drawn = [];
    while (drawn.length < K && left.length) {
      const [i] = left.splice(Math.floor(random() * left.length), 1);
      if (!drawn.some((j) => same(i, j))) drawn.push(i);
    }
    return drawn;
  }

  /* The numbers of a text. Throws a RangeError that says what cannot be read, where, and what is expected. */
  function parse(text) {
    return [...text.matchAll(/[^\s,;]+/g)].map(([part], i) => {
      const plain = part.replace("\u2212", "-");
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) {
        const shown = part.length > 20 ? `${part.slice(0, 20)}…` : part;
        throw new RangeError(`The entry ${i + 1}, “${shown}”, is not a number. Write 3.5 or −2, with a comma, a space, a semicolon or a new line between two numbers.`);
      }
      if (!(Math.abs(Number(plain)) <= LARGEST)) throw new RangeError(`The entry ${i + 1}, ${part.slice(0, 20)}, is too large: a thousand million is the limit.`);
      return short(Number(plain));
    });
  }

  /* What is wrong with numbers as data, rows of `width` to a point for K components; "" if nothing. */
  function wrong(numbers, width, K) {
    const least = Math.max(K, 2);
    if (numbers.length % width) return `${numbers.length} numbers make no pairs: two are expected for each point.`;
    const n = numbers.length / width;
    if (n < least || n > MOST_POINTS) return `${least} to ${MOST_POINTS} ${width > 1 ? "points" : "numbers"} are expected, and there are ${n}.`;
    for (let axis = 0; axis < width; axis += 1) {
      const along = numbers.filter((_, i) => i % width === axis);
      const [low, high] = [Math.min(...along), Math.max(...along)];
      if (!(high - low > 1e-6 * Math.max(-low, high))) {
        return `${width > 1 ? `The ${axis ? "second" : "first"} numbers of the points` : "The numbers"} are all equal, or nearly: there is nothing to tell apart.`;
      }
    }
    return "";
  }

  return { MOST_STEPS, MOST_POINTS, LARGEST, short, walker, seen, draw, parse, wrong };
})();
