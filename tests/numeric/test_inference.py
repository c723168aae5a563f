"""Standard errors, intervals, information: against numerical derivatives, simulation, and each other."""

import pickle
import tracemalloc
from functools import cache

import numpy as np
import pytest
from scipy import stats

from mlelib import (
    Bernoulli,
    Blocks,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    SphericalGaussian,
    em,
)
from mlelib.inference import scores

SINGLES = [
    Bernoulli(0.3),
    Gaussian(1.5, 0.7),
    SphericalGaussian([1, -2, 0.5], 0.7),
    DiagonalGaussian([1, -2, 0.5], [0.7, 2, 0.1]),
    MultivariateGaussian([1, -2, 0.5], [[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]]),
]
TRUTHS = [
    Mixture([0.4, 0.6], Bernoulli([0.2, 0.7])),
    Mixture([0.3, 0.2, 0.5], Gaussian([-4, 0, 3], [1, 0.5, 2])),
    Mixture([0.4, 0.6], SphericalGaussian([[0, 0], [2, 1]], [0.5, 1])),
    Mixture([0.4, 0.6], DiagonalGaussian([[0, 0], [2, 1]], [[0.5, 2], [1, 0.3]])),
    Mixture([0.4, 0.6], MultivariateGaussian([[0, 0], [2, 1]], [[[1, 0.6], [0.6, 1]], [[0.5, -0.2], [-0.2, 1]]])),
]


def name_of(value):
    return type(getattr(value, "components", value)).__name__


each_single = pytest.mark.parametrize("g", SINGLES, ids=name_of)
each_truth = pytest.mark.parametrize("truth", TRUTHS, ids=name_of)
each_gaussian = pytest.mark.parametrize("truth", TRUTHS[1:], ids=name_of)


def maximum(truth, weighted=False):
    """Return 300 data, weights, and the mixture that maximises their likelihood."""
    return _maximum(TRUTHS.index(truth), weighted)


@cache
def _maximum(number, weighted):
    x, _ = TRUTHS[number].sample(300, np.random.default_rng(0))
    w = np.random.default_rng(1).integers(0, 4, 300).astype(float) if weighted else None
    return x, w, em(x, TRUTHS[number], tol=0, max_steps=2000, weights=w).mixture


def pack(m):
    """Return the parameters as one vector in the order of ``observed_information``."""
    parts = [m.weights[:-1]]
    for g in m.components:
        values = [np.atleast_1d(value) for value in g._fields().values()]
        parts += [v.T[np.triu_indices(len(v))] if v.ndim == 2 else v for v in values]
    return np.concatenate(parts)


