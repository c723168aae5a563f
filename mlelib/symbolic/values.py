"""What a line of LaTeX can stand for: a number, or a vector given by its component."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .errors import SymbolicError


@dataclass(frozen=True)
class Value:
    """A scalar (``size`` is None) or a vector of ``size`` components.

    ``expression`` is the scalar, or the component of the vector at the free index :func:`component_index`. ``doubt``
    says where the line might have no real value; it is raised once the line is known not to be wrong, which is worse.
    """

    expression: sp.Expr
    size: sp.Symbol | None = None
    doubt: SymbolicError | None = None

    @property
    def is_vector(self) -> bool:
        return self.size is not None


def index_symbol(letter: str) -> sp.Symbol:
    """The symbol of an index letter, the same wherever it is written."""
    return sp.Symbol(letter, integer=True)


def component_index(size: sp.Symbol) -> sp.Symbol:
    """The free index of a vector's component. Its name is none that a line can bind, so nothing captures it."""
    return index_symbol(f"c_{size.name}")
