"""Make the decks: `python -m products.slides` writes _build/slides/<chapter>.html, one deck for each chapter."""

import shutil
import sys
from pathlib import Path

from products.sphinx_config import run_sphinx, sphinx_config
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
    "defaultTiming": 60,  # or the speaker sees no pace, although each slide has a time of its own
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
        pygments_style="a11y-high-contrast-light",
        html_domain_indices=False,
        html_show_sourcelink=False,
        html_copy_source=False,
    )


def build(root: Path = ROOT) -> int:
    """Build the decks from scratch, with every warning an error; return 0 if all is well."""
    work, target = root / "_build" / ".slides", root / "_build" / "slides"
    for folder in (work, target):
        shutil.rmtree(folder, ignore_errors=True)
    well = run_sphinx("slides", work, settings(root), root)
    if well:
        shutil.move(work / "html", target)
    shutil.rmtree(work)
    return int(not well)


if __name__ == "__main__":
    sys.exit(build())
