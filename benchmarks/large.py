"""`make large`: EM on 100 million points made block by block, on two workers of 1 GiB each, one of which is killed.

The data (1.6 GB) do not fit into a worker's memory. The log-likelihoods with and without the death of a worker must be
the same to the last bit; those of the first million points must be those of the same points in memory.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import dask.array as da
import numpy as np
from distributed import Client, LocalCluster

from mlelib import DiagonalGaussian, EMResult, Mixture, em
from mlelib._records import Array

N, BLOCK, STEPS = 100_000_000, 1_000_000, 3
CENTRES = np.array([[0.0, 0.0], [6.0, 1.0], [2.0, 7.0]])
START = Mixture([0.3, 0.3, 0.4], DiagonalGaussian(CENTRES + 0.5, np.full((3, 2), 2.0)))


def block(number: Any) -> Array:
    """Return one block of points, always the same for the same number."""
    rng = np.random.default_rng(int(np.asarray(number).ravel()[0]))
    return CENTRES[rng.integers(3, size=BLOCK)] + rng.normal(size=(BLOCK, 2))


def points(n: int) -> Any:
    """Return the first n points as a Dask array: nothing is made before a worker asks for it."""
    numbers = da.arange(n // BLOCK, chunks=1)
    return numbers.map_blocks(block, new_axis=1, chunks=((BLOCK,) * (n // BLOCK), (2,)), dtype=np.float64)


def run(n: int) -> EMResult:
    """Run EM on the first n points, and say how long a step took."""
    start = time.perf_counter()
    result = em(points(n), START, tol=0, max_steps=STEPS)
    seconds = time.perf_counter() - start
    print(
        f"  n = {n:,}: {seconds / (STEPS + 2):.1f} s a pass, log-likelihood {float(result.log_likelihoods[-1])!r}",
        flush=True,
    )
    return result


def kill_later(client: Client, seconds: float) -> None:
    """Kill a worker's process while a step runs."""
    pid = next(iter(client.run(os.getpid).values()))
    threading.Timer(seconds, os.kill, (pid, signal.SIGKILL)).start()


def main() -> None:
    """Run all three, and compare."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="1GiB", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        whole = run(N)
        kill_later(client, 15)
        again = run(N)
        assert (again.log_likelihoods == whole.log_likelihoods).all(), "a worker's death changed the result"
        small = run(BLOCK)
    memory = em(block(0), START, tol=0, max_steps=STEPS)
    difference = np.abs(small.log_likelihoods / memory.log_likelihoods - 1).max()
    assert difference < 1e-12, f"in memory the log-likelihoods differ by {difference}"
    print(f"  A killed worker changed nothing. In memory: the same to {difference:.0e}.")


if __name__ == "__main__":
    main()
