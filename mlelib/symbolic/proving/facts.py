"""What a model knows beyond signs: what sums to a known total, M M⁻¹ = I, which matrices are symmetric, what is random.

Facts are used by the normal form to contract a sum, and the points at which lines are tried satisfy them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy as sp

from ..quantity import Quantity
from .moments import Random


@dataclass(frozen=True)
class Facts:
    """
    symmetric
        arrays whose last two indices may be swapped
    inverses
        for the array of a matrix the array of its inverse, and the other way round
    cofactors
        for the array of a matrix, the array of its cofactors and its determinant: Σ_l A_jl C_kl = δ_jk det A
    totals
        for an array with a known total, the place of the index that is summed over, and the total: 1 for probabilities
    written_out
        for an array with a known total over a size that a derivation made particular, that number
    labels
        for an array of labels, the size they count
    random
        for an array of data, its distribution
    """

    symmetric: frozenset[sp.Basic] = frozenset()
    inverses: Mapping[sp.Basic, sp.Basic] = field(default_factory=dict)
    cofactors: Mapping[sp.Basic, tuple[sp.Basic, sp.Basic]] = field(default_factory=dict)
    totals: Mapping[sp.Basic, tuple[int, sp.Expr]] = field(default_factory=dict)
    written_out: Mapping[sp.Basic, int] = field(default_factory=dict)
    labels: Mapping[sp.Basic, sp.Expr] = field(default_factory=dict)
    random: Mapping[sp.Basic, Random] = field(default_factory=dict)

    def last_of_total(self, entry: sp.Indexed) -> sp.Expr | None:
        """The last of a fixed number of entries with a known total, by the others: π_2 = 1 − π_1 where K is 2."""
        if entry.base not in self.totals or entry.base not in self.written_out:
            return None
        (place, total), last = self.totals[entry.base], self.written_out[entry.base]
        if entry.indices[place] != last:
            return None
        others = [(*entry.indices[:place], sp.Integer(k), *entry.indices[place + 1 :]) for k in range(1, last)]
        return total - sp.Add(*[entry.base[indices] for indices in others])

    def sorted_entry(self, entry: sp.Indexed) -> sp.Indexed:
        """An entry of a symmetric matrix, with its two indices in a fixed order."""
        if entry.base not in self.symmetric:
            return entry
        *others, row, column = entry.indices
        return entry.base[(*others, *sorted((row, column), key=sp.default_sort_key))]

    def sort_all(self, expression: sp.Expr) -> sp.Expr:
        """Every entry of a symmetric matrix with its indices in order."""
        if not self.symmetric:
            return expression
        return expression.xreplace({e: self.sorted_entry(e) for e in expression.atoms(sp.Indexed)})

    def contracted(self, factors: list[sp.Expr], index: sp.Symbol) -> sp.Expr | None:
        """The sum over ``index`` of a product of factors that all hold it, where a fact gives it; else None."""
        if len(factors) == 1 and isinstance(factors[0], sp.KroneckerDelta):
            return self._one_label(factors[0], index)
        if len(factors) == 1:
            return self._total(factors[0], index)
        if len(factors) == 2 and all(isinstance(f, sp.Indexed) for f in factors):
            return self._product_of_two(factors[0], factors[1], index)
        return None

    def _one_label(self, factor: sp.KroneckerDelta, index: sp.Symbol) -> sp.Expr | None:
        """Σ_k 1[y = k] = 1, for a label y. Beside other factors the sum stays: it has one form only then."""
        if index not in factor.args:
            return None
        label = factor.args[1] if factor.args[0] == index else factor.args[0]
        known = isinstance(label, sp.Indexed) and label.base in self.labels and not label.has(index)
        return sp.S.One if known else None

    def _total(self, factor: sp.Expr, index: sp.Symbol) -> sp.Expr | None:
        if isinstance(factor, sp.Indexed) and factor.base in self.totals:
            place, total = self.totals[factor.base]
            others = [i for p, i in enumerate(factor.indices) if p != place]
            if factor.indices[place] == index and index not in others:
                return total
        return None

    def _product_of_two(self, one: sp.Indexed, other: sp.Indexed, index: sp.Symbol) -> sp.Expr | None:
        """Σ_m M_am (M⁻¹)_mb = δ_ab; for a symmetric matrix, wherever m stands."""
        same_matrix = one.indices[:-2] == other.indices[:-2] and index not in one.indices[:-2]
        if self.inverses.get(one.base) == other.base and same_matrix:
            if one.indices[-1] == index and other.indices[-2] == index:
                return _delta(one.indices[-2], other.indices[-1], index)
            if one.indices[-2] == index and other.indices[-1] == index:
                return _delta(one.indices[-1], other.indices[-2], index)
            if one.base in self.symmetric:
                return _delta(_other(one, index), _other(other, index), index)
        for matrix, cofactor in ((one, other), (other, one)):
            if matrix.base in self.cofactors and self.cofactors[matrix.base][0] == cofactor.base:
                return self._laplace(matrix, cofactor, index)
        return None

    def _laplace(self, matrix: sp.Indexed, cofactor: sp.Indexed, index: sp.Symbol) -> sp.Expr | None:
        for place in (1, 0):  # along a row, along a column
            if matrix.indices[place] == index and cofactor.indices[place] == index:
                delta = _delta(matrix.indices[1 - place], cofactor.indices[1 - place], index)
                return None if delta is None else delta * self.cofactors[matrix.base][1]
        return None


def _other(entry: sp.Indexed, index: sp.Symbol) -> sp.Expr:
    row, column = entry.indices[-2:]
    return column if row == index else row


def _delta(one: sp.Expr, other: sp.Expr, index: sp.Symbol) -> sp.Expr | None:
    return None if index in (one, other) else sp.KroneckerDelta(one, other)


def facts_of(
    quantities: list[Quantity],
    random: Mapping[str, Random],
    totals: Mapping[str, tuple[int, sp.Expr]],
    fixed: Mapping[sp.Symbol, int],
) -> Facts:
    """Collect what the kinds of these quantities say."""
    symmetric = [s for q in quantities if q.kind.is_symmetric for s in (q.symbol, q.inverse) if s is not None]
    pairs = [(q.symbol, q.inverse) for q in quantities if q.inverse is not None]
    return Facts(
        symmetric=frozenset(symmetric),
        inverses=dict([*pairs, *[(b, a) for a, b in pairs]]),
        cofactors={q.symbol: (q.cofactors, q.determinant) for q in quantities if q.cofactors is not None},
        totals={q.symbol: totals[q.core] for q in quantities if q.core in totals},
        written_out={
            q.symbol: fixed[q.axes[totals[q.core][0]]]
            for q in quantities
            if q.core in totals and q.axes[totals[q.core][0]] in fixed
        },
        labels={q.symbol: q.over for q in quantities if q.kind.word == "label"},
        random={q.symbol: random[q.core] for q in quantities if q.core in random},
    )
