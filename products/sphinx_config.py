"""The book's Sphinx configuration, for products that are not the book: read from _config.yml, with changes."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from myst_nb.core.render import base_render_priority

from products.toc import ROOT

#: What makes sense on the book's pages only.
PAGES_ONLY = {"jupyter_book", "sphinx_book_theme", "sphinx_comments", "sphinx_copybutton", "sphinx_togglebutton"}
PAGES_ONLY |= {"products.openers", "products.slim", "products.social"}
THEIR_SETTINGS = ("comments_config", "copybutton_", "use_jupyterbook_latex")


def sphinx_config(builder: str, extensions: Collection[str] = (), root: Path = ROOT, **changes: Any) -> dict[str, Any]:
    """Return the settings for a builder: those of the book, without what only its pages need."""
    config, _ = get_final_config(
        user_yaml=root / "_config.yml", cli_config={"latex_individualpages": False}, sourcedir=root
    )
    kept = [name for name in config["extensions"] if name not in PAGES_ONLY]
    # A builder that myst-nb does not know shows of each output what a page of the book shows.
    shows = [(builder, mime, priority) for mime, priority in base_render_priority()["html"].items()]
    config = {name: value for name, value in config.items() if not name.startswith(THEIR_SETTINGS)}
    config |= {"extensions": [*kept, *extensions], "nb_mime_priority_overrides": shows}
    return config | changes
