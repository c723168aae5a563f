"""Sphinx extension: what a link to a page shows where people share it. `python -m products.social` draws the picture.

The picture needs a whole address, which only a published book has: SITE_URL, or on GitHub Actions the repository's
Pages. Without one, a link shows its title and its words.
"""

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from products.pictures import picture
from products.toc import ROOT

PICTURE = ROOT / "book" / "assets" / "social.png"
SIZE = (1200, 630)
ALT = "Two Gaussians and the mixture that is their sum, with the title of the book"
PAGE = """<!doctype html><meta charset="utf-8"><style>{css}
body {{ margin: 0; width: 1200px; height: 630px; background: #fff; color: #222832; font-family: "MLE Serif"; }}
h1 {{ margin: 0; padding: 64px 80px 0; font-size: 84px; font-weight: 600; line-height: 1.05; letter-spacing: -0.01em; }}
p {{ margin: 18px 80px 0; font-size: 36px; color: #5d6875; }}
svg {{ position: absolute; left: 80px; bottom: 24px; width: 1040px; height: 290px; }}
</style><h1>Maximum Likelihood,<br>Line by Line</h1><p>From one coin to EM</p>{svg}"""


def site(env: Mapping[str, str] = os.environ) -> str:
    """Return the address at which the book is published, with a slash at its end; empty where it is not known."""
    if given := env.get("SITE_URL", ""):
        return given.rstrip("/") + "/"
    owner, _, name = env.get("GITHUB_REPOSITORY", "").partition("/")
    if not name:
        return ""
    host = f"https://{owner.lower()}.github.io/"
    return host if name.lower() == f"{owner.lower()}.github.io" else f"{host}{name}/"


def metas(title: str, page: str, address: str) -> str:
    """Return the elements for the head of a page."""
    said = {"og:type": "article", "og:title": title, "og:site_name": "Maximum Likelihood, Line by Line"}
    if address:
        said |= {"og:url": f"{address}{page}.html", "og:image": f"{address}_static/{PICTURE.name}", "og:image:alt": ALT}
        said |= {"twitter:card": "summary_large_image"}
    return "".join(f'<meta property="{name}" content="{escape(value)}">\n' for name, value in said.items())


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Put them into a page's head."""
    if doctree is not None:
        title = nodes.Text(context.get("title", "")).astext()
        context["metatags"] = context.get("metatags", "") + metas(title, pagename, site())


def draw(path: Path = PICTURE) -> None:
    """Draw the picture with Chromium, as the book's pages are."""
    from products import chromium  # not needed to build the book

    assets = ROOT / "book" / "assets"
    faces = [line for line in (assets / "look.css").read_text("utf-8").splitlines() if line.startswith("@font-face")]
    svg = picture("Mixtures").replace("<svg", '<svg preserveAspectRatio="none"', 1)
    page_path = assets / "social.html"  # beside the fonts
    page_path.write_text(PAGE.format(css="\n".join(faces), svg=svg), "utf-8")
    try:
        with chromium.start() as browser:
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
            page.goto(page_path.as_uri())
            page.wait_for_function("document.fonts.status === 'loaded'")
            page.screenshot(path=path)
    finally:
        page_path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the elements."""
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    draw()
