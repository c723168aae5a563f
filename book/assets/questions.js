/* Turns the questions that mlelib.teaching.ask writes into native form controls. Without it they read as text.
   A kind is a function (question, answer, feedback) that builds its controls out of what is written there. Another file
   adds one by mleQuestions.add("name", function). What is said to a reply, the notebook says too: kinds/ in mlelib. */
const mleQuestions = (() => {
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const strong = (text) => make("strong", {}, text);

  const inner = (item) => item.querySelector(":scope > p") || item;
  const copy = (item) => [...inner(item).cloneNode(true).childNodes];
  const childrenOf = (element, selector) => [...element.querySelectorAll(`:scope > ${selector}`)];

  function reply(feedback, right, ...content) {
    feedback.dataset.right = right ? "yes" : "no";
    feedback.replaceChildren(...content);
  }

  /* Of the answer's first paragraph, "**−24.5.** Because …", what stands behind the answer itself. */
  const because = (answer) => copy(childrenOf(answer, "p")[0]).slice(1);

  /* The prompt's own nodes move into the legend or label, so that its mathematics stays rendered. */
  function takePrompt(question) {
    const prompt = question.querySelector(":scope > p");
    const nodes = [...prompt.childNodes];
    prompt.remove();
    return nodes;
  }

  /* One of a list. Arrow keys only move the choice, or who comes from above would be told of all before the one meant. */
  function choice(question, answer, feedback) {
    const list = question.querySelector(":scope > ol");
    const reasons = answer.querySelectorAll("ol > li");
    const set = make("fieldset", {}, make("legend", {}, ...takePrompt(question)));
    const check = (number) => reply(feedback, String(number) === answer.dataset.answer, ...copy(reasons[number - 1]));
    let moving = false;
    [...list.children].forEach((item, i) => {
      const radio = make("input", { type: "radio", name: question.id, value: i + 1 });
      const text = make("span", {}, `${i + 1}.\u00a0`, ...inner(item).childNodes);
      set.append(make("label", { class: "mle-choice" }, radio, text));
      radio.addEventListener("change", () => {
        if (!moving) return check(radio.value);
        delete feedback.dataset.right;
        feedback.replaceChildren(`Press Enter to check choice ${radio.value}.`);
      });
    });
    set.addEventListener("keydown", (event) => {
      moving = event.key.startsWith("Arrow");
      if (["Enter", " "].includes(event.key) && event.target.checked) check(event.target.value);
    });
    set.addEventListener("keyup", () => { moving = false; });
    list.replaceWith(set);
  }

  /* "−24,5" and "- 24.5" are numbers too; a comma between thousands is one only where a point follows. */
  function read(text) {
    let plain = text.replace(/[\s\u00a0\u2009\u202f]/g, "").replace(/[\u2212\u2012-\u2014]/g, "-");
    plain = plain.includes(".") ? plain.replace(/,(?=\d{3})/g, "") : plain.replace(",", ".");
    const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
    return { value, decimals: (plain.split(/e/i)[0].split(".")[1] || "").length };
  }

  function number(question, answer, feedback) {
    const { slips, tolerance, asked } = answer.dataset;
    const [right, decimals] = [Number(answer.dataset.answer), read(answer.dataset.answer).decimals];
    const near = Number(tolerance) * (1 + 1e-9) + 1e-12;
    const hints = answer.querySelectorAll("ul > li");
    function check(typed) {
      if (Number.isNaN(typed.value)) return [false, "Type a number, such as \u22121.5."];
      const distance = Math.abs(typed.value - right);
      if (distance <= near) return [true, strong("Right."), ...because(answer)];
      const known = slips.split(" ").findIndex((slip) => slip && Math.abs(slip - typed.value) <= near);
      if (known >= 0) return [false, ...copy(hints[known])];
      const half = 0.5 * 10 ** -typed.decimals + 1e-12;
      if (typed.decimals < decimals && distance <= Math.min(half, 0.1 * Math.abs(right))) {
        return [false, strong("Nearly."), ` That is right as far as it goes. Give ${asked}.`];
      }
      if (decimals && distance <= Math.min(1.5 * 10 ** -decimals, 0.02 * Math.abs(right))) {
        return [false, strong("Nearly."), " The last digit is not right. Compute with more digits, and round at the end."];
      }
      return [false, strong("No."), " Try again, or look at the answer."];
    }
    const input = make("input", { type: "text", autocomplete: "off", id: `${question.id}-answer` });
    const label = make("label", { for: input.id }, ...takePrompt(question));
    const form = make("form", {}, input, make("button", { type: "submit" }, "Check"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      reply(feedback, ...check(read(input.value)));
    });
    (question.querySelector(":scope > .mle-on-paper") || answer).before(label, form);
  }

  /* Lines to be put in order. Each is "(b) …"; the answer's list has them in the right order, with their reasons. */
  function order(question, answer, feedback) {
    const list = question.querySelector(":scope > ul");
    const letterOf = (item) => inner(item).textContent.match(/\(([a-z])\)/)[1];
    const wanted = [...answer.dataset.answer];
    const reasons = childrenOf(answer, "ul > li");
    const lines = make("ol", { class: "mle-lines" });

    function move(line, step) {
      const other = step < 0 ? line.previousElementSibling : line.nextElementSibling;
      if (other) step < 0 ? other.before(line) : other.after(line);
      const place = [...lines.children].indexOf(line) + 1;
      delete feedback.dataset.right;
      feedback.replaceChildren(`(${line.dataset.letter}) is now in place ${place} of ${wanted.length}.`);
    }

    for (const item of [...list.children]) {
      const letter = letterOf(item);
      const line = make("li", { "data-letter": letter }, make("span", { class: "mle-line" }, ...inner(item).childNodes));
      for (const [sign, word, step] of [["\u2191", "up", -1], ["\u2193", "down", 1]]) {
        const button = make("button", { type: "button", "aria-label": `Move (${letter}) ${word}` }, sign);
        button.addEventListener("click", () => { move(line, step); button.focus(); });
        line.append(button);
      }
      lines.append(line);
    }

    const check = make("button", { type: "button" }, "Check");
    check.addEventListener("click", () => {
      const there = [...lines.children].map((line) => line.dataset.letter);
      const early = there.find((letter, place) => letter !== wanted[place]);
      if (!early) return reply(feedback, true, strong("Right."), ...because(answer));
      const reason = copy(reasons[wanted.indexOf(early)]);
      reason[0].textContent = reason[0].textContent.replace(/^\s*\([a-z]\)\s*/, "");
      reply(feedback, false, strong("No."), ` (${early}) comes too early. It follows from a line below it: \u201c`, ...reason, "\u201d.");
    });
    const prompt = make("legend", {}, ...takePrompt(question));
    const start = question.querySelector(":scope > p");
    list.replaceWith(make("fieldset", {}, prompt, start, lines, check));
  }

  const kinds = { choice, number, order, wrong: choice };

  function upgrade(question) {
    const answer = question.querySelector(":scope > details.mle-answer");
    const kind = answer && kinds[answer.dataset.kind];
    if (!kind || question.dataset.ready) return;
    question.dataset.ready = "yes";
    const feedback = make("p", { class: "mle-feedback", role: "status", "aria-live": "polite" });
    kind(question, answer, feedback);
    answer.before(feedback);
  }

  const atOnce = (questions, begin) => questions.forEach(begin);  // in slides, which are fitted at the start
  const start = () => (window.whenNear ?? atOnce)(document.querySelectorAll(".mle-question:not([data-ready])"), upgrade);
  function add(name, kind) {
    kinds[name] = kind;
    if (document.readyState !== "loading") start();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  return { add, because, copy, make, reply, strong, takePrompt };
})();
