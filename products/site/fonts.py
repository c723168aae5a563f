"""Fonts: only the letters and icons that the book can show.

Icons are what the style sheets still name after styles.py. Of text and mathematics all letters and Greek ones stay,
whether or not a page has them: a script may write them.
"""

import html
import re
from pathlib import Path

from fontTools import subset as tools

from products.site.pages import html_files

ALWAYS = {*range(0x20, 0x7F), *range(0x391, 0x3D7)}
STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


def in_style_sheets(out: Path) -> set[int]:
    """Return the characters that style sheets write."""
    strings = [found for path in out.rglob("*.css") for found in STRING.findall(path.read_text("utf-8"))]
    return {ord(letter) for text in strings for letter in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)}


def in_pages(out: Path) -> set[int]:
    """Return the characters of all pages."""
    return {ord(letter) for path in html_files(out) for letter in html.unescape(path.read_text("utf-8"))}


def reduce(font: Path, characters: set[int]) -> None:
    """Leave only these characters in a font."""
    options = tools.Options(flavor="woff2")
    opened = tools.load_font(str(font), options)
    opened.recalcTimestamp = False  # or no two builds are the same
    cutter = tools.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(opened)
    tools.save_font(opened, str(font), options)


def subset_text(out: Path) -> None:
    """Reduce the fonts of text and of mathematics; before style sheets take in those of text."""
    characters = ALWAYS | in_pages(out)
    for font in sorted((out / "_static").rglob("*.woff2")):
        if "vendor" not in font.parts:
            reduce(font, characters)


def subset_icons(out: Path) -> None:
    """Reduce the theme's icons; after the style sheets are without those that nothing uses."""
    for font in sorted((out / "_static" / "vendor").rglob("*.woff2")):
        reduce(font, in_style_sheets(out))
