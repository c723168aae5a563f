/* The page's judge at work on a list of answers, for a test. */
globalThis.judgeAll = ([tasks, cases]) => {
  const questions = {};
  for (const [name, data] of Object.entries(tasks)) questions[name] = new mleFormula.Question(data);
  return cases.map(([name, text]) => {
    const question = questions[name], start = performance.now();
    let reply;
    try {
      const reading = question.read(text), { right, words, hint } = question.judge(text);
      const math = mleFormula.mathml(reading.tree, question.words);
      reply = { right, words: hint < 0 ? words : "", hint, tree: reading.tree, math: math.outerHTML };
    } catch (problem) {
      if (!(problem instanceof mleFormula.Unreadable)) throw problem;
      reply = { right: null, words: problem.message, place: problem.place };
    }
    return { ...reply, milliseconds: performance.now() - start };
  });
};

globalThis.makesCode = () => {
  try {
    return new Function("return 1")();
  } catch {
    return "refused";
  }
};

/* While Playwright evaluates, the page's policy does not hold. What the page itself calls a moment later is held to it. */
globalThis.later = ([name, given]) => new Promise((done) => {
  addEventListener("message", () => done(globalThis[name](given)), { once: true });
  postMessage("now", "*");
});
