"""Records and statistics as values: how they print, stack, add and are read-only; what each number's type is."""

import pickle

import numpy as np
import pytest

from mlelib import (
    Bernoulli,
    DegenerateFitError,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    SphericalGaussian,
    em,
)
from mlelib.distributions.moments import Moments
from tests.numeric.problems import FAMILIES, GAUSSIANS

each_family = pytest.mark.parametrize("family", FAMILIES)
each_gaussian = pytest.mark.parametrize("family", GAUSSIANS)
COVARIANCE = [[2.0, 0.5], [0.5, 1.0]]
SINGLES = [
    Bernoulli(0.25),
    Gaussian(1, 4),
    SphericalGaussian([1, 2], 4),
    DiagonalGaussian([1, 2], [4, 0.25]),
    MultivariateGaussian([1, 2], COVARIANCE),
]
each_single = pytest.mark.parametrize("g", SINGLES, ids=repr)


def data_for(family, n=12, seed=0):
    rng = np.random.default_rng(seed)
    if family is Bernoulli:
        return rng.integers(0, 2, n).astype(float)
    return rng.normal(size=n if family.data_ndim == 1 else (n, 2))


# --- printing ---


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3.0"),
        (-2.5, "-2.5"),
        (1e-20, "1e-20"),
        (1e20, "1e+20"),
        (123456789012.0, "1.23456789e+11"),
        (np.inf, "inf"),
        (np.nan, "nan"),
        (1 / 3, "0.333333333"),
        (np.array([0.1 + 0.2, 1e-9]), "[0.3, 1e-09]"),
        (np.array([[1, 0.5], [0, 2]]), "[[1, 0.5], [0, 2]]"),
    ],
)
def test_numbers_print_with_nine_digits(value, text):
    assert repr(Moments(1.0, value, 2.0, 0.0)) == f"Moments(weight=1.0, first={text}, second=2.0, shift=0.0)"


def test_a_long_array_prints_on_one_line_and_a_very_long_one_in_part():
    assert repr(Bernoulli(np.full(64, 0.123456789))) == f"Bernoulli(probability=[{', '.join(['0.123456789'] * 64)}])"
    assert repr(Bernoulli(np.full(65, 0.5))) == "Bernoulli(probability=[0.5, 0.5, 0.5, ..., 0.5, 0.5, 0.5])"


# --- stacking, comparing, pickling ---


@each_single
def test_singles_stack_to_a_batch_and_come_apart(g):
    batch = type(g).stack([g, g])
    assert list(batch) == batch.each() == [g, g] and g.each() == [g]
    assert len(batch) == 2 and batch[0:1] == type(g).stack([g])
    assert batch != g and bool(batch) and bool(g)


def test_only_one_kind_stacks():
    for family, other in ((Bernoulli, Gaussian(0, 1)), (Gaussian, Bernoulli(0.5))):
        with pytest.raises(ValueError, match="argument 2"):
            family.stack([SINGLES[FAMILIES.index(family)], other])


def test_an_error_pickles_however_it_was_made():
    error = DegenerateFitError("no spread", component=1, points=(2,), where="x[2] = 3.5")
    twin = pickle.loads(pickle.dumps(error))
    assert str(twin) == "component 1: no spread (x[2] = 3.5); the likelihood has no maximum"
    assert (twin.reason, twin.component, twin.points, twin.where) == ("no spread", 1, (2,), "x[2] = 3.5")
    bare = DegenerateFitError("no spread")
    assert (bare.component, bare.points, bare.where) == (None, (), "")
    assert str(bare) == "no spread; the likelihood has no maximum"


def test_results_differ_where_any_field_does():
    start = Mixture([0.5, 0.5], Gaussian([6, 7], [1, 4]))
    r, s = (em([-1, 0, 4, 5, 6], start, max_steps=n) for n in (0, 1))
    assert r != s and r.mixture != s.mixture and r == em([-1, 0, 4, 5, 6], start, max_steps=0)
    assert Mixture([0.5, 0.5], start.components) != Mixture([0.4, 0.6], start.components)


# --- types and shapes ---


def assert_stored(value, shape):
    """Fail unless a value is a float, or a read-only array of float64."""
    assert np.shape(value) == shape
    if shape == ():
        assert type(value) is float
    else:
        assert value.dtype == np.float64 and not value.flags.writeable


@each_family
def test_statistics_are_floats_or_read_only_arrays(family):
    x = data_for(family)
    single, batch = (family.sufficient_statistics(x, w) for w in (None, np.ones((12, 2))))
    for value, other in zip(single._fields().values(), batch._fields().values(), strict=True):
        assert_stored(value, np.shape(value))
        assert_stored(other, (2, *np.shape(value)))
    for total in (single + single, batch + batch):
        for value in total._fields().values():
            assert_stored(value, np.shape(value))
    assert type(single.weight) is float and single.weight == 12


