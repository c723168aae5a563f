"""One step of EM after the other, on numbers that keep their digits.

A place on the climb is a mixture whose means are told from an origin near the data: 1e8 added to all data
changes the origin and nothing else. Where clusters are narrow and far apart, each component has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array
from mlelib.distributions.base import EMPTY, Distribution
from mlelib.distributions.moments import EPS
from mlelib.distributions.points import carriers
from mlelib.distributions.sums import near, refuse_bad
from mlelib.errors import DegenerateFitError
from mlelib.kernels import Expected, natural_pass, plain_pass, responsibilities
from mlelib.mixture import Mixture
from mlelib.scale import Block, Source
from mlelib.survey import Survey, survey

# The terms of a log density about a common origin may be so large: of 16 digits 11 are left, of 7 in float32 4.
GENTLE: dict[np.dtype[Any], float] = {np.dtype(np.float64): 1e5, np.dtype(np.float32): 1e3}
# A component whose share of all weight falls below this may have underflowed in ``natural_pass``.
FAINT = 1e-290
# Log-likelihoods are right to so many roundings of their terms.
NOISE = 16


@dataclass(frozen=True)
class Place:
    """A mixture with its means less ``origin``: (d,) for all components, or (K, d), each one's own.

    ``natural`` are its natural parameters and the log weights, where the origin is common and the terms of the
    log densities, at most of ``magnitude``, are small enough for ``natural_pass``.
    """

    origin: Array
    mixture: Mixture
    natural: Array | None = None
    magnitude: float = 100.0

    def about(self, origin: Array) -> Place:
        """Return the same place told from another origin."""
        if np.array_equal(self.origin, origin):
            return self
        return Place(origin, _with(self.mixture, self.mixture.components._moved(self.origin - origin)))

    def apart(self) -> Place:
        """Return the same place with each component's rounded mean as its origin, and the rest as its mean."""
        components, K = self.mixture.components, self.mixture.K
        if not hasattr(components, "mean"):
            return Place(np.broadcast_to(self.origin, (K, self.origin.shape[-1])), self.mixture)
        here, mean = self.origin, components.mean.reshape(K, -1)
        rounded = here + mean
        # Exact, whichever of the two is larger (Knuth's two-sum).
        part = rounded - here
        rest = (here - (rounded - part)) + (mean - part)
        own = components._trusted(**{**components._fields(), "mean": rest.reshape(components.mean.shape)})
        return Place(rounded, _with(self.mixture, own))

    def absolute(self) -> Mixture:
        """Return the mixture in the coordinates of the data, checked."""
        components = self.about(np.zeros_like(self.origin)).mixture.components
        return Mixture(self.mixture.weights, type(components)(*components._fields().values()))

    def change_to(self, other: Place) -> float:
        """Return the largest change of a parameter: of a mean in standard deviations, of others relative.

        A weight that falls counts as it is: on its way to zero it would never come to rest. One that grows counts
        relative to itself, for however small it is, it may yet take over.
        """
        here, there = self.mixture, other.about(self.origin).mixture
        growth = there.weights - here.weights
        changes = [np.abs(growth).max(), (growth / here.weights).max()]
        for name, unit in here.components._units().items():
            change = getattr(there.components, name) - getattr(here.components, name)
            changes.append(np.abs(change / unit).max())
        return float(max(changes))


def _with(mixture: Mixture, components: Distribution) -> Mixture:
    return Mixture._trusted(weights=mixture.weights, components=components)


class View(Protocol):
    """What is seen from a place: the log-likelihood there, and the expected statistics about its origin."""

    @property
    def place(self) -> Place: ...

    @property
    def log_likelihood(self) -> float: ...

    @property
    def sums(self) -> Array:
        """Σ r T(x), (K, p)."""

    @property
    def magnitude(self) -> float:
        """What the rounding of one example's log density is measured by."""

    def absolute(self) -> Mixture:
        """Return the mixture there, in the coordinates of the data."""


