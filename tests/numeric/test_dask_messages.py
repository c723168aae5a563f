"""What a Dask array is refused for, to the letter; and chunks that cut examples in two."""

import numpy as np
import pytest

from mlelib import Gaussian, Mixture, SphericalGaussian, em

da = pytest.importorskip("dask.array")

START = Mixture([0.5, 0.5], SphericalGaussian([[0, 0], [1, 1]], [1, 1]))
NUMBERS = np.arange(10.0)
ROWS = da.from_array(np.ones((6, 2)), chunks=3)


def chunked(values):
    return da.from_array(np.asarray(values), chunks=3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Gaussian.fit(chunked(list("abcd"))), "x: got a Dask array of type <U1, want real numbers"),
        (lambda: em(chunked(np.ones((6, 3))), START), "x: got d = 3, want d = 2"),
        (
            lambda: Gaussian.fit(chunked(NUMBERS), chunked(np.where(NUMBERS == 7, -1.0, 1))),
            "weights, chunk 2: got a negative weight -1.0, want weights of zero or more",
        ),
        (
            lambda: em(ROWS, START, weights=chunked(np.ones((6, 2)))),
            "weights: got shape (6, 2), want shape (6,), one weight for each of the 6 examples",
        ),
        (
            lambda: Mixture.fit_labelled(chunked(NUMBERS), chunked(np.ones((10, 2))), Gaussian, K=2),
            "labels: got shape (10, 2), want shape (10,), one weight for each of the 10 examples",
        ),
        (
            lambda: Gaussian.fit(chunked(NUMBERS), ["a"] * 10),
            "weights: got ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a'] of type <U1, want real numbers",
        ),
        (
            lambda: Mixture.fit_labelled(chunked(NUMBERS), ["a"], Gaussian, K=2),
            "labels: got ['a'] of type <U1, want real numbers",
        ),
    ],
    ids=["type", "dimension", "negative weight", "weights", "labels", "weights as a list", "labels as a list"],
)
def test_messages(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_numbers_of_every_type():
    for kind in (bool, np.uint8, np.int64, np.float32):
        assert Gaussian.fit(chunked(np.array([0, 1, 1, 0, 1], kind))).mean == pytest.approx(0.6)


def test_chunks_that_cut_examples_in_two():
    rows = np.random.default_rng(0).normal(size=(20, 2))
    expected = em(rows, START, tol=0, max_steps=3).log_likelihoods
    for chunks in ((7, 1), (20, 1), (7, 2)):
        result = em(da.from_array(rows, chunks=chunks), START, tol=0, max_steps=3)
        np.testing.assert_allclose(result.log_likelihoods, expected, rtol=1e-13)


@pytest.mark.parametrize("weights", [NUMBERS, NUMBERS.tolist(), np.stack([NUMBERS, 1 + NUMBERS], axis=1)])
def test_weights_in_memory_beside_a_dask_array(weights):
    assert Gaussian.fit(chunked(NUMBERS), weights) == Gaussian.fit(chunked(NUMBERS), chunked(weights))
    if np.ndim(weights) == 1:
        mixture = Mixture([0.5, 0.5], Gaussian([2, 7], [4, 4]))
        near, far = (em(x, mixture, weights=weights, max_steps=4, tol=0) for x in (NUMBERS, chunked(NUMBERS)))
        np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-13)
