"""The logarithm of a density, split into terms as one does by hand."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from ..errors import SymbolicError
from ..proving.signs import Signs
from .terms import split

Power = tuple[sp.Expr, sp.Expr]


def log_terms(density: sp.Expr, signs: Signs) -> list[sp.Expr]:
    """Terms that add up to the log of ``density``.

    Only factors that are visibly positive are split off. Factors under one root stay under one log, with their numbers:
    half of log(2πσ²), not three logs.

    Raises
    ------
    SymbolicError
        if the density is zero or negative

    Examples
    --------
    >>> x, v = sp.Symbol("x", real=True), sp.Symbol("v", positive=True)
    >>> log_terms(sp.exp(-x**2 / (2 * v)) / sp.sqrt(2 * sp.pi * v), Signs())
    [-log(2*pi*v)/2, -x**2/(2*v)]
    """
    exponents: list[sp.Expr] = []
    powers: dict[sp.Expr, sp.Expr] = {}
    for base, exponent in _powers(density, sp.S.One, signs, exponents):
        powers[base] = sp.expand(powers.get(base, sp.S.Zero) + exponent)
    logs = [*_of_integers(powers), *_grouped(powers, signs)]
    return [term for term in [*logs, *exponents] if term != 0]


def _powers(e: sp.Expr, outer: sp.Expr, signs: Signs, exponents: list[sp.Expr]) -> Iterable[Power]:
    """Bases with their exponents; what stands in an exponential goes to ``exponents`` at once."""
    for factor in sp.Mul.make_args(e):
        if factor.is_Rational:
            if factor <= 0:
                raise SymbolicError("density: it is zero or negative")
            yield from ((sp.Integer(p), outer * k) for p, k in sp.factorrat(factor).items() if p != 1)
        elif isinstance(factor, sp.exp):
            exponents += [outer * a for a in sp.Add.make_args(factor.args[0])]
        elif isinstance(factor, sp.Product) and signs.positive(factor.function):
            exponents += [outer * t for t in _summed(log_terms(factor.function, signs), factor.limits)]
        elif factor.is_Pow and signs.positive(factor.base):
            yield from _powers(factor.base, outer * factor.exp, signs, exponents)
        else:
            yield factor, outer


def _summed(terms: list[sp.Expr], limits: tuple[sp.Tuple, ...]) -> list[sp.Expr]:
    """The sums of terms, with what does not depend on the index in front."""
    for index, _, size in limits:
        parts = [split(t, index) for t in terms]
        terms = [fixed * (sp.Sum(held, (index, 1, size)) if held != 1 else size) for fixed, held in parts]
    return terms


def _of_integers(powers: dict[sp.Expr, sp.Expr]) -> list[sp.Expr]:
    """Whole numbers to whole powers are one number: log 15, minus log 2."""
    number = sp.S.One
    for base in [b for b, k in powers.items() if b.is_Integer and k.is_Integer]:
        number *= base ** powers.pop(base)
    return [sp.log(number.p), -sp.log(number.q)]


def _grouped(powers: dict[sp.Expr, sp.Expr], signs: Signs) -> list[sp.Expr]:
    """One log for each power. Factors with the exponent of a root of a number, or of π, join it under one log."""
    roots = {_size(k) for b, k in powers.items() if b.is_number and not k.is_Integer}
    terms = []
    for exponent in sorted(roots, key=sp.default_sort_key):
        joined = {b: k for b, k in powers.items() if _size(k) == exponent}
        sign = -1 if 2 * sum(k != exponent for k in joined.values()) >= len(joined) else 1
        inner = sp.Mul(*[b if k == sign * exponent else 1 / b for b, k in joined.items()])
        terms.append(sign * exponent * sp.log(inner))
        powers = {b: k for b, k in powers.items() if b not in joined}
    factorials = {b: k for b, k in powers.items() if isinstance(b, sp.factorial) and abs(k) == 1}
    if len(factorials) > 1:  # a binomial coefficient stays one
        powers = {b: k for b, k in powers.items() if b not in factorials}
        powers[sp.Mul(*[b**k for b, k in factorials.items()])] = sp.S.One
    return terms + [k * sp.log(b) if signs.positive(b) else sp.log(b**k) for b, k in powers.items()]


def _size(exponent: sp.Expr) -> sp.Expr:
    return -exponent if exponent.could_extract_minus_sign() else exponent
