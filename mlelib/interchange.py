"""To scikit-learn and scipy, and back. Both are imported where they are needed, so mlelib does without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array
from mlelib.distributions import (
    Bernoulli,
    DiagonalGaussian,
    Distribution,
    Gaussian,
    MultivariateGaussian,
    SphericalGaussian,
)

if TYPE_CHECKING:
    from mlelib.mixture import Mixture

# scikit-learn's covariance_type for each family.
TYPES: dict[type[Distribution], str] = {
    Gaussian: "full",
    MultivariateGaussian: "full",
    DiagonalGaussian: "diag",
    SphericalGaussian: "spherical",
}
FAMILIES: dict[str, Any] = {
    "full": MultivariateGaussian,
    "tied": MultivariateGaussian,
    "diag": DiagonalGaussian,
    "spherical": SphericalGaussian,
}


def to_scipy(single: Distribution) -> Any:
    """Return one distribution as a frozen one of ``scipy.stats``."""
    from scipy import stats

    if single.batch is not None:
        check.refuse("distribution", f"a batch of {single.batch}", "a single one: pick a component, such as g[0]")
    if isinstance(single, Bernoulli):
        return stats.bernoulli(single.probability)
    if type(single) is Gaussian:
        return stats.norm(single.mean, np.sqrt(single.variance))
    g: Any = single
    # From its root, scipy's density keeps the digits of a covariance that is nearly singular.
    return stats.multivariate_normal(g.mean, stats.Covariance.from_cholesky(np.linalg.cholesky(g.covariance)))


def to_sklearn(mixture: Mixture) -> Any:
    """Return a ``GaussianMixture`` as ``fit`` leaves it after 0 steps from this mixture."""
    from sklearn.mixture import GaussianMixture

    components = mixture.components
    if type(components) not in TYPES:
        check.refuse("components", f"a batch of {type(components).__name__}", "Gaussians: scikit-learn mixes no others")
    kind, K, d = TYPES[type(components)], mixture.K, components.dimension
    model = GaussianMixture(K, covariance_type=kind)
    model.weights_ = np.array(mixture.weights)
    model.means_ = components.mean.reshape(K, d).copy()
    spread = components.covariance.reshape(K, d, d) if kind == "full" else components.variance
    model.covariances_ = np.array(spread)
    model.precisions_cholesky_ = _whitening(model.covariances_, kind)
    root = model.precisions_cholesky_
    model.precisions_ = root @ np.swapaxes(root, 1, 2) if kind == "full" else root**2
    model.converged_, model.n_iter_, model.n_features_in_ = False, 0, d
    model.lower_bound_, model.lower_bounds_ = -np.inf, []
    return model


def _whitening(spread: Array, kind: str) -> Array:
    """Return what turns deviations to standard normal ones: L⁻ᵀ, LLᵀ being the covariance."""
    if kind != "full":
        return np.asarray(1 / np.sqrt(spread))
    return np.asarray(np.swapaxes(np.linalg.inv(np.linalg.cholesky(spread)), 1, 2))


def from_sklearn(model: Any, univariate: bool) -> tuple[Array, Distribution]:
    """Return the weights and the components of a fitted ``GaussianMixture``."""
    from sklearn.mixture import GaussianMixture

    if not isinstance(model, GaussianMixture):
        check.refuse("model", check.brief(model), "a sklearn.mixture.GaussianMixture")
    if not hasattr(model, "weights_"):
        check.refuse("model", f"{check.brief(model)}, not fitted", "a fitted GaussianMixture: call its fit first")
    weights, means, spread = (
        np.asarray(a, dtype=np.float64) for a in (model.weights_, model.means_, model.covariances_)
    )
    if abs(weights.sum() - 1) > 1e-9:  # fitted in float32
        weights = weights / weights.sum()
    kind, (K, d) = model.covariance_type, means.shape
    if univariate:
        if d != 1:
            check.refuse("model", f"one of d = {d} columns", "one column for univariate=True")
        return weights, Gaussian(means[:, 0], np.broadcast_to(spread.ravel(), K))
    if FAMILIES[kind] is MultivariateGaussian:
        # Rounding in float32 leaves them less symmetric than a covariance must be.
        spread = np.broadcast_to((spread + np.swapaxes(spread, -1, -2)) / 2, (K, d, d))
    return weights, FAMILIES[kind](means, spread)
