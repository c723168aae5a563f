"""Rational functions of opaque pieces: is one zero, and what cancels."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ..proving import polynomial as poly
from ..proving.polynomial import Polynomial


def is_zero_rational(expression: sp.Expr) -> bool:
    """Is a rational function of opaque pieces zero? Each piece becomes a symbol; the rest is exact algebra.

    A root keeps one relation to what stands under it: its square is that.

    >>> x = sp.Symbol("x", positive=True)
    >>> root = sp.sqrt(x + 1)
    >>> is_zero_rational(1 / (root - 1) - (root + 1) / x), is_zero_rational(root - 1)
    (True, False)
    """
    pieces = _Pieces()
    numerator = _numerator(pieces.opaque(expression))
    for root, power, inner in reversed(pieces.roots):  # a root may stand under one that was met after it
        if numerator == 0:
            break
        top, bottom = sp.fraction(sp.together(inner))
        numerator = _numerator(sp.rem(numerator, bottom * root**power - top, root))
    return bool(numerator == 0)


def _numerator(e: sp.Expr) -> sp.Expr:
    return sp.expand(sp.fraction(sp.together(e))[0])


class _Pieces:
    """Symbols for what is not taken apart."""

    def __init__(self) -> None:
        self.names: dict[sp.Expr, sp.Dummy] = {}
        self.roots: list[tuple[sp.Dummy, int, sp.Expr]] = []

    def opaque(self, e: sp.Expr) -> sp.Expr:
        if e.is_Rational or e.is_Symbol:
            return e
        if e.is_Add or e.is_Mul:
            return e.func(*[self.opaque(a) for a in e.args])
        if e.is_Pow and e.exp.is_Integer:
            return self.opaque(e.base) ** e.exp
        if e.is_Pow and e.exp.is_Rational:
            return self.root(e.base, int(e.exp.q)) ** e.exp.p
        if e.is_Pow:  # v^{n/2+1} is v^{n/2} times v
            whole, rest = e.exp.as_coeff_Add()
            if whole.is_Integer and whole != 0:
                return self.opaque(e.base) ** whole * self.opaque(e.base**rest)
        return self.names.setdefault(e, sp.Dummy())

    def root(self, base: sp.Expr, power: int) -> sp.Dummy:
        name = base ** sp.Rational(1, power)
        if name not in self.names:
            inner = self.opaque(base)
            self.names[name] = sp.Dummy()
            self.roots.append((self.names[name], power, inner))
        return self.names[name]


def cancelled(polynomial: Polynomial, build: Callable[[sp.Expr], Polynomial]) -> Polynomial:
    """The polynomial without denominators that divide what stands over them: (1 − a) θ/(1 − a) is θ.

    The monomials over one denominator, to one power, are divided by it together; only where that leaves no remainder is
    anything changed. ``build`` makes a polynomial of the quotient.
    """
    done: set[tuple[sp.Expr, sp.Expr]] = set()
    while True:
        bottoms = {(b, k) for m in polynomial for b, k in m if b.is_Add and k.is_Integer and k < 0} - done
        if not bottoms:
            return polynomial
        base, power = min(bottoms, key=lambda pair: (pair[1], sp.default_sort_key(pair[0])))
        done.add((base, power))
        over = {m: c for m, c in polynomial.items() if (base, power) in m}
        quotient = _divided(poly.to_expression(poly.multiply(over, poly.atom(base, -power))), base)
        if quotient is not None:
            rest = {m: c for m, c in polynomial.items() if m not in over}
            polynomial = poly.add(rest, build(quotient * base ** (power + 1)))


def _divided(top: sp.Expr, bottom: sp.Expr) -> sp.Expr | None:
    """The quotient of two polynomials in opaque pieces, if it is exact."""
    pieces = _Pieces()
    top, bottom = pieces.opaque(top), pieces.opaque(bottom)
    if not bottom.is_polynomial() or not top.is_polynomial():
        return None
    quotient, remainder = sp.div(top, bottom, *sorted(bottom.free_symbols | top.free_symbols, key=sp.default_sort_key))
    back = {symbol: meaning for meaning, symbol in pieces.names.items()}
    return quotient.xreplace(back) if remainder == 0 else None
