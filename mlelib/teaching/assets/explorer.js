/* The frame of an explorer: its stage, handles for mouse, touch and keyboard, buttons, the state in words and in the
   address. A kind is defined by one file of kinds/; it says

   explorer.define("coin", (config) => ({
     start()                     the state: an object of numbers, words, lists of numbers, lists of points
     clean(state)                brings a state that came from an address within its limits
     numbers(state)              all that is computed; pure, and compared with mlelib
     words(state, numbers)       the state as a sentence
     draw(scene, { width, state, numbers })   paints, and returns the height
     controls(view)              handles and buttons; view.state is the state
   }));
*/
const explorer = (() => {
  const { add, clamp } = drawing;
  const kinds = {};
  const define = (name, kind) => { kinds[name] = kind; };
  const KEYS = {
    ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10],
  };
  const SVG = "http://www.w3.org/2000/svg";
  const calm = () => typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;

  function mount(root, kind, title) {
    const stage = root.querySelector(".mle-stage");
    const words = root.querySelector(".mle-state");
    const controls = add(root, "div", { class: "mle-controls" });
    const live = add(root, "p", { class: "mle-live", role: "status" });
    stage.textContent = "";
    const frame = stage.appendChild(document.createElementNS(SVG, "svg"));
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", title);
    const scene = add(frame, "g", { "aria-hidden": "true" });
    const state = { ...kind.start() };
    const handles = [];
    const controlsShown = [];
    let room = Math.min(680, innerWidth - 32);  // a guess: to ask where the stage is far below would lay out all above it
    let width = 0;
    let speaking = 0;
    let playing = 0;
    let writing = 0;

    function say(sentence) {
      clearTimeout(speaking);
      speaking = setTimeout(() => { live.textContent = sentence; }, 600);
    }

    function redraw(announce = true) {
      width = Math.round(clamp(room, [280, 680]));
      scene.textContent = "";
      const numbers = kind.numbers(state);
      const height = kind.draw(scene, { width, state, numbers });
      for (const [key, value] of [["viewBox", `0 0 ${width} ${height}`], ["width", width], ["height", height]]) {
        frame.setAttribute(key, value);
      }
      for (const update of [...handles, ...controlsShown]) update(numbers);
      words.textContent = kind.words(state, numbers);
      if (!announce) return;
      say(words.textContent);
      clearTimeout(writing);
      writing = setTimeout(write, 400);  // browsers allow only so many changes of the address in a second
    }

    function write() {
      const fragment = address.encode(root.id, state, kind.start());
      const plain = !fragment.includes("?") && !location.hash.startsWith(`#${root.id}?`);
      if (!plain) history.replaceState(history.state, "", fragment);
    }

    /* Takes the state from the address, if that is about this explorer. */
    function follow() {
      const said = address.decode(location.hash, root.id, kind.start());
      if (said === null) return;
      Object.assign(state, kind.clean({ ...kind.start(), ...said }));
      redraw(false);
      root.scrollIntoView({ block: "center" });
    }

    /* Does something to the state and shows it; what plays stops. */
    const change = (action) => (...given) => { stop(); action(...given); redraw(); };

    /* options: label, shape(group), at() -> [x, y] in pixels, value() -> number, bounds() -> [low, high],
       words() -> text, drag(x, y) in pixels, nudge(dx, dy) in steps; and if need be press() for Enter and space,
       shown() -> boolean, change(group, numbers) to repaint it. */
    function handle(options) {
      const group = add(frame, "g", { class: "handle", role: "slider", tabindex: 0, "aria-label": options.label });
      add(group, "circle", { class: "target", r: 14 });
      options.shape(group);
      const drag = change((event) => {
        const box = frame.getBoundingClientRect();
        const scaled = width / box.width;
        options.drag((event.clientX - box.left) * scaled, (event.clientY - box.top) * scaled);
      });
      group.addEventListener("pointerdown", (event) => {
        group.setPointerCapture(event.pointerId);
        group.focus();
        event.preventDefault();
      });
      /* Keeps a finger on a handle from scrolling the page: touch-action does not, on parts of an SVG. */
      group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      group.addEventListener("pointermove", (event) => {
        if (group.hasPointerCapture(event.pointerId)) drag(event);
      });
      group.addEventListener("keydown", (event) => {
        const move = KEYS[event.key];
        const press = options.press && (event.key === "Enter" || event.key === " ");
        if ((!move && !press) || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();  // the arrow keys also turn pages and slides
        change(() => (move ? options.nudge(...move) : options.press()))();
      });
      handles.push((numbers) => {
        const shown = options.shown?.() ?? true;
        group.style.display = shown ? "" : "none";
        if (!shown) return;
        const [x, y] = options.at();
        const [low, high] = options.bounds();
        group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
        group.setAttribute("aria-valuemin", low);
        group.setAttribute("aria-valuemax", high);
        group.setAttribute("aria-valuenow", Number(options.value().toFixed(6)));
        group.setAttribute("aria-valuetext", options.words());
        options.change?.(group, numbers);
      });
    }

    /* A button; `enabled` says when it can be pressed. */
    function button(name, action, enabled = () => true) {
      const element = add(controls, "button", { type: "button" }, name);
      /* aria-disabled and not disabled: a button that loses the focus when it is pressed loses its reader too. */
      element.addEventListener("click", () => { if (enabled()) change(action)(); });
      controlsShown.push(() => element.setAttribute("aria-disabled", String(!enabled())));
      return element;
    }

    /* A list to choose from; options are [value, text] pairs; `get` and `set` are for the state. */
    function choice(name, options, get, set) {
      const label = add(controls, "label", { class: "mle-choose" }, `${name} `);
      const select = add(label, "select");
      for (const [value, shown] of options) add(select, "option", { value }, shown);
      select.addEventListener("change", () => change(set)(select.value));
      controlsShown.push(() => { select.value = get(); });
    }

    /* A field for a text. `set` takes the text, and throws a RangeError whose message says what cannot be read;
       `get` gives the text of the state, `shown` says when the field is there. */
    function field(name, { get, set, shown = () => true }) {
      const box = add(controls, "div", { class: "mle-field" });
      const label = add(box, "label", {}, name);
      const area = add(label, "textarea", { rows: 2, spellcheck: "false", autocomplete: "off" });
      const use = add(box, "button", { type: "button" }, "Use these");
      const said = add(box, "p", { class: "mle-said", id: `${root.id}-said`, role: "alert" });
      area.setAttribute("aria-describedby", said.id);
      let typed = false;
      const read = () => {
        if (!typed) return;
        typed = false;
        try {
          change(set)(area.value);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          typed = true;
          said.textContent = error.message;
          area.setAttribute("aria-invalid", "true");
        }
      };
      area.addEventListener("input", () => { typed = true; });
      area.addEventListener("change", read);
      use.addEventListener("click", read);
      controlsShown.push(() => {
        box.hidden = !shown();
        if (!box.hidden && typed) return;
        typed = false;
        said.textContent = "";
        area.setAttribute("aria-invalid", "false");
        area.value = get();
      });
    }

    /* Calls `action` with the place of a click or tap on the stage that is not on a handle. */
    function place(action) {
      frame.addEventListener("click", (event) => {
        if (event.target.closest(".handle")) return;
        const box = frame.getBoundingClientRect();
        const scaled = width / box.width;
        change(action)((event.clientX - box.left) * scaled, (event.clientY - box.top) * scaled);
      });
    }

    /* Repeats `step` until it returns false: one after the other, or at once for readers who want no motion. */
    function play(step, every = 280) {
      stop();
      if (calm()) {
        for (let count = 0; count < 1000 && step(); count += 1);
        return;
      }
      const next = () => {
        playing = step() ? setTimeout(() => { next(); redraw(); }, every) : 0;
      };
      next();
    }

    function stop() {
      clearTimeout(playing);
      playing = 0;
    }

    async function share() {
      write();
      const link = location.href.split("#")[0] + address.encode(root.id, state, kind.start());
      try {
        await navigator.clipboard.writeText(link);
        live.textContent = "A link to what you see is copied.";
      } catch {
        history.replaceState(history.state, "", link);
        live.textContent = "A link to what you see is in the address bar.";
      }
      linked.dataset.done = "yes";
      setTimeout(() => delete linked.dataset.done, 2000);
    }

    const view = { state, handle, button, choice, field, place, play, stop, redraw, controls };
    kind.controls(view);
    button("Reset", () => {
      Object.assign(state, kind.start());
    });
    const linked = add(controls, "button", { type: "button", class: "mle-link" }, "Copy a link");
    linked.addEventListener("click", share);
    redraw(false);
    if (typeof ResizeObserver !== "undefined") {
      new ResizeObserver(([{ contentRect }]) => {
        room = contentRect.width || room;
        if (Math.round(clamp(room, [280, 680])) !== width) redraw(false);
      }).observe(stage);
    }
    if (root.id) {
      window.addEventListener("hashchange", follow);
      if (document.readyState === "complete") follow();
      else window.addEventListener("load", follow);  // what is above it has its height only then
    }
    return view;
  }

  /* Starts explorers, all of the page if none is named: those whose kind is known and that have not been started. */
  function begin(roots = document.querySelectorAll(".mle-explorer")) {
    for (const root of roots) {
      const kind = kinds[root.dataset.kind];
      if (!kind || root.dataset.ready) continue;
      root.dataset.ready = "yes";
      mount(root, kind(JSON.parse(root.dataset.config)), root.querySelector(".mle-title").textContent);
    }
  }

  return { define, begin, kinds };
})();