@each_single
def test_types_of_all_results(g):
    batch, shapes = type(g).stack([g, g]), [np.shape(value) for value in g._fields().values()]
    x = g.sample(5, np.random.default_rng(0))
    assert x.dtype == np.float64 and batch.sample(5, np.random.default_rng(0)).dtype == np.float64
    assert batch.sample(5, np.random.default_rng(0)).shape == (5, 2, *x.shape[1:])
    assert g.log_prob(x).dtype == batch.log_prob(x).dtype == np.float64
    assert g.log_prob(x).shape == (5,) and batch.log_prob(x).shape == (5, 2)
    for name, shape in zip(g._fields(), shapes, strict=True):
        for results in (dict.score(g, x) if isinstance(g, dict) else g.score(x), g.standard_errors(5)):
            assert_stored(results[name], shape)
        for results in (batch.score(x), batch.standard_errors(5)):
            assert_stored(results[name], (2, *shape))
        for bound in batch.confidence_intervals(5)[name]:
            assert_stored(bound, (2, *shape))
    q = g.free_parameters
    assert_stored(g.fisher_information(), () if q == 1 else (q, q))
    assert_stored(batch.fisher_information(), (2,) if q == 1 else (2, q, q))
    for criterion in ("aic", "bic"):
        assert type(getattr(g, criterion)(x)) is float
        assert_stored(batch.bic(x), (2,))
    assert type(g.log_likelihood(x)) is float and batch.log_likelihood(x).shape == (2,)


def test_types_of_a_mixtures_results():
    m = Mixture([0.25, 0.75], SphericalGaussian([[0, 0], [3, 3]], [1, 2]))
    x, labels = m.sample(40, np.random.default_rng(0))
    assert x.shape == (40, 2) and x.dtype == np.float64 and labels.dtype == m.predict(x).dtype == np.intp
    assert m.log_joint(x).shape == m.responsibilities(x).shape == (40, 2) and m.log_prob(x).shape == (40,)
    r, log_prob = m.expectation(x)
    np.testing.assert_allclose(log_prob, m.log_prob(x), rtol=1e-15)
    np.testing.assert_allclose(r, np.exp(m.log_joint(x) - log_prob[:, None]), rtol=1e-13)
    assert type(m.log_likelihood(x)) is type(m.bic(x)) is type(m.aic(x)) is float
    fitted = em(x, m).mixture
    assert_stored(fitted.observed_information(x), (7, 7))
    for name, value in {"weights": fitted.weights, **fitted.components._fields()}.items():
        assert_stored(fitted.standard_errors(x)[name], value.shape)
        for bound in fitted.confidence_intervals(x)[name]:
            assert_stored(bound, value.shape)


def test_whole_numbers_are_stored_as_floats():
    s = Moments(np.array([1, 2]), [3, 4], np.array([5, 6], np.float32), (0, 0))
    for value in s._fields().values():
        assert_stored(value, (2,))


# --- adding ---


@each_gaussian
def test_statistics_about_one_shift_add_exactly(family):
    x = np.round(data_for(family) * 64) / 64  # so that all sums are exact
    w = np.arange(12) % 3 + 1.0
    shift = np.full(x.shape[1:], 0.25)
    for weights in (w, np.stack([w, w[::-1]], axis=1)):
        parts = [family.sufficient_statistics(x[at], weights[at], shift) for at in (slice(5), slice(5, 12))]
        assert parts[0] + parts[1] == family.sufficient_statistics(x, weights, shift)


@each_gaussian
def test_statistics_about_different_shifts_meet_between_them(family):
    x, d = data_for(family), data_for(family).shape[1:]
    zero, four = (family.sufficient_statistics(x, w, np.full(d, c)) for w, c in ((None, 0), (np.full(12, 3), 4)))
    total = zero + four
    np.testing.assert_array_equal(total.shift, np.full(d, 3.0))
    expected = family.sufficient_statistics(np.concatenate([x, x]), np.repeat([1, 3], 12), np.full(d, 3.0))
    for name, value in expected._fields().items():
        np.testing.assert_allclose(getattr(total, name), value, rtol=1e-13, atol=1e-13)


@each_gaussian
def test_moments_about_another_shift(family):
    x, w = data_for(family), np.random.default_rng(1).random((12, 3))
    there = np.random.default_rng(2).normal(size=(3, *x.shape[1:]))
    moved = family.sufficient_statistics(x, w, np.zeros(x.shape[1:])).about(there)
    expected = family.sufficient_statistics(x, w, there)
    for name, value in expected._fields().items():
        np.testing.assert_allclose(getattr(moved, name), value, rtol=1e-12, atol=1e-12)
    if family is MultivariateGaussian:
        np.testing.assert_array_equal(moved.second, np.swapaxes(moved.second, 1, 2))


def test_only_nothing_adds_to_statistics_beside_statistics():
    s = Gaussian.sufficient_statistics([1, 2, 4])
    assert sum([s]) == 0 + s == s
    for other in (1, 0.0, None, "0"):
        with pytest.raises(TypeError):
            other + s
        with pytest.raises(TypeError):
            s + other


@each_single
def test_means_of_statistics_are_the_estimates(g):
    family, x = type(g), data_for(type(g))
    s = family.sufficient_statistics(x, np.random.default_rng(3).random((12, 2)))
    fitted = family.from_statistics(s)
    mean = fitted.probability if family is Bernoulli else fitted.mean
    np.testing.assert_allclose(s.mean, mean, rtol=1e-14)
    np.testing.assert_allclose(s.deviation, mean - (0 if family is Bernoulli else s.shift), rtol=1e-12, atol=1e-15)
    if family is not Bernoulli:
        spread = {SphericalGaussian: 2}.get(family, 1)  # of a spherical one the sum over the dimensions
        kept = fitted.covariance if family is MultivariateGaussian else fitted.variance
        np.testing.assert_allclose(s.second_about_mean, spread * kept, rtol=1e-13)
