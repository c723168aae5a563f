"""Sphinx extension: the directive `{plan}`, a table of the chapters with the times that they name and what they hold.

`{plan} students` and `{plan} lecturers` are read from the stored notebooks whenever the book is built; a test holds the
reading times to an estimate (tests/checks/reading.py).
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from products.ledger import records
from products.notebooks import cells
from products.places import questions
from products.toc import notebooks

READING, LECTURE = re.compile(r"Reading: (\d+) minutes"), re.compile(r"Lecture: (\d+) minutes")
EXERCISE, TITLE = re.compile(r"\{exercise-start\}"), re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """What a chapter says of itself, and how much it holds."""

    page: str
    title: str
    reading: int
    lecture: int
    lines: int
    questions: int
    exercises: int


def minutes(pattern: re.Pattern[str], text: str) -> int:
    """Return the minutes that a chapter names; 0 if it names none."""
    found = pattern.search(text)
    return int(found[1]) if found else 0


def chapter(path: Path, root: Path) -> Chapter:
    """Read a stored chapter."""
    stored = cells(path)
    text = "\n".join("".join(cell["source"]) for cell in stored if cell["cell_type"] == "markdown")
    title = TITLE.search(text)
    return Chapter(
        page=path.relative_to(root).with_suffix("").as_posix(),
        title=title[1] if title else path.stem,
        reading=minutes(READING, text),
        lecture=minutes(LECTURE, text),
        lines=sum(len(record["lines"]) for record in records(stored)),
        questions=len(questions(path)),
        exercises=len(EXERCISE.findall(text)),
    )


def chapters(root: Path) -> list[Chapter]:
    """Return the chapters that are taught, those that name the time of a lecture, in the order of the book."""
    return [found for path in notebooks(root) if (found := chapter(path, root)).lecture]


def hours(minutes: int) -> str:
    """Return a time in words.

    >>> hours(50), hours(120), hours(435)
    ('50 min', '2 h', '7 h 15 min')
    """
    parts = [f"{minutes // 60} h" * (minutes >= 60), f"{minutes % 60} min" * (minutes % 60 > 0)]
    return " ".join(filter(None, parts)) or "—"


TABLES = {
    "students": {"Reading": "reading", "Questions": "questions", "Exercises": "exercises"},
    "lecturers": {
        "Lecture": "lecture",
        "Reading": "reading",
        "Lines derived": "lines",
        "Questions": "questions",
        "Exercises": "exercises",
    },
}
TIMES = {"reading", "lecture"}


def table(found: list[Chapter], columns: dict[str, str]) -> list[str]:
    """Return the table as Markdown, its last row the sums."""

    def row(name: str, values: list[int]) -> str:
        pairs = zip(columns.values(), values, strict=True)
        shown = [hours(value) if field in TIMES else str(value) for field, value in pairs]
        return f"| {' | '.join([name, *shown])} |"

    values = [[getattr(one, field) for field in columns.values()] for one in found]
    names = [f"{place}. {{doc}}`{one.title} </{one.page}>`" for place, one in enumerate(found, start=1)]
    head = [f"| {' | '.join(['Chapter', *columns])} |", f"|:--|{'--:|' * len(columns)}"]
    total = row("**All**", [sum(column) for column in zip(*values, strict=True)])
    return [*head, *map(row, names, values), total]


class Plan(SphinxDirective):
    """`{plan} students` or `{plan} lecturers`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the table as Markdown."""
        name, root = self.arguments[0], Path(self.env.srcdir)
        if name not in TABLES:
            raise self.error(f"{{plan}} {name}: it knows {' and '.join(TABLES)}")
        found = chapters(root)
        for one in found:
            self.env.note_dependency(f"{one.page}.ipynb")
        box = nodes.container(classes=["plan"])
        text = StringList(table(found, TABLES[name]), self.env.docname)
        self.state.nested_parse(text, self.content_offset, box)
        return [box]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("plan", Plan)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
