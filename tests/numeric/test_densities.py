"""Log densities, scores, information and samples against scipy.stats and numerical derivatives."""

import numpy as np
import pytest
from scipy import stats

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, MultivariateGaussian, SphericalGaussian

COVARIANCE = np.array([[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]])
SINGLES = [
    Bernoulli(0.3),
    Gaussian(1.5, 0.7),
    SphericalGaussian([1, -2, 0.5], 0.7),
    DiagonalGaussian([1, -2, 0.5], [0.7, 2, 0.1]),
    MultivariateGaussian([1, -2, 0.5], COVARIANCE),
]
BATCHES = [type(g).stack([g, h]) for g, h in zip(SINGLES, [Bernoulli(0.8), Gaussian(0, 3)], strict=False)] + [
    SphericalGaussian([[1, -2, 0.5], [0, 0, 1]], [0.7, 2]),
    DiagonalGaussian([[1, -2, 0.5], [0, 0, 1]], [[0.7, 2, 0.1], [1, 2, 3]]),
    MultivariateGaussian([[1, -2, 0.5], [0, 0, 1]], [COVARIANCE, np.eye(3)]),
]
each_single = pytest.mark.parametrize("g", SINGLES, ids=lambda g: type(g).__name__)
each_batch = pytest.mark.parametrize("g", BATCHES, ids=lambda g: type(g).__name__)


def scipy_log_prob(g, x):
    if isinstance(g, Bernoulli):
        return stats.bernoulli.logpmf(x, g.probability)
    if g.data_ndim == 1:
        return stats.norm.logpdf(x, g.mean, np.sqrt(g.variance))
    return stats.multivariate_normal.logpdf(x, g.mean, g.covariance)


def draw(g, n=40):
    return g.sample(n, np.random.default_rng(7))


@each_single
def test_log_prob_is_scipys(g):
    x = draw(g)
    np.testing.assert_allclose(g.log_prob(x), scipy_log_prob(g, x), rtol=1e-12, atol=1e-13)
    w = np.random.default_rng(8).random(40)
    assert g.log_likelihood(x, w) == pytest.approx(w @ scipy_log_prob(g, x), rel=1e-12)
    assert isinstance(g.log_likelihood(x), float)


@each_batch
def test_a_batch_is_its_singles(g):
    x = draw(g[0])
    w = np.random.default_rng(9).random((40, 2))
    np.testing.assert_array_equal(g.log_prob(x), np.stack([h.log_prob(x) for h in g], axis=1))
    np.testing.assert_allclose(g.log_likelihood(x), [h.log_likelihood(x) for h in g], rtol=1e-14)
    np.testing.assert_allclose(g.log_likelihood(x, w), [h.log_likelihood(x, v) for h, v in zip(g, w.T, strict=True)])
    np.testing.assert_array_equal(g.fisher_information(3), np.stack([h.fisher_information(3) for h in g]))
    for name, gradient in g.score(x, w).items():
        assert gradient.shape == getattr(g, name).shape
        np.testing.assert_array_equal(gradient[1], g[1].score(x, w[:, 1])[name])
        np.testing.assert_array_equal(g.standard_errors(5)[name][1], g[1].standard_errors(5)[name])
    assert (
        g.sample(6, np.random.default_rng(0)).shape
        == (6, 2, 3)[: 1 + np.ndim(g.sample(1, np.random.default_rng(0))[0])]
    )


def pack(g):
    """Return the parameters as one vector, a covariance as vech (lower triangle, column by column)."""
    parts = [np.atleast_1d(value) for value in g._fields().values()]
    return np.concatenate([p.T[np.triu_indices(len(p))] if p.ndim == 2 else p for p in parts])


def unpack(g, theta):
    values, at = [], 0
    for value in g._fields().values():
        shape = np.shape(value)
        if len(shape) == 2:
            upper = np.zeros(shape)
            upper[np.triu_indices(shape[0])] = theta[at:]
            values.append(upper + np.triu(upper, 1).T)
        else:
            size = int(np.prod(shape))
            values.append(theta[at : at + size].reshape(shape))
            at += size
    return type(g)(*values)


def packed_score(g, x, w):
    """Return the gradient by the packed vector: an off-diagonal entry of vech moves two entries of Σ."""
    parts = []
    for gradient in g.score(x, w).values():
        gradient = np.atleast_1d(gradient)
        if gradient.ndim == 2:
            both = gradient + gradient.T - np.diag(np.diagonal(gradient))
            gradient = both.T[np.triu_indices(len(both))]
        parts.append(gradient)
    return np.concatenate(parts)


def jacobian(f, theta, h=1e-5):
    columns = [(np.asarray(f(theta + h * e)) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))]
    return np.stack(columns, axis=-1)


@each_single
def test_score_is_the_gradient(g):
    x, w = draw(g), np.random.default_rng(10).random(40)
    numeric = jacobian(lambda theta: unpack(g, theta).log_likelihood(x, w), pack(g))
    np.testing.assert_allclose(packed_score(g, x, w), numeric, rtol=1e-6, atol=1e-5)