def unpack(m, theta):
    def take(size):
        nonlocal at
        at += size
        return theta[at - size : at]

    at, singles = 0, []
    first = take(m.K - 1)
    for g in m.components:
        values = []
        for value in g._fields().values():
            if np.ndim(value) == 2:
                matrix, d = np.zeros(value.shape), len(value)
                matrix.T[np.triu_indices(d)] = take(d * (d + 1) // 2)
                values.append(matrix + np.tril(matrix, -1).T)
            else:
                values.append(take(np.size(value)).reshape(np.shape(value)))
        singles.append(type(g)(*values))
    return Mixture([*first, 1 - first.sum()], type(m.components).stack(singles))


def hessian(f, theta, units, h):
    steps = np.diag(h * units)
    table = np.zeros(steps.shape)
    for i, j in zip(*np.triu_indices(len(units)), strict=True):
        a, b = steps[i], steps[j]
        table[i, j] = f(theta + a + b) - f(theta + a - b) - f(theta - a + b) + f(theta - a - b)
    return (table + np.triu(table, 1).T) / (4 * h * h * np.outer(units, units))


# --- the information of a mixture ---


@pytest.mark.parametrize("weighted", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["alone", "weighted"])
@each_truth
def test_information_is_minus_the_hessian(truth, weighted):
    x, w, m = maximum(truth, weighted=weighted)
    information = m.observed_information(x, w)
    np.testing.assert_array_equal(information, information.T)
    units = 1 / np.sqrt(np.diagonal(information))

    def log_likelihood(theta):
        return unpack(m, theta).log_likelihood(x, w)

    coarse, fine = (hessian(log_likelihood, pack(m), units, h) for h in (0.02, 0.01))
    scaled = np.outer(units, units) * (information + (4 * fine - coarse) / 3)
    assert np.abs(scaled).max() < 1e-7


@each_truth
def test_scores_of_examples_add_up_to_the_score(truth):
    x, _ = truth.sample(50, np.random.default_rng(2))
    w = np.random.default_rng(3).random(50)
    rows = x.reshape(50, -1)
    for g in truth.components:
        each = scores(g, rows)
        assert each.shape == (50, g.free_parameters)
        gradient = [np.atleast_1d(v) for v in g.score(x, w).values()]
        both = [v + v.T - np.diag(np.diagonal(v)) if v.ndim == 2 else v for v in gradient]
        packed = np.concatenate([v.T[np.triu_indices(len(v))] if v.ndim == 2 else v for v in both])
        np.testing.assert_allclose(w @ each, packed, rtol=1e-11, atol=1e-11)


@each_single
def test_one_component_has_its_own_information(g):
    x = g.sample(40, np.random.default_rng(2))
    fitted = type(g).fit(x)
    m = Mixture([1], type(g).stack([fitted]))
    np.testing.assert_allclose(m.observed_information(x), np.atleast_2d(fitted.fisher_information(40)), rtol=1e-12)
    errors, expected = m.standard_errors(x), fitted.standard_errors(40)
    assert errors["weights"].tolist() == [0]
    low, high = m.confidence_intervals(x)["weights"]
    assert low.tolist() == high.tolist() == [1]
    for name in expected:
        np.testing.assert_allclose(errors[name][0], expected[name], rtol=1e-10)


@each_gaussian
def test_far_apart_components_miss_no_information(truth):
    K, g = truth.K, truth.components
    offsets = 1000.0 * np.arange(K)
    moved = g._moved(np.repeat(offsets[:, None], g.dimension, axis=1))
    x, labels = Mixture(truth.weights, moved).sample(200, np.random.default_rng(3))
    m = Mixture.fit_labelled(x, labels, type(g))
    errors, n = m.standard_errors(x), 200 * m.weights
    np.testing.assert_allclose(errors["weights"], np.sqrt(m.weights * (1 - m.weights) / 200), rtol=1e-8)
    for k in range(K):
        for name, expected in m.components[k].standard_errors(n[k]).items():
            np.testing.assert_allclose(errors[name][k], expected, rtol=1e-8)


@each_gaussian
def test_standard_errors_come_from_the_information(truth):
    x, w, m = maximum(truth, weighted=True)
    covariance = np.linalg.inv(m.observed_information(x, w))
    flat = np.sqrt(np.diagonal(covariance))
    errors = m.standard_errors(x, w)
    assert list(errors) == ["weights", *m.components._fields()]
    for name, value in m.components._fields().items():
        assert errors[name].shape == value.shape and not errors[name].flags.writeable
    np.testing.assert_allclose(errors["weights"][:-1], flat[: m.K - 1], rtol=1e-9)
    last = np.sqrt(covariance[: m.K - 1, : m.K - 1].sum())
    assert errors["weights"][-1] == pytest.approx(last, rel=1e-9)
    # Named and shaped like the parameters, the errors pack as the parameters do.
    as_mixture = Mixture._trusted(
        weights=errors["weights"],
        components=[_Errors({name: errors[name][k] for name in m.components._fields()}) for k in range(m.K)],
    )
    np.testing.assert_allclose(pack(as_mixture), flat, rtol=1e-9)


class _Errors:
    def __init__(self, values):
        self._fields = lambda: values


@each_gaussian
def test_a_component_by_another_number_has_the_same_errors(truth):
    x, _, m = maximum(truth)
    flipped = Mixture(m.weights[::-1], m.components[::-1])
    for name, error in m.standard_errors(x).items():
        np.testing.assert_allclose(flipped.standard_errors(x)[name][::-1], error, rtol=1e-9)


def test_a_weight_counts_copies_and_zero_leaves_out():
    x, w, m = maximum(TRUTHS[1], weighted=True)
    repeated = m.observed_information(np.repeat(x, w.astype(int)))
    np.testing.assert_allclose(m.observed_information(x, w), repeated, rtol=1e-10, atol=1e-8)
    # Such an example may even be impossible.
    outside = m.observed_information([*x, 1e99], [*w, 0])
    np.testing.assert_allclose(outside, repeated, rtol=1e-10, atol=1e-8)


@pytest.mark.parametrize("truth", [TRUTHS[1], TRUTHS[4]], ids=name_of)
def test_blocks_and_dask_give_the_same(truth):
    da = pytest.importorskip("dask.array")
    x, w, m = maximum(truth, weighted=True)
    expected = m.observed_information(x, w)

    def cut(a):
        return Blocks(lambda: np.split(a, [90, 90, 211]))

    chunks = (100, 2)[: x.ndim]
    for large in ((cut(x), cut(w)), (da.from_array(x, chunks=chunks), da.from_array(w, chunks=100))):
        np.testing.assert_allclose(m.observed_information(*large), expected, rtol=1e-11, atol=1e-9)
        np.testing.assert_allclose(m.standard_errors(*large)["mean"], m.standard_errors(x, w)["mean"], rtol=1e-9)
    np.testing.assert_allclose(m.observed_information(cut(x)), m.observed_information(x), rtol=1e-11, atol=1e-9)


@pytest.mark.parametrize("truth", [TRUTHS[1], TRUTHS[4]], ids=name_of)
def test_data_in_single_precision_are_computed_with_in_double(truth):
    x, _, m = maximum(truth)
    single = x.astype(np.float32)
    np.testing.assert_allclose(
        m.observed_information(single), m.observed_information(single.astype(np.float64)), rtol=1e-13, atol=1e-10
    )


def test_memory_does_not_grow_with_the_data():
    x, _ = TRUTHS[4].sample(200_000, np.random.default_rng(4))
    tracemalloc.start()
    TRUTHS[4].observed_information(x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4e6 < x.nbytes * 4


def test_units_and_places_do_not_matter():
    x, _, m = maximum(TRUTHS[1])
    errors = m.standard_errors(x)
    scaled = Mixture(m.weights, Gaussian(1e-9 * m.components.mean, 1e-18 * m.components.variance))
    np.testing.assert_allclose(scaled.standard_errors(1e-9 * x)["variance"], 1e-18 * errors["variance"], rtol=1e-9)
    moved = Mixture(m.weights, Gaussian(m.components.mean + 1e6, m.components.variance))
    np.testing.assert_allclose(moved.standard_errors(x + 1e6)["mean"], errors["mean"], rtol=1e-7)


# --- where there is none ---

BOUNDARY = Mixture([0, 1], Gaussian([0, 1], [1, 1]))
EQUAL = Mixture([0.5, 0.5], Gaussian([2, 2], [2 / 3, 2 / 3]))
COINS = Mixture([0.5, 0.5], Bernoulli([0.4, 0.6]))


@pytest.mark.parametrize(
    ("m", "x", "words"),
    [
        (TRUTHS[1], TRUTHS[1].sample(100, np.random.default_rng(0))[0], "maximum"),
        (EQUAL, [1, 2, 3], "singular.*identif"),
        (COINS, [0, 1], "singular.*Bernoulli"),
        (Mixture([0.5, 0.5], Gaussian([-1, 1], [9, 9])), [-1, 0, 1], "indefinite.*maximum"),
        (BOUNDARY, [1, 2, 3], r"weights\[0\] = 0"),
        (Mixture([0.5, 0.5], Bernoulli([0, 0.5])), [0, 1], "boundary"),
        (Mixture([0.5, 0.5], Gaussian([0, 1], [1e-200, 1e-200])), [0, 1e90], "density 0"),
        (Mixture([0.5, 0.5], Gaussian([0, 1e-170], [1e-200, 1e-200])), [0, 1e-100], "overflow"),
        (TRUTHS[1], [0, np.nan], r"x\[1\] = nan"),
        (TRUTHS[2], [0, 1], "shape"),
        (TRUTHS[2], [[0, 1, 2]], "d = 3"),
        (COINS, [0, 2], r"x\[1\] = 2"),
    ],
)
def test_no_errors_without_a_maximum_inside(m, x, words):
    for method in (m.standard_errors, m.confidence_intervals):
        with pytest.raises(ValueError, match=words):
            method(x)


def test_weights_are_checked_and_part_of_the_maximum():
    x, w, m = maximum(TRUTHS[1], weighted=True)
    with pytest.raises(ValueError, match="weights"):
        m.standard_errors(x, w[1:])
    with pytest.raises(ValueError, match="maximum of the likelihood of x"):
        m.standard_errors(x, w**3 + np.arange(300))


def test_weights_count_in_intervals():
    x, w, m = maximum(TRUTHS[1], weighted=True)
    error = m.standard_errors(x, w)["mean"]
    low, high = m.confidence_intervals(x, 0.9, w)["mean"]
    np.testing.assert_allclose((high - low) / 2, stats.norm.isf(0.05) * error, rtol=1e-12)


def test_a_maximum_is_one_to_a_tenth_of_a_standard_error():
    x, _, m = maximum(TRUTHS[1])
    step = m.standard_errors(x)["mean"] * [0, 0, 1]
    for errors, refused in ((0.05, False), (-0.05, False), (0.2, True), (-0.2, True)):
        moved = Mixture(m.weights, Gaussian(m.components.mean + errors * step, m.components.variance))
        if refused:
            with pytest.raises(ValueError, match=r"leads 0\.\d+ standard errors away"):
                moved.standard_errors(x)
        else:
            np.testing.assert_allclose(moved.standard_errors(x)["mean"], m.standard_errors(x)["mean"], rtol=0.1)


def test_a_variance_held_by_its_floor_has_no_error():
    x = np.repeat([0.0, 1, 5, 6, 7], 4)
    m = em(x, Mixture([0.5, 0.5], Gaussian([0, 6], [3, 3])), min_variance=2).mixture
    with pytest.raises(ValueError, match="without min_variance"):
        m.standard_errors(x)


# --- intervals ---


@each_single
def test_intervals_keep_to_where_parameters_can_be(g):
    errors = g.standard_errors(5)
    for name, (low, high) in g.confidence_intervals(5, level=0.9999).items():
        value = np.asarray(getattr(g, name))
        assert np.shape(low) == np.shape(high) == np.shape(value)
        assert (low < value).all() and (value < high).all()
        if name == "variance":
            assert np.all(low > 0)
        if name == "covariance":
            assert (np.diagonal(low) > 0).all() and (low == low.T).all() and (low < 0).any()
        if name == "probability":
            assert 0 < low < high < 1
        if name == "mean":
            np.testing.assert_allclose(high - low, 2 * stats.norm.isf(0.00005) * np.asarray(errors[name]), rtol=1e-9)


def test_intervals_by_formula():
    z = stats.norm.ppf(0.95)
    low, high = Gaussian(3, 2).confidence_intervals(50, level=0.9)["variance"]
    assert type(low) is type(high) is float
    assert (low, high) == pytest.approx((2 * np.exp(-z * 0.2), 2 * np.exp(z * 0.2)), rel=1e-13)
    low, high = Bernoulli(0.2).confidence_intervals(100, level=0.9)["probability"]
    odds = 0.25 * np.exp(np.array([-1, 1]) * z * 0.04 / 0.16)
    assert (low, high) == pytest.approx(tuple(odds / (1 + odds)), rel=1e-13)
    low, high = MultivariateGaussian([0, 0], [[2, 1], [1, 3]]).confidence_intervals(70, level=0.9)["covariance"]
    assert (low[0, 1], high[1, 0]) == pytest.approx((1 - z * 0.1**0.5, 1 + z * 0.1**0.5), rel=1e-13)
    assert low[1, 1] == pytest.approx(3 * np.exp(-z * np.sqrt(2 / 70)), rel=1e-13)


def test_intervals_of_a_batch_are_those_of_its_singles():
    for g in [truth.components for truth in TRUTHS]:
        for name, bounds in g.confidence_intervals(20, 0.8).items():
            for k in range(len(g)):
                for bound, single in zip(bounds, g[k].confidence_intervals(20, 0.8)[name], strict=True):
                    np.testing.assert_allclose(bound[k], single, rtol=1e-14)


@pytest.mark.parametrize("level", [0, 1, 1.5, -0.5, np.nan, "0.9", [0.9], None, True])
def test_level_is_checked(level):
    x, _, m = maximum(TRUTHS[2])
    for call in (lambda: Gaussian(0, 1).confidence_intervals(3, level), lambda: m.confidence_intervals(x, level)):
        with pytest.raises(ValueError, match="level"):
            call()


def test_extreme_intervals_are_no_nan():
    low, high = Gaussian(0, 1e-200).confidence_intervals(1e-9)["variance"]
    assert (low, high) == (0, np.inf)
    low, high = Bernoulli(1e-12).confidence_intervals(10, 1 - 1e-15)["probability"]
    assert 0 <= low < 1e-12 < high <= 1
    with pytest.raises(ValueError, match="boundary"):
        Bernoulli(1).confidence_intervals(10)


# --- the promise: 95 of 100 ---


def share(hits, runs):
    """Return bounds that 95 % of so many runs leave once in ten thousand times, for each parameter."""
    low, high = stats.binom.interval(1 - 1e-4, runs, 0.95)
    return (low <= hits) & (hits <= high)


def covers(bounds, truth):
    low, high = bounds
    return (np.asarray(low) <= truth) & (truth <= np.asarray(high))


@pytest.mark.slow
@each_single
def test_intervals_of_a_distribution_cover(g):
    rng, runs, n = np.random.default_rng(5), 400, 400
    hits = {name: 0 for name in g._fields()}
    for _ in range(runs):
        found = type(g).fit(g.sample(n, rng)).confidence_intervals(n)
        for name, bounds in found.items():
            hits[name] = hits[name] + covers(bounds, getattr(g, name))
    assert all(share(count, runs).all() for count in hits.values()), hits


APART = [
    Mixture([0.3, 0.7], Gaussian([-2, 2], [1, 0.5])),
    Mixture([0.4, 0.6], MultivariateGaussian([[0, 0], [3, 2]], TRUTHS[4].components.covariance)),
]


@pytest.mark.slow
@pytest.mark.parametrize("truth", APART, ids=name_of)
def test_intervals_of_a_mixture_cover(truth):
    rng, runs = np.random.default_rng(6), 400
    values = {"weights": truth.weights, **truth.components._fields()}
    hits = {name: 0 for name in values}
    for _ in range(runs):
        x, _ = truth.sample(800, rng)
        m = em(x, truth, tol=1e-6).mixture
        for name, bounds in m.confidence_intervals(x).items():
            hits[name] = hits[name] + covers(bounds, values[name])
    assert all(share(count, runs).all() for count in hits.values()), hits


# --- AIC, BIC ---


@each_truth
def test_criteria_with_weights(truth):
    x, _ = truth.sample(40, np.random.default_rng(7))
    copies = np.random.default_rng(8).integers(0, 3, 40)
    repeated = np.repeat(x, copies, axis=0)
    for model in (truth, *truth.components):
        for criterion in (model.aic, model.bic):
            assert type(criterion(x)) is float
            assert criterion(x, copies) == pytest.approx(criterion(repeated), rel=1e-13)
        expected = 2 * model.free_parameters - 2 * model.log_likelihood(x)
        assert model.aic(x) == pytest.approx(expected, rel=1e-14)
        difference = model.free_parameters * (np.log(40) - 2)
        assert model.bic(x) - model.aic(x) == pytest.approx(difference, rel=1e-9)
        with pytest.raises(ValueError, match="weights"):
            model.bic(x, [1])


def test_criteria_of_a_batch():
    g, x = TRUTHS[1].components, [0.5, 1, 4]
    w = np.random.default_rng(9).random((3, 3))
    for name in ("aic", "bic"):
        np.testing.assert_allclose(getattr(g, name)(x), [getattr(h, name)(x) for h in g], rtol=1e-14)
        singles = [getattr(h, name)(x, v) for h, v in zip(g, w.T, strict=True)]
        np.testing.assert_allclose(getattr(g, name)(x, w), singles, rtol=1e-14)


@pytest.mark.slow
def test_the_right_number_of_components_has_the_least_bic():
    x, _ = Mixture([0.5, 0.5], Gaussian([-4, 4], [1, 1])).sample(300, np.random.default_rng(10))
    rng = np.random.default_rng(11)
    found = [em(x, Mixture.start(x, K, Gaussian, rng), max_steps=300).mixture.bic(x) for K in (1, 2, 3, 4)]
    assert int(np.argmin(found)) == 1


# --- results of EM as values ---


def test_results_of_em_compare_and_pickle():
    x, start = [-1, 0, 4, 5, 6], Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
    r = em(x, start, keep_history=True)
    twin = pickle.loads(pickle.dumps(r))
    assert twin == r == em(x, start, keep_history=True) and repr(twin) == repr(r)
    assert twin.history == r.history and not twin.log_likelihoods.flags.writeable
    assert r != em(x, start) != em(x, start, max_steps=3) and r != r.mixture
    assert repr(r).endswith("log_likelihood=-8.46525897, steps=8, status='converged')")


def halves():
    return [[1, 2], [5, 6]]


def test_blocks_pickle():
    twin = pickle.loads(pickle.dumps(Blocks(halves)))
    assert twin.read is halves and Gaussian.fit(twin) == Gaussian(3.5, 4.25)
