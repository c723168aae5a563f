"""Boundary values, defaults and weights of zero: the edges at which a small error in the code would show."""

import sys

import numpy as np
import pytest

from mlelib import (
    Bernoulli,
    Blocks,
    DegenerateFitError,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    SphericalGaussian,
    em,
    fit_mixture,
)
from mlelib.distributions.moments import OuterMoments
from mlelib.seeds import MOST, nearest_seed, some_rows
from tests.numeric.problems import only

EPS, TINY = sys.float_info.epsilon, sys.float_info.min
SINGLES = [
    Bernoulli(0.25),
    Gaussian(1, 4),
    SphericalGaussian([1, 2], 4),
    DiagonalGaussian([1, 2], [4, 0.25]),
    MultivariateGaussian([1, 2], [[2.0, 0.5], [0.5, 1.0]]),
]
each_single = pytest.mark.parametrize("g", SINGLES, ids=repr)


class Zeros(np.random.Generator):
    """A generator whose uniform numbers are the least possible."""

    def random(self, size=None):
        return np.zeros(size)


# --- parameters ---


@pytest.mark.parametrize(
    "make",
    [
        lambda v: Gaussian(0, v),
        lambda v: SphericalGaussian([0, 0], v),
        lambda v: DiagonalGaussian([0, 0], [1, v]),
        lambda v: MultivariateGaussian([0, 0], [[1, 0], [0, v]]),
    ],
)
def test_the_smallest_variance(make):
    make(TINY)
    with pytest.raises(ValueError, match=r"^(co)?variance: got"):
        make(TINY / 2)


def test_a_covariance_is_symmetric_to_twelve_digits():
    g = MultivariateGaussian([0, 0], [[1, 0.5], [0.5 + 0.9e-12, 1]])
    assert g.covariance[0, 1] == g.covariance[1, 0] == pytest.approx(0.5 + 0.45e-12, abs=1e-16)
    with pytest.raises(ValueError, match="not symmetric"):
        MultivariateGaussian([0, 0], [[1, 0.5], [0.5 + 1.1e-12, 1]])
    # In parts of the variances, whatever the units are.
    MultivariateGaussian([0, 0], [[1e20, 0.5e10], [0.5e10 + 0.009, 1]])


@pytest.mark.parametrize("d", [2, 10, 12])
def test_how_near_to_singular_a_covariance_may_be(d):
    S = np.eye(d)
    least = max(10, d) * d * EPS
    for part, proper in ((0.9, False), (1.2, True)):
        S[0, 1] = S[1, 0] = 1 - part * least
        if proper:
            assert np.isfinite(MultivariateGaussian(np.zeros(d), S).log_prob(np.ones((1, d)))).all()
        else:
            with pytest.raises(ValueError, match="eigenvalue"):
                MultivariateGaussian(np.zeros(d), S)


@pytest.mark.parametrize("p", [0, 1])
def test_the_boundary_of_a_coin(p):
    coin = Bernoulli([p, 0.5])
    assert coin.sample(20, np.random.default_rng(0))[:, 0].tolist() == [p] * 20
    assert Bernoulli(p).sample(3, Zeros(np.random.PCG64(0))).tolist() == [p] * 3
    start = Mixture([0.5, 0.5], coin)
    for way in ("few", "fast", "plain"):
        with only(way):
            m = em([0, 1, 1], start, max_steps=1).mixture
        assert m.components.probability[0] == p
        assert m.log_likelihood([0, 1, 1]) > start.log_likelihood([0, 1, 1])


def test_weights_of_a_mixture_sum_to_one_in_nine_digits():
    g = Gaussian([0, 1], [1, 1])
    for error in (0.9e-9, -0.9e-9):
        assert Mixture([0.5, 0.5 + error], g).weights[1] == 0.5 + error
        with pytest.raises(ValueError, match="sum"):
            Mixture([0.5, 0.5 + 1.2 * error], g)


# --- the short maps of a family ---


