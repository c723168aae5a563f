/* What the explorers draw with: elements, scales, axes, curves, numbers as text. */
const drawing = (() => {
  const round = (value, step) => Math.round(value / step) * step;
  const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));

  /* "−0.00" is 0.00, and the minus is a minus. */
  function text(value, digits = 2) {
    const shown = value.toFixed(digits);
    return Number(shown) === 0 ? shown.replace("-", "") : shown.replace("-", "\u2212");
  }

  /* Adds an element, HTML or SVG as its parent is; attributes of value null are left out. */
  function add(parent, name, attributes = {}, content = "") {
    const element = document.createElementNS(parent.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
    if (content !== "") element.textContent = content;
    parent.appendChild(element);
    return element;
  }

  function scale([low, high], [from, to]) {
    const forward = (value) => from + ((value - low) / (high - low)) * (to - from);
    forward.invert = (pixel) => low + ((pixel - from) / (to - from)) * (high - low);
    forward.domain = [low, high];
    forward.range = [from, to];
    return forward;
  }

  /* A step of 1, 2 or 5 times a power of ten that divides the span into about `count` parts. */
  function niceStep(span, count) {
    const power = 10 ** Math.floor(Math.log10(span / count));
    const factor = [1, 2, 5, 10].find((candidate) => candidate * power * count >= span * 0.99);
    return factor * power;
  }

  function ticks([low, high], count) {
    const step = niceStep(high - low, count);
    const values = [];
    for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * step; k += 1) values.push(k * step);
    return { values, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }

  function axis(parent, x, y, { name = "", count = 6, pad = 20 } = {}) {
    add(parent, "path", { class: "axis", d: `M${x.range[0]} ${y}H${x.range[1]}` });
    const marks = ticks(x.domain, count);
    for (const value of marks.values) {
      add(parent, "path", { class: "axis", d: `M${x(value)} ${y}v4` });
      add(parent, "text", { class: "tick", x: x(value), y: y + pad }, text(value, marks.digits));
    }
    if (name) add(parent, "text", { class: "name", x: x.range[1], y: y - 8 }, name);
  }

  const line = (points) =>
    points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

  /* The points of a curve at `count` places; where `f` falls below `floor` the curve is left out. */
  function curve(x, y, f, floor = -Infinity, count = 160) {
    const [low, high] = x.domain;
    const values = Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
    return values.map((v) => [v, f(v)]).filter(([, h]) => h >= floor).map(([v, h]) => [x(v), y(h)]);
  }

  /* What the lines mean: a piece of each with its words, in as many rows as they need; returns the last row's height. */
  function key(parent, entries, { x, y, width }) {
    let [left, row] = [x, y];
    for (const [look, words] of entries) {
      const needed = 34 + 7.5 * words.length;
      if (left > x && left + needed > x + width) [left, row] = [x, row + 24];
      add(parent, "path", { class: look, d: `M${left} ${row - 5}h26` });
      add(parent, "text", { class: "start", x: left + 34, y: row }, words);
      left += needed + 24;
    }
    return row;
  }

  const shapes = {
    dot: (group) => add(group, "circle", { class: "dot", r: 7 }),
    diamond: (group) => add(group, "path", { class: "grip", d: "M0 -9L9 0L0 9L-9 0z" }),
    square: (group) => add(group, "path", { class: "grip", d: "M-7 -7H7V7H-7z" }),
  };

  return { add, axis, clamp, curve, key, line, niceStep, round, scale, shapes, text, ticks };
})();
