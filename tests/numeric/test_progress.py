"""The bar of a long run, and what a result says of itself."""

import numpy as np
import pytest

from mlelib import Bernoulli, Gaussian, Mixture, em

HOMEWORK = [-1, 0, 4, 5, 6]
START = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))


def test_a_bar_counts_the_steps(capsys):
    r = em(HOMEWORK, START, tol=0, max_steps=7, progress=True)
    shown = capsys.readouterr()
    assert r == em(HOMEWORK, START, tol=0, max_steps=7)
    assert shown.out == "" and "EM: 100%" in shown.err and "7/7" in shown.err and "step/s" in shown.err


def test_no_bar_unless_asked_for(capsys):
    em(HOMEWORK, START)
    assert capsys.readouterr() == ("", "")


def test_a_bar_stops_where_em_does(capsys):
    assert em(HOMEWORK, START, progress=True).steps == 8
    assert "/1000 [" in capsys.readouterr().err


def test_a_result_shows_its_last_log_likelihood():
    r = em(HOMEWORK, START, tol=0, max_steps=1)
    assert "log_likelihood=-10.9559124, steps=1" in repr(r)


def test_the_impossible_example_named_is_one_that_counts():
    """An example of weight 0 may have density 0; the first that may not is named."""
    start = Mixture([0.5, 0.5], Bernoulli([0, 0]))
    with pytest.raises(ValueError, match=r"x: got x\[3\] = 1\.0, of density 0"):
        em([0, 1, 1, 1, 1], start, weights=[1, 0, 0, 0.5, 2])
    r = em([0, 1], start, weights=[2, 0], max_steps=1)
    assert r.log_likelihoods.tolist() == [0, 0]


def test_weights_in_other_chunks_than_the_data():
    da = pytest.importorskip("dask.array")
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=100), rng.random(100)
    expected = em(x, START, weights=w, tol=0, max_steps=3)
    for chunks in (100, 30, (1, 99)):
        r = em(da.from_array(x, chunks=30), START, weights=da.from_array(w, chunks=(chunks,)), tol=0, max_steps=3)
        np.testing.assert_allclose(r.log_likelihoods, expected.log_likelihoods, rtol=1e-13)
    with pytest.raises(ValueError, match=r"weights: got shape \(99,\)"):
        em(da.from_array(x, chunks=30), START, weights=da.from_array(w[1:], chunks=30))


@pytest.mark.parametrize("x", [HOMEWORK, HOMEWORK * 50], ids=["few", "many"])
def test_what_em_returns_cannot_be_changed(x):
    r = em(x, START, max_steps=3, keep_history=True)
    for m in (r.mixture, *r.history):
        assert not any(v.flags.writeable for v in (m.weights, m.components.mean, m.components.variance))
    assert not r.log_likelihoods.flags.writeable


@pytest.mark.parametrize("weight", [1e-3, 1.0, 2.0])
def test_an_impossible_example_is_refused_whatever_its_weight(weight):
    with pytest.raises(ValueError, match=r"x: got x\[2\] = 1\.0, of density 0"):
        em([0, 0, 1], Mixture([0.5, 0.5], Bernoulli([0, 0])), weights=[1, 1, weight])
