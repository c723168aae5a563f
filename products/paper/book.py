"""The book as one PDF, and each chapter as its own: `python -m products.paper.book`."""

import copy
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser
from pypdf import PdfReader
from pypdf.generic import Destination

from products import chromium
from products.cells import chapters
from products.paper import address, pages
from products.paper.build import build
from products.paper.printing import Heads, print_page
from products.toc import ROOT
from products.toc import pages as listed

BOOK = ROOT / "_build" / "book.pdf"
CHAPTERS = ROOT / "_build" / "pdf"
# Lists of places on the web's pages; the book on paper has a table of contents.
FRONT = "book/index"


@dataclass(frozen=True)
class Part:
    """A page of the book, and the part of the book that begins with it, if one does."""

    page: str
    content: Tag
    title: str
    begins: str = ""


def parts(folder: Path) -> list[Part]:
    """Read all pages, in order, with their answers at their ends."""
    begins = part_titles()
    found = []
    for page in listed():
        soup = pages.load(folder / f"{page}.html")
        pages.answers_at_end(soup)
        found.append(Part(page, pages.main(soup), pages.title(soup), begins.get(page, "")))
    return found


def part_titles() -> dict[str, str]:
    """Return the titles of the parts, by the pages that they begin with."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return {part["chapters"][0]["file"]: part["caption"] for part in contents["parts"]}


# -- one chapter


def print_chapter(browser: Browser, folder: Path, part: Part, home: str, out: Path = CHAPTERS) -> None:
    """Print one chapter by itself."""
    path = folder / f"{part.page}.html"
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    content = copy.copy(part.content)
    pages.outwards(content, part.page, home)
    pages.main(soup).replace_with(content)
    target = path.with_suffix(".paper.html")
    target.write_text(str(soup), "utf-8")
    print_page(browser, target, out / f"{path.stem}.pdf", Heads.of_book(part.title))


# -- all chapters in one


def name(page: str, anchor: str = "") -> str:
    """Return the anchor that stands for a page, or a place on it, in the book as one page."""
    return f"{page.removeprefix('book/').replace('/', '-')}--{anchor}".removesuffix("--")


def bind(part: Part, known: set[str]) -> Tag:
    """Return the content of a page with anchors that no other page has, and links to them."""
    content = copy.copy(part.content)
    for tag in content.select("[id]"):
        tag["id"] = name(part.page, str(tag["id"]))
    for tag in content.select("[aria-labelledby]"):
        del tag["aria-labelledby"]
    rename_within_pictures(content, part.page)

    def to(page: str, anchor: str) -> str:
        return next((f"#{place}" for place in (name(page, anchor), name(page)) if place in known), "")

    pages.lead(content, part.page, to)
    content.name, content["id"] = "section", name(part.page)
    content["class"], content["style"] = "bd-article bd-content chapter", f"page: {css_name(part.page)}"
    return content


def rename_within_pictures(content: Tag, page: str) -> None:
    """Pictures refer to their own pieces, too."""
    for tag in content.select("svg *"):
        for key in ("href", "xlink:href"):
            if str(tag.get(key, "")).startswith("#"):
                tag[key] = f"#{name(page, str(tag[key])[1:])}"
        for key in ("clip-path", "style", "fill"):
            if "url(#" in str(tag.get(key, "")):
                tag[key] = str(tag[key]).replace("url(#", f"url(#{name(page)}--")


def css_name(page: str) -> str:
    """Return the name of the style of a page's sheets."""
    return name(page).replace("_", "-")


def sheets(bound: list[Part]) -> str:
    """Return the style: the heads of each chapter, none on the cover."""
    rules = [f"@page {css_name(part.page)} {{ {Heads.of_book(part.title).css()} }}" for part in bound]
    return "\n".join([*rules, "@page cover { @top-left { content: none; } @top-right { content: none; }"
                      " @bottom-right { content: none; } }"])  # fmt: skip


def cover(config: dict[str, Any], home: str) -> Tag:
    """Make the cover."""
    title, _, below = config["title"].partition(" — ")
    heading = pages.new("p", title, class_="title")
    lines = [heading, pages.new("p", below, class_="below"), pages.new("p", config["author"], class_="author")]
    lines.append(pages.new("p", "Text: CC BY 4.0. Code: MIT licence."))
    return pages.new("section", *lines, *([address.code(home)] if home else []), class_="cover")


def entries(bound: list[Part]) -> list[tuple[Part, Tag]]:
    """Return the headings that the table of contents lists, each with the page it is on."""
    return [(part, heading) for part in bound for heading in part.content.find_all(["h1", "h2"])]


def contents(bound: list[Part]) -> Tag:
    """Make the table of contents; before the first printing the numbers of the pages are not known."""
    table = pages.new("nav", pages.new("h1", "Contents"), class_="contents")
    for part, heading in entries(bound):
        if heading.name == "h1" and part.begins:
            table.append(pages.new("p", part.begins, class_="part"))
        section = heading.find_parent("section")
        anchor = str(section.get("id", "")) if section else ""
        link = pages.new("a", href=f"#{name(part.page, anchor)}")
        link.extend([copy.copy(child) for child in heading.contents])
        number = pages.new("span", "000", class_="number")
        table.append(pages.new("p", pages.new("span", link), number, class_=heading.name))
    return table


def bound_book(folder: Path, bound: list[Part]) -> BeautifulSoup:
    """Return the book as one page."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    soup = BeautifulSoup((folder / f"{FRONT}.html").read_text("utf-8").replace("../_static", "_static"), "html.parser")
    known = {name(part.page) for part in bound}
    known |= {name(part.page, str(tag["id"])) for part in bound for tag in part.content.select("[id]")}
    assert soup.head is not None and soup.title is not None
    soup.title.string = config["title"]
    soup.head.append(pages.new("style", sheets(bound)))
    book = pages.new("main", cover(config, address.find()), contents(bound))
    book.extend(bind(part, known) for part in bound)
    pages.main(soup).replace_with(book)
    return soup


def outline(pdf: Path) -> list[tuple[int, str, int]]:
    """Return the bookmarks of a PDF in order: the depth, the words, and the number of the page."""
    reader = PdfReader(pdf)

    def flat(items: Any, depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            if isinstance(item, Destination):
                number = reader.get_destination_page_number(item)
                yield depth, str(item.title), (number or 0) + 1
            else:
                yield from flat(item, depth + 1)

    return list(flat(reader.outline, 0))


def print_book(browser: Browser, folder: Path, bound: list[Part], pdf: Path = BOOK) -> None:
    """Print the book twice: only then are the numbers of the pages known that its contents name."""
    soup, page = bound_book(folder, bound), folder / "whole.html"
    places = soup.select(".contents .number")
    for _ in range(2):
        page.write_text(str(soup), "utf-8")
        print_page(browser, page, pdf, Heads("", ""))
        numbers = [number for depth, _, number in outline(pdf)[1:] if depth < 2]  # the first is "Contents" itself
        for place, number in zip(places, numbers, strict=True):
            place.string = str(number)


def main() -> int:
    """Make the chapters and the book."""
    folder, home = build("book"), address.find()
    bound = [part for part in parts(folder) if part.page != FRONT]
    lectures = set(chapters().values())
    with chromium.start() as browser:
        for part in bound:
            if part.page in lectures:
                print_chapter(browser, folder, part, home)
        print_book(browser, folder, bound)
    return 0


if __name__ == "__main__":
    sys.exit(main())
