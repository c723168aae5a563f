"""The E-step of a Gaussian (or any exponential-family) mixture, block by block, in two ways that agree.

The density of a component is exp(η·T(x)), so the log-odds of all components are ONE matrix product, and the
expected sufficient statistics Σ r T(x) are another: that is ``natural_pass``. Its squares are about one origin
for all components; where clusters are narrow and far apart they would lose digits, and ``plain_pass`` takes
each component's deviations from its own mean, as the textbook writes it.

Both return additive sums, so blocks, threads and a cluster's workers all do the same, and nothing of size
n × K × d, or even n × K, ever exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlelib._records import Array
from mlelib.distributions.blocks import cuts, even
from mlelib.distributions.form import Density
from mlelib.distributions.statistics import Statistics
from mlelib.layouts import Columns, Rows, aligned
from mlelib.scale import Block, Memory

# Bytes in use for a block: few enough for the cache of one core, and enough that the calls cost little. The plain
# formulas take half as much again for what they compute on the way.
ROOM, PLAIN_ROOM = 2 << 20, 3 << 19
# OpenBLAS multiplies matrices of up to 100³ products as they are; larger ones it first copies, which thin ones do not
# repay: here they take half as long again.
SMALL_PRODUCT = 960_000
# Log-odds whose exponentials are floats; e^-700 is nearly the last normal one, and below it exp is slow.
LARGE_ODDS: dict[np.dtype[Any], float] = {np.dtype(np.float64): 700.0, np.dtype(np.float32): 80.0}
SMALL_ODDS = -700.0
# A responsibility so much smaller than the largest adds nothing to a component's sums. It is the exponential of a
# difference of log densities: for that to be more than -745 and still a difference after rounding, no deviation can be
# beyond 4e9 standard deviations, and their squares times this stay below 1e-20.
NOTHING = 1e-40
# So many normalisers share a logarithm, where their product is sure to be a float.
LOGS_AT_ONCE, LARGEST_TO_SHARE = 8, 1e38


@dataclass(frozen=True)
class Expected:
    """What a pass over some examples adds up to.

    ``log_likelihood``, and ``sums`` Σ r T(x): (K, p) with the responsibilities r. ``impossible`` counts examples
    that no component can generate.
    """

    log_likelihood: float
    sums: Array
    impossible: int = 0

    def __add__(self, other: Expected) -> Expected:
        return Expected(
            self.log_likelihood + other.log_likelihood, self.sums + other.sums, self.impossible + other.impossible
        )


def natural_pass(
    rows: Block,
    copies: Block | None,
    memory: Memory | None,
    odds: Array,
    origin: Array,
    kind: type[Statistics],
    largest: float = np.inf,
    dtype: Any = np.float64,
) -> Expected:
    """Return sums for all components but the heaviest one, from the other K−1 log-odds against it.

    ``odds`` (K−1, p) are differences of natural parameters about the ``origin`` (d,); no log-odds are beyond
    ``largest``. What is missing is linear in T(x), and so known from the total: the log-likelihood is η·ΣT(x) of
    the heaviest component more, and its sums are what the others leave of ΣT(x). For K = 2 this E-step is
    logistic regression's prediction.
    """
    memory = {} if memory is None else memory
    room = memory["room"] = memory.get("room") or _Room(rows, len(odds), origin, kind, dtype)
    odds = odds.astype(dtype, copy=False)
    limit, log_likelihood, sums = LARGE_ODDS[odds.dtype], 0.0, np.zeros(odds.shape)
    for block in room.order(len(rows)):
        Z, s = room.views(block.stop - block.start)
        if room.holds != block:
            room.T.write(rows[block])
            room.holds = block
        weights = None if copies is None else copies[block]
        room.T.log_odds(odds, out=Z)
        # No test where none can be so large: a pass over Z costs a good part of its exponentials.
        top = None
        if largest > limit and Z.max(initial=0) > limit:
            top = Z.max(axis=0, initial=0)
            Z -= top
        if largest > -SMALL_ODDS and Z.min(initial=0) < SMALL_ODDS:
            np.maximum(Z, SMALL_ODDS, out=Z)
        log_likelihood += _normalise(Z, s, weights, top)
        sums += room.T.sums(Z)
    return Expected(log_likelihood, sums)


def _normalise(Z: Array, s: Array, weights: Block | None, top: Array | None) -> float:
    """Turn log-odds Z (K−1, b) into weighted responsibilities, in place; return Σ w log(1 + Σ odds).

    The log-odds are all less ``top`` (b,), if there is one.
    """
    np.exp(Z, out=Z)
    if top is None:
        np.add.reduce(Z, axis=0, out=s, initial=1)
    else:
        np.add(np.add.reduce(Z, axis=0, out=s), np.exp(-top), out=s)
    logs = _sum_of_logs(s, weights)
    Z *= np.divide(1 if weights is None else weights, s, out=s)
    if top is None:
        return logs
    return logs + float(top.sum() if weights is None else top @ weights)


def _sum_of_logs(s: Array, weights: Array | None) -> float:
    if weights is not None:
        return float(weights @ np.log(s))
    if s.dtype != np.float64 or s.max(initial=1) > LARGEST_TO_SHARE:
        return float(np.log(s).sum(dtype=np.float64))
    # One logarithm for the product of several normalisers, each of them 1 or more (or nearly).
    many = len(s) // LOGS_AT_ONCE * LOGS_AT_ONCE
    products = np.multiply.reduce(s[:many].reshape(LOGS_AT_ONCE, -1), axis=0)
    return float(np.log(products).sum() + np.log(s[many:]).sum())


class _Room:
    """Arrays for a block: T in some layout, the log-odds (K−1, b) and their normalisers (b,).

    The block that a pass ends with is the next one's first: its T is still there.
    """

    def __init__(self, rows: Block, q: int, origin: Array, kind: type[Statistics], dtype: type[np.floating[Any]]):
        n, d = rows.shape
        layout = Rows if kind.in_rows(d) and rows.flags.c_contiguous else Columns
        self.size = block_size(n, kind.size(d), q)
        self.holds: slice | None = None
        self.T = layout(self.size, q, origin, kind, dtype)
        self.Z, self.s = aligned((q, self.size), dtype), aligned((self.size,), dtype)

    def order(self, n: int) -> list[slice]:
        """Return the blocks of n rows, back and forth from one pass to the next."""
        blocks = list(cuts(n, self.size))
        return blocks[::-1] if self.holds in blocks[-1:] else blocks

    def views(self, b: int) -> tuple[Array, Array]:
        return (self.Z, self.s) if b == self.size else (self.Z[:, :b], self.s[:b])


def block_size(n: int, p: int, q: int) -> int:
    """Return how many of n examples make a block, if T takes p numbers of each."""
    rows = min(ROOM // (8 * (p + 2 * q + 1)), SMALL_PRODUCT // max(1, q * p), 1 << 15)
    # An odd number of cache lines: rows of T a power of two apart would evict each other.
    return max(1, min(n, (even(n, max(256, rows)) + 7) // 16 * 16 + 8))


def plain_pass(
    rows: Block,
    copies: Block | None,
    memory: Memory | None,
    log_weights: Array,
    densities: list[Density],
    origins: Array,
    about: Array,
    kind: type[Statistics],
) -> Expected:
    """Return sums (K, p), each component's about a point of its own, ``about`` (K, d).

    ``densities`` are the components' log densities as functions of the deviations from their ``origins`` (K, d).
    """
    n, d = rows.shape
    K = len(densities)
    size = max(64, PLAIN_ROOM // (8 * (2 * d + 2 * K)))
    # A weight may be as small as a square is large: then every example may count.
    choose = kind.wide(d) and copies is None
    log_likelihood, sums, impossible = 0.0, np.zeros((K, kind.size(d))), 0
    for block in cuts(n, size):
        weights = None if copies is None else copies[block]
        total, r, none = responsibilities(rows[block], weights, log_weights, densities, origins)
        log_likelihood, impossible = log_likelihood + total, impossible + none
        for k in range(K):
            examples, r_k = _that_count(rows[block], r[k]) if choose else (rows[block], r[k])
            sums[k] += kind.sums((examples - about[k]).T, r_k, overwrite=True)
    return Expected(log_likelihood, sums, impossible)


def _that_count(rows: Block, r: Array) -> tuple[Block, Array]:
    """Return the rows, and their responsibilities, that a component's sums can show: few, of clusters apart."""
    counts = r > NOTHING * r.max()
    return (rows[counts], r[counts]) if 2 * np.count_nonzero(counts) < len(r) else (rows, r)


def responsibilities(
    rows: Block, weights: Block | None, log_weights: Array, densities: list[Density], origins: Array
) -> tuple[float, Array, int]:
    """Return Σ w log p(x), the weighted responsibilities (K, b), and how many examples have density 0."""
    joint = np.empty((len(densities), len(rows)))
    for k, density in enumerate(densities):
        joint[k] = density(rows - origins[k])
    joint += log_weights[:, None]
    top = joint.max(axis=0)
    none = np.isneginf(top)
    top[none] = 0  # -inf less -inf would be NaN
    if weights is not None:
        none &= weights > 0
    np.exp(np.subtract(joint, top, out=joint), out=joint)
    s = joint.sum(axis=0)
    s[s == 0] = 1
    log_prob = top + np.log(s)
    total = log_prob.sum() if weights is None else log_prob @ weights
    joint *= np.divide(1 if weights is None else weights, s)
    return float(total), joint, int(np.count_nonzero(none))
