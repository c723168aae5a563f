"""The multivariate Gaussian, with a full covariance matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from mlelib import _checks as check
from mlelib._records import Array, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.gaussian import LOG_2PI, SMALLEST, proper_variance
from mlelib.distributions.moments import EPS, OuterMoments
from mlelib.distributions.statistics import Statistics
from mlelib.errors import DegenerateFitError


@dataclass(frozen=True, repr=False, eq=False)
class MultivariateGaussian(Distribution):
    """The normal distribution of a vector.

    mean (d,) and covariance (d, d), symmetric and positive definite; of a batch (K, d) and (K, d, d). Raises
    ValueError otherwise. The estimates are the sample mean and the sample covariance with divisor n (Mardia,
    Kent and Bibby 1979, section 4.2.2); with n ≤ d that matrix is singular, and ``fit`` raises
    DegenerateFitError.

    ``score(x)["covariance"]`` is ½ (Λ S Λ − W Λ), with Λ = Σ⁻¹, W the total weight, S = Σ w (x−μ)(x−μ)ᵀ: the
    gradient for d² entries that vary independently, so a change of a symmetric pair counts both its entries.
    ``fisher_information`` instead has d(d+1)/2 entries for the covariance, vech Σ: its block is (n/2)
    Dᵀ(Λ⊗Λ)D, D the duplication matrix (Magnus and Neudecker's notation). The standard error of σ_ij is
    sqrt((σ_ij² + σ_ii σ_jj) / n).

    >>> g = MultivariateGaussian.fit([[0, 0], [2, 4], [4, 2]])
    >>> g.mean.tolist()
    [2.0, 2.0]
    >>> g.covariance.round(3).tolist()
    [[2.667, 1.333], [1.333, 2.667]]
    """

    mean: Value
    covariance: Value
    data_ndim: ClassVar[int] = 2
    parameter_ndims: ClassVar[tuple[int, ...]] = (1, 2)
    statistics_type: ClassVar[type[Statistics]] = OuterMoments

    def _check(self) -> None:
        S, d = np.asarray(self.covariance), self.dimension
        if S.shape[-2:] != (d, d):
            check.refuse("covariance", f"shape {S.shape}", f"shape {(*S.shape[:-2], d, d)}, as d = {d} in mean")
        variances = np.diagonal(S, axis1=-2, axis2=-1)
        if (variances < SMALLEST).any():
            check.refuse("covariance", f"a variance {variances.min()} on the diagonal", "a positive definite matrix")
        scale = np.sqrt(variances)
        if (np.abs(S - np.swapaxes(S, -1, -2)) > 1e-12 * scale[..., :, None] * scale[..., None, :]).any():
            check.refuse("covariance", "a matrix that is not symmetric", "a symmetric matrix")
        # Both triangles to the last bit: what reads only one of them then sees the same matrix.
        self._set(covariance=frozen((S + np.swapaxes(S, -1, -2)) / 2))
        for single in self.covariance.reshape(-1, d, d):
            smallest = correlation_eigenvalues(single)[0]
            if smallest <= smallest_eigenvalue(d) / 10:
                check.refuse(
                    "covariance",
                    f"a matrix whose correlations have the eigenvalue {smallest:.3g}",
                    "a positive definite matrix",
                )

    @property
    def free_parameters(self) -> int:
        return self.dimension + self.dimension * (self.dimension + 1) // 2

    @classmethod
    def _statistics(cls, x: Array, weights: Array, shift: Any) -> OuterMoments:
        return OuterMoments.of(x, weights, shift)

    @classmethod
    def _estimate(cls, statistics: OuterMoments) -> Self:
        S, rounding = statistics.second_about_mean, statistics.rounding
        d = len(S)
        variances = np.diagonal(S)
        if (variances > rounding).any():
            spread = variances > rounding
            eigenvalues = correlation_eigenvalues(S[np.ix_(spread, spread)])
            floor = smallest_eigenvalue(d) + d * (rounding[spread] / variances[spread]).max()
            rank = int((eigenvalues > floor).sum())
            if rank < d:
                raise DegenerateFitError(f"the covariance is singular to rounding, its rank is {rank} of {d}")
        else:
            proper_variance(variances, rounding)
        return cls(statistics.mean, S)

    def _log_prob(self, x: Array) -> Array:
        L = np.linalg.cholesky(self.covariance)
        whitened = solve_triangular(L, (x - self.mean).T, lower=True, check_finite=False)
        log_determinant = 2 * np.log(np.diagonal(L)).sum()
        return np.asarray(-0.5 * (self.dimension * LOG_2PI + log_determinant + (whitened**2).sum(axis=0)))

    def _sample(self, n: int, rng: np.random.Generator) -> Array:
        L = np.linalg.cholesky(self.covariance)
        return np.asarray(self.mean + rng.standard_normal((n, self.dimension)) @ L.T)

    def _precision(self) -> Array:
        precision = cho_solve(cho_factor(self.covariance, lower=True), np.eye(self.dimension))
        return np.asarray((precision + precision.T) / 2)

    def _score(self, x: Array, weights: Array) -> dict[str, Value]:
        s, precision = self._statistics(x, weights, self.mean), self._precision()
        covariance = (precision @ s.second @ precision - s.weight * precision) / 2
        return {"mean": precision @ s.first, "covariance": covariance}

    def _fisher(self, n: float) -> Value:
        d, P = self.dimension, self._precision()
        j, i = np.triu_indices(d)  # (i, j) runs through the lower triangle column by column
        # The entries of Dᵀ(Λ⊗Λ)D without the d² × d² product: an off-diagonal entry stands for two.
        both = P[np.ix_(i, i)] * P[np.ix_(j, j)] + P[np.ix_(i, j)] * P[np.ix_(j, i)]
        count = np.where(i == j, 1, 2)
        information = np.zeros((d + len(i), d + len(i)))
        information[:d, :d] = n * P
        information[d:, d:] = n / 4 * np.outer(count, count) * both
        return information

    def _errors(self, n: float) -> dict[str, Value]:
        S = self.covariance
        variances = np.diagonal(S)
        return {
            "mean": np.sqrt(variances / n),
            "covariance": np.sqrt((S**2 + np.outer(variances, variances)) / n),
        }


def correlation_eigenvalues(covariance: Array) -> Array:
    """Return the eigenvalues of the correlations, smallest first: they do not depend on any units."""
    scale = np.sqrt(np.diagonal(covariance))
    return np.asarray(np.linalg.eigvalsh(covariance / scale[:, None] / scale), dtype=np.float64)


def smallest_eigenvalue(d: int) -> float:
    """Return what rounding makes of a zero eigenvalue of a d × d correlation matrix, generously.

    The constructor accepts a tenth of it, so that whatever ``fit`` lets pass can be built, factored and
    inverted.
    """
    return 10 * max(10, d) * d * EPS
