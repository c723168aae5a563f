"""What EM must know of the data before its first step: how far they reach, and their sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlelib._records import Array
from mlelib.distributions.blocks import cuts, turn
from mlelib.distributions.statistics import Statistics
from mlelib.distributions.sums import BLOCK
from mlelib.scale import Block, Memory


@dataclass(frozen=True)
class Survey:
    """Of n examples how far they reach from a shift in each dimension, and their weighted sums Σ w T(x) about it."""

    n: int
    low: Array
    high: Array
    sums: Array

    def __add__(self, other: Survey) -> Survey:
        low, high = np.minimum(self.low, other.low), np.maximum(self.high, other.high)
        return Survey(self.n + other.n, low, high, self.sums + other.sums)


def survey(rows: Block, weights: Block | None, memory: Memory | None, kind: type[Statistics], shift: Array) -> Survey:
    """Return the survey of a block."""
    n, d = rows.shape
    total = Survey(0, np.full(d, np.inf), np.full(d, -np.inf), np.zeros(kind.size(d)))
    room = np.empty((d, max(1, min(n, BLOCK // d))))
    for block in cuts(n, room.shape[1]):
        centred = room[:, : block.stop - block.start]
        turn(rows[block], shift, centred)
        sums = kind.sums(centred, None if weights is None else weights[block])
        total += Survey(centred.shape[1], centred.min(axis=1), centred.max(axis=1), sums)
    return total
