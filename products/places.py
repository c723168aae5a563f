r"""Sphinx extension: links to places within chapters that have no label of their own.

    {line}`likelihood/bernoulli B3`                   a numbered line of a derivation
    {heading}`gaussians/univariate: The best mean`    a heading, by its words
    {question}`univariate/score-mean`                 a question, by its name

Each may stand as `words <place>`. A place that the chapters do not have is a reference to nowhere: a warning, and so an
error.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole

from products.ledger import records
from products.notebooks import bundles, cells

# A page and an anchor on it, and the words of the link.
Place = tuple[str, str, str]
ASKED = re.compile(r'<div class="mle-question" id="([\w-]+)">')


def has_line(path: Path, number: str) -> bool:
    """Tell whether a derivation of this notebook has a line of this number."""
    return any(line["number"] == number for record in records(cells(path)) for line in record["lines"])


def questions(path: Path) -> list[str]:
    """Return the anchors of the questions that a stored chapter asks, in order."""
    texts = ["".join(bundle.get("text/markdown", "")) for bundle in bundles(cells(path))]
    return [anchor for text in texts for anchor in ASKED.findall(text)]


def plain(text: str) -> str:
    """Return words as an author types them: Sphinx makes apostrophes round."""
    return " ".join(text.replace("’", "'").split())


def find_line(env: BuildEnvironment, target: str) -> Place | None:
    """Find `chapter B3`."""
    chapter, _, number = target.partition(" ")
    page = f"book/{chapter}"
    if not has_line(Path(env.srcdir, f"{page}.ipynb"), number):
        return None
    return page, number, f"{env.titles[page].astext()} ({number})"


def find_heading(env: BuildEnvironment, target: str) -> Place | None:
    """Find `chapter: the words of a heading`."""
    chapter, _, words = target.partition(": ")
    page = f"book/{chapter}"
    if page not in env.tocs:
        return None
    for entry in env.tocs[page].findall(nodes.reference):
        if plain(entry.astext()) == plain(words):
            return page, entry["anchorname"].lstrip("#"), entry.astext()
    return None


def find_question(env: BuildEnvironment, target: str) -> Place | None:
    """Find `chapter/name`, as `ask` has it."""
    anchor = target.replace("/", "-")
    for page in sorted(env.found_docs):
        if re.search(rf"/{re.escape(target.split('/')[0])}$", page):
            return (page, anchor, "Question") if anchor in questions(Path(env.srcdir, f"{page}.ipynb")) else None
    return None


FINDERS = {"line": find_line, "heading": find_heading, "question": find_question}


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement) -> nodes.Node | None:
    """Turn one of our references into a link; None, and so a warning, if there is no such place."""
    finder = FINDERS.get(node["reftype"])
    place = finder(env, node["reftarget"]) if finder else None
    if place is None:
        return None
    page, anchor, words = place
    address = app.builder.get_relative_uri(node["refdoc"], page) + f"#{anchor}" * bool(anchor)
    words = content.astext() if node["refexplicit"] else words
    return nodes.reference("", "", nodes.inline("", words), refuri=address, internal=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the roles."""
    for name in FINDERS:
        app.add_role(name, XRefRole(warn_dangling=True, innernodeclass=nodes.inline))
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
