"""What the pages must do in a real browser, with every other host out of reach."""

import contextlib
import functools
import http.server
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.checks import axe, weight

# How far what is seen moves while a page loads, as browsers count it: all shifts together.
SHIFTS = """
  window.shifts = { total: 0, moved: [] };
  const tell = (node) => `${node?.nodeName} ${(node?.textContent ?? "").trim().slice(0, 30)}`;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value, sources }) => {
    window.shifts.total += value;
    window.shifts.moved.push(...sources.map(({ node }) => tell(node)));
  })).observe({ type: "layout-shift", buffered: true });
"""
MOST_SHIFT = 0.02

# Sections far away are not laid out (page.css): on them nothing can be seen to be wrong.
LAY_OUT = """async () => {
  document.querySelectorAll(".bd-article *").forEach((part) => { part.style.contentVisibility = "visible"; });
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  await document.fonts.ready;
}"""


# Lines of derivations that reach beyond their box. A piece that cannot break may, where it is the first in its row and
# set as small as page.js sets it: then it scrolls by itself.
OVERFULL = """async () => {
  document.querySelectorAll("details:has(.derivation-box)").forEach((folded) => { folded.open = true; });
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);  // for page.js to see their size
  return [...document.querySelectorAll(".derivation-box")].flatMap((box) => {
    const end = box.getBoundingClientRect().right + 2;
    const smallest = Number(box.style.getPropertyValue("--fit") || 1) <= 0.77;
    return [...box.querySelectorAll(".line, .line-left")].filter((line) => {
      const pieces = [...line.querySelectorAll(".math")].map((piece) => piece.getBoundingClientRect());
      const begins = (place) => place === 0 || pieces[place].left <= pieces[place - 1].left;
      const beyond = pieces.flatMap((piece, place) => piece.right > end ? [place] : []);
      const excused = smallest && beyond.every(begins);
      return (beyond.length || line.scrollWidth > line.clientWidth + 3) && !excused;
    }).map((line) => line.querySelector("annotation").textContent);
  });
}"""


# Punctuation that touches a formula, and begins a line.
LONE = """() => [...document.querySelectorAll(".bd-article .joined")].flatMap((joined) => {
  const text = joined.lastChild;
  if (text.nodeType !== Node.TEXT_NODE || !text.length) return [];
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(text, 1);
  const mark = range.getBoundingClientRect();
  const block = joined.closest("p, li, dd, td, th, figcaption");
  const begins = mark.width && block && mark.left < block.getBoundingClientRect().left + 3;
  return begins ? [block.textContent.slice(0, 60)] : [];
})"""


@dataclass(frozen=True)
class View:
    """A size of window and a colour scheme."""

    name: str
    width: int
    height: int
    scheme: str


VIEWS = (
    View("light", 1280, 900, "light"),
    View("dark", 1280, 900, "dark"),
    View("phone", 390, 844, "light"),
    View("dark phone", 390, 844, "dark"),
)
# In these a page is judged by axe as well: light and dark have colours of their own, a phone has targets of its own.
JUDGED = VIEWS[:3]


def must_have_browser() -> bool:
    """Tell whether a missing browser is an error: in CI nothing may be skipped."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without writing a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and give its address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def watch(page: Page, home: str) -> list[str]:
    """Record what goes wrong on a page, and what it asks other hosts for."""
    problems: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            problems.append(f"asks another host for {request.url}")

    def failed(request: Request) -> None:
        # Aborted: the page was left before the file had come, which on a slow machine is no fault.
        if request.url.startswith(home) and request.failure != "net::ERR_ABORTED":
            problems.append(f"cannot load {request.url}: {request.failure}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"console: {message.text} ({message.location['url']})")

    def answered(response: Response) -> None:
        if response.status >= 400:
            problems.append(f"{response.status} for {response.url}")

    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    return problems


@contextlib.contextmanager
def opened(browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    """Open a page that stands still, which must have no script errors by the end."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    yield page
    assert not errors
    context.close()


def settled(page: Page, problems: str, patience: float = 5) -> list[str]:
    """Return what a script finds wrong, once it finds nothing or for ``patience`` seconds the same.

    page.js fits derivations to their boxes when it sees that a box has a size: on a busy machine that takes a while.
    """
    for _ in range(round(patience * 5)):
        found: list[str] = page.evaluate(problems)
        if not found:
            break
        page.wait_for_timeout(200)
    return found


def look(page: Page, view: View, has_math: bool) -> Iterator[str]:
    """Give what is wrong with a loaded page as it stands on the screen."""
    if (shifts := page.evaluate("window.shifts"))["total"] > MOST_SHIFT:
        yield f"moves while it loads, by {shifts['total']:.3f}: {', '.join(shifts['moved'])}"
    page.evaluate(LAY_OUT)
    # Any: the theme has another title that only printing shows.
    if page.locator("h1:visible").count() == 0:
        yield "no title is visible"
    if (theme := page.evaluate("document.documentElement.dataset.theme")) not in (None, view.scheme):
        yield f"the theme is {theme}, not {view.scheme}"
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if beyond > 0:
        yield f"scrolls sideways by {beyond} px at a width of {view.width}"
    for line in settled(page, OVERFULL):
        yield f"a line of a derivation is too long at a width of {view.width}: {line}"
    for line in page.evaluate(LONE):
        yield f"punctuation begins a line at a width of {view.width}, in: {line}"
    if has_math:
        # In the chapter: a formula in a heading stands in the folded contents too.
        if not page.locator(".bd-article .katex .katex-html").first.is_visible():
            yield "no mathematics is visible"
        if not page.evaluate("document.fonts.check('16px KaTeX_Main')"):
            yield "the fonts of the mathematics are not loaded"


def too_heavy(folder: Path, home: str, addresses: list[str]) -> Iterator[str]:
    """Say so if a page weighs too much, with its heaviest parts."""
    if (total := weight.weigh(folder, home, addresses)) > weight.MOST:
        parts = sorted(weight.files(folder, home, addresses), key=lambda path: -len(weight.compressed(path)))
        heaviest = ", ".join(f"{path.name} {len(weight.compressed(path)):,}" for path in parts[:5])
        yield f"weighs {total:,} bytes: {heaviest}, …"


def check_page(
    browser: Browser, home: str, path: str, view: View, has_math: bool = False, folder: Path | None = None
) -> list[str]:
    """Open one page in one view, and return its problems; from its ``folder`` also whether axe likes it, its weight."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme="dark" if view.scheme == "dark" else "light",
    )
    page = context.new_page()
    page.add_init_script(SHIFTS)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    problems = watch(page, home)
    page.goto(home + path, wait_until="load")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.wait_for_timeout(100)  # for what a script asks for after loading
    problems += look(page, view, has_math)
    if folder:
        problems += [*axe.violations(page), *too_heavy(folder, home, addresses)]
    context.close()
    return [f"{path} ({view.name}): {problem}" for problem in problems]


def check_from_disk(browser: Browser, folder: Path, path: str, has_math: bool = False) -> list[str]:
    """Open one page as a file, with no server at all, and return its problems."""
    return check_page(browser, folder.resolve().as_uri() + "/", path, VIEWS[0], has_math)


def check(browser: Browser, folder: Path) -> list[str]:
    """Look at every page of a folder in every view; for small folders."""
    paths = [str(path.relative_to(folder)) for path in sorted(folder.glob("*.html"))]
    with served(folder) as home:
        return [
            problem
            for path in paths
            for view in VIEWS
            for problem in check_page(browser, home, path, view, folder=folder if view in JUDGED else None)
        ]
