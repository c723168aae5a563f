"""What the built pages must be, read from the files of _build/html. Every check takes a folder of HTML."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

LEAST_WORDS = 5
TRACEBACK = "Traceback (most recent call last)"
# A theme's machinery, and the slides, which have tests of their own.
NOT_PAGES = {"_static", "slides"}
# Text that is code, or the source that KaTeX keeps beside a formula for copying.
NOT_PROSE = ["script", "style", "code", "pre", "annotation", "title", "textarea"]
RAW_MATH = re.compile(r"\$|\\(?:frac|sum|begin|left|right|mathbb|operatorname|sigma|mu|hat|bar)\b")
OTHER_HOST = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
LOADED = [("src", True), ("srcset", True), ("poster", True), ("data", True), ("href", False)]
LOADED_LINKS = {
    "stylesheet",
    "preload",
    "modulepreload",
    "icon",
    "manifest",
    "preconnect",
    "prefetch",
    "dns-prefetch",
}

Check = Callable[[BeautifulSoup], Iterator[str]]


def html_files(folder: Path) -> list[Path]:
    """Return the pages of a built book."""
    files = folder.rglob("*.html")
    return sorted(path for path in files if not NOT_PAGES & set(path.relative_to(folder).parts))


@cache
def parse(path: Path) -> BeautifulSoup:
    """Read a page, once."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def on_every_page(folder: Path, check: Check) -> list[str]:
    """Run a check of one page on every page, and name the page with each problem."""
    files = html_files(folder)
    if not files:
        return [f"no pages in {folder}"]
    return [f"{path.relative_to(folder)}: {problem}" for path in files for problem in check(parse(path))]


def shorten(node: object) -> str:
    """Return the start of an element or text, for a message."""
    return " ".join(str(node).split())[:120]


def attribute(element: Tag, name: str) -> str:
    """Return an attribute as one string; empty if it is not there."""
    value = element.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)


def has_ancestor(element: Tag | NavigableString, selector: str) -> bool:
    """Tell whether the element, or one it stands in, matches a CSS selector."""
    lineage = [element, *element.parents]
    return any(isinstance(node, Tag) and node.parent and node.css.match(selector) for node in lineage)


def missing_pages(folder: Path, pages: list[str]) -> list[str]:
    """Return the pages of the table of contents that were not built."""
    return [f"{page}: not built" for page in pages if not (folder / f"{page}.html").is_file()]


def failures_shown(page: BeautifulSoup) -> Iterator[str]:
    """Give tracebacks, messages to stderr, and errors that an extension wrote into the page."""
    for element in page.select(".traceback, .stderr, .katex-error, .system-message, .problematic"):
        yield f"an error is shown: {shorten(element)}"
    for strong in page.find_all("strong"):
        if strong.get_text().strip() == "Error":
            yield f"an error is shown: {shorten(strong.parent)}"
    # An example of an error, in a docstring on the API page, is meant.
    meant = sum(entry.get_text().count(TRACEBACK) for entry in page.select("dl.py"))
    if page.get_text().count(TRACEBACK) > meant:
        yield "a traceback is shown"


def empty_outputs(page: BeautifulSoup) -> Iterator[str]:
    """Give outputs with nothing in them."""
    for output in page.select("div.cell_output, div.output"):
        if not output.get_text().strip() and not output.find(["img", "svg", "canvas", "input", "iframe"]):
            yield f"an empty output: {shorten(output)}"


def alternative_text(picture: Tag) -> str:
    """Return what a screen reader says instead of a picture."""
    if picture.name == "img":
        return attribute(picture, "alt")
    title = picture.find("title", recursive=False)
    return attribute(picture, "aria-label") or (title.get_text() if title else "")


def undescribed_pictures(page: BeautifulSoup) -> Iterator[str]:
    """Give pictures that no words describe; a file's path, which myst-nb writes, does not."""
    for picture in page.select("img, svg"):
        if has_ancestor(picture, '[aria-hidden="true"]') or picture.find_parent("svg"):
            continue
        text = alternative_text(picture)
        if len(text.split()) < LEAST_WORDS or re.search(r"\.(?:svg|png|jpe?g)$", text):
            yield f"a picture whose alternative text is {text!r}: {shorten(picture)}"
        if picture.name == "svg" and attribute(picture, "role") not in {"img", "group", "application"}:
            yield f"an svg without role=img: {shorten(picture)}"


