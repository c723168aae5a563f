/* A field for each question whose answer is a formula: it shows how the text is read while one types, and replies when
   one asks. What is typed is announced only then. The reader and the judge are loaded when a field is first used. */
(() => {
  const { make, copy, reply, takePrompt } = globalThis.mleQuestions;
  const here = document.currentScript.src;
  let loading;

  function loaded(name) {
    return new Promise((done, failed) => {
      const script = make("script", { src: here.replace("form.js", `${name}.js`) });
      script.async = false;   // they run in the order in which they were asked for
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }

  function engine() {
    loading = loading || Promise.all(["tokens", "names", "reader", "values", "judge", "mathml"].map(loaded));
    return loading.then(() => globalThis.mleFormula);
  }

  /* The text with the place where reading stopped marked. */
  function marked(text, place) {
    const characters = [...text], from = Math.max(0, place - 40);
    const before = (from ? "…" : "") + characters.slice(from, place).join("");
    return make("code", {}, before, make("mark", {}, characters[place] || "\u00a0"),
      characters.slice(place + 1, place + 20).join(""));
  }

  /* A short line under the field: the formula, or the place that cannot be read. */
  function preview(shown, question, text, { mathml, Unreadable }) {
    if (!text.trim()) return shown.replaceChildren();
    try {
      shown.replaceChildren("Read as ", mathml(question.read(text).tree, question.words));
    } catch (problem) {
      if (!(problem instanceof Unreadable)) throw problem;
      shown.replaceChildren("Not readable yet: ", marked(text, problem.place));
    }
  }

  function check(feedback, question, text, answer, { Unreadable }) {
    const no = make("strong", {}, "No. ");
    try {
      const { right, words, hint } = question.judge(text);
      if (right) return reply(feedback, true, make("strong", {}, "Right. "), words.replace("Right.", ""), ...answer.because());
      if (hint >= 0) return reply(feedback, false, no, ...answer.hint(hint));
      return reply(feedback, false, no, words);
    } catch (problem) {
      if (!(problem instanceof Unreadable)) throw problem;
      if (!text.trim()) return reply(feedback, false, problem.message);
      return reply(feedback, false, make("strong", {}, "Not readable. "), problem.message, " ", marked(text, problem.place));
    }
  }

  /* Of "**formula** reason", as the folded answer has it: the reason. */
  function reason(item) {
    const nodes = copy(item);
    return nodes.slice(1 + nodes.findIndex((node) => node.nodeName === "STRONG"));
  }

  function help(id, { names, sizes }) {
    const words = [...names.map((name) => name.typed), ...Object.keys(sizes)];
    const listed = words.flatMap((word, i) => [i ? ", " : "", make("code", {}, word)]);
    return make("p", { id, class: "mle-help" }, "You may use ", ...listed, ", as ASCII or LaTeX.");
  }

  function upgrade(place) {
    const folded = place.querySelector(":scope > details.mle-answer[data-kind=formula]");
    if (!folded || place.dataset.ready) return;
    place.dataset.ready = "yes";
    const data = JSON.parse(folded.dataset.question), id = `${place.id}-answer`;
    const note = place.querySelector(":scope > .mle-type");
    const left = note.querySelector(".math");
    note.remove();
    const input = make("input", {
      type: "text", id, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": `${id}-help`,
    });
    const shown = make("p", { class: "mle-read" });
    const feedback = make("p", { class: "mle-feedback", role: "status", "aria-live": "polite" });
    const form = make("form", { class: "mle-formula" }, ...(left ? [left] : []), input,
      make("button", { type: "submit" }, "Check"));
    const answer = {
      because: () => reason(folded.querySelector(":scope > p")),
      hint: (i) => reason(folded.querySelectorAll(":scope > ul > li")[i]),
    };
    let question;
    const withEngine = (then) => engine().then((formula) => {
      question = question || new formula.Question(data);
      then(formula);
    }, () => reply(feedback, false, "The checker could not be loaded. The answer is below."));
    input.addEventListener("focus", () => withEngine(() => {}), { once: true });
    input.addEventListener("input", () => withEngine((formula) => preview(shown, question, input.value, formula)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      withEngine((formula) => check(feedback, question, input.value, answer, formula));
    });
    folded.before(make("label", { for: id }, ...takePrompt(place)), form, shown, help(`${id}-help`, data), feedback);
  }

  document.querySelectorAll(".mle-question").forEach(upgrade);
})();
