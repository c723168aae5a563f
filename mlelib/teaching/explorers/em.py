"""EM by hand for Gaussians on a line."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Mixture
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, interval, still
from mlelib.teaching.say import number

HINT = (
    "Press E-step and M-step in turn, and watch the log-likelihood climb. "
    "Then drag a point between the two groups and run again."
)


def explore_em(x: ArrayLike, start: Mixture) -> Explorer:
    """EM by hand from ``start``, a mixture of 2 or 3 Gaussians on a line, for data x (n,) that can be
    dragged.

    Raises ValueError for fewer than 2 or more than 20 points, or another number of components.
    """
    values = checked(x, (1,))
    weights, mean, variance = (
        np.asarray(a, dtype=float) for a in (start.weights, start.components.mean, start.components.variance)
    )
    if weights.shape not in ((2,), (3,)) or mean.shape != weights.shape:
        raise ValueError(f"start should mix 2 or 3 Gaussians on a line; its weights have shape {weights.shape}")
    domain, step = interval(np.concatenate([values, mean - np.sqrt(variance), mean + np.sqrt(variance)]))

    def draw(ax: Axes) -> None:
        plots.mixture(ax, start)
        plots.dots(ax, values)

    parts = "; ".join(
        f"Gaussian {k}: weight {number(w, 2)}, mean {number(m, 2)}, variance {number(v, 2)}"
        for k, (w, m, v) in enumerate(zip(weights, mean, variance, strict=True), start=1)
    )
    words = f"Start. {parts}. Log-likelihood {number(start.log_likelihood(values), 3)}."
    mixture = {"weights": weights.tolist(), "means": mean.tolist(), "variances": variance.tolist()}
    config = {"x": values.tolist(), "mixture": mixture, "domain": domain, "step": step}
    title = "EM by hand: E-step, M-step, and again; the data can be dragged"
    return Explorer("em", title, HINT, still(draw, title, (600, 300)), words, config)
