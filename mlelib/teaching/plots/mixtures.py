"""Mixtures of Gaussians, on a line and in the plane, and the climb of EM."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from mlelib import Mixture
from mlelib.teaching.plots.common import axes_at_zero, axis_names, label
from mlelib.teaching.plots.plane import contours
from mlelib.teaching.style import DASHES, FIRST, GRID, INK, MARKERS, MUTED, SECOND, SERIES, SURFACE


def mixture(
    ax: Axes, m: Mixture, x: ArrayLike | None = None, *, span: tuple[float, float] | None = None, fill: bool = True
) -> None:
    """A mixture of Gaussians on a line: each weighted density, their sum, and the data x (n,) by
    responsibility.

    With two components a point is a circle filled from below as far as Gaussian 1 is responsible for it;
    with more, a point takes the colour and marker of the component that is most responsible.
    ``span`` fixes the stretch of the line that is shown, so that pictures can be compared. Without ``fill``
    the area under the sum stays empty, for a histogram.
    """
    mean, variance = (
        np.asarray(m.components.mean, dtype=float),
        np.asarray(m.components.variance, dtype=float),
    )
    reach = 3.5 * np.sqrt(variance)
    low, high = span or (float((mean - reach).min()), float((mean + reach).max()))
    line = np.linspace(low, high, 241)
    parts = np.asarray(m.weights) * np.exp(m.components.log_prob(line))
    if fill:
        ax.fill_between(line, 0, parts.sum(axis=1), color=GRID, linewidth=0)
    ax.plot(line, parts.sum(axis=1), color=MUTED, linestyle="-", linewidth=1.2)
    for k in range(len(mean)):
        ax.plot(line, parts[:, k], color=SERIES[k], linestyle=DASHES[k])
        _label_on_outer_flank(ax, m, k)
    axes_at_zero(ax)
    if x is not None:
        responsibilities(ax, x, m.responsibilities(x))


def labelled_histogram(ax: Axes, x: ArrayLike, labels: ArrayLike, *, bins: ArrayLike) -> None:
    """The data x (n,) as one histogram for each of the ``labels`` (n,), whole numbers 0 to 3; ``bins`` are the edges.

    The area of each is the share of its label, so that it is to be compared with a weighted density.
    """
    groups = np.asarray(labels, dtype=int)
    shared_histogram(ax, x, np.eye(int(groups.max()) + 1)[groups], bins=bins)


def shared_histogram(ax: Axes, x: ArrayLike, shares: ArrayLike, *, bins: ArrayLike) -> None:
    """The data x (n,) as one histogram for each component, 4 at most: an example counts by its ``shares`` (n, K).

    The area of each is the component's part of all examples, so that it is to be compared with a weighted
    density; ``bins`` are the edges. A component without a share has none.
    """
    values, parts = np.asarray(x, dtype=float), np.asarray(shares, dtype=float)
    edges = np.asarray(bins, dtype=float)
    for k in np.flatnonzero(parts.any(axis=0)):
        bars, _ = np.histogram(values, bins=edges, weights=parts[:, k])
        ax.stairs(bars / (values.size * np.diff(edges)), edges, fill=True, color=SERIES[k], alpha=0.3, linewidth=0)


def plane_mixture(ax: Axes, m: Mixture, X: ArrayLike, *, sure: float = 0.9) -> None:
    """A mixture of Gaussians in the plane: ellipses at 1 and 2 standard deviations, and the points X (n, 2).

    A point has the colour and marker of the component whose share of it exceeds ``sure``; where none does, it
    is a cross. The axes keep their own scales.
    """
    points, shares = np.asarray(X, dtype=float), m.responsibilities(X)
    own = np.where(shares.max(axis=1) > sure, shares.argmax(axis=1), -1)
    for k in range(-1, m.K):
        marker, color = ("x", INK) if k < 0 else (MARKERS[k], SERIES[k])
        ax.plot(*points[own == k].T, marker, color=color, markersize=5, markeredgewidth=1)
    for k in range(m.K):
        contours(ax, m.components[k], series=k)
    ax.set_aspect("auto")


def _label_on_outer_flank(ax: Axes, m: Mixture, k: int) -> None:
    """The leftmost component's name left of its curve, the rightmost's right, others' on their peaks."""
    mean = np.asarray(m.components.mean, dtype=float)
    side = {0: -1, len(mean) - 1: 1}.get(int(mean.argsort().argsort()[k]), 0)
    x = mean[k] + side * 1.1 * np.sqrt(np.asarray(m.components.variance, dtype=float)[k])
    parts = np.asarray(m.weights) * np.exp(m.components.log_prob(np.array([x])))[0]
    y = float(parts[k]) if side else float(parts.sum())
    align = {-1: "right", 0: "center", 1: "left"}[side]
    ax.annotate(
        f"Gaussian {k + 1}",
        (x, y),
        xytext=(8 * side, 6),
        textcoords="offset points",
        ha=align,
        color=SERIES[k],
    )


def responsibilities(ax: Axes, x: ArrayLike, shares: ArrayLike) -> None:
    """The data x (n,) on the axis, each showing its ``shares`` (n, K) of the components."""
    values, parts = np.asarray(x, dtype=float), np.asarray(shares, dtype=float)
    two = parts.shape[1] == 2
    ax.tick_params(axis="x", pad=9)
    for value, part in zip(values, parts, strict=True):
        k = int(part.argmax())
        edge = SECOND if two else SERIES[k]
        _dot(ax, value, "o" if two else MARKERS[k], SURFACE if two else SERIES[k], edge)
        if two and part[0] > 0.005:
            _dot(ax, value, _filled_below(float(part[0])), FIRST, FIRST)


def _dot(ax: Axes, value: float, marker: str | Path, face: str, edge: str) -> None:
    ax.plot(
        [value],
        [0],
        marker=marker,
        color=face,
        markeredgecolor=edge,
        markeredgewidth=1.6,
        markersize=13,
        clip_on=False,
        zorder=5,
        linestyle="",
    )


def _filled_below(share: float) -> Path:
    """A disc of radius 1 filled from below up to ``share`` of its height, as a marker as large as ``"o"``."""
    half = np.arccos(1 - 2 * min(share, 1.0))
    turn = np.linspace(-np.pi / 2 - half, -np.pi / 2 + half, 25)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    frame = np.array([[-1.0, -1.0], [1.0, 1.0]])  # matplotlib scales a marker by its largest coordinate
    codes = [Path.MOVETO, Path.MOVETO, Path.MOVETO] + [Path.LINETO] * 24 + [Path.CLOSEPOLY]
    return Path(np.vstack([frame, circle, circle[:1]]), codes)


def ascent(ax: Axes, log_likelihoods: Sequence[float]) -> None:
    """The log-likelihood after every step of EM, the start's first, with its last value written."""
    values = np.asarray(log_likelihoods, dtype=float)
    ax.plot(np.arange(values.size), values, marker=MARKERS[0], color=FIRST, linestyle="-", markersize=6)
    last = Line2D([0, values.size - 1], [values[-1]] * 2, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.add_line(last)
    ax.margins(y=0.14)
    label(ax, float(values.size - 1), float(values[-1]), f"{values[-1]:.2f}".replace("-", "\N{MINUS SIGN}"))
    axis_names(ax, "step", "log-likelihood")
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
