"""Sphinx extension: how a chapter opens, and the pictures of the parts.

Above a chapter's title stand its number, its part, and the part's picture; what the reader will be able to do is set
apart. On the landing page the picture stands at the head of each part. Numbers and parts are those of _toc.yml.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from products.pictures import picture
from products.toc import Chapter, chapters

GOALS = "You will be able to"


class Openers(SphinxPostTransform):
    """Set the openers of chapters, and the pictures of the landing page."""

    default_priority = 70
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        page = self.env.docname
        if page == self.config.root_doc:
            head_parts(self.document)
        for chapter in chapters():
            if chapter.page == page:
                open_chapter(self.document, chapter)


def open_chapter(document: nodes.document, chapter: Chapter) -> None:
    """Put number, part and picture above the title; box the goals."""
    section = next(document.findall(nodes.section))
    kicker = nodes.paragraph("", f"Chapter {chapter.number} · {chapter.part}", classes=["kicker"])
    opener = nodes.container("", drawn(chapter.part), kicker, classes=["opener"])
    title = next(place for place, child in enumerate(section) if isinstance(child, nodes.title))
    section.insert(title, opener)
    for place, child in enumerate(section):
        if isinstance(child, nodes.paragraph) and child.astext().strip() == GOALS:
            box = nodes.container("", *section[place : place + 3], classes=["goals"])
            section[place : place + 3] = [box]
            break


def head_parts(document: nodes.document) -> None:
    """Put the picture of a part above its chapters; the section has the part's name as its title."""
    for title in list(document.findall(nodes.title)):
        if svg := picture(title.astext()):
            section = title.parent
            section["classes"].append("part")
            section.insert(section.index(title), nodes.raw("", svg, format="html"))


def drawn(part: str) -> nodes.raw:
    return nodes.raw("", picture(part), format="html")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(Openers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
