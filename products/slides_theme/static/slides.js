/* A deck: every slide is fitted to its frame once, keys that a control uses do not turn the slide. */
const startDeck = (config) => {
  /* Text, figures and derivations, from large to small: at first figures shrink (their words stay at 18 px), then the
     mathematics of derivations, from larger than text to about its size, and only then text, from 28 to 18 px. */
  const SIZES = [1.7, 1.55, 1.4, 1.25, 1.1, 1].map((figure) => [1, figure, 1])
    .concat([0.93, 0.85].map((math) => [1, 1, math]))
    .concat([0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65].map((text) => [text, 1, 0.85]));
  const WIDE = 1.6;  /* width over height from which on a figure stands under its text, not beside it */

  /* The longest reply of a question has room before it is given. */
  function reserve(question) {
    const feedback = question.querySelector(".mle-feedback");
    const heights = [...question.querySelectorAll(".mle-answer li")].map((reply) => {
      feedback.innerHTML = reply.innerHTML;
      return feedback.offsetHeight;
    });
    feedback.replaceChildren();
    feedback.style.minHeight = `${Math.max(0, ...heights)}px`;
  }

  /* Reasons go under their lines where they do not fit beside them. */
  function fitDerivation(box) {
    box.classList.remove("stacked");
    box.classList.toggle("stacked", box.firstElementChild.scrollWidth > box.clientWidth);
  }

  function setSize(body, [text, figure, math]) {
    body.style.setProperty("--scale", text);
    body.style.setProperty("--figure", figure);
    body.style.setProperty("--fit", math);
    body.querySelectorAll(".mle-question").forEach(reserve);
    body.querySelectorAll(".derivation-box").forEach(fitDerivation);
    return body.scrollHeight <= body.clientHeight && body.scrollWidth <= body.clientWidth;
  }

  /* A narrow figure stands beside text, if there is nothing else that wants the width. */
  function place(body) {
    const figures = body.querySelectorAll(".mle-figure svg");
    const box = figures.length === 1 && figures[0].viewBox.baseVal;
    const wide = body.querySelector("pre, table, .derivation-box, .mle-explorer, .katex-display");
    if (!box || wide || body.children.length < 2 || box.width > WIDE * box.height) return;
    body.classList.add("beside");
    figures[0].closest(".block").classList.add("picture");
  }

  function fit(body) {
    place(body);
    SIZES.some((size) => setSize(body, size));
  }

  const frame = () => new Promise(requestAnimationFrame);

  /* Slides out of sight have no size: all are shown, unseen, while they are measured. */
  async function fitAll() {
    const deck = document.querySelector(".reveal");
    deck.classList.add("measuring");
    await frame();
    await frame();  /* explorers have drawn anew, and fonts are asked for only now */
    await document.fonts.ready;
    document.querySelectorAll(".slide > .body").forEach(fit);
    deck.classList.remove("measuring");
    deck.dataset.fitted = "yes";
  }

  const ownKeys = ".mle-explorer .handle, button, input, select, textarea, summary, a[href]";
  const turns = (event) => !event.target.closest?.(ownKeys) || !/^( |Enter|Arrow.*|Page.*|Home|End)$/.test(event.key);

  function theme() {
    const page = document.documentElement;
    page.dataset.theme = page.dataset.theme === "dark" ? "light" : "dark";
  }

  /* Figures say how wide they are in the book; on a slide they are larger. */
  document.querySelectorAll(".slide .mle-figure svg").forEach((svg) => {
    svg.style.setProperty("--width", svg.viewBox.baseVal.width);
  });
  /* The lecture stays open when the book is looked up. */
  document.querySelectorAll("a[href]:not([href^='#'])").forEach((link) => { link.target = "_blank"; });

  Reveal.initialize({ ...config, plugins: [RevealNotes], keyboardCondition: turns }).then(() => {
    Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Light or dark" }, theme);
    return fitAll();
  });
};
