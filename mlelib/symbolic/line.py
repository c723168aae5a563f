"""One line of a derivation, and the letter that numbers the lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sympy as sp

from .errors import SymbolicError
from .proving.check import Level
from .values import Value


@dataclass(frozen=True)
class Line:
    """One displayed line: ``left relation right``, its reason, and how much is known of it (None for what is given).

    method
        how it follows from the line before, by the name of the method that wrote it
    lemmas
        the keys of the lemmas it stands on: see :mod:`mlelib.symbolic.lemmas`
    """

    left: str
    relation: str
    right: str
    because: str
    level: Level | None
    value: Value
    method: str = "given"
    lemmas: tuple[str, ...] = ()

    @property
    def sympy(self) -> sp.Expr:
        """The SymPy expression behind the line; of a vector or a matrix, its component."""
        return self.value.expression


def checked_label(label: str) -> str:
    """A capital letter, or nothing: prose finds "(A3)" by its form."""
    if not re.fullmatch("[A-Z]?", label):
        raise SymbolicError(f"label: one capital letter, got {label!r}")
    return label


def numbers(label: str, lines: int) -> list[str]:
    """The numbers of so many lines; without a label they have none.

    >>> numbers("A", 2), numbers("", 2)
    (['A1', 'A2'], ['', ''])
    """
    return [f"{label}{place}" if label else "" for place in range(1, lines + 1)]
