"""To scikit-learn and scipy and back: the same log densities, to the last digits."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em

COVARIANCES = [[[1, 0.6], [0.6, 1]], [[0.5, -0.2], [-0.2, 1]]]
MIXTURES = [
    (Mixture([0.3, 0.2, 0.5], Gaussian([-2, 0, 3], [1, 0.5, 2])), "full"),
    (Mixture([0.4, 0.6], SphericalGaussian([[0, 0], [2, 1]], [0.5, 1])), "spherical"),
    (Mixture([0.4, 0.6], DiagonalGaussian([[0, 0], [2, 1]], [[0.5, 2], [1, 0.3]])), "diag"),
    (Mixture([0.4, 0.6], MultivariateGaussian([[0, 0], [2, 1]], COVARIANCES)), "full"),
]
each_mixture = pytest.mark.parametrize(("m", "kind"), MIXTURES, ids=[type(m.components).__name__ for m, _ in MIXTURES])
close = {"rtol": 1e-12, "atol": 1e-12}


@each_mixture
def test_to_sklearn(m, kind):
    x, _ = m.sample(100, np.random.default_rng(0))
    rows, model = x.reshape(100, -1), m.to_sklearn()
    assert model.covariance_type == kind
    np.testing.assert_allclose(model.score_samples(rows), m.log_prob(x), **close)
    np.testing.assert_allclose(model.predict_proba(rows), m.responsibilities(x), **close)
    np.testing.assert_array_equal(model.predict(rows), m.predict(x))
    assert model.bic(rows) == pytest.approx(m.bic(x), rel=1e-12)
    drawn, labels = model.set_params(random_state=0).sample(20_000)
    fitted = Mixture.fit_labelled(drawn.reshape(20_000, *x.shape[1:]), labels, type(m.components))
    np.testing.assert_allclose(fitted.components.mean, m.components.mean, atol=0.1)
    np.testing.assert_allclose(
        fitted.components.variance if kind != "full" else fitted.components.covariance,
        m.components.variance if kind != "full" else m.components.covariance,
        atol=0.15,
    )
    assert (model.converged_, model.n_iter_, model.n_features_in_) == (False, 0, m.components.dimension)
    assert (model.lower_bound_, model.lower_bounds_) == (-np.inf, [])
    if kind != "full":
        np.testing.assert_allclose(model.precisions_ * model.covariances_, 1, rtol=1e-15)
    if kind == "full":
        identity = model.precisions_ @ model.covariances_
        np.testing.assert_allclose(
            identity, np.broadcast_to(np.eye(m.components.dimension), identity.shape), atol=1e-12
        )


@each_mixture
def test_there_and_back(m, kind):
    assert Mixture.from_sklearn(m.to_sklearn(), univariate=type(m.components) is Gaussian) == m
    # What the model is given is its own: it may change it.
    model = m.to_sklearn()
    model.means_ += 1
    model.weights_[:] = 1 / m.K
    assert Mixture.from_sklearn(m.to_sklearn(), univariate=type(m.components) is Gaussian) == m


def test_weights_that_sum_to_one_but_for_a_rounding_come_back_as_they_are():
    m = Mixture([0.7, 0.2, 0.1], Gaussian([0, 1, 2], [1, 1, 1]))
    assert m.weights.sum() < 1
    assert Mixture.from_sklearn(m.to_sklearn(), univariate=True) == m


@each_mixture
def test_scikit_learn_goes_on_from_here(m, kind):
    x, _ = m.sample(300, np.random.default_rng(1))
    model = m.to_sklearn().set_params(warm_start=True, max_iter=3, tol=0, reg_covar=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(x.reshape(300, -1))
    ours = em(x, m, tol=0, max_steps=3).mixture
    np.testing.assert_allclose(model.score_samples(x.reshape(300, -1)), ours.log_prob(x), rtol=1e-10)


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("d", [1, 3])
def test_from_a_model_that_scikit_learn_fitted(kind, d):
    rows = np.random.default_rng(2).normal(size=(200, d)) + np.repeat([0, 5], 100)[:, None]
    model = GaussianMixture(2, covariance_type=kind, random_state=0).fit(rows)
    m = Mixture.from_sklearn(model)
    families = {"diag": DiagonalGaussian, "spherical": SphericalGaussian}
    assert type(m.components) is families.get(kind, MultivariateGaussian)
    np.testing.assert_allclose(m.log_prob(rows), model.score_samples(rows), **close)
    if d == 1:
        one = Mixture.from_sklearn(model, univariate=True)
        assert type(one.components) is Gaussian
        np.testing.assert_allclose(one.log_prob(rows[:, 0]), model.score_samples(rows), **close)


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_from_a_model_in_float32(kind):
    rows = np.random.default_rng(3).normal(size=(99, 2)).astype(np.float32)
    model = GaussianMixture(3, covariance_type=kind, random_state=0, max_iter=500).fit(rows)
    m = Mixture.from_sklearn(model)
    np.testing.assert_allclose(m.log_prob(rows), model.score_samples(rows), rtol=1e-4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Mixture([0.5, 0.5], Bernoulli([0.2, 0.7])).to_sklearn(), "components: got a batch of Bernoulli"),
        (lambda: Mixture.from_sklearn(GaussianMixture(2)), "model: got GaussianMixture.*not fitted"),
        (lambda: Mixture.from_sklearn(BayesianGaussianMixture()), "model: got BayesianGaussianMixture"),
        (lambda: Mixture.from_sklearn(None), "model: got None"),
        (lambda: Mixture.from_sklearn(MIXTURES[1][0].to_sklearn(), univariate=True), "d = 2"),
        (lambda: Gaussian([1, 2], [1, 1]).frozen(), "batch of 2.*pick"),
    ],
)
def test_what_cannot_be_changed_into_the_other(call, words):
    with pytest.raises(ValueError, match=words):
        call()


SINGLES = [Bernoulli(0.3), Bernoulli(1)] + [g for m, _ in MIXTURES for g in m.components]


@pytest.mark.parametrize("g", SINGLES, ids=repr)
def test_frozen_is_the_same_distribution(g):
    f = g.frozen()
    x = g.sample(50, np.random.default_rng(4))
    log_prob = f.logpmf(x) if isinstance(g, Bernoulli) else f.logpdf(x)
    np.testing.assert_allclose(log_prob, g.log_prob(x), **close)
    drawn = f.rvs(20_000, random_state=np.random.default_rng(5))
    again = type(g).fit(drawn)
    for name, value in g._fields().items():
        np.testing.assert_allclose(getattr(again, name), value, atol=0.1)
    if g.data_ndim == 2:
        np.testing.assert_allclose(f.mean, g.mean)
        np.testing.assert_allclose(f.cov, g.covariance, atol=1e-15)
        assert 0 < f.cdf(g.mean) < 1


def test_frozen_of_a_covariance_that_is_nearly_singular():
    rho = 1 - 1e-12
    g = MultivariateGaussian([0, 0], [[1, rho], [rho, 1]])
    x = g.sample(20, np.random.default_rng(6))
    np.testing.assert_allclose(g.frozen().logpdf(x), g.log_prob(x), rtol=1e-9)
