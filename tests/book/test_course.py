"""Where each course question is answered: every row of the lists is there, and every place exists."""

import re
from pathlib import Path

import pytest

from products.course import PLACE, Row, asked, load
from products.notebooks import cells
from products.places import has_line
from products.toc import ROOT, notebooks, pages, source

LISTS = load()
ROWS = [row for rows in LISTS.values() for row in rows]

#: How many rows the course documents give: systems, the homework's table, graded questions, learners' questions.
COUNTS = {"systems": 12, "homework": 10, "graded": 4, "learners": 8}


def prose(page: str) -> str:
    """Return the text of a page."""
    path = source(page)
    if path.suffix == ".md":
        return path.read_text("utf-8")
    return "\n".join("".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")


def exists(place: str) -> bool:
    """Tell whether a place is in the sources."""
    if label := re.fullmatch(r"\{ref\}`([\w-]+)`", place):
        return any(f"({label[1]})=" in prose(page) for page in pages())
    found = PLACE.fullmatch(place)
    assert found, f"{place}: not a place"
    role, target = found[1], found[2]
    if role == "heading":
        chapter, _, words = target.partition(": ")
        return re.search(rf"^#+ {re.escape(words)}$", prose(f"book/{chapter}"), re.MULTILINE) is not None
    if role == "line":
        chapter, _, number = target.partition(" ")
        return has_line(ROOT / "book" / f"{chapter}.ipynb", number)
    stem, _, name = target.partition("/")
    return any(path.stem == stem and name in asked(path) for path in notebooks())


def test_every_row_is_there() -> None:
    assert {name: len(rows) for name, rows in LISTS.items()} == COUNTS


def test_every_row_has_a_place() -> None:
    assert {row.what for row in ROWS if not row.places} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_every_place_exists(row: Row) -> None:
    assert [place for place in row.places if not exists(place)] == []


@pytest.mark.parametrize(
    "place",
    [
        "{ref}`nowhere`",
        "{heading}`mixtures/homework: No such heading`",
        "{line}`mixtures/homework Z1`",
        "{question}`homework/no-such-question`",
    ],
)
def test_a_place_that_does_not_exist_is_seen(place: str) -> None:
    assert not exists(place)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_question_of_a_bank_is_asked(path: Path) -> None:
    """What the page lists, from the outputs, is what the chapter asks in its code."""
    code = "\n".join("".join(cell["source"]) for cell in cells(path))
    assert asked(path) == re.findall(rf'\bask\(\s*"{path.stem}/([\w-]+)"', code)
