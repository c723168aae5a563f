"""Sphinx extension: mark derivations for the style sheet.

It sets the reasons beside the lines or, on a phone, under them. A derivation is a table that a cell computed
and whose last column is headed "Why".
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


def is_cell_output(node: nodes.Node) -> bool:
    """Tell whether this is what a code cell's output is kept in."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def last_heading(table: nodes.table) -> str:
    """Return the last cell of the table's heading, or nothing."""
    head = next(iter(table.findall(nodes.thead)), None)
    entries = list(head.findall(nodes.entry)) if head is not None else []
    return entries[-1].astext().strip() if entries else ""


class MarkDerivations(SphinxPostTransform):
    """Give derivations their class, and a box of their own."""

    # After myst-nb (priority 4) has chosen the one output, of several kinds, that this builder shows.
    default_priority = 50

    def run(self, **kwargs: Any) -> None:
        """Look at every table that a cell computed."""
        outputs = list(self.document.findall(is_cell_output))
        tables = [table for output in outputs for table in output.findall(nodes.table)]
        for table in tables:
            if last_heading(table) == "Why":
                table["classes"].append("derivation")
                box = nodes.container(classes=["derivation-box"])
                table.parent.replace(table, box)
                box.append(table)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(MarkDerivations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
