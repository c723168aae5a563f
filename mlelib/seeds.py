"""Seeds for EM: examples far from each other, found in one pass however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array
from mlelib.scale import ArraySource, Block, Memory, Source

# So many examples are enough to tell where the clusters are, and few enough for the memory.
MOST = 20_000


@dataclass(frozen=True)
class Sample:
    """Of all rows so far those with the largest random keys: a sample without replacement, in one pass."""

    keys: Array
    rows: Block

    def __add__(self, other: Sample) -> Sample:
        return Sample(np.concatenate([self.keys, other.keys]), np.concatenate([self.rows, other.rows])).cut()

    def cut(self) -> Sample:
        """Keep the largest keys only."""
        if len(self.keys) <= MOST:
            return self
        kept = np.sort(np.argpartition(self.keys, -MOST)[-MOST:])
        return Sample(self.keys[kept], self.rows[kept])


def some_rows(data: Source, rng: np.random.Generator) -> tuple[Array, Array | None]:
    """Return rows (m, d) to seed from and their weights or None: all rows in memory, a weighted sample of others."""
    if isinstance(data, ArraySource):
        return np.asarray(data.rows, dtype=np.float64), data.weights
    sample: Sample = data.sum(partial(_sample, seed=int(rng.integers(2**63))))
    return np.asarray(sample.rows[sample.keys > -np.inf], dtype=np.float64), None


def _sample(rows: Block, weights: Block | None, memory: Memory | None, seed: int) -> Sample:
    # A block does not know its number: its first bytes make its random numbers differ from another's.
    rng = np.random.default_rng([seed, len(rows), *rows[:2].tobytes()[:64]])
    keys = -rng.standard_exponential(len(rows))
    if weights is not None:
        # The logarithms of Efraimidis and Spirakis' keys (2006), for chances in proportion to the weights: the
        # keys themselves, random numbers to the power 1 / weight, are 0 where weights are small.
        keys = keys / weights
    return Sample(keys, np.asarray(rows)).cut()


def nearest_seed(
    rows: Array, weights: Array | None, K: int, rng: np.random.Generator
) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the number of the nearest of K seeds, drawn in proportion to weight and squared distance.

    That is k-means++ (Arthur and Vassilvitskii 2007). Raises ValueError with fewer than K different rows.
    """
    first = rng.integers(len(rows)) if weights is None else rng.choice(len(rows), p=weights / weights.sum())
    nearest = ((rows - rows[first]) ** 2).sum(axis=1)
    labels = np.zeros(len(rows), dtype=np.intp)
    for k in range(1, K):
        chances = nearest if weights is None else weights * nearest
        if not chances.any():
            check.refuse("K", K, f"at most {k}, the number of different examples")
        seed = rows[rng.choice(len(rows), p=chances / chances.sum())]
        distance = ((rows - seed) ** 2).sum(axis=1)
        labels[distance < nearest] = k
        nearest = np.minimum(nearest, distance)
    return labels
