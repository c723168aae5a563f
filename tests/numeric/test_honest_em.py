"""EM says what happened: a collapse, an empty component, a plateau, a fall; and ``min_variance`` is what it says."""

import re
import tracemalloc

import numpy as np
import pytest
from scipy.optimize import minimize

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
)
from mlelib.climb import Climb, Seen
from mlelib.few import FewClimb
from tests.numeric.problems import FAMILIES, GAUSSIANS, only

each_family = pytest.mark.parametrize("family", FAMILIES)
each_gaussian = pytest.mark.parametrize("family", GAUSSIANS)
each_way = pytest.mark.parametrize("way", ["fast", "plain", "few"])
SIXTEEN = [2.1, 0, 3.5, -1, 1.5, 2.5, -0.5, 0.05, 1, -2, 0, 1, -2, 1.1, -0.5, -0.03]
HOMEWORK = [-1, 0, 4, 5, 6]
START = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
TRAP = Mixture.fit_labelled(SIXTEEN, [int(x <= 0.5) for x in SIXTEEN], Gaussian)


def sample(family, n=200, seed=0):
    """Return three clusters, as the family wants them."""
    rng = np.random.default_rng(seed)
    if family is Bernoulli:
        return rng.integers(0, 2, n).astype(float)
    d = 1 if family is Gaussian else 2
    x = 4 * rng.normal(size=(3, d))[rng.integers(3, size=n)] + rng.normal(size=(n, d))
    return x[:, 0] if family is Gaussian else x


def soft_start(family, x, K=3, seed=0, min_variance=0.0):
    labels = np.random.default_rng(seed).dirichlet(np.ones(K), len(x))
    return Mixture.fit_weighted(x, labels, family, min_variance)


# --- the trap: 16 numbers whose likelihood has no bound ---


@each_way
def test_the_trap_is_named(way):
    with only(way):
        r = em(SIXTEEN, TRAP)
        assert (r.status, r.converged) == ("collapsed: component 0 onto x[2] = 3.5", False)
        assert r.log_likelihoods[20] == pytest.approx(-28.777, abs=5e-4)
        assert 640 < r.steps < 670
        assert np.isfinite(r.log_likelihoods).all() and (np.diff(r.log_likelihoods) > 0).all()
        # The mixture is the last proper one, and so can be used: its likelihood is the last of the list.
        assert r.mixture.log_likelihood(SIXTEEN) == pytest.approx(r.log_likelihoods[-1], rel=1e-9)
        assert em(SIXTEEN, TRAP, tol=1e-3).converged  # a loose rule never sees it


@pytest.mark.parametrize("scale", [1e-60, 1.0, 2.0**40])
@pytest.mark.parametrize("offset", [0.0, 2.0**20])
def test_the_trap_in_other_units(scale, offset):
    x = (np.round(np.array(SIXTEEN) * 2**20) / 2**20 + offset) * scale
    r = em(x, Mixture.fit_labelled(x, [int(v <= 0.5) for v in SIXTEEN], Gaussian))
    assert r.status == f"collapsed: component 0 onto x[2] = {x[2]}"


@pytest.mark.parametrize("family", [SphericalGaussian, DiagonalGaussian, MultivariateGaussian])
def test_the_trap_of_one_column(family):
    x = np.array(SIXTEEN)[:, None]
    r = em(x, Mixture.fit_labelled(x, [int(v <= 0.5) for v in SIXTEEN], family))
    assert r.status == "collapsed: component 0 onto x[2] = [3.5]"


def test_the_trap_without_a_way_down():
    r = em(SIXTEEN, TRAP, min_variance=0.01, max_steps=5000)
    assert r.converged and r.mixture.components.variance.min() == 0.01
    assert (np.diff(r.log_likelihoods) >= -1e-12).all()


# --- min_variance ---


@each_gaussian
@each_way
def test_a_floor_keeps_the_climb_monotone(family, way):
    for seed in range(10):
        x = sample(family, 30, seed)
        for floor in (1e-6, 1e-2, 0.5):
            start = soft_start(family, x, 4, seed, floor)
            with only(way):
                r = em(x, start, tol=0, max_steps=60, min_variance=floor)
            assert r.status == "reached max_steps"
            assert (np.diff(r.log_likelihoods) >= -1e-12 * np.abs(r.log_likelihoods).max()).all()
            variances = np.linalg.eigvalsh(np.reshape(r.mixture.components.covariance, (4, -1, np.ndim(x))))
            assert variances.min() >= floor * (1 - 1e-9)


