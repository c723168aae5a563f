"""Blocks: cut without a gap, and turned without a change."""

import numpy as np
import pytest

from mlelib.distributions.blocks import TILE_NUMBERS, TILE_ROWS, cuts, even, turn


def test_cuts_follow_each_other_to_the_end():
    assert [(cut.start, cut.stop) for cut in cuts(7, 3)] == [(0, 3), (3, 6), (6, 7)]
    assert list(cuts(0, 3)) == []


@pytest.mark.parametrize(
    "n, most, rows", [(0, 5, 0), (1, 5, 1), (5, 5, 5), (6, 5, 3), (11, 5, 4), (15, 5, 5), (16, 5, 4)]
)
def test_blocks_are_even(n, most, rows):
    assert even(n, most) == rows


@pytest.mark.parametrize("d", [1, 2, 3, 8, 20])
@pytest.mark.parametrize("tiles, more", [(0, 1), (1, 0), (1, 1), (3, 0), (3, 17)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
@pytest.mark.parametrize("order", ["C", "F"])
def test_turned_rows_are_the_rows_less_the_shift(d, tiles, more, dtype, order):
    b = tiles * max(TILE_ROWS, TILE_NUMBERS // d) + more
    rng = np.random.default_rng(d)
    rows = np.asarray(10 * rng.normal(size=(b, d)), dtype, order=order)
    shift = rng.normal(size=d)
    room = np.full((d + 2, b + 3), 7.0)  # as in EM, a part of a larger array
    turn(rows, shift, room[1 : d + 1, :b])
    np.testing.assert_array_equal(room[1 : d + 1, :b], (rows - shift).T)
    assert (room[[0, -1]] == 7).all() and (room[:, b:] == 7).all()  # nothing else is written


def test_turned_rows_may_be_kept_in_single_precision():
    rows, out = np.random.default_rng(0).normal(size=(1000, 3)), np.empty((3, 1000), np.float32)
    turn(rows, np.full(3, 0.1), out)
    np.testing.assert_array_equal(out, (rows - 0.1).T.astype(np.float32))
