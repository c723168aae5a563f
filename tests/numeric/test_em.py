"""EM: the homework's figures, the trap of a collapse, monotone ascent, the stopping rule."""

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

HOMEWORK = [-1, 0, 4, 5, 6]
START = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
SIXTEEN = [2.1, 0, 3.5, -1, 1.5, 2.5, -0.5, 0.05, 1, -2, 0, 1, -2, 1.1, -0.5, -0.03]
FAMILIES = [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian]


def close(actual, expected, atol):
    np.testing.assert_allclose(actual, expected, rtol=0, atol=atol)


def test_homework_first_step():
    close(START.responsibilities(HOMEWORK)[:2, 0], [1.365e-7, 1.392e-5], 5e-9)
    close(START.responsibilities(HOMEWORK)[2:, 0], [0.454662, 0.666667, 0.693843], 5e-7)
    r = em(HOMEWORK, START, tol=0, max_steps=1)
    close(r.log_likelihoods, [-24.512532330086675, -10.955912420779264], 1e-12)
    close(r.mixture.weights, [0.36303706, 0.63696294], 5e-9)
    close(r.mixture.components.mean, [5.13172803, 1.47103149], 5e-9)
    close(r.mixture.components.variance, [0.6155625, 6.9670221], 5e-8)


def test_homework_with_the_default_rule():
    r = em(HOMEWORK, START)
    assert (r.converged, r.status, r.steps) == (True, "converged", 8)
    close(r.log_likelihoods[[0, 1, -1]], [-24.512532330086675, -10.955912420779264, -8.465258966889515], 1e-12)
    close(r.mixture.weights, [0.6, 0.4], 5e-9)
    close(r.mixture.components.mean, [4.99999998, -0.5], 5e-9)
    close(r.mixture.components.variance, [0.66666676, 0.25], 5e-9)
    assert r.mixture.log_likelihood(HOMEWORK) == pytest.approx(r.log_likelihoods[-1], abs=1e-14)
    further = em(HOMEWORK, START, tol=0, max_steps=11)
    close(r.mixture.components.variance, further.mixture.components.variance, 1e-10)


def test_homework_known_slips_give_other_numbers():
    wrong = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 16]))
    assert wrong.log_likelihood(HOMEWORK) == pytest.approx(-15.46, abs=0.005)
    assert START.log_likelihood(HOMEWORK[:3]) == pytest.approx(-21.56, abs=0.005)
    assert START.log_likelihood(HOMEWORK) / np.log(10) == pytest.approx(-10.65, abs=0.005)


def sixteen_start():
    return Mixture.fit_labelled(SIXTEEN, [int(x <= 0.5) for x in SIXTEEN], Gaussian)


def test_the_trap_looks_converged_and_then_collapses():
    start = sixteen_start()
    close(start.weights, [7 / 16, 9 / 16], 1e-15)
    r = em(SIXTEEN, start, keep_history=True)
    assert r.log_likelihoods[20] == pytest.approx(-28.777, abs=5e-4)
    assert r.status == "collapsed: component 0 onto x[2] = 3.5"
    assert not r.converged
    assert 640 < r.steps < 670
    assert len(r.log_likelihoods) == len(r.history) == r.steps + 1
    assert r.history[0] == start and r.history[-1] == r.mixture
    assert 0 < r.mixture.components.variance[0] < 1e-10
    assert np.isfinite(r.log_likelihoods).all() and (np.diff(r.log_likelihoods) > 0).all()
    # The status is of the component, not of its place.
    flipped = Mixture(start.weights[::-1], start.components[::-1])
    assert em(SIXTEEN, flipped).status == "collapsed: component 1 onto x[2] = 3.5"


def test_a_loose_rule_never_sees_the_trap():
    r = em(SIXTEEN, sixteen_start(), tol=1e-3)
    assert r.converged and r.steps < 20


def test_tol_zero_runs_exactly_max_steps():
    for steps in (0, 1, 40):  # far beyond the fixed point
        r = em(HOMEWORK, START, tol=0, max_steps=steps)
        assert (r.steps, len(r.log_likelihoods), r.status) == (steps, steps + 1, "reached max_steps")
        assert not r.converged and r.history is None
    assert em(HOMEWORK, START, max_steps=0).mixture == START


