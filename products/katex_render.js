// Renders mathematics for katex_prerender.py: one JSON request a line on standard input, one JSON answer a line on
// standard output. Pipes rather than a socket: there is nothing to wait for, so nothing to lose a race against,
// and the process ends by itself when the build closes its end.
const [katexPath, macros] = process.argv.slice(2);
const katex = require(katexPath);

function answer(line) {
  const { latex, display } = JSON.parse(line);
  try {
    const options = {
      displayMode: display,
      macros: JSON.parse(macros), // a fresh copy each time: KaTeX writes into it
      strict: "error", // what KaTeX alone would understand is an error: JupyterLab shows the same text with MathJax
    };
    return { html: katex.renderToString(latex, options) };
  } catch (error) {
    return { error: error.message };
  }
}

const lines = require("node:readline").createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(JSON.stringify(answer(line)) + "\n"));
