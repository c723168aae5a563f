"""The best of several runs of EM."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlelib import _checks as check
from mlelib.distributions.base import Distribution
from mlelib.em import EMResult, em
from mlelib.mixture import Mixture


def fit_mixture(
    x: ArrayLike,
    K: int,
    Family: type[Distribution],
    rng: np.random.Generator,
    n_starts: int = 10,
    weights: ArrayLike | None = None,
    min_variance: float = 0,
    **options: Any,
) -> EMResult:
    """Return the best of several runs of EM from k-means++ seeds (``Mixture.start``).

    The best is the one of the highest log-likelihood among those that did not collapse, empty a component or
    stop; only where all did, the best of these. ``runs`` of the result lists each run's last log-likelihood and
    status. ``min_variance`` holds for the starts as well as for ``em``; ``options`` go to ``em``. Raises what
    ``Mixture.start`` and ``em`` raise.

    >>> from mlelib import Gaussian
    >>> r = fit_mixture([0, 1, 2, 10, 11, 12], 2, Gaussian, np.random.default_rng(0), n_starts=5)
    >>> sorted(r.mixture.components.mean.round(6).tolist()), len(r.runs)
    ([1.0, 11.0], 5)
    """
    n_starts = check.whole(n_starts, "n_starts", least=1)
    best: EMResult | None = None
    runs = []
    for _ in range(n_starts):
        start = Mixture.start(x, K, Family, rng, weights, min_variance)
        run = em(x, start, weights=weights, min_variance=min_variance, **options)
        runs.append((float(run.log_likelihoods[-1]), run.status))
        if best is None or _rank(run) > _rank(best):
            best = run
    assert best is not None
    return replace(best, runs=tuple(runs))


def _rank(run: EMResult) -> tuple[bool, float]:
    return run.status in ("converged", "reached max_steps"), float(run.log_likelihoods[-1])
