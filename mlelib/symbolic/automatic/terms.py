"""Terms of a log-likelihood: under sums and outside of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

Limits = tuple[sp.Tuple, ...]


@dataclass
class Terms:
    """A sum of terms. Those under a sum over components stand apart, by the limits of that sum.

    ``constant`` is a term that depends on no unknown.
    """

    plain: list[sp.Expr] = field(default_factory=list)
    summed: dict[Limits, list[sp.Expr]] = field(default_factory=dict)
    constant: sp.Expr = sp.S.Zero

    def add(self, term: sp.Expr, limits: Limits = ()) -> None:
        """Add a term; over an index that it does not hold, it is counted."""
        for limit in limits:
            if not term.has(limit[0]):
                term, limits = term * limit[2], tuple(other for other in limits if other != limit)
        if term != 0:
            (self.summed.setdefault(limits, []) if limits else self.plain).append(term)

    def items(self) -> list[tuple[Limits, sp.Expr]]:
        """Each term with its limits."""
        return [((), t) for t in self.plain] + [(limits, t) for limits, terms in self.summed.items() for t in terms]

    @property
    def expressions(self) -> list[sp.Expr]:
        """Each term, and each sum of terms over components, as one expression; without the constant."""
        return [*self.plain, *(_one_sum(terms, limits) for limits, terms in self.summed.items())]


def _one_sum(terms: list[sp.Expr], limits: Limits) -> sp.Expr:
    """The sum of terms over components, with a common factor or sign in front of it."""
    if len(terms) == 1:
        outside, body = split(terms[0], *(limit[0] for limit in limits))
        return outside * under(body, limits)
    if all(t.could_extract_minus_sign() for t in terms):
        return -under(sp.Add(*[-t for t in terms]), limits)
    return under(sp.Add(*terms), limits)


def under(e: sp.Expr, limits: Limits) -> sp.Expr:
    """The sum of ``e`` over these limits."""
    return sp.Sum(e, *limits) if limits else e


def peeled(term: sp.Expr) -> tuple[sp.Expr, Limits, sp.Expr]:
    """A term as factor, limits and body: what stands outside of its sums, and what stands under them."""
    factors = sp.Mul.make_args(term)
    sums = [f for f in factors if isinstance(f, sp.Sum)]
    if len(sums) != 1:
        return sp.S.One, (), term
    inside, limits, body = peeled(sums[0].function)
    limits = (*limits, *sums[0].limits)
    outside, held = split(inside * body, *(limit[0] for limit in limits))
    return sp.Mul(*[f for f in factors if f is not sums[0]]) * outside, limits, held


def split(product: sp.Expr, *symbols: sp.Basic) -> tuple[sp.Expr, sp.Expr]:
    """The factors that hold none of the symbols, and those that do."""
    factors = sp.Mul.make_args(product)
    held = [f for f in factors if any(f.has(s) for s in symbols)]
    return sp.Mul(*[f for f in factors if f not in held]), sp.Mul(*held)


def over_examples(term: sp.Expr, index: sp.Symbol, size: sp.Symbol) -> sp.Expr:
    """The sum of a term over all examples, with what does not depend on the example in front of it."""
    outside, limits, body = peeled(sp.expand_power_base(term))
    fixed, held = split(body, index)
    if held == 1:
        return size * term
    if any(fixed.has(limit[0]) for limit in limits):
        fixed, held = sp.S.One, body
    return outside * fixed * sp.Sum(held, *limits, (index, 1, size))
