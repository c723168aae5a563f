// Renders mathematics for katex_prerender.py: one JSON request a line on standard input, one JSON answer a line on
// standard output. Pipes rather than a socket: there is nothing to wait for, so nothing to lose a race against,
// and the process ends by itself when the build closes its end.
const [katexPath, macros] = process.argv.slice(2);
const katex = require(katexPath);

// KaTeX cuts a formula into pieces at its relations and plus signs, and between any two the browser may break a line.
// Held together: all of a short formula, and what stands between brackets, if a phone has room for it.
const SHORT = 10;
const ROOM = 22;

// How many signs are shown; struts and spaces of no width are none.
function signs(node) {
  if (node.children) return node.children.reduce((sum, child) => sum + signs(child), 0);
  return (node.text ?? "").replace(/\u200b/g, "").length;
}

const opened = (piece) =>
  piece.children.reduce((depth, { classes }) => depth + classes.includes("mopen") - classes.includes("mclose"), 0);

function groups(pieces) {
  const found = [[]];
  let depth = 0;
  for (const piece of pieces) {
    found.at(-1).push(piece);
    depth += opened(piece);
    if (depth <= 0) found.push([]);
  }
  return found.filter((group) => group.length);
}

function hold(html) {
  const apart = signs(html) <= SHORT ? [html.children] : groups(html.children);
  html.children = apart.flatMap((group) => {
    const held = group.length > 1 && group.reduce((sum, piece) => sum + signs(piece), 0) <= ROOM;
    return held ? [new katex.__domTree.Span(["katex-held"], group)] : group;
  });
}

function render(latex, options) {
  const tree = katex.__renderToDomTree(latex, options);
  if (!options.displayMode) hold(tree.children.find(({ classes }) => classes?.includes("katex-html")));
  return tree.toMarkup();
}

function answer(line) {
  const { latex, display } = JSON.parse(line);
  try {
    const options = {
      displayMode: display,
      macros: JSON.parse(macros), // a fresh copy each time: KaTeX writes into it
      strict: "error", // what KaTeX alone would understand is an error: JupyterLab shows the same text with MathJax
    };
    return { html: render(latex, options) };
  } catch (error) {
    return { error: error.message };
  }
}

const lines = require("node:readline").createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(JSON.stringify(answer(line)) + "\n"));
