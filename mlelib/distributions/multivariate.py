"""The multivariate Gaussian, with a full covariance matrix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.blas import dtrmm
from scipy.linalg.lapack import dtrtri

from mlelib import _checks as check
from mlelib._records import Array, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.form import Density
from mlelib.distributions.gaussian import LOG_2PI, SMALLEST
from mlelib.distributions.moments import EPS, OuterMoments, triangle
from mlelib.distributions.statistics import Statistics
from mlelib.errors import DegenerateFitError


@dataclass(frozen=True, repr=False, eq=False)
class MultivariateGaussian(Distribution):
    """The normal distribution of a vector, with a full covariance matrix.

    ``mean`` (d,) and ``covariance`` (d, d), symmetric and positive definite; of a batch (K, d) and (K, d, d). Raises
    ValueError otherwise. The estimates are the sample mean and the sample covariance with divisor n (Mardia,
    Kent and Bibby 1979, section 4.2.2); with n ≤ d that matrix is singular, and ``fit`` raises
    DegenerateFitError.

    ``score(x)["covariance"]`` is ½ (Λ S Λ − W Λ), with Λ = Σ⁻¹, W the total weight, S = Σ w (x−μ)(x−μ)ᵀ: the
    gradient for d² entries that vary independently, so a change of a symmetric pair counts both its entries.
    ``fisher_information`` instead has d(d+1)/2 entries for the covariance, vech Σ: its block is (n/2)
    Dᵀ(Λ⊗Λ)D, D the duplication matrix (Magnus and Neudecker's notation). The standard error of Σ_jl is
    √((Σ_jl² + Σ_jj Σ_ll) / n).

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
    parameter_scales: ClassVar[tuple[str, ...]] = ("plain", "covariance")
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
    def _estimate(cls, statistics: OuterMoments, mean: Any, floor: float) -> Self:
        covariance, rounding = statistics.spread()
        if floor > 0:
            # A floor next to nothing beside the largest variance may be lost in the rounding of the entries.
            covariance, rounding = _at_least(covariance, floor), np.zeros_like(rounding)
        if not _clearly_proper(covariance, rounding):
            for k, (S, noise) in enumerate(zip(covariance, rounding, strict=True)):
                _check_rank(S, noise, k)
        return cls._trusted(mean=mean, covariance=covariance)

    def _natural(self) -> Array:
        K, d = self.mean.shape
        L = np.linalg.cholesky(self.covariance)
        inverse = np.linalg.inv(L)
        precision = np.swapaxes(inverse, -1, -2) @ inverse
        natural = np.empty((K, OuterMoments.size(d)))
        linear = natural[:, 1 : d + 1]
        np.matvec(precision, self.mean, out=linear)
        halves = np.log(np.diagonal(L, axis1=-2, axis2=-1)).sum(axis=1)
        natural[:, 0] = -0.5 * (d * LOG_2PI + np.vecdot(self.mean, linear)) - halves
        i, j = triangle(d)
        natural[:, d + 1 :] = np.where(i == j, -0.5, -1.0) * precision[:, i, j]  # an entry off the diagonal is two
        return natural

    def _least_variance(self) -> float:
        values = np.linalg.eigvalsh(self.covariance)
        # It is known to the rounding of the largest: what EM returns with ``min_variance`` must be a start again.
        return float((values[..., 0] + (8 * EPS) * self.dimension * values[..., -1]).min())

    def _condition(self) -> float:
        eigenvalues = [correlation_eigenvalues(S) for S in self.covariance.reshape(-1, self.dimension, self.dimension)]
        return float(max(values[-1] / max(values[0], EPS) for values in eigenvalues))

    def _units(self) -> dict[str, Any]:
        sd = np.sqrt(np.diagonal(self.covariance, axis1=-2, axis2=-1))
        return {"mean": sd, "covariance": sd[..., :, None] * sd[..., None, :]}

    def _density(self) -> Density:
        L = np.linalg.cholesky(self.covariance)
        peak = -0.5 * self.dimension * LOG_2PI - np.log(np.diagonal(L)).sum()
        # In EM the rows come about the rounded mean; what is left of it is mostly below rounding.
        mean = self.mean if (np.abs(self.mean) > 8 * EPS * np.sqrt(np.diagonal(self.covariance))).any() else None
        return partial(_whitened_log_prob, mean, dtrtri(np.asfortranarray(L), lower=1)[0], float(peak))

    def _log_prob(self, x: Array) -> Array:
        return self._density()(x.copy())

    def _sample(self, n: int, rng: np.random.Generator) -> Array:
        L = np.linalg.cholesky(self.covariance)
        return np.asarray(self.mean + rng.standard_normal((n, self.dimension)) @ L.T)

    def _precision(self) -> Array:
        precision = cho_solve(cho_factor(self.covariance, lower=True), np.eye(self.dimension))
        return np.asarray((precision + precision.T) / 2)

    def _gradient(self, statistics: OuterMoments) -> dict[str, Value]:
        # In units of the standard deviations: the precision of a variance of 1e-200, squared, is no float.
        s, sd = statistics, np.sqrt(np.diagonal(self.covariance))
        units = sd[:, None] * sd
        precision = type(self)._trusted(mean=self.mean, covariance=self.covariance / units)._precision()
        second = s.second / units
        with np.errstate(over="ignore"):
            covariance = (precision @ second @ precision - s._column(second) * precision) / 2 / units
            return {"mean": s.first / sd @ precision / sd, "covariance": covariance}

    def _fisher(self, n: float) -> Value:
        d, P = self.dimension, self._precision()
        j, i = np.triu_indices(d)  # (i, j) runs through the lower triangle column by column
        count = np.where(i == j, 1, 2)
        information = np.zeros((d + len(i), d + len(i)))
        information[:d, :d] = n * P
        with np.errstate(over="ignore"):
            # The entries of Dᵀ(Λ⊗Λ)D without the d² × d² product: an off-diagonal entry stands for two.
            both = P[np.ix_(i, i)] * P[np.ix_(j, j)] + P[np.ix_(i, j)] * P[np.ix_(j, i)]
            information[d:, d:] = n / 4 * np.outer(count, count) * both
        return information

    def _errors(self, n: float) -> dict[str, Value]:
        S = self.covariance
        scale = np.sqrt(np.diagonal(S))
        return {"mean": np.sqrt(np.diagonal(S) / n), "covariance": np.hypot(S, np.outer(scale, scale)) / np.sqrt(n)}


def _at_least(covariance: Array, floor: float) -> Array:
    """Raise eigenvalues to ``floor``: of all covariances with such eigenvalues the most likely one.

    The log-likelihood falls with each eigenvalue's ratio to the sample's own on its own, so the maximum under
    the constraint keeps the eigenvectors (Ingrassia 2004, section 3).
    """
    values, vectors = np.linalg.eigh(covariance)
    low = values[:, 0] < floor
    raised = (vectors * np.maximum(values, floor)[:, None, :]) @ np.swapaxes(vectors, -1, -2)
    return np.where(low[:, None, None], (raised + np.swapaxes(raised, -1, -2)) / 2, covariance)


def _clearly_proper(covariance: Array, rounding: Array) -> bool:
    """Whether no eigenvalue can be near zero, told without eigenvalues.

    The eigenvalues of d correlations have the mean 1, so those beside the smallest have a product below e:
    the smallest is more than the determinant over e.
    """
    variances = np.diagonal(covariance, axis1=-2, axis2=-1)
    if not (variances > rounding).all():
        return False
    scale = np.sqrt(variances)
    d = scale.shape[-1]
    determinant = np.linalg.det(covariance / (scale[:, :, None] * scale[:, None, :]))
    return bool((determinant / np.e > smallest_eigenvalue(d) + d * (rounding / variances).max()).all())


def _check_rank(S: Array, rounding: Array, component: int) -> None:
    """Refuse a covariance that is singular to rounding."""
    variances, d = np.diagonal(S), len(S)
    spread = variances > rounding
    if not spread.any():
        raise DegenerateFitError("the variance in dimension 0 is zero to rounding", component)
    eigenvalues = correlation_eigenvalues(S[np.ix_(spread, spread)])
    floor = smallest_eigenvalue(d) + d * (rounding[spread] / variances[spread]).max()
    rank = int((eigenvalues > floor).sum())
    if rank < d:
        raise DegenerateFitError(f"the covariance is singular to rounding, its rank is {rank} of {d}", component)


def _whitened_log_prob(mean: Array | None, whiten: Array, peak: float, rows: Array) -> Array:
    """Return peak − ½‖W(x − mean)‖², W = L⁻¹ being lower triangular; overwrites the rows."""
    if mean is not None:
        rows -= mean
    # C rows are Fortran columns: in place. A product is three times as fast as solving with L, and as exact.
    white = dtrmm(1.0, whiten, rows.T, lower=1, overwrite_b=1).T
    return np.asarray(peak - 0.5 * np.vecdot(white, white))


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
