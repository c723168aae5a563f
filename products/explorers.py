"""Sphinx extension: the explorers' scripts and styles are files that the pages share, not a part of every output.

An explorer brings its script and style in its output, so that it moves in JupyterLab. On a page of the book these are
taken out, and the page loads one shared file, one file for each kind that it shows, and what that kind needs.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from mlelib.teaching.explorers.base import NEEDED, SHARED, asset, script

BROUGHT = re.compile(r"<(style|script) data-mle>.*?</\1>", re.DOTALL)
KIND = re.compile(r'<div class="mle-explorer"[^>]* data-kind="(\w+)"')
FOLDER = "explorers"


class TakeScriptsOut(SphinxPostTransform):
    """Leave of each explorer what is its own: the still picture, the words, the data."""

    default_priority = 600
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for output in list(self.document.findall(nodes.raw)):
            if 'class="mle-explorer"' in (text := output.astext()):
                output.children = [nodes.Text(BROUGHT.sub("", text))]
                output.rawsource = ""


def write(app: Sphinx) -> None:
    """Write the scripts into a folder of static files."""
    if app.builder.format != "html":
        return
    root = Path(app.doctreedir, "static")
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kinds = Path(__file__).parents[1] / "mlelib" / "teaching" / "assets" / "kinds"
    (folder / "shared.js").write_text(shared(), "utf-8")
    (folder / "explorer.css").write_text(asset("explorer.css"), "utf-8")
    for name in {name for names in NEEDED.values() for name in names}:
        (folder / f"{name}.js").write_text(script(name), "utf-8")
    for path in sorted(kinds.glob("*.js")):
        (folder / path.name).write_text(script(f"kinds/{path.stem}"), "utf-8")
    app.config.html_static_path.append(str(root))


# Once all kinds are defined. In the book an explorer waits until readers come near (near.js), and its still picture is
# there; a deck fits its slides at the start, and needs all of them then.
BEGIN = """
document.addEventListener("DOMContentLoaded", () => {
  if (window.whenNear) whenNear(document.querySelectorAll(".mle-explorer"), (root) => explorer.begin([root]));
  else explorer.begin();
});
"""


def shared() -> str:
    """What all kinds share, and the start."""
    return script(*SHARED) + BEGIN


def load(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Make a page load the scripts of the explorers that it shows."""
    kinds = (
        sorted({found for raw in doctree.findall(nodes.raw) for found in KIND.findall(raw.astext())}) if doctree else []
    )
    if kinds:
        app.add_css_file(f"{FOLDER}/explorer.css")
        needed = dict.fromkeys(name for kind in kinds for name in NEEDED.get(kind, ()))
        for name in ("shared", *needed, *kinds):
            app.add_js_file(f"{FOLDER}/{name}.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform, and the files."""
    app.connect("builder-inited", write)
    app.connect("html-page-context", load)
    app.add_post_transform(TakeScriptsOut)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
