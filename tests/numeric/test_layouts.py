"""Two layouts of T(x): the same products."""

import numpy as np
import pytest

from mlelib import Mixture, SphericalGaussian, em
from mlelib.distributions.moments import LONG, Moments, OuterMoments, SummedMoments
from mlelib.kernels import block_size, natural_pass
from mlelib.layouts import TOGETHER, Columns, Rows, aligned
from tests.numeric.problems import only


@pytest.mark.parametrize("d", [1, 2, 16, 33, TOGETHER + 1])
@pytest.mark.parametrize("b", [1, TOGETHER // 16 - 1, TOGETHER // 16, 3 * TOGETHER + 5])
@pytest.mark.parametrize("q", [0, 1, 7])
@pytest.mark.parametrize("given", [np.float64, np.float32, np.int64])
def test_both_layouts_give_the_same_products(d, b, q, given):
    rng = np.random.default_rng(d + b)
    rows, origin = np.asarray(9 * rng.normal(size=(b, d)), given), rng.normal(size=d)
    odds, r = rng.normal(size=(q, d + 2)), rng.random((q, b))
    centred = (rows - origin).T
    T = np.vstack([np.ones(b), centred, (centred**2).sum(axis=0)])
    for layout in (Columns, Rows):
        found = layout(b + 3, q, origin, SummedMoments, np.float64)
        found.write(10 + rows)  # what was there before does not matter
        found.write(rows)
        out = np.full((q, b + 3), 5.0)
        found.log_odds(odds, out=out[:, :b])
        np.testing.assert_allclose(out[:, :b], odds @ T, rtol=1e-12, atol=1e-10)
        assert (out[:, b:] == 5).all()
        np.testing.assert_allclose(found.sums(r), r @ T.T, rtol=1e-12, atol=1e-10)


def test_which_layout_is_used():
    """Rows where T(x) is short, examples are long, and the array has them one after the other."""
    rng = np.random.default_rng(0)
    for kind, d, order, layout in [
        (SummedMoments, LONG, "C", Rows),
        (SummedMoments, LONG - 1, "C", Columns),
        (SummedMoments, LONG, "F", Columns),
        (Moments, LONG, "C", Columns),
        (OuterMoments, LONG, "C", Columns),
    ]:
        rows, memory = np.asarray(rng.normal(size=(50, d)), order=order), {}
        natural_pass(rows, None, memory, rng.normal(size=(1, kind.size(d))), np.zeros(d), kind)
        assert type(memory["room"].T) is layout
        assert memory["room"].size == block_size(50, d + 2 if layout is Rows else kind.size(d), 1)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("n", [300, 40_000])
def test_em_in_rows_is_em_in_columns(dtype, weighted, n):
    """And both are the plain formulas."""
    rng = np.random.default_rng(1)
    x = 3 * rng.normal(size=(3, 20))[rng.integers(3, size=n)] + rng.normal(size=(n, 20)) + 1000
    weights = rng.random(n) if weighted else None
    from_columns, from_rows = (
        em(np.asarray(x, order=order), start(x), tol=0, max_steps=4, weights=weights, dtype=dtype) for order in "FC"
    )
    digits = 1e-12 if dtype is np.float64 else 1e-5
    np.testing.assert_allclose(from_rows.log_likelihoods, from_columns.log_likelihoods, rtol=digits)
    with only("plain"):
        plain = em(x, start(x), tol=0, max_steps=4, weights=weights)
    np.testing.assert_allclose(from_rows.log_likelihoods, plain.log_likelihoods, rtol=digits)
    np.testing.assert_allclose(
        from_rows.mixture.components.variance, plain.mixture.components.variance, rtol=30 * digits
    )


def start(x):
    return Mixture([0.2, 0.3, 0.5], SphericalGaussian(x[:3], [20, 30, 40]))


def test_rows_are_kept_in_single_precision_where_asked_for():
    found = Rows(10, 2, np.zeros(LONG), SummedMoments, np.float32)
    assert {array.dtype for array in (found.deviations, found.ends, found.more)} == {np.dtype(np.float32)}


def test_arrays_start_with_a_cache_line():
    for shape in ((3,), (5, 7), (0, 4)):
        for dtype in (np.float64, np.float32):
            room = aligned(shape, dtype)
            assert room.shape == shape and room.dtype == dtype
            assert room.size == 0 or room.ctypes.data % 64 == 0
