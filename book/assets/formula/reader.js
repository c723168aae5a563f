/* Reads a typed formula into a tree. The grammar, the tree and every message are those of
   mlelib/teaching/answers/reader.py, where they are described; a test compares the two. Nothing here evaluates text.

   sum := ['-'|'+'] product (('+'|'-') product)*       product := power (['*'|'/'] ['-'] power)*, or side by side
   power := atom ['^' exponent]                        atom := number | size | name | bracket | bars | \frac group group
   name := word with accents and indices               | function argument | e^… | sum sign [limits] body */
(() => {
  const MAX_LENGTH = 400, MAX_DIGITS = 9, MAX_DEPTH = 20, MAX_EXPONENT = 20, MAX_SUMS = 3;
  const pairs = (keys, values) => Object.fromEntries([...keys].map((key, i) => [key, values[i]]));
  const named = (text) => {
    const words = text.split(" ");
    return Object.fromEntries(words.flatMap((word, i) => (i % 2 ? [] : [[word, words[i + 1]]])));
  };
  const all = (keys, value) => keys.split(" ").map((key) => [key, value]);

  const SIGNS = { ...pairs("−–—‐·⋅×∗•÷∕⁄∣", "----*****///|"), "‖": "||", "∥": "||" };
  const MARKS = { "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde" };
  const WORDS = named(
    "α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu µ mu ν nu " +
    "ξ xi π pi ρ rho σ sigma τ tau φ phi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Π Pi Σ Sigma " +
    "Φ Phi Ψ Psi Ω Omega √ sqrt ∑ sum");
  const RAISED = pairs("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵏᵈʲ", "0123456789+-()nikdj");
  const LOWERED = pairs("₀₁₂₃₄₅₆₇₈₉₍₎ᵢⱼₖₙ", "0123456789()ijkn");
  const COMMANDS = Object.fromEntries([
    ...all("left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle limits quad qquad " +
      "thinspace", ""),
    ...all("cdot times ast", "*"), ...all("lVert rVert Vert", "||"), ...all("lvert rvert vert mid", "|"),
    ...all("dfrac tfrac", "frac"), ...all("boldsymbol mathbf mathrm mathit text vec bm operatorname", "bold"),
    ...Object.entries(named("div / ln log overline bar widehat hat widetilde tilde intercal top")),
  ]);
  const ACCENTS = ["hat", "bar", "tilde"];
  const FUNCTIONS = { log: "log", ln: "log", exp: "exp", sqrt: "sqrt", norm: "norm", abs: "abs" };
  const CLOSING = { "(": ")", "[": "]", "{": "}" };
  const ENDS = [..."+-*/^_,=)]}"];
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
  const isLetter = (c) => /^[A-Za-z]$/.test(c);
  const isDigit = (c) => /^[0-9]$/.test(c);
  const isNumber = (text) => /^[0-9]+$/.test(text);

  class Unreadable extends Error {
    constructor(problem, place) {
      super(problem);
      this.place = place;
    }
  }

  /* ---- tokens: { kind: word | number | accent | sign, text, start, end, whole } */

  function plain(text) {
    return [...text].flatMap((c, place) => {
      const code = c.codePointAt(0);
      return [...c.normalize(code >= 0x1d400 && code < 0x1d800 ? "NFKC" : "NFD")].map((each) => [each, place]);
    });
  }

  function tokenize(text) {
    const length = [...text].length;
    if (length > MAX_LENGTH) {
      throw new Unreadable(`The answer has ${length} characters. At most ${MAX_LENGTH} are read.`, MAX_LENGTH);
    }
    const characters = plain(text), found = [];
    let at = 0;
    const peek = (ahead = 0) => (at + ahead < characters.length ? characters[at + ahead][0] : "");
    const place = (where) => (where < characters.length ? characters[where][1] : length);
    const push = (kind, string, start, end, whole = false) => found.push({ kind, text: string, start, end, whole });
    const add = (kind, string, start, whole) => push(kind, string, place(start), place(at - 1) + 1, whole);
    const run = (belongs) => {
      let string = "";
      while (peek() && belongs(peek())) string += characters[at++][0];
      return string;
    };

    function sign() {
      const start = at, c = peek(), pair = c + peek(1);
      at += pair === "**" || pair === "||" ? 2 : 1;
      if (has(WORDS, c)) add("word", WORDS[c], start, true);
      else if (has(MARKS, c)) add("accent", MARKS[c], start);
      else if (pair === "**" || pair === "||") add("sign", pair === "**" ? "^" : "||", start);
      else if (has(SIGNS, c) || "+-*/^_()[]{}|,=".includes(c)) add("sign", SIGNS[c] || c, start);
      else throw new Unreadable(`The character ${c} has no meaning here.`, place(start));
    }

    function command() {
      const start = at++;
      const name = run(isLetter);
      if (!name) {
        const c = peek();
        at += 1;
        if (c && "{}|".includes(c)) add("sign", c === "|" ? "||" : c, start);
        else if (!c || !",;:! ".includes(c)) {
          throw new Unreadable("A backslash stands before the name of a symbol, as in \\mu.", place(start));
        }
        return;
      }
      const string = has(COMMANDS, name) ? COMMANDS[name] : name;
      if (string) add(isLetter(string[0]) ? "word" : "sign", string, start, true);
    }

    function number() {
      const start = at;
      let digits = run(isDigit);
      if (peek() === "." && isDigit(peek(1))) {
        at += 1;
        digits += "." + run(isDigit);
      }
      if (digits.length > MAX_DIGITS) {
        throw new Unreadable(`This number is too long: at most ${MAX_DIGITS} digits.`, place(start));
      }
      add("number", digits[0] === "." ? `0${digits}` : digits, start);
    }

    function script(kind) {
      const start = place(at);
      push("sign", kind === RAISED ? "^" : "_", start, start);
      push("sign", "{", start, start);
      while (peek() && has(kind, peek())) {
        const c = kind[characters[at++][0]], last = found[found.length - 1];
        if (isDigit(c) && last.kind === "number") Object.assign(last, { text: last.text + c, end: last.end + 1 });
        else add(isDigit(c) ? "number" : isLetter(c) ? "word" : "sign", c, at - 1);
      }
      push("sign", "}", place(at - 1) + 1, place(at - 1) + 1);
    }

    while (at < characters.length) {
      const start = at, c = peek();
      if (/^[\s\u200b\u2061-\u2063\ufeff~]$/.test(c)) at += 1;
      else if (c === "\\") command();
      else if (isLetter(c)) add("word", run(isLetter), start);
      else if (isDigit(c) || (c === "." && isDigit(peek(1)))) number();
      else if (has(RAISED, c)) script(RAISED);
      else if (has(LOWERED, c)) script(LOWERED);
      else sign();
    }
    return found;
  }

  /* ---- names with their indices */

  const part = (node, shape = "number") => ({ node, shape });

  class Reader {
    constructor(text, vocabulary) {
      this.tokens = tokenize(text);
      this.vocabulary = vocabulary;
      this.end = [...text].length;
      this.known = [...Object.keys(vocabulary.words), ...Object.keys(vocabulary.sizes), ...Object.keys(FUNCTIONS),
        ...ACCENTS, "sum", "pi", "e"];
      Object.assign(this, { at: 0, depth: 0, bars: "", underLine: false, scopes: [], free: new Set() });
    }

    get token() { return this.tokens[this.at]; }
    peek(ahead = 0) { return this.peekAt(this.at + ahead); }
    peekAt(at) { return at < this.tokens.length ? this.tokens[at].text : ""; }
    take() { return this.tokens[this.at++]; }

    accept(text) {
      const found = this.token !== undefined && this.token.kind === "sign" && this.token.text === text;
      this.at += found;
      return found;
    }

    expect(text) {
      if (!this.accept(text)) throw this.error(`Expected ${text} here.`);
    }

    error(problem, at = this.at) {
      return new Unreadable(problem, at < this.tokens.length ? this.tokens[at].start : this.end);
    }

    touches() {
      return this.at > 0 && this.at < this.tokens.length && this.token.start === this.tokens[this.at - 1].end;
    }

    takeFront(count) {
      const token = this.token, cut = token.start + count;
      if (count < token.text.length) {
        const front = { ...token, text: token.text.slice(0, count), end: cut };
        this.tokens.splice(this.at, 1, front, { ...token, text: token.text.slice(count), start: cut });
      }
      this.at += 1;
    }

    takeWord(word) {
      if (this.token.whole) this.at += 1;
      else this.takeFront(word.length);
    }

    wordHere() {
      const token = this.token;
      if (!token || token.kind !== "word") return "";
      if (token.whole) return this.known.includes(token.text) ? token.text : "";
      return this.known.reduce((best, w) => (token.text.startsWith(w) && w.length > best.length ? w : best), "");
    }

    isWord(word) { return has(this.vocabulary.words, word); }

    atSum() {
      if (this.token && this.token.text === "Sigma" && this.token.whole) return !this.isWord("Sigma");
      return this.wordHere() === "sum" && !this.isWord("sum");
    }

    sizeOf(letter) {
      const sizes = Object.entries(this.vocabulary.sizes);
      return (sizes.find(([, size]) => size.letters.includes(letter)) || [null])[0];
    }

    name() {
      const start = this.at, token = this.token;
      const [accent, closing] = this.accentBefore();
      const word = this.wordHere();
      if (has(this.vocabulary.sizes, word) && !accent) {
        this.takeWord(word);
        return part(["size", word]);
      }
      if (!this.isWord(accent + word) && !this.isWord(word)) {
        if (word === "pi" && !accent) {
          this.takeWord(word);
          return part(["pi"]);
        }
        throw this.unknown(token, start);
      }
      this.takeWord(word);
      if (closing) this.expect(closing);
      const [items, squared, behind] = this.scripts(word, accent);
      const key = this.isWord(behind + word) ? behind + word : word;
      const place = this.isWord(key) ? this.vocabulary.words[key] : -1;
      if (place < 0) throw this.unknown(token, start);
      return this.withIndices(place, items, squared, start);
    }

    accentBefore() {
      const token = this.token;
      if (!token || token.kind !== "word") return ["", ""];
      const word = token.text === "bold" && token.whole ? "bold" : this.wordHere();
      if (![...ACCENTS, "bold"].includes(word)) return ["", ""];
      this.takeWord(word);
      this.accept("_");
      const closing = ["{", "("].includes(this.peek()) ? CLOSING[this.take().text] : "";
      return [word === "bold" ? "" : word, closing];
    }

    unknown(token, start) {
      if (token.text.length === 1 && this.sizeOf(token.text)) {
        return this.error(`The index ${token.text} can only stand below a name.`, start);
      }
      const known = [...this.vocabulary.names.map((name) => name.typed), ...Object.keys(this.vocabulary.sizes)];
      return this.error(`The name ${token.text} is not known here. Known: ${known.join(", ")}.`, start);
    }

    scripts(word, accent) {
      const items = [];
      let squared = false;
      for (;;) {
        const [most, name] = this.mostIndices(word, accent), token = this.token;
        let raised;
        if (!token) break;
        if (token.kind === "accent" && !accent) accent = this.take().text;
        else if (token.text === "_" && ACCENTS.includes(this.peek(1)) && !accent) {
          this.take();
          accent = this.take().text;
        } else if (token.text === "_" && items.length < most) {
          this.take();
          items.push(...this.below(most - items.length));
        } else if (this.touches() && ["word", "number"].includes(token.kind) && items.length < most &&
          this.indexLike(token)) items.push(this.oneIndex(most - items.length));
        else if (items.length < most && (raised = this.raisedIndex(name))) items.push(raised);
        else if (name && name.squared && !squared && this.squareHere()) squared = true;
        else break;
      }
      return [items, squared, accent];
    }

    mostIndices(word, accent) {
      const { words, names } = this.vocabulary;
      const keys = [accent + word, ...(accent ? [] : ACCENTS.map((a) => a + word))];
      const found = keys.map((key) => (has(words, key) ? words[key] : -1));
      const own = found.filter((place) => place >= 0).map((place) => names[place]);
      return [Math.max(0, ...own.map((name) => name.axes.length)), own[0]];
    }

    indexLike(token) { return token.kind === "number" || (!token.whole && this.isIndex(token.text[0])); }
    isIndex(letter) { return this.scopes.some((s) => s.letter === letter) || this.sizeOf(letter) !== null; }

    oneIndex(missing) {
      this.takeFront(this.token.kind === "word" || missing > 1 ? 1 : this.token.text.length);
      return this.tokens[this.at - 1].text;
    }

    below(missing) {
      const closing = CLOSING[this.peek()] || "", items = [];
      if (closing) this.take();
      while (items.length < missing || closing) {
        const token = this.token;
        if (closing && (this.accept(",") || this.accept("(") || (closing !== ")" && this.accept(")")))) continue;
        if (!token || !["word", "number"].includes(token.kind) || (items.length && !closing && !this.touches())) break;
        if (!isLetter(token.text[0]) && !isDigit(token.text[0])) break;
        if (items.length && !closing && !this.indexLike(token)) break;
        items.push(this.oneIndex(Math.max(missing - items.length, 1)));
      }
      if (closing) this.expect(closing);
      if (!items.length) throw this.error("Expected an index here.");
      return items;
    }

    raisedIndex(name) {
      if (!name || !name.raised.includes(true) || this.peek() !== "^") return "";
      for (const [opening, closing] of [["{(", ")}"], ["(", ")"], ["{", "}"], ["", ""]]) {
        const signs = [...opening, "", ...closing], inner = this.peek(1 + opening.length);
        const fits = signs.every((sign, i) => i === opening.length || this.peek(1 + i) === sign);
        const letter = isLetter(inner) && this.isIndex(inner);
        if (fits && (letter || (isNumber(inner) && opening.includes("(")))) {
          this.at += 1 + signs.length;
          return inner;
        }
      }
      return "";
    }

    squareHere() {
      for (const signs of ["^2", "^{2}", "2"]) {
        if ([...signs].every((sign, i) => this.peek(i) === sign) && (signs.length > 1 || this.touches())) {
          this.at += signs.length;
          return true;
        }
      }
      return false;
    }

    withIndices(place, items, squared, start) {
      const name = this.vocabulary.names[place], indices = name.axes.map(() => null);
      for (const item of items.filter((each) => !this.putBySize(each, name, indices, start))) {
        if (!indices.includes(null)) throw this.error(`Too many indices: write ${name.typed}.`, start);
        this.put(item, indices.indexOf(null), name, indices, start);
      }
      const last = indices.length - 1;
      indices.forEach((index, axis) => {
        if (index === null && !(name.vector && axis === last)) indices[axis] = this.implied(name, axis, start);
      });
      const vector = indices.length > 0 && indices[last] === null;
      return part([name.squared && !squared ? "root" : "name", place, indices], vector ? "vector" : "number");
    }

    scopeOf(item) { return [...this.scopes].reverse().find((s) => s.letter === item); }

    putBySize(item, name, indices, start) {
      const scope = this.scopeOf(item), size = scope ? scope.size : this.sizeOf(item);
      if (size === null || isNumber(item)) return false;
      const axis = name.axes.findIndex((each, a) => each === size && indices[a] === null);
      if (axis < 0) throw this.error(`The index ${item} does not fit here: write ${name.typed}.`, start);
      this.put(item, axis, name, indices, start);
      return true;
    }

    put(item, axis, name, indices, start) {
      const size = name.axes[axis];
      if (isNumber(item)) {
        if (Number(item) < 1 || Number(item) > this.vocabulary.sizes[size].least) {
          throw this.error(`There is no ${name.plain} with the index ${item} here.`, start);
        }
        indices[axis] = Number(item);
        return;
      }
      const free = this.vocabulary.free.includes(item);
      const wild = () => [...this.scopes].reverse().find((s) => !s.letter && [null, size].includes(s.size));
      const scope = this.scopeOf(item) || (free ? undefined : wild());
      if (scope) {
        Object.assign(scope, { letter: item, size: scope.size || size });
        indices[axis] = scope;
      } else if (free) {
        this.free.add(item);
        indices[axis] = item;
      } else throw this.error(`The index ${item} belongs to no sum: write sum_{${item}=1}^${size}.`, start);
    }

    implied(name, axis, start) {
      const size = name.axes[axis];
      const scope = [...this.scopes].reverse().find((s) =>
        [null, size].includes(s.size) && (!s.letter || [null, size].includes(this.sizeOf(s.letter))));
      if (!scope) throw this.error(`An index is missing: write ${name.typed}.`, start);
      scope.size = size;
      return scope;
    }

    /* ---- the grammar */

    whole() {
      if (!this.tokens.length) throw this.error("Type a formula.");
      const { node, shape } = this.sum();
      if (this.token) this.refuseRest();
      return { tree: this.finished(node, ""), shape, free: [...this.free].sort() };
    }

    refuseRest() {
      const text = this.peek();
      if (text === "=") throw this.error("Leave out the equals sign and what stands before it.");
      if (text === ",") throw this.error("A comma has no meaning here. Decimals take a point.");
      if (Object.values(CLOSING).includes(text)) throw this.error(`This ${text} was never opened.`);
      throw this.error("Expected +, −, *, / or the end.");
    }

    sum() {
      const negative = this.accept("-");
      if (!negative) this.accept("+");
      let total = this.product();
      if (negative) total = part(["neg", total.node], total.shape);
      while (["+", "-"].includes(this.peek())) {
        const place = this.at, sign = this.take().text, other = this.product();
        if (total.shape !== other.shape) throw this.error("A vector and a number cannot be added.", place);
        total = part([sign, total.node, other.node], total.shape);
      }
      return total;
    }

    product() {
      let value = this.power();
      for (;;) {
        const place = this.at;
        if (this.underLine && ["*", "/"].includes(this.peek())) {
          throw this.error("Does this belong to the sum below the line? Put brackets.");
        }
        if (this.accept("/")) value = this.quotient(value, place);
        else if (this.accept("*")) {
          const negative = this.accept("-"), other = this.power();
          value = this.times(value, negative ? part(["neg", other.node], other.shape) : other, place);
        } else if (this.startsAtom()) {
          if (this.tokens[this.at - 1].kind === "number" && this.token.kind === "number") {
            throw this.error("Two numbers side by side: write * between them.");
          }
          value = this.times(value, this.power(), place);
        } else return value;
      }
    }

    quotient(top, place) {
      const negative = this.accept("-"), before = this.underLine;
      this.underLine = this.atSum();
      const bottom = this.power();
      this.underLine = before;
      if (bottom.shape !== "number") throw this.error("A vector cannot stand below the line.", place);
      if (this.startsAtom() && !this.atSum()) {
        throw this.error("Does this stand below the line, too? Write a/(b c), or (a/b) c.");
      }
      return part(["/", top.node, negative ? ["neg", bottom.node] : bottom.node], top.shape);
    }

    times(left, right, place) {
      if (left.shape === "row" && right.shape === "vector") return part(["*", left.node, right.node]);
      if (left.shape !== "number" && right.shape !== "number") {
        throw this.error("This is a product of two vectors: write ||…||^2, or a sum over their components.", place);
      }
      return part(["*", left.node, right.node], right.shape === "number" ? left.shape : right.shape);
    }

    power() {
      const start = this.at, base = this.atom();
      if (this.peek() !== "^") return base;
      const place = this.at;
      this.take();
      if (base.shape === "vector") return this.transposed(base, place);
      if (base.shape !== "number") throw this.error("This is a vector: its square is ||…||^2.", place);
      const exponent = this.exponent();
      if (this.peek() === "^") throw this.error("Two exponents: put brackets.");
      if (this.peekAt(start) === "sum" && !["_", "^"].includes(this.peekAt(start + 1))) {
        throw this.error("Is the sum raised, or each of its terms? Put brackets.", place);
      }
      const square = exponent.node[0] === "num" && exponent.node[1] === "2";
      if (base.node[0] === "root" && square) return part(["name", ...base.node.slice(1)]);
      return part(["^", base.node, exponent.node]);
    }

    transposed(base, place) {
      const braces = this.accept("{");
      if (!["T", "top"].includes(this.peek())) throw this.error("This is a vector: its square is ||…||^2.", place);
      this.take();
      if (braces) this.expect("}");
      return part(["T", base.node], "row");
    }

    exponent() {
      const place = this.at, negative = this.accept("-"), { node, shape } = this.atom();
      if (shape !== "number") throw this.error("A vector cannot be an exponent.", place);
      const largest = (tree) => tree[0] === "num" ? Number(tree[1])
        : Math.max(0, ...tree.slice(1).filter((each) => Array.isArray(each) && each.length).map(largest));
      if (largest(node) > MAX_EXPONENT) {
        throw this.error(`This exponent is too large: at most ${MAX_EXPONENT}.`, place);
      }
      return part(negative ? ["neg", node] : node);
    }

    startsAtom() {
      const token = this.token;
      if (!token || token.kind === "accent") return false;
      return token.kind !== "sign" || !(ENDS.includes(token.text) || (["|", "||"].includes(token.text) && this.bars));
    }

    atom() {
      if (++this.depth > MAX_DEPTH) throw this.error(`Too many brackets inside each other: at most ${MAX_DEPTH}.`);
      const found = this.oneAtom();
      this.depth -= 1;
      return found;
    }

    oneAtom() {
      const token = this.token;
      if (!token || !this.startsAtom()) {
        throw this.error(this.peek() === "=" ? "Leave out the equals sign and what stands before it."
          : "Expected a number, a name or a bracket.");
      }
      if (has(CLOSING, token.text)) return this.inside(CLOSING[token.text], token.text);
      if (["|", "||"].includes(token.text)) return this.norm(this.inside(token.text, token.text));
      if (token.kind === "number") return part(["num", this.take().text]);
      if (token.text === "frac" && token.whole) return this.fraction();
      if (this.atSum()) return this.bigSum();
      const word = this.wordHere();
      if (has(FUNCTIONS, word)) return this.applied(word);
      return word === "e" && !this.isWord(word) ? this.powerOfE() : this.name();
    }

    norm({ node, shape }) { return part([shape === "number" ? "abs" : "norm", node]); }

    inside(closing, what) {
      const opened = this.at, before = [this.bars, this.underLine];
      this.take();
      [this.bars, this.underLine] = [["|", "||"].includes(closing) ? closing : "", false];
      const found = this.sum();
      [this.bars, this.underLine] = before;
      if (this.token && this.peek() !== closing) {
        if (Object.values(CLOSING).includes(this.peek())) throw this.error(`Expected ${closing} here.`);
        this.refuseRest();
      }
      if (!this.accept(closing)) throw this.error(`This ${what} is never closed.`, opened);
      return found;
    }

    fraction() {
      const place = this.at;
      this.take();
      const top = this.group(), bottom = this.group();
      if (bottom.shape !== "number") throw this.error("A vector cannot stand below the line.", place);
      return part(["/", top.node, bottom.node], top.shape);
    }

    group() {
      const token = this.token;
      if (token && token.kind === "number") {
        if (token.text.includes(".")) return part(["num", this.take().text]);
        this.takeFront(1);
        return part(["num", token.text[0]]);
      }
      if (this.peek() !== "{") throw this.error("Expected a group in braces, as in \\frac{a}{b}.");
      return this.inside("}", "{");
    }

    applied(word) {
      const place = this.at, isLog = word === "log" || word === "ln";
      this.takeWord(word);
      const bracketed = has(CLOSING, this.peek());
      if (!this.startsAtom()) throw this.error(`Expected a bracket behind ${word}.`);
      const inner = this.atom();
      if (word === "norm" || word === "abs") return this.norm(inner);
      if (inner.shape !== "number") throw this.error(`A vector cannot stand inside ${word}.`, place);
      if (isLog && !bracketed && this.startsAtom()) {
        throw this.error(`How much belongs to the ${word}? Put brackets.`);
      }
      if (isLog && this.peek() === "^") {
        throw this.error(`Is the ${word} raised, or what stands inside? Put brackets.`);
      }
      return part([FUNCTIONS[word], inner.node]);
    }

    powerOfE() {
      this.takeWord("e");
      return part(["exp", this.accept("^") ? this.exponent().node : ["num", "1"]]);
    }

    /* ---- the sum sign: its scope becomes a letter when all is read */

    bigSum() {
      const place = this.at, scope = { letter: "", size: null };
      this.takeWord("sum");
      while (["_", "^"].includes(this.peek())) {
        if (this.take().text === "_") this.lowerLimit(scope);
        else this.upperLimit(scope);
      }
      if (this.scopes.length === MAX_SUMS) throw this.error(`More than ${MAX_SUMS} sums inside each other.`, place);
      const limitless = this.tokens[this.at - 1].text === "sum";
      this.scopes.push(scope);
      const bracket = limitless && has(CLOSING, this.peek());
      const { node, shape } = bracket ? this.inside(CLOSING[this.peek()], this.peek()) : this.product();
      this.scopes.pop();
      if (scope.size === null) throw this.error("Nothing in this sum carries its index.", place);
      return part(["sum", scope, node], shape);
    }

    lowerLimit(scope) {
      const closing = CLOSING[this.peek()] || "";
      if (closing) this.take();
      const token = this.token;
      if (!token || token.kind !== "word" || (closing && token.text.length > 1)) {
        throw this.error("Expected the letter that counts, as in sum_{i=1}^n.");
      }
      scope.letter = token.text[0];
      this.takeWord(scope.letter);
      if (this.accept("=")) {
        if (this.peek() !== "1") throw this.error("Sums start at 1 here.");
        this.take();
      }
      if (closing) this.expect(closing);
      scope.size = scope.size || this.sizeOf(scope.letter);
    }

    upperLimit(scope) {
      const closing = CLOSING[this.peek()] || "", { sizes } = this.vocabulary;
      if (closing) this.take();
      const text = this.peek(), word = this.wordHere();
      const fixed = Object.keys(sizes).filter((name) => String(sizes[name].fixed) === text);
      if (has(sizes, word)) {
        this.takeWord(word);
        scope.size = word;
      } else if (fixed.length) {
        this.take();
        scope.size = fixed.includes(scope.size) ? scope.size : fixed.length === 1 ? fixed[0] : null;
      } else throw this.error(`A sum ends at ${Object.keys(sizes).join(" or ")} here.`);
      if (closing) this.expect(closing);
    }

    finished(node, taken) {
      if (node !== null && typeof node === "object" && !Array.isArray(node)) return node.letter;
      if (!Array.isArray(node)) return node;
      if (node[0] !== "sum") return node.map((each) => this.finished(each, taken));
      const [, scope, body] = node, { letters, spare } = this.vocabulary.sizes[scope.size];
      const fits = (c) => (letters + spare).includes(c) && !taken.includes(c) && !this.vocabulary.free.includes(c);
      scope.letter = [...(scope.letter + letters + spare)].find(fits);
      return ["sum", scope.letter, scope.size, this.finished(body, taken + scope.letter)];
    }
  }

  /* The data leave out what is empty. */
  function vocabulary({ sizes, names, words, free }) {
    const whole = Object.entries(sizes).map(([name, size]) => [name, { spare: "", least: 1, fixed: null, ...size }]);
    const missing = { axes: [], letters: [], raised: [], squared: false, vector: false, means: "" };
    return { sizes: Object.fromEntries(whole), names: names.map((name) => ({ ...missing, ...name })), words, free };
  }

  const read = (text, words) => new Reader(text, words).whole();
  globalThis.mleFormula = { read, vocabulary, Unreadable };
})();
