"""Build the pages that are printed: the book's own settings, a product's cells, and a theme for paper."""

import shutil
from pathlib import Path

import matplotlib
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from products.sphinx_config import sphinx_config
from products.toc import ROOT

PAPER = ROOT / "_build" / "paper"
# The fonts come with matplotlib, so a page breaks where it does on every machine.
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
USED_FONTS = ("STIXGeneral*", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")


class BuildError(Exception):
    """Sphinx did not build; it has said why."""


def settings(product: str) -> dict[str, object]:
    """Return the book's settings, changed for paper and for one product (a module; "" is the whole book)."""
    settings = sphinx_config(
        "html",
        ["products.paper.reshaped"],
        paper_product=product,
        html_theme="theme",
        html_theme_path=[str(Path(__file__).parent)],
        html_theme_options={},
        html_css_files=[],
        html_js_files=[],
        html_copy_source=False,
        html_permalinks=False,
        html_favicon="",
        pygments_style="bw",
    )
    if product:
        # A number such as (A3) may be that of a line which the product leaves out.
        settings["suppress_warnings"] = [*settings["suppress_warnings"], "derivations"]
    return settings


def build(name: str, product: str = "") -> Path:
    """Build the pages of a product from scratch, with every warning an error, and return their folder."""
    folder = PAPER / name
    shutil.rmtree(folder, ignore_errors=True)
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=ROOT,
            confdir=None,
            outdir=folder / "html",
            doctreedir=folder / "doctrees",
            buildername="html",
            confoverrides=settings(product),
            status=None,
            warningiserror=True,
            keep_going=True,
        )
        app.build(force_all=True)
    if app.statuscode:
        raise BuildError(f"the pages of {name} were not built: see the warnings above")
    copy_fonts(folder / "html" / "_static" / "paper-fonts")
    return folder / "html"


def copy_fonts(target: Path) -> None:
    """Put the fonts beside the pages."""
    target.mkdir()
    for pattern in USED_FONTS:
        for font in sorted(FONTS.glob(pattern)):
            shutil.copy(font, target)
