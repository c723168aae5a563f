"""Sums and entries of arrays as plain symbols for a while: what SymPy's algebra may be given."""

from __future__ import annotations

import sympy as sp

from ..proving.signs import Signs


class Frozen:
    """Replaces every outermost sum and every entry by a symbol of the same sign, always the same one.

    Examples
    --------
    >>> i, n = sp.Symbol("i", integer=True), sp.Symbol("n", integer=True, positive=True)
    >>> x = sp.IndexedBase("x", positive=True)
    >>> frozen = Frozen(Signs())
    >>> symbol = frozen(sp.Sum(x[i], (i, 1, n)))
    >>> symbol.is_positive, frozen.back(2 * symbol)
    (True, 2*Sum(x[i], (i, 1, n)))
    """

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self.symbols: dict[sp.Expr, sp.Dummy] = {}

    def __call__(self, e: sp.Expr) -> sp.Expr:
        if isinstance(e, (sp.Sum, sp.Product, sp.Indexed)):
            return self.symbols.setdefault(e, self._symbol(e))
        return e.func(*map(self, e.args)) if e.args else e

    def back(self, e: sp.Expr) -> sp.Expr:
        """The expression with the sums and entries in their places."""
        return e.xreplace({symbol: meaning for meaning, symbol in self.symbols.items()})

    def _symbol(self, e: sp.Expr) -> sp.Dummy:
        if self.signs.positive(e):
            return sp.Dummy(positive=True)
        return sp.Dummy(nonnegative=True) if self.signs.nonnegative(e) else sp.Dummy(real=True)
