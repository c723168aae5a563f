"""Renaming, substitution and differentiation that no bound index can spoil.

SymPy's own ``diff`` and ``subs`` let an index inside a sum capture a free one of the same name. Here every bound index
gets a fresh name first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from ..errors import SymbolicError

if TYPE_CHECKING:
    from ..quantity import Quantity
    from ..values import MatrixFactor


def with_fresh_names(e: sp.Expr) -> sp.Expr:
    """The same expression with every bound index renamed, innermost first."""
    if isinstance(e, (sp.Sum, sp.Product)):
        body = with_fresh_names(e.function)
        fresh = {index: sp.Dummy(index.name, integer=True) for index, _, _ in e.limits}
        limits = [(fresh[index], lower, upper) for index, lower, upper in e.limits]
        return e.func(body.xreplace(fresh), *limits)
    if not e.args or isinstance(e, sp.Indexed):
        return e
    return e.func(*[with_fresh_names(a) for a in e.args])


def substitute(e: sp.Expr, quantity: Quantity, value: sp.Expr) -> sp.Expr:
    """Put ``value`` in the place of a quantity; of an array, ``value`` carries the declared index letters."""
    return _replaced(e, quantity.symbol, quantity.indices, value)


def substitute_matrix(e: sp.Expr, quantity: Quantity, value: MatrixFactor) -> sp.Expr:
    """Put a matrix in the place of a matrix, of its inverse and of its determinant; in the declared index letters."""
    e = _replaced(e, quantity.symbol, quantity.indices, value.entry)
    e = _replaced(e, quantity.inverse, quantity.indices, value.inverse)
    return _replaced(e, quantity.determinant, quantity.indices[:-2], value.determinant)


def _replaced(e: sp.Expr, symbol: sp.Basic, indices: tuple[sp.Symbol, ...], value: sp.Expr) -> sp.Expr:
    e = with_fresh_names(e)
    if not indices or not isinstance(symbol, sp.IndexedBase):
        return e.xreplace({symbol: value})
    entries = [a for a in e.atoms(sp.Indexed) if a.base == symbol]
    return e.xreplace(
        {a: with_fresh_names(value).xreplace(dict(zip(indices, a.indices, strict=True))) for a in entries}
    )


def differentiate(e: sp.Expr, variable: sp.Expr, matrix: Quantity | None = None) -> sp.Expr:
    """The derivative by a symbol or by one entry of an array.

    ``matrix`` is the quantity that a matrix entry belongs to: its inverse and its determinant then depend on the entry.
    All entries are treated as independent.

    Raises
    ------
    SymbolicError
        where there is no rule: a product over a symbolic size, an expectation
    """
    return _Rules(variable, matrix).derivative(with_fresh_names(e))


class _Rules:
    def __init__(self, variable: sp.Expr, matrix: Quantity | None) -> None:
        self.variable, self.matrix = variable, matrix

    def derivative(self, e: sp.Expr) -> sp.Expr:
        if e == self.variable:
            return sp.S.One
        if isinstance(e, sp.Indexed) or e.is_Symbol:
            return self._of_symbol(e)
        if not e.args or isinstance(e, sp.KroneckerDelta):
            return sp.S.Zero
        if e.is_Add:
            return sp.Add(*[self.derivative(a) for a in e.args])
        if e.is_Mul:
            return sp.Add(
                *[sp.Mul(*e.args[:place], self.derivative(a), *e.args[place + 1 :]) for place, a in enumerate(e.args)]
            )
        if isinstance(e, sp.Sum):
            return sp.Sum(self.derivative(e.function), *e.limits)
        if isinstance(e, (sp.exp, sp.Pow)):
            base, exponent = e.as_base_exp()
            inner, outer = self.derivative(base), self.derivative(exponent)
            power = exponent * base ** (exponent - 1) * inner if inner != 0 else sp.S.Zero
            return power + (e * sp.log(base) * outer if outer != 0 else 0)
        if isinstance(e, sp.Function) and hasattr(e, "fdiff") and not isinstance(e, sp.factorial):
            parts = [(place, self.derivative(a)) for place, a in enumerate(e.args, 1)]
            return sp.Add(*[e.fdiff(place) * inner for place, inner in parts if inner != 0])
        if not self._occurs_in(e):
            return sp.S.Zero
        raise SymbolicError(f"no rule for the derivative of a {type(e).__name__}")

    def _occurs_in(self, e: sp.Expr) -> bool:
        symbols = self.matrix.symbols if self.matrix else ()
        base = self.variable.base if isinstance(self.variable, sp.Indexed) else self.variable
        return e.has(base) or any(e.has(s) for s in symbols)

    def _of_symbol(self, e: sp.Expr) -> sp.Expr:
        base = e.base if isinstance(e, sp.Indexed) else e
        if isinstance(self.variable, sp.Indexed) and base == self.variable.base:
            return _same(e.indices, self.variable.indices)
        if self.matrix is None or base not in self.matrix.symbols:
            return sp.S.Zero
        if base == self.matrix.cofactors:  # a cofactor does not hold the row and the column of its entry
            if any(a == b for a, b in zip(e.indices, self.variable.indices, strict=True)):
                return sp.S.Zero
            raise SymbolicError("no rule for the derivative of a cofactor by an entry of another row and column")
        *others, row, column = self.variable.indices
        if base == self.matrix.determinant:  # Jacobi's formula: det M · (M⁻¹) transposed
            here = _same(e.indices if others else (), others)
            return here * e * self.matrix.inverse_at(*others, column, row)
        *mine, left, right = e.indices  # of M⁻¹ it is −M⁻¹ E M⁻¹, with E the matrix that is one at the entry
        inverse = self.matrix.inverse
        return -_same(mine, others) * inverse[(*others, left, row)] * inverse[(*others, column, right)]


def _same(left: tuple[sp.Expr, ...] | list[sp.Expr], right: tuple[sp.Expr, ...] | list[sp.Expr]) -> sp.Expr:
    return sp.Mul(*[sp.KroneckerDelta(a, b) for a, b in zip(left, right, strict=True)])
