"""The last digits: against exact rational arithmetic, and for data that a plain formula would lose."""

import tracemalloc
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from mlelib import (
    Bernoulli,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    SphericalGaussian,
    em,
)
from tests.numeric.problems import FAMILIES, GAUSSIANS, only

each_gaussian = pytest.mark.parametrize("family", GAUSSIANS)
each_family = pytest.mark.parametrize("family", FAMILIES)


def flattened(x, family):
    return x[:, 0] if family is Gaussian else x


def exact_moments(rows):
    """Return the mean (d,) and the covariance (d, d) of rows of numbers as they are, as fractions."""
    columns = [[Fraction(v) for v in column] for column in np.asarray(rows, float).T.tolist()]
    n = len(columns[0])
    means = [sum(column) / n for column in columns]
    return means, [
        [
            sum((a - m) * (b - o) for a, b in zip(one, other, strict=True)) / n
            for other, o in zip(columns, means, strict=True)
        ]
        for one, m in zip(columns, means, strict=True)
    ]


def digits(got, exact):
    """Return the relative error."""
    return abs(Fraction(float(got)) - exact) / abs(exact) if exact else abs(Fraction(float(got)))


# --- adding 1e8 standard deviations ---


def on_a_grid(x):
    """Round to multiples of 2^-20: sums with whole numbers up to 2^32 are exact."""
    return np.round(np.asarray(x) * 2**20) / 2**20


def moved(mixture, by):
    fields = mixture.components._fields()
    return Mixture(mixture.weights, type(mixture.components)(**{**fields, "mean": fields["mean"] + by}))


@each_gaussian
@pytest.mark.parametrize("way", ["fast", "plain", "few"])
@pytest.mark.parametrize("weighted", [False, True])
def test_adding_1e8_standard_deviations(family, way, weighted):
    for seed in range(12):
        rng = np.random.default_rng(seed)
        K, d = int(rng.integers(1, 4)), 1 if family is Gaussian else int(rng.integers(1, 4))
        n, centres = (30 if way == "few" else 400), 4 * rng.normal(size=(K, d))
        label = rng.integers(K, size=n)
        x = on_a_grid(centres[label] + rng.normal(size=(n, d)))
        soft = 0.8 * np.eye(K)[label] + 0.2 / K
        start = Mixture.fit_weighted(flattened(x, family), soft, family)
        start = moved(start, on_a_grid(start.components.mean) - start.components.mean)
        weights = rng.random(n) if weighted else None
        with only(way):
            near = em(flattened(x, family), start, tol=0, max_steps=40, weights=weights)
            far = em(flattened(x + 1e8, family), moved(start, 1e8), tol=0, max_steps=40, weights=weights)
        assert far.steps == near.steps
        np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-13, atol=0)
        np.testing.assert_allclose(far.mixture.weights, near.mixture.weights, rtol=1e-12)


# --- narrow clusters far apart ---


def starts(family, means, variances):
    """Return a start whose covariances are ``variances`` (K,) times the identity."""
    K, d = means.shape
    weights = np.full(K, 1 / K)
    if family is Gaussian:
        return Mixture(weights, Gaussian(means[:, 0], variances))
    if family is SphericalGaussian:
        return Mixture(weights, SphericalGaussian(means, variances))
    if family is DiagonalGaussian:
        return Mixture(weights, DiagonalGaussian(means, np.repeat(variances[:, None], d, axis=1)))
    return Mixture(weights, MultivariateGaussian(means, variances[:, None, None] * np.eye(d)))