@each_single
def test_natural_parameters_times_statistics_are_the_log_density(g):
    batch, x = type(g).stack([g, g]), g.sample(7, np.random.default_rng(0))
    d = g.dimension
    T = np.ones((g.statistics_type.size(d), 7))
    T[1 : d + 1] = x.reshape(7, d).T
    g.statistics_type.fill(T, d)
    natural = batch._natural()
    assert natural.shape == (2, len(T))
    np.testing.assert_allclose(natural[1] @ T, g.log_prob(x), rtol=1e-13)


def test_natural_parameters_on_the_boundary():
    assert Bernoulli([0, 1])._natural().tolist() == [[0, -np.inf, 0], [0, 0, -np.inf]]


@pytest.mark.parametrize("g", SINGLES[1:], ids=repr)
@pytest.mark.parametrize("unit", [1e-12, 1e12])
def test_a_density_in_other_units(g, unit):
    x = g.sample(9, np.random.default_rng(0))
    fields = {name: np.multiply(value, unit if name == "mean" else unit**2) for name, value in g._fields().items()}
    expected = g.log_prob(x) - g.dimension * np.log(unit)
    np.testing.assert_allclose(type(g)(**fields).log_prob(unit * x), expected, rtol=1e-13)


@each_single
def test_units_have_the_shape_of_their_parameters(g):
    for h in (g, type(g).stack([g, g])):
        assert list(h._units()) == list(h._fields())
        for name, unit in h._units().items():
            assert np.broadcast_shapes(np.shape(unit), np.shape(getattr(h, name))) == np.shape(getattr(h, name))
    both = type(g).stack([g, g])
    for name, value in both._fields().items():
        np.testing.assert_array_equal(
            np.broadcast_to(both._units()[name], value.shape)[1],
            np.broadcast_to(g._units()[name], value.shape[1:]),
        )
    assert SINGLES[0]._units() == {"probability": 1}
    assert SINGLES[1]._units() == {"mean": 2, "variance": 4}
    assert (SINGLES[2]._units()["mean"], SINGLES[2]._units()["variance"]) == (2, 4)
    np.testing.assert_array_equal(SINGLES[3]._units()["mean"], [2, 0.5])
    units = SINGLES[4]._units()
    np.testing.assert_allclose(units["mean"], np.sqrt([2, 1]), rtol=1e-15)
    np.testing.assert_allclose(units["covariance"], [[2, 2**0.5], [2**0.5, 1]], rtol=1e-15)


@each_single
def test_samples_are_the_means_and_standard_normal_numbers(g):
    drawn = g.sample(5, np.random.default_rng(3))
    if isinstance(g, Bernoulli):
        expected = np.random.default_rng(3).random(5) < g.probability
    else:
        z = np.random.default_rng(3).standard_normal((5, g.dimension))
        expected = g.mean + z @ np.linalg.cholesky(np.atleast_2d(g.covariance)).T
    np.testing.assert_allclose(drawn, np.reshape(expected, drawn.shape), rtol=1e-14)


@pytest.mark.parametrize("g", SINGLES[1:], ids=repr)
def test_information_of_a_tiny_variance_is_no_warning(g):
    fields = {name: np.multiply(value, 1e-200 if name != "mean" else 1) for name, value in g._fields().items()}
    tiny = type(g)(**fields)
    information = tiny.fisher_information()
    assert information[0, 0] == pytest.approx(1e200 * np.atleast_2d(g.fisher_information())[0, 0], rel=1e-13)
    np.testing.assert_array_equal(3 * g.fisher_information(), g.fisher_information(3))
    assert information[-1, -1] == np.inf and not np.isnan(information).any()
    for name, error in g.standard_errors(3).items():
        expected = np.multiply(error, 1e-100 if name == "mean" else 1e-200)
        np.testing.assert_allclose(tiny.standard_errors(3)[name], expected, rtol=1e-13)


# --- fits ---


