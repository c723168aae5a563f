"""A climb by its parts: places and their origins, what counts as a fall, what is kept from pass to pass."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from mlelib import Blocks, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em
from mlelib.climb import Climb, Place, falls
from mlelib.distributions.moments import EPS, Moments, OuterMoments, SummedMoments
from mlelib.few import FewClimb
from mlelib.kernels import block_size, natural_pass
from mlelib.scale import source

DOUBLE, SINGLE = np.dtype(np.float64), np.dtype(np.float32)
TWO = Mixture([0.5, 0.5], Gaussian([-1, 1], [1, 1]))
X = np.random.default_rng(0).normal(size=400)


def climb(x, Family=Gaussian, dtype=DOUBLE, weights=None, threads=1):
    return Climb(Family._source(x, weights, None, batch=False, threads=threads), Family, 0.0, dtype)


# --- places ---


def test_a_place_told_from_its_own_origin_is_itself():
    place = Place(np.array([0.5]), TWO)
    assert place.about(np.array([0.5])) is place
    assert place.about(np.array([0.0])) is not place


def test_a_narrow_cluster_far_away_keeps_a_mean_between_two_floats():
    """Clusters 1e15 standard deviations apart: rounded to a float, the far one's mean would be off by a tenth of one.

    Its numbers are multiples of the distance between floats there, its mean is not.
    """
    step = np.spacing(1e9)
    far = 1e9 + step * np.arange(40) ** 2 % 17
    near = 1e-6 * np.array([0.0, 1.0, 3.0, 4.0])
    x = np.concatenate([far, near])
    found = em(x, Mixture([0.5, 0.5], Gaussian([0, 1e9], [1e-10, 1e-10])), tol=0, max_steps=3)
    expected = sum(maximum(cluster, len(x)) for cluster in (far, near))
    assert found.log_likelihoods[-1] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("family", [Gaussian, SphericalGaussian])
def test_a_start_far_from_a_narrow_cluster_is_told_from_the_cluster(family):
    """Less a number of the far cluster, the near one's numbers would be rounded to multiples of 1e-7, its deviation."""
    x = np.array([0.0, 1e-7, 3e-7, 4e-7, 1e9, 1e9 + 1, 1e9 + 3, 1e9 + 4, 1e9 + 5, 1e9 + 9, 1e9 + 9])
    x = np.resize(x, 330)
    mean, variance = [2e-7, 1e9 + 4], [2e-14, 9.0]
    expected = 0.0
    for value in x:
        k = int(value > 1)
        squares = float((Fraction(value) - Fraction(mean[k])) ** 2)
        expected += np.log(0.5) - (np.log(2 * np.pi * variance[k]) + squares / variance[k]) / 2
    if family is SphericalGaussian:
        x, mean = x[:, None], [[m] for m in mean]
    start = Mixture([0.5, 0.5], family(mean, variance))
    assert em(x, start, max_steps=0).log_likelihoods[0] == pytest.approx(expected, rel=1e-13)


def maximum(cluster, n):
    """Return the largest log-likelihood of a cluster on its own, with its share of n as a weight."""
    exact = [Fraction(value) for value in cluster]
    mean = sum(exact) / len(exact)
    variance = float(sum((value - mean) ** 2 for value in exact) / len(exact))
    return len(exact) * (np.log(len(exact) / n) - (np.log(2 * np.pi * variance) + 1) / 2)


def test_a_mean_that_moves_by_many_deviations_keeps_the_variance():
    """The first step moves each mean by 1e5 standard deviations of its cluster."""
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.normal(size=50), 1e9 + rng.normal(size=50)])
    found = em(x, Mixture([0.5, 0.5], Gaussian([1e5, 1e9 - 1e5], [1e10, 1e10])), tol=0, max_steps=1)
    right = [np.var(x[:50]), np.var(x[50:] - 1e9)]
    np.testing.assert_allclose(found.mixture.components.variance, right, rtol=1e-13)


def test_a_place_knows_how_large_the_terms_of_its_densities_are():
    view = climb(300.0 + X).start(Mixture([0.4, 0.6], Gaussian([270, 300], [1, 1])))
    largest = np.max(np.abs(view.place.natural) @ [1, *(np.abs(X + 300 - view.place.origin).max() ** [1, 2])])
    assert view.place.magnitude == pytest.approx(largest)
    assert view.magnitude >= largest > 400


# --- no step means the start itself ---