@each_gaussian
@pytest.mark.parametrize("widths", [[1, 1, 1], [1, 1e-3, 30], [1e-6, 1, 1e3]])
@pytest.mark.parametrize("wide_start", [False, True])
def test_narrow_clusters_far_apart(family, widths, wide_start):
    rng, d, label = np.random.default_rng(1), 1 if family is Gaussian else 2, np.arange(150) % 3
    centres, widths = np.array([[0, 0], [1e6, 3e5], [-4e5, 1e6]])[:, :d], np.array(widths)
    x = centres[label] + widths[label, None] * rng.normal(size=(150, d))
    # So far apart, exact responsibilities are 0 and 1 to hundreds of digits. Coming from a wide start, means move by
    # many of the new standard deviations at once.
    off = np.full((3, 1), 2e4) if wide_start else 0.3 * widths[:, None]
    start = starts(family, centres + off, np.full(3, 1e8) if wide_start else 2 * widths**2)
    for steps in (1, 2, 5):
        r = em(flattened(x, family), start, tol=0, max_steps=steps)
        for k in range(3):
            got = np.reshape(r.mixture.components.covariance[k], (d, d))
            _, exact = exact_moments(x[label == k])
            if family is SphericalGaussian:
                exact = [[(exact[0][0] + exact[1][1]) / 2 * (i == j) for j in range(d)] for i in range(d)]
            elif family is not MultivariateGaussian:
                exact = [[exact[i][i] * (i == j) for j in range(d)] for i in range(d)]
            scale = np.sqrt(np.diag(np.array(exact, float)))
            np.testing.assert_allclose(got, np.array(exact, float), rtol=0, atol=1e-9 * np.outer(scale, scale).min())


# --- samples in the manner of NIST's: all that tells them apart is in the last digits ---


def alternating(n):
    return np.arange(n) % 2 / 10


def drifting(n):
    return np.arange(n) / 7


def normal(n):
    return np.random.default_rng(n).normal(size=n)


def ascending(n):
    return np.sort(normal(n))


def descending(n):
    return ascending(n)[::-1]


def led_by_an_outlier(n):
    return np.concatenate([[12345678.9], normal(n - 1)])


def assert_14_digits(x):
    (mean,), ((variance,),) = exact_moments(np.asarray(x, float)[:, None])
    for g in (Gaussian.fit(x), Gaussian.fit(x, np.full(len(x), 0.5)), DiagonalGaussian.fit(np.c_[x, x])):
        assert digits(np.ravel(g.mean)[0], mean) < 1e-14
        assert digits(np.ravel(g.variance)[0], variance) < 1e-14


@pytest.mark.parametrize("scatter", [alternating, drifting, normal, ascending, descending, led_by_an_outlier])
@pytest.mark.parametrize("offset", [1e7, 1e8, 1e9])
@pytest.mark.parametrize("n", [1001, 100_000])
def test_far_from_zero(scatter, offset, n):
    assert_14_digits(offset + scatter(n))


@pytest.mark.parametrize(
    "x",
    [
        [10000001, 10000003, 10000002],
        [1.2] + [1.1, 1.3] * 500,
        [1000000.2] + [1000000.1, 1000000.3] * 500,
        [10000000.2] + [10000000.1, 10000000.3] * 500,
    ],
)
def test_numacc(x):
    assert_14_digits(x)


@each_gaussian
def test_each_family_far_from_zero(family):
    x = 1e9 + np.random.default_rng(0).normal(size=(1000, 1 if family is Gaussian else 3))
    mean, covariance = exact_moments(x)
    g = family.fit(flattened(x, family))
    got = np.reshape(g.covariance, (len(mean), -1))
    for i, row in enumerate(covariance):
        assert digits(np.ravel(g.mean)[i], mean[i]) < 1e-14
        if family is SphericalGaussian:
            assert digits(g.variance, sum(covariance[i][i] for i in range(3)) / 3) < 1e-13
        else:
            assert digits(got[i, i], row[i]) < 1e-13
    if family is MultivariateGaussian:
        np.testing.assert_allclose(got, np.array(covariance, float), rtol=0, atol=1e-13)


# --- where densities underflow ---


