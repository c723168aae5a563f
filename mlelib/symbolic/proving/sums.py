"""Rules for sums over symbolic ranges: the part of the normal form that makes "for every n" possible."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import sympy as sp

from ..automatic.rational import cancelled
from ..errors import Undecided
from . import polynomial as poly
from .facts import Facts
from .polynomial import Monomial, Polynomial

if TYPE_CHECKING:
    from .normal_form import Normaliser

MAX_LIMITS = 6  # every order of them is tried

Limit = tuple[sp.Symbol, sp.Expr, sp.Expr]  # index, 1, size


class SumRules:
    """Normal forms of sums, on top of the normal form of their bodies."""

    def __init__(
        self,
        normaliser: Normaliser,
        free_ranges: dict[sp.Symbol, sp.Expr],
        smallest: dict[sp.Expr, int],
        facts: Facts,
    ) -> None:
        self.normaliser = normaliser
        self.smallest = smallest
        self.facts = facts
        self.ranges = dict(free_ranges)

    def sum(self, e: sp.Sum) -> Polynomial:
        """The normal form of a sum; its index must carry a fresh name, and its limits no other index."""
        for index, lower, upper in e.limits:
            if lower != 1:
                raise Undecided(f"a sum over {index} starts at {lower}, not at 1")
            self.ranges[index] = upper
        body = cancelled(self.normaliser.polynomial(e.function), self.normaliser.polynomial)
        for limit in e.limits:  # innermost first
            body = poly.add(*[self._sum_of(m, c, tuple(limit)) for m, c in body.items()])
        return body

    def _sum_of(self, monomial: Monomial, coefficient: sp.Rational, limit: Limit) -> Polynomial:
        """The sum of one monomial: index-free factors step outside, the rest becomes a canonical sum."""
        index, _, upper = limit
        free = {b: self._free_exponent(b, e, index) for b, e in monomial}
        inside = {b: e - free[b] for b, e in monomial if e != free[b]}
        outside = {frozenset((b, e) for b, e in free.items() if e != 0): coefficient}
        if upper.is_Integer:
            written_out = [
                self.normaliser.polynomial(_expression(inside).xreplace({index: sp.Integer(value)}))
                for value in range(1, int(upper) + 1)
            ]
            return poly.multiply(outside, poly.add(*written_out))
        contracted = self._contract_delta(inside, limit)
        if contracted is not None:
            return poly.multiply(outside, contracted)
        if not inside:
            return poly.multiply(outside, self.normaliser.polynomial(upper))
        factors, limits = self.merged(inside)
        limits.insert(0, limit)
        again = self._contract_facts(factors, limits)
        if again is not None:
            return poly.multiply(outside, again)
        return poly.multiply(outside, self._split_independent(factors, limits))

    def _free_exponent(self, base: sp.Expr, exponent: sp.Expr, index: sp.Symbol) -> sp.Expr:
        """The part of a power that leaves a sum over ``index``: all, nothing, or of e^{a + b_i} the exponent a."""
        if base.has(index) or not exponent.has(index):
            return sp.S.Zero if base.has(index) else exponent
        if not (base is sp.E or self.normaliser.signs.positive(base)):
            return sp.S.Zero
        return sp.Add(*[a for a in sp.Add.make_args(exponent) if not a.has(index)])

    def _contract_facts(self, factors: list[sp.Expr], limits: list[Limit]) -> Polynomial | None:
        """Take one sum away by a fact of the model, as Σ_m M_am (M⁻¹)_mb = δ_ab; the rest starts again."""
        for limit in limits:
            held = [f for f in factors if f.has(limit[0])]
            value = self.facts.contracted(held, limit[0])
            if value is not None:
                rest = [f for f in factors if f not in held]
                others = [other for other in limits if other is not limit]
                product = sp.Mul(value, *rest)
                return self.sum(sp.Sum(product, *others)) if others else self.normaliser.polynomial(product)
        return None

    def _contract_delta(self, inside: dict[sp.Expr, sp.Expr], limit: Limit) -> Polynomial | None:
        """Σ_j δ_{jk} f(j) = f(k), where k is known to run over the same range as j."""
        index, _, upper = limit
        for delta in inside:
            if not isinstance(delta, sp.KroneckerDelta) or index not in delta.args or not inside[delta].is_positive:
                continue
            target = delta.args[1] if delta.args[0] == index else delta.args[0]
            inside_range = target.is_Integer and 1 <= target <= self.smallest.get(upper, 0)
            if target != index and (inside_range or self.ranges.get(target) == upper):
                rest = {b: e for b, e in inside.items() if b is not delta}
                return self.normaliser.polynomial(_expression(rest).xreplace({index: target}))
        return None

    def merged(self, inside: dict[sp.Expr, sp.Expr]) -> tuple[list[sp.Expr], list[Limit]]:
        """Σ_i x_i Σ_j y_{ij} becomes one sum over i and j: inner sums give up their body, under fresh names."""
        factors: list[sp.Expr] = []
        limits: list[Limit] = []
        for base, exponent in inside.items():
            if isinstance(base, sp.Sum) and exponent.is_Integer and exponent > 0:
                for _ in range(int(exponent)):
                    renamed = {old: self._fresh(old, upper) for old, _, upper in base.limits}
                    factors += sp.Mul.make_args(base.function.xreplace(renamed))
                    limits += [(renamed[old], lower, upper) for old, lower, upper in base.limits]
            else:
                factors.append(base**exponent)
        return factors, limits

    def _fresh(self, index: sp.Symbol, upper: sp.Expr) -> sp.Symbol:
        fresh = sp.Dummy(index.name, integer=True)
        self.ranges[fresh] = upper
        return fresh

    def _split_independent(self, factors: list[sp.Expr], limits: list[Limit]) -> Polynomial:
        """Σ_i Σ_j f(i) g(j) is (Σ_i f)(Σ_j g): one canonical sum for each group of indices that share a factor."""
        result = poly.constant(sp.S.One)
        for group in _connected(factors, [limit[0] for limit in limits]):
            mine = [f for f in factors if any(f.has(index) for index in group)]
            mine_limits = [limit for limit in limits if limit[0] in group]
            if mine:
                result = poly.multiply(result, poly.atom(self.canonical(sp.Sum, sp.Mul(*mine), mine_limits)))
            else:
                for _, _, upper in mine_limits:
                    result = poly.multiply(result, self.normaliser.polynomial(upper))
        free = [f for f in factors if not any(f.has(limit[0]) for limit in limits)]
        return poly.multiply(result, self.normaliser.polynomial(sp.Mul(*free)))

    def _look(self, body: sp.Expr, index: sp.Symbol) -> list[str]:
        """Where an index stands, said without the name of any bound index: equal sums have indices of equal looks."""
        looks = []
        for factor in sp.Mul.make_args(body):
            if factor.has(index):
                base, exponent = factor.as_base_exp()
                looks.append(
                    f"{self._places(base, index)}^{exponent if exponent.is_number else type(exponent).__name__}"
                )
        return sorted(looks)

    def _places(self, base: sp.Expr, index: sp.Symbol) -> str:
        if not isinstance(base, sp.Indexed):
            return type(base).__name__
        places = [place for place, i in enumerate(base.indices) if i == index]
        if base.base in self.facts.symmetric:
            places = [min(place, len(base.indices) - 2) for place in places]
        return f"{base.base}{places}"

    def canonical(self, kind: Any, body: sp.Expr, limits: list[Limit]) -> sp.Expr:
        """A sum whose bound names depend only on its shape, so that equal sums become the same object."""
        if len(limits) > MAX_LIMITS:
            raise Undecided(f"more than {MAX_LIMITS} sums inside each other")
        height = _height(body) + 1
        looks = {limit[0]: self._look(body, limit[0]) for limit in limits}
        limits = sorted(limits, key=lambda limit: (sp.default_sort_key(limit[2]), looks[limit[0]]))
        # The size is part of the name: what is known of a bound name can then never change.
        names = [sp.Symbol(f"_{height}_{place}_{limit[2]}", integer=True) for place, limit in enumerate(limits)]
        alike = [(limit[2], looks[limit[0]]) for limit in limits]
        candidates = []
        for order in permutations(range(len(limits))):
            if any(alike[old] != alike[new] for new, old in enumerate(order)):
                continue  # only indices that look alike may stand for each other
            renamed = body.xreplace({limits[old][0]: names[new] for new, old in enumerate(order)})
            renamed = self.facts.sort_all(renamed)
            candidates.append((sp.default_sort_key(renamed), renamed))
        best = min(candidates, key=lambda pair: pair[0])[1]
        return kind(best, *[(name, 1, limit[2]) for name, limit in zip(names, limits, strict=True)])


def _expression(powers: dict[sp.Expr, sp.Expr]) -> sp.Expr:
    return sp.Mul(*[base**exponent for base, exponent in powers.items()])


def _connected(factors: list[sp.Expr], indices: list[sp.Symbol]) -> list[set[sp.Symbol]]:
    groups: list[set[sp.Symbol]] = [{index} for index in indices]
    for factor in factors:
        touched = [g for g in groups if any(factor.has(index) for index in g)]
        if len(touched) > 1:
            groups = [g for g in groups if g not in touched] + [set().union(*touched)]
    return groups


def _height(expression: sp.Expr) -> int:
    """How many canonical sums lie inside each other: names of different heights never meet."""
    canonical = [v for s in expression.atoms(sp.Sum, sp.Product) for v in s.variables if v.name.startswith("_")]
    heights = [int(v.name.split("_")[1]) for v in canonical]
    return max(heights, default=0)
