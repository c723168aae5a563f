"""Sentences with computed numbers: the same in the book, on a slide, in JupyterLab and in VS Code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sentence:
    """Markdown that a notebook shows as text."""

    markdown: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


def say(text: str, *values: object, **named: object) -> Sentence:
    """A sentence to end a cell with: ``say("The mean is {}.", number(mean))``, or ``say(f"…")`` without
    values.

    With values, ``text`` is a format string (braces of LaTeX are doubled); without, it is taken as it is.
    """
    return Sentence(text.format(*values, **named) if values or named else text)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Sentence:
    """A table to end a cell with; columns with numbers, except the first, are set to the right.

    Raises ValueError when a row has more or fewer cells than ``heads``.
    """
    cells = [list(row) for row in rows]
    for row in cells:
        if len(row) != len(heads):
            raise ValueError(f"rows: {len(row)} cells under {len(heads)} heads: {row}")
    numbers = [any(re.search(r"\d", row[place]) for row in cells) for place in range(1, len(heads))]
    lines = [list(heads), [":--", *("--:" if right else ":--" for right in numbers)], *cells]
    return Sentence("\n".join("| " + " | ".join(line) + " |" for line in lines))


def scientific(value: float, digits: int = 1) -> str:
    """A small or large number for prose, with ``digits`` decimals: "2.8 · 10⁻⁷", in one piece."""
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    # No-break spaces: a line of prose must not end at the point.
    return f"{number(float(mantissa), digits)}\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10{power}"


def number(value: float, digits: int = 3, *, math: bool = False) -> str:
    """``value`` with ``digits`` decimals for prose: "−24.512", "1,000.0", never "−0.0"; ``math`` gives
    "$-24.512$".

    Raises ValueError when the value is not finite: a sentence should not say "nan".
    """
    text = f"{float(value):,.{digits}f}"
    if not any(digit in text for digit in "0123456789"):
        raise ValueError(f"value is {text}: it should be a finite number")
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return "$" + text.replace(",", "{,}") + "$" if math else text.replace("-", "\N{MINUS SIGN}")
