"""Where the likelihood has no maximum, the user is told which component and which points."""

import pickle

import numpy as np
import pytest

from mlelib import (
    DegenerateFitError,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    SphericalGaussian,
)

LINE = [[0, 0], [1, 2], [2, 4], [3, 6]]


@pytest.mark.parametrize(
    ("family", "x", "said"),
    [
        (Gaussian, [3, 3, 3], "x[0] = 3.0, x[1] = 3.0, x[2] = 3.0"),
        (Gaussian, [0.1] * 3, "x[0] = 0.1"),
        (Gaussian, [0.1] * 1000, "and 997 more"),
        (Gaussian, [0.3, 0.1 + 0.2], "zero to rounding"),
        (Gaussian, [1e8 / 3] * 7, "zero to rounding"),
        (Gaussian, [0, 0], "zero to rounding"),
        (Gaussian, [5], "x[0] = 5.0"),
        (SphericalGaussian, [[1, 2]], "x[0] = [1.0, 2.0]"),
        (SphericalGaussian, [[0.1, 0.7]] * 3, "zero to rounding"),
        (DiagonalGaussian, [[1, 0.1], [2, 0.1], [4, 0.1]], "dimension 1"),
        (MultivariateGaussian, [[1, 2], [3, 4]], "rank is 1 of 2"),
        (MultivariateGaussian, LINE, "rank is 1 of 2"),
        (MultivariateGaussian, np.array(LINE) / 3 + [1e3, 0], "rank is 1 of 2"),
        (MultivariateGaussian, [[1, 2], [1, 2], [1, 2]], "zero to rounding"),
        (MultivariateGaussian, [[1, 0.1], [2, 0.1], [4, 0.1]], "rank is 1 of 2"),
    ],
)
def test_degenerate_samples(family, x, said):
    with pytest.raises(DegenerateFitError) as caught:
        family.fit(x)
    assert said in str(caught.value)
    assert caught.value.component is None
    assert caught.value.points == tuple(range(len(x)))


@pytest.mark.parametrize("x", [[3.1] * 3, [3.1, 3.1 + 1e-12]])
def test_a_shift_too_far_away_leaves_rounding_only(x):
    for shift in 1e6 + 0.1 * np.arange(50):  # on either side of zero the rounding may fall
        with pytest.raises(DegenerateFitError):
            Gaussian.from_statistics(Gaussian.sufficient_statistics(x, shift=shift))


def test_few_points_of_many_dimensions_are_singular():
    rng = np.random.default_rng(0)
    for d in range(2, 30):
        for n in range(2, d + 1):
            x = rng.normal(size=(n, d)) * 10.0 ** rng.uniform(-3, 3, d) + rng.normal(size=d)
            with pytest.raises(DegenerateFitError, match=f"rank is {n - 1} of {d}"):
                MultivariateGaussian.fit(x)
        assert MultivariateGaussian.fit(rng.normal(size=(d + 1, d))).dimension == d


@pytest.mark.parametrize(
    ("x", "variance"),
    [
        (1e8 + np.array([0, 1, 2]) * 2.0**-20, 2 / 3 * 2.0**-40),
        (np.array([0, 1, 2]) * 1e-100, 2 / 3 * 1e-200),
        (np.array([1, 1 + 2.0**-40]), 2.0**-82),
    ],
)
def test_a_small_spread_is_still_data(x, variance):
    assert Gaussian.fit(x).variance == pytest.approx(variance, rel=1e-10)


def test_nearly_collinear_data_are_still_data():
    x = np.array([[0, 0], [1, 1], [2, 2], [3, 3 + 1e-5]])
    g = MultivariateGaussian.fit(x)
    assert np.isfinite(g.log_likelihood(x))
    # Units do not matter to the rank.
    assert np.isfinite(MultivariateGaussian.fit(x * [1e-6, 1e6]).log_likelihood(x * [1e-6, 1e6]))


def test_a_batch_names_the_component_and_its_points():
    with pytest.raises(DegenerateFitError, match=r"component 1: .*x\[2\] = 7\.0") as caught:
        Gaussian.fit([1, 2, 7, 3], [[1, 0], [1, 0], [0, 2], [1, 0]])
    assert (caught.value.component, caught.value.points) == (1, (2,))


def test_a_component_without_weight():
    with pytest.raises(DegenerateFitError, match="component 1: total weight is 0") as caught:
        Gaussian.fit([1, 2], [[1, 0], [1, 0]])
    assert (caught.value.component, caught.value.points) == (1, ())


def test_a_class_of_one_example():
    with pytest.raises(DegenerateFitError, match=r"component 1: .*x\[1\] = 9\.0"):
        Mixture.fit_labelled([1, 9, 2], [0, 1, 0], Gaussian)


def test_the_error_survives_pickling():
    error = DegenerateFitError("the variance is zero", 1, (2,), "x[2] = 3.5")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.component, copy.points) == (str(error), 1, (2,))
    assert isinstance(error, ValueError)


def test_the_heavy_points_are_those_of_all_blocks():
    """What is a rounding's share is told by the largest weight of all: here it stands in the first block of three."""
    x, weights = np.arange(10_000.0), np.full(10_000, 1e-60)
    weights[5] = 1
    with pytest.raises(DegenerateFitError, match=r"x\[5\] = 5\.0") as caught:
        Gaussian.fit(x, weights)
    assert caught.value.points == (5,)
