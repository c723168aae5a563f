"""Mixtures: densities, posteriors, labelled fits, starts, samples."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import logsumexp

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian

GAUSSIANS = [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian]
each_gaussian = pytest.mark.parametrize("family", GAUSSIANS)
TWO = Mixture([0.3, 0.7], Gaussian(mean=[-1, 2], variance=[0.5, 2]))


def data_for(family, seed, n=60):
    return np.random.default_rng(seed).normal(size=n if family.data_ndim == 1 else (n, 2))


def test_density_and_posterior_against_scipy():
    x = np.linspace(-6, 9, 50)
    joint = np.log(TWO.weights) + stats.norm.logpdf(x[:, None], [-1, 2], np.sqrt([0.5, 2]))
    np.testing.assert_allclose(TWO.log_prob(x), logsumexp(joint, axis=1), rtol=1e-13)
    np.testing.assert_allclose(TWO.responsibilities(x), np.exp(joint - logsumexp(joint, axis=1)[:, None]), rtol=1e-12)
    np.testing.assert_array_equal(TWO.predict(x), joint.argmax(axis=1))
    w = np.random.default_rng(0).random(50)
    assert TWO.log_likelihood(x, w) == pytest.approx(w @ logsumexp(joint, axis=1), rel=1e-13)


@pytest.mark.parametrize("far", [40, 1e3, 1e8, 1e50, -1e50])
def test_responsibilities_far_out_in_the_tails(far):
    r = TWO.responsibilities([far])
    assert np.isfinite(r).all()
    np.testing.assert_allclose(r.sum(axis=1), 1, rtol=1e-15)
    assert np.isfinite(TWO.log_prob([far])).all()
    assert TWO.predict([far]).tolist() == [1]  # the wider one wins in both tails


def test_a_weight_of_zero():
    m = Mixture([0, 1], Gaussian(mean=[0, 5], variance=[1, 1]))
    assert m.responsibilities([0]).tolist() == [[0, 1]]
    assert m.log_prob([0.0])[0] == pytest.approx(stats.norm.logpdf(0, 5))


def test_an_impossible_example_has_no_posterior():
    m = Mixture([0.5, 0.5], Bernoulli([0, 0]))
    assert m.log_prob([1]).tolist() == [-np.inf]
    with pytest.raises(ValueError, match=r"x\[1\] = 1"):
        m.responsibilities([0, 1])


@each_gaussian
def test_labelled_fit_is_a_fit_per_class(family):
    x, labels = data_for(family, 1), np.random.default_rng(2).integers(0, 3, 60)
    m = Mixture.fit_labelled(x, labels, family)
    np.testing.assert_allclose(m.weights, np.bincount(labels) / 60, rtol=1e-15)
    for k in range(3):
        alone = family.fit(x[labels == k])
        np.testing.assert_allclose(m.components[k].mean, alone.mean, rtol=1e-12)
        np.testing.assert_allclose(m.components[k].covariance, alone.covariance, rtol=1e-12, atol=1e-14)
    assert Mixture.fit_weighted(x, np.eye(3)[labels], family) == m
    assert Mixture.fit_labelled(x, labels.tolist(), family, K=3) == m


def test_labelled_coins():
    m = Mixture.fit_labelled([1, 1, 0, 0], [0, 0, 0, 1], Bernoulli)
    np.testing.assert_allclose(m.components.probability, [2 / 3, 0])


@pytest.mark.parametrize(("family", "parameters"), list(zip(GAUSSIANS, [2, 3, 4, 5], strict=True)))
def test_information_criteria(family, parameters):
    x = data_for(family, 3)
    m = Mixture.start(x, 3, family, np.random.default_rng(0))
    assert m.free_parameters == 3 * parameters + 2
    assert m.aic(x) == pytest.approx(2 * m.free_parameters - 2 * m.log_likelihood(x), rel=1e-14)
    assert m.bic(x) == pytest.approx(np.log(60) * m.free_parameters - 2 * m.log_likelihood(x), rel=1e-14)


def test_start_finds_clear_clusters():
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.normal(c, 0.1, (30, 2)) for c in ([0, 0], [9, 0], [0, 9])])
    for seed in range(20):
        m = Mixture.start(x, 3, SphericalGaussian, np.random.default_rng(seed))
        np.testing.assert_allclose(m.weights, 1 / 3)
        assert m == Mixture.start(x, 3, SphericalGaussian, np.random.default_rng(seed))


@each_gaussian
def test_start_is_proper_even_where_a_cluster_is_one_point(family):
    x = data_for(family, 5, 30)
    x[0] = 100  # always a cluster of its own, or a seed
    for seed in range(20):
        m = Mixture.start(x, 3, family, np.random.default_rng(seed))
        assert np.isfinite(m.log_likelihood(x))
    # One point in 30 with 0.9 of its own weight, 0.1 spread: the mean moves a tenth of the way.
    hard = np.zeros((30, 2))
    hard[0, 0], hard[1:, 1] = 1, 1
    softened = 0.9 * hard + 0.1 * hard.mean(axis=0)
    m = Mixture.start(x, 2, family, np.random.default_rng(0))
    expected = Mixture.fit_weighted(x, softened, family)
    order = np.argsort(m.weights)
    np.testing.assert_allclose(m.weights[order], expected.weights, rtol=1e-13)
    np.testing.assert_allclose(m.components[order].mean, expected.components.mean, rtol=1e-12)
    np.testing.assert_allclose(m.components[order].mean[0], 90 + 0.1 * x.mean(axis=0), rtol=1e-12)


def test_samples_come_with_their_components():
    for components in (TWO.components, DiagonalGaussian([[-1, 0], [2, 3]], [[0.5, 1], [2, 1]])):
        m = Mixture([0.3, 0.7], components)
        x, labels = m.sample(50_000, np.random.default_rng(6))
        assert x.shape[0] == labels.shape[0] == 50_000
        fitted = Mixture.fit_labelled(x, labels, type(components))
        np.testing.assert_allclose(fitted.weights, m.weights, atol=0.01)
        np.testing.assert_allclose(fitted.components.mean, components.mean, atol=0.05)
        np.testing.assert_allclose(fitted.components.variance, components.variance, atol=0.1)
    assert m.sample(0, np.random.default_rng(0))[0].shape == (0, 2)


def test_a_mixture_of_one_component_is_drawn_from():
    one = Mixture([1.0], SphericalGaussian([[3.0, 4.0]], [1.0]))
    x, labels = one.sample(3, np.random.default_rng(0))
    assert x.shape == (3, 2) and labels.tolist() == [0, 0, 0]
