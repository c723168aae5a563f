r"""Zeros in closed form: of a score that is linear or quadratic in a power, an exponential or the log of its unknown.

SymPy's ``solve`` is not asked: the score is written over one denominator, its numerator as a polynomial in the unknown
whose exponents may be symbols, and a polynomial of two terms, or of three with equal steps, is solved as in school.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

import sympy as sp

Polynomial = dict[sp.Expr, sp.Expr]  # exponent: coefficient


def closed_roots(score: sp.Expr, unknown: sp.Symbol) -> list[sp.Expr]:
    """Candidates for a zero of ``score``, each to be checked by the caller; none if no closed form is found.

    ``score`` holds symbols, no sums and no indices.

    Examples
    --------
    >>> n, t, v = sp.symbols("n t v", positive=True)
    >>> closed_roots(-n / v + n * t / v**2, v)
    [t]
    >>> closed_roots(sp.log(v) + v, v)
    []
    """
    for u, polynomial, back in polynomials(score, unknown):
        return [tidied(back(root)) for root in _roots_of(polynomial, u)]
    return []


def polynomials(
    score: sp.Expr, unknown: sp.Symbol
) -> Iterator[tuple[sp.Symbol, Polynomial, Callable[[sp.Expr], sp.Expr]]]:
    """The score's numerator as a polynomial: its variable u, the coefficients by exponent, and the unknown from u.

    u stands for the unknown, for a power of e with it, or for its log. The numerator is zero where the score is.
    """
    numerator = sp.fraction(sp.together(sp.expand_power_exp(score)))[0]
    for inner, back in _substitutions(numerator, unknown):
        u = sp.Dummy("u", positive=True) if inner.is_positive else sp.Dummy("u", real=True)
        polynomial = _polynomial(_with(numerator, inner, u), u)
        if polynomial is not None and not any(c.has(unknown) for c in polynomial.values()):
            yield u, polynomial, back


def tidied(e: sp.Expr) -> sp.Expr:
    """Cancelled and over one denominator, with products of sums left as they are."""
    try:
        cancelled = sp.cancel(e)
    except sp.PolynomialError:
        cancelled = e
    short = min((e, cancelled, sp.factor_terms(sp.together(e))), key=sp.count_ops)
    return sp.factor_terms(short)


def _substitutions(numerator: sp.Expr, unknown: sp.Symbol) -> list[tuple[sp.Expr, Callable[[sp.Expr], sp.Expr]]]:
    """What may stand for the variable of a polynomial, and how the unknown follows from it."""
    found: list[tuple[sp.Expr, Callable[[sp.Expr], sp.Expr]]] = [(unknown, lambda root: root)]
    rates = {e.args[0].coeff(unknown) for e in numerator.atoms(sp.exp)} - {sp.S.Zero}
    if rates:
        rate = min(rates, key=sp.default_sort_key)
        found.append((sp.exp(rate * unknown), lambda root: _log(root) / rate))
    if unknown.is_positive and numerator.has(sp.log(unknown)):
        found.append((sp.log(unknown), sp.exp))
    return found


def _log(e: sp.Expr) -> sp.Expr:
    top, bottom = sp.fraction(e)
    return -sp.log(bottom) if top == 1 else sp.log(e)


def _with(e: sp.Expr, inner: sp.Expr, u: sp.Symbol) -> sp.Expr:
    """``u`` in the place of ``inner``; of an exponential, in its powers too."""
    if not isinstance(inner, sp.exp):
        return e.xreplace({inner: u})
    ratios = {a: sp.cancel(a.args[0] / inner.args[0]) for a in e.atoms(sp.exp)}
    return e.xreplace({a: u**ratio for a, ratio in ratios.items() if ratio.is_number})


def _polynomial(e: sp.Expr, u: sp.Symbol) -> Polynomial | None:
    """The terms of ``e`` by the exponent of ``u``; None where ``u`` stands anywhere else."""
    found: Polynomial = {}
    for term in sp.Add.make_args(sp.expand(e)):
        exponent, coefficient = sp.S.Zero, sp.S.One
        for factor in sp.Mul.make_args(term):
            base, power = factor.as_base_exp() if factor.is_Pow else (factor, sp.S.One)
            if base == u:
                exponent += power
            else:
                coefficient *= factor
        if coefficient.has(u) or exponent.has(u):
            return None
        exponent = sp.expand(exponent)
        found[exponent] = found.get(exponent, sp.S.Zero) + coefficient
    tidy = {k: sp.factor(c) for k, c in found.items()}
    return {k: c for k, c in tidy.items() if c != 0}


def _roots_of(polynomial: Polynomial, u: sp.Symbol) -> list[sp.Expr]:
    if len(polynomial) == 2:
        (low, constant), (high, slope) = polynomial.items()
        return _power_roots(-constant / slope, sp.expand(high - low), u)
    if len(polynomial) == 3:
        for low, middle, high in permutations(polynomial):
            if sp.expand(high - 2 * middle + low) == 0 and not (high - low).could_extract_minus_sign():
                c, b, a = polynomial[low], polynomial[middle], polynomial[high]
                under = dict.fromkeys([sp.factor(b**2 - 4 * a * c), b**2 + 4 * sp.factor(-a * c)])
                values = [(-b + sign * sp.sqrt(d)) / (2 * a) for d in under for sign in (1, -1)]
                return [r for value in values for r in _power_roots(value, sp.expand(middle - low), u)]
    return []


def _power_roots(value: sp.Expr, power: sp.Expr, u: sp.Symbol) -> list[sp.Expr]:
    """u from u^power; where u may be negative, only for the power 1."""
    if power.could_extract_minus_sign():
        value, power = 1 / value, -power
    if power == 1:
        return [value]
    return [tidied(value) ** (1 / power)] if u.is_positive else []
