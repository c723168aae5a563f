"""The symbolic checker's opinion of a typed formula beside the right one."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from mlelib.symbolic import Model, SymbolicError
from mlelib.symbolic.proving.check import differ_at, free_indices, is_zero
from mlelib.symbolic.values import index_symbol, row_index


class Comparison:
    """One formula, read once, to compare others with."""

    def __init__(self, model: Model, latex: str) -> None:
        self.model, self.expression = model, self.read(latex, model)

    @staticmethod
    def read(latex: str, model: Model) -> sp.Expr:
        """A line, read strictly, defined names unfolded.

        Raises
        ------
        SymbolicError
            where the strict reader refuses the line
        """
        return model.unfold(model.read(latex))

    def differs(self, other: sp.Expr, fixed: Mapping[str, int] | None = None) -> bool:
        """Whether the two differ at some point, to fifty digits; with some free letters at a number."""
        left, right = self._sides(other, fixed or {})
        return self._is_vector(left) != self._is_vector(right) or bool(differ_at(left, right, self.model))

    def proved(self, other: sp.Expr, fixed: Mapping[str, int] | None = None) -> bool:
        """Whether they are proved equal, for every size that is not given."""
        left, right = self._sides(other, fixed or {})
        difference = left - right
        return is_zero(difference.doit() if self.model.fixed else difference, self.model)

    def _sides(self, other: sp.Expr, fixed: Mapping[str, int]) -> tuple[sp.Expr, sp.Expr]:
        """Both sides; where this one is a vector and the other a component, the component of both."""
        places = {index_symbol(letter): sp.Integer(number) for letter, number in fixed.items()}
        size = self.model.vector_size
        if size is not None and self._is_vector(self.expression) and not self._is_vector(other):
            letters = [s for s in free_indices(other, self.model) if self.model.size_of(s) == size]
            places |= {row_index(size): letters[0]} if len(letters) == 1 else {}
        return self.expression.xreplace(places), other

    def _is_vector(self, e: sp.Expr) -> bool:
        size = self.model.vector_size
        return size is not None and row_index(size) in e.free_symbols


def same_reading(model: Model, latex: str, typed: str) -> bool:
    """Whether the strict and the tolerant reader read one formula."""
    try:
        return not Comparison(model, latex).differs(Comparison.read(typed, model))
    except SymbolicError:
        return False
