"""Two or more pieces of code, timed turn by turn in one process: medians, and the peak of the memory they ask for."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

Piece = Callable[[], object]

# Each piece is run for at least so many seconds, and so many times.
SECONDS, LEAST, MOST = 3.0, 5, 400


def seconds(pieces: dict[str, Piece], least: int = LEAST, budget: float = SECONDS) -> dict[str, float]:
    """Return each piece's median time. The pieces take turns, so a busy moment of the machine meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in pieces}
    spent = 0.0
    for piece in pieces.values():  # caches warm, pages touched
        piece()
    gc.collect()
    while len(next(iter(times.values()))) < least or (spent < budget and len(next(iter(times.values()))) < MOST):
        for name, piece in pieces.items():
            start = time.perf_counter()
            piece()
            times[name].append(time.perf_counter() - start)
            spent += times[name][-1]
    return {name: median(values) for name, values in times.items()}


def megabytes(piece: Piece) -> float:
    """Return the peak of what a piece allocates, in units of 2²⁰ bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        piece()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
