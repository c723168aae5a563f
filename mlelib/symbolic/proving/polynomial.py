"""Polynomials with rational coefficients over anything: the arithmetic of the normal form.

A monomial is a set of (base, exponent) pairs, where a base is a symbol, an entry of an array, a canonical sum or any
other expression that is not taken apart further. A polynomial maps monomials to rational coefficients, none of them
zero. Exponents may be symbolic: ``(2, n/2)`` stands for 2^{n/2}.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from ..errors import Undecided
from .signs import Signs

Monomial = frozenset[tuple[sp.Expr, sp.Expr]]
Polynomial = dict[Monomial, sp.Rational]

UNIT: Monomial = frozenset()


def constant(value: sp.Rational) -> Polynomial:
    return {UNIT: value} if value != 0 else {}


def atom(base: sp.Expr, exponent: sp.Expr = sp.S.One) -> Polynomial:
    return {frozenset([(base, exponent)]): sp.S.One}


def add(*polynomials: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for polynomial in polynomials:
        for monomial, coefficient in polynomial.items():
            _accumulate(total, monomial, coefficient)
    return total


def scale(polynomial: Polynomial, factor: sp.Rational) -> Polynomial:
    return {m: c * factor for m, c in polynomial.items()} if factor != 0 else {}


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for m1, c1 in left.items():
        for m2, c2 in right.items():
            monomial, factor = _multiply_monomials(m1, m2)
            _accumulate(total, monomial, c1 * c2 * factor)
    return total


def whole_power(polynomial: Polynomial, exponent: int) -> Polynomial:
    result = constant(sp.S.One)
    for _ in range(exponent):
        result = multiply(result, polynomial)
    return result


def to_expression(polynomial: Polynomial) -> sp.Expr:
    return sp.Add(*[sp.Mul(c, *[sp.Pow(b, e) for b, e in m]) for m, c in polynomial.items()])


def leading(polynomial: Polynomial) -> Monomial:
    """The first monomial in a fixed order: it decides the sign of a canonical base."""
    return min(polynomial, key=_order)


def content(polynomial: Polynomial, signs: Signs) -> tuple[sp.Rational, Monomial, Polynomial]:
    """Split into a positive number, a common monomial of positive bases, and what remains.

    Only bases known to be positive are taken out: they may then leave a root or a logarithm. Nothing is guessed:
    SymPy's ``force=True`` would make log μ² out of 2 log μ.
    """
    number = sp.S.Zero
    for coefficient in polynomial.values():
        number = sp.gcd(number, abs(coefficient))
    monomials = iter(polynomial)
    common = {b: e for b, e in next(monomials) if signs.positive(b)}
    for monomial in monomials:
        common = dict(_shared(common, dict(monomial)))
    inverse = frozenset((b, -e) for b, e in common.items())
    rest = multiply({inverse: 1 / number}, polynomial)
    return number, frozenset(common.items()), rest


def _shared(left: dict[sp.Expr, sp.Expr], right: dict[sp.Expr, sp.Expr]) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    for base, exponent in left.items():
        other = right.get(base)
        if other == exponent:
            yield base, exponent
        elif other is not None and exponent.is_Integer and other.is_Integer and exponent * other > 0:
            yield base, min(exponent, other, key=abs)


def _accumulate(total: Polynomial, monomial: Monomial, coefficient: sp.Rational) -> None:
    value = total.get(monomial, sp.S.Zero) + coefficient
    if value == 0:
        total.pop(monomial, None)
    else:
        total[monomial] = value


def _multiply_monomials(left: Monomial, right: Monomial) -> tuple[Monomial, sp.Rational]:
    exponents = dict(left)
    for base, exponent in right:
        if isinstance(base, sp.KroneckerDelta):  # δ² = δ
            if not exponent.is_positive:
                raise Undecided("a division by an indicator")
            exponents[base] = sp.S.One
            continue
        total = exponents.get(base, sp.S.Zero) + exponent
        if not total.is_Integer:
            total = sp.expand(total)
        if total == 0:
            exponents.pop(base, None)
        else:
            exponents[base] = total
    return _take_out_numbers(exponents)


def _take_out_numbers(exponents: dict[sp.Expr, sp.Expr]) -> tuple[Monomial, sp.Rational]:
    """Move 2^3 into the coefficient, and of 2^{n-1} the factor 1/2, so that 2^n is written in one way only."""
    factor = sp.S.One
    for base in [b for b in exponents if b.is_Integer]:
        number = exponents[base].as_coeff_Add()[0]
        whole = sp.floor(number) if number.is_Rational else sp.S.Zero
        if whole == 0:
            continue
        factor *= sp.Rational(base) ** whole
        rest = exponents[base] - whole
        if rest == 0:
            del exponents[base]
        else:
            exponents[base] = rest
    return frozenset(exponents.items()), factor


def _order(monomial: Monomial) -> list[tuple[object, object]]:
    return sorted((sp.default_sort_key(b), sp.default_sort_key(e)) for b, e in monomial)
