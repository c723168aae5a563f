"""LaTeX text cut into tokens that remember where they stand."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import UnreadableLine

MAX_LENGTH = 2000

#: Spacing and sizes: they change how a line looks, never what it says.
_SILENT = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\displaystyle"}
_SIZES = {r"\left", r"\right", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\biggl", r"\biggr"}
_PARTNER = {r"\left": r"\right", r"\bigl": r"\bigr", r"\Bigl": r"\Bigr", r"\biggl": r"\biggr", "": ""}
_CLOSING = {"(": ")", "[": "]", "{": "}", r"\lVert": r"\rVert", r"\lvert": r"\rvert"}
_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|\d+\.\d+|\d+|[A-Za-z]|[-+*/^_(){}\[\],=!])")


class Token(NamedTuple):
    """One token and the place where it starts."""

    text: str
    position: int


def tokenize(line: str) -> list[Token]:
    """Cut a line into tokens, drop spacing, and check that all brackets pair up, sizes included.

    Raises
    ------
    UnreadableLine
        at a character that no line may hold, at a bracket without its partner, or past 2,000 characters
    """
    if len(line) > MAX_LENGTH:
        raise UnreadableLine(f"a line has at most {MAX_LENGTH} characters", line, MAX_LENGTH)
    tokens, position, end = [], 0, len(line.rstrip())
    while position < end:
        match = _TOKEN.match(line, position)
        if match is None:
            raise UnreadableLine(f"the character {line[position:].lstrip()[0]!r} has no meaning here", line, position)
        tokens.append(Token(match[1], match.start(1)))
        position = match.end()
    return _without_sizes([t for t in tokens if t.text not in _SILENT], line)


def _without_sizes(tokens: list[Token], line: str) -> list[Token]:
    """Drop ``\\left`` and its kin after checking that each bracket is closed by its own kind and size."""
    kept: list[Token] = []
    open_brackets: list[tuple[Token, str]] = []
    size = ""
    for token in tokens:
        text = token.text
        if text in _SIZES:
            if size:
                raise UnreadableLine(f"{size} must be followed by a bracket", line, token.position)
            size = text
            continue
        if text in _CLOSING:
            open_brackets.append((token, size))
        elif text in _CLOSING.values():
            _close(open_brackets, token, size, line)
        elif size:
            raise UnreadableLine(f"{size} must be followed by a bracket", line, token.position)
        size = ""
        kept.append(token)
    if size or open_brackets:
        place = open_brackets[-1][0] if open_brackets else tokens[-1]
        raise UnreadableLine(f"{place.text} is never closed", line, place.position)
    return kept


def _close(open_brackets: list[tuple[Token, str]], token: Token, size: str, line: str) -> None:
    if not open_brackets:
        raise UnreadableLine(f"{token.text} was never opened", line, token.position)
    opening, opening_size = open_brackets.pop()
    if _CLOSING[opening.text] != token.text or _PARTNER.get(opening_size) != size:
        raise UnreadableLine(
            f"{opening_size}{opening.text} cannot be closed by {size}{token.text}", line, token.position
        )
