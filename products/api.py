"""Sphinx extension: the API page's docstrings, as they are in the code, without what only a terminal needs."""

from typing import Any

from sphinx.application import Sphinx

#: What a reader is handed, and never makes: how it is made is nobody's business.
HANDED = {"Distribution", "DegenerateFitError", "EMResult", "Derived", "NumpyFunction", "Verdict", "WrongStep"}
HANDED |= {"SymbolicError", "UnreadableLine", "Level"}


def without_examples_head(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Leave out the heading "Examples": on the page the prompts say it."""
    lines[:] = [line for line in lines if line != ".. rubric:: Examples"]


def without_constructor(
    app: Sphinx, what: str, name: str, obj: object, options: object, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """Leave out the arguments of what is never called."""
    return (None if name.rpartition(".")[2] in HANDED else signature), returns


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after napoleon (priority 500), which makes this heading."""
    app.connect("autodoc-process-docstring", without_examples_head, priority=600)
    app.connect("autodoc-process-signature", without_constructor)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
