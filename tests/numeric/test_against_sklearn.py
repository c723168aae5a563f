"""200 runs of EM, step for step beside scikit-learn's GaussianMixture."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from mlelib import DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em

TYPES = {
    Gaussian: "full",
    SphericalGaussian: "spherical",
    DiagonalGaussian: "diag",
    MultivariateGaussian: "full",
}


def precisions(m, kind):
    if kind == "full":
        return np.linalg.inv(np.reshape(m.components.covariance, (m.K, m.components.dimension, m.components.dimension)))
    return 1 / m.components.variance


def sklearn_fit(rows, start, kind, steps):
    means = start.components.mean.reshape(start.K, -1)
    model = GaussianMixture(
        start.K,
        covariance_type=kind,
        tol=0,  # with reg_covar 0: as many M-steps as max_iter says
        reg_covar=0,
        max_iter=steps,
        weights_init=start.weights,
        means_init=means,
        precisions_init=precisions(start, kind),
        init_params="random",
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(rows)


@pytest.mark.parametrize("family", list(TYPES), ids=lambda family: family.__name__)
def test_fifty_runs(family):
    rng = np.random.default_rng(0)
    for _ in range(50):
        d = 1 if family is Gaussian else int(rng.integers(1, 5))
        K, n, steps = int(rng.integers(1, 5)), int(rng.integers(60, 200)), int(rng.integers(1, 25))
        rows = rng.normal(size=(n, d)) + rng.normal(0, 2, (K, d))[rng.integers(0, K, n)]
        x = rows[:, 0] if family is Gaussian else rows
        start = Mixture.fit_weighted(x, rng.dirichlet(np.ones(K), n), family)
        ours = em(x, start, tol=0, max_steps=steps)
        assert ours.steps == steps
        theirs = sklearn_fit(rows, start, TYPES[family], steps)
        close = {"rtol": 1e-9, "atol": 1e-9}
        np.testing.assert_allclose(ours.mixture.weights, theirs.weights_, **close)
        np.testing.assert_allclose(ours.mixture.components.mean.reshape(K, d), theirs.means_, **close)
        spread = ours.mixture.components.covariance if TYPES[family] == "full" else ours.mixture.components.variance
        np.testing.assert_allclose(spread.reshape(theirs.covariances_.shape), theirs.covariances_, **close)
        assert ours.log_likelihoods[-1] == pytest.approx(n * theirs.score(rows), rel=1e-11)
        np.testing.assert_allclose(ours.mixture.responsibilities(x), theirs.predict_proba(rows), **close)
