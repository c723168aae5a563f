"""Sphinx extension: the directive `{ledger}`, which counts what the chapters prove, from their stored outputs.

A derivation leaves a record beside what it shows (mlelib/symbolic/showing/ledger.py). The tables `{ledger} chapters`
and `{ledger} lemmas` are made from these records whenever the book is built, so no number in them is typed in.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from myst_nb.core import render
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mlelib.symbolic.lemmas import LEMMAS
from mlelib.symbolic.proving.check import Level
from mlelib.symbolic.showing.ledger import MIME, Record, Summary, summary
from products.notebooks import bundles, cells
from products.toc import notebooks

HEADS = ["Chapter", "Derivations", "Lines", "Given", *[level.value.capitalize() for level in Level]]


class Chapter:
    """A chapter with derivations: its title, the link to it, and what it proves."""

    def __init__(self, path: Path, root: Path) -> None:
        text = "\n".join("".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        page = path.relative_to(root).with_suffix("").as_posix()
        self.link = f"{{doc}}`{title[1] if title else page} </{page}>`"
        self.summary = summary(records(cells(path)))


def records(cells: list[Any]) -> list[Record]:
    """Return the records among the outputs of a notebook's cells; what `derive` shows holds several."""
    shown = [bundle[MIME] for bundle in bundles(cells) if MIME in bundle]
    return [record for output in shown for record in output.get("derivations", [output])]


def row(*cells: object) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def count_row(name: str, total: Summary) -> str:
    """Return the row of a chapter, or of the whole book."""
    return row(name, total.derivations, total.lines, total.given, *[total.at(level) for level in Level])


def in_words(total: Summary) -> str:
    """Say the total in a sentence."""
    proved = total.lines - total.given
    levels = [f"{total.at(level)} {level.value}" for level in Level if total.at(level)]
    how = f"all {proved} of them {Level.PROVED.value}" if total.at(Level.PROVED) == proved else ", ".join(levels)
    return (
        f"The chapters hold {total.derivations} derivations with {total.lines} lines. "
        f"Of these, {total.given} are given. The other {proved} follow from the line before: {how}."
    )


def chapter_table(chapters: list[Chapter]) -> list[str]:
    """Return the sentence and the table of the chapters, as Markdown."""
    total = sum((chapter.summary for chapter in chapters), Summary())
    rows = [count_row(chapter.link, chapter.summary) for chapter in chapters]
    line = row(":--", *["--:"] * (len(HEADS) - 1))
    return [in_words(total), "", row(*HEADS), line, *rows, count_row("**All chapters**", total)]


def lemma_table(chapters: list[Chapter]) -> list[str]:
    """Return the table of the lemmas, as Markdown."""
    lines = [row("Lemma", "Statement", "What is known of it", "Used in"), row(*[":--"] * 4)]
    for lemma in LEMMAS.values():
        users = [chapter.link for chapter in chapters if lemma.key in chapter.summary.lemmas]
        lines.append(row(lemma.name, lemma.statement, lemma.status, ", ".join(users) or "no chapter yet"))
    return lines


TABLES = {"chapters": chapter_table, "lemmas": lemma_table}


class Ledger(SphinxDirective):
    """`{ledger} chapters` or `{ledger} lemmas`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read the notebooks, and write the table as Markdown."""
        name, root = self.arguments[0], Path(self.env.srcdir)
        if name not in TABLES:
            raise self.error(f"{{ledger}} {name}: it knows {', '.join(TABLES)}")
        chapters = [chapter for path in notebooks(root) if (chapter := Chapter(path, root)).summary.derivations]
        if unknown := {key for chapter in chapters for key in chapter.summary.lemmas if key not in LEMMAS}:
            raise self.error(f"no such lemma in mlelib/symbolic/lemmas.py: {', '.join(sorted(unknown))}")
        box = nodes.container(classes=["ledger", name])
        self.state.nested_parse(StringList(TABLES[name](chapters), self.env.docname), self.content_offset, box)
        return [box]


class RecordsShowNothing:
    """A renderer that shows nothing of a record: without it, myst-nb warns of an output it does not know."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer: object, data: render.MimeData, inline: bool) -> list[nodes.Node] | None:
        """Take the record, leave the rest to others."""
        return [] if data.mime_type == MIME else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("ledger", Ledger)
    # The list is cached, so myst-nb reads this very one. Its own way in, an entry point, needs an installed package.
    render.load_mime_renders().append(RecordsShowNothing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
