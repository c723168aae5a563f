r"""Sufficient statistics: the means over a sample that a log-likelihood depends on, found in the log of a density.

The log of one example's density is a sum of terms. In each, what holds the example is pulled apart from what holds an
unknown parameter; the mean of the first over the sample is a statistic. After that no sum over examples is left.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from ..errors import SymbolicError, Undecided
from ..proving.calculus import with_fresh_names
from ..proving.check import free_indices, normaliser
from .latex import Printer
from .statistic import Statistics
from .terms import Limits, Terms, over_examples, peeled, split, under


class NotSeparable(SymbolicError):
    """The data and an unknown parameter cannot be pulled apart: no fixed number of statistics says all."""


def in_statistics(terms: Iterable[sp.Expr], statistics: Statistics, unknown: set[sp.Basic]) -> Terms:
    """The sum over all examples of ``terms``, which hold one example, in statistics.

    Raises
    ------
    NotSeparable
        if data and an unknown parameter stand together and multiplying out does not part them
    """
    return _Separation(statistics, unknown).of(terms)


class _Separation:
    def __init__(self, statistics: Statistics, unknown: set[sp.Basic]) -> None:
        self.statistics, self.unknown, self.index = statistics, unknown, statistics.index
        self.result, self.constants = Terms(), list[sp.Expr]()

    def of(self, terms: Iterable[sp.Expr]) -> Terms:
        for term in terms:
            self.take(term)
        self.name_constants()
        return self.result

    def take(self, term: sp.Expr, multiplied_out: bool = False) -> None:
        outside, limits, body = peeled(term)
        fixed, held = split(body, self.index)
        factors = sp.Mul.make_args(held)
        mixed = [f for f in factors if self.is_unknown(f)]
        if outside.has(self.index) or (mixed and multiplied_out):
            raise NotSeparable(f"{term}: data and an unknown parameter that cannot be pulled apart")
        if held == 1:
            self.add(outside, body, limits)
        elif len(mixed) == len(factors) == 1 and self.is_square(held, outside * fixed):
            self.take_square(held.base, outside, fixed, limits)
        elif mixed:
            for part in self.multiplied_out(body):
                self.take(outside * under(part, limits), multiplied_out=True)
        elif self.is_unknown(outside * fixed):
            self.add(outside * fixed, self.mean(held, self.together(limits, fixed)), limits)
        else:
            self.constants.append(term)

    def mean(self, data: sp.Expr, together: Limits) -> sp.Expr:
        """Of a sum, the sum of the means: 1 − x̄."""
        if data.is_Add:
            return sp.Add(*[self.mean(part, together) for part in data.args])
        fixed, held = split(data, self.index)
        return fixed * self.statistics.mean(held, together) if held != 1 else fixed

    def take_square(self, inner: sp.Expr, outside: sp.Expr, fixed: sp.Expr, limits: Limits) -> None:
        """Σ (y + b)² = n s² + n (ȳ + b)², where y holds the data and b does not."""
        data = sp.Add(*[a for a in inner.args if a.has(self.index)])
        shift = inner - data
        near, around = self.together(limits, fixed + shift), self.together(limits, fixed)
        mean = self.statistics.mean(data, near)
        kind = "positive" if self.is_unknown(outside * fixed) else "nonnegative"
        spread = self.statistics.spread(data, mean, around, kind)
        if around and near != around:
            self.add(outside * fixed, spread, limits)
            self.add(outside * fixed, (mean + shift) ** 2, limits)
        else:
            self.add(outside * fixed, spread + (mean + shift) ** 2, limits)

    def add(self, coefficient: sp.Expr, body: sp.Expr, limits: Limits) -> None:
        """The size goes first: SymPy multiplies a bare number into a bracket."""
        self.result.add(self.statistics.size * coefficient * body, limits)

    def multiplied_out(self, body: sp.Expr) -> tuple[sp.Expr, ...]:
        model = self.statistics.model
        try:
            tidy = normaliser(model, free_indices(body, model)).tidy(with_fresh_names(body))
        except Undecided:
            tidy = body
        return tuple(sp.expand_power_exp(part) for part in sp.Add.make_args(tidy))

    def name_constants(self) -> None:
        """What holds no unknown is constant; if it holds data, it is called c, together with all other constants."""
        sums = []
        for term in self.constants:
            fixed, data = split(term, self.index)
            mean = self.statistics.known_mean(data) if not data.has(sp.Sum) else None
            if mean is None:
                sums.append(over_examples(term, self.index, self.statistics.size))
            else:
                self.add(fixed, mean, ())
        if sums:
            fixed = [t for t in self.result.plain if not self.is_unknown(t)]
            meaning = Printer(self.statistics.model).line([*fixed, *sums])
            self.result.plain = [t for t in self.result.plain if t not in fixed]
            self.result.constant = self.statistics.constant(meaning)

    @staticmethod
    def together(limits: Limits, coefficient: sp.Expr) -> Limits:
        """The limits over which statistics may be averaged: no coefficient depends on them."""
        return tuple(limit for limit in limits if not coefficient.has(limit[0]))

    def is_unknown(self, e: sp.Expr) -> bool:
        return any(e.has(symbol) for symbol in self.unknown)

    def is_square(self, e: sp.Expr, coefficient: sp.Expr) -> bool:
        """(y + b)², with no unknown in what holds the data, and no unknown both in b and in front of the square."""
        if not (e.is_Pow and e.exp == 2 and e.base.is_Add):
            return False
        if any(a.has(self.index) and self.is_unknown(a) for a in e.base.args):
            return False
        return not any(e.has(symbol) and coefficient.has(symbol) for symbol in self.unknown)
