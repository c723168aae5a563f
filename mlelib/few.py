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

from mlelib._records import Array
from mlelib.climb import Climb, Place, View
from mlelib.distributions import Gaussian
from mlelib.mixture import Mixture
from mlelib.scale import ArraySource, Source

# Up to so many exponentials a step, Python is the faster one.
FEW = 100
# In variances of a component, the squared reach of the data up to which sums about one origin keep 11 digits.
GENTLE = 1e4
FAINT = 1e-290


def is_few(data: Source, Family: type, K: int, floor: float, dtype: Any) -> bool:
    """Return whether the data are a few numbers."""
    gaussian = Family is Gaussian and floor == 0 and dtype == np.float64
    return gaussian and isinstance(data, ArraySource) and len(data.rows) * K <= FEW


@dataclass
class FewView:
    """A view from numbers about the common origin: of each component weight, mean, variance, and its three sums."""

    climb: FewClimb
    log_likelihood: float
    components: list[tuple[float, float, float]]
    totals: list[tuple[float, float, float]]
    magnitude: float = 100.0

    @cached_property
    def sums(self) -> Array:
        return np.array(self.totals)

    @cached_property
    def place(self) -> Place:
        return self.climb._settle(self._place())

    def absolute(self) -> Mixture:
        return self._place().absolute()

    def _place(self) -> Place:
        weights, means, variances = np.array(self.components).T
        components = Gaussian._trusted(mean=means, variance=variances)
        return Place(self.climb.origin, Mixture._trusted(weights=weights, components=components))


class FewClimb(Climb):
    """A climb over a few numbers."""

    def __init__(self, data: ArraySource, Family: type[Gaussian], floor: float, dtype: Any):
        super().__init__(data, Family, floor, dtype)
        self.x = (data.rows[:, 0] - self.origin[0]).tolist()
        self.squares = [x * x for x in self.x]
        self.copies = [1.0] * self.n if data.weights is None else data.weights.tolist()
        self.least_variance = float(self.furthest[1]) ** 2 / GENTLE

    def look(self, place: Place) -> View:
        common = place.about(self.origin).mixture
        g = common.components
        components = zip(common.weights.tolist(), g.mean.tolist(), g.variance.tolist(), strict=True)
        return self._look(list(components)) or super().look(place)

    def ascend(self, view: View) -> View:
        if not isinstance(view, FewView) or min(n for n, _, _ in view.totals) < FAINT:
            return super().ascend(view)
        estimates = []
        for n, first, second in view.totals:
            mean = first / n
            estimates.append((n / self.weight, mean, second / n - mean**2))
        return self._look(estimates) or super().ascend(view)

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
        return FewView(self, log_likelihood, components, totals)