def test_no_step_returns_the_start():
    start = Mixture([0.3, 0.7], Gaussian([1e8 + 0.1, 0.1], [0.1, 0.7]))
    for x in (X, np.resize(X, 5)):
        assert em(x, start, max_steps=0).mixture is start


# --- what counts as a fall ---


@pytest.mark.parametrize(
    ("log_likelihood", "weight", "magnitudes", "allowed"),
    [(-1e6, 1, (1, 1), 2e6 + 1), (-1, 1e6, (100, 50), 1e8 + 2), (-1, 1e6, (50, 100), 1e8 + 2), (1e6, 0, (9, 9), 2e6)],
)
def test_a_fall_is_more_than_sixteen_roundings_of_the_terms(log_likelihood, weight, magnitudes, allowed):
    def view(value, magnitude):
        return SimpleNamespace(log_likelihood=value, magnitude=magnitude)

    here = view(log_likelihood, magnitudes[0])
    for part, fell in ((0.999, False), (1.001, True), (-1, False), (0, False)):
        there = view(log_likelihood - 16 * 2.0**-20 * part * allowed, magnitudes[1])
        assert falls(here, there, weight, 2.0**-20) is fell
    assert falls(here, view(np.nan, 1), weight)
    assert not falls(here, view(log_likelihood - 15 * EPS * allowed, magnitudes[1]), weight)


# --- a component that the fast pass loses is looked at closely ---


@pytest.mark.parametrize("away", [39, 45, 200])
def test_a_component_that_no_example_is_near_is_emptied(away):
    many = np.resize([-1.0, 0, 1], 300)
    found = em(many, Mixture([0.5, 0.5], Gaussian([0, away], [1, 1])), max_steps=3)
    assert found.status == "emptied: component 1"


@pytest.mark.parametrize("sign", [1, -1])
def test_far_odds_on_one_side_are_bounded_as_on_the_other(sign):
    """All data but one lie at most 1 from the origin; the one, at ∓60, has log-odds of 60 · 20 against either mean."""
    x = sign * np.concatenate([np.linspace(-1, 1, 400), [-60.0]])
    start = Mixture([0.6, 0.4], Gaussian(np.multiply(sign, [10.0, -10.0]), [1, 1]))
    found = em(x, start, tol=0, max_steps=0)
    assert found.log_likelihoods[0] == pytest.approx(start.log_likelihood(x), rel=1e-13)


def test_odds_that_are_large_in_one_example_and_tiny_in_the_next():
    """Less their largest, or 0, no log-odds overflow: without the 0, those of the second example would."""
    x, odds = np.array([[1.0], [-1.0]]), np.array([[0.0, 800, 0], [0, 790, 0]])
    found = natural_pass(x, None, None, odds, np.zeros(1), Moments)
    assert found.log_likelihood == pytest.approx(800 + np.log1p(np.exp(-10.0)))
    shares = 1 / (1 + np.exp([-10.0, 10.0]))
    np.testing.assert_allclose(found.sums, shares[:, None] * np.ones(3), rtol=1e-13)


# --- what is kept from pass to pass ---


def test_single_precision_is_used_where_asked_for():
    steep = climb(X.astype(np.float32), dtype=SINGLE)
    steep.start(TWO)
    room = steep.data.memories[0]["room"]
    assert {room.T.T.dtype, room.Z.dtype, room.s.dtype} == {SINGLE}
    usual = climb(X.astype(np.float32))
    usual.start(TWO)
    assert usual.data.memories[0]["room"].T.T.dtype == DOUBLE


