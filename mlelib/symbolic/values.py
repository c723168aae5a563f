"""What a line of LaTeX can stand for: a number, a vector, or a matrix, given by its component."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy as sp

from .errors import SymbolicError


@dataclass(frozen=True)
class MatrixFactor:
    """One invertible matrix in a product: its entries and those of its inverse, by row and column, and its determinant.

    ``symbol`` says which matrix it is; ``definite`` that it is symmetric positive definite.
    """

    entry: sp.Expr
    inverse: sp.Expr
    determinant: sp.Expr
    definite: bool


@dataclass(frozen=True)
class Value:
    """A scalar, a column vector (``rows``), a row vector (``columns``) or a matrix (both).

    ``expression`` is the scalar, or the component at the free indices :func:`row_index` and :func:`column_index`.
    ``doubt`` says where the line might have no real value; it is raised once the line is known not to be wrong, which
    is worse. ``factors`` is known where the value is a product of invertible matrices, times ``scale``: only then may
    it be inverted.
    """

    expression: sp.Expr
    rows: sp.Symbol | None = None
    columns: sp.Symbol | None = None
    doubt: SymbolicError | None = None
    factors: tuple[MatrixFactor, ...] = ()
    scale: sp.Expr = sp.S.One

    @property
    def shape(self) -> tuple[sp.Symbol | None, sp.Symbol | None]:
        return self.rows, self.columns

    @property
    def is_scalar(self) -> bool:
        return self.shape == (None, None)

    @property
    def is_matrix(self) -> bool:
        return self.rows is not None and self.columns is not None

    @property
    def in_words(self) -> str:
        """What it is: "a number", "a vector", "a row", "a matrix"."""
        if self.is_matrix:
            return "a matrix"
        return "a number" if self.is_scalar else "a vector" if self.columns is None else "a row vector"

    def with_expression(self, expression: sp.Expr) -> Value:
        """Another value of the same shape; nothing is known of its inverse."""
        return replace(self, expression=expression, factors=(), scale=sp.S.One)


def index_symbol(letter: str) -> sp.Symbol:
    """The symbol of an index letter, the same wherever it is written."""
    return sp.Symbol(letter, integer=True)


def row_index(size: sp.Symbol) -> sp.Symbol:
    """The free index of a vector's component. Its name is none that a line can bind, so nothing captures it."""
    return index_symbol(f"row_{size.name}")


def column_index(size: sp.Symbol) -> sp.Symbol:
    """The free index of a row vector's component, and the second one of a matrix."""
    return index_symbol(f"column_{size.name}")
