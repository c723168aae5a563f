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
]
# These depend on what a book holds.
OPTIONAL = {MENDED[1][0], MENDED[3][0]}


def mend(pages: Pages, warn: Callable[[str], None]) -> Pages:
    """Replace the theme's HTML; say so where the theme no longer has it."""
    for before, after, _ in MENDED:
        mended = {path: re.sub(before, after, text) for path, text in pages.items()}
        if before not in OPTIONAL and mended == pages:
            warn(f"products/site/labels.py found no {before}: has the theme changed?")
        pages = mended
    return pages
