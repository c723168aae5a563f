"""Weighted moments about a shift: the sufficient statistics of every Gaussian.

The three kinds differ only in their product of two deviations a and b: entry by entry, summed, or outer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from mlelib._records import Array, frozen
from mlelib.distributions.statistics import Statistics

EPS = float(np.finfo(np.float64).eps)


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

    @staticmethod
    def product(a: Any, b: Any) -> Any:
        """Return the product of two deviations."""
        return a * b

    @classmethod
    def squares(cls, x: Array, weights: Array) -> Any:
        """Return the weighted sum of ``product(x, x)`` over the examples."""
        return weights @ x**2

    def per_dimension(self, value: Any) -> Any:
        """Return, of a second moment, the entries that belong to single dimensions."""
        return value

    @classmethod
    def of(cls, x: Array, weights: Array, shift: Any = None) -> Self:
        """Return the moments of checked data, by default about their weighted mean."""
        shift = _weighted_mean(x, weights) if shift is None else shift
        centred = x - shift
        return cls(weights.sum(), weights @ centred, cls.squares(centred, weights), shift)

    @property
    def mean(self) -> Any:
        """The weighted mean."""
        return self.shift + self.first / self.weight

    @property
    def second_about_mean(self) -> Any:
        """The weighted mean of ``product(x − mean, x − mean)``."""
        deviation = self.first / self.weight
        return self.second / self.weight - self.product(deviation, deviation)

    @property
    def rounding(self) -> Any:
        """What rounding alone can make of a variance of zero, for each dimension (or for their sum).

        Two sources: the subtraction in ``second_about_mean``, and the data themselves, which next to a mean
        of m are known to eps·|m|. A spread of 1e-6 next to 1e8 is data; [0.1, 0.1, 0.1] has none.
        """
        subtraction = 100 * EPS * self.per_dimension(self.second / self.weight)
        given = 4 * EPS * np.asarray(self.mean)
        return subtraction + self.per_dimension(self.product(given, given)) + 1e-300

    def about(self, shift: Any) -> Self:
        """Return the same moments about another shift."""
        delta = np.asarray(shift) - self.shift
        second = self.second - 2 * self.product(self.first, delta) + self.weight * self.product(delta, delta)
        return type(self)(self.weight, self.first - self.weight * delta, second, shift)

    def _plus(self, other: Self) -> Self:
        a, b = self, other
        if not np.array_equal(a.shift, b.shift):
            total = a.weight + b.weight
            if total == 0:
                return a
            shift = np.asarray(a.shift) + b.weight / total * (np.asarray(b.shift) - a.shift)
            a, b = a.about(shift), b.about(shift)
        return type(self)(a.weight + b.weight, a.first + b.first, a.second + b.second, a.shift)

    def _width(self) -> int | None:
        first = np.asarray(self.first)
        return first.shape[-1] if first.ndim > np.ndim(self.weight) else None


class SummedMoments(Moments):
    """``second`` is Σw‖x − c‖², one number."""

    @staticmethod
    def product(a: Any, b: Any) -> Any:
        return a @ b

    @classmethod
    def squares(cls, x: Array, weights: Array) -> Any:
        return weights @ (x**2).sum(axis=1)


class OuterMoments(Moments):
    """``second`` is Σw(x − c)(x − c)ᵀ, (d, d)."""

    @staticmethod
    def product(a: Any, b: Any) -> Any:
        outer = np.multiply.outer(a, b)
        return (outer + outer.T) / 2

    @classmethod
    def squares(cls, x: Array, weights: Array) -> Any:
        second = (x * weights[:, None]).T @ x
        return (second + second.T) / 2  # a matrix product need not be symmetric to the last bit

    def per_dimension(self, value: Any) -> Any:
        return np.diagonal(value)


def _weighted_mean(x: Array, weights: Array) -> Any:
    # Its rounding does no harm: the first moment about it says how far off it is.
    total = weights.sum()
    return weights @ x / total if total > 0 else np.zeros(x.shape[1:])
