"""Sphinx extension: the directive `{course}`, which says where the book answers what the course documents ask.

`{course} systems` and its like are made from `book/reference/questions.yml`, `{course} asked` from the questions that
the stored chapters show.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from products.places import questions
from products.toc import ROOT, notebooks

DATA = Path("book", "reference", "questions.yml")
# The no-break space keeps the point at the end of a line, so that none begins with it.
SEPARATOR = "\N{NO-BREAK SPACE}· "
PLACE = re.compile(r"\{(line|heading|question)\}`([^`<>]+)`")

# Names that a question's id cannot spell.
SPELT = {
    "aitken": "Aitken",
    "bic": "BIC",
    "e step": "E-step",
    "jensen": "Jensen",
    "k means": "k-means",
    "log likelihood": "log-likelihood",
    "log sum exp": "log-sum-exp",
    "mse": "MSE",
    "sklearn": "scikit-learn",
    "two point": "two-point",
}


@dataclass(frozen=True)
class Row:
    """What is asked, in which documents, and the places where it is answered, as Markdown links."""

    what: str
    places: tuple[str, ...]
    source: str = ""


def load(root: Path = ROOT) -> dict[str, list[Row]]:
    """Read the lists."""
    lists = yaml.safe_load((root / DATA).read_text("utf-8"))
    return {
        name: [Row(row["what"], tuple(row["places"]), row.get("from", "")) for row in rows]
        for name, rows in lists.items()
    }


def spoken(name: str) -> str:
    """Return the name of a question as words."""
    words = name.replace("-", " ")
    for plain, right in SPELT.items():
        words = re.sub(rf"\b{plain}\b", right, words)
    return words


def in_chapter(place: str, root: Path) -> tuple[str, str]:
    """Return the page that a place is on, and a link that needs no chapter's name; no page for a label."""
    found = PLACE.fullmatch(place)
    if not found:
        return "", place
    role, target = found[1], found[2]
    if role == "heading":
        return f"/book/{target.partition(': ')[0]}", place
    if role == "line":
        chapter, _, number = target.partition(" ")
        return f"/book/{chapter}", f"{{line}}`({number}) <{target}>`"
    pages = {path.stem: path.relative_to(root).with_suffix("").as_posix() for path in notebooks(root)}
    stem, _, name = target.partition("/")
    return f"/{pages.get(stem, stem)}", f"{{question}}`question: {spoken(name)} <{target}>`"


def row_markdown(row: Row, root: Path) -> list[str]:
    """Return what is asked, and under it the places, chapter by chapter."""
    source = f" *({row.source})*" if row.source else ""
    links: dict[str, list[str]] = {}
    for place in row.places:
        page, link = in_chapter(place, root)
        links.setdefault(page, []).append(link)
    rows = [f": {f'{{doc}}`{page}`: ' * bool(page)}{SEPARATOR.join(found)}" for page, found in links.items()]
    return [row.what + source, *rows, ""]


def asked(notebook: Path) -> list[str]:
    """Return the names of the questions that a stored chapter asks, in order."""
    return [anchor.removeprefix(f"{notebook.stem}-") for anchor in questions(notebook)]


def chapter_markdown(notebook: Path, root: Path) -> list[str]:
    """Return a chapter with links to its questions; nothing if it asks none."""
    page = notebook.relative_to(root).with_suffix("").as_posix()
    links = [f"{{question}}`{spoken(name)} <{notebook.stem}/{name}>`" for name in asked(notebook)]
    return [f"{{doc}}`/{page}`", f": {SEPARATOR.join(links)}", ""] if links else []


class Course(SphinxDirective):
    """`{course} systems`, `homework`, `graded`, `learners` or `asked`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the list as Markdown."""
        name, root = self.arguments[0], Path(self.env.srcdir)
        self.env.note_dependency(str(DATA))
        lists = load(root)
        if name not in (*lists, "asked"):
            raise self.error(f"{{course}} {name}: it knows {', '.join(lists)} and asked")
        if name == "asked":
            text = [line for path in notebooks(root) for line in chapter_markdown(path, root)]
        else:
            text = [line for row in lists[name] for line in row_markdown(row, root)]
        box = nodes.container(classes=["course"])
        self.state.nested_parse(StringList(text, self.env.docname), self.content_offset, box)
        return [box]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("course", Course)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
