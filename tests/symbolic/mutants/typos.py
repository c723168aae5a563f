"""Slips of the finger: a token left out, typed twice, typed in the wrong order, or its neighbour on the keyboard."""

import random
from collections.abc import Iterator

from mlelib.symbolic import Model
from mlelib.symbolic.slips import Line

#: Tokens that are easily taken for each other.
_SIMILAR = [
    ["+", "-"],
    ["(", "[", "{"],
    [")", "]", "}"],
    ["^", "_"],
    ["1", "2", "3", "0"],
    ["i", "t", "j", "l", "k", "n", "d", "K"],
    [r"\sum", r"\prod"],
    [r"\log", r"\exp", r"\sqrt", r"\varphi"],
    [r"\mu", r"\nu", r"\bar{x}", r"\hat{\mu}"],
    [r"\sigma", "s", r"\Sigma", r"\theta"],
    ["x", r"\gamma", r"\pi", "e"],
    [r"\hat", r"\bar", r"\tilde"],
    ["/", r"\cdot", "*"],
    [",", "=", "-"],
]


def typos(text: str, model: Model, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Every typo in every token of a line, with its kind."""
    line = Line(text, model, chance)
    for place, token in enumerate(line.tokens):
        yield "deleted", line.replaced(place, place, "")
        yield "typed twice", line.replaced(place, place, f"{token.text} {token.text}")
        if place + 1 < len(line.tokens):
            following = line.tokens[place + 1].text
            if following != token.text:
                swapped = f"{following} {line.text[line.end(place) : line.tokens[place + 1].position]} {token.text}"
                yield "swapped with the next", line.replaced(place, place + 1, swapped)
        similar = [other for group in _SIMILAR if token.text in group for other in group if other != token.text]
        for other in similar:
            yield "similar token", line.replaced(place, place, other)
