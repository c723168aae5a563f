"""Sphinx extension: the builder `slides`, which writes each chapter as a deck.

The book is read whole, so that every reference finds its target; only the chapters are written. A link to what is on no
slide leads to the book.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_revealjs.builders import RevealjsHTMLBuilder
from sphinx_revealjs.writers import RevealjsSlideTranslator
from sphinx.writers.html5 import HTML5Translator

from products.cells import reshape
from products.katex_prerender import RENDERER
from products.lecture import Block, Slide, mark, minutes, slides, timetable
from products.pictures import picture
from products.toc import Chapter, chapters

THEME = Path(__file__).with_name("slides_theme")
#: Where the book is, seen from the decks.
BOOK = "../html/"
MATHML = re.compile(r"<math.*?</math>", re.DOTALL)
#: What a deck needs of reveal.js.
NEEDED = {"dist/reveal.js", "dist/reveal.css", "plugin/notes/notes.js", "LICENSE"}


class DeckTranslator(RevealjsSlideTranslator):
    """Writes slides as they are laid out; code is coloured while the deck is built."""

    def visit_section(self, node: nodes.section) -> None:
        """Open a slide."""
        self.section_level = 1 if "title-slide" in node["classes"] else 2
        seconds = {"data-timing": str(node["seconds"])} if "seconds" in node else {}
        self.body.append(self.starttag(node, "section", **seconds))

    def depart_section(self, node: nodes.section) -> None:
        """Close it."""
        self.body.append("</section>\n")

    def get_secnumber(self, node: nodes.Element) -> None:
        """Sections have no numbers, and some slides no anchor to look one up by."""

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Leave the colours to Pygments, as in the book."""
        HTML5Translator.visit_literal_block(self, node)


