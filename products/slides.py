"""Make the decks: `python -m products.slides` writes _build/slides/<chapter>.html, one deck for each chapter."""

import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from products.sphinx_config import sphinx_config
from products.toc import ROOT

#: How large a slide is; the window's size scales it.
WIDTH, HEIGHT = 1280, 720
REVEAL = {
    "width": WIDTH,
    "height": HEIGHT,
    "margin": 0,
    "center": False,
    "controls": False,
    "display": "flex",
    "hash": True,
    "slideNumber": "c/t",
    "navigationMode": "linear",
    "transition": "none",
    "backgroundTransition": "none",
    "pdfSeparateFragments": False,
    "pdfMaxPagesPerSlide": 1,
}


def settings(root: Path) -> dict[str, object]:
    """Return the settings of the decks."""
    return sphinx_config(
        "slides",
        ["sphinx_revealjs", "products.deck"],
        root,
        revealjs_html_theme="mle-slides",
        revealjs_style_theme="slides.css",
        revealjs_static_path=["book/assets"],
        revealjs_script_conf=REVEAL,
        html_domain_indices=False,
        html_show_sourcelink=False,
        html_copy_source=False,
    )


def build(root: Path = ROOT) -> int:
    """Build the decks from scratch, with every warning an error; return 0 if all is well."""
    work, target = root / "_build" / ".slides", root / "_build" / "slides"
    for folder in (work, target):
        shutil.rmtree(folder, ignore_errors=True)
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=root,
            confdir=None,
            outdir=work / "html",
            doctreedir=work / "doctrees",
            buildername="slides",
            confoverrides=settings(root),
            status=None,
            warningiserror=True,
            keep_going=True,
        )
        app.build(force_all=True)
    if not app.statuscode:
        shutil.move(work / "html", target)
    shutil.rmtree(work)
    return int(app.statuscode)


if __name__ == "__main__":
    sys.exit(build())
