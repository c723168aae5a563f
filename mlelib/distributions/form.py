"""What a family is: the shape of its parameters, its exponential form, and the formulas of one distribution.

A family supplies its exponential form (statistics, natural parameters, estimate), which serves whole batches at
once, and the plain formulas of ONE distribution: its density, sample, score, information and errors.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array, Batchable, Value, frozen
from mlelib.distributions.blocks import turn
from mlelib.distributions.statistics import Statistics

#: From rows (b, d), which it may overwrite, to log densities (b,).
Density: TypeAlias = Callable[[Array], Array]


class Form(Batchable):
    """One distribution, or a batch of K with K in front of each parameter: what a family tells of itself."""

    data_ndim: ClassVar[int] = 1
    """1 where x has shape (n,), 2 where it has shape (n, d)."""

    parameter_ndims: ClassVar[tuple[int, ...]]
    parameter_scales: ClassVar[tuple[str, ...]]
    """On which scale each parameter's confidence interval is symmetric: see ``intervals``."""

    statistics_type: ClassVar[type[Statistics]]

    # --- what a family supplies: three short maps, for a batch of K ---

    @abstractmethod
    def _natural(self) -> Array:
        """Return the natural parameters (K, p): the log density is their product with T(x) about 0."""

    @classmethod
    @abstractmethod
    def _estimate(cls, statistics: Any, mean: Any, floor: float) -> Self:
        """Return the maximum likelihood estimates, the means being given, unchecked.

        Variances are at least ``floor``; where that is 0, one that is zero to rounding raises
        DegenerateFitError.
        """

    @abstractmethod
    def _units(self) -> dict[str, Any]:
        """Return what a change of each parameter is measured in, in its shape."""

    # --- and the plain formulas, for a single distribution ---

    @abstractmethod
    def _check(self) -> None:
        """Refuse impossible values of one distribution's parameters."""

    @abstractmethod
    def _log_prob(self, x: Array) -> Array: ...

    def _density(self) -> Density:
        """Return the log density as a function of rows (b, d), which it may overwrite: for many blocks."""
        return partial(_rows_log_prob, self)

    @abstractmethod
    def _sample(self, n: int, rng: np.random.Generator) -> Array: ...

    @abstractmethod
    def _gradient(self, statistics: Any) -> dict[str, Value]:
        """Return the score, which is linear in the statistics about the mean; of each in a batch of them."""

    @abstractmethod
    def _fisher(self, n: float) -> Value: ...

    @abstractmethod
    def _errors(self, n: float) -> dict[str, Value]: ...

    @property
    @abstractmethod
    def free_parameters(self) -> int:
        """The number of free parameters of one distribution; a full covariance has d(d + 1)/2 of its own.

        >>> from mlelib import MultivariateGaussian
        >>> MultivariateGaussian([0, 0], [[1, 0], [0, 1]]).free_parameters
        5
        """

    def _least_variance(self) -> float:
        """Return the smallest variance in any direction, infinity for a family without one."""
        return float(np.inf)

    def _condition(self) -> float:
        """Return what the roundings of the parameters are multiplied by in a log density."""
        return 1.0

    # --- what follows from it ---

    def __post_init__(self) -> None:
        values = dict(zip(self._fields(), zip(self._fields().values(), self.parameter_ndims, strict=True), strict=True))
        self._set(**{name: frozen(array) for name, array in check.parameters(values).items()})
        self._check()

    @property
    def batch(self) -> int | None:
        """K for a batch, None for a single distribution.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=[6, 7], variance=[1, 4]).batch, Gaussian(6, 1).batch
        (2, None)
        """
        value = next(iter(self._fields().values()))
        return len(value) if np.ndim(value) > self.parameter_ndims[0] else None

    @property
    def dimension(self) -> int:
        """How many numbers an example has, d.

        >>> from mlelib import Gaussian, SphericalGaussian
        >>> Gaussian(0, 1).dimension, SphericalGaussian([0, 0, 0], 1).dimension
        (1, 3)
        """
        return 1 if self.data_ndim == 1 else int(np.shape(next(iter(self._fields().values())))[-1])

    def _moved(self, by: Array) -> Self:
        """Return the same with ``by``, (d,) or (K, d), added to the means, unchecked."""
        if not hasattr(self, "mean"):
            return self
        return self._trusted(**{**self._fields(), "mean": self.mean + (by[..., 0] if self.data_ndim == 1 else by)})

    def _about_mean(self, x: Array, weights: Array) -> Any:
        """Return one distribution's statistics about its own mean."""
        kind, mean = self.statistics_type, self._mean()
        centred = x.reshape(len(x), -1) - mean.ravel()
        return kind.from_sums(kind.sums(centred.T, weights), mean)

    def _each_about_mean(self, x: Array) -> Any:
        """Return the same of every example alone, a batch (b, …)."""
        kind, mean = self.statistics_type, self._mean()
        rows = x.reshape(len(x), -1)
        d = rows.shape[1]
        T = np.ones((kind.size(d), len(rows)))
        turn(rows, mean.ravel(), T[1 : d + 1])
        kind.fill(T, d)
        return kind.from_sums(T.T, np.broadcast_to(mean, (len(rows), *mean.shape)))

    def _mean(self) -> Array:
        """Return the mean that statistics are about, of one distribution; 0 in a family without one."""
        return np.asarray(getattr(self, "mean", 0.0))


def _rows_log_prob(single: Form, rows: Array) -> Array:
    return single._log_prob(rows[:, 0] if single.data_ndim == 1 else rows)
