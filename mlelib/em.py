"""Expectation-maximisation: weigh the examples by their responsibilities, fit, repeat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlelib import _checks as check
from mlelib._records import Array, Record, frozen
from mlelib.climb import GENTLE, Climb
from mlelib.errors import DegenerateFitError
from mlelib.few import FewClimb, is_few
from mlelib.mixture import Mixture


@dataclass(frozen=True, repr=False, eq=False)
class EMResult(Record):
    """What EM did.

    mixture
        the last proper mixture
    log_likelihoods
        one for each mixture, the start's first: an array (steps + 1,)
    steps
        how many steps gave a proper mixture
    converged
        whether the stopping rule was met
    status
        "converged", "reached max_steps", "collapsed: component 0 onto x[2] = 3.5", "emptied: component 1", or
        "stopped: the log-likelihood fell by 1e-3"
    history
        every step's mixture, the start first, where ``keep_history`` asked for it; else None
    runs
        of ``fit_mixture``, every run's last log-likelihood and status; else None

    >>> from mlelib import Gaussian
    >>> r = em([-1, 0, 4, 5, 6], Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])), max_steps=2)
    >>> r.steps, r.converged, r.status, r.log_likelihoods.round(3).tolist()
    (2, False, 'reached max_steps', [-24.513, -10.956, -10.746])
    """

    mixture: Mixture
    log_likelihoods: Array
    steps: int
    converged: bool
    status: str
    history: tuple[Mixture, ...] | None = None
    runs: tuple[tuple[float, str], ...] | None = None

    def __repr__(self) -> str:
        reached = f"log_likelihood={self.log_likelihoods[-1]:.9g}, steps={self.steps}, status={self.status!r}"
        return f"EMResult({self.mixture!r}, {reached})"


def em(
    x: ArrayLike,
    start: Mixture,
    tol: float = 1e-8,
    max_steps: int = 1000,
    weights: ArrayLike | None = None,
    keep_history: bool = False,
    *,
    min_variance: float = 0,
    threads: int = 1,
    dtype: DTypeLike = np.float64,
    progress: bool = False,
) -> EMResult:
    """Climb a mixture's likelihood from ``start`` (Dempster, Laird and Rubin 1977).

    The end is a stationary point, as a rule a local maximum, or a collapse.

    ``x`` is (n,) or (n, d), as the start's components want it: an array, a Dask array, or ``Blocks``. ``weights``
    (n,) count copies of the examples.

    EM has converged when a step gains no more than ``tol`` in the log-likelihood of all data, a number in nats,
    and changes no parameter by more than the root of ``tol``: a mean in units of its standard deviation, a
    variance or a growing weight relative to itself, a falling weight as it is. On a plateau the likelihood hardly
    gains while parameters move; there EM goes on. ``tol=0`` switches the rule off: exactly ``max_steps`` steps.

    A likelihood without a bound ends in a collapse: the variance of a component falls to zero, or its weight
    does. EM then stops at the last proper mixture and ``status`` names the component and the points. With
    ``min_variance`` variances (of full covariances: eigenvalues) stay at least so large, each step being the
    exact maximum among such mixtures; then nothing collapses (but a full covariance, where ``min_variance`` is
    below the rounding of its largest variance, 1e-13 of it).

    The log-likelihood cannot fall. Every step is checked; should rounding make it fall even in the more exact
    of two ways to compute, EM stops before that step and says so.

    ``threads`` share the data in memory among them. Computation is in float64 whatever the type of the data,
    unless ``dtype=numpy.float32`` asks for speed at seven digits. ``progress`` shows a bar (needs tqdm).

    Raises ValueError on bad data, and where a start gives an example density 0 or a variance too small.

    >>> from mlelib import Gaussian
    >>> r = em([-1, 0, 4, 5, 6], Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])))
    >>> r.steps, r.status
    (8, 'converged')
    >>> r.mixture.components.mean.round(8).tolist()
    [4.99999998, -0.5]
    """
    tol, max_steps = check.number(tol, "tol", positive=False), check.whole(max_steps, "max_steps", least=0)
    status = "reached max_steps"
    with np.errstate(all="ignore"):  # the logarithm of a weight 0, an overflow: looked for where they matter
        climb = _climb(x, start, weights, min_variance, threads, dtype)
        view = climb.start(start)
        path, log_likelihoods = [view], [view.log_likelihood]
        for _ in _bar(max_steps) if progress else range(max_steps):
            try:
                ahead = climb.ascend(view)
            except DegenerateFitError as error:
                status = climb.fate(view, error)
                break
            gain = ahead.log_likelihood - view.log_likelihood
            if climb.falls(view, ahead):
                status = f"stopped: the log-likelihood fell by {-gain:.2g}"
                break
            still = tol > 0 and gain <= tol and view.place.change_to(ahead.place) <= np.sqrt(tol)
            view = ahead
            if keep_history:
                path.append(view)
            log_likelihoods.append(view.log_likelihood)
            if still:
                status = "converged"
                break
    return EMResult(
        mixture=start if len(log_likelihoods) == 1 else view.absolute(),
        log_likelihoods=frozen(log_likelihoods),
        steps=len(log_likelihoods) - 1,
        converged=status == "converged",
        status=status,
        history=(start, *(past.absolute() for past in path[1:])) if keep_history else None,
    )


def _climb(x: Any, start: Any, weights: Any, min_variance: Any, threads: Any, dtype: Any) -> Climb | FewClimb:
    if not isinstance(start, Mixture):
        check.refuse("start", check.brief(start), "a Mixture")
    Family = type(start.components)
    floor = check.number(min_variance, "min_variance", positive=False)
    least = start.components._least_variance() if floor > 0 else floor
    if least < floor:
        check.refuse("start", f"a variance of {least}", f"variances of at least min_variance = {floor}")
    kinds = [kind for kind in GENTLE if dtype in (kind, kind.name, kind.type)]
    if not kinds:
        check.refuse("dtype", check.brief(dtype), "float64 or float32")
    data = Family._source(
        x, weights, start.components.dimension, batch=False, threads=check.whole(threads, "threads", least=1)
    )
    kind = FewClimb if is_few(data, Family, start.K, floor, kinds[0]) else Climb
    climb = kind(data, Family, floor, kinds[0])
    if climb.n < start.K:
        check.refuse("x", f"n = {climb.n} examples", f"at least K = {start.K}")
    return climb


def _bar(steps: int) -> Iterable[int]:
    from tqdm.auto import tqdm

    bar: Iterable[int] = tqdm(range(steps), desc="EM", unit="step")
    return bar
