r"""Finding a gap certificate: the gap below a maximum as a sum of terms that are visibly not negative.

Let ℓ depend on θ through logs log u(θ), with coefficients a_u that are free of θ, and through a rest. The gap
ℓ(θ̂) − ℓ(θ) is then matched with Σ c_j φ(m_j), where each m_j is a product of powers of u(θ)/u(θ̂): the weights c_j
follow from the a_u, one linear equation for each log. What then remains is zero, or a square. Everything is tried at
points before any algebra, and nothing here is trusted: the certificate becomes a line, which the checker proves.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

import sympy as sp

from ..phi import phi
from ..proving.evaluate import OutOfRange, evaluate, fifty
from .roots import tidied

Exponents = tuple[sp.Expr, ...]
Judge = Callable[[sp.Expr], bool]

POINTS = 6
TRIES = 60
MOST_LOGS = 4
SMALL = 1e-20


@dataclass(frozen=True)
class Gap:
    """What a certificate is looked for.

    logs, rest
        the coefficients of the logs that hold the unknown, and all other terms that hold it
    unknown, root
        θ and θ̂
    """

    logs: dict[sp.Expr, sp.Expr]
    rest: sp.Expr
    unknown: sp.Symbol
    root: sp.Symbol

    def at_root(self, e: sp.Expr) -> sp.Expr:
        return e.xreplace({self.unknown: self.root})

    def ratio(self, u: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        """u(θ)/u(θ̂) to this power, without a minus in it."""
        if isinstance(u, sp.exp):
            return sp.exp(sp.factor_terms(sp.expand(exponent * (u.args[0] - self.at_root(u.args[0])))))
        if exponent.could_extract_minus_sign():
            return (self.at_root(u) / u) ** -exponent
        return (u / self.at_root(u)) ** exponent


def gap_terms(
    function: sp.Expr, unknown: sp.Symbol, root: sp.Symbol, statistics: set[sp.Basic], judge: Judge
) -> list[sp.Expr] | None:
    """Terms that add up to ``function`` at ``root`` minus ``function``, each visibly not negative; None if none found.

    The derivative of ``function`` vanishes at the root, which expresses one of the ``statistics`` in it by the root.
    ``judge`` tells what is visibly not negative.

    Examples
    --------
    >>> n, t, h, mean = sp.symbols("n t h m", positive=True)
    >>> judge = lambda e: bool(e.is_nonnegative) or e.has(phi)
    >>> gap_terms(n * sp.log(t) - n * t * mean, t, h, {mean}, judge)
    [n*phi(t/h)]
    """
    gap = Gap(*_logs_and_rest(function, unknown), unknown, root)
    if len(gap.logs) > MOST_LOGS:
        return None
    found: list[list[sp.Expr]] = []
    ways = list(_eliminations(gap.at_root(sp.diff(function, unknown)), statistics))
    for rows in _exponent_rows(gap):
        attempts = [attempt for known in ways if (attempt := _Attempt(gap, rows, known)).is_likely()]
        tried = [(attempt.remainder, attempt.terms(judge)) for attempt in attempts]
        found += [terms for _, terms in tried if terms is not None]
        if any(terms is not None and remainder == 0 for remainder, terms in tried):
            break  # φ alone: no shorter certificate is looked for
    return min(found, key=lambda terms: sum(map(sp.count_ops, terms)), default=None)


def _logs_and_rest(function: sp.Expr, unknown: sp.Symbol) -> tuple[dict[sp.Expr, sp.Expr], sp.Expr]:
    """Take the logs apart. Beside powers of e^θ, the unknown itself counts as a log, that of e^θ."""
    logs: dict[sp.Expr, sp.Expr] = {}
    rest = sp.S.Zero
    for term in sp.Add.make_args(sp.expand(sp.expand_log(sp.expand_power_exp(function), force=True))):
        held = [f for f in sp.Mul.make_args(term) if f.has(unknown)]
        if any(f.is_Pow and isinstance(f.base, sp.log) for f in held):  # the square of a log may be seen as it is
            return {}, sp.expand_log(function, force=True)
        if len(held) == 1 and isinstance(held[0], sp.log):
            inner = held[0].args[0]
            logs[inner] = logs.get(inner, sp.S.Zero) + term / held[0]
        elif held:
            rest += term
    rates = {e.args[0].coeff(unknown) for e in function.atoms(sp.exp) if e.args[0].has(unknown)}
    slope = rest.coeff(unknown, 1)
    if len(rates) == 1 and slope != 0 and not slope.has(unknown):
        (rate,) = rates
        logs[sp.exp(rate * unknown)] = slope / rate
        rest = sp.expand(rest - slope * unknown)
    return logs, rest


def _eliminations(score: sp.Expr, statistics: set[sp.Basic]) -> Iterator[dict[sp.Expr, sp.Expr]]:
    """Nothing; then each statistic that stands in the score as in a + b t: where the score is zero, t is −a/b."""
    yield {}
    numerator = sp.expand(sp.fraction(sp.together(score))[0])
    for symbol in sorted(numerator.free_symbols & statistics, key=sp.default_sort_key):
        constant, slope = numerator.coeff(symbol, 0), numerator.coeff(symbol, 1)
        if constant != 0 and slope != 0 and sp.expand(constant + slope * symbol - numerator) == 0:
            yield {symbol: tidied(-constant / slope)}


def _exponent_rows(gap: Gap) -> Iterator[tuple[Exponents, ...]]:
    """For each try, the exponents of the products m_j: a row for each j, a column for each log.

    First each log alone; then, of two, their quotient or product with one of them.
    """
    size = len(gap.logs)
    powers = [_powers(gap.rest, u) if u == gap.unknown else [sp.S.One, sp.S.NegativeOne] for u in gap.logs]
    for diagonal in product(*powers):
        yield tuple(tuple(p if i == j else sp.S.Zero for j in range(size)) for i, p in enumerate(diagonal))
    if size == 2:
        signs = [sp.S.NegativeOne, sp.S.Zero, sp.S.One]
        for rows in combinations([row for row in product(signs, signs) if any(row)], 2):
            if sp.Matrix(rows).det() != 0 and not sp.Matrix(rows).is_diagonal():
                yield rows


def _powers(rest: sp.Expr, unknown: sp.Expr) -> list[sp.Expr]:
    """The exponents of the unknown in the rest first, then small ones."""
    factors = [f.as_base_exp() for t in sp.Add.make_args(rest) for f in sp.Mul.make_args(t)]
    seen = sorted({k for b, k in factors if b == unknown and not k.has(unknown)}, key=sp.default_sort_key)
    return [*seen, *(p for p in map(sp.Integer, (1, -1, 2, -2)) if p not in seen)]


class _Attempt:
    """One choice of products m_j, and of what the vanishing score says (``known``)."""

    def __init__(self, gap: Gap, rows: tuple[Exponents, ...], known: dict[sp.Expr, sp.Expr]) -> None:
        self.known = known
        self.products = [sp.Mul(*map(gap.ratio, gap.logs, row)) for row in rows]
        self.weights = list(sp.Matrix(rows).T.LUsolve(sp.Matrix([*gap.logs.values()]))) if gap.logs else []
        seen = sp.Add(*[c * (m - 1) for c, m in zip(self.weights, self.products, strict=True)])
        self.remainder = (gap.at_root(gap.rest) - gap.rest - seen).xreplace(known)

    def is_likely(self) -> bool:
        """At random points no weight is negative, and neither is the remainder."""
        parts = [*(weight.xreplace(self.known) for weight in self.weights), self.remainder]
        symbols = sorted(set().union(*(e.free_symbols for e in (*parts, *self.known.values()))), key=str)
        chance, seen = random.Random("certificate"), 0
        for _ in range(TRIES):
            signs = [1 if s.is_positive else chance.choice((-1, 1)) for s in symbols]
            point = {s: fifty.mpf(chance.uniform(0.15, 0.95)) * sign for s, sign in zip(symbols, signs, strict=True)}
            try:
                if any(s.is_positive and evaluate(e, point) <= 0 for s, e in self.known.items()):
                    continue
                if any(evaluate(e, point) < -SMALL for e in parts):
                    return False
            except OutOfRange:
                continue
            seen += 1
            if seen == POINTS:
                break
        return True

    def terms(self, judge: Judge) -> list[sp.Expr] | None:
        """The terms, if all are visibly not negative. ``remainder`` is then in the form in which it is."""
        together = sp.together(self.remainder)
        forms = [with_positive_factors(sp.factor(form), judge) for form in (together, sp.expand(together))]
        self.remainder = next((form for form in forms if form == 0 or judge(form)), sp.nan)
        weights = [self._visible(weight, judge) for weight in self.weights]
        if self.remainder is sp.nan or None in weights:
            return None
        terms = [c * phi(m) for c, m in zip(weights, self.products, strict=True)]
        return [term for term in (*terms, self.remainder) if term != 0]

    def _visible(self, weight: sp.Expr, judge: Judge) -> sp.Expr | None:
        """A weight as it is, or by what the score says: the shortest form that is visibly not negative."""
        by_score = weight.xreplace(self.known)
        forms = [with_positive_factors(form, judge) for form in (tidied(weight), tidied(by_score), sp.factor(by_score))]
        return min(filter(judge, forms), key=sp.count_ops, default=None)


def with_positive_factors(e: sp.Expr, judge: Judge) -> sp.Expr:
    """1 − θ in the place of −(θ − 1), where that is what is visibly positive."""
    factors, sign = [], sp.S.One
    for factor in sp.Mul.make_args(e):
        base, power = factor.as_base_exp() if factor.is_Pow else (factor, sp.S.One)
        turned = sp.Add(*[-a for a in base.args]) if base.is_Add else base
        if base.is_Add and power.is_Integer and not judge(base) and judge(turned):
            factor, sign = turned**power, sign * (-1) ** power
        factors.append(factor)
    return sign * sp.Mul(*factors)
