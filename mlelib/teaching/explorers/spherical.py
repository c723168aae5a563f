"""Points in the plane, and the spherical Gaussian that fits them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import DiagonalGaussian, SphericalGaussian
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, region, still
from mlelib.teaching.say import number

TITLE = "Drag the points: the circle is the spherical Gaussian that fits them"
HINT = "Drag the points apart along one axis: the circle has to suit both variances at once, and takes their average."


def explore_spherical(X: ArrayLike, *, name: str = "") -> Explorer:
    """Drag the points X (n, 2); see the spherical Gaussian that fits them beside the variances along the axes.

    Raises ValueError for fewer than 2 or more than 20 points, or points outside the plane.
    """
    points = checked(X, (2,))
    best = SphericalGaussian.fit(points)
    variances = np.asarray(DiagonalGaussian.fit(points).variance, dtype=float)
    window, step = region(points, float(best.variance) ** 0.5)

    def draw(ax: Axes) -> None:
        plots.scatter(ax, points)
        plots.contours(ax, best)

    n = points.size
    words = (
        f"Mean ({number(best.mean[0], 2)}, {number(best.mean[1], 2)}); σ̂² = Σ‖x − x̄‖²/(nd) = "
        f"{number(float(best.variance) * n, 2)}/{n} = {number(float(best.variance), 2)}; "
        f"log-likelihood {number(best.log_likelihood(points), 2)}."
    )
    widest = float(max(2 * best.variance, 1.2 * variances.max()))
    config = {"points": points.tolist(), "window": window, "step": step, "widest": widest}
    alt = f"{len(points)} points, and circles at one and two standard deviations around their mean."
    return Explorer("spherical", TITLE, HINT, still(draw, alt, (600, 400)), words, config, name)
