"""Data and Gaussians in the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import DiagonalGaussian, MultivariateGaussian, SphericalGaussian
from mlelib.teaching.plots.common import Floats, label
from mlelib.teaching.style import DASHES, FIRST, INK, MARKERS, MUTED, SERIES, SURFACE

PlaneGaussian = SphericalGaussian | DiagonalGaussian | MultivariateGaussian


def scatter(ax: Axes, X: ArrayLike, *, labels: ArrayLike | None = None, names: Sequence[str] = ()) -> None:
    """The points X (n, 2) on axes of equal scale; ``labels`` (n,), 0 to 3, choose colour and marker together.

    ``names`` are written beside the middle of each label's points.
    """
    points = np.asarray(X, dtype=float)
    groups = np.zeros(len(points), dtype=int) if labels is None else np.asarray(labels, dtype=int)
    for group in np.unique(groups):
        own = points[groups == group]
        ax.plot(
            own[:, 0],
            own[:, 1],
            MARKERS[group],
            color=INK if labels is None else SERIES[group],
            markeredgecolor=SURFACE,
            markeredgewidth=1,
            markersize=8,
        )
        if group < len(names):
            label(ax, own[:, 0].mean(), own[:, 1].max(), names[group], color=SERIES[group])
    ax.set_aspect("equal", adjustable="datalim")


class _Bivariate:
    """Mean (2,), covariance (2, 2) and its root, for any Gaussian in the plane."""

    def __init__(self, g: PlaneGaussian) -> None:
        self.mean: Floats = np.asarray(g.mean, dtype=np.float64)
        self.covariance: Floats = np.asarray(g.covariance, dtype=np.float64)
        if self.mean.shape != (2,):
            raise ValueError(f"g should be one Gaussian in the plane, mean (2,); its mean has shape {self.mean.shape}")
        self._root: Floats = np.asarray(np.linalg.cholesky(self.covariance), dtype=np.float64)

    def ellipse(self, deviations: float) -> Floats:
        """The ellipse ``deviations`` standard deviations from the mean, (73, 2)."""
        turn = np.linspace(0, 2 * np.pi, 73)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        return self.mean + deviations * circle @ self._root.T

    def half_axes(self) -> Floats:
        """The half axes at one standard deviation, (2, 2), a row each, the longest first, pointing right or up."""
        values, vectors = np.linalg.eigh(self.covariance)
        rows = (np.sqrt(values) * vectors).T[::-1]
        largest = rows[np.arange(2), np.abs(rows).argmax(axis=1)]
        return np.asarray(rows * np.sign(largest)[:, None], dtype=np.float64)

    def density(self, points: Floats) -> Floats:
        """The density at points (…, 2)."""
        z = np.linalg.solve(self._root, (points - self.mean)[..., None])[..., 0]
        peak: float = 1 / (2 * np.pi * self._root.diagonal().prod())
        return np.asarray(peak * np.exp(-0.5 * (z**2).sum(-1)))


def same_square(ax: Axes, low: float, high: float) -> None:
    """Shows the square from ``low`` to ``high`` in both directions, so that maps side by side can be compared."""
    ax.set_aspect("equal", adjustable="box")
    ax.set(xlim=(low, high), ylim=(low, high))


def window(ax: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    """Shows this window at equal scales, so that maps side by side can be compared."""
    ax.set_aspect("equal", adjustable="box")
    ax.set(xlim=x, ylim=y)


def boundary(
    ax: Axes,
    log_odds: Callable[[Floats], ArrayLike],
    x: tuple[float, float],
    y: tuple[float, float],
    *,
    color: str = INK,
    dash: int = 0,
) -> None:
    """The boundary of two classes, where ``log_odds`` of points (m, 2), a function with values (m,), is zero.

    Only in the window ``x``, ``y``, and only if it passes through it.
    """
    across, up = np.meshgrid(np.linspace(*x, 161), np.linspace(*y, 161))
    points = np.column_stack([across.ravel(), up.ravel()])
    values = np.asarray(log_odds(points), dtype=np.float64).reshape(across.shape)
    if values.min() < 0 < values.max():
        ax.contour(across, up, values, levels=[0], colors=[color], linestyles=[DASHES[dash]], linewidths=2)


def half_axes(ax: Axes, g: PlaneGaussian, *, deviations: float = 1, series: int = 1) -> None:
    """The half axes of the ellipse ``deviations`` standard deviations from the mean, with their lengths."""
    shape = _Bivariate(g)
    times = "" if deviations == 1 else f"{deviations:g}"
    for number, half in enumerate(shape.half_axes()):
        end = shape.mean + deviations * half
        ax.plot(*np.array([shape.mean, end]).T, color=SERIES[series], linestyle="-", marker=MARKERS[series])
        label(ax, float(end[0]), float(end[1]), f"{times}√λ{'₁₂'[number]}", color=SERIES[series])


def contours(
    ax: Axes, g: PlaneGaussian, *, deviations: Sequence[float] = (1, 2), series: int = 0, text: str = ""
) -> None:
    """Where a Gaussian in the plane, of any kind, is 1 and 2 standard deviations from its mean (+)."""
    shape = _Bivariate(g)
    for deviation in deviations:
        line = shape.ellipse(deviation)
        ax.plot(line[:, 0], line[:, 1], color=SERIES[series], linestyle=DASHES[series], linewidth=1.8)
    ax.plot(*shape.mean, "+", color=SERIES[series], markersize=12, markeredgewidth=2.2)
    if text:
        line = shape.ellipse(max(deviations))
        top = line[line[:, 1].argmax()]
        label(ax, float(top[0]), float(top[1]), text, color=SERIES[series])
    ax.set_aspect("equal", adjustable="datalim")


def surface(ax: Axes, g: PlaneGaussian, *, reach: float = 3, slices: int = 21) -> None:
    """The density of a Gaussian in the plane as a hill: one slice for each value of x₂, the nearest last."""
    shape = _Bivariate(g)
    spread = reach * np.sqrt(shape.covariance.diagonal())
    x = np.linspace(shape.mean[0] - spread[0], shape.mean[0] + spread[0], 49)
    y = np.linspace(shape.mean[1] - spread[1], shape.mean[1] + spread[1], slices)
    heights_ = shape.density(np.stack(np.meshgrid(x, y), axis=-1))
    rise = 1.6 * np.sqrt(shape.covariance[0, 0]) * 2 / heights_.max()
    for row in range(slices - 1, -1, -1):
        depth = (y[row] - shape.mean[1]) * 0.45
        line = depth + rise * heights_[row]
        across = x + 0.55 * (y[row] - shape.mean[1])
        ax.fill(across, np.maximum(line, depth), facecolor=SURFACE, edgecolor=FIRST, linewidth=1.3, linestyle="-")
    _surface_axes(ax, x, y, shape.mean[1])


def _surface_axes(ax: Axes, x: Floats, y: Floats, middle: float) -> None:
    near, far = y[0] - middle, y[-1] - middle
    ax.plot(x + 0.55 * near, np.full_like(x, 0.45 * near), color=MUTED, linewidth=1, linestyle="-")
    ax.plot(
        x[-1] + 0.55 * np.array([near, far]),
        0.45 * np.array([near, far]),
        color=MUTED,
        linewidth=1,
        linestyle="-",
    )
    label(ax, float(x.mean() + 0.55 * near), 0.45 * near, "x₁", above=False)
    ax.annotate("x₂", (x[-1], 0), xytext=(8, -8), textcoords="offset points", color=INK)
    ax.set_aspect("equal")
    ax.set_axis_off()
