"""What axe-core finds on a page with everything unfolded and laid out: WCAG 2.2 AA, and good practice."""

from functools import cache

from playwright.sync_api import Page

from products.toc import ROOT

# What is folded, or not laid out because it is far away, would not be judged.
UNFOLD = """async () => {
  document.querySelectorAll("details").forEach((folded) => { folded.open = true; });
  document.querySelectorAll(".toggle-hidden > .admonition-title").forEach((title) => title.click());
  document.querySelectorAll(".bd-article *").forEach((part) => { part.style.contentVisibility = "visible"; });
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await document.fonts.ready;
  for (const _ of [1, 2]) await frame();
  // What was folded fades in; half faded it has too little contrast.
  document.getAnimations().forEach((each) => { each.effect.getComputedTiming().endTime < Infinity && each.finish(); });
}"""

# A chapter has 20,000 elements, which axe judges one by one, for minutes. Most are the innards of formulas and
# pictures, with nothing to judge but their colour, which they have from outside; or words of code, in a dozen colours.
REDUCE = """() => {
  const pieces = [...document.querySelectorAll(".katex-html > *")];
  const widths = pieces.map((piece) => piece.getBoundingClientRect().width);
  pieces.forEach((piece, i) => {
    piece.replaceChildren(piece.textContent);
    piece.style.cssText = `display: inline-block; width: ${widths[i]}px; overflow: hidden; white-space: nowrap`;
  });
  document.querySelectorAll(".katex-mathml semantics").forEach((part) => part.replaceWith(part.textContent));
  document.querySelectorAll("svg[role=img] > *:not(title)").forEach((part) => part.remove());
  const seen = {};
  document.querySelectorAll("pre span").forEach((word) => {
    seen[word.className] = (seen[word.className] ?? 0) + 1;
    if (seen[word.className] > 5 && !word.firstElementChild) word.replaceWith(word.textContent);
  });
}"""

RUN = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => {
    const { target, any, all, none, html } = nodes[0];
    const { message = "" } = [...any, ...all, ...none][0] ?? {};
    return `axe: ${id} (${nodes.length}): ${help}: ${target.join(" ")}: ${message} ${html.slice(0, 120)}`;
  });
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    """Read axe."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds; the page is not itself any more afterwards."""
    page.evaluate(UNFOLD)
    page.evaluate(source())
    page.evaluate(REDUCE)
    found: list[str] = page.evaluate(RUN, {"type": "tag", "values": TAGS})
    return found
