"""The derivative of a line: by a number, by a component, by a vector, by a matrix."""

from __future__ import annotations

import sympy as sp

from ..errors import SymbolicError
from ..expectation import Expectation
from ..kinds import COUNTED
from ..model import Model
from ..proving.calculus import differentiate
from ..values import Value, column_index, row_index
from .replacing import INVERSE, quantity_of


def derivative(before: Value, entry: Value, variable: str, model: Model) -> tuple[sp.Expr, Value, sp.Expr]:
    """The derivative, a value of its shape, and the entry that was varied.

    Of a vector by a vector it is the matrix with ∂f_row/∂θ_column. By a symmetric matrix M it is the gradient among
    symmetric matrices with the inner product tr(AB): the symmetric part of what independent entries give.

    Raises
    ------
    SymbolicError
        where no derivative is defined here
    """
    if model.unfold(before.expression).has(Expectation):
        raise SymbolicError("the derivative of an expectation: work the expectation out first")
    if before.expression.has(sp.Product):
        raise SymbolicError("take the log first: a product is differentiated term by term")
    quantity = quantity_of(model, variable)
    if variable.strip().endswith(INVERSE):
        raise SymbolicError(f"differentiate by {quantity.latex} itself, or call the inverse by a name of its own")
    if quantity.kind.word in (*COUNTED, "cofactors"):
        raise SymbolicError(f"no derivative by {variable}: it is a {quantity.kind.word}")
    if quantity.kind.word == "probabilities":
        raise SymbolicError(
            f"{variable}: probabilities do not move one by one; declare them positive, add a multiplier"
        )
    if quantity.kind.is_symmetric and not entry.is_matrix:
        raise SymbolicError(f"{quantity.latex} is symmetric: differentiate by the whole matrix")
    if not before.is_scalar and not entry.is_scalar:
        return _by_second_index(before, entry, variable)
    expression = differentiate(before.expression, entry.expression, quantity if quantity.kind.is_matrix else None)
    if quantity.kind.is_symmetric:
        expression = (expression + _turned(expression, entry.rows)) / 2
    shape = before if entry.is_scalar else entry
    return expression, Value(expression, shape.rows, shape.columns), entry.expression


def _by_second_index(before: Value, entry: Value, variable: str) -> tuple[sp.Expr, Value, sp.Expr]:
    if before.columns is not None or entry.columns is not None or entry.rows is None:
        raise SymbolicError(f"the derivative of {before.in_words} by {entry.in_words} {variable}: name a component")
    varied = entry.expression.xreplace({row_index(entry.rows): column_index(entry.rows)})
    expression = differentiate(before.expression, varied)
    return expression, Value(expression, before.rows, entry.rows), varied


def _turned(expression: sp.Expr, size: sp.Symbol | None) -> sp.Expr:
    row, column = row_index(size), column_index(size)
    return expression.xreplace({row: column, column: row})
