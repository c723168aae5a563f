"""Handouts: what the slides show, with space to write the derivations. `python -m products.paper.handouts`."""

import sys
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from products.cells import Cell, in_lecture, reshape, tags
from products.paper import address, pages
from products.paper.blanks import blank
from products.paper.build import print_chapters
from products.paper.printing import SIZES, Heads, print_page
from products.toc import ROOT

OUT = ROOT / "_build" / "handouts"


def change(cell: Cell) -> list[Cell]:
    """Keep what the lecture shows, and all questions; leave space where the lecturer writes."""
    if "solution" in tags(cell) or not (in_lecture(cell) or pages.asks(cell)):
        return []
    if "blank" in tags(cell):
        return [blank(cell)]
    return [cell]


def reshaped(text: str, page: str) -> str:
    """Return the notebook of a chapter as its handout has it."""
    return reshape(text, change)


def tidy(soup: BeautifulSoup, page: str) -> None:
    """Make the page of a chapter a handout: questions without answers, and the way to the book on the first page."""
    pages.room_for_formulas(soup)
    pages.number_questions(soup)  # and drop their answers
    home = address.find()
    pages.outwards(pages.main(soup), page, home)
    heading = soup.h1
    assert heading is not None
    pages.main(soup)["class"] = "bd-article bd-content handout"
    if home:
        heading.insert_before(address.code(f"{home}{page}.html"))


def make(browser: Browser, folder: Path, page: str, out: Path = OUT) -> None:
    """Print the handout of one chapter, on both sizes of paper."""
    source = folder / f"{page}.html"
    soup = pages.load(source)
    tidy(soup, page)
    source.write_text(str(soup), "utf-8")
    heads = Heads.of_book(pages.title(soup), kind="Handout")
    for size in SIZES:
        print_page(browser, source, out / f"{source.stem}-{size}.pdf", heads, size)


if __name__ == "__main__":
    sys.exit(print_chapters("handouts", "products.paper.handouts", make))
