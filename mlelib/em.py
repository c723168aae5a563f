"""Expectation-maximisation: weigh the examples by their responsibilities, fit, repeat."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from mlelib import _checks as check
from mlelib._records import Array, Record, frozen
from mlelib.distributions.base import weighted_total
from mlelib.errors import DegenerateFitError
from mlelib.mixture import Mixture


@dataclass(frozen=True, repr=False, eq=False)
class EMResult(Record):
    """What EM did.

    Attributes
    ----------
    mixture : Mixture
        The last proper mixture.
    log_likelihoods : array (steps + 1,)
        One for each mixture, the start's first.
    steps : int
        How many steps gave a proper mixture.
    converged : bool
        Whether the stopping rule was met.
    status : str
        ``"converged"``, ``"reached max_steps"``, ``"collapsed: component 0 onto x[2] = 3.5"`` or
        ``"emptied: component 1"``.
    history : tuple of Mixture or None
        Every step's mixture, the start first, where ``keep_history`` asked for it.
    """

    mixture: Mixture
    log_likelihoods: Array
    steps: int
    converged: bool
    status: str
    history: tuple[Mixture, ...] | None = None

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
) -> EMResult:
    """Climb from ``start`` to a local maximum of a mixture's likelihood (Dempster, Laird and Rubin 1977).

    x is (n,) or (n, d), as the start's components want it; weights (n,) count copies of the examples.

    EM has converged when a step gains no more than ``tol`` in the log-likelihood of all data: a number in
    nats, which depends neither on the units of x nor on where its zero is. A last gain of g leaves the
    estimates, where EM is not slow, about sqrt(2g) standard errors from the maximum. ``tol=0`` switches the
    rule off: exactly ``max_steps`` steps.

    A likelihood without a bound ends in a collapse: the variance of a component falls to zero, or its weight
    does. EM then stops at the last proper mixture and ``status`` names the component and the points.

    Raises ValueError on bad data, and where a start gives an example density 0.

    >>> from mlelib import Gaussian
    >>> r = em([-1, 0, 4, 5, 6], Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])))
    >>> r.steps, r.status
    (8, 'converged')
    >>> r.mixture.components.mean.round(8).tolist()
    [4.99999998, -0.5]
    """
    if not isinstance(start, Mixture):
        check.refuse("start", check.brief(start), "a Mixture")
    Family = type(start.components)
    tol, max_steps = check.number(tol, "tol", positive=False), check.whole(max_steps, "max_steps", least=0)
    data = Family._data(x, start.components.dimension)
    if len(data) < start.K:
        check.refuse("x", f"n = {len(data)} examples", f"at least K = {start.K}")
    copies = check.sample_weights(weights, len(data), batch=False)

    history, status = [start], "reached max_steps"
    responsibilities, log_prob = start.expectation(data)
    log_likelihoods = [float(weighted_total(log_prob, copies))]
    for _ in range(max_steps):
        try:
            mixture = Mixture.fit_weighted(data, copies[:, None] * responsibilities, Family)
        except DegenerateFitError as error:
            fate = f"collapsed: component {error.component} onto {error.where}"
            status = fate if error.points else f"emptied: component {error.component}"
            break
        history = [*history, mixture] if keep_history else [mixture]
        responsibilities, log_prob = mixture.expectation(data)
        log_likelihoods.append(float(weighted_total(log_prob, copies)))
        if tol > 0 and log_likelihoods[-1] - log_likelihoods[-2] <= tol:
            status = "converged"
            break
    return EMResult(
        mixture=history[-1],
        log_likelihoods=frozen(log_likelihoods),
        steps=len(log_likelihoods) - 1,
        converged=status == "converged",
        status=status,
        history=tuple(history) if keep_history else None,
    )
