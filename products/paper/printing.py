"""Print pages with Chromium: tagged, with an outline, on A4 or Letter."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from products.toc import ROOT

SCRIPT = ROOT / "book" / "assets" / "page.js"
# The width between the margins, in CSS pixels: at this width page.js fits derivations, before they are printed.
WIDTHS = {"a4": 658, "letter": 680}
SIZES = {"a4": "A4", "letter": "Letter"}


@dataclass(frozen=True)
class Heads:
    """What stands at the top of every page."""

    left: str
    right: str

    @classmethod
    def of_book(cls, chapter: str, kind: str = "") -> "Heads":
        """The book's title on the left; the chapter, and what kind of paper this is, on the right."""
        return cls(book_title(), ": ".join(filter(None, [kind, chapter])))

    def css(self) -> str:
        """Return the heads as boxes in the margin of a page. Strings of JSON are strings of CSS."""
        if not self.left and not self.right:
            return ""  # or a rule for all pages would win over those for some
        left, right = (json.dumps(text, ensure_ascii=False) for text in (self.left, self.right))
        return f"@top-left {{ content: {left}; }} @top-right {{ content: {right}; }}"


def book_title() -> str:
    """Return the book's title, without what follows its dash."""
    return str(yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["title"]).split(" — ")[0]


def print_page(browser: Browser, page: Path, pdf: Path, heads: Heads, size: str = "a4") -> None:
    """Print one page of the folder that it stands in."""
    context = browser.new_context(viewport={"width": WIDTHS[size], "height": 1000})
    tab = context.new_page()
    tab.emulate_media(media="print")
    tab.goto(page.resolve().as_uri(), wait_until="load")
    tab.add_style_tag(content=f"@page {{ size: {SIZES[size]}; {heads.css()} }}")
    tab.evaluate("document.fonts.ready")
    tab.add_script_tag(path=SCRIPT)
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    pdf.parent.mkdir(parents=True, exist_ok=True)
    tab.pdf(path=pdf, prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    context.close()
    mend_bookmarks(pdf)


def mend_bookmarks(pdf: Path) -> None:
    """Write the words of each bookmark once: Chromium writes them twice where a heading moved to the next page."""
    writer = PdfWriter(clone_from=pdf)
    twice = [item for item in bookmarks(writer) if once(item["/Title"]) != item["/Title"]]
    for item in twice:
        item[NameObject("/Title")] = TextStringObject(once(item["/Title"]))
    if twice:
        writer.write(pdf)


def bookmarks(writer: PdfWriter) -> list[Any]:
    """Return all bookmarks, those within others too."""
    items = [writer.root_object.get("/Outlines")]
    for item in items:
        for key in ("/First", "/Next"):
            if item is not None and key in item:
                items.append(item[key])
    return [item for item in items if item is not None and "/Title" in item]


def once(words: str) -> str:
    """Return words without their repetition.

    >>> once("ExercisesExercises"), once("Exercises")
    ('Exercises', 'Exercises')
    """
    half = words[: len(words) // 2]
    return half if words == half * 2 else words
