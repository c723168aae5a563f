/* A tree of a typed formula as MathML, which every current browser typesets by itself. */
(() => {
  const NAMESPACE = "http://www.w3.org/1998/Math/MathML";
  const SUM = 0, PRODUCT = 1, POWER = 2, ATOM = 3;   // how tightly a piece holds together
  const MARKS = { "\u0302": "^", "\u0304": "\u00af", "\u0303": "~" };

  function make(name, ...children) {
    const element = document.createElementNS(NAMESPACE, name);
    element.append(...children);
    return element;
  }
  const row = (...children) => make("mrow", ...children);
  const sign = (text) => make("mo", text);
  const letter = (text) => make("mi", text);

  function accented(plain) {
    const [, stem, mark] = plain.match(/^(.+?)([\u0302-\u0304])?²?$/u);
    if (!mark) return letter(stem);
    const over = make("mover", letter(stem), sign(MARKS[mark]));
    over.setAttribute("accent", "true");
    return over;
  }

  const group = (parts) => (parts.length === 1 ? parts[0] : row(...parts));

  /* Indices below and above; a square above, beside an index in brackets. */
  function name([kind, place, indices], { names }) {
    const { plain, raised, squared } = names[place];
    const shown = indices.map((index, i) => [index, raised[i]]).filter(([index]) => index !== null);
    const symbol = (index) => (typeof index === "number" ? make("mn", String(index)) : letter(index));
    const below = shown.filter(([, up]) => !up).map(([index]) => symbol(index));
    const above = shown.filter(([, up]) => up).flatMap(([index]) => [sign("("), symbol(index), sign(")")]);
    if (kind === "name" && squared) above.push(make("mn", "2"));
    const base = accented(plain);
    if (below.length && above.length) return make("msubsup", base, group(below), group(above));
    if (below.length) return make("msub", base, group(below));
    return above.length ? make("msup", base, group(above)) : base;
  }

  function written(node, words) {
    const [kind, first, second, third] = node;
    const at = (part, tightness) => {
      const [element, own] = written(part, words);
      return own >= tightness ? element : row(sign("("), element, sign(")"));
    };
    const all = (part) => at(part, SUM);
    const reachesFar = (part) => part[0] === "sum" || (part[0] === "*" && reachesFar(part[2]));
    switch (kind) {
      case "num": return [make("mn", first), ATOM];
      case "size": return [letter(first), ATOM];
      case "pi": return [letter("π"), ATOM];
      case "name":
      case "root": return [name(node, words), words.names[first].raised.includes(true) ? POWER : ATOM];
      case "+": return [row(all(first), sign("+"), at(second, PRODUCT)), SUM];
      case "-": return [row(all(first), sign("−"), at(second, PRODUCT)), SUM];
      case "neg": return [row(sign("−"), at(first, PRODUCT)), SUM];
      case "*": {
        const left = reachesFar(first) ? row(sign("("), all(first), sign(")")) : at(first, PRODUCT);
        const digits = /^[\d.]/.test(at(second, PRODUCT).textContent);
        return [row(left, sign(digits ? "·" : "\u2062"), at(second, second[0] === "*" ? POWER : PRODUCT)), PRODUCT];
      }
      case "/": return [make("mfrac", all(first), all(second)), PRODUCT];
      case "^": return [make("msup", at(first, ATOM), all(second)), POWER];
      case "T": return [make("msup", at(first, ATOM), letter("T")), POWER];
      case "sqrt": return [make("msqrt", all(first)), ATOM];
      case "abs": return [row(sign("|"), all(first), sign("|")), ATOM];
      case "norm": return [row(sign("‖"), all(first), sign("‖")), ATOM];
      case "sum": {
        const limits = make("munderover", sign("∑"), row(letter(first), sign("="), make("mn", "1")), letter(second));
        return [row(limits, at(third, PRODUCT)), PRODUCT];
      }
      default: return [row(letter(kind), sign("\u2061"), sign("("), all(first), sign(")")), POWER];
    }
  }

  function mathml(tree, words) {
    const math = make("math", written(tree, words)[0]);
    math.setAttribute("display", "inline");
    math.setAttribute("displaystyle", "true");
    return math;
  }

  globalThis.mleFormula.mathml = mathml;
})();
