/* Turns the questions that mlelib.teaching.ask writes into native form controls. Without it they read as text. */
(() => {
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /* "−24,5" and "- 24.5" are numbers too; a comma between thousands is one only where a point follows. */
  function read(text) {
    let plain = text.replace(/[\s\u00a0\u2009\u202f]/g, "").replace(/[\u2212\u2012-\u2014]/g, "-");
    plain = plain.includes(".") ? plain.replace(/,(?=\d{3})/g, "") : plain.replace(",", ".");
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  }

  const inner = (item) => item.querySelector(":scope > p") || item;
  const copy = (item) => [...inner(item).cloneNode(true).childNodes];

  function reply(feedback, right, ...content) {
    feedback.dataset.right = right ? "yes" : "no";
    feedback.replaceChildren(...content);
  }

  /* The prompt's own nodes move into the legend or label, so that its mathematics stays rendered. */
  function takePrompt(question) {
    const prompt = question.querySelector(":scope > p");
    const nodes = [...prompt.childNodes];
    prompt.remove();
    return nodes;
  }

  function choice(question, answer, feedback) {
    const list = question.querySelector(":scope > ol");
    const reasons = answer.querySelectorAll("ol > li");
    const set = make("fieldset", {}, make("legend", {}, ...takePrompt(question)));
    [...list.children].forEach((item, i) => {
      const radio = make("input", { type: "radio", name: question.id, value: i + 1 });
      const text = make("span", {}, `${i + 1}.\u00a0`, ...inner(item).childNodes);
      set.append(make("label", { class: "mle-choice" }, radio, text));
      radio.addEventListener("change", () => {
        reply(feedback, String(i + 1) === answer.dataset.answer, ...copy(reasons[i]));
      });
    });
    list.replaceWith(set);
  }

  function number(question, answer, feedback) {
    const { slips, tolerance } = answer.dataset;
    const near = Number(tolerance) * (1 + 1e-9) + 1e-12;
    const hints = answer.querySelectorAll("ul > li");
    const input = make("input", { type: "text", autocomplete: "off", id: `${question.id}-answer` });
    const label = make("label", { for: input.id }, ...takePrompt(question));
    const form = make("form", {}, input, make("button", { type: "submit" }, "Check"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const value = read(input.value);
      if (Number.isNaN(value)) return reply(feedback, false, "Type a number, such as \u22121.5.");
      if (Math.abs(value - Number(answer.dataset.answer)) <= near) {
        return reply(feedback, true, make("strong", {}, "Right."));
      }
      const known = slips.split(" ").findIndex((slip) => slip && Math.abs(slip - value) <= near);
      return known < 0
        ? reply(feedback, false, make("strong", {}, "No."), " Try again, or look at the answer below.")
        : reply(feedback, false, ...copy(hints[known]));
    });
    answer.before(label, form);
  }

  function upgrade(question) {
    const answer = question.querySelector(":scope > details.mle-answer");
    if (!answer || question.dataset.ready || answer.dataset.kind === "formula") return;   // formula/form.js
    question.dataset.ready = "yes";
    const feedback = make("p", { class: "mle-feedback", role: "status", "aria-live": "polite" });
    (answer.dataset.kind === "choice" ? choice : number)(question, answer, feedback);
    answer.before(feedback);
  }

  window.mleQuestions = { make, copy, reply, takePrompt };
  const start = () => document.querySelectorAll(".mle-question").forEach(upgrade);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
