"""Sphinx extension: what is done to the book's pages after Sphinx has written them.

The theme is made for any site: it brings thousands of icons, a style for every component, a search on every page. Here
each page keeps what it uses, names its parts for screen readers, says what it is about, and forbids every other host.
"""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from products.site import entrance, figures, fonts, labels, leftovers, policy, scripts, styles, summary
from products.site.pages import html_files, save

LOGGER = logging.getLogger(__name__)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Go through all pages; a change that the theme no longer needs is a warning, and so an error."""
    if error is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    entrance.open_door(app)
    pages = {path: path.read_text("utf-8") for path in html_files(out)}
    pages = scripts.slim(pages)
    scripts.patch_theme(out, LOGGER.warning)
    scripts.search_from_disk(out, LOGGER.warning)
    pages = labels.mend(pages, LOGGER.warning)
    pages = figures.number(pages)
    fonts.subset_text(out)
    pages = styles.bundle(pages, out)
    pages = policy.forbid_other_hosts(pages)
    save(pages)
    leftovers.remove(out)
    fonts.subset_icons(out)


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after everything else has written its pages."""
    app.connect("html-page-context", summary.describe)
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
