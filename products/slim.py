"""Sphinx extension: leave out the theme's largest file that no page needs.

`fontawesome.js` is 540 KB (compressed) of icons drawn by a script; the theme draws the same with a font.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
TAG = re.compile(r'\s*<script[^>]* src="[^"]*/fontawesome\.js[^"]*"></script>')


def finish(app: Sphinx, error: Exception | None) -> None:
    """Take the script out of every page, and out of the book."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    removed = 0
    for page in out.rglob("*.html"):
        text, found = TAG.subn("", page.read_text("utf-8"))
        if found:
            page.write_text(text, "utf-8")
            removed += found
    if not removed:
        LOGGER.warning("products/slim.py found no fontawesome.js: has the theme changed?")
    (out / "_static" / "scripts" / "fontawesome.js").unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after everything else has written its pages."""
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
