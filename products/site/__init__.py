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
    """Go through the pages that are new; a change that the theme no longer needs is a warning, and so an error.

    `products.build --only PAGE` writes few pages, which need not show all that the theme does: then nothing is missed.
    """
    if error is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    entrance.open_door(app)
    every = {path: path.read_text("utf-8") for path in html_files(out)}
    new = {path: text for path, text in every.items() if policy.META not in text}
    miss = LOGGER.warning if new.keys() == every.keys() else LOGGER.debug
    pages = scripts.slim(new)
    scripts.patch_theme(out, miss)
    scripts.search_from_disk(out, miss)
    scripts.patch_search(out, miss)
    pages = labels.mend(pages, miss)
    pages = figures.number(pages)
    fonts.subset_text(out)
    pages = styles.bundle(pages, out, styles.words_of(every | pages, out))
    pages = policy.forbid_other_hosts(pages)
    save(pages)
    leftovers.remove(out)
    fonts.subset_icons(out)


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after everything else has written its pages."""
    app.connect("html-page-context", summary.describe)
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
