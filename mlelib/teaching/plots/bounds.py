"""Jensen's inequality, the climb of the lower bound by half-steps, and the map of that climb."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib.teaching.plots.common import Floats, axis_names
from mlelib.teaching.style import DASHES, FIRST, GRID, INK, MARKERS, MUTED, SECOND


def jensen(ax: Axes, low: float, high: float) -> None:
    """The logarithm over two positive numbers and its chord: the log of their mean lies above the mean of the logs."""
    line = np.linspace(0.6 * low, 1.1 * high, 161)
    ends, middle = np.array([low, high]), (low + high) / 2
    ax.plot(line, np.log(line), color=FIRST, linestyle=DASHES[0])
    ax.plot(ends, np.log(ends), color=SECOND, linestyle=DASHES[1], marker=MARKERS[1])
    above, below = float(np.log(middle)), float(np.log(ends).mean())
    ax.plot([middle, middle], [below, above], color=INK, linestyle=DASHES[3], marker=MARKERS[0])
    _beside(ax, middle, above, "log of the mean", -1)
    _beside(ax, middle, below, "mean of the logs", 1)
    ax.margins(y=0.14)
    axis_names(ax, "t", "log t")


def _beside(ax: Axes, x: float, y: float, text: str, side: int) -> None:
    """Writes ``text`` above the point and left of it (side −1), or below it and right of it (side 1)."""
    color, align = (FIRST, "right") if side < 0 else (SECOND, "left")
    ax.annotate(text, (x, y), xytext=(8 * side, -8 * side - 6), textcoords="offset points", color=color, ha=align)


def half_steps(log_likelihoods: Sequence[float], bounds: Sequence[float]) -> tuple[Floats, Floats, Floats]:
    """Places, log-likelihoods and lower bounds after every half-step of EM: E at 0, M at ½, E at 1, and so on.

    ``log_likelihoods`` has the start's first; ``bounds`` has what the bound is after each M-step, one fewer. The
    log-likelihood changes with the parameters, so at the M-steps; the bound meets it at the E-steps.

    >>> places, ell, f = half_steps([1, 4], [3])
    >>> ell.tolist(), f.tolist()
    ([1.0, 4.0, 4.0], [1.0, 3.0, 4.0])
    """
    ell = np.asarray(log_likelihoods, dtype=float)
    f = np.empty(2 * ell.size - 1)
    f[::2], f[1::2] = ell, bounds
    return np.arange(f.size) / 2, np.concatenate([ell[:1], np.repeat(ell[1:], 2)]), f


def staircase(ax: Axes, log_likelihoods: Sequence[float], bounds: Sequence[float]) -> None:
    """The log-likelihood and the lower bound over the half-steps of EM, with the gap between them shaded.

    The arguments are those of ``half_steps``.
    """
    places, ell, f = half_steps(log_likelihoods, bounds)
    ax.fill_between(places, f, ell, step="post", color=GRID, linewidth=0)
    ax.plot(places, ell, color=FIRST, linestyle=DASHES[0], drawstyle="steps-post")
    ax.plot(places, f, color=SECOND, linestyle=DASHES[1], drawstyle="steps-post")
    ax.plot(places[::2], f[::2], color=SECOND, linestyle="", marker=MARKERS[0], markersize=6)
    ax.set_xticks(places, labels=["E" if place % 1 == 0 else "M" for place in places])
    ax.margins(y=0.1)
    axis_names(ax, "half-steps", "")


def climb_map(
    ax: Axes, values: ArrayLike, surface: ArrayLike, *, levels: Sequence[float], path: Sequence[float]
) -> None:
    """Contours of the lower bound over the parameter (across) and the parameter that gave the weights (up).

    ``values`` (m,) are both scales, ``surface`` (m, m) has a row for each weights; ``path`` are EM's parameters.
    On the diagonal the bound is the log-likelihood. EM goes across in an M-step and up in an E-step.
    """
    scale = np.asarray(values, dtype=float)
    ax.contour(
        scale, scale, np.asarray(surface), levels=sorted(levels), colors=[MUTED], linestyles="solid", linewidths=1.2
    )
    ax.plot(scale[[0, -1]], scale[[0, -1]], color=FIRST, linestyle=DASHES[3], linewidth=1.8)
    across, up = np.repeat(path, 2)[1:], np.repeat(path, 2)[:-1]
    ax.plot(across, up, color=SECOND, linestyle=DASHES[0])
    ax.plot(path, path, color=SECOND, linestyle="", marker=MARKERS[0], markersize=8)
    ax.set_aspect("equal")
