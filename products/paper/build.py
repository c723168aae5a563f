"""Build the pages that are printed: the book's own settings, a product's cells, and a theme for paper."""

import shutil
from collections.abc import Callable
from pathlib import Path

import matplotlib
from playwright.sync_api import Browser

from products import chromium
from products.cells import chapters
from products.sphinx_config import run_sphinx, sphinx_config
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
    if not run_sphinx("html", folder, settings(product)):
        raise BuildError(f"the pages of {name} were not built: see the warnings above")
    copy_fonts(folder / "html" / "_static" / "paper-fonts")
    return folder / "html"


def print_chapters(name: str, product: str, make: Callable[[Browser, Path, str], None]) -> int:
    """Build the pages of a product, and make its paper of each chapter: from their folder, and the chapter's page."""
    folder = build(name, product)
    with chromium.start() as browser:
        for page in chapters().values():
            make(browser, folder, page)
    return 0


def copy_fonts(target: Path) -> None:
    """Put the fonts beside the pages."""
    target.mkdir()
    for pattern in USED_FONTS:
        for font in sorted(FONTS.glob(pattern)):
            shutil.copy(font, target)
