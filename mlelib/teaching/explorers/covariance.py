"""Points in the plane, or the ellipse that fits them, and what each parameter of a covariance buys."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import DiagonalGaussian, MultivariateGaussian, SphericalGaussian
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, still
from mlelib.teaching.plots.plane import PlaneGaussian
from mlelib.teaching.say import number

TITLE = "Drag the points or the ellipse: what does each parameter buy?"
HINT = (
    "Turn the ellipse by its ring: which of the three log-likelihoods change? Stretch it by a diamond. "
    "Then drag the points onto one line."
)


def explore_covariance(X: ArrayLike, *, axes: tuple[str, str] = ("x₁", "x₂"), name: str = "") -> Explorer:
    """Drag the points X (n, 2) or their full ellipse; see the best Gaussian of each family and its log-likelihood.

    Raises ValueError for fewer than 2 or more than 20 points, and if they lie on one line.
    """
    points = checked(X, (2,))
    full, diagonal = MultivariateGaussian.fit(points), DiagonalGaussian.fit(points)
    spherical = SphericalGaussian.fit(points)
    low, middle, high = (float(g.log_likelihood(points)) for g in (spherical, diagonal, full))
    # The window has room for the points however they are turned.
    half = 1.2 * float(np.linalg.norm(points - full.mean, axis=1).max())
    step = float(10 ** np.floor(np.log10(half / 20)))
    centre = np.round(np.asarray(full.mean) / step) * step
    window = [[centre[0] - half / 0.9, centre[0] + half / 0.9], [centre[1] - half, centre[1] + half]]

    def draw(ax: Axes) -> None:
        plots.scatter(ax, points)
        fits: list[PlaneGaussian] = [full, diagonal, spherical]
        for series, g in enumerate(fits):
            plots.contours(ax, g, deviations=[2], series=series)
        plots.axis_names(ax, *axes)

    covariance = full.covariance
    correlation = covariance[0, 1] / float(np.sqrt(covariance[0, 0] * covariance[1, 1]))
    words = (
        f"Variances {number(covariance[0, 0], 3)} and {number(covariance[1, 1], 3)}, covariance "
        f"{number(covariance[0, 1], 3)}, correlation {number(correlation, 2)}. Log-likelihood: spherical "
        f"{number(low, 2)}, diagonal {number(middle, 2)}, full {number(high, 2)}. The second variance buys "
        f"{number(middle - low, 2)}, the covariance {number(high - middle, 2)}."
    )
    alt = (
        f"{len(points)} points and three ellipses around them at two standard deviations: a circle, an upright one, "
        "and a tilted one, which follows the points."
    )
    config = {
        "points": points.tolist(),
        "axes": list(axes),
        "window": [[round(float(end), 10) for end in sides] for sides in window],
        "step": round(step, 10),
        "least": round(half / 25, 10),
        "longest": round(half, 10),
        "most": 2 * (high - low),
    }
    return Explorer("covariance", TITLE, HINT, still(draw, alt, (600, 410)), words, config, name)