def raw_mathematics(page: BeautifulSoup) -> Iterator[str]:
    """Give dollar signs and TeX commands left in the text."""
    for text in page.find_all(string=RAW_MATH):
        if text.find_parent(NOT_PROSE) is None and type(text) is NavigableString:
            yield f"mathematics not rendered: {shorten(text)}"


def other_hosts(page: BeautifulSoup) -> Iterator[str]:
    """Give what the page would load from another host; links to follow are free to go anywhere."""
    for element in page.find_all(True):
        loads_link = element.name == "link" and LOADED_LINKS & set(attribute(element, "rel").split())
        for name, always in LOADED:
            address = attribute(element, name)
            if OTHER_HOST.match(address) and (always or loads_link or element.name in {"use", "image"}):
                yield f"loads {address}"
        if found := CSS_URL.search(attribute(element, "style")):
            yield f"loads {found[1]}"
    for style in page.find_all("style"):
        yield from (f"loads {address}" for address in CSS_URL.findall(style.get_text()))


def style_sheets_other_hosts(folder: Path) -> list[str]:
    """Return what the book's style sheets would load from another host."""
    sheets = sorted(folder.rglob("*.css"))
    found = [(sheet, CSS_URL.findall(sheet.read_text("utf-8", "replace"))) for sheet in sheets]
    return [f"{sheet.relative_to(folder)}: loads {url}" for sheet, urls in found for url in urls]


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the places of a page that a link can point at."""
    page = parse(path)
    return frozenset(attribute(element, name) for name in ("id", "name") for element in page.select(f"[{name}]"))


def broken_links(folder: Path) -> list[str]:
    """Return the links within the book that lead nowhere: no such file, or no such place in it."""
    problems = []
    for path in html_files(folder):
        for element in parse(path).select("[href], [src]"):
            address = attribute(element, "href") or attribute(element, "src")
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or element.find_parent("svg"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                problems.append(f"{path.relative_to(folder)}: no file for {address}")
            elif target.suffix == ".html" and parts.fragment and unquote(parts.fragment) not in anchors(target):
                problems.append(f"{path.relative_to(folder)}: no place for {address}")
    return problems


def derivations_out_of_order(page: BeautifulSoup) -> Iterator[str]:
    """Give lines of derivations that are not read as number, left side, line, reason; and marks without their words."""
    order = ["line-number", "line-left", "line", "line-why"]
    for line in page.select("ul.derivation > li > p"):
        parts = [attribute(part, "class") for part in line.find_all("span", recursive=False)]
        if "line" not in parts or parts != [name for name in order if name in parts]:
            yield f"a line in the order {parts}: {shorten(line.get_text())}"
    for table in page.select("div.cell_output table"):
        if [cell.get_text().strip() for cell in table.select("th")][:3] == ["What", "Line", "Why"]:
            yield f"a derivation left as a table: {shorten(table.get_text())}"
    for mark in page.select("ul.derivation abbr"):
        words = mark.find_next_sibling("span")
        if words is None or attribute(mark, "title") not in words.get_text():
            yield f"a mark without its words: {shorten(mark.parent)}"


PAGE_CHECKS: dict[str, Check] = {
    "no failure is shown": failures_shown,
    "no output is empty": empty_outputs,
    "every picture is described": undescribed_pictures,
    "all mathematics is rendered": raw_mathematics,
    "nothing is loaded from another host": other_hosts,
    "every derivation is read in order": derivations_out_of_order,
}
FOLDER_CHECKS: dict[str, Callable[[Path], list[str]]] = {
    "no style sheet loads from another host": style_sheets_other_hosts,
    "every link leads somewhere": broken_links,
}


def check(folder: Path) -> list[str]:
    """Run all checks that need nothing but the folder."""
    problems = [problem for page_check in PAGE_CHECKS.values() for problem in on_every_page(folder, page_check)]
    return problems + [problem for folder_check in FOLDER_CHECKS.values() for problem in folder_check(folder)]
