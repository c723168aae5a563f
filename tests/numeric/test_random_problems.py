"""EM on ten thousand random problems: whatever the data, no fall, no NaN, and an outcome that has a name."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlelib import Blocks, Mixture, em
from mlelib.climb import Place
from tests.numeric.problems import FAMILIES, Gaussian, climb, only, problems

POINT = r"x\[\d+\] = (\[.+?\]|[^\[\], ]+)"
POINTS = rf"{POINT}(, {POINT})*( and \d+ more)?"
STATUS = re.compile(rf"converged|reached max_steps|emptied: component \d|collapsed: component \d onto {POINTS}")
FEW_STEPS = 8
TOL = 1e-8
each_family = pytest.mark.parametrize("family", FAMILIES)


def examples(count):
    """Return settings under which each run draws the same problems, as CI must."""
    return settings(
        max_examples=count, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )


def rounding(problem, r):
    """Return what rounding can make of a log-likelihood: 1e-11 of it, more where a covariance is nearly singular."""
    n = len(problem.x) if problem.weights is None else float(np.sum(problem.weights))
    largest = n + np.abs(r.log_likelihoods).max()
    condition = max(m.components._condition() for m in r.history or (r.mixture,))
    return (1e-11 + 1e-14 * condition) * largest


def run(problem, steps=25, **options):
    """Return EM's result, or None where it rightly refuses the start."""
    try:
        return em(problem.x, problem.start, max_steps=steps, **problem.options(), **options)
    except ValueError as error:
        assert re.fullmatch(rf"x: got {POINT}, of density 0 in every component, want .*", str(error))
        assert problem.start.components._least_variance() == np.inf  # coins that cannot show what was seen
        return None


@each_family
def test_em_on_random_problems(family):
    @examples(2000)
    @given(problems(family))
    def check(problem):
        r = run(problem, tol=TOL)
        if r is None:
            return
        assert STATUS.fullmatch(r.status), r.status
        assert r.converged == (r.status == "converged")
        assert len(r.log_likelihoods) == r.steps + 1
        assert np.isfinite(r.log_likelihoods).all()
        noise = rounding(problem, r)
        assert (np.diff(r.log_likelihoods) >= -noise).all()
        # The mixture passes all checks of the constructor, and keeps what was asked of it.
        assert Mixture(r.mixture.weights, type(r.mixture.components)(*r.mixture.components._fields().values()))
        assert abs(r.mixture.weights.sum() - 1) < 1e-14
        condition = r.mixture.components._condition()
        assert r.mixture.components._least_variance() >= problem.min_variance * (1 - 1e-14 * condition)
        if r.converged and not twins(r.mixture):
            assert_stationary(problem, r, noise)
        assert_passes_agree(problem, family, r, noise)

    check()


def twins(mixture):
    """Whether two components all but coincide: that is a saddle, and what separates them grows from nothing."""
    K, units = mixture.K, mixture.components._units()
    apart = np.zeros((K, K))
    for name, value in mixture.components._fields().items():
        scale = np.broadcast_to(units[name], value.shape).reshape(K, -1)
        entries = value.reshape(K, -1)
        apart = np.maximum(apart, (np.abs(entries[:, None] - entries) / np.minimum(scale[:, None], scale)).max(axis=2))
    return (apart[np.triu_indices(K, 1)] < 0.01).any()


def assert_stationary(problem, r, noise):
    """One more step moves next to nothing."""
    again = em(problem.x, problem.start, tol=0, max_steps=r.steps + 1, **problem.options())
    assert again.steps == r.steps + 1, again.status
    here, there = r.mixture.components, again.mixture.components
    for name, unit in here._units().items():
        value = getattr(here, name)
        change = np.abs(getattr(there, name) - value) / unit
        # A mean far from the origin is rounded when it is returned.
        assert (change <= 10 * np.sqrt(TOL) + 1e-14 * np.abs(value) / unit).all(), (name, change)
    assert np.abs(again.mixture.weights - r.mixture.weights).max() <= 10 * np.sqrt(TOL)


def assert_passes_agree(problem, family, r, noise):
    """From where EM arrived, the fast and the plain pass see the same."""
    one = climb(problem, family)
    with np.errstate(all="ignore"):
        place = one._settle(Place(np.zeros_like(one.origin), r.mixture))
        fast, plain = one.look(place), one.look_closely(place)
    assert abs(fast.log_likelihood - plain.log_likelihood) <= noise


@each_family
def test_all_ways_take_the_same_steps(family):
    @examples(300)
    @given(problems(family, most=400), st.integers(10, 400))
    def check(problem, size):
        with only("fast"):
            r = run(problem, FEW_STEPS, tol=0, keep_history=True)
            if r is None:
                return
            others = [run(problem, FEW_STEPS, tol=0, threads=2)]
            others.append(in_blocks(problem, size))
        with only("plain"):
            others.append(run(problem, FEW_STEPS, tol=0))
        if family is Gaussian:
            others.append(run(problem, FEW_STEPS, tol=0))
        for other in others:
            assert_same_climb(problem, r, other)

    check()


def in_blocks(problem, size):
    """Return EM's result on the same data cut into blocks."""

    def blocks(array):
        return Blocks(lambda: (array[i : i + size] for i in range(0, len(array), size)))

    weights = None if problem.weights is None else blocks(problem.weights)
    options = {"weights": weights, "min_variance": problem.min_variance}
    return em(blocks(problem.x), problem.start, max_steps=FEW_STEPS, tol=0, **options)


def assert_same_climb(problem, r, other):
    seen, theirs = r.log_likelihoods, other.log_likelihoods
    twin = next((step for step, m in enumerate(r.history) if twins(m)), None)
    if twin is not None:  # from a saddle on, roundings decide
        seen, theirs = seen[: twin + 1], theirs[: twin + 1]
    elif r.status.startswith("collapsed"):
        # A variance that is zero to rounding in one way may still be just above it in another.
        assert other.status.startswith("collapsed") and abs(other.steps - r.steps) <= 1
        last = max(1, min(other.steps, r.steps))
        seen, theirs = seen[:last], theirs[:last]
    else:
        assert other.status == r.status
    assert len(theirs) == len(seen)
    # Ten times what it is elsewhere: a pass about a common origin keeps 11 digits.
    assert np.abs(theirs - seen).max() <= 10 * rounding(problem, r)