@pytest.mark.parametrize("n", [1000, 60_000])
def test_a_pass_begins_with_the_block_that_the_one_before_ended_with(n):
    rows = np.random.default_rng(2).normal(size=(n, 2))
    odds = np.random.default_rng(3).normal(size=(2, 4))
    memory, passes = {}, []
    for _ in range(3):
        passes.append(natural_pass(rows, None, memory, odds, np.zeros(2), SummedMoments))
    room = memory["room"]
    blocks = room.order(n)
    assert blocks[0] == room.holds and len(blocks) == -(-n // room.size)
    assert sorted((block.start, block.stop) for block in blocks)[-1][1] == n
    np.testing.assert_array_equal(room.T.T[1:3, : blocks[0].stop - blocks[0].start], rows[blocks[0]].T)
    # What the room holds is not read again.
    spoilt = rows.copy()
    spoilt[room.holds] = np.nan
    again = natural_pass(spoilt, None, memory, odds, np.zeros(2), SummedMoments)
    for other in (*passes, again):
        assert other.log_likelihood == pytest.approx(passes[0].log_likelihood, rel=1e-14)
        np.testing.assert_allclose(other.sums, passes[0].sums, rtol=1e-11, atol=1e-9)


@pytest.mark.parametrize(
    ("p", "q", "size"),
    [(10, 3, 15400), (18, 7, 7576), (3, 1, 32264), (2000, 9, 264)],
    ids=["two megabytes", "a small product", "32768 rows", "256 rows"],
)
def test_how_many_of_a_million_rows_make_a_block(p, q, size):
    """What limits them; the rest is sharing the rows evenly, and an odd number of cache lines."""
    assert block_size(10**6, p, q) == size
    assert block_size(200, p, q) == 200
    assert block_size(0, p, q) == 1


def test_sums_may_overwrite_what_they_are_given():
    rng = np.random.default_rng(4)
    centred, weights = rng.normal(size=(3, 50)), rng.random(50)
    before = centred.copy()
    kept = OuterMoments.sums(centred, weights)
    np.testing.assert_array_equal(centred, before)
    np.testing.assert_array_equal(OuterMoments.sums(centred, weights, overwrite=True), kept)
    np.testing.assert_array_equal(centred, before * np.sqrt(weights))


@pytest.mark.parametrize("threads", [1, 3])
def test_each_range_of_an_array_has_a_memory_of_its_own(threads):
    data = source(np.arange(10.0), None, 1, threads=threads)

    def count(rows, weights, memory):
        memory["passes"] = memory.get("passes", 0) + 1
        return np.array([len(rows), memory["passes"]])

    for number in (1, 2, 3):
        np.testing.assert_array_equal(data.sum(count), [10, threads * number])
    assert len(data.ranges) == threads


def test_few_numbers_that_are_too_large_are_named():
    for x in ([1.0, 1e101, 2.0], [1e101, 1e101, 1e101], [1.7e308, 1.7e308, 0]):
        with pytest.raises(ValueError, match="want finite numbers up to 1e"):
            FewClimb(Gaussian._source(np.array(x), None, None, batch=False), Gaussian, 0.0, DOUBLE)


# --- what data and weights may be ---


def test_an_iterator_is_gone_after_one_step():
    with pytest.raises(ValueError) as caught:
        em(iter([X]), TWO)
    said = str(caught.value)
    assert said.startswith("x: got <list_iterator object")
    assert said.endswith(", want blocks that can be read at each step, such as Blocks(function)")


def test_blocks_of_another_dimension_than_the_start():
    start = Mixture([1], SphericalGaussian([[0, 0]], [1]))
    with pytest.raises(ValueError) as caught:
        em(Blocks(lambda: [np.ones((4, 3))]), start)
    assert str(caught.value) == "x, block 0: got d = 3, want d = 2"


def test_blocks_whose_weights_are_all_zero():
    blocks = Blocks(lambda: [X[:200], X[200:]])
    with pytest.raises(ValueError) as caught:
        em(blocks, TWO, weights=Blocks(lambda: [np.zeros(200)] * 2))
    assert str(caught.value) == "weights: got zeros only, want a positive total weight"


@pytest.mark.parametrize("share", [1.0, 1 / 1024])
def test_weights_may_be_small(share):
    """A total of less than one is a total like any other."""
    found = em(X, TWO, weights=np.full(len(X), share / len(X)), tol=0, max_steps=5)
    assert found.log_likelihoods * len(X) / share == pytest.approx(em(X, TWO, tol=0, max_steps=5).log_likelihoods)


def test_a_batch_of_covariances_is_made_symmetric():
    nearly = [[2.0, 0.5], [0.5 + 1e-14, 1.0]]
    found = MultivariateGaussian([[0, 0], [1, 1]], [nearly, np.eye(2)]).covariance
    np.testing.assert_array_equal(found, np.swapaxes(found, 1, 2))
    assert found[0, 0, 1] == 0.5 + 0.5e-14


def test_what_numpy_reads_as_an_array_is_no_iterable_of_blocks():
    class Column:
        """As of pandas: iterable, and an array for numpy."""

        def __init__(self, values):
            self.values = values

        def __array__(self, dtype=None, copy=None):
            return np.asarray(self.values, dtype)

        def __iter__(self):
            return iter(self.values)

    assert Gaussian.fit(Column([1.0, 2.0, 6.0])).mean == 3
    assert em(Column(X), TWO, max_steps=1).steps == 1
    assert SphericalGaussian.fit(Column([[1.0, 2], [3, 5]])).mean.tolist() == [2, 3.5]