@pytest.mark.parametrize("family", [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian])
def test_min_variance_is_where_the_least_variance_ends(family):
    x = np.array([[0.0, 0], [2, 0], [0, 4], [2, 4]])
    x = x[:, 0] if family is Gaussian else x
    least = np.min(family.fit(x)._least_variance())
    for floor, expected in ((0.5 * least, least), (least, least), (1.5 * least, 1.5 * least)):
        for fitted in (
            family.fit(x, min_variance=floor),
            family.from_statistics(family.sufficient_statistics(x), floor),
            Mixture.fit_weighted(x, np.ones((4, 1)), family, floor).components,
            Mixture.from_statistics(family.sufficient_statistics(x, np.ones((4, 1))), family, floor).components,
        ):
            assert fitted._least_variance() == pytest.approx(expected, rel=1e-14)


def test_the_least_variance():
    assert Bernoulli(0.5)._least_variance() == np.inf
    assert DiagonalGaussian([[0, 0], [0, 0]], [[2, 3], [4, 1]])._least_variance() == 1
    assert (
        SphericalGaussian([[0, 0], [0, 0]], [2, 1])._least_variance() == Gaussian([0, 0], [2, 1])._least_variance() == 1
    )
    # Of a full covariance with the rounding of its eigenvalues.
    g = MultivariateGaussian([[0, 0, 0]] * 2, [np.diag([9.0, 2, 2]), np.diag([4, 1, 9.0])])
    assert g._least_variance() == 1 + 8 * 3 * 9 * EPS


def test_min_variance_raises_eigenvalues():
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(30, 3)) @ [[1, 2, 0], [0, 1, 0.5], [0, 0, 0.2]], rng.random((30, 4))
    free, fitted = MultivariateGaussian.fit(x, w), MultivariateGaussian.fit(x, w, min_variance=0.5)
    values, vectors = np.linalg.eigh(free.covariance)
    assert ((values[:, 0] < 0.5) & (values[:, 2] > 0.5)).all()
    for k in range(4):
        expected = vectors[k] @ np.diag(np.maximum(values[k], 0.5)) @ vectors[k].T
        np.testing.assert_allclose(fitted.covariance[k], expected, rtol=1e-12, atol=1e-13)
        alone = MultivariateGaussian.fit(x, w[:, k], min_variance=0.5)
        np.testing.assert_allclose(fitted.covariance[k], alone.covariance, rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(fitted.covariance, np.swapaxes(fitted.covariance, 1, 2))


def test_a_spread_of_sixteen_roundings_is_data():
    x = np.ones((4, 10))
    x[::2] += 16 * EPS
    assert SphericalGaussian.fit(x).variance == pytest.approx(64 * EPS**2, rel=1e-12)


def test_a_component_needs_a_weight_of_the_smallest_normal_number():
    w = np.array([[1, TINY / 2], [1, TINY / 2]])
    assert Gaussian.fit([1, 3], w).mean.tolist() == [2, 2]
    with pytest.raises(DegenerateFitError, match="component 1: total weight"):
        Gaussian.fit([1, 3], w / 2)


def test_a_mixture_from_statistics_is_the_weighted_fit():
    x, r = [0, 2, 5, 9], [[1, 0], [0.5, 0.5], [0, 1], [0, 1]]
    expected = Mixture.fit_weighted(x, r, Gaussian)
    assert Mixture.from_statistics(Gaussian.sufficient_statistics(x, r), Gaussian) == expected
    assert expected.weights.tolist() == [1.5 / 4, 2.5 / 4]


@pytest.mark.parametrize("K", [2, None])
def test_labels_in_blocks(K):
    x, labels = np.array([0, 2, 5, 9.0]), np.array([0, 0, 1, 1])
    large = Blocks(lambda: np.split(x, [1, 3])), Blocks(lambda: np.split(labels, [1, 3]))
    if K is None:
        with pytest.raises(ValueError, match=r"^K: got None, want a whole number, 1 or more$"):
            Mixture.fit_labelled(*large, Gaussian)
    else:
        assert Mixture.fit_labelled(*large, Gaussian, K=K) == Mixture.fit_labelled(x, labels, Gaussian)
        assert Mixture.fit_labelled(large[0], Blocks(lambda: [[0], [0, 0], [0]]), Gaussian, K=1).K == 1


@pytest.mark.parametrize("kind", ["lists", "arrays", "dask", "blocks"])
def test_a_shift_for_each_component(kind):
    x, w, shift = [0.0, 2, 5, 9], [[1.0, 0], [1, 0], [0, 1], [0, 2]], [1.0, 7]
    expected = Gaussian.sufficient_statistics(np.array(x), np.array(w), shift)
    if kind == "arrays":
        x, w = np.array(x), np.array(w)
    elif kind == "dask":
        da = pytest.importorskip("dask.array")
        x, w = da.from_array(np.array(x), chunks=2), da.from_array(np.array(w), chunks=(2, 2))
    elif kind == "blocks":  # they do not tell K before they are read: one shift for all components
        with pytest.raises(ValueError, match=r"shift: got shape \(2,\), want shape \(\)$"):
            Gaussian.sufficient_statistics(Blocks(lambda: [[0.0, 2, 5, 9]]), Blocks(lambda: [w]), shift)
        return
    assert Gaussian.sufficient_statistics(x, w, shift) == expected
    assert expected.first.tolist() == [0, 2]
    with pytest.raises(ValueError, match=r"want shape \(\) or \(2,\)"):
        Gaussian.sufficient_statistics(x, w, [1, 2, 3])


def test_an_empty_component_beside_one_far_from_the_shift():
    x = np.array([0.0, 1, 2**20, 2**20 + 2**-20])
    w = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]])
    s = Gaussian.sufficient_statistics(x, w)
    assert np.isfinite(s.shift).all() and s.weight.tolist() == [2, 0, 2]
    assert Gaussian.from_statistics(s[2]).variance == 2.0**-42


