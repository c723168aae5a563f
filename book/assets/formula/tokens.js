/* A typed formula, cut into tokens: ASCII, LaTeX and Unicode become the same few words and signs. As
   mlelib/teaching/answers/tokens.py does, with the same words where a text is refused. */
(() => {
  const MAX_LENGTH = 400, MAX_DIGITS = 9;
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
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
  const isLetter = (c) => /^[A-Za-z]$/.test(c);
  const isDigit = (c) => /^[0-9]$/.test(c);

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

  globalThis.mleFormula = { Unreadable, has, isDigit, isLetter, tokenize };
})();
