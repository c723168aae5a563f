/* The verdict on a typed formula in a page: its value beside that of the right one, at points that the vocabulary's
   generator draws. The same arithmetic, rules and words as mlelib/teaching/answers/{values,judge,words}.py, so that a
   page and a notebook give one reply; a test compares them. */
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
    "/": (a, b) => each((x, y) => (y === 0 ? NaN : x / y), a, b), "^": (a, b) => a ** b, neg: (a) => times(-1, a),
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

  /* ---- words */

  function short(number) {
    if (!Number.isFinite(number)) return "no value";
    const [mantissa, power] = number.toExponential(3).split("e");
    const text = number !== 0 && (power <= -5 || power >= 9) ? `${Number(mantissa)}·10^${Number(power)}`
      : Number(number.toExponential(3)).toFixed(8).replace(/\.?0+$/, "");
    return Number(text) === 0 ? "0" : text.replace(/-/g, "−");
  }

  function entries(found) {
    if (Array.isArray(found)) return `(${found.map(short).join(", ")})`;
    if (typeof found !== "object") return short(found);
    if ("" in found) return short(found[""]);
    const rows = {};
    for (const [place, each] of Object.entries(found)) {
      const [first, ...rest] = place.split(",");
      (rows[first] = rows[first] || {})[rest] = each;
    }
    return `(${Object.values(rows).map(entries).join(", ")})`;
  }

  /* ---- what a common mistake makes of the right value, and what to say of it */

  const RULES = [
    [(r) => -r, "A sign: yours is the negative of the right one."],
    [(r) => 2 * r, "A factor 2: yours is twice the right one."],
    [(r) => r / 2, "A factor 2: yours is half the right one."],
    [Math.sqrt, "That is the square root of the right one."],
    [(r) => r * r, "That is the square of the right one."],
    [(r) => 1 / r, "That is the right one upside down."],
    [Math.log, "That is the logarithm of the right one."],
    [Math.exp, "That is the exponential of the right one."],
  ];
  const DEVIATION = "That is right for the standard deviation. The question asks for the variance.";
  const NUMERATOR = "The numerator is right. It still has to be normalised.";
  const aboutSize = (n) => [
    [(r, p) => r * p[n], `It still has to be divided by ${n}.`],
    [(r, p) => r / p[n], `That is divided by ${n} once too often.`],
    [(r, p) => r * p[n] / (p[n] - 1), `${n} − 1 stands where ${n} belongs.`],
    [(r, p) => r * (p[n] - 1) / p[n], `${n} stands where ${n} − 1 belongs.`],
  ];

  function namesIn(node, words) {
    if (node[0] === "name" || node[0] === "root") {
      const name = words.names[node[1]];
      return [node[1], ...(name.means ? namesIn(meaning(name, words), words) : [])];
    }
    return node.slice(1).filter(Array.isArray).flatMap((part) => namesIn(part, words));
  }

  const wordsIn = (node) => node.flatMap((part) => (typeof part === "string" ? [part]
    : Array.isArray(part) ? wordsIn(part) : []));

  class Question {
    constructor(data) {
      this.words = globalThis.mleFormula.vocabulary(data);
      this.of = data.of;
      this.right = read(data.answer, this.words);
      this.slips = data.slips.map((slip) => read(slip, this.words));
      this.points = Array.from({ length: POINTS }, (_, number) => pointAt(this.words, number));
    }

    read(text) { return read(text, this.words); }

    /* { right: true | false, words, hint: the place of the listed slip or -1 }; throws Unreadable */
    judge(text) {
      const reading = this.read(text);
      if (reading.shape !== this.right.shape && !this.isComponent(reading)) {
        return { right: false, words: `The answer is a ${this.right.shape}. Yours is a ${reading.shape}.`, hint: -1 };
      }
      const missing = this.right.free.filter((letter) => !reading.free.includes(letter));
      const least = missing.length === 1 ? this.words.sizes[sizeOf(missing[0], this.words)].least : 0;
      const bindings = least ? Array.from({ length: least }, (_, i) => ({ [missing[0]]: i + 1 })) : [{}];
      const typed = this.values(reading, {});
      for (const binding of bindings) {
        if (this.agrees(typed, this.right, binding)) {
          const note = Object.entries(binding).map(([letter, number]) =>
            ` That is the case ${letter} = ${number}. With ${letter} in its place it holds for all.`);
          return { right: true, words: `Right.${note.join("")}`, hint: -1 };
        }
      }
      const hint = this.slips.findIndex((slip) => slip.shape === reading.shape &&
        bindings.some((binding) => this.agrees(typed, slip, binding)));
      const words = hint < 0 ? this.general(typed, bindings) || this.dependent(reading) ||
        this.counterexample(reading, typed) : "";
      return { right: false, words, hint };
    }

    isComponent({ shape, free }) {
      return this.right.shape === "vector" && shape === "number" && free.some((c) => !this.right.free.includes(c));
    }

    values(reading, binding) { return this.points.map((point) => this.at(reading, { ...point, ...binding })); }

    at(reading, point) {
      if (!this.isComponent(reading)) return value(reading.tree, point);
      const letter = reading.free.find((c) => !this.right.free.includes(c));
      return Array.from({ length: point[sizeOf(letter, this.words)] }, (_, j) =>
        value(reading.tree, { ...point, [letter]: j + 1 }));
    }

    agrees(typed, reading, binding) {
      const wanted = this.values(reading, binding);
      return typed.every((found, i) => same(found, wanted[i]));
    }

    rules(binding) {
      const { tree, shape, free } = this.right;
      const top = { tree: tree[1], shape, free };
      const open = Object.keys(this.words.sizes).filter((name) => this.words.sizes[name].fixed === null);
      return [
        ...RULES.map(([rule, say]) => [rule, rule === Math.sqrt && this.of.endsWith("^2") ? DEVIATION : say]),
        ...(tree[0] === "/" && shape === "number" ? [[(_, p) => this.at(top, { ...p, ...binding }), NUMERATOR]] : []),
        ...open.flatMap(aboutSize),
      ];
    }

    general(typed, bindings) {
      for (const binding of bindings) {
        const right = this.values(this.right, binding);
        for (const [rule, say] of this.rules(binding)) {
          const compared = this.points.flatMap((point, i) => {
            const wanted = flat(right[i]).map((r) => rule(r, point));
            return finite(wanted) ? [same(typed[i], Array.isArray(right[i]) ? wanted : wanted[0])] : [];
          });
          if (compared.length > 2 && compared.every(Boolean)) return say;
        }
      }
      return "";
    }

    dependent({ tree }) {
      const allowed = namesIn(this.right.tree, this.words), { names } = this.words;
      const used = [...new Set(namesIn(tree, this.words))].sort((a, b) => a - b);
      const found = used.find((place) => !allowed.includes(place) && !names[place].means);
      return found === undefined ? "" : `The answer may not depend on ${names[found].plain}.`;
    }

    counterexample({ tree }, typed) {
      const right = this.values(this.right, {});
      const differ = typed.map((_, i) => i).filter((i) => !same(typed[i], right[i]) && finite(right[i]));
      const both = differ.filter((i) => finite(typed[i]));
      const i = (both.length ? both : differ)[0];
      if (i === undefined) return "Not equal to the right one.";
      const yours = finite(typed[i]) ? `your formula gives ${entries(typed[i])}` : "your formula has no value";
      return `For ${this.setting(this.points[i], tree)}: ${yours}, the right one ${entries(right[i])}.`;
    }

    setting(point, tree) {
      const { sizes, names } = this.words, held = [...wordsIn(tree), ...wordsIn(this.right.tree)];
      const used = [...namesIn(tree, this.words), ...namesIn(this.right.tree, this.words)];
      const counted = Object.keys(sizes).filter((name) => sizes[name].fixed === null && held.includes(name));
      return [
        ...[...counted, ...this.right.free].map((key) => `${key} = ${short(point[key])}`),
        ...[...new Set(used)].sort((a, b) => a - b).map((i) => `${names[i].plain} = ${entries(point[i])}`),
      ].join(", ");
    }
  }

  Object.assign(globalThis.mleFormula, { Question, short });
})();
