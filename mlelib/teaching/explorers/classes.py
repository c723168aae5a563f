"""Two classes of points in the plane, a Gaussian each, and the decision boundary between them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import DiagonalGaussian, Mixture, MultivariateGaussian, SphericalGaussian
from mlelib.teaching import plots
from mlelib.teaching import style as colours
from mlelib.teaching.explorers.base import Explorer, Floats, checked, still
from mlelib.teaching.say import number

PlaneFamily = type[SphericalGaussian] | type[DiagonalGaussian] | type[MultivariateGaussian]
FAMILIES: dict[str, PlaneFamily] = {
    "spherical": SphericalGaussian,
    "diagonal": DiagonalGaussian,
    "full": MultivariateGaussian,
}
SERIES = (3, 1)
TITLE = "Drag the points: where does the boundary between the two classes go?"
HINT = (
    "Drag the star over the boundary and back. Drag one point far away: which way does the boundary bend? "
    "Then let both classes share their variances."
)


def explore_classes(
    X: ArrayLike,
    labels: ArrayLike,
    *,
    new: ArrayLike,
    family: str = "diagonal",
    names: tuple[str, str] = ("purple", "yellow"),
    axes: tuple[str, str] = ("x₁", "x₂"),
    name: str = "",
) -> Explorer:
    """Drag the points X (n, 2) of two classes, ``labels`` (n,) 0 and 1, and a ``new`` point (2,) to be classified.

    Each class has a Gaussian of the ``family`` "spherical", "diagonal" or "full", and its share. Raises ValueError for
    another family, for a class of fewer than 2 or more than 20 points, and where a class has no proper estimate.
    """
    if family not in FAMILIES:
        raise ValueError(f"family should be one of {', '.join(FAMILIES)}, got {family!r}")
    points, marks, fresh = np.asarray(X, dtype=float), np.asarray(labels), np.asarray(new, dtype=float)
    if marks.shape != points.shape[:1] or set(marks.tolist()) != {0, 1}:
        raise ValueError(f"labels should be a 0 or 1 for each point, both of them, got {marks.tolist()}")
    classes = [checked(points[marks == k], (2,)) for k in (0, 1)]
    fit = Mixture.fit_labelled(points, marks, FAMILIES[family])
    (x, y), step = room(np.vstack([points, [fresh]]))

    def draw(ax: Axes) -> None:
        plots.scatter(ax, points, labels=np.array(SERIES)[marks])
        for k, series in enumerate(SERIES):
            plots.contours(ax, fit.components[k], series=series)
        plots.boundary(ax, lambda places: -np.diff(fit.log_joint(places), axis=1)[:, 0], x, y)
        ax.plot(*fresh, "*", color=colours.INK, markersize=15)
        plots.window(ax, x, y)
        plots.axis_names(ax, *axes)

    alt = (
        f"Two groups of points, {names[0]} and {names[1]}, a Gaussian each, the boundary between them, and a new point."
    )
    config = {
        "classes": [own.tolist() for own in classes],
        "fresh": fresh.tolist(),
        "family": family,
        "names": list(names),
        "axes": list(axes),
        "window": [list(x), list(y)],
        "step": step,
    }
    words = in_words(points, marks, fresh, fit, family, names)
    return Explorer("classes", TITLE, HINT, still(draw, alt, (600, 420)), words, config, name)


def in_words(points: Floats, labels: Floats, new: Floats, fit: Mixture, family: str, names: tuple[str, str]) -> str:
    """What the start shows, as the script says it."""
    chance = fit.responsibilities([new])[0]
    joint = fit.log_joint(points)[np.arange(len(points)), labels].sum()
    slips = int((fit.predict(points) != labels).sum())
    each = []
    for k, name in enumerate(names):
        of, title = fit.components[k], name[:1].upper() + name[1:]
        covariance = np.asarray(of.covariance, dtype=float)
        shape = f"variances {number(covariance[0, 0], 2)} and {number(covariance[1, 1], 2)}"
        if family == "spherical":
            shape = f"variance {number(covariance[0, 0], 2)}"
        elif family == "full":
            shape += f", covariance {number(covariance[0, 1], 2)}"
        each.append(f"{title}: share {number(fit.weights[k], 2)}, mean {pair(of.mean)}, {shape}")
    return (
        f"The new point {pair(new)} is {names[0]} with probability {number(chance[0], 3)}, "
        f"{names[1]} with {number(chance[1], 3)}. On the wrong side: {slips} of {len(points)}. "
        f"Log-likelihood {number(joint, 2)}. {'. '.join(each)}."
    )


def pair(values: Floats) -> str:
    """A point for prose."""
    return f"({number(values[0], 2)}, {number(values[1], 2)})"


def room(points: Floats) -> tuple[list[tuple[float, float]], float]:
    """A window of the same scale in both directions, 1 wide and 0.9 high, with room around the points; and a step."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = (low + high) / 2, 0.7 * max(high[0] - low[0], (high[1] - low[1]) / 0.9)
    step = float(10 ** np.floor(np.log10(half / 10)))
    reach = np.array([half, 0.9 * half])
    sides = np.column_stack([middle - reach, middle + reach]).round(10).tolist()
    return [(left, right) for left, right in sides], round(step, 10)
