"""Sphinx extension: the banks of questions are validated before the book is built, and are what the pages show.

A bank that breaks its schema stops the build; the message names the file, the question and the field. How to reply in
a notebook is no part of a page, where one replies in a form.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from mlelib.teaching.bank import QuestionError, load
from mlelib.teaching.kinds import Question
from products.toc import ROOT, pages

HINT = '<p class="mle-in-notebook">'


def banks(root: Path = ROOT) -> dict[str, dict[str, Question]]:
    """Return the bank of each chapter that has one, in the order of the book."""
    paths = [root / f"{page}.questions.yml" for page in pages(root)]
    return {path.name.partition(".")[0]: load(path) for path in paths if path.is_file()}


def graded(root: Path = ROOT) -> Iterator[tuple[str, Question]]:
    """Give the graded questions of the course documents, each with its mark, such as H1."""
    for bank in banks(root).values():
        yield from ((question.graded, question) for question in bank.values() if question.graded)


def validate(app: Sphinx) -> None:
    """Stop the build where a bank breaks its schema."""
    try:
        banks(Path(app.srcdir))
    except QuestionError as error:
        raise ExtensionError(str(error)) from error


class TakeHintsOut(SphinxPostTransform):
    """Leave out how to reply in a notebook."""

    default_priority = 60

    def run(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            if raw.astext().startswith(HINT):
                raw.parent.remove(raw)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the check and the transform."""
    app.connect("builder-inited", validate)
    app.add_post_transform(TakeHintsOut)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
