"""What is visibly positive, or visibly not negative: from the declarations and the shape of an expression alone.

A gap certificate proves a maximum without derivatives: ℓ(θ̂) − ℓ(θ) is written as a sum of terms that are visibly not
negative. That proves that θ̂ is the *global* maximum, where a vanishing score and a negative second derivative prove a
local one. The same judgement decides which logarithms may be split.
"""

from __future__ import annotations

import sympy as sp

from .phi import phi


class Signs:
    """Judges signs; ``units`` are the symbols and arrays declared to lie strictly between 0 and 1."""

    def __init__(self, units: frozenset[sp.Basic] = frozenset()) -> None:
        self.units = units

    def positive(self, e: sp.Expr) -> bool:
        if e.is_positive or self._is_one_minus_unit(e):
            return True
        if e.is_Mul:
            return all(self.positive(a) for a in e.args)
        if e.is_Add:
            return all(self.nonnegative(a) for a in e.args) and any(self.positive(a) for a in e.args)
        if e.is_Pow:
            return self.positive(e.base)
        if isinstance(e, (sp.Sum, sp.Product)):  # a size is at least 1
            return self.positive(e.function)
        return False

    def nonnegative(self, e: sp.Expr) -> bool:
        """Sums, products and even powers of what is declared not negative, and φ of what is positive."""
        if e.is_nonnegative or self.positive(e):
            return True
        if e.is_Add or e.is_Mul:
            return all(self.nonnegative(a) for a in e.args)
        if e.is_Pow:
            return bool(e.exp.is_Integer and e.exp % 2 == 0 and e.base.is_real) or self.nonnegative(e.base)
        if isinstance(e, phi):
            return self.positive(e.args[0])
        if isinstance(e, sp.Sum):
            return self.nonnegative(e.function)
        return False

    def first_doubtful_term(self, e: sp.Expr) -> sp.Expr | None:
        """The first term of a sum that is not visibly nonnegative."""
        return next((t for t in sp.Add.make_args(e) if not self.nonnegative(t)), None)

    def _is_one_minus_unit(self, e: sp.Expr) -> bool:
        rest = 1 - e
        return (rest.base if isinstance(rest, sp.Indexed) else rest) in self.units
