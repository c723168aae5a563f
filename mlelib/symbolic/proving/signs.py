"""What is visibly positive, or visibly not negative: from the declarations and the shape of an expression alone.

A gap certificate proves a maximum without derivatives: ℓ(θ̂) − ℓ(θ) is written as a sum of terms that are visibly not
negative. That proves that θ̂ is the *global* maximum, where a vanishing score and a negative second derivative prove a
local one. The same judgement decides which logarithms may be split.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from ..expectation import Expectation
from ..phi import matrix_phi, phi
from .calculus import with_fresh_names


class Signs:
    """Judges signs.

    units
        symbols and arrays declared to lie strictly between 0 and 1
    at_most
        arrays of counts, with the size that none of them exceeds
    definite
        arrays of symmetric positive definite matrices, and of their inverses
    smallest
        the least value of each size
    assumed
        expressions that are positive because what is defined by them is assumed to be
    above
        arrays of numbers, with the positive number that all of them exceed
    """

    def __init__(
        self,
        units: frozenset[sp.Basic] = frozenset(),
        at_most: Mapping[sp.Basic, sp.Expr] | None = None,
        definite: frozenset[sp.Basic] = frozenset(),
        smallest: Mapping[sp.Expr, int] | None = None,
        assumed: frozenset[sp.Expr] = frozenset(),
        above: Mapping[sp.Basic, sp.Expr] | None = None,
    ) -> None:
        self.units, self.at_most, self.definite = units, dict(at_most or {}), definite
        self.smallest, self.assumed, self.above = dict(smallest or {}), assumed, dict(above or {})

    def positive(self, e: sp.Expr) -> bool:
        if e.is_positive or e in self.assumed or self._is_one_minus_unit(e) or self._beyond_a_size(e, 1):
            return True
        if e.is_Add and any(_base(e + least) in self._all_above(least) for least in set(self.above.values())):
            return True
        if e.is_Mul:
            return all(self.positive(a) for a in e.args)
        if e.is_Add:
            return all(self.nonnegative(a) for a in e.args) and any(self.positive(a) for a in e.args)
        if e.is_Pow:
            return self.positive(e.base)
        if isinstance(e, (sp.factorial, sp.gamma)):
            return self.positive(e.args[0] + (1 if isinstance(e, sp.factorial) else 0)) or self.nonnegative(e.args[0])
        if isinstance(e, (sp.Sum, sp.Product)):  # a size is at least 1
            return self.positive(e.function)
        return self._is_diagonal_entry(e)

    def nonnegative(self, e: sp.Expr) -> bool:
        """Sums, products and even powers of what is declared not negative, and φ of what is positive."""
        if e.is_nonnegative or self.positive(e) or self._is_room_left(e) or self._beyond_a_size(e, 0):
            return True
        if e.is_Add or e.is_Mul:
            return all(self.nonnegative(a) for a in e.args)
        if e.is_Pow:
            return bool(e.exp.is_Integer and e.exp % 2 == 0 and e.base.is_real) or self.nonnegative(e.base)
        if isinstance(e, phi):
            return self.positive(e.args[0])
        if isinstance(e, (matrix_phi, sp.KroneckerDelta)):
            return True
        if isinstance(e, Expectation):
            return self.nonnegative(e.args[0])
        if isinstance(e, sp.Sum):
            return self.nonnegative(e.function) or self._is_quadratic_form(e)
        return False

    def behind(self, positive: sp.Expr) -> sp.Expr | None:
        """The one factor of a positive expression whose sign is not visible: it is positive too."""
        negative, hidden = False, []
        for factor in sp.Mul.make_args(sp.together(positive)):
            if self.positive(-factor):
                negative = not negative
            elif not self.positive(factor):
                hidden.append(factor)
        if len(hidden) != 1:
            return None
        base, exponent = hidden[0].as_base_exp() if hidden[0].is_Pow else (hidden[0], sp.S.One)
        return (-base if negative else base) if exponent.is_Integer and exponent % 2 else None

    def first_doubtful_term(self, e: sp.Expr) -> sp.Expr | None:
        """The first term of a sum that is not visibly nonnegative."""
        return next((t for t in sp.Add.make_args(e) if not self.nonnegative(t)), None)

    def _is_one_minus_unit(self, e: sp.Expr) -> bool:
        return e.is_Add and self._is_within_unit(1 - e)

    def _is_within_unit(self, e: sp.Expr) -> bool:
        """Between 0 and 1: declared so, and products, positive powers, and e to what is negative."""
        if isinstance(e, sp.exp):
            return self.positive(-e.args[0])
        if e.is_Pow:
            return self._is_within_unit(e.base) and self.positive(e.exp)
        return _base(e) in self.units or (e.is_Mul and all(self._is_within_unit(a) for a in e.args))

    def _all_above(self, least: sp.Expr) -> set[sp.Basic]:
        return {array for array, bound in self.above.items() if bound == least}

    def _is_room_left(self, e: sp.Expr) -> bool:
        """m − x, where the count x does not exceed m."""
        return any(_base(size - e) in [b for b, s in self.at_most.items() if s == size] for size in e.free_symbols)

    def _beyond_a_size(self, e: sp.Expr, by: int) -> bool:
        """n − 1 is positive where n is at least 2."""
        return any((e - size).is_Integer and least + (e - size) >= by for size, least in self.smallest.items())

    def _is_diagonal_entry(self, e: sp.Expr) -> bool:
        return isinstance(e, sp.Indexed) and e.base in self.definite and e.indices[-1] == e.indices[-2]

    def _is_quadratic_form(self, e: sp.Sum) -> bool:
        """Σ_a Σ_b v_a M_ab v_b, in any nesting, with M positive definite, times something not negative."""
        factors, limits = _flattened(with_fresh_names(e))
        for matrix in factors:
            if not (isinstance(matrix, sp.Indexed) and matrix.base in self.definite):
                continue
            row, column = matrix.indices[-2:]
            if row not in limits or column not in limits or limits[row] != limits[column] or row == column:
                continue
            if row in matrix.indices[:-2] or column in matrix.indices[:-2]:  # another matrix in each row
                continue
            rest = [f for f in factors if f is not matrix]
            left, right = [f for f in rest if f.has(row)], [f for f in rest if f.has(column)]
            free = [f for f in rest if not f.has(row) and not f.has(column)]
            other = sp.Mul(*right).xreplace({column: row})
            if sp.expand(sp.Mul(*left) - other) == 0 and not sp.Mul(*left).has(column):
                return all(self.nonnegative(f) for f in free) and not any(f.has(row) for f in right)
        return False


def _base(e: sp.Expr) -> sp.Basic:
    return e.base if isinstance(e, sp.Indexed) else e


def _flattened(e: sp.Expr) -> tuple[list[sp.Expr], dict[sp.Symbol, sp.Expr]]:
    """The factors under nested sums, and the upper limit of each index. Bound indices must differ."""
    factors: list[sp.Expr] = []
    limits: dict[sp.Symbol, sp.Expr] = {}
    waiting = [e]
    while waiting:
        part = waiting.pop()
        if isinstance(part, sp.Sum):
            limits.update({index: upper for index, _, upper in part.limits})
            waiting += sp.Mul.make_args(part.function)
        elif part.is_Mul:
            waiting += part.args
        else:
            factors.append(part)
    return factors, limits
