"""The least that any EM must do for a step: two matrix products, n·K exponentials, one read of the data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.problems import STEPS, Problem
from mlelib._records import Array

ROWS = 4096


def floor(problem: Problem) -> Callable[[], float]:
    """Return a piece of code that does just that, in blocks that stay in the cache, for all steps.

    The products are (K, p) by (p, b) and back, p being the length of T(x). The exponentials are of numbers
    such as an E-step meets; all arrays exist beforehand.
    """
    (n, d), K = problem.X.shape, problem.start.K
    p = type(problem.start.components).statistics_type.size(d)
    rng = np.random.default_rng(0)
    theta, T = rng.normal(size=(K, p)), rng.normal(size=(p, min(n, ROWS)))
    Z, sums = np.empty((K, T.shape[1])), np.empty((K, p))
    log_odds = -np.abs(rng.normal(size=Z.shape)) * 10
    return lambda: _steps(problem.X, theta, T, Z, sums, log_odds)


def _steps(X: Array, theta: Array, T: Array, Z: Array, sums: Array, log_odds: Array) -> float:
    n, b = len(X), T.shape[1]
    read = 0.0
    for _ in range(STEPS):
        for start in range(0, n, b):
            rows = min(start + b, n) - start
            read += X[start : start + rows].sum()
            np.matmul(theta, T[:, :rows], out=Z[:, :rows])
            np.exp(log_odds[:, :rows], out=Z[:, :rows])
            np.matmul(Z[:, :rows], T[:, :rows].T, out=sums)
    return read
