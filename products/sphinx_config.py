"""The book's Sphinx configuration, for products that are not the book: read from _config.yml, changed, and run."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from myst_nb.core.render import base_render_priority
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from products.toc import ROOT

#: What makes sense on the book's pages only.
PAGES_ONLY = {"jupyter_book", "sphinx_book_theme", "sphinx_comments", "sphinx_copybutton", "sphinx_togglebutton"}
PAGES_ONLY |= {f"products.{name}" for name in ("copy_latex", "offer", "openers", "site", "social", "terms")}
THEIR_SETTINGS = ("comments_config", "copybutton_", "mle_report_to", "use_jupyterbook_latex")


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


def run_sphinx(builder: str, folder: Path, settings: dict[str, Any], root: Path = ROOT) -> bool:
    """Build into ``folder``/html from scratch, with every warning an error, and tell whether it went well."""
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=root,
            confdir=None,
            outdir=folder / "html",
            doctreedir=folder / "doctrees",
            buildername=builder,
            confoverrides=settings,
            status=None,
            warningiserror=True,
            keep_going=True,
        )
        app.build(force_all=True)
    return app.statuscode == 0
