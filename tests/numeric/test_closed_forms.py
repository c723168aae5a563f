"""Estimates against numpy's and scipy's, on 2,000 random fits."""

import numpy as np
import pytest
from scipy import stats

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, MultivariateGaussian, SphericalGaussian

FITS = 400  # for each of the five families


def random_sample(rng, ndim):
    """Draw data of random size, dimension, location and scale."""
    d = int(rng.integers(1, 6))
    n = int(rng.integers(d + 2, 60))
    x = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) * 10.0 ** rng.uniform(-3, 3) + rng.normal(size=d)
    return x[:, 0] if ndim == 1 else x


def random_weights(rng, n, fit):
    """Return None, weights (n,) and weights (n, K) in turn."""
    if fit % 3 == 0:
        return None
    return rng.uniform(0.01, 3, n if fit % 3 == 1 else (n, int(rng.integers(1, 4))))


def assert_close(actual, expected, scale):
    assert np.shape(actual) == np.shape(expected)
    np.testing.assert_array_less(np.abs(np.subtract(actual, expected)), 1e-12 * np.asarray(scale) + 1e-300)


def reference(x, w):
    """Return mean and covariance, divisor the total weight, by numpy."""
    rows = x[:, None] if x.ndim == 1 else x
    mean = np.average(rows, axis=0, weights=w)
    return mean, np.atleast_2d(np.cov(rows.T, aweights=w, ddof=0))


def variance_of(family, covariance):
    """Return what the family keeps of a covariance matrix."""
    if family is Gaussian:
        return covariance[0, 0]
    if family is SphericalGaussian:
        return np.trace(covariance) / len(covariance)
    return np.diagonal(covariance) if family is DiagonalGaussian else covariance


@pytest.mark.parametrize("family", [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian])
def test_gaussians_against_numpy(family):
    rng = np.random.default_rng(1)
    for fit in range(FITS):
        x = random_sample(rng, family.data_ndim)
        w = random_weights(rng, len(x), fit)
        fitted = family.fit(x, w)
        columns = [w] if w is None or w.ndim == 1 else list(w.T)
        singles = [fitted] if fitted.batch is None else list(fitted)
        assert len(singles) == len(columns)
        for g, column in zip(singles, columns, strict=True):
            mean, covariance = reference(x, column)
            sd = np.sqrt(np.diagonal(covariance))
            assert_close(g.mean, mean[0] if family is Gaussian else mean, (sd + np.abs(mean)).max())
            kept = g.covariance if family is MultivariateGaussian else g.variance
            scale = np.outer(sd, sd) if family is MultivariateGaussian else variance_of(family, covariance)
            assert_close(kept, variance_of(family, covariance), scale)


def test_gaussian_against_scipy():
    rng = np.random.default_rng(2)
    for _ in range(100):
        x = random_sample(rng, 1)
        mean, sd = stats.norm.fit(x)
        g = Gaussian.fit(x)
        assert g.mean == pytest.approx(mean, rel=1e-12, abs=1e-12 * sd)
        assert g.variance == pytest.approx(sd**2, rel=1e-12)


def test_bernoulli_against_numpy():
    rng = np.random.default_rng(3)
    for fit in range(FITS):
        x = (rng.random(int(rng.integers(1, 60))) < rng.random()).astype(int)
        w = random_weights(rng, len(x), fit)
        expected = np.average(
            x if w is None or w.ndim == 1 else np.broadcast_to(x[:, None], w.shape), axis=0, weights=w
        )
        assert_close(Bernoulli.fit(x, w).probability, expected, 1)


@pytest.mark.parametrize("family", [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian])
def test_a_weight_counts_copies(family):
    rng = np.random.default_rng(4)
    x = rng.normal(size=(20, 2))
    x = x[:, 0] if family.data_ndim == 1 else x
    copies = rng.integers(0, 4, 20)
    weighted, repeated = family.fit(x, copies), family.fit(np.repeat(x, copies, axis=0))
    assert_close(weighted.mean, repeated.mean, 1)
    assert_close(weighted.covariance, repeated.covariance, 1)


def test_the_families_are_nested():
    x = np.random.default_rng(5).normal(size=(50, 3))
    full = MultivariateGaussian.fit(x).covariance
    diagonal = DiagonalGaussian.fit(x)
    assert_close(diagonal.covariance, np.diag(np.diagonal(full)), 1)
    assert_close(SphericalGaussian.fit(x).covariance, np.eye(3) * diagonal.variance.mean(), 1)
    assert_close(Gaussian.fit(x[:, 1]).covariance, full[1, 1], 1)


@pytest.mark.parametrize("scale", [1e-100, 1e90])
def test_data_of_extreme_size(scale):
    g = Gaussian.fit([1 * scale, 2 * scale, 3 * scale])
    assert g.mean == pytest.approx(2 * scale, rel=1e-15)
    assert g.variance == pytest.approx(2 / 3 * scale**2, rel=1e-15)
    assert np.isfinite(g.log_likelihood([scale]))


def test_bernoulli_boundaries_are_proper_maxima():
    for value in (0, 1):
        # Weights whose sum rounds: the estimate must not leave [0, 1].
        coin = Bernoulli.fit([value] * 7, [0.1, 0.2, 0.3, 0.1, 0.7, 1.1, 1e-17])
        assert coin.probability == value
        assert coin.log_likelihood([value] * 7) == 0
        assert coin.log_prob([1 - value]).tolist() == [-np.inf]
        # A weight of 0 leaves the impossible example out.
        assert coin.log_likelihood([value, 1 - value], [1, 0]) == 0