def test_a_covariance_that_is_proper_of_two_dimensions_but_not_of_twelve():
    S = np.eye(12)
    S[0, 1] = S[1, 0] = 1 - 1000 * EPS
    with pytest.raises(DegenerateFitError, match="rank is 11 of 12"):
        MultivariateGaussian.from_statistics(OuterMoments(1.0, np.zeros(12), S, np.zeros(12)))


def test_information_of_many_copies():
    start = Mixture([0.4, 0.6], SphericalGaussian([[0, 0], [2, 1]], [0.5, 1]))
    x, _ = start.sample(100, np.random.default_rng(0))
    once, often = start.observed_information(x), start.observed_information(np.tile(x, (200, 1)))
    np.testing.assert_allclose(often, 200 * once, rtol=1e-10, atol=1e-8)


# --- which points are to blame ---


@pytest.mark.parametrize(
    ("weights", "points"),
    [
        (None, (0, 1, 2)),
        ([1, 0, 1], (0, 2)),
        ([4, 4 * EPS, 4], (0, 2)),
        ([4, 5 * EPS, 4], (0, 1, 2)),
        ([0.25, 0.5 * EPS, 0.25], (0, 1, 2)),
        ([1e-20, 1e-20, 0], (0, 1)),
    ],
)
def test_points_with_more_than_a_roundings_share_are_named(weights, points):
    x = [3, 3, 3]
    with pytest.raises(DegenerateFitError) as caught:
        Gaussian.fit(x, weights)
    assert caught.value.points == points
    for k in (0, 1):  # as a component of its own
        w = np.ones((4, 2))
        w[:, k] = [*([1, 1, 1] if weights is None else weights), 0]
        with pytest.raises(DegenerateFitError) as caught:
            Gaussian.fit([*x, 5], w)
        assert (caught.value.component, caught.value.points) == (k, points)


@pytest.mark.parametrize("K", [1, 2])
def test_points_are_named_across_blocks(K):
    x, w = [[1, 7], [], [7], [2, 7, 8]], [[1e-300, 3], [], [1], [0, 2, 0]]
    batch = w if K == 1 else [np.stack([np.ones(len(part)), part], axis=1) for part in w]
    with pytest.raises(DegenerateFitError) as caught:
        Gaussian.fit(Blocks(lambda: x), Blocks(lambda: batch))
    assert (caught.value.component, caught.value.points) == (None if K == 1 else 1, (1, 2, 4))
    assert caught.value.where == "x[1] = 7.0, x[2] = 7.0, x[4] = 7.0"