@each_gaussian
@pytest.mark.parametrize("distance", [1e2, 1e6, 1e30, 1e99])
def test_an_outlier_of_density_zero(family, distance):
    """Its logarithm has all its digits, and so has the share of each component in it."""
    d = 1 if family is Gaussian else 2
    x = np.vstack([np.random.default_rng(0).normal(size=(40, d)), np.full((1, d), distance)])
    start = starts(family, np.array([[0.0] * d, [1.0] * d]), np.array([1.0, 4.0]))
    r = em(flattened(x, family), start, tol=0, max_steps=5)
    logs = [
        [
            mpmath.log(0.5)
            - d * mpmath.log(2 * mpmath.pi * v) / 2
            - sum((mpmath.mpf(t) - m) ** 2 for t in row) / (2 * v)
            for m, v in ((0, 1), (1, 4))
        ]
        for row in x.tolist()
    ]
    with mpmath.workdps(50):
        exact = sum(max(row) + mpmath.log(sum(mpmath.exp(value - max(row)) for value in row)) for row in logs)
    assert r.log_likelihoods[0] == pytest.approx(float(exact), rel=1e-12)
    assert np.isfinite(r.log_likelihoods).all() and (np.diff(r.log_likelihoods) >= 0).all()
    assert start.responsibilities(flattened(x, family))[-1].tolist() == [0, 1]


def test_a_component_that_all_examples_are_far_from():
    r = em([0, 1, 2, 3, 4], Mixture([0.5, 0.5], Gaussian([2, 1e5], [1, 1])))
    assert r.status == "emptied: component 1"
    r = em([0, 1, 2, 3, 50], Mixture([0.5, 0.5], Gaussian([2, 80], [1, 1])), max_steps=1)
    # Both are so far from x[4] that its density is 0: it still belongs to the nearer one.
    assert r.status == "collapsed: component 1 onto x[4] = 50.0"


# --- other types of numbers, and memory ---


@each_family
@pytest.mark.parametrize("dtype", ["float32", "float16", "int64", "int8", "uint8", "bool"])
@pytest.mark.parametrize("n", [20, 2000])
def test_other_types_are_computed_in_float64(family, dtype, n):
    rng = np.random.default_rng(0)
    draw = rng.integers(0, 2, (n, 2)) if family is Bernoulli or dtype == "bool" else 20 + 9 * rng.normal(size=(n, 2))
    x = draw.astype(dtype)
    x = x[:, 0] if family.data_ndim == 1 else x
    labels = rng.dirichlet([1, 1], n)
    start = Mixture.fit_weighted(x, labels, family)
    assert start == Mixture.fit_weighted(x.astype(float), labels, family)
    r, wide = (em(data, start, tol=0, max_steps=10) for data in (x, x.astype(float)))
    np.testing.assert_array_equal(r.log_likelihoods, wide.log_likelihoods)
    assert (r.mixture, r.status) == (wide.mixture, wide.status)


def peak(function):
    """Return the most memory in use beyond what there was, in MB."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


@each_family
@pytest.mark.parametrize("way", ["fast", "plain"])
@pytest.mark.parametrize("weighted", [False, True])
def test_memory_of_em(family, way, weighted):
    rng = np.random.default_rng(0)
    x, weights = rng.normal(size=(1_000_000, 2)), rng.random(1_000_000) if weighted else None
    start = Mixture([0.4, 0.6], Bernoulli([0.2, 0.7]))
    if family is not Bernoulli:
        start = starts(family, np.array([[-1.0, 0], [1, 0]]), np.ones(2))
    data = (x[:, 0] > 0).astype(float) if family is Bernoulli else flattened(x, family)
    with only(way):
        assert peak(lambda: em(data, start, tol=0, max_steps=2, weights=weights)) < 3


def test_memory_of_fit():
    x = np.random.default_rng(0).normal(size=10_000_000)
    assert peak(lambda: Gaussian.fit(x)) < 1
    weights = np.abs(x)
    assert peak(lambda: Gaussian.fit(x, weights)) < 1
