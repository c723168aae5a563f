"""Lines of a chapter's derivations, named in a bank by their labels, so that nothing is typed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mlelib.symbolic import Derivation
from mlelib.symbolic.line import Line, numbers
from mlelib.symbolic.showing.breaks import breakable
from mlelib.teaching.kinds.fields import Fields, QuestionError

#: What a notebook passes on: one derivation, or several in the order in which they are read.
Derivations = Derivation | Sequence[Derivation]


@dataclass(frozen=True)
class NumberedLine:
    """A line with its number and derivation; ``left`` says what the line is, where no line above it does."""

    number: str
    line: Line
    derivation: Derivation
    left: str = ""

    @property
    def because(self) -> str:
        return self.line.because or "it is given"

    def markdown(self, right: str | None = None) -> str:
        """The line, which may break where a derivation's line does; with another right side if there is one."""
        after = f"{self.line.relation} {self.line.right if right is None else right}".strip()
        return " ".join(breakable(part) for part in (self.left or self.line.left, after) if part)


def read_names(fields: Fields) -> tuple[str, ...]:
    """The field ``lines``: labels of whole derivations, and numbers of lines: "A", or "A4 B1 B2"."""
    names = tuple(fields.text("lines").split())
    if not all(re.fullmatch(r"[A-Z]\d*", name) for name in names):
        raise fields.error("lines", f"expected labels or numbers such as A or B2, got {' '.join(names)!r}")
    if len(set(names)) < len(names):
        raise fields.error("lines", "one stands there twice")
    return names


def take(names: Sequence[str], derivations: Derivations | None, where: str) -> tuple[NumberedLine, ...]:
    """These lines of the derivations. Raises QuestionError where there are none of these names."""
    if derivations is None:
        raise QuestionError(f"{where}: derivation: pass the derivation with the lines {' '.join(names)}")
    passed = [derivations] if isinstance(derivations, Derivation) else list(derivations)
    known = [line for derivation in passed for line in _numbered(derivation)]
    found = [line for name in names for line in known if name in (line.number, line.number[:1])]
    for name in names:
        if not any(name in (line.number, line.number[:1]) for line in known):
            raise QuestionError(f"{where}: lines: there is no {name}; there are {', '.join(k.number for k in known)}")
    found = [_with_left(line, found[place - 1] if place else None) for place, line in enumerate(found)]
    if len({line.line.right for line in found}) < len(found):
        raise QuestionError(f"{where}: lines: two of the lines read the same")
    return tuple(found)


def _with_left(line: NumberedLine, above: NumberedLine | None) -> NumberedLine:
    """Of a line that stands below another one than in its derivation, say what it is."""
    place = int(line.number[1:])
    if above and above.number == f"{line.number[0]}{place - 1}":
        return line
    lefts = [row.left for row in line.derivation.lines[:place] if row.left]
    return replace(line, left=lefts[-1] if lefts else "")


def _numbered(derivation: Derivation) -> Iterator[NumberedLine]:
    for number, line in zip(numbers(derivation.label, len(derivation.lines)), derivation.lines, strict=True):
        yield NumberedLine(number, line, derivation)
