"""Answer keys: a chapter's questions with their answers, and its exercises with their solutions.

`python -m products.paper.keys`
"""

import json
import re
import sys
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from products.cells import Cell, tags
from products.paper import address, pages
from products.paper.build import print_chapters
from products.paper.printing import Heads, print_page
from products.toc import ROOT

OUT = ROOT / "_build" / "keys"
TITLE = re.compile(r"^((?:\([\w-]+\)=\n)?)# (.+)$", re.MULTILINE)
OWN_HEADING = re.compile(r"^## .+\n+")


def text_cell(name: str, text: str) -> Cell:
    """Make a cell of text."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def source(cell: Cell) -> str:
    """Return the text of a cell."""
    return "".join(cell["source"])


def alone(cell: Cell) -> Cell:
    """Return a cell without its code."""
    return {**cell, "metadata": {**cell["metadata"], "tags": sorted(tags(cell) | {"remove-input"})}}


def reshaped(text: str, page: str) -> str:
    """Return the notebook of a chapter as its key has it."""
    notebook = json.loads(text)
    cells = notebook["cells"]
    found = next(filter(None, (TITLE.search(source(cell)) for cell in cells)))
    title = text_cell(
        "title", f"{found[1]}# Answers: {found[2]}\n\nNumbers such as (A3) are those of the chapter’s lines."
    )
    questions = [alone(cell) for cell in cells if pages.asks(cell)]
    exercises = [
        {**cell, "source": OWN_HEADING.sub("", source(cell))}
        for cell in cells
        if "{exercise-start}" in source(cell) or "solution" in tags(cell)
    ]
    heads = [text_cell("questions", "## Questions"), text_cell("exercises", "## Exercises")]
    notebook["cells"] = [title, heads[0], *questions, heads[1], *exercises]
    return json.dumps(notebook, ensure_ascii=False)


def tidy(soup: BeautifulSoup, page: str) -> None:
    """Let each answer follow its question."""
    for question, answer in pages.number_questions(soup):
        parts = pages.unfolded(answer)
        for room in question.select(".mle-on-paper"):
            room.decompose()
        if answer["data-kind"] in ("number", "formula"):
            parts[0].insert(0, "Answer: ")
        for number, choice in enumerate(question.select(".mle-question > ol > li"), start=1):
            if str(number) == answer["data-answer"]:
                choice["class"] = "right"
        question.append(pages.new("div", *parts, class_="answer"))
    pages.outwards(pages.main(soup), page, address.find())


def make(browser: Browser, folder: Path, page: str, out: Path = OUT) -> None:
    """Print the key of one chapter."""
    path = folder / f"{page}.html"
    soup = pages.load(path)
    tidy(soup, page)
    path.write_text(str(soup), "utf-8")
    print_page(browser, path, out / f"{path.stem}.pdf", Heads.of_book(pages.title(soup)))


if __name__ == "__main__":
    sys.exit(print_chapters("keys", "products.paper.keys", make))