def test_covariance_score_is_by_independent_entries():
    g = SINGLES[-1]
    x = draw(g)
    S = (x - g.mean).T @ (x - g.mean)

    def log_likelihood(entries):  # needs no symmetry
        A = entries.reshape(3, 3)
        return -0.5 * (len(x) * np.log(np.linalg.det(A)) + np.trace(np.linalg.inv(A) @ S))

    numeric = jacobian(log_likelihood, g.covariance.ravel()).reshape(3, 3)
    np.testing.assert_allclose(g.score(x)["covariance"], numeric, rtol=1e-6, atol=1e-5)


@each_single
def test_score_is_zero_at_the_estimate(g):
    x = draw(g)
    fitted = type(g).fit(x)
    size = np.abs(packed_score(g, x, None)).max()
    assert np.abs(packed_score(fitted, x, None)).max() < 1e-11 * size


def matching_sample(g):
    """Return weighted points whose moments are the model's own."""
    if isinstance(g, Bernoulli):
        return np.array([0, 1]), np.array([1 - g.probability, g.probability])
    L = np.linalg.cholesky(np.atleast_2d(g.covariance))
    d = len(L)
    x = np.atleast_1d(g.mean) + np.sqrt(d) * np.concatenate([L.T, -L.T])
    return (x[:, 0] if g.data_ndim == 1 else x), np.full(2 * d, 1 / (2 * d))


@each_single
def test_fisher_information_is_the_expected_curvature(g):
    # The score is linear in the statistics: its expected slope is the slope at the expected statistics.
    x, w = matching_sample(g)
    np.testing.assert_allclose(packed_score(g, x, w), 0, atol=1e-12)
    curvature = -jacobian(lambda theta: packed_score(unpack(g, theta), x, w), pack(g))
    np.testing.assert_allclose(np.atleast_2d(g.fisher_information(9)), 9 * curvature, rtol=1e-7, atol=1e-6)


@each_single
def test_standard_errors_come_from_the_information(g):
    errors = np.sqrt(np.diagonal(np.linalg.inv(np.atleast_2d(g.fisher_information(11)))))
    reported = [np.atleast_1d(e) for e in g.standard_errors(11).values()]
    flat = np.concatenate([e.T[np.triu_indices(len(e))] if e.ndim == 2 else e for e in reported])
    np.testing.assert_allclose(flat, errors, rtol=1e-12)
    for name, error in g.standard_errors(11).items():
        assert np.shape(error) == np.shape(getattr(g, name))


def test_covariance_block_is_the_duplication_formula():
    P = np.linalg.inv(COVARIANCE)
    pairs = [(i, j) for j in range(3) for i in range(j, 3)]
    D = np.zeros((9, 6))
    for column, (i, j) in enumerate(pairs):
        D[3 * j + i, column] = D[3 * i + j, column] = 1
    block = SINGLES[-1].fisher_information(4)[3:, 3:]
    np.testing.assert_allclose(block, 4 / 2 * D.T @ np.kron(P, P) @ D, rtol=1e-12, atol=1e-12)


def test_gaussian_information_by_formula():
    np.testing.assert_allclose(Gaussian(3, 2).fisher_information(8), [[4, 0], [0, 1]], rtol=1e-15)


@each_single
def test_samples_have_the_models_moments(g):
    x = g.sample(100_000, np.random.default_rng(11))
    fitted = type(g).fit(x)
    for name, error in g.standard_errors(100_000).items():
        assert (np.abs(np.subtract(getattr(fitted, name), getattr(g, name))) < 5 * np.asarray(error)).all()


def test_bernoulli_boundary_has_no_information():
    for method in (lambda b: b.score([1]), lambda b: b.fisher_information(3), lambda b: b.standard_errors(3)):
        with pytest.raises(ValueError, match="boundary"):
            method(Bernoulli(1))


def test_no_nan_where_densities_underflow():
    g = Gaussian(0, 1e-300)
    assert g.log_prob([1e50]).tolist() == [-np.inf]
    assert not np.isnan(list(g.score([0, 1e50]).values())).any()
    assert not np.isnan(g.fisher_information(10)).any()


@pytest.mark.parametrize("variance", [1e-200, 1e-300, 1e190])
def test_scores_of_tiny_and_huge_covariances(variance):
    correlation = np.array([[1, 0.5], [0.5, 1]])
    z = np.array([[1.0, 0.5], [-0.3, 0.2], [0.1, -2.0]])
    plain = MultivariateGaussian([0, 0], correlation).score(z)
    scaled = MultivariateGaussian([0, 0], variance * correlation).score(np.sqrt(variance) * z)
    np.testing.assert_allclose(scaled["mean"] * np.sqrt(variance), plain["mean"], rtol=1e-12)
    np.testing.assert_allclose(scaled["covariance"] * variance, plain["covariance"], rtol=1e-12)


def test_words_are_no_data():
    with pytest.raises(ValueError, match=r"^x: got \['a'\] of type <U1, want real numbers$"):
        Gaussian(mean=0, variance=1).log_prob(["a"])