class Decks(RevealjsHTMLBuilder):
    """Reads the book, and writes the decks."""

    name = "slides"
    default_translator_class = DeckTranslator

    def init(self) -> None:
        """Find the chapters."""
        super().init()
        self.chapters = {chapter.page: chapter for chapter in chapters(Path(self.srcdir))}
        self.decks = {page: chapter.name for page, chapter in self.chapters.items()}

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return where a page is: a chapter here, by the last part of its name, all else in the book."""
        return f"{self.decks[docname]}.html" if docname in self.decks else f"{BOOK}{docname}.html"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return a link: within the deck, or into the book, also where the other page is a deck."""
        return "" if from_ == to else f"{BOOK}{to}.html"

    def get_outfilename(self, pagename: str) -> str:
        """Return the file of a deck."""
        return str(Path(self.outdir, f"{self.decks[pagename]}.html"))

    def write(self, build_docnames: Any, updated_docnames: Any, method: str = "update") -> None:
        """Write the chapters."""
        super().write(self.decks, self.decks, method)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Leave out the pages that list chapters: Sphinx thinks that they have changed."""
        if docname in self.decks:
            super().write_doc(docname, doctree)

    def dump_inventory(self) -> None:
        """Nothing refers to a deck."""


def mark_cells(app: Sphinx, docname: str, source: list[str]) -> None:
    """Mark the cells of a chapter that is being read."""
    if isinstance(app.builder, Decks) and docname in app.builder.decks:
        source[0] = reshape(source[0], mark)


def lay_out(app: Sphinx, page: nodes.document, docname: str) -> None:
    """Make stacks of slides out of a chapter."""
    if not isinstance(app.builder, Decks) or docname not in app.builder.decks:
        return
    total, deck = minutes(page), slides(page)
    page.children.clear()
    for slide, (begin, end) in zip(deck, timetable(deck, total), strict=True):
        if slide.begins:
            page += [nodes.raw("", tag, format="html") for tag in ["</section>"] * bool(page.children) + ["<section>"]]
        page += to_section(slide, f"{BOOK}{docname}.html#{slide.anchor}", (begin, end, total))
    page += nodes.raw("", "</section>", format="html")
    open_deck(page[1], app.builder.chapters[docname], app.config.html_title)
    send_home(page, f"{BOOK}{docname}.html")


def open_deck(slide: nodes.section, chapter: Chapter, book: str) -> None:
    """Set the title slide: above the title the part's picture, the book, and the chapter's place in it."""
    kicker = nodes.paragraph("", f"{book.partition(' — ')[0]} · Chapter {chapter.number}, {chapter.part}", classes=["kicker"])
    slide["classes"].append("title-slide")
    slide.insert(0, [nodes.raw("", picture(chapter.part), format="html"), kicker])


def to_section(slide: Slide, home: str, time: tuple[float, float, int]) -> nodes.section:
    """Make a slide: its title, what it shows, a link to its place in the book, and the notes."""
    body = nodes.container("", *[to_container(block) for block in slide.blocks], classes=["body"])
    link = nodes.raw("", f'<a class="home" href="{home}">In the book</a>', format="html")
    section = nodes.section("", slide.title, body, link, *to_notes(slide, time), ids=slide.ids, classes=["slide"])
    section["seconds"] = round(60 * (time[1] - time[0]))
    return section


def to_container(block: Block) -> nodes.container:
    """Make a block, and say what in it waits for a click."""
    for line in block.lines if block.step else block.lines[1:]:
        line["classes"].append("fragment")
    waits = block.step and not block.lines
    return nodes.container("", *block.children, classes=["block", *["fragment"] * waits], is_div=True)


def to_notes(slide: Slide, time: tuple[float, float, int]) -> list[nodes.Node]:
    """Make the notes: when the slide is due, what the chapter adds, what is the answer to a question."""
    begin, end, total = (f"{value:.0f}" if value == int(value) else f"{value:.1f}" for value in time)
    when = nodes.paragraph("", "", nodes.strong("", f"Minute {begin} to {end} of {total}."))
    said = [node.deepcopy() for node in slide.notes] + answers(slide)
    for box in said:
        for formula in list(box.findall(nodes.math)):
            formula.replace_self(nodes.raw("", for_speaker(formula), format="html"))
    open_, close = (nodes.raw("", tag, format="html") for tag in ('<aside class="notes">', "</aside>"))
    return [open_, when, *said, close]


def answers(slide: Slide) -> list[nodes.Node]:
    """Return the answers to the questions on a slide: what stands, folded, behind each."""
    found = []
    for block in slide.blocks:
        for before, node in zip(block.children, block.children[1:], strict=False):
            if before.astext().rstrip().endswith("<summary>Answer</summary>"):
                found.append(node.deepcopy())
    return found


def for_speaker(formula: nodes.math) -> str:
    """Write a formula as MathML alone: the speaker's window has no style sheet."""
    html = RENDERER.render(formula.astext(), display=False).get("html", "")
    return "".join(MATHML.findall(html)) or formula.astext()


def send_home(page: nodes.document, home: str) -> None:
    """Send links to places of the chapter that are on no slide to the book."""
    here = {name for node in page.findall(nodes.Element) for name in node.get("ids", [])}
    here |= {name for raw in page.findall(nodes.raw) for name in re.findall(r' id="([\w-]+)"', raw.astext())}
    for link in page.findall(nodes.reference):
        target = link.get("refid") or str(link.get("refuri", "")).partition("#")[2] * link.get("refuri", "").startswith("#")
        if target and target not in here:
            link.attributes.pop("refid", None)
            link["refuri"] = f"{home}#{target}"


def finish(app: Sphinx, error: Exception | None) -> None:
    """Leave out what no deck needs of reveal.js: themes, other plug-ins, maps."""
    if error is not None or not isinstance(app.builder, Decks):
        return
    engine = Path(app.outdir, "_static", "revealjs")
    for path in sorted(engine.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(engine).as_posix() not in NEEDED:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and the theme."""
    app.add_builder(Decks)
    app.add_html_theme("mle-slides", str(THEME))
    app.connect("source-read", mark_cells)
    app.connect("doctree-resolved", lay_out, priority=900)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
