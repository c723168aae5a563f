"""Sphinx extension: derivations as lists of lines, with numbers that prose links to.

A derivation reaches the book as a table that a cell computed: What, Line, Why and, with a label, No. Here each row
becomes an item of a list, in the order in which it is to be read: number, left side, line, reason, level in words. The
style sheet sets the number at the right end.

Prose that writes "(A3)" links to the line of this number. A number that no line of the page carries, or a label that
two derivations share, is a warning, and so an error.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
HEADS = ["What", "Line", "Why"]
PARTS = ["line-left", "line", "line-why"]
NUMBER = re.compile(r"\(([A-Z]\d+)\)")
MARK = re.compile(r'<abbr title="([^"]+)">')
# Where "(A3)" refers to nothing: code, mathematics, headings, what is a link already.
NOT_PROSE = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.reference, nodes.title)


def is_cell_output(node: nodes.Node) -> bool:
    """Tell whether this is what a code cell's output is kept in."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def is_derivation(table: nodes.table) -> bool:
    """Tell a derivation by the heads of its columns."""
    head = next(iter(table.findall(nodes.thead)), None)
    heads = [entry.astext().strip() for entry in head.findall(nodes.entry)] if head is not None else []
    return heads in (HEADS, [*HEADS, "No."])


def contents(entry: nodes.entry) -> list[nodes.Node]:
    """Take what a cell of a table holds out of its paragraph."""
    return [child for paragraph in entry.children for child in paragraph.children]


def with_level_in_words(reason: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Say the level behind its mark: ∎ says nothing to a screen reader."""
    level = ""
    for node in reason:
        tag = node.astext() if isinstance(node, nodes.raw) else ""
        if found := MARK.fullmatch(tag):
            level = found[1]
            node = nodes.raw("", tag.replace("<abbr", '<abbr aria-hidden="true"'), format="html")
        yield node
        if tag == "</abbr>":
            yield nodes.inline("", f"; {level}", classes=["visually-hidden"])


def to_item(row: nodes.row) -> nodes.list_item:
    """Make a line out of a row; the number, which stands last in the table, comes first."""
    left, line, why, *_ = [contents(entry) for entry in row.children]
    parts = dict(zip(PARTS, [left, line, [*with_level_in_words(why)]], strict=True))
    if number := NUMBER.search(row.children[-1].astext()) if len(row.children) > len(PARTS) else None:
        parts = {"line-number": [nodes.Text(number[0])], **parts}
    inlines = [nodes.inline("", "", *children, classes=[name]) for name, children in parts.items() if children]
    spaced = [node for inline in inlines for node in (inline, nodes.Text(" "))]
    return nodes.list_item("", nodes.paragraph("", "", *spaced))


def to_list(table: nodes.table) -> nodes.container:
    """Make the list of lines, in a box of its own."""
    rows = [row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)]
    lines = nodes.bullet_list("", *[to_item(row) for row in rows], classes=["derivation"])
    return nodes.container("", lines, classes=["derivation-box"])


def with_class(document: nodes.document, name: str) -> list[nodes.inline]:
    """Return the parts of lines of one kind."""
    return [node for node in document.findall(nodes.inline) if name in node["classes"]]


def anchor_numbers(document: nodes.document) -> set[str]:
    """Make each number a place to link to; the same line shown again is not a second one."""
    first: dict[str, str] = {}
    shared = set()
    for node in with_class(document, "line-number"):
        number, line = node.astext()[1:-1], node.parent.astext()
        if number not in first:
            node["ids"].append(number)
        elif first[number] != line:
            shared.add(number[0])
        first.setdefault(number, line)
    for label in sorted(shared):
        LOGGER.warning("two derivations of this page have the label %s", label, location=document, type="derivations")
    return set(first)


def link_numbers(text: nodes.Text, known: set[str]) -> None:
    """Turn each "(A3)" in a piece of prose into a link."""
    *plain, rest = NUMBER.split(text)
    children: list[nodes.Node] = []
    for before, number in zip(plain[::2], plain[1::2], strict=True):
        link: nodes.Node = nodes.reference("", f"({number})", refid=number, internal=True, classes=["line-reference"])
        if number not in known:
            LOGGER.warning("no line of this page is (%s)", number, location=text.parent, type="derivations")
            link = nodes.Text(f"({number})")
        children += [nodes.Text(before), link]
    text.parent.replace(text, [*children, nodes.Text(rest)])


def is_prose(text: nodes.Text) -> bool:
    """Tell whether a number in this text refers to a line."""
    ancestor = text.parent
    while ancestor is not None:
        if isinstance(ancestor, NOT_PROSE) or "line-number" in ancestor.get("classes", []):
            return False
        ancestor = ancestor.parent
    return True


class ShowDerivations(SphinxPostTransform):
    """Turn computed tables into derivations, then the numbers in prose into links."""

    # After myst-nb (priority 4) has chosen the one output, of several kinds, that this builder shows.
    default_priority = 50

    def run(self, **kwargs: Any) -> None:
        """Go through one page."""
        outputs = list(self.document.findall(is_cell_output))
        tables = [table for output in outputs for table in output.findall(nodes.table) if is_derivation(table)]
        for table in tables:
            table.parent.replace(table, to_list(table))
        known = anchor_numbers(self.document)
        for text in [text for text in self.document.findall(nodes.Text) if NUMBER.search(text) and is_prose(text)]:
            link_numbers(text, known)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(ShowDerivations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
