"""EM on a few numbers, such as a homework's, one formula a line.

On five points a call of numpy takes longer than its arithmetic, so here the loops are Python's. Whatever is not
ordinary goes to ``Climb``: a variance far smaller than the data's reach, a component that loses its weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, log, pi, sqrt
from operator import mul, truediv
from typing import Any

import numpy as np

from mlelib._records import Array, frozen
from mlelib.climb import FAINT, Climb, Place, View, falls
from mlelib.distributions import Gaussian
from mlelib.distributions.sums import refuse_bad
from mlelib.errors import DegenerateFitError
from mlelib.mixture import Mixture
from mlelib.scale import ArraySource, Source

# Up to so many exponentials a step, Python is the faster one.
FEW = 100
# In variances of a component, the squared reach of the data up to which sums about one origin keep 11 digits.
GENTLE = 1e4


def is_few(data: Source, Family: type, K: int, floor: float, dtype: Any) -> bool:
    """Return whether the data are a few numbers."""
    gaussian = Family is Gaussian and floor == 0 and dtype == np.float64
    return gaussian and isinstance(data, ArraySource) and len(data.rows) * K <= FEW


@dataclass
class FewView:
    """A view from numbers about the common origin: of each component weight, mean, variance, and its three sums."""

    origin: float
    log_likelihood: float
    components: list[tuple[float, float, float]]
    totals: list[tuple[float, float, float]]
    magnitude: float = 100.0

    @property
    def sums(self) -> Array:
        return np.array(self.totals)

    @property
    def place(self) -> Place:
        weights, means, variances = np.array(self.components).T
        components = Gaussian._trusted(mean=means, variance=variances)
        return Place(np.array([self.origin]), Mixture._trusted(weights=weights, components=components))

    def absolute(self) -> Mixture:
        weights, means, variances = map(frozen, zip(*self.components, strict=True))
        components = Gaussian._trusted(mean=frozen(means + self.origin), variance=variances)
        return Mixture._trusted(weights=weights, components=components)


class FewClimb:
    """A climb over a few numbers."""

    def __init__(self, data: ArraySource, Family: type[Gaussian], floor: float, dtype: Any):
        self.data, self._general = data, (data, Family, floor, dtype)
        x = data.rows[:, 0].astype(np.float64).tolist()
        self.n = len(x)
        self.copies = [1.0] * self.n if data.weights is None else data.weights.tolist()
        self.weight = sum(self.copies)
        mean = sum(x) / self.n
        refuse_bad(data, np.asarray(mean), max(map(abs, x)))
        # One of the numbers, as in ``near``.
        self.origin = min(x, key=lambda value: abs(value - mean))
        self.x = [value - self.origin for value in x]
        reach = max(map(abs, self.x))
        self.squares = [value * value for value in self.x]
        self.least_variance = reach * reach / GENTLE

    @cached_property
    def general(self) -> Climb:
        """What takes over where these formulas end."""
        return Climb(*self._general)

    def start(self, mixture: Mixture) -> View:
        """Return the view from the mixture that EM starts with."""
        weights, g = mixture.weights.tolist(), mixture.components
        means = [mean - self.origin for mean in g.mean.tolist()]
        return self._look(list(zip(weights, means, g.variance.tolist(), strict=True))) or self.general.start(mixture)

    def ascend(self, view: View) -> View:
        """Return the view from one step further."""
        if not isinstance(view, FewView):
            return self.general.ascend(view)
        ahead = self._look([self._estimate(*sums) for sums in view.totals])
        if ahead is None or self.falls(view, ahead):
            return self.general.ascend(self.general.enter(view.place))
        return ahead

    def _estimate(self, n: float, first: float, second: float) -> tuple[float, float, float]:
        """Return weight, mean and variance from three sums; a variance of 0, which is refused, where there is no n."""
        if n == 0:
            return 0.0, 0.0, 0.0
        mean = first / n
        return n / self.weight, mean, second / n - mean * mean

    def falls(self, view: View, ahead: View) -> bool:
        """Whether the log-likelihood falls, beyond rounding."""
        return falls(view, ahead, self.weight)

    def fate(self, view: View, error: DegenerateFitError) -> str:
        """Say what became of a component, and on which examples it stands."""
        return self.general.fate(view, error)

    def _look(self, components: list[tuple[float, float, float]]) -> FewView | None:
        """Return the log-likelihood and Σ r, Σ r x, Σ r x² of each component, r being its responsibilities.

        None where a variance, a weight or a density is too small for these formulas.
        """
        joint = []
        for weight, mean, variance in components:
            if not (weight > FAINT and variance > self.least_variance):
                return None
            peak, curvature = weight / sqrt(2 * pi * variance), -0.5 / variance
            joint.append([peak * exp(curvature * (x - mean) ** 2) for x in self.x])
        density = [sum(column) for column in zip(*joint, strict=True)]
        if min(density) < FAINT:
            return None
        log_likelihood = sum(map(mul, self.copies, map(log, density)))
        share = list(map(truediv, self.copies, density))
        totals = []
        for column in joint:
            r = list(map(mul, column, share))
            totals.append((sum(r), sum(map(mul, r, self.x)), sum(map(mul, r, self.squares))))
        return FewView(self.origin, log_likelihood, components, totals)