def expected_log_likelihood(family, x, w, d, floor):
    """Return the function that an M-step maximises, of the mean and of what makes the variances at least the floor."""

    def negative(parameters):
        mean, free = parameters[:d], parameters[d:]
        if family is SphericalGaussian:
            g = family(mean, floor + free[0] ** 2)
        elif family is DiagonalGaussian:
            g = family(mean, floor + free**2)
        elif family is Gaussian:
            g = family(mean[0], floor + free[0] ** 2)
        else:
            root = free.reshape(d, d)
            g = family(mean, floor * np.eye(d) + root @ root.T)
        return -g.log_likelihood(x, w)

    return negative


@each_gaussian
def test_a_floor_gives_the_constrained_maximum(family):
    """No optimiser finds more under the same constraint, and the same parameters from other starts."""
    d, sizes = (1 if family is Gaussian else 2), {SphericalGaussian: 1, MultivariateGaussian: 4}
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(25, d)) @ (np.array([[1.5, 0.9], [0, 0.4]])[:d, :d])
        x, w = (x[:, 0] if family is Gaussian else x), rng.random(25)
        for floor in (0.05, 0.8, 4.0):
            g = family.fit(x, w, min_variance=floor)
            negative = expected_log_likelihood(family, x, w, d, floor)
            found = min(
                (
                    minimize(negative, rng.normal(size=d + sizes.get(family, d)), method="BFGS", options={"gtol": 1e-7})
                    for _ in range(4)
                ),
                key=lambda result: result.fun,
            )
            ours = g.log_likelihood(x, w)
            assert ours >= -found.fun - 1e-9
            assert ours == pytest.approx(-found.fun, abs=1e-6)
            np.testing.assert_allclose(np.ravel(g.mean), found.x[:d], atol=1e-3)


def test_a_floor_under_the_rounding_of_the_largest_variance_is_named():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 1)) @ [[1e9, 2e9]]  # on a line, as far as float64 can tell
    with pytest.raises(DegenerateFitError, match="rank is 1 of 2"):
        MultivariateGaussian.fit(x, min_variance=1e-3)
    wide = Mixture(
        [0.5, 0.5], MultivariateGaussian([[0, 0], [1, 1]], np.eye(2) * np.array([1e20, 1e21])[:, None, None])
    )
    assert re.match(r"collapsed: component \d onto", em(x, wide, min_variance=1e-3).status)
    assert MultivariateGaussian.fit(x, min_variance=1e8).covariance.shape == (2, 2)


@each_gaussian
def test_the_result_can_be_a_start_again(family):
    for seed in range(10):
        x = sample(family, 12, seed) * 1e6
        r = em(x, soft_start(family, x, 4, seed, 0.1), max_steps=30, min_variance=0.1)
        again = em(x, r.mixture, max_steps=3, min_variance=0.1)
        assert again.log_likelihoods[0] == pytest.approx(r.log_likelihoods[-1], rel=1e-9)


@each_gaussian
def test_a_start_below_the_floor_is_refused(family):
    x = sample(family)
    with pytest.raises(
        ValueError, match=r"start: got a variance of .*, want variances of at least min_variance = 1000000"
    ):
        em(x, soft_start(family, x), min_variance=1e6)


# --- what became of a component ---


@each_gaussian
@each_way
def test_a_collapse_names_the_points(family, way):
    x = sample(family, 24)
    x[[5, 6]] = x[4] + 40
    start = soft_start(family, x, 2)
    fields = {name: value.copy() for name, value in start.components._fields().items()}
    fields["mean"][1] = x[5]
    start = Mixture([0.9, 0.1], family(**fields))
    with only(way):
        for weights in (None, np.ones(24), np.r_[np.full(12, 0.5), np.full(12, 3.0)]):
            r = em(x, start, weights=weights)
            point = np.asarray(x[5]).tolist()
            assert r.status == f"collapsed: component 1 onto x[5] = {point}, x[6] = {point}"
            assert not r.converged and np.isfinite(r.log_likelihoods).all()
            assert (np.diff(r.log_likelihoods) > 0).all()
        # A point of no weight carries nothing.
        r = em(x, start, weights=np.arange(24) != 6)
        assert r.status == f"collapsed: component 1 onto x[5] = {point}"


