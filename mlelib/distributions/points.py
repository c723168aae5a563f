"""Which examples carry a component's weight: what a collapse is reported by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from mlelib import _checks as check
from mlelib.distributions.blocks import cuts
from mlelib.errors import DegenerateFitError
from mlelib.scale import Block, Memory, Source

EPS = float(np.finfo(np.float64).eps)

# So many examples are looked at in one go, and so many carriers are kept: a million of them tell no more.
ROWS, KEPT = 4096, 1000

#: column(rows, weights) gives each example's weight in the component (b,).
Column: TypeAlias = Callable[[Block, Block | None], np.ndarray[Any, Any]]


@dataclass(frozen=True)
class Load:
    """The largest weight of some examples, and the sum of all."""

    largest: float
    total: float

    def __add__(self, other: Load) -> Load:
        return Load(max(self.largest, other.largest), self.total + other.total)


@dataclass(frozen=True)
class Carriers:
    """Of n examples those with more than a rounding's share of the weight: how many, the first by number and value."""

    n: int
    count: int
    numbers: np.ndarray[Any, Any]
    values: Block
    total: float = 0.0

    def __add__(self, other: Carriers) -> Carriers:
        """Put two blocks one after the other."""
        numbers = np.concatenate([self.numbers, other.numbers + self.n])[:KEPT]
        values = np.concatenate([self.values, other.values])[:KEPT]
        return Carriers(self.n + other.n, self.count + other.count, numbers, values)

    def __str__(self) -> str:
        return check.describe(self.values, self.numbers.tolist(), self.count)

    def blame(self, error: DegenerateFitError) -> DegenerateFitError:
        """Return the error with the points in it."""
        return DegenerateFitError(error.reason, error.component, tuple(self.numbers.tolist()), str(self))


def carriers(data: Source, column: Column) -> Carriers:
    """Return the examples that carry a weight, and its total: in two passes, and little memory."""
    load: Load = data.sum(partial(_load, column=column))
    flat = data.data_ndim == 1
    found: Carriers = data.sum(partial(_carriers, column=column, least=EPS * load.largest, flat=flat))
    return Carriers(found.n, found.count, found.numbers, found.values, load.total)


def given(rows: Block, weights: Block | None, component: int | None, labels: bool) -> np.ndarray[Any, Any]:
    """Return the weights that ``fit`` was given for a component: a column of them, or where its label stands."""
    if weights is None:
        return np.ones(len(rows))
    if labels:
        return np.where(weights == component, 1.0, 0.0)
    return weights if weights.ndim == 1 else weights[:, component or 0]


def _load(rows: Block, weights: Block | None, memory: Memory | None, column: Column) -> Load:
    load = Load(0.0, 0.0)
    for block in cuts(len(rows), ROWS):
        w = column(rows[block], None if weights is None else weights[block])
        load += Load(float(w.max()), float(w.sum()))
    return load


def _carriers(
    rows: Block, weights: Block | None, memory: Memory | None, column: Column, least: float, flat: bool
) -> Carriers:
    values = rows[:, 0] if flat else rows
    found = Carriers(0, 0, np.empty(0, dtype=np.intp), values[:0])
    for block in cuts(len(rows), ROWS):
        heavy = np.flatnonzero(column(rows[block], None if weights is None else weights[block]) > least)
        found += Carriers(block.stop - block.start, len(heavy), heavy[:KEPT], values[block][heavy[:KEPT]])
    return found
