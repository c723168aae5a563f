"""Sphinx extension: punctuation stays on the line of the formula that it touches.

To the browser a formula is an atomic inline, so it may break a line before or after one, and a full stop could begin a
line. Both are put into a span that does not break (assets/page.css). The formula inside still breaks at its relations.
In plain text a number stays with its percent sign, and what stands before "= 5" with that.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

OPENING = re.compile(r"[(\[‘“]+$")
CLOSING = re.compile(r"^[.,;:!?)\]’”…]+")
PERCENT = re.compile(r"(?<=\d) (?=%)")
VALUE = re.compile(r" = (?=[−\d(])")
SPACE = "\N{NO-BREAK SPACE}"


def join(formula: nodes.math) -> None:
    """Put a formula and the punctuation around it into one span; leave a formula alone that has none."""
    parent, place = formula.parent, formula.parent.index(formula)
    before, after = cut(parent, place - 1, OPENING), cut(parent, place + 1, CLOSING)
    if isinstance(parent, nodes.strong | nodes.emphasis) and formula is parent[-1]:
        after = cut(parent.parent, parent.parent.index(parent) + 1, CLOSING)
    if before or after:
        span = nodes.inline("", classes=["joined"])
        parent.replace(formula, span)
        span += [nodes.Text(before), formula, nodes.Text(after)]


def cut(parent: nodes.Element, place: int, pattern: re.Pattern[str]) -> str:
    """Take the punctuation off the text at this place, if that is text, and return it."""
    beside = parent[place] if 0 <= place < len(parent) else None
    if not isinstance(beside, nodes.Text) or (found := pattern.search(beside.astext())) is None:
        return ""
    parent.replace(beside, nodes.Text(pattern.sub("", beside.astext())))
    return found[0]


def hold(text: nodes.Text) -> None:
    """Put spaces that do not break into "95 %" and "n = 5"."""
    held = VALUE.sub(f"{SPACE}={SPACE}", PERCENT.sub(SPACE, text.astext()))
    if held != text.astext() and not isinstance(
        text.parent, nodes.FixedTextElement | nodes.literal | nodes.raw | nodes.math
    ):
        text.parent.replace(text, nodes.Text(held))


class JoinPunctuation(SphinxPostTransform):
    """Go through the texts and the inline formulas of a page."""

    # After products.derivations, which cuts texts in pieces.
    default_priority = 60
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for text in list(self.document.findall(nodes.Text)):
            hold(text)
        for formula in list(self.document.findall(nodes.math)):
            join(formula)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(JoinPunctuation)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
