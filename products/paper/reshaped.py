"""Sphinx extension: the chapters as a product wants them, with the rest of the book around them.

`paper_product` names a module with `reshaped(text, page)`, which gets a chapter's notebook as it is read and returns
what the product shows of it. What is left out may have been referred to: such a reference stays as its words.
"""

import importlib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from products import cells


def read(app: Sphinx, page: str, source: list[str]) -> None:
    """Reshape a chapter; other pages stay as they are."""
    if app.config.paper_product and page in cells.chapters(Path(app.srcdir)).values():
        source[0] = importlib.import_module(app.config.paper_product).reshaped(source[0], page)


def keep_words(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement) -> nodes.Node | None:
    """Show only the words of a reference to what the product leaves out: its own, or those that its kind has."""
    if not app.config.paper_product:
        return None
    in_chapter = node["refdoc"] in cells.chapters(Path(app.srcdir)).values()
    words = {"eq": "the equation in the chapter", "heading": node["reftarget"].partition(": ")[2]}
    if not node.get("refexplicit") and node["reftype"] in words:
        return nodes.inline("", words[node["reftype"]])
    # The other pages are read for the sake of their labels, and not printed.
    return nodes.inline("", content.astext()) if node.get("refexplicit") or not in_chapter else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both; references that can be resolved are, before the words are all that is left."""
    app.add_config_value("paper_product", "", "env")
    app.connect("source-read", read)
    app.connect("missing-reference", keep_words, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
