"""Where a long line may break: before a plus, a minus or an equals sign outside of all brackets, as by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

SHORT = 28  # signs: about what fits on a phone
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+|\S")
_OPENING = {"(", "[", "{", r"\lVert", r"\{"}
_CLOSING = {")", "]", "}", r"\rVert", r"\}"}
#: After these, a plus or minus is a sign and no operation.
_NO_TERM_BEFORE = {"=", r"\ge", r"\le", r"\cdot", ",", "+", "-", *_OPENING}
_UNSEEN = {"{", "}", "^", "_", r"\frac", r"\left", r"\right", r"\,", r"\;", r"\:", r"\!", r"\ ", r"\displaystyle"}


def signs(line: str) -> int:
    r"""How many signs a line shows: a rough measure of its width.

    >>> signs(r"\frac{1}{n} \left(x + y\right)")
    7
    """
    return sum(token not in _UNSEEN for token in _TOKEN.findall(line))


def pieces(line: str) -> list[str]:
    r"""The parts of a line, in order; a short line is one part. Nothing is added and nothing lost but space.

    >>> pieces(r"= -\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n} (x^{(i)}-\mu)^2")
    ['= -\\frac{n}{2} \\log(2\\pi\\sigma^2)', '- \\frac{1}{2\\sigma^2} \\sum_{i=1}^{n} (x^{(i)}-\\mu)^2']
    """
    if signs(line) <= SHORT:
        return [line]
    places = [0, *_breaks(line), len(line)]
    return [line[start:end].strip() for start, end in pairwise(places)]


def _breaks(line: str) -> Iterator[int]:
    depth, before = 0, "="
    for token in _TOKEN.finditer(line):
        text = token[0]
        depth += (text in _OPENING) - (text in _CLOSING)
        if depth == 0 and text in ("+", "-", "=") and before not in _NO_TERM_BEFORE:
            yield token.start()
        before = text


def rows(line: str, longest: int) -> list[str]:
    """The pieces gathered into rows of at most ``longest`` signs, where that is possible."""
    gathered: list[str] = []
    for piece in pieces(line):
        if gathered and signs(gathered[-1]) + signs(piece) <= longest:
            gathered[-1] += " " + piece
        else:
            gathered.append(piece)
    return gathered


def breakable(line: str) -> str:
    """A formula for each piece, with places between them where a line may break, and nowhere else.

    KaTeX by itself would break behind an operator, and within brackets: so each piece is a group in braces.
    """
    groups = [f"{{}}{piece}" if place else piece for place, piece in enumerate(pieces(line)) if piece]
    return "<wbr>".join(rf"$\displaystyle{{{group}}}$" for group in groups)
