"""Sphinx extension: who selects a formula and copies it gets its LaTeX.

KaTeX's own script for this, served by the book. A button beside each formula was weighed and left out: a chapter has
some two hundred formulas, and as many stops for the Tab key would bury its links, questions and explorers.
"""

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SCRIPT = "copy-tex.min.js"


def prepare(app: Sphinx) -> None:
    """Put the script into the pages."""
    app.add_js_file(f"katex/{SCRIPT}", defer="defer")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Copy it into the book."""
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir, "_static", "katex")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(app.srcdir, "node_modules", "katex", "dist", "contrib", SCRIPT), folder)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register it for the book; slides and print have nothing to copy."""
    app.connect("builder-inited", prepare)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
