/* Reads a typed formula into a tree. The grammar, the tree and every message are those of
   mlelib/teaching/answers/reader.py, where they are described; a test compares the two. Nothing here evaluates text.

   sum := ['-'|'+'] product (('+'|'-') product)*       product := power (['*'|'/'] ['-'] power)*, or side by side
   power := atom ['^' exponent]                        atom := number | size | name | bracket | bars | \frac group group
   name := word with accents and indices               | function argument | e^… | sum sign [limits] body */
(() => {
  const { CLOSING, FUNCTIONS, NameReader, has, part } = globalThis.mleFormula;
  const MAX_DEPTH = 20, MAX_EXPONENT = 20, MAX_SUMS = 3;
  const ENDS = [..."+-*/^_,=)]}"];

  class Reader extends NameReader {
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
      if (this.atForeignWord()) throw this.unknown(token, this.at);
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
      if (token && token.kind === "word") {
        this.takeFront(token.whole ? token.text.length : 1);
        this.at -= 1;
        return this.atom();
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
      const afterNumber = this.at > 0 && this.tokens[this.at - 1].kind === "number" && this.touches();
      this.takeWord("e");
      if (afterNumber && this.touches() && (["+", "-"].includes(this.peek()) || this.token.kind === "number")) {
        throw this.error("Powers of ten are written 10^3 here.", this.at - 1);
      }
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
  Object.assign(globalThis.mleFormula, { read, vocabulary });
})();
