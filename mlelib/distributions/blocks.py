"""Blocks of examples: cut from the data, and turned so that each dimension is one contiguous row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlelib._records import Array
from mlelib.scale import Block

# Examples turned together, and in few dimensions numbers: meanwhile they stay in the first cache.
TILE_ROWS, TILE_NUMBERS = 256, 2048


def cuts(n: int, rows: int) -> Iterator[slice]:
    """Cut n rows into blocks."""
    return (slice(start, min(start + rows, n)) for start in range(0, n, rows))


def even(n: int, most: int) -> int:
    """Return how many rows, at most so many, make n rows fall into equal blocks: a short last one would not pay."""
    return -(-n // max(1, -(-n // most)))


def turn(rows: Block, shift: Array, out: Array) -> None:
    """Write rows (b, d) less the shift (d,) into ``out`` (d, b), tile by tile."""
    b, d = rows.shape
    tile = max(TILE_ROWS, TILE_NUMBERS // d)
    whole = b - b % tile
    tiles = out[:, :whole].reshape(d, -1, tile).swapaxes(0, 1)
    np.subtract(rows[:whole].reshape(-1, tile, d).swapaxes(1, 2), shift[:, None], out=tiles)
    np.subtract(rows[whole:].T, shift[:, None], out=out[:, whole:])
