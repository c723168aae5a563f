"""One Gaussian on a line: data, mean and variance to drag."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Gaussian
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, interval, still
from mlelib.teaching.say import number

HINT = (
    "Drag μ away from the data and back: the residuals grow on one side. "
    "Then make σ too small, and watch how fast the log-likelihood falls."
)


def explore_gaussian(x: ArrayLike, *, mean: float, variance: float) -> Explorer:
    """Drag the data x (n,), μ and σ of a Gaussian; see the residuals and the log-likelihood below its
    maximum.

    It starts at ``mean`` and ``variance``. Raises ValueError for fewer than 2 or more than 20 points.
    """
    values = checked(x, (1,))
    start, best = Gaussian(mean=mean, variance=variance), Gaussian.fit(values)
    domain, step = interval(np.append(values, [mean - variance**0.5, mean + variance**0.5]))

    def draw(ax: Axes) -> None:
        plots.density(ax, start, text=f"μ = {number(mean, 2)}, σ² = {number(variance, 2)}")
        plots.heights(ax, start, values)
        plots.axes_at_zero(ax)

    peak = float(np.exp(best.log_prob(np.array([best.mean])))[0])
    now, most = start.log_likelihood(values), best.log_likelihood(values)
    words = (
        f"μ = {number(mean, 2)}, σ² = {number(variance, 2)}: log-likelihood {number(now, 2)}, "
        f"{number(most - now, 2)} below the maximum at "
        f"μ = {number(float(best.mean), 2)}, σ² = {number(float(best.variance), 2)}."
    )
    config = {
        "x": values.tolist(),
        "mean": mean,
        "variance": variance,
        "peak": peak,
        "domain": domain,
        "step": step,
    }
    title = "Drag the data, μ and σ: how likely does this Gaussian make the data?"
    return Explorer("gaussian", title, HINT, still(draw, title, (600, 300)), words, config)
