/* Names as people write them: accents before or behind, indices below, above, or simply attached. As
   mlelib/teaching/answers/cursor.py and names.py do. */
(() => {
  const { Unreadable, has, isDigit, isLetter, tokenize } = globalThis.mleFormula;
  const ACCENTS = ["hat", "bar", "tilde"];
  const FUNCTIONS = { log: "log", ln: "log", exp: "exp", sqrt: "sqrt", norm: "norm", abs: "abs" };
  const CLOSING = Object.assign(Object.create(null), { "(": ")", "[": "]", "{": "}" });   // "constructor" is no bracket
  const isNumber = (text) => /^[0-9]+$/.test(text);

  const part = (node, shape = "number") => ({ node, shape });

  class NameReader {
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
      return this.longest(token.text);
    }

    longest(text) { return this.known.reduce((best, w) => (text.startsWith(w) && w.length > best.length ? w : best), ""); }

    atForeignWord() {
      const token = this.token, before = this.tokens[this.at - 1];
      if (token.whole || (before && before.kind === "word" && !before.whole && this.touches())) return false;
      let text = token.text;
      while (text) {
        const word = this.longest(text);
        if (!word && !this.isIndex(text[0])) return true;
        text = text.slice(word.length || 1);
      }
      return false;
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
        if (items.length && !closing && !this.indexLike(token) && token.text.length > missing - items.length) break;
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
  }

  Object.assign(globalThis.mleFormula, { CLOSING, FUNCTIONS, NameReader, part });
})();
