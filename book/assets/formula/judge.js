/* The verdict on a typed formula in a page: its value beside that of the right one, at points that the vocabulary's
   generator draws. The same rules and words as mlelib/teaching/answers/judge.py and words.py, so that a page and a
   notebook give one reply; a test compares them. */
(() => {
  const { finite, flat, meaning, pointAt, read, same, sizeOf, value } = globalThis.mleFormula;
  const POINTS = 12;

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
            `That is the case ${letter} = ${number}. With ${letter} in its place it holds for all.`);
          return { right: true, words: note.join(" "), hint: -1 };
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
      const none = typed.map((found, i) => !finite(found) && !finite(wanted[i]));
      return !none.every(Boolean) && typed.every((found, i) => none[i] || same(found, wanted[i]));
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

  globalThis.mleFormula.Question = Question;
})();
