"""Numbers of figures: a section that `content-visibility` spares counts by itself, so each is told its number."""

import re
from itertools import count

from products.site.pages import Pages

FIGURE = re.compile(r'<(?:figure|div) class="mle-figure"')


def number_page(text: str) -> str:
    """Write its number to each figure of a page."""
    numbers = count(1)
    return FIGURE.sub(lambda found: f'{found[0]} style="counter-set: mle-figure {next(numbers)}"', text)


def number(pages: Pages) -> Pages:
    """Number the figures of every page."""
    return {path: number_page(text) for path, text in pages.items()}
