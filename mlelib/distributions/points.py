"""Which examples carry a component's weight: what a collapse is reported by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlelib import _checks as check
from mlelib.errors import DegenerateFitError
from mlelib.scale import Block, Memory, Source

EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Carriers:
    """Of n examples those with more than a rounding's share of the weight: their numbers, values and weights."""

    n: int
    numbers: np.ndarray[Any, Any]
    values: Block
    weights: np.ndarray[Any, Any]

    def __add__(self, other: Carriers) -> Carriers:
        """Put two blocks one after the other; the sum of blocks finds the carriers of all."""
        both = Carriers(
            self.n + other.n,
            np.concatenate([self.numbers, other.numbers + self.n]),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.weights, other.weights]),
        )
        return both._heavy()

    def _heavy(self) -> Carriers:
        heavy = self.weights > EPS * self.weights.max(initial=0)
        return Carriers(self.n, self.numbers[heavy], self.values[heavy], self.weights[heavy])

    def blame(self, error: DegenerateFitError) -> DegenerateFitError:
        """Return the error with the points in it."""
        points = tuple(self.numbers.tolist())
        return DegenerateFitError(error.reason, error.component, points, check.describe(self.values, points))


def of_block(values: Block, weights: np.ndarray[Any, Any]) -> Carriers:
    """Return the carriers of one block."""
    return Carriers(len(values), np.arange(len(values)), values, weights)._heavy()


def carriers(data: Source, component: int | None, labels: bool = False) -> Carriers:
    """Return the examples that carry the weight of a component, or of all where it is None."""
    found: Carriers = data.sum(partial(_carriers, component=component, labels=labels, flat=data.data_ndim == 1))
    return found


def _carriers(
    rows: Block, weights: Block | None, memory: Memory | None, component: int | None, labels: bool, flat: bool
) -> Carriers:
    if weights is None:
        column = np.ones(len(rows))
    elif labels:
        column = (weights == component).astype(np.float64)
    else:
        column = weights if weights.ndim == 1 else weights[:, component or 0]
    return of_block(rows[:, 0] if flat else rows, column)
