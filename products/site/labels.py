"""Names and roles for the parts of a page, where the theme's HTML leaves a screen reader without them."""

import re
from collections.abc import Callable

from products.site.pages import Pages

# What stands in the theme's HTML, what it becomes, and why.
MENDED = [
    (
        r'(<button class="btn search-button-field[^>]*) aria-label="Search"',
        r"\1",
        "its text is its name; another name hides the text from those who speak to their machine",
    ),
    (r'<summary aria-label="Toggle hidden content">', "<summary>", "the same: its text says what it shows"),
    (
        r'<div id="pst-primary-sidebar" ',
        r'<div id="pst-primary-sidebar" role="region" aria-label="The book" ',
        "all that a page holds is in some landmark",
    ),
    (r'<th class="(head[^"]*)"><p></p></th>', r'<td class="\1"></td>', "an empty corner of a table heads nothing"),
    (r'role="doc-biblioentry"', 'role="listitem"', "it is deprecated, and a list has items"),
    (r"Solution to(<a [^>]*>) ", r"Solution to \1", "the space before a name is no part of its link, or is underlined"),
]
# These depend on what a book holds.
OPTIONAL = {MENDED[1][0], *(before for before, _, _ in MENDED[3:])}
# The head of a column that is one formula: axe, for one, reads no MathML and finds the head empty. So its letters stand
# there as text, in place of the MathML.
FORMULA_HEAD = re.compile(
    r'(<th class="head[^"]*"><p>)(<span class="math [^>]*><span class="katex"><span class="katex-mathml")'
    r"(?=><math [^>]*><semantics>(<mrow>.*?</mrow>)<annotation)"
)
TAGS = re.compile(r"<[^>]*>|\u2061")


def spell(head: re.Match[str]) -> str:
    """Write the letters of a formula before it, for screen readers."""
    return f'{head[1]}<span class="visually-hidden">{TAGS.sub("", head[3])}</span>{head[2]} aria-hidden="true"'


def mend(pages: Pages, warn: Callable[[str], None]) -> Pages:
    """Replace the theme's HTML; say so where the theme no longer has it."""
    for before, after, _ in MENDED:
        mended = {path: re.sub(before, after, text) for path, text in pages.items()}
        if before not in OPTIONAL and mended == pages:
            warn(f"products/site/labels.py found no {before}: has the theme changed?")
        pages = mended
    return {path: FORMULA_HEAD.sub(spell, text) for path, text in pages.items()}
