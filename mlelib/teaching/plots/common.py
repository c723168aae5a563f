"""What all pictures share: labels beside what they name, and the names of the axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from mlelib.teaching.style import INK

Floats = NDArray[np.float64]


def label(ax: Axes, x: float, y: float, text: str, *, color: str = INK, above: bool = True) -> None:
    """Writes ``text`` at (x, y) of the data, just above it or just below."""
    offset, side = ((0, 6), "bottom") if above else ((0, -6), "top")
    ax.annotate(text, (x, y), xytext=offset, textcoords="offset points", ha="center", va=side, color=color)


def axis_names(ax: Axes, x: str, y: str) -> None:
    """Names the axes: x below, y level above its axis, where it stays readable and clear of the numbers."""
    ax.set_xlabel(x)
    ax.annotate(y, (0, 1), xycoords="axes fraction", xytext=(-6, 10), textcoords="offset points", color=INK)


def axes_at_zero(ax: Axes) -> None:
    """For densities and likelihoods, where the shape matters: the height starts at 0 and has no scale."""
    peaks = [np.max(line.get_ydata()) for one in ax.get_shared_y_axes().get_siblings(ax) for line in one.get_lines()]
    ax.set_ylim(0, 1.08 * max(peaks))
    ax.spines["left"].set_visible(False)
    ax.set_yticks([])


def log_axes(ax: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Gives both axes a logarithmic scale with these ticks, in plain numbers and no others."""
    for axis, ticks in ((ax.xaxis, x), (ax.yaxis, y)):
        axis.axes.set(**{f"{axis.axis_name}scale": "log"})
        axis.set_minor_locator(NullLocator())
        axis.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
