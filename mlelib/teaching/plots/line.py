"""Data and Gaussians on a line, and their log-likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Gaussian
from mlelib.teaching.plots.common import axis_names, label
from mlelib.teaching.style import DASHES, FIRST, INK, MARKERS, MUTED, SECOND, SERIES, SURFACE


def dots(ax: Axes, x: ArrayLike, *, color: str = INK) -> None:
    """The data x (n,) as dots on the horizontal axis."""
    values = np.asarray(x, dtype=float)
    ax.tick_params(axis="x", pad=7)
    ax.plot(
        values,
        np.zeros_like(values),
        "o",
        color=color,
        markeredgecolor=SURFACE,
        markeredgewidth=1.5,
        markersize=10,
        clip_on=False,
        zorder=5,
    )


def density(ax: Axes, g: Gaussian, *, text: str = "", series: int = 0, weight: float = 1, width: float = 4) -> None:
    """The density of one Gaussian, times ``weight``, over ``width`` standard deviations to either side.

    ``text`` is written on its peak; ``series`` (0 to 3) chooses the colour together with the dash pattern.
    """
    mean, deviation = float(g.mean), float(np.sqrt(g.variance))
    x = mean + deviation * np.linspace(-width, width, 161)
    y = weight * np.exp(g.log_prob(x))
    ax.plot(x, y, color=SERIES[series], linestyle=DASHES[series])
    if text:
        label(ax, mean, float(y.max()), text, color=SERIES[series])


def heights(ax: Axes, g: Gaussian, x: ArrayLike) -> None:
    """The density at each of the data x (n,) as a stem: their product is the likelihood."""
    values = np.asarray(x, dtype=float)
    ax.vlines(values, 0, np.exp(g.log_prob(values)), color=SECOND, linewidth=1.8)
    dots(ax, values)


def histogram(ax: Axes, x: ArrayLike, *, bins: int | ArrayLike = 30) -> None:
    """The data x (n,) as a histogram of area 1, to be compared with a density; ``bins`` is a number or edges."""
    bars, edges = np.histogram(np.asarray(x, dtype=float), bins=bins, density=True)
    ax.stairs(bars, edges, fill=True, color=MUTED, alpha=0.35, linewidth=0)


def log_likelihood_curve(
    ax: Axes,
    f: Callable[[float], float],
    low: float,
    high: float,
    *,
    name: str,
    maximum: float | None = None,
    series: int = 0,
) -> None:
    """The log-likelihood ``f`` of the parameter ``name`` from ``low`` to ``high``, its ``maximum`` marked."""
    values = np.linspace(low, high, 161)
    heights_ = np.array([f(float(value)) for value in values])
    ax.plot(values, heights_, color=SERIES[series], linestyle=DASHES[series])
    axis_names(ax, name, "log-likelihood")
    if maximum is not None:
        top = f(maximum)
        ax.plot([maximum, maximum], [float(heights_.min()), top], color=MUTED, linestyle=DASHES[3], linewidth=1.5)
        ax.plot(maximum, top, MARKERS[0], color=INK, markersize=8)
        ax.margins(y=0.16)
        label(ax, maximum, top, f"{name} = {maximum:.4g}".replace("-", "\N{MINUS SIGN}"))


def log_likelihood_map(ax: Axes, x: ArrayLike, mean: tuple[float, float], variance: tuple[float, float]) -> None:
    """Contours of the log-likelihood of a Gaussian over (μ, σ²), for data x (n,), with its maximum marked.

    A contour joins parameters whose log-likelihood lies 0.5, 1, 2, 4, 8, 16 below the maximum.
    """
    data = np.asarray(x, dtype=float)
    best = Gaussian.fit(data)
    mu, v = np.meshgrid(np.linspace(*mean, 101), np.linspace(*variance, 101))
    squares = data.size * (float(best.variance) + (float(best.mean) - mu) ** 2)
    surface = -0.5 * data.size * np.log(2 * np.pi * v) - squares / (2 * v)
    drops = (16.0, 8.0, 4.0, 2.0, 1.0, 0.5)
    levels = [best.log_likelihood(data) - drop for drop in drops]
    lines = ax.contour(mu, v, surface, levels=levels, colors=[FIRST], linestyles="solid", linewidths=1.6)
    text = {level: f"\N{MINUS SIGN}{drop:g}" for level, drop in zip(levels, drops, strict=True)}
    ax.clabel(lines, fmt=text, fontsize=12, inline_spacing=4)
    ax.plot(float(best.mean), float(best.variance), MARKERS[3], color=SECOND, markersize=9)
    label(ax, float(best.mean), float(best.variance), "maximum", color=SECOND)
    axis_names(ax, "μ", "σ²")
