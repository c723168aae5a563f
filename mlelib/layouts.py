"""T(x) of a block of examples, and the two products of EM with it, in one of two layouts.

``Columns`` turn the rows, so that each dimension of T is one contiguous row and each product is one. Reading a row's
numbers one by one is what that costs: with many dimensions as much as both products. Where T(x) is only x − c and its
squared length, ``Rows`` leave the examples as they come.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mlelib._records import Array
from mlelib.distributions.blocks import turn
from mlelib.distributions.statistics import Statistics
from mlelib.scale import Block

# Bytes in a line of the cache.
LINE = 64
# So many numbers are taken as one row where rows are short, which numpy is slow with.
TOGETHER = 1024


class Columns:
    """T as a matrix (p, b)."""

    def __init__(self, size: int, q: int, origin: Array, kind: type[Statistics], dtype: type[np.floating[Any]]):
        self.origin, self.kind = origin, kind
        self.T = aligned((kind.size(len(origin)), size), dtype)
        self.T[0] = 1

    def write(self, rows: Block) -> None:
        """Write down T of rows (b, d)."""
        (b, d), T = rows.shape, self.T
        turn(rows, self.origin, T[1 : d + 1, :b])
        self.kind.fill(T[:, :b], d)

    def log_odds(self, odds: Array, out: Array) -> None:
        """Write the products of odds (q, p) with T into ``out`` (q, b)."""
        np.matmul(odds, self.T[:, : out.shape[1]], out=out)

    def sums(self, r: Array) -> Array:
        """Return Σ r T(x), (q, p), of weights (q, b)."""
        return np.asarray(np.matmul(r, self.T[:, : r.shape[1]].T))


class Rows:
    """T(x) = (1, x − c, ‖x − c‖²) as x − c in rows (b, d), beside its first and last entry (2, b)."""

    def __init__(self, size: int, q: int, origin: Array, kind: type[Statistics], dtype: type[np.floating[Any]]):
        d = len(origin)
        self.origin, self.origins = origin, np.tile(origin, max(1, TOGETHER // d))
        self.deviations, self.ends, self.more = (aligned(shape, dtype) for shape in ((size, d), (2, size), (q, size)))
        self.ends[0] = 1

    def write(self, rows: Block) -> None:
        """Write down T of contiguous rows (b, d)."""
        (b, d), together = rows.shape, len(self.origins)
        whole = b - b % (together // d)
        np.subtract(rows[:whole].reshape(-1, together), self.origins, out=self.deviations[:whole].reshape(-1, together))
        np.subtract(rows[whole:], self.origin, out=self.deviations[whole:b])
        np.vecdot(self.deviations[:b], self.deviations[:b], out=self.ends[1, :b])

    def log_odds(self, odds: Array, out: Array) -> None:
        """Write the products of odds (q, p) with T into ``out`` (q, b)."""
        b = out.shape[1]
        # With both factors stored by columns BLAS takes two thirds of the time.
        np.matmul(np.asfortranarray(odds[:, 1:-1]), self.deviations[:b].T, out=out)
        out += np.matmul(odds[:, [0, -1]], self.ends[:, :b], out=self.more[:, :b])

    def sums(self, r: Array) -> Array:
        """Return Σ r T(x), (q, p), of weights (q, b)."""
        b = r.shape[1]
        sums = np.empty((len(r), self.deviations.shape[1] + 2))
        sums[:, 1:-1] = r @ self.deviations[:b]
        sums[:, [0, -1]] = r @ self.ends[:, :b].T
        return sums


def aligned(shape: tuple[int, ...], dtype: type[np.floating[Any]]) -> Array:
    """Return an empty array that starts with a cache line: vectors across two lines take longer."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    room = np.empty(size + LINE, np.uint8)
    start = -room.__array_interface__["data"][0] % LINE
    return room[start : start + size].view(dtype).reshape(shape)
