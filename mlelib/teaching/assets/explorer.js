/* What the explorers share: scales, axes, handles for mouse, touch and keyboard, buttons, the state in words. */
const explorer = (() => {
  const round = (value, step) => Math.round(value / step) * step;
  const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));

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

  const KEYS = {
    ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10],
  };

  /* Builds the explorer's frame inside `root`. `draw(scene, width)` paints and returns {height, words}. */
  function mount(root, title, draw) {
    const stage = root.querySelector(".mle-stage");
    const words = root.querySelector(".mle-state");
    const live = add(root, "p", { class: "mle-live", role: "status" });
    const controls = add(root, "div", { class: "mle-controls" });
    stage.textContent = "";
    const frame = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of [["role", "group"], ["aria-label", title]]) frame.setAttribute(key, value);
    stage.appendChild(frame);
    const scene = add(frame, "g", { "aria-hidden": "true" });
    const handles = [];
    let width = 0;
    let timer = 0;

    function redraw(announce = true) {
      width = Math.round(clamp(stage.clientWidth || 640, [280, 680]));
      scene.textContent = "";
      const { height, words: sentence } = draw(scene, width);
      frame.setAttribute("viewBox", `0 0 ${width} ${height}`);
      frame.setAttribute("width", width);
      frame.setAttribute("height", height);
      for (const handle of handles) handle.update();
      words.textContent = sentence;
      clearTimeout(timer);
      if (announce) timer = setTimeout(() => { live.textContent = sentence; }, 600);
    }

    /* options: label, step, at() -> [x, y] in pixels, value() -> number, words() -> text,
       drag(x, y) in pixels, nudge(dx, dy) in steps, bounds() -> [min, max], shape(group) */
    function handle(options) {
      const group = add(frame, "g", { class: "handle", role: "slider", tabindex: 0, "aria-label": options.label });
      add(group, "circle", { class: "target", r: 14 });
      options.shape(group);
      const place = (event) => {
        const box = frame.getBoundingClientRect();
        options.drag(((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * width) / box.width);
        redraw();
      };
      group.addEventListener("pointerdown", (event) => {
        group.setPointerCapture(event.pointerId);
        group.focus();
        event.preventDefault();
      });
      /* Keeps a finger on a handle from scrolling the page: touch-action does not, on parts of an SVG. */
      group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      group.addEventListener("pointermove", (event) => {
        if (group.hasPointerCapture(event.pointerId)) place(event);
      });
      group.addEventListener("keydown", (event) => {
        const move = KEYS[event.key];
        if (!move) return;
        event.preventDefault();
        options.nudge(...move);
        redraw();
      });
      handles.push({
        update() {
          const [x, y] = options.at();
          const [low, high] = options.bounds();
          group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
          group.setAttribute("aria-valuemin", low);
          group.setAttribute("aria-valuemax", high);
          group.setAttribute("aria-valuenow", Number(options.value().toFixed(6)));
          group.setAttribute("aria-valuetext", options.words());
          options.change?.(group);
        },
      });
    }

    function button(name, action) {
      const element = add(controls, "button", { type: "button" }, name);
      element.addEventListener("click", () => { action(); redraw(); });
      return element;
    }

    if (typeof ResizeObserver !== "undefined") {
      new ResizeObserver(() => {
        if (Math.round(clamp(stage.clientWidth, [280, 680])) !== width) redraw(false);
      }).observe(stage);
    }
    return { redraw, handle, button };
  }

  const shapes = {
    dot: (group) => add(group, "circle", { class: "dot", r: 7 }),
    diamond: (group) => add(group, "path", { class: "grip", d: "M0 -9L9 0L0 9L-9 0z" }),
    square: (group) => add(group, "path", { class: "grip", d: "M-7 -7H7V7H-7z" }),
  };

  return { add, axis, clamp, curve, line, mount, niceStep, round, scale, shapes, text };
})();
