"""One Gaussian on a line above the hill of its log-likelihood: data, mean and variance to drag."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Gaussian
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, interval, still
from mlelib.teaching.say import number

TITLE = "Drag the data, the bell, or the point on the hill: how likely does this Gaussian make the data?"
HINT = (
    "Climb the hill by hand. Then start anywhere and press “Best σ²” before “Best μ”, and the other way round: "
    "which order reaches the maximum in two moves?"
)


def explore_gaussian(x: ArrayLike, *, mean: float, variance: float, name: str = "") -> Explorer:
    """Drag the data x (n,), μ and σ² of a Gaussian; see the density, the residuals, and the log-likelihood as a hill
    over (μ, σ²).

    It starts at ``mean`` and ``variance``. Raises ValueError for fewer than 2 or more than 20 points.
    """
    values = checked(x, (1,))
    start, best = Gaussian(mean=mean, variance=variance), Gaussian.fit(values)
    domain, step = interval(np.append(values, [mean - variance**0.5, mean + variance**0.5]))
    digits = max(2, 1 - round(math.log10(step)))

    def shown(value: float) -> str:
        """A small variance gets more digits: it is never 0."""
        return number(value, digits + 2 if value < 10 ** (1 - digits) else digits)

    def draw(ax: Axes) -> None:
        plots.density(ax, start, text=f"μ = {number(mean, digits)}, σ² = {shown(variance)}")
        plots.heights(ax, start, values)
        plots.axes_at_zero(ax)

    now, most = start.log_likelihood(values), best.log_likelihood(values)
    below = (
        ", the maximum."
        if most - now < 0.0005
        else f", {number(most - now, 2)} below the maximum at μ = {number(float(best.mean), digits)}, "
        f"σ² = {shown(float(best.variance))}."
    )
    words = f"μ = {number(mean, digits)}, σ² = {shown(variance)}: log-likelihood {number(now, 2)}{below}"
    config = {
        "x": values.tolist(),
        "mean": mean,
        "variance": variance,
        "peak": float(np.exp(best.log_prob(np.array([best.mean])))[0]),
        "domain": domain,
        "step": step,
        "digits": digits,
    }
    alt = f"A bell over {len(values)} dots, and a stem from each dot up to the bell."
    return Explorer("gaussian", TITLE, HINT, still(draw, alt, (600, 300)), words, config, name)
