"""Weighted moments about a shift: the sufficient statistics of every Gaussian.

The three kinds differ only in their product of two deviations a and b: entry by entry, summed, or outer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Self

import numpy as np
from scipy.linalg.blas import dsyrk

from mlelib._records import Array, frozen
from mlelib.distributions.statistics import Statistics

EPS = float(np.finfo(np.float64).eps)

# A second moment about the shift this many times the one about the mean has lost a digit in the subtraction.
LOSSY = 10

# So many products are added in one go.
PIECE = 4096

# From this dimension on the products of all pairs no longer fit in the cache beside each other.
WIDE = 24
# From this one on reading a row's numbers one by one costs more than the products with rows as they are.
LONG = 16


@dataclass(frozen=True, repr=False, eq=False)
class Moments(Statistics):
    """``weight`` Σw, ``first`` Σw(x − c), ``second`` Σw(x − c)², c being the ``shift``; of a batch (K, …).

    Deviations from a shift near the data are all but exact, sums of raw squares are not: x² of data near 1e8
    has no digit left for a variance of 1. Statistics with one shift add up as they are. Others are first
    moved to a common shift, which rounds a little more; as the first moment is kept beside the shift (and
    not folded into it), no digits of the variance hang on the rounding of the shift itself.
    """

    weight: Any
    first: Any
    second: Any
    shift: Any

    def __post_init__(self) -> None:
        self._set(**{name: frozen(value) for name, value in self._fields().items()})

    # --- T(x) = (1, x − c, the product of x − c with itself) ---

    @classmethod
    def size(cls, d: int) -> int:
        return 1 + 2 * d

    @classmethod
    def fill(cls, T: Array, d: int) -> None:
        np.multiply(T[1 : d + 1], T[1 : d + 1], out=T[d + 1 :])

    @classmethod
    def sums(cls, centred: Array, weights: Array | None, overwrite: bool = False) -> Array:
        if weights is None:
            total, first, second = centred.shape[1], centred.sum(axis=1), _dots(centred, centred)
        else:
            weighted = centred * weights
            total, first, second = weights.sum(), weighted.sum(axis=1), _dots(weighted, centred)
        return np.concatenate([[total], first, cls._packed(second)])

    @classmethod
    def from_sums(cls, sums: Array, shift: Array) -> Self:
        one_number = np.ndim(shift) == sums.ndim - 1
        d = 1 if one_number else shift.shape[-1]
        first, second = sums[..., 1 : d + 1], cls._unpacked(sums[..., d + 1 :], d)
        if one_number:
            first, second = first[..., 0], second[..., 0]
        return cls._trusted(weight=sums[..., 0], first=first, second=second, shift=shift)

    # --- in what the three kinds differ ---

    @classmethod
    def _packed(cls, second: Array) -> Array:
        """Return the second moments of T, each once, from those of single dimensions."""
        return second

    @classmethod
    def _unpacked(cls, packed: Array, d: int) -> Array:
        return packed

    @staticmethod
    def product(a: Any, b: Any) -> Any:
        """Return the product of two deviations, of a batch (K, …) for each."""
        return a * b

    def per_dimension(self, value: Any) -> Any:
        """Return, of a second moment, the entries that belong to single dimensions."""
        return value

    # --- what follows from it ---

    @cached_property
    def deviation(self) -> Any:
        """The weighted mean less the shift."""
        return self.first / self._column(self.first)

    @property
    def mean(self) -> Any:
        """The weighted mean."""
        return self.shift + self.deviation

    @property
    def second_about_mean(self) -> Any:
        """The weighted mean of ``product(x − mean, x − mean)``."""
        return self.spread()[0]

    def spread(self) -> tuple[Any, Any]:
        """Return ``second_about_mean``, and what rounding alone can make of a variance of zero.

        The latter is for each dimension, or for their sum. It has two sources: the subtraction here, and the
        data themselves, which next to a mean of m are known to eps·|m|. A spread of 1e-6 next to 1e8 is data;
        [0.1, 0.1, 0.1] has none.
        """
        deviation, second = self.deviation, self.second / self._column(self.second)
        given = (4 * EPS) * (self.shift + deviation)
        rounding = self.per_dimension((100 * EPS) * second + self.product(given, given)) + 1e-300
        return second - self.product(deviation, deviation), rounding

    @property
    def lossy(self) -> Any:
        with np.errstate(invalid="ignore", divide="ignore"):  # a component without weight is not lossy but empty
            about_mean = self.per_dimension(self.second_about_mean)
            lost = self.per_dimension(self.second / self._column(self.second)) > LOSSY * about_mean
        # The entries of one example, if it has more than one, are the last axis.
        return lost.any(axis=-1) if np.ndim(lost) > np.ndim(self.weight) else lost

    def about(self, shift: Any) -> Self:
        """Return the same moments about another shift."""
        shift = np.broadcast_to(shift, np.shape(self.shift))
        delta = shift - self.shift
        square = self.product(delta, delta)
        second = self.second - 2 * self.product(self.first, delta) + self._column(square) * square
        return type(self)(self.weight, self.first - self._column(delta) * delta, second, shift)

    def _column(self, like: Any) -> Any:
        """Return the weight in a shape that divides ``like``: one axis for K, the others of length 1."""
        return np.reshape(self.weight, np.shape(self.weight) + (1,) * (np.ndim(like) - np.ndim(self.weight)))

    def _plus(self, other: Self) -> Self:
        a, b = self, other
        if not np.array_equal(a.shift, b.shift):
            shift = np.asarray(a.shift) + b.weight / (a.weight + b.weight) * (np.asarray(b.shift) - a.shift)
            a, b = a.about(shift), b.about(shift)
        return type(self)(a.weight + b.weight, a.first + b.first, a.second + b.second, a.shift)

    def _width(self) -> int | None:
        first = np.asarray(self.first)
        return first.shape[-1] if first.ndim > np.ndim(self.weight) else None


class SummedMoments(Moments):
    """``second`` is Σw‖x − c‖², one number."""

    @classmethod
    def size(cls, d: int) -> int:
        return d + 2

    @classmethod
    def in_rows(cls, d: int) -> bool:
        return d >= LONG

    @classmethod
    def fill(cls, T: Array, d: int) -> None:
        np.einsum("ij,ij->j", T[1 : d + 1], T[1 : d + 1], out=T[d + 1])  # vecdot is slow down the columns

    @classmethod
    def _packed(cls, second: Array) -> Array:
        return np.array([second.sum()])

    @classmethod
    def _unpacked(cls, packed: Array, d: int) -> Array:
        return np.asarray(packed[..., 0])

    @staticmethod
    def product(a: Any, b: Any) -> Any:
        return np.vecdot(a, b)


class OuterMoments(Moments):
    """``second`` is Σw(x − c)(x − c)ᵀ, (d, d)."""

    @classmethod
    def size(cls, d: int) -> int:
        return 1 + d + d * (d + 1) // 2

    @classmethod
    def wide(cls, d: int) -> bool:
        return d >= WIDE

    @classmethod
    def fill(cls, T: Array, d: int) -> None:
        # The upper triangle, row by row: x_i times x_i, …, x_d.
        at = d + 1
        for i in range(1, d + 1):
            np.multiply(T[i : d + 1], T[i], out=T[at : at + d + 1 - i])
            at += d + 1 - i

    @classmethod
    def sums(cls, centred: Array, weights: Array | None, overwrite: bool = False) -> Array:
        d = len(centred)
        if weights is None:
            total, first, scaled = centred.shape[1], centred.sum(axis=1), centred
        else:
            total, first = weights.sum(), centred @ weights
            scaled = np.multiply(centred, np.sqrt(weights), out=centred if overwrite else None)
        # BLAS reads columns: of the two orders the one that needs no copy.
        fortran = scaled.flags.f_contiguous
        upper = dsyrk(1.0, scaled if fortran else scaled.T, trans=not fortran)
        return np.concatenate([[total], first, upper[triangle(d)]])

    @classmethod
    def _unpacked(cls, packed: Array, d: int) -> Array:
        second = np.empty((*packed.shape[:-1], d, d))
        i, j = triangle(d)
        second[..., i, j] = packed
        second[..., j, i] = packed
        return second

    @staticmethod
    def product(a: Any, b: Any) -> Any:
        outer = np.asarray(a)[..., :, None] * np.asarray(b)[..., None, :]
        return (outer + np.swapaxes(outer, -1, -2)) / 2

    def per_dimension(self, value: Any) -> Any:
        return np.diagonal(value, axis1=-2, axis2=-1)


def _dots(a: Array, b: Array) -> Array:
    """Return the products of rows, piece by piece: over a long row roundings of one sign would add up."""
    n = a.shape[1]
    tail = n - n % PIECE
    pieces = np.vecdot(a[:, :tail].reshape(len(a), -1, PIECE), b[:, :tail].reshape(len(b), -1, PIECE))
    return np.asarray(pieces.sum(axis=1) + np.vecdot(a[:, tail:], b[:, tail:]))


@cache
def triangle(d: int) -> tuple[Any, ...]:
    """Return rows and columns of the entries that ``OuterMoments`` packs: the upper triangle, row by row."""
    return np.triu_indices(d)
