"""The lower bound of a mixture's log-likelihood, along the mean of one of its components."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from scipy import special

from mlelib import Gaussian, Mixture
from mlelib.teaching import plots
from mlelib.teaching import style as colours
from mlelib.teaching.explorers.base import Explorer, Floats, checked, interval, still
from mlelib.teaching.say import number

TITLE = "Touch, climb, lift: the lower bound by hand"
HINT = (
    "Press E: the bound touches the curve where you stand. Press M: you stand on the top of the bound, and the curve "
    "is above you. Then drag μ₁: the bound stays where it is, and the gap opens."
)


def explore_bound(
    x: ArrayLike, start: Mixture, *, domain: tuple[float, float] | None = None, name: str = ""
) -> Explorer:
    """Climb ℓ along the mean of Gaussian 1 of ``start``, for data x (n,); all else in ``start`` stays.

    The weights of the bound are all equal at first. ``domain`` is where the mean may go; without it, a little more
    than the data. Raises ValueError for fewer than 2 or more than 20 points, a start that is not a mixture of at least
    2 Gaussians on a line, or one whose first mean lies outside of ``domain``.
    """
    values = checked(x, (1,))
    means = np.asarray(getattr(start.components, "mean", ()), dtype=float)
    if not isinstance(start.components, Gaussian) or means.ndim != 1 or means.size < 2:
        raise ValueError(f"start should mix 2 or more Gaussians on a line, got {start.components!r}")
    mean = float(means[0])
    ends, step = interval(np.append(values, mean))
    low, high = domain or ends
    if not low <= mean <= high:
        raise ValueError(f"domain should hold the first mean {mean:g}, got {domain}")
    grid = np.linspace(low, high, 161)
    q = np.full((values.size, means.size), 1 / means.size)
    ell = np.array([moved(start, at).log_likelihood(values) for at in grid])
    flat = np.array([lower_bound(q, moved(start, at), values) for at in grid])
    here, below = start.log_likelihood(values), lower_bound(q, start, values)
    heights = room(ell, float(flat.max()))

    def draw(ax: Axes) -> None:
        curves(ax, grid, ell, flat)
        ax.plot([mean, mean], [below, here], color=colours.THIRD, linestyle="-", linewidth=3)
        ax.set_ylim(*heights)

    words = (
        f"μ₁ = {number(mean, 2)}, equal weights q. ℓ = {number(here, 3)}, F = {number(below, 3)}: "
        f"the gap is {number(here - below, 3)}."
    )
    alt = (
        f"The log-likelihood over μ₁, and below it the bound, a dashed hump. At {number(mean, 1)} a stroke from one to "
        f"the other marks the gap of {number(here - below, 2)}."
    )
    config = {
        "x": values.tolist(),
        "mean": mean,
        "weights": np.asarray(start.weights).tolist(),
        "means": means.tolist(),
        "variances": np.asarray(start.components.variance).tolist(),
        "domain": [float(low), float(high)],
        "heights": heights,
        "step": step,
    }
    return Explorer("bound", TITLE, HINT, still(draw, alt, (600, 340)), words, config, name)


def moved(start: Mixture, mean: float) -> Mixture:
    """The mixture with another mean of Gaussian 1."""
    means = np.append(mean, np.asarray(start.components.mean)[1:])
    return Mixture(start.weights, Gaussian(means, start.components.variance))


def lower_bound(q: Floats, mixture: Mixture, x: Floats) -> float:
    """F(q, θ) of weights q (n, K). A weight of 0 counts as 0."""
    return float((q * mixture.log_joint(x) - special.xlogy(q, q)).sum())


def room(ell: Floats, top: float) -> list[float]:
    """The heights to show: all of the log-likelihood, and the upper part of a bound with its top at ``top``."""
    low, high = min(float(ell.min()), top), float(ell.max())
    return [round(low - 0.4 * (high - low), 3), round(high + 0.08 * (high - low), 3)]


def curves(ax: Axes, grid: Floats, ell: Floats, bound: Floats) -> None:
    """The log-likelihood and the bound over the mean, each with its name on its top."""
    ax.plot(grid, ell, color=colours.FIRST)
    ax.plot(grid, bound, color=colours.SECOND, linestyle=colours.DASHES[1])
    plots.label(ax, grid[ell.argmax()], ell.max(), "ℓ", color=colours.FIRST, above=False)
    plots.label(ax, grid[bound.argmax()], bound.max(), "F", color=colours.SECOND, above=False)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    plots.axis_names(ax, "μ₁", "")