@dataclass(frozen=True)
class Seen:
    """A view, computed."""

    place: Place
    log_likelihood: float
    sums: Array

    @property
    def magnitude(self) -> float:
        return float(max(self.place.magnitude, self.place.mixture.components._condition()))

    def absolute(self) -> Mixture:
        return self.place.absolute()


def falls(view: View, ahead: View, weight: float, rounding: float = EPS) -> bool:
    """Whether the log-likelihood of all examples, of some total weight, falls beyond rounding."""
    if ahead.log_likelihood >= view.log_likelihood:
        return False  # the usual case, at no cost
    terms = 2 * abs(view.log_likelihood) + weight * max(view.magnitude, ahead.magnitude)
    return not ahead.log_likelihood >= view.log_likelihood - NOISE * rounding * terms


class Climb:
    """What stays the same from step to step: the data, their total statistics, and how far they reach."""

    def __init__(self, data: Source, Family: type[Distribution], floor: float, dtype: Any):
        self.data, self.Family, self.kind = data, Family, Family.statistics_type
        self.floor, self.dtype = floor, dtype
        found = self._survey(near(data, self.kind))
        self.n, self.total, self.weight = found.n, found.sums, float(found.sums[0])
        self.furthest = np.concatenate([[1.0], np.maximum(found.high, -found.low), np.empty(len(found.sums) - 1)])
        self.furthest = self.furthest[: len(found.sums)]
        self.kind.fill(self.furthest[:, None], len(found.low))

    def _survey(self, shift: Array) -> Survey:
        """Survey the data about a shift, or again about their mean where that shift was far from it."""
        function = partial(survey, kind=self.kind)
        found: Survey = self.data.sum(partial(function, shift=shift))
        if not found.n:
            check.refuse("x", "an empty sample", "at least one example")
        refuse_bad(self.data, found.sums, float((np.abs(shift) + np.maximum(found.high, -found.low)).max()))
        if not found.sums[0] > 0:
            check.refuse("weights", "zeros only", "a positive total weight")
        statistics = self.kind.from_sums(found.sums[None], shift[None, 0] if self.data.data_ndim == 1 else shift[None])
        if statistics.lossy.any():
            shift = np.reshape(statistics.mean, len(shift))
            found = self.data.sum(partial(function, shift=shift))
        self.origin = shift
        return found

    def start(self, mixture: Mixture) -> View:
        """Return the view from the mixture that EM starts with, in the coordinates of the data."""
        return self.enter(Place(np.zeros_like(self.origin), mixture))

    def enter(self, place: Place) -> View:
        """Return the view from any place, whatever its origin."""
        return self.look(self._settle(place))

    def _settle(self, place: Place) -> Place:
        """Return the place about the common origin if that keeps the digits, else about each component's own."""
        if self.kind.wide(len(self.origin)):
            return place.apart()
        common = place.about(self.origin)
        natural = common.mixture.components._natural()
        natural[:, 0] += np.log(common.mixture.weights)
        magnitude = float((np.abs(natural) @ self.furthest).max())
        if not magnitude <= GENTLE[self.dtype]:  # NaN too
            return place.apart()
        return Place(common.origin, common.mixture, natural, magnitude)

    # --- the E-step ---

    def look(self, place: Place) -> View:
        """Return what a pass over the data from this place gives."""
        if place.natural is None:
            return self.look_closely(place)
        heaviest = int(place.mixture.weights.argmax())
        others = np.arange(place.mixture.K) != heaviest
        odds = place.natural[others] - place.natural[heaviest]
        one_pass = partial(
            natural_pass,
            odds=odds,
            origin=self.origin,
            kind=self.kind,
            largest=float((np.abs(odds) @ self.furthest).max(initial=0)),
            dtype=self.dtype,
        )
        expected: Expected = self.data.sum(one_pass)
        sums = np.empty_like(place.natural)
        sums[others] = expected.sums
        sums[heaviest] = self.total - expected.sums.sum(axis=0)
        if not sums[:, 0].min() >= FAINT * self.weight:
            return self.look_closely(place)
        return Seen(place, expected.log_likelihood + float(place.natural[heaviest] @ self.total), sums)

    def look_closely(self, place: Place) -> View:
        """Return the same by each component's deviations from its own mean."""
        place = place.apart()
        expected = self._pass_closely(place, place.origin)
        if expected.impossible:
            self._name_the_impossible(place)
        return Seen(place, expected.log_likelihood, expected.sums)

    def _pass_closely(self, place: Place, about: Array) -> Expected:
        one_pass = partial(plain_pass, **self._plainly(place), about=about, kind=self.kind)
        expected: Expected = self.data.sum(one_pass)
        return expected

    def _plainly(self, place: Place) -> dict[str, Any]:
        fields = place.mixture.components._fields()
        singles = [self.Family._trusted(**{name: v[k] for name, v in fields.items()}) for k in range(place.mixture.K)]
        densities = [single._density() for single in singles]
        return {"log_weights": np.log(place.mixture.weights), "densities": densities, "origins": place.origin}

    # --- the M-step ---

    def ascend(self, view: View) -> View:
        """Return the view from one step further; a step that seems to fall is taken again with more care."""
        ahead = self.look(self.step(view))
        if self.falls(view, ahead) and not (view.place.natural is None and ahead.place.natural is None):
            ahead = self.look_closely(self._maximise(self.look_closely(view.place)))
        return ahead

    def falls(self, view: View, ahead: View) -> bool:
        """Whether the log-likelihood falls, beyond rounding."""
        return falls(view, ahead, self.weight, float(np.finfo(self.dtype).eps))

    def step(self, view: View) -> Place:
        """Return where the likelihood expected from here is largest.

        Raises DegenerateFitError where it has no maximum.
        """
        fast = view.place.natural is not None
        try:
            there = self._maximise(view)
            # A place too steep for the common origin was not computed well from there either.
            if not fast or there.natural is not None:
                return there
        except DegenerateFitError:
            if not fast:
                raise
        return self._maximise(self.look_closely(view.place))

    def _maximise(self, view: View) -> Place:
        origin, statistics = view.place.origin, self._statistics(view.sums, view.place.origin)
        if view.place.natural is None and statistics.lossy.any():
            # A mean moves by many of its new standard deviations: the variance is summed again about that mean.
            mean = statistics.mean.reshape(origin.shape)
            origin = np.where(statistics.weight[:, None] > 0, mean, origin)
            statistics = self._statistics(self._pass_closely(view.place, origin).sums, origin)
        components = self.Family._maximise(statistics, self.floor, statistics.deviation)
        weights = statistics.weight / statistics.weight.sum()
        return self._settle(Place(origin, Mixture._trusted(weights=weights, components=components)))

    def _statistics(self, sums: Array, origin: Array) -> Any:
        origins = np.broadcast_to(origin, (len(sums), len(self.origin)))
        return self.kind.from_sums(sums, origins[:, 0] if self.data.data_ndim == 1 else origins)

    # --- what went wrong ---

    def fate(self, view: View, error: DegenerateFitError) -> str:
        """Say what became of a component, and on which examples it stands."""
        plainly = self._plainly(view.place.apart())
        found = carriers(self.data, partial(_carried, component=error.component, **plainly))
        if not found.total >= EMPTY:
            return f"emptied: component {error.component}"
        return f"collapsed: component {error.component} onto {found}"

    def _name_the_impossible(self, place: Place) -> None:
        found = carriers(self.data, partial(_impossible, **self._plainly(place)))
        example = check.describe(found.values, found.numbers.tolist(), 1, most=1)
        check.refuse("x", f"{example}, of density 0 in every component", "examples that some component can generate")


def _carried(rows: Block, weights: Block | None, component: int | None, **plainly: Any) -> Array:
    r: Array = responsibilities(rows, weights, **plainly)[1]
    return np.asarray(r[component or 0])


def _impossible(rows: Block, weights: Block | None, **plainly: Any) -> Array:
    none = responsibilities(rows, None, **plainly)[1].sum(axis=0) == 0
    return np.where(none if weights is None else none & (weights > 0), 1.0, 0.0)
