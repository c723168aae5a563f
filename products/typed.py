"""Sphinx extension: questions whose answer is typed as a formula.

A page that has one loads the script of its field. Before the book is built, all questions are checked: a formula that
cannot be read, or a slip that is equal to its answer, is a warning, and so an error.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from mlelib.teaching.bank import QuestionError, load
from mlelib.teaching.kinds.formula import FormulaQuestion

LOGGER = logging.getLogger(__name__)
SCRIPT = "formula/form.js"
MARK = 'data-kind="formula"'


def problems(folder: Path) -> list[str]:
    """Return what is wrong with the banks of a folder."""
    found = []
    for path in sorted(folder.rglob("*.questions.yml")):
        try:
            for name, question in load(path).items():
                if isinstance(question, FormulaQuestion):
                    question.given(f"{path.name}: {name}")
        except QuestionError as error:
            found.append(str(error))
    return found


def check_banks(app: Sphinx) -> None:
    """Say what is wrong with the banks."""
    for problem in problems(Path(app.srcdir, "book")):
        LOGGER.warning("%s", problem, type="questions")


def load_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Make a page load the script if it has such a question."""
    if doctree and any(MARK in raw.astext() for raw in doctree.findall(nodes.raw)):
        app.add_js_file(SCRIPT, loading_method="defer", priority=900)  # after questions.js


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both."""
    app.connect("builder-inited", check_banks)
    app.connect("html-page-context", load_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
