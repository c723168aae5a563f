"""A line of LaTeX as tokens, with the places where slips happen: names, fractions, sums, indices."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..model import Model
from ..reading.tokens import Token, tokenize

ACCENTS = (r"\hat", r"\bar", r"\tilde")
BOLD = (r"\boldsymbol", r"\mathbf", r"\bm")
FRACTIONS = (r"\frac", r"\tfrac", r"\dfrac")
_OPENING = {"{": "}", "(": ")", "[": "]", r"\lVert": r"\rVert"}


@dataclass(frozen=True)
class Sum:
    r"""``\sum_{i=1}^{n}`` or ``\prod_{i=1}^{n}``: the places of its tokens."""

    first: int
    letter: int
    upper: int
    last: int


@dataclass(frozen=True)
class Name:
    r"""A declared name: ``\hat{\sigma}_k^2`` is the core ``\hat{\sigma}``, the index at k, and the square."""

    core: str
    first: int
    last_of_core: int
    indices: tuple[int, ...]
    last: int


@dataclass(frozen=True)
class Line:
    """The text, its model, and a source of chance."""

    text: str
    model: Model
    chance: random.Random

    @cached_property
    def tokens(self) -> list[Token]:
        return tokenize(self.text)

    def at(self, place: int, *texts: str) -> bool:
        """Do these tokens stand here?"""
        return [t.text for t in self.tokens[max(place, 0) : place + len(texts)]] == list(texts) and place >= 0

    def between(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        return self.text[self.tokens[first].position : self.end(last)]

    def replaced(self, first: int, last: int, new: str) -> str:
        """The line with other text in the place of the tokens from ``first`` to ``last``."""
        return f"{self.text[: self.tokens[first].position]} {new} {self.text[self.end(last) :]}"

    def end(self, place: int) -> int:
        return self.tokens[place].position + len(self.tokens[place].text)

    def partner(self, place: int) -> int:
        """The place of the bracket that closes the one here."""
        opening, level = self.tokens[place].text, 0
        for other in range(place, len(self.tokens)):
            level += (self.tokens[other].text == opening) - (self.tokens[other].text == _OPENING[opening])
            if level == 0:
                return other
        raise ValueError(f"nothing closes {opening}")

    def argument(self, place: int) -> tuple[int, int]:
        """The first and last token inside a group in braces, or the one token that stands for it."""
        if self.tokens[place].text != "{":
            return place, place
        return place + 1, self.partner(place) - 1

    def group(self, place: int) -> tuple[int, int]:
        """The same with its braces."""
        return place, self.partner(place) if self.tokens[place].text == "{" else place

    # -- the places where slips happen

    @cached_property
    def sums(self) -> list[Sum]:
        found = []
        for place, token in enumerate(self.tokens):
            if token.text in (r"\sum", r"\prod") and self.at(place + 1, "_", "{"):
                above = self.partner(place + 2) + 1
                upper, _ = self.argument(above + 1)
                found.append(Sum(place, place + 3, upper, self.group(above + 1)[1]))
        return found

    @cached_property
    def fractions(self) -> list[tuple[int, tuple[int, int], tuple[int, int]]]:
        """The place of each fraction, of its numerator and of its denominator, with their braces."""
        found = []
        for place, token in enumerate(self.tokens):
            if token.text in FRACTIONS:
                above = self.group(place + 1)
                found.append((place, above, self.group(above[1] + 1)))
        return found

    @cached_property
    def names(self) -> list[Name]:
        found: list[Name] = []
        taken: set[int] = set()
        for place, token in enumerate(self.tokens):
            core, last = token.text, place
            if core in ACCENTS and self.at(place + 1, "{"):
                last = self.partner(place + 1)
                core += "".join(t.text for t in self.tokens[place + 1 : last + 1] if t.text not in BOLD)
            if core in self.model.quantities and place not in taken:
                indices, end = self._scripts(last + 1)
                if self.model.quantities[core].squared and self.at(end + 1, "^", "2"):
                    end += 2
                taken.update(range(place, end + 1))
                found.append(Name(core, place, last, indices, end))
        return found

    def _scripts(self, place: int) -> tuple[tuple[int, ...], int]:
        """The places of the indices behind a name, and the last token of its scripts."""
        indices: list[int] = []
        while self.at(place, "_") or self.at(place, "^", "{", "("):
            first, last = self.argument(place + 1)
            indices += [p for p in range(first, last + 1) if self.tokens[p].text not in ",()"]
            place = self.group(place + 1)[1] + 1
        return tuple(indices), place - 1

    @cached_property
    def in_scripts(self) -> set[int]:
        """Every token of an index or of the limits of a sum: there a number is no factor."""
        places = {p for name in self.names for p in name.indices}
        for found in self.sums:
            places.update(range(found.first, found.last + 1))
        return places

    def sizes(self) -> Iterator[int]:
        """Where n, d, K stand as numbers, not as the limit of a sum."""
        for place, token in enumerate(self.tokens):
            if token.text in self.model.sizes and place not in self.in_scripts:
                yield place

    def letters(self) -> Iterator[int]:
        """Where an index stands, not as the one that a sum binds: letters, and the numbers behind names."""
        bound = {found.letter for found in self.sums}
        numbers = {place for name in self.names for place in name.indices}
        for place, token in enumerate(self.tokens):
            if (token.text in self.model.index_size and place not in bound) or place in numbers:
                yield place

    def letters_beside(self, letter: str) -> list[str]:
        """The other letters that count the same size."""
        size = self.model.index_size.get(letter)
        return [other for other, counted in self.model.index_size.items() if counted == size and other != letter]
