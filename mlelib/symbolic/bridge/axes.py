"""Arrays in which every index owns an axis: picking entries, adding up, contracting, and the same on logarithms.

All arrays of one calculation have as many axes as there can be indices at once; an axis has length one where the array
does not hold its index. numpy's broadcasting then lines everything up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from string import ascii_letters

import numpy as np
import sympy as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Numbers between 10^-DIGITS and 10^DIGITS are within the range of floats, with room to spare.
DIGITS = 300


@dataclass(frozen=True)
class Axis:
    """Where an index lives, and the range it runs over at the moment: 1 … n is ``start`` 0 and ``stop`` n."""

    place: int
    start: int
    stop: int

    @property
    def length(self) -> int:
        return self.stop - self.start


Scope = Mapping[sp.Symbol, Axis]


def entries(array: Array, indices: Sequence[sp.Expr], scope: Scope, rank: int) -> Array:
    """The entries that these indices pick: a number picks one place, a symbol its range; twice the same, the diagonal.

    >>> i, j = sp.symbols("i j")
    >>> scope = {i: Axis(0, 0, 3), j: Axis(1, 0, 2)}
    >>> entries(np.arange(6.0).reshape(2, 3), (j, i), scope, rank=2).shape
    (3, 2)
    """
    picks: list[int | slice] = []
    places: list[int] = []
    for index in indices:
        if index.is_Integer:
            picks.append(int(index) - 1)
        else:
            axis = scope[index]
            picks.append(slice(axis.start, axis.stop))
            places.append(axis.place)
    picked = array[tuple(picks)]
    order = sorted(set(places))
    return _spread(_einsum([picked], [places], order), order, rank)


def _spread(array: Array, places: Sequence[int], rank: int) -> Array:
    """Put the axes of an array to these places, in ascending order, and ones elsewhere."""
    lengths = dict(zip(places, array.shape, strict=True))
    return np.reshape(array, [lengths.get(place, 1) for place in range(rank)])


def added(array: Array, axes: Sequence[Axis]) -> Array:
    """The sum over these axes; what does not hold one of them is taken that many times."""
    present, absent = _present(array, axes)
    return np.asarray(np.add.reduce(array, axis=present, keepdims=True) * absent)


def multiplied(array: Array, axes: Sequence[Axis]) -> Array:
    """The product over these axes."""
    present, absent = _present(array, axes)
    return np.asarray(np.multiply.reduce(array, axis=present, keepdims=True) ** absent)


def _present(array: Array, axes: Sequence[Axis]) -> tuple[tuple[int, ...], int]:
    present = tuple(axis.place for axis in axes if array.shape[axis.place] > 1)
    absent = [axis.length for axis in axes if array.shape[axis.place] == 1]
    return present, reduce(lambda a, b: a * b, absent, 1)


def contracted(factors: Sequence[Array], axes: Sequence[Axis]) -> Array:
    """The sum of a product over these axes; the product itself is not built.

    >>> row, column = np.ones((1000, 1)), np.ones((1, 1000))
    >>> contracted([row, column], [Axis(0, 0, 1000), Axis(1, 0, 1000)])
    array([[1000000.]])
    """
    if len(factors) == 1:
        return added(factors[0], axes)
    rank = factors[0].ndim
    number = reduce(np.multiply, [f for f in factors if f.size == 1], np.ones((1,) * rank))
    arrays = [f for f in factors if f.size > 1]
    if len(arrays) < 2:
        return number * added(arrays[0] if arrays else np.ones((1,) * rank), axes)
    held = [[place for place, length in enumerate(f.shape) if length > 1] for f in arrays]
    summed = {axis.place for axis in axes}
    kept = sorted(set(chain(*held)) - summed)
    squeezed = [np.reshape(f, [f.shape[place] for place in places]) for f, places in zip(arrays, held, strict=True)]
    result = _einsum(squeezed, held, kept)
    absent = [axis.length for axis in axes if all(axis.place not in places for places in held)]
    return number * _spread(result, kept, rank) * float(np.prod(absent))


def _einsum(arrays: Sequence[Array], held: Sequence[Sequence[int]], kept: Sequence[int]) -> Array:
    """numpy's, with places for letters. It never builds more than the largest of its arrays and the result."""
    words = ["".join(ascii_letters[place] for place in places) for places in (*held, kept)]
    return np.asarray(np.einsum(f"{','.join(words[:-1])}->{words[-1]}", *arrays, optimize=len(arrays) > 1))


def extreme(factors: Sequence[Array]) -> bool:
    """Is something so large or so small that a product of these may leave the range of floats?"""
    huge = 10.0 ** (DIGITS / len(factors))
    sizes = [np.abs(factor) for factor in factors]
    return not all(((s == 0) | ((s > 1 / huge) & (s < huge))).all() for s in sizes)


@dataclass(frozen=True)
class Logarithm:
    """A number as its sign and the logarithm of its absolute value, −∞ for zero: it cannot overflow."""

    sign: Array
    size: Array

    @classmethod
    def of(cls, value: Array) -> Logarithm:
        return cls(np.sign(value), np.log(np.abs(value)))

    @property
    def value(self) -> Array:
        """The number itself."""
        return np.asarray(self.sign * np.exp(self.size))

    @property
    def real(self) -> Array:
        """The logarithm, which a negative number does not have."""
        return np.where(self.sign < 0, np.nan, self.size)

    def __mul__(self, other: Logarithm) -> Logarithm:
        return Logarithm(self.sign * other.sign, self.size + other.size)

    def __pow__(self, exponent: Array) -> Logarithm:
        """A negative number has whole powers only."""
        exists = (self.sign >= 0) | (exponent == np.floor(exponent))
        sign, size = np.where(exists, self.sign**exponent, np.nan), exponent * self.size
        one = (exponent == 0) & (self.size < np.inf)
        return Logarithm(np.where(one, 1.0, sign), np.where(one, 0.0, size))

    def multiplied(self, axes: Sequence[Axis]) -> Logarithm:
        """The product over these axes."""
        return Logarithm(multiplied(self.sign, axes), added(self.size, axes))

    def added(self, axes: Sequence[Axis]) -> Logarithm:
        """The sum over these axes: log-sum-exp, the largest term taken out first."""
        top = np.max(self.size, axis=tuple(axis.place for axis in axes), keepdims=True)
        top = np.where(np.isfinite(top), top, 0.0)
        return Logarithm(np.ones_like(top), top) * Logarithm.of(added(self.sign * np.exp(self.size - top), axes))

    def __add__(self, other: Logarithm) -> Logarithm:
        top = np.maximum(self.size, other.size)
        top = np.where(np.isfinite(top), top, 0.0)
        total = self.sign * np.exp(self.size - top) + other.sign * np.exp(other.size - top)
        return Logarithm(np.ones_like(top), top) * Logarithm.of(total)
