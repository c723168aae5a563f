"""Points in the plane, and the spherical Gaussian that fits them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import DiagonalGaussian, SphericalGaussian
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, region, still
from mlelib.teaching.say import number

HINT = "Stretch the points along one axis: the circle has to agree to both variances at once, and takes their average."


def explore_spherical(X: ArrayLike) -> Explorer:
    """Drag the points X (n, 2); see the spherical Gaussian that fits them beside the variances along the
    axes.

    Raises ValueError for fewer than 2 or more than 20 points, or points outside the plane.
    """
    points = checked(X, (2,))
    best = SphericalGaussian.fit(points)
    variances = np.asarray(DiagonalGaussian.fit(points).variance, dtype=float)
    domains, step = region(points, float(best.variance) ** 0.5)

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
    config = {"points": points.tolist(), "domains": domains, "step": step, "widest": widest}
    title = "Drag the points: the circle is the spherical Gaussian that fits them"
    return Explorer("spherical", title, HINT, still(draw, title, (600, 400)), words, config)
