"""Gaussians with one variance, one a dimension, or one for all dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.moments import Moments, SummedMoments
from mlelib.distributions.statistics import Statistics
from mlelib.errors import DegenerateFitError

LOG_2PI = float(np.log(2 * np.pi))
SMALLEST = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, repr=False, eq=False)
class Gaussian(Distribution):
    """The normal distribution of a number, with variance (never standard deviation) as its parameter.

    ``mean`` is a float, ``variance`` a positive float; of a batch both are arrays (K,). Raises ValueError
    otherwise. ``covariance`` is the variance, under the name that all Gaussians share. The estimates are the
    sample mean and the sample variance with divisor n (Bishop 2006, eqs. 1.55, 1.56).

    >>> g = Gaussian.fit([1, 2, 3, 6])
    >>> g
    Gaussian(mean=3.0, variance=3.5)
    >>> Gaussian(mean=[6, 7], variance=[1, 4])[1]
    Gaussian(mean=7.0, variance=4.0)
    """

    mean: Value
    variance: Value
    parameter_ndims: ClassVar[tuple[int, ...]] = (0, 0)
    parameter_scales: ClassVar[tuple[str, ...]] = ("plain", "log")
    statistics_type: ClassVar[type[Statistics]] = Moments

    def _check(self) -> None:
        if (np.asarray(self.variance) < SMALLEST).any():
            check.refuse("variance", check.brief(self.variance), "positive numbers")

    @property
    def covariance(self) -> Value:
        """The variance, under the name that all Gaussians share."""
        return self.variance

    @property
    def free_parameters(self) -> int:
        return 2

    @classmethod
    def _estimate(cls, statistics: Moments, mean: Any, floor: float) -> Self:
        return cls._trusted(mean=mean, variance=proper_variance(*statistics.spread(), floor))

    def _natural(self) -> Array:
        mean, variance = self.mean.reshape(len(self.mean), -1), self.variance.reshape(len(self.mean), -1)
        natural = np.empty((len(mean), 1 + 2 * mean.shape[1]))
        linear, square = natural[:, 1 : mean.shape[1] + 1], natural[:, mean.shape[1] + 1 :]
        np.divide(-0.5, variance, out=square)
        np.divide(mean, variance, out=linear)
        natural[:, 0] = -0.5 * (np.log(variance) + mean * linear + LOG_2PI).sum(axis=1)
        return natural

    def _least_variance(self) -> float:
        return float(np.min(self.variance))

    def _units(self) -> dict[str, Any]:
        return {"mean": np.sqrt(self.variance), "variance": self.variance}

    def _log_prob(self, x: Array) -> Array:
        return np.asarray(-0.5 * (LOG_2PI + np.log(self.variance) + (x - self.mean) ** 2 / self.variance))

    def _sample(self, n: int, rng: np.random.Generator) -> Array:
        return np.asarray(self.mean + np.sqrt(self.variance) * rng.standard_normal((n, *np.shape(self.mean))))

    def _gradient(self, statistics: Moments) -> dict[str, Value]:
        s, v = statistics, self.variance
        return {"mean": s.first / v, "variance": (s.second / v - s._column(s.second)) / (2 * v)}

    def _fisher(self, n: float) -> Value:
        with np.errstate(over="ignore"):
            v = np.atleast_1d(self.variance)
            return np.diag(np.concatenate([n / v, n / v / v / 2]))

    def _errors(self, n: float) -> dict[str, Value]:
        return {"mean": np.sqrt(self.variance / n), "variance": self.variance * np.sqrt(2 / n)}


@dataclass(frozen=True, repr=False, eq=False)
class DiagonalGaussian(Gaussian):
    """Independent normal numbers, a Gaussian for each dimension.

    ``mean`` (d,) and ``variance`` (d,); of a batch (K, d) each. Raises ValueError on other shapes and on a variance
    that is not positive. ``covariance`` is the diagonal matrix, (d, d) or (K, d, d). The estimates are those of
    ``Gaussian``, one dimension at a time.

    >>> g = DiagonalGaussian.fit([[0, 0], [2, 4]])
    >>> g
    DiagonalGaussian(mean=[1, 2], variance=[1, 4])
    >>> g.covariance.tolist()
    [[1.0, 0.0], [0.0, 4.0]]
    """

    data_ndim: ClassVar[int] = 2
    parameter_ndims: ClassVar[tuple[int, ...]] = (1, 1)

    def _check(self) -> None:
        super()._check()
        if np.shape(self.mean) != np.shape(self.variance):
            check.refuse("variance", f"shape {np.shape(self.variance)}", f"shape {np.shape(self.mean)}, as mean")

    @property
    def covariance(self) -> Value:
        return frozen(np.asarray(self.variance)[..., None] * np.eye(self.dimension))

    @property
    def free_parameters(self) -> int:
        return 2 * self.dimension

    def _log_prob(self, x: Array) -> Array:
        return np.asarray(super()._log_prob(x).sum(axis=1))


@dataclass(frozen=True, repr=False, eq=False)
class SphericalGaussian(Distribution):
    """A Gaussian whose contours are spheres: one variance for all dimensions.

    ``mean`` (d,) and ``variance``, a positive float; of a batch (K, d) and (K,). Raises ValueError otherwise.
    ``covariance`` is variance times the identity, (d, d) or (K, d, d). The estimates are the sample mean x̄ and
    Σ‖x − x̄‖² / (n d).

    >>> SphericalGaussian.fit([[0, 0], [2, 4]])
    SphericalGaussian(mean=[1, 2], variance=2.5)
    """

    mean: Value
    variance: Value
    data_ndim: ClassVar[int] = 2
    parameter_ndims: ClassVar[tuple[int, ...]] = (1, 0)
    parameter_scales: ClassVar[tuple[str, ...]] = ("plain", "log")
    statistics_type: ClassVar[type[Statistics]] = SummedMoments

    def _check(self) -> None:
        if (np.asarray(self.variance) < SMALLEST).any():
            check.refuse("variance", check.brief(self.variance), "positive numbers")

    @property
    def covariance(self) -> Value:
        """Variance times the identity, (d, d) or (K, d, d)."""
        return frozen(np.asarray(self.variance)[..., None, None] * np.eye(self.dimension))

    @property
    def free_parameters(self) -> int:
        return self.dimension + 1

    @classmethod
    def _estimate(cls, statistics: SummedMoments, mean: Any, floor: float) -> Self:
        (variance, rounding), d = statistics.spread(), mean.shape[1]
        return cls._trusted(mean=mean, variance=proper_variance(variance / d, rounding / d, floor))

    def _natural(self) -> Array:
        K, d = self.mean.shape
        natural = np.empty((K, d + 2))
        linear, square = natural[:, 1 : d + 1], natural[:, d + 1]
        np.divide(-0.5, self.variance, out=square)
        np.divide(self.mean, self.variance[:, None], out=linear)
        natural[:, 0] = -0.5 * (d * (np.log(self.variance) + LOG_2PI) + np.vecdot(self.mean, linear))
        return natural

    def _least_variance(self) -> float:
        return float(np.min(self.variance))

    def _units(self) -> dict[str, Any]:
        return {"mean": np.sqrt(self.variance)[..., None], "variance": self.variance}

    def _log_prob(self, x: Array) -> Array:
        squares = ((x - self.mean) ** 2).sum(axis=1)
        return np.asarray(-0.5 * (self.dimension * (LOG_2PI + np.log(self.variance)) + squares / self.variance))

    def _sample(self, n: int, rng: np.random.Generator) -> Array:
        return np.asarray(self.mean + np.sqrt(self.variance) * rng.standard_normal((n, self.dimension)))

    def _gradient(self, statistics: SummedMoments) -> dict[str, Value]:
        s, v = statistics, self.variance
        return {"mean": s.first / v, "variance": (s.second / v - s.weight * self.dimension) / (2 * v)}

    def _fisher(self, n: float) -> Value:
        with np.errstate(over="ignore"):
            v, d = np.float64(self.variance), self.dimension
            return np.diag(np.append(np.full(d, n / v), n * d / v / v / 2))

    def _errors(self, n: float) -> dict[str, Value]:
        v, d = self.variance, self.dimension
        return {"mean": np.full(d, np.sqrt(v / n)), "variance": v * np.sqrt(2 / (n * d))}


def proper_variance(variance: Any, rounding: Any, floor: float) -> Any:
    """Return the variances of a batch, at least ``floor``; where that is 0, refuse one that is zero to rounding."""
    if floor > 0:
        return np.maximum(variance, floor)
    proper = variance > rounding
    if not proper.all():
        component, *dimension = np.argwhere(~proper)[0].tolist()
        where = f" in dimension {dimension[0]}" if dimension else ""
        raise DegenerateFitError(f"the variance{where} is zero to rounding", component)
    return variance
