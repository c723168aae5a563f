"""Sums of sufficient statistics over a sample, in blocks that stay in the cache, about a shift near the data."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array
from mlelib.distributions.blocks import cuts, turn
from mlelib.distributions.statistics import Statistics
from mlelib.scale import Block, Memory, Source

S = TypeVar("S", bound=Statistics)

# Numbers in a block: a quarter of a megabyte of them stays in the cache between one operation and the next.
BLOCK = 1 << 15


def gather(source: Source, kind: type[S], shift: Array | None = None, labels: int | None = None) -> S:
    """Return the statistics of all data, (K, …) where weights are (n, K).

    ``shift`` is (d,) or (K, d). Without one, a value near the first rows is shared by all; where that turns out
    to be too far away to keep the digits of a variance, a second pass takes the means that the first one found.
    With ``labels`` (their number), weights are labels 0, …, K−1.
    """
    with np.errstate(invalid="ignore", over="ignore"):  # bad values are named below
        about = near(source, kind) if shift is None else kind.place(shift)
        statistics = _gather(source, kind, about, labels)
        if shift is None and statistics.lossy.any():
            empty = np.equal(statistics.weight, 0)[..., None]
            mean = np.reshape(statistics.mean, (*np.shape(statistics.weight), len(about)))
            statistics = _gather(source, kind, np.where(empty, about, mean), labels)
    return statistics


def near(source: Source, kind: type[Statistics]) -> Array:
    """Return a shift (d,) near the data: of each dimension the value nearest to the mean of the first rows.

    It is a value of the data itself, so that it moves with them: what is added to all of them, changes no bit of
    the differences.
    """
    rows = source.first()
    rows = rows[: max(1, BLOCK // rows.shape[1])].astype(np.float64)
    if not len(rows):
        return np.zeros(rows.shape[1])
    nearest = np.abs(rows - rows.mean(axis=0)).argmin(axis=0)
    return kind.place(rows[nearest, np.arange(len(nearest))])


def _gather(source: Source, kind: type[S], shift: Array, labels: int | None) -> S:
    sums = source.sum(partial(weighted_sums, kind=kind, shift=shift, labels=labels))
    # A value that is too large shows in a square, or in the shift that was taken from the data.
    refuse_bad(source, sums, max(np.sqrt(np.abs(sums)).max(), np.abs(shift).max()))
    shift = np.broadcast_to(shift, (*sums.shape[:-1], shift.shape[-1]))
    return kind.from_sums(sums, shift[..., 0] if source.data_ndim == 1 else shift)


def refuse_bad(source: Source, sums: Array, reach: float) -> None:
    """Name the bad value that shows in the sums, or in how far the data ``reach``; refuse sums that overflow."""
    finite = np.isfinite(sums).all()
    if not (finite and reach <= check.LARGEST):
        source.complain()
        if not finite:
            check.refuse("x", "sums that overflow", "smaller numbers or weights")


def weighted_sums(
    rows: Block,
    weights: Block | None,
    memory: Memory | None,
    kind: type[Statistics],
    shift: Array,
    labels: int | None = None,
) -> Array:
    """Return Σ w T(x) about the shift: (p,), or (K, p) where weights are (n, K) or labels."""
    n, d = rows.shape
    one = labels is None and (weights is None or weights.ndim == 1)
    K = 1 if one else labels or weights.shape[1]  # type: ignore[union-attr]
    sums = np.zeros((K, kind.size(d)))
    room = np.empty((d, max(1, min(n, BLOCK // d))))
    for block in cuts(n, room.shape[1]):
        columns = _columns(None if weights is None else weights[block], K, one)
        centred = room[:, : block.stop - block.start]
        for k in range(K):
            if k == 0 or shift.ndim == 2:
                turn(rows[block], np.atleast_2d(shift)[k], centred)
            sums[k] += kind.sums(centred, columns[k])
    return sums[0] if one else sums


def _columns(weights: Any, K: int, one: bool) -> Any:
    if one:
        return [weights]
    if weights.ndim == 2:
        return weights.T
    wrong = weights[~np.isin(weights, np.arange(K))]
    if wrong.size:
        check.refuse("labels", f"a label {wrong[0]}", f"whole numbers 0, …, K−1 = {K - 1}")
    return (weights == np.arange(K)[:, None]).astype(np.float64)


def weighted_total(log_prob: Array, weights: Array) -> Any:
    """Sum weights times log_prob; a weight of 0 leaves the example out even where log_prob is -inf."""
    if log_prob.ndim > weights.ndim:
        weights = weights[:, None]
    weights = np.broadcast_to(weights, log_prob.shape)
    terms = np.multiply(weights, log_prob, out=np.zeros(log_prob.shape), where=weights > 0)
    total = terms.sum(axis=0)
    return float(total) if total.ndim == 0 else total