def test_points_are_named_among_many():
    x, w = np.random.default_rng(0).normal(size=9000), np.zeros(9000)
    x[[10, 4500, 8500, 8700]], w[[10, 4500, 8500]], w[8700] = 7, 1, 1e-17
    for data in ((x, w), (Blocks(lambda: [x]), Blocks(lambda: [w]))):
        with pytest.raises(DegenerateFitError) as caught:
            Gaussian.fit(*data)
        assert caught.value.points == (10, 4500, 8500)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_a_class_of_equal_examples(k):
    x, labels = np.array([1, 2, 3, 5, 9, 4]), np.array([0, 1, 0, 1, 2, 2])
    x[labels == k] = 6
    for large in (False, True):
        data = [Blocks(lambda a=a: np.split(a, [1, 4])) if large else a for a in (x, labels)]
        with pytest.raises(DegenerateFitError) as caught:
            Mixture.fit_labelled(*data, Gaussian, K=3)
        assert (caught.value.component, caught.value.points) == (k, tuple(np.flatnonzero(labels == k)))


@pytest.mark.parametrize(
    ("family", "blocks", "place"),
    [
        (Bernoulli, [[0, 1], [1], [0, 2]], r"x\[4\] = 2\.0, want zeros and ones"),
        (Bernoulli, [[0, 1], [1], [0, np.nan]], r"x\[4\] = nan, want finite"),
        (Gaussian, [[0, 1], [], [5, -np.inf]], r"x\[3\] = -inf, want finite numbers up to 1e\+100"),
        (DiagonalGaussian, [[[0, 1]], [[5, 1], [3, 1e200]]], r"x\[2, 1\] = 1e\+200, want"),
    ],
)
def test_bad_values_are_named_across_blocks(family, blocks, place):
    with pytest.raises(ValueError, match=place):
        family.fit(Blocks(lambda: [np.reshape(b, (-1, 2)) if family.data_ndim == 2 else b for b in blocks]))


def test_what_is_wrong_is_named_not_what_is_large():
    for bad in (np.nan, np.inf, -2e100):
        with pytest.raises(ValueError, match=r"x\[1\] = "):
            Gaussian(0, 1).log_prob([1e100, bad])
    with pytest.raises(ValueError, match=r"x\[1\] = inf"):
        Gaussian(0, 1).log_prob(np.array([1, np.longdouble("1e400")]))


@pytest.mark.parametrize("largest", [1e100, -1e100])
def test_the_largest_number(largest):
    assert np.isfinite(Gaussian(0, 1).log_prob([largest])).all()
    assert Gaussian.fit([0, largest]).mean == largest / 2
    with pytest.raises(ValueError, match=r"x\[0\] = .*want finite numbers up to 1e\+100"):
        Gaussian(0, 1).log_prob([1.01 * largest])
    assert Gaussian.fit([1, 3], [1e100, 1e100]) == Gaussian(2, 1)


# --- seeds and starts ---


def test_the_first_of_two_seeds_at_one_distance():
    rows, weights = np.array([[0.0], [1], [2]]), np.array([1, 0, 1])  # the one between is no seed
    for seed in range(20):
        assert nearest_seed(rows, weights, 2, np.random.default_rng(seed))[1] == 0


def test_seeds_of_small_whole_numbers():
    x = np.array([1, 2, 3, 251, 252, 253], np.uint8)  # whose squares, and differences, do not fit
    for data in (x, Blocks(lambda: [x])):
        rows, _ = some_rows(Gaussian._source(data, None), np.random.default_rng(0))
        assert rows.dtype == np.float64
        m = Mixture.start(data, 2, Gaussian, np.random.default_rng(0))
        assert sorted(m.components.mean) == [2, 252]