@each_family
@each_way
def test_an_emptied_component_is_named(family, way):
    x = sample(family, 24)
    if family is Bernoulli:
        start = Mixture([0.5, 0, 0.5], Bernoulli([0.2, 0.5, 0.7]))
    else:
        start = soft_start(family, x)
        fields = {name: value.copy() for name, value in start.components._fields().items()}
        fields["mean"][1] = 1e4
        start = Mixture(start.weights, family(**fields))
    with only(way):
        r = em(x, start)
    assert (r.status, r.steps, r.mixture) == ("emptied: component 1", 0, start)


def test_an_impossible_example_is_named():
    m = Mixture([0.5, 0.5], Bernoulli([0, 0]))
    for data in ([0, 0, 1, 1], Blocks(lambda: [[0, 0], [1, 1]])):
        with pytest.raises(ValueError, match=r"^x: got x\[2\] = 1\.0, of density 0 in every component, want"):
            em(data, m)
    # Where no weight is asked of it, it does not matter.
    assert em([0, 0, 1, 1], m, weights=[1, 1, 0, 0]).converged


def test_a_collapse_onto_half_a_million():
    x = np.where(np.arange(1_000_000) % 2, 5.0, np.random.default_rng(0).normal(size=1_000_000))
    start = Mixture([0.5, 0.5], Gaussian([0, 5], [1, 1e-4]))
    tracemalloc.start()
    try:
        r = em(x, start)
        assert tracemalloc.get_traced_memory()[1] < 3e6
        said = "x[1] = 5.0, x[3] = 5.0, x[5] = 5.0 and 499997 more"
        assert r.status == f"collapsed: component 1 onto {said}"
        with pytest.raises(DegenerateFitError, match=re.escape(said)) as caught:
            Gaussian.fit(x, np.arange(1_000_000) % 2)
        assert caught.value.points == tuple(range(1, 2000, 2))
    finally:
        tracemalloc.stop()


# --- the stopping rule ---


def by_hand(x, mixture, weights=None):
    """Return the next mixture, from the public pieces."""
    r = mixture.responsibilities(x)
    return Mixture.fit_weighted(x, r if weights is None else r * weights[:, None], type(mixture.components))


def change(here, there):
    """Return the largest change of a parameter, in the units that the docstring of ``em`` says."""
    growth = there.weights - here.weights
    changes = [np.abs(growth).max(), (growth / here.weights).max()]
    a, b = here.components, there.components
    sd = np.sqrt(np.diagonal(np.reshape(a.covariance, (here.K, a.dimension, -1)), axis1=1, axis2=2))
    changes.append(np.abs((b.mean - a.mean).reshape(here.K, -1) / sd).max())
    if isinstance(a, MultivariateGaussian):
        changes.append(np.abs((b.covariance - a.covariance) / (sd[:, :, None] * sd[:, None, :])).max())
    else:
        changes.append(np.abs(b.variance / a.variance - 1).max())
    return max(changes)


@each_gaussian
@pytest.mark.parametrize("tol", [1e-2, 1e-5, 1e-8])
def test_tol_means_what_it_says(family, tol):
    x = sample(family, 120, seed=3)
    r = em(x, soft_start(family, x, 2), tol=tol, keep_history=True, max_steps=5000)
    assert r.converged
    met = []
    for here, there in zip(r.history, r.history[1:], strict=False):
        gain = there.log_likelihood(x) - here.log_likelihood(x)
        met.append(gain <= tol and change(here, there) <= np.sqrt(tol))
    assert met == [False] * (r.steps - 1) + [True]


def test_em_goes_on_across_a_plateau():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(-5, 1, 150), rng.normal(5, 1, 150)])
    # The best place for a component of next to no weight: all that happens is that its weight grows.
    tiny, components = 1e-12, Gaussian([0, 5], [26, 1])
    for _ in range(300):
        components = em(x, Mixture([1 - tiny, tiny], components), 0, 1, min_variance=0.9).mixture.components
    r = em(x, Mixture([1 - tiny, tiny], components), min_variance=0.9)
    assert r.log_likelihoods[1] - r.log_likelihoods[0] < 1e-8
    assert r.converged and r.log_likelihoods[-1] > r.log_likelihoods[0] + 200
    np.testing.assert_allclose(r.mixture.weights, 0.5, atol=1e-3)


# --- a fall ---


def falling(look, after, by):
    """Return a look that from some look on sees less than there is."""
    count = 0

    def broken(self, place):
        nonlocal count
        view, count = look(self, place), count + 1
        return Seen(view.place, view.log_likelihood - (by if count > after else 0), view.sums)

    return broken