def random_start(rng, family, x, K):
    """Draw soft labels at random, fit once."""
    return Mixture.fit_weighted(x, rng.dirichlet(np.ones(K), len(x)), family)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_likelihood_never_falls(family):
    rng = np.random.default_rng(0)
    for _ in range(15):
        n, K = int(rng.integers(20, 80)), int(rng.integers(1, 4))
        x = rng.standard_t(3, n if family.data_ndim == 1 else (n, 2)) * 10.0 ** rng.uniform(-3, 3)
        w = rng.choice([None, 1])
        r = em(
            x,
            random_start(rng, family, x, K),
            tol=0,
            max_steps=60,
            weights=None if w is None else rng.random(n),
        )
        noise = 1e-13 * (1 + np.abs(r.log_likelihoods).max())
        assert len(r.log_likelihoods) > 1
        assert (np.diff(r.log_likelihoods) > -noise).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_weights_count_copies(family):
    rng = np.random.default_rng(1)
    x = rng.normal(size=30 if family.data_ndim == 1 else (30, 2))
    copies = rng.integers(0, 4, 30)
    start = random_start(rng, family, x, 2)
    weighted = em(x, start, tol=0, max_steps=10, weights=copies)
    repeated = em(np.repeat(x, copies, axis=0), start, tol=0, max_steps=10)
    np.testing.assert_allclose(weighted.log_likelihoods, repeated.log_likelihoods, rtol=1e-12)
    np.testing.assert_allclose(weighted.mixture.components.mean, repeated.mixture.components.mean, rtol=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_units_and_origin_do_not_matter(family):
    rng = np.random.default_rng(2)
    x = np.round(rng.normal(size=40 if family.data_ndim == 1 else (40, 2)) * 2**20) / 2**20
    labels = rng.dirichlet(np.ones(2), 40)
    near = em(x, Mixture.fit_weighted(x, labels, family), tol=1e-4)
    for move in (lambda x: x + 2.0**24, lambda x: x * 2.0**20):
        moved = em(move(x), Mixture.fit_weighted(move(x), labels, family), tol=1e-4)
        assert (moved.steps, moved.status) == (near.steps, near.status)
        np.testing.assert_allclose(moved.mixture.components.mean, move(near.mixture.components.mean), rtol=1e-6)


def test_one_component_is_the_plain_estimate():
    x = np.random.default_rng(3).normal(size=(30, 2))
    r = em(x, Mixture([1], SphericalGaussian([[5, 5]], [9])))
    assert r.converged and r.steps == 2
    np.testing.assert_allclose(r.mixture.components.mean[0], x.mean(axis=0), rtol=1e-14)


def test_collapse_onto_several_points_and_in_more_dimensions():
    r = em([1, 1, 1, 2, 3, 4], Mixture([0.5, 0.5], Gaussian(mean=[1, 3], variance=[0.01, 1])))
    assert r.status == "collapsed: component 0 onto x[0] = 1.0, x[1] = 1.0, x[2] = 1.0"
    x = [[0, 0], [1, 3], [2, 1], [3, 2], [50, 60]]
    m = Mixture([0.5, 0.5], SphericalGaussian([[1, 1], [50, 60]], [1, 1]))
    assert em(x, m).status == "collapsed: component 1 onto x[4] = [50.0, 60.0]"
    m = Mixture([0.5, 0.5], MultivariateGaussian([[1, 1], [50, 60]], [np.eye(2)] * 2))
    r = em(x, m)
    assert (r.status, r.steps, r.mixture) == ("collapsed: component 1 onto x[4] = [50.0, 60.0]", 0, m)


def test_an_emptied_component():
    x = [0, 1, 2, 3]
    for start in (
        Mixture([1, 0], Gaussian(mean=[1, 3], variance=[1, 1])),
        Mixture([0.5, 0.5], Gaussian(mean=[1, 1e6], variance=[1, 1])),
    ):
        r = em(x, start)
        assert (r.status, r.converged, r.steps, r.mixture) == ("emptied: component 1", False, 0, start)


def test_coins_mix_too():
    r = em([1, 1, 1, 0], Mixture([0.4, 0.6], Bernoulli([0.2, 0.7])))
    assert r.converged
    assert r.mixture.weights @ r.mixture.components.probability == pytest.approx(0.75, abs=1e-12)


def test_a_result_reads_well():
    text = repr(em(HOMEWORK, START))
    assert "steps=8" in text and "status='converged'" in text and "log_likelihood=-8.46525897" in text


def test_the_first_rows_may_be_far_from_the_rest():
    """EM's origin is taken from the first rows; where they weigh next to nothing, from the mean of all."""
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.normal(size=40_000), 1e9 + rng.normal(size=1000)])
    weights = np.concatenate([np.full(40_000, 1e-12), np.ones(1000)])
    start = Mixture([0.5, 0.5], Gaussian([1e9 - 1, 1e9 + 1], [1e6, 1.0]))
    there, back = (em(a, start, weights=w, tol=0, max_steps=3) for a, w in ((x, weights), (x[::-1], weights[::-1])))
    np.testing.assert_allclose(there.log_likelihoods, back.log_likelihoods, rtol=1e-10)
    np.testing.assert_allclose(there.mixture.components.variance, back.mixture.components.variance, rtol=1e-6)