def test_a_sample_of_blocks_is_made_again_from_the_same_seed():
    x = np.random.default_rng(0).normal(size=2 * MOST)
    data = Gaussian._source(Blocks(lambda: np.split(x, 4)), None)
    one, two, other = (some_rows(data, np.random.default_rng(seed))[0] for seed in (0, 0, 1))
    assert one.dtype == np.float64 and one.shape == (MOST, 1)
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


def test_no_example_of_weight_zero_is_in_a_sample():
    w = np.array([1.0, 0, 2, 0, 1e-9])
    data = Gaussian._source(Blocks(lambda: [np.arange(5)]), Blocks(lambda: [w]))
    assert some_rows(data, np.random.default_rng(0))[0].ravel().tolist() == [0, 2, 4]
    w[4] = 1e-310  # too small for its chance to be computed
    assert some_rows(data, np.random.default_rng(0))[0].ravel().tolist() == [0, 2]


def test_a_sample_of_weights_that_sum_to_one_follows_them():
    w = np.repeat([1.0, 3], MOST)
    data = Gaussian._source(Blocks(lambda: [np.repeat([0, 1], MOST)]), Blocks(lambda: [w / w.sum()]))
    rows, _ = some_rows(data, np.random.default_rng(0))
    assert len(rows) == MOST and 0.6 < rows.mean() < 0.75


X = [0, 1, 2, 3, 10, 11, 12, 14]


def test_ten_starts_unless_told():
    assert len(fit_mixture(X, 2, Gaussian, np.random.default_rng(0), max_steps=2).runs) == 10
    assert len(fit_mixture(X, 2, Gaussian, np.random.default_rng(0), 1, max_steps=2).runs) == 1


@pytest.mark.parametrize("weights", [None, [1, 1, 1, 0, 0, 2, 1, 1]])
@pytest.mark.parametrize("max_steps", [0, 1, 2])
def test_the_first_of_the_best_runs(weights, max_steps):
    best = fit_mixture(X, 3, Gaussian, np.random.default_rng(1), 12, weights, max_steps=max_steps)
    rng = np.random.default_rng(1)
    runs = [em(X, Mixture.start(X, 3, Gaussian, rng, weights), weights=weights, max_steps=max_steps) for _ in range(12)]
    assert best.runs == tuple((run.log_likelihoods[-1], run.status) for run in runs)
    proper = [run for run in runs if run.status == "reached max_steps"]
    first = max(proper, key=lambda run: run.log_likelihoods[-1])
    assert len(proper) > 1 and best.mixture == first.mixture


def test_a_run_that_is_not_done_wins_over_a_collapse():
    x = [2.1, 0, 3.5, -1, 1.5, 2.5, -0.5, 0.05, 1, -2, 0, 1, -2, 1.1, -0.5, -0.03]
    r = fit_mixture(x, 3, Gaussian, np.random.default_rng(3), n_starts=20, max_steps=60, tol=0)
    assert {status.split(":")[0] for _, status in r.runs} == {"collapsed", "reached max_steps"}
    assert r.status == "reached max_steps"


@pytest.mark.parametrize("weights", [None, [2, 1, 1, 1, 3]])
def test_a_softened_start_moves_a_tenth_of_the_way(weights):
    x = np.array([100, 0, 1, 2, 5.0])
    w = np.ones(5) if weights is None else np.array(weights)
    m = Mixture.start(x, 2, Gaussian, np.random.default_rng(0), weights)
    hard = np.array([x == 100, x != 100]).T
    shares = (w @ hard) / w.sum()
    expected = Mixture.fit_weighted(x, w[:, None] * (0.9 * hard + 0.1 * shares), Gaussian)
    order = np.argsort(-m.components.mean)
    np.testing.assert_allclose(m.weights[order], expected.weights, rtol=1e-14)
    np.testing.assert_allclose(m.components.mean[order], expected.components.mean, rtol=1e-14)
    np.testing.assert_allclose(m.components.variance[order], expected.components.variance, rtol=1e-13)
