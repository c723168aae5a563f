"""Two or more pieces of code, timed turn by turn in one process: medians, and the peak of the memory they ask for."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

Piece = Callable[[], object]

# Times of pieces, by their names: the i-th of each are of the same turn.
Times = dict[str, list[float]]

# Pieces are run for at least so many seconds, all together, and so many times.
SECONDS, LEAST, MOST = 5.0, 5, 400


def seconds(pieces: dict[str, Piece], budget: float = SECONDS) -> Times:
    """Return the times of pieces that take turns, so a busy moment of the machine meets all of them."""
    times: Times = {name: [] for name in pieces}
    spent, turns = 0.0, 0
    for piece in pieces.values():  # caches warm, pages touched
        piece()
    gc.collect()
    while turns < LEAST or (spent < budget and turns < MOST):
        for name, piece in pieces.items():
            start = time.perf_counter()
            piece()
            times[name].append(time.perf_counter() - start)
            spent += times[name][-1]
        turns += 1
    return times


def ratio(times: Times, above: str, below: str) -> float:
    """Return the median of the turns' ratios: a machine is slow for seconds at a time, and then so are both."""
    return median(a / b for a, b in zip(times[above], times[below], strict=True))


def megabytes(piece: Piece) -> float:
    """Return the peak of what a piece allocates, in units of 2²⁰ bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        piece()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
