"""The same EM for mlelib and for scikit-learn: data, a start, and a run of as many steps."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from mlelib import DiagonalGaussian, EMResult, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em
from mlelib._records import Array
from mlelib.climb import Climb, View
from mlelib.scale import source

STEPS = 20
FAMILIES: dict[str, Any] = {"spherical": SphericalGaussian, "diag": DiagonalGaussian, "full": MultivariateGaussian}


@dataclass(frozen=True)
class Problem:
    """Data (n, d), and a start for EM with covariances of a kind."""

    X: Array
    start: Mixture
    kind: str

    def ours(self, steps: int = STEPS, **options: Any) -> EMResult:
        """Run mlelib's em."""
        x = (
            self.X[:, 0]
            if isinstance(self.start.components, Gaussian) and self.start.components.data_ndim == 1
            else self.X
        )
        return em(x, self.start, tol=0, max_steps=steps, **options)

    def steps(self) -> Callable[[], View]:
        """Return a piece of code that takes the steps of ``ours``, without what comes before the first of them."""
        climb = Climb(source(self.X, None, 2), type(self.start.components), 0, np.dtype(np.float64))
        start = climb.start(self.start)
        return lambda: reduce(lambda view, _: climb.ascend(view), range(STEPS), start)

    def theirs(self, steps: int = STEPS) -> GaussianMixture:
        """Run scikit-learn's fit: the same start, the same steps, no regularisation."""
        model = GaussianMixture(
            self.start.K,
            covariance_type=self.kind,
            tol=0,
            reg_covar=0,
            max_iter=steps,
            weights_init=self.start.weights,
            means_init=self.start.components.mean.reshape(self.start.K, -1),
            precisions_init=self._precisions(),
            init_params="random",
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(self.X)

    def _precisions(self) -> Array:
        K, d = self.start.K, self.X.shape[1]
        if self.kind == "full":
            return np.asarray(np.linalg.inv(np.reshape(self.start.components.covariance, (K, d, d))))
        return np.reshape(1 / self.start.components.variance, (K,) if self.kind == "spherical" else (K, d))

    def disagreement(self) -> float:
        """Return the largest relative difference of the log-likelihood at any step."""
        theirs = len(self.X) * np.array(self.theirs().lower_bounds_)
        return float(np.max(np.abs(self.ours().log_likelihoods[: len(theirs)] / theirs - 1)))


def homework(kind: str) -> Problem:
    """Return the homework's five numbers: in one dimension the three kinds of covariance are one model."""
    return Problem(np.array([[-1], [0], [4], [5], [6.0]]), Mixture([0.5, 0.5], Gaussian([6, 7], [1, 4])), kind)


def clusters(n: int, d: int, K: int, kind: str, seed: int = 0) -> Problem:
    """Return n examples around K centres, and a start beside the centres with the variances of all."""
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(K, d))
    X = centres[rng.integers(K, size=n)]
    X += rng.normal(size=(n, d))
    means, variance = centres + 0.5 * rng.normal(size=(K, d)), X.var(axis=0)
    spread = {
        "spherical": partial(np.full, K, variance.mean()),
        "diag": partial(np.tile, variance, (K, 1)),
        "full": partial(np.tile, np.diag(variance), (K, 1, 1)),
    }
    return Problem(X, Mixture(np.full(K, 1 / K), FAMILIES[kind](means, spread[kind]())), kind)
