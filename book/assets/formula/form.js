/* A field for each question whose answer is a formula: it shows how the text is read while one types, and replies when
   one asks. What is typed is announced only then. The reader and the judge are loaded when a field is first used. */
(() => {
  const { add, because, copy, make, reply, strong, takePrompt } = mleQuestions;
  const here = document.currentScript.src;
  let loading;

  function loaded(name) {
    return new Promise((done, failed) => {
      const script = make("script", { src: here.replace("form.js", name) });
      script.async = false;   // they run in the order in which they were asked for
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }

  function engine() {
    // By their whole names: a file that no other one names is left out of the book.
    const parts = ["tokens.js", "names.js", "reader.js", "values.js", "judge.js", "mathml.js"];
    loading = loading || Promise.all(parts.map(loaded));
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

  /* Of "formula? hint", as the folded answer has it: the hint. */
  const hintOf = (item) => copy(item).slice(1);

  function check(feedback, question, text, folded, { Unreadable }) {
    try {
      const { right, words, hint } = question.judge(text);
      if (right) return reply(feedback, true, strong("Right."), words && ` ${words}`, ...because(folded));
      const said = hint < 0 ? [` ${words}`] : hintOf(folded.querySelectorAll(":scope > ul > li")[hint]);
      return reply(feedback, false, strong("No."), ...said);
    } catch (problem) {
      if (!(problem instanceof Unreadable)) throw problem;
      return reply(feedback, false, strong("Not readable."), ` ${problem.message} `, marked(text, problem.place));
    }
  }

  function help(id, { names, sizes }) {
    const words = [...names.map((name) => name.typed), ...Object.keys(sizes).filter((size) => !sizes[size].fixed)];
    const listed = words.flatMap((word, i) => [i ? ", " : "", make("code", {}, word)]);
    return make("p", { id, class: "mle-help" }, "You may use ", ...listed, ", as ASCII or LaTeX.");
  }

  function formula(place, folded, feedback) {
    const data = JSON.parse(folded.dataset.question), id = `${place.id}-answer`;
    const prompt = takePrompt(place);
    const left = place.querySelector(":scope > p");   // "μ̂ = ?"
    const input = make("input", {
      type: "text", id, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": `${id}-help`,
    });
    const form = make("form", { class: "mle-formula" }, left.querySelector(".math"), input,
      make("button", { type: "submit" }, "Check"));
    const shown = make("p", { class: "mle-read" });
    left.replaceWith(make("label", { for: id }, ...prompt), form, help(`${id}-help`, data), shown);
    let question;
    const withEngine = (then) => engine().then((parts) => {
      question = question || new parts.Question(data);
      then(parts);
    }, () => reply(feedback, false, "The checker could not be loaded. The answer is below."));
    input.addEventListener("focus", () => withEngine(() => {}), { once: true });
    input.addEventListener("input", () => withEngine((parts) => preview(shown, question, input.value, parts)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      withEngine((parts) => check(feedback, question, input.value, folded, parts));
    });
  }

  add("formula", formula);
})();
