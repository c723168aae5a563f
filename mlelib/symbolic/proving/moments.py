"""The expectation of a product of independent data whose indices may or may not coincide.

For indices a, b, … the expectation of x_a^p x_b^q … is a sum over the ways to put the factors into blocks: each block
contributes its joint cumulant, and a Kronecker delta that says that all its indices are equal. For two factors,

    𝔼[x_a^p x_b^q] = m_p m_q + δ_ab (m_{p+q} − m_p m_q).

Sums over the deltas are then contracted like any others, so the result holds for every sample size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial

import sympy as sp
from sympy.utilities.iterables import multiset_partitions

from ..errors import Undecided
from ..expectation import Distribution

MAX_FACTORS = 6

Entry = tuple[sp.Indexed, int]  # a datum and its power


@dataclass(frozen=True)
class Random:
    """A declared random array: its distribution, its arguments in SymPy, and the index letters they are written in."""

    distribution: Distribution
    arguments: tuple[sp.Expr, ...]
    letters: tuple[sp.Symbol, ...]

    def moment(self, power: int, entry: sp.Indexed) -> sp.Expr:
        if power > self.distribution.highest:
            raise Undecided(f"the moment of order {power} is not known")
        here = dict(zip(self.letters, entry.indices, strict=True))
        return self.distribution.moment(power, [a.xreplace(here) for a in self.arguments])


def expected_product(entries: list[Entry], random: Mapping[sp.Basic, Random]) -> sp.Expr:
    """The expectation of a product of powers of data, with deltas for the indices that coincide."""
    if len(entries) > MAX_FACTORS:
        raise Undecided(f"an expectation of more than {MAX_FACTORS} factors")
    if not entries:
        return sp.S.One
    total = sp.S.Zero
    for partition in multiset_partitions(list(range(len(entries)))):
        blocks = [[entries[place] for place in block] for block in partition]
        total += sp.Mul(*[_delta(block) * _cumulant(block, random) for block in blocks])
    return total


def _delta(block: list[Entry]) -> sp.Expr:
    """One where all entries of the block are the same datum; data of two arrays never are."""
    first = block[0][0]
    if any(entry.base != first.base for entry, _ in block):
        return sp.S.Zero
    pairs = [pair for entry, _ in block[1:] for pair in zip(first.indices, entry.indices, strict=True)]
    return sp.Mul(*[sp.KroneckerDelta(a, b) for a, b in pairs])


def _cumulant(block: list[Entry], random: Mapping[sp.Basic, Random]) -> sp.Expr:
    """The joint cumulant of powers of one datum: moments by Möbius inversion over partitions."""
    entry = block[0][0]
    declared = random[entry.base]

    def moments(groups: list[list[int]]) -> sp.Expr:
        return sp.Mul(*[declared.moment(sum(block[place][1] for place in group), entry) for group in groups])

    total = sp.S.Zero
    for groups in multiset_partitions(list(range(len(block)))):
        sign = (-1) ** (len(groups) - 1) * factorial(len(groups) - 1)
        total += sign * moments(groups)
    return total
