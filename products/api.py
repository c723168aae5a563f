"""Sphinx extension: the API page's docstrings, as they are in the code, without what only a terminal needs."""

from typing import Any

from sphinx.application import Sphinx


def without_examples_head(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Leave out the heading "Examples": on the page the prompts say it."""
    lines[:] = [line for line in lines if line != ".. rubric:: Examples"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after napoleon (priority 500), which makes this heading."""
    app.connect("autodoc-process-docstring", without_examples_head, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
