/* The value of a typed formula at points, in the page. The arithmetic and the points are those of
   mlelib/teaching/answers/values.py, so that a page and a notebook show one counterexample. */
(() => {
  const { read } = globalThis.mleFormula;
  const POINTS = 12, WHOLE = 4, TOLERANCE = 1e-9;
  const STEPS = [[2, 3, 1, 4, 2, 3, 4, 1, 2, 3, 4, 2], [2, 1, 3, 2, 3, 1, 2, 3, 1, 2, 2, 3],
    [2, 3, 2, 4, 3, 2, 4, 2, 3, 4, 2, 3]];
  const LOWEST = { real: -2, nonnegative: 0, count: 0, binary: 0 };
  const RANGES = { positive: [0.1, 3.1], probabilities: [0.3, 2.7], nonnegative: [0.01, 3.01], unit: [0.08, 0.92] };

  /* ---- points: sizes and letters by name, arrays by place, as { "i,j": value } */

  function chances(state) {   // mulberry32
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  function placesOf(name, point) {
    return name.axes.reduce((places, axis) => places.flatMap((place) =>
      Array.from({ length: point[axis] }, (_, i) => [...place, i + 1])), [[]]);
  }

  function whole(word, chance) {
    if (word === "unit") return Math.floor(1 + 9 * chance()) / 10;
    return (word in LOWEST ? LOWEST[word] : 1) + Math.floor((word === "binary" ? 2 : 8) * chance());
  }

  function any(word, chance) {
    const [low, high] = RANGES[word] || [-2, 2];
    return Math.floor((low + (high - low) * chance()) * 1000) / 1000;
  }

  function different(drawn, word) {
    const step = word === "unit" ? 0.1 : 1, found = [];
    for (let value of drawn) {
      while (found.includes(value) && (word !== "unit" || value + step < 1)) {
        value = Math.floor((value + step) * 10 + 0.5) / 10;
      }
      found.push(value);
    }
    return found;
  }

  function entriesOf(name, point, number, chance) {
    const places = placesOf(name, point), [word, over] = name.kind.split(" over ");
    const counted = word === "count" || word === "binary";
    let drawn = places.map(() => (number < WHOLE || counted ? whole : any)(word, chance));
    if (number < WHOLE && !counted) drawn = different(drawn, word);
    if (number === POINTS - 1 && word === "real") drawn = drawn.map((value) => 20 + 10 * value);
    if (over && number < WHOLE && point[name.axes[name.letters.indexOf(over)]] === 2) {
      return halves(places, name.letters.indexOf(over), chance);
    }
    const others = places.map((place) => String(place.filter((_, axis) => name.letters[axis] !== over)));
    const total = (other) => drawn.reduce((sum, value, i) => (others[i] === other ? sum + value : sum), 0);
    return Object.fromEntries(places.map((place, i) => [place, over ? drawn[i] / total(others[i]) : drawn[i]]));
  }

  function halves(places, axis, chance) {
    const firsts = {}, mirrored = (place) => place.map((i, a) => (a === axis ? 1 : i));
    for (const place of places) if (place[axis] === 1) firsts[place] = whole("unit", chance);
    return Object.fromEntries(places.map((place) => [place,
      place[axis] === 1 ? firsts[place] : Math.floor(10.5 - 10 * firsts[mirrored(place)]) / 10]));
  }

  const meaning = (name, words) => read(name.means, { ...words, free: name.letters.join("") }).tree;
  const bound = (letters, place) => Object.fromEntries(letters.map((letter, i) => [letter, place[i]]));

  function definedBy(name, point, words) {
    const tree = meaning(name, words);
    return Object.fromEntries(placesOf(name, point).map((place) => {
      const here = value(tree, { ...point, ...bound(name.letters, place) });
      return [place, Array.isArray(here) ? here[place[place.length - 1] - 1] : here];
    }));
  }

  function pointAt(words, number) {
    const chance = chances(number + 1), point = {};
    Object.entries(words.sizes).forEach(([name, size], place) => {
      point[name] = size.fixed || Math.max(size.least, STEPS[place][number]);
    });
    for (const letter of words.free) point[letter] = 1 + number % point[sizeOf(letter, words)];
    words.names.forEach((name, i) => { if (!name.means) point[i] = entriesOf(name, point, number, chance); });
    words.names.forEach((name, i) => { if (name.means) point[i] = definedBy(name, point, words); });
    return point;
  }

  const sizeOf = (letter, { sizes }) => Object.keys(sizes).find((name) => sizes[name].letters.includes(letter));

  /* ---- values: a number, or the components of a vector; NaN where there is none */

  function each(operation, a, b) {
    if (Array.isArray(a)) return a.map((x, i) => operation(x, Array.isArray(b) ? b[i] : b));
    return Array.isArray(b) ? b.map((y) => operation(a, y)) : operation(a, b);
  }
  const sumOf = (list) => list.reduce((a, b) => a + b, 0);
  const times = (a, b) => (Array.isArray(a) && Array.isArray(b) ? sumOf(a.map((x, i) => x * b[i]))
    : each((x, y) => x * y, a, b));
  const OPERATIONS = {
    "+": (a, b) => each((x, y) => x + y, a, b), "-": (a, b) => each((x, y) => x - y, a, b), "*": times,
    "/": (a, b) => each((x, y) => (y === 0 ? NaN : x / y), a, b), "^": (a, b) => (a === 0 && b < 0 ? NaN : a ** b), neg: (a) => times(-1, a),
    T: (a) => a, log: (a) => (a > 0 ? Math.log(a) : NaN), exp: Math.exp, sqrt: Math.sqrt, abs: Math.abs,
    norm: (a) => Math.sqrt(sumOf(a.map((x) => x * x))),
  };

  function value(node, point) {
    const [kind, first, second, third] = node;
    if (kind === "num") return Number(first);
    if (kind === "size") return point[first];
    if (kind === "pi") return Math.PI;
    if (kind === "name") return entry(point[first], second.map((i) => (typeof i === "string" ? point[i] : i)));
    if (kind === "root") return Math.sqrt(value(["name", first, second], point));
    if (kind !== "sum") return OPERATIONS[kind](...node.slice(1).map((part) => value(part, point)));
    return Array.from({ length: point[second] }, (_, i) => value(third, { ...point, [first]: i + 1 }))
      .reduce((a, b) => OPERATIONS["+"](a, b));
  }

  function entry(array, indices) {
    if (!indices.length || indices[indices.length - 1] !== null) return array[indices];
    const begin = indices.slice(0, -1), found = [];
    for (let j = 1; [...begin, j] in array; j += 1) found.push(array[[...begin, j]]);
    return found;
  }

  const flat = (found) => (Array.isArray(found) ? found : [found]);
  const finite = (found) => flat(found).every(Number.isFinite);

  function same(a, b) {
    const left = flat(a), right = flat(b);
    return left.length === right.length && finite(a) && finite(b) && left.every((x, i) =>
      Math.abs(x - right[i]) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(right[i])) + 1e-12);
  }

  Object.assign(globalThis.mleFormula, { finite, flat, meaning, pointAt, same, sizeOf, value });
})();
