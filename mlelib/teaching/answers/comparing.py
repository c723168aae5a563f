"""The symbolic checker's opinion of two formulas."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from mlelib.symbolic import Model, SymbolicError
from mlelib.symbolic.proving.check import differ_at, free_indices, is_zero
from mlelib.symbolic.values import index_symbol, row_index


def expression(model: Model, latex: str, fixed: Mapping[str, int] | None = None) -> sp.Expr:
    """A line, read strictly, defined names unfolded, some free letters at a number.

    Raises
    ------
    SymbolicError
        where the strict reader refuses the line
    """
    places = {index_symbol(letter): sp.Integer(number) for letter, number in (fixed or {}).items()}
    return model.unfold(model.read(latex)).xreplace(places)


def differs(model: Model, one: str, other: str, fixed: Mapping[str, int] | None = None) -> bool:
    """Whether two formulas differ at some point, to fifty digits."""
    left, right = (expression(model, latex, fixed) for latex in (one, other))
    left, right = _component(left, right, model)
    if free_indices(left, model) != free_indices(right, model) and _is_vector(left) != _is_vector(right):
        return True
    return bool(differ_at(left, right, model))


def proved(model: Model, one: str, other: str, fixed: Mapping[str, int] | None = None) -> bool:
    """Whether they are proved equal for every size."""
    try:
        left, right = (expression(model, latex, fixed) for latex in (one, other))
        left, right = _component(left, right, model)
        return is_zero((left - right).doit(deep=True) if model.fixed else left - right, model)
    except SymbolicError:
        return False


def _is_vector(e: sp.Expr) -> bool:
    return any(str(s).startswith("row_") for s in e.free_symbols)


def _component(left: sp.Expr, right: sp.Expr, model: Model) -> tuple[sp.Expr, sp.Expr]:
    """Where one is a vector and the other a component of it, the component of both."""
    size = model.vector_size
    if size is None or _is_vector(left) == _is_vector(right):
        return left, right
    vector, other = (left, right) if _is_vector(left) else (right, left)
    letters = [s for s in free_indices(other, model) if model.size_of(s) == size]
    vector = vector.xreplace({row_index(size): letters[0]}) if len(letters) == 1 else vector
    return (vector, other) if _is_vector(left) else (other, vector)
