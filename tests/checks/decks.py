"""What a deck must be, slide by slide, as it stands on the wall: every step taken, at the size of the hall's screen."""

from collections.abc import Iterable, Iterator

from playwright.sync_api import Browser, Page

from tests.checks import axe
from tests.checks.browser import watch

SIZES = ((1280, 720), (1920, 1080))
#: The smallest words, in pixels of a slide that is 720 high. Indices of formulas are smaller by their nature.
SMALLEST = 18

WALK = """async (smallest) => {
  const frame = () => new Promise(requestAnimationFrame);
  const unseen = ".katex-mathml, .visually-hidden, .mle-live, .mle-answer, .notes, [aria-hidden='true'] .target";
  const problems = [];
  const scale = Reveal.getScale();

  function size(element) {
    let svg = element.closest("svg");
    while (svg?.ownerSVGElement) svg = svg.ownerSVGElement;
    const own = parseFloat(getComputedStyle(element).fontSize);
    return svg ? own * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width / scale : own;
  }

  for (const slide of document.querySelectorAll("section.slide")) {
    const say = (problem) => problems.push(`#${slide.id}: ${problem}`);
    const place = Reveal.getIndices(slide);
    const title = slide.querySelector("h1, h2");
    Reveal.slide(place.h, place.v, slide.querySelectorAll(".fragment").length);
    await frame();
    if (Reveal.getCurrentSlide() !== slide) say("is not reached");
    if (!title || !title.textContent.trim()) say("has no title");
    else if (title.tagName === "H2" && title.offsetHeight > 100) say("its title has three lines");
    const waiting = [...slide.querySelectorAll(".fragment:not(.visible)")];
    if (waiting.length) say(`${waiting.length} steps never come`);

    const body = slide.querySelector(".body");
    const box = body.getBoundingClientRect();
    if (body.scrollHeight > body.clientHeight + 1) say(`is too full by ${body.scrollHeight - body.clientHeight} px`);
    if (!body.innerText.trim() && !body.querySelector("svg")) say("is empty");
    for (const element of body.querySelectorAll("*")) {
      if (element.closest(unseen) || !element.getClientRects().length) continue;
      const rect = element.getBoundingClientRect();
      const name = `${element.tagName} “${element.textContent.trim().slice(0, 40)}”`;
      const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      const formula = element.closest(".katex");
      if ((text || (element.tagName === "svg" && !element.ownerSVGElement)) && !formula) {
        if (rect.left < -1 || rect.right > innerWidth + 1) say(`${name} reaches beyond the side`);
        if (rect.bottom > box.bottom + 12 * scale) say(`${name} reaches below the slide`);
      }
      if (element === formula && rect.right > box.right + 2) say(`the formula ${name} is too wide`);
      const small = element === formula || (text && !formula && element.tagName !== "tspan");
      if (small && size(element) < smallest - 0.1) say(`${name} is set in ${size(element).toFixed(1)} px`);
    }
    if (body.querySelector(".mle-question:not([data-ready])")) say("a question has no controls");
    for (const explorer of body.querySelectorAll(".mle-explorer")) {
      const box = (part) => explorer.querySelector(part).getBoundingClientRect();
      const [words, buttons] = [box(".mle-state"), box(".mle-controls")];
      const apart = words.bottom <= buttons.top + 1 || words.top >= buttons.bottom - 1 || words.right <= buttons.left;
      if (!apart) say("an explorer's buttons stand on its words");
    }
    const plain = body.cloneNode(true);
    plain.querySelectorAll("pre, code, .katex, script, style").forEach((part) => part.remove());
    const raw = plain.textContent.match(/.{0,20}(\\$|\\\\[a-z]{2}).{0,20}/);
    if (raw) say(`mathematics as text: ${raw[0]}`);
    if (slide.querySelector(".katex-error")) say("a formula that KaTeX could not read");
  }
  const math = document.querySelector("section .katex");
  if (math && !document.fonts.check("16px KaTeX_Main")) problems.push("the fonts of the mathematics are not loaded");
  return problems;
}"""


def open_deck(page: Page, address: str) -> None:
    """Open a deck, and wait until its slides are fitted."""
    page.goto(address)
    page.wait_for_selector(".reveal[data-fitted]", state="attached")


def walk(page: Page) -> list[str]:
    """Go from slide to slide, and return what is wrong with each."""
    problems: list[str] = page.evaluate(WALK, SMALLEST)
    return problems


def check_deck(browser: Browser, home: str, address: str, size: tuple[int, int]) -> list[str]:
    """Open a deck at one size, and return its problems."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    problems = watch(page, home)
    open_deck(page, home + address)
    problems += walk(page)
    page.close()
    return [f"{address} at {size[0]}: {problem}" for problem in problems]


def judge(browser: Browser, address: str, scheme: str) -> list[str]:
    """Ask axe about all slides at once, as they are printed, in one colour scheme."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    open_deck(page, f"{address}?print-pdf&{scheme}")
    problems = axe.violations(page)
    page.close()
    return [f"{address} ({scheme}): {problem}" for problem in problems]


def dead_links(links: Iterable[str], anchors: dict[str, set[str]]) -> Iterator[str]:
    """Give the links into the book that lead nowhere; ``anchors`` are those of each page."""
    for link in links:
        page, _, anchor = link.removeprefix("../html/").partition("#")
        if page not in anchors:
            yield f"no page {page} in the book"
        elif anchor and anchor not in anchors[page]:
            yield f"no #{anchor} on {page}"
