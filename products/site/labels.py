"""Names and roles for the parts of a page, where the theme's HTML leaves a screen reader without them."""

from collections.abc import Callable

from products.site.pages import Pages

MENDED: list[tuple[str, str]] = []


def mend(pages: Pages, warn: Callable[[str], None]) -> Pages:
    """Replace the theme's HTML; say so where there was nothing to replace."""
    for before, after in MENDED:
        if not any(before in text for text in pages.values()):
            warn(f"products/site/labels.py found no {before}: has the theme changed?")
        pages = {path: text.replace(before, after) for path, text in pages.items()}
    return pages