def test_a_fall_in_both_ways_to_compute_stops_em(monkeypatch):
    x = sample(Gaussian)
    start = soft_start(Gaussian, x)
    sound = em(x, start, tol=0, max_steps=10)
    monkeypatch.setattr(Climb, "look_closely", falling(Climb.look_closely, 0, 300.0))
    monkeypatch.setattr(Climb, "look", falling(Climb.look, 5, 300.0))
    r = em(x, start)
    assert re.fullmatch(r"stopped: the log-likelihood fell by 3e\+02", r.status)
    assert (r.steps, r.converged) == (4, False)
    np.testing.assert_array_equal(r.log_likelihoods, sound.log_likelihoods[:5])
    assert r.mixture == em(x, start, tol=0, max_steps=4).mixture  # the last one before


def test_a_fall_in_the_fast_way_alone_is_mended_by_the_other(monkeypatch):
    x = sample(Gaussian)
    start = soft_start(Gaussian, x)
    sound = em(x, start, tol=0, max_steps=10)
    monkeypatch.setattr(Climb, "look", falling(Climb.look, 5, 300.0))
    r = em(x, start, tol=0, max_steps=10)
    assert r.status == "reached max_steps"
    np.testing.assert_allclose(r.log_likelihoods, sound.log_likelihoods, rtol=1e-12)


@each_way
def test_rounding_is_no_fall(way):
    with only(way):
        r = em(HOMEWORK, START, tol=0, max_steps=300)  # far beyond the fixed point, up and down by roundings
    assert r.status == "reached max_steps"
    assert np.ptp(r.log_likelihoods[100:]) < 1e-13


@each_family
def test_rounding_to_seven_digits_is_no_fall(family):
    for seed in range(20):
        x = sample(family, 100, seed)
        start = Mixture([0.3, 0.7], Bernoulli([0.2, 0.6])) if family is Bernoulli else soft_start(family, x, 2, seed)
        r, exact = (em(x, start, tol=0, max_steps=60, dtype=dtype) for dtype in (np.float32, np.float64))
        assert r.status == exact.status == "reached max_steps"
        np.testing.assert_allclose(r.log_likelihoods, exact.log_likelihoods, rtol=1e-3)  # they drift apart


@pytest.mark.parametrize("alone", [True, False])
def test_few_numbers_are_watched_too(monkeypatch, alone):
    sound, look, seen = em(SIXTEEN, TRAP, tol=0, max_steps=10), FewClimb._look, []

    def broken(self, components):
        seen.append(look(self, components))
        if len(seen) > 5:
            seen[-1].log_likelihood -= 3.0
        return seen[-1]

    monkeypatch.setattr(FewClimb, "_look", broken)
    if not alone:
        for name in ("look", "look_closely"):
            monkeypatch.setattr(Climb, name, falling(getattr(Climb, name), 0, 3.0))
    r = em(SIXTEEN, TRAP, tol=0, max_steps=10)
    if alone:
        assert r.status == "reached max_steps"
        np.testing.assert_allclose(r.log_likelihoods, sound.log_likelihoods, rtol=1e-12)
    else:
        assert re.fullmatch(r"stopped: the log-likelihood fell by [\d.]+", r.status)
        assert r.steps == 4


# --- weights are copies ---


@each_family
@each_way
def test_weights_are_copies(family, way):
    x = sample(family, 30, seed=5)
    copies = np.random.default_rng(1).integers(0, 4, 30)
    start = Mixture([0.3, 0.7], Bernoulli([0.2, 0.6])) if family is Bernoulli else soft_start(family, x, 2)
    repeated = np.repeat(x, copies, axis=0)
    with only(way):
        weighted = em(x, start, tol=0, max_steps=8, weights=copies)
        others = [
            em(repeated, start, tol=0, max_steps=8),
            em(x, start, tol=0, max_steps=8, weights=copies, threads=2),
            em(x, start, tol=0, max_steps=8, weights=copies.astype(float).tolist()),
            em(
                Blocks(lambda: np.split(x, [7, 7, 20])),
                start,
                tol=0,
                max_steps=8,
                weights=Blocks(lambda: np.split(copies, [7, 7, 20])),
            ),
        ]
    for other in others:
        assert other.status == weighted.status
        np.testing.assert_allclose(other.log_likelihoods, weighted.log_likelihoods, rtol=1e-11)
        np.testing.assert_allclose(other.mixture.weights, weighted.mixture.weights, rtol=1e-9)
