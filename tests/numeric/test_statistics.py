"""Sufficient statistics: additive, with a zero, and without loss of digits far from the origin."""

from functools import reduce
from operator import add

import numpy as np
import pytest

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, MultivariateGaussian, SphericalGaussian

GAUSSIANS = [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian]
each_gaussian = pytest.mark.parametrize("family", GAUSSIANS)
each_family = pytest.mark.parametrize("family", [Bernoulli, *GAUSSIANS])


def data_for(family, rng, n=50):
    if family is Bernoulli:
        return rng.integers(0, 2, n)
    return rng.normal(2, 3, n if family.data_ndim == 1 else (n, 3))


def assert_same(a, b, rtol=1e-13):
    for name, value in a._fields().items():
        np.testing.assert_allclose(value, getattr(b, name), rtol=rtol, atol=rtol)


@each_family
def test_fit_is_estimate_of_statistics(family):
    rng = np.random.default_rng(0)
    x = data_for(family, rng)
    for w in (None, rng.random(50), rng.random((50, 2))):
        assert family.fit(x, w) == family.from_statistics(family.sufficient_statistics(x, w))


@each_family
@pytest.mark.parametrize("K", [None, 3])
@pytest.mark.parametrize("shared", [True, False])
def test_blocks_add_up(family, K, shared):
    rng = np.random.default_rng(1)
    for _ in range(20):
        x = data_for(family, rng)
        w = rng.random(50 if K is None else (50, K))
        cuts = np.sort(rng.integers(0, 51, 4))  # equal cuts make empty blocks
        cuts[-1] = cuts[-2]
        shift = x.mean(axis=0) if shared else None
        blocks = [
            family.sufficient_statistics(part, part_w, shift)
            for part, part_w in zip(np.split(x, cuts), np.split(w, cuts), strict=True)
        ]
        whole = family.fit(x, w)
        assert_same(family.from_statistics(sum(blocks)), whole)
        assert_same(family.from_statistics(reduce(add, blocks[::-1])), whole)


@each_family
def test_the_empty_sample_is_the_zero(family):
    rng = np.random.default_rng(2)
    x = data_for(family, rng)
    zero, s = family.sufficient_statistics(x[:0]), family.sufficient_statistics(x)
    assert zero + s == s == s + zero == 0 + s
    batch = family.sufficient_statistics(x, rng.random((50, 2)))
    assert zero + batch == batch
    assert zero + zero == zero
    with pytest.raises(ValueError, match="weight"):
        family.from_statistics(zero)


@each_gaussian
def test_adding_1e8_changes_nothing_but_the_means(family):
    rng = np.random.default_rng(3)
    # Multiples of 2**-20: the sum with 1e8 is exact, so any loss is the estimator's.
    x = np.round(data_for(family, rng, 500) * 2**20) / 2**20
    for w in (None, rng.random(500), rng.random((500, 2))):
        near, far = family.fit(x, w), family.fit(x + 1e8, w)
        np.testing.assert_allclose(far.covariance, near.covariance, rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(far.mean, np.asarray(near.mean) + 1e8, rtol=1e-15)


@each_gaussian
def test_blocks_far_from_the_origin_keep_their_digits(family):
    rng = np.random.default_rng(4)
    x = np.round(data_for(family, rng, 400) * 2**18) / 2**18 + 1e9
    exact = family.fit(x - 1e9).covariance
    for shift in (x[:100].mean(axis=0), None):  # shared, and each block's own mean
        blocks = [family.sufficient_statistics(part, shift=shift) for part in np.split(x, 8)]
        np.testing.assert_allclose(family.from_statistics(sum(blocks)).covariance, exact, rtol=1e-12, atol=1e-12)


def test_narrow_clusters_far_apart_keep_their_digits():
    # About one shift for both clusters the variances would have no digit left.
    near, tiny = np.array([0.0, 1, 2]), np.array([0.0, 1, 2]) * 2**-26
    x, w = np.concatenate([near, 2**20 + tiny]), np.repeat(np.eye(2), 3, axis=0)
    assert Gaussian.fit(x, w).variance[1] == pytest.approx(2 / 3 * 2.0**-52, rel=1e-12)


@each_gaussian
def test_a_shift_of_ones_own_choice(family):
    rng = np.random.default_rng(5)
    x, w = data_for(family, rng), rng.random((50, 2))
    d = x.shape[1:]
    for shift in (np.full(d, 1.5), rng.normal(size=(2, *d))):
        s = family.sufficient_statistics(x, w, shift)
        np.testing.assert_array_equal(s.shift, np.broadcast_to(shift, (2, *d)))
        assert_same(family.from_statistics(s), family.fit(x, w), rtol=1e-12)


@pytest.mark.parametrize(
    "other", [Bernoulli.sufficient_statistics([1]), SphericalGaussian.sufficient_statistics([[1]])]
)
def test_statistics_of_different_kinds_do_not_add(other):
    with pytest.raises(TypeError):
        Gaussian.sufficient_statistics([1]) + other


def test_statistics_of_different_shapes_do_not_add():
    s = DiagonalGaussian.sufficient_statistics([[1, 2]])
    with pytest.raises(ValueError, match="d = 3"):
        s + DiagonalGaussian.sufficient_statistics([[1, 2, 3]])
    with pytest.raises(ValueError, match="K = 2"):
        s + DiagonalGaussian.sufficient_statistics([[1, 2]], [[1, 1]])
