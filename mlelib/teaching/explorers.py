"""Explorers: pictures to drag, by mouse, touch or keyboard, as one text/html output without any dependency.

Each holds a still picture and its state in words, drawn here by mlelib, for paper and for pages where scripts
do not run; the script in assets/ takes its place. Its arithmetic is tested against mlelib.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from mlelib import DiagonalGaussian, Gaussian, Mixture, SphericalGaussian
from mlelib.teaching import plots
from mlelib.teaching.say import number
from mlelib.teaching.style import drawing
from mlelib.teaching.svg import inline_svg

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Explorer:
    """One explorer: ``kind`` is "gaussian", "spherical" or "em"; ``still`` and ``words`` are its start."""

    kind: str
    title: str
    still: str
    words: str
    config: dict[str, Any]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": f"{self.title.rstrip('?')}: {self.words}"}

    def html(self) -> str:
        """The whole explorer, the same bytes for the same data."""
        config = json.dumps({"title": self.title, **self.config}, ensure_ascii=False).replace("<", "\\u003c")
        identifier = f"mle-{self.kind}-{hashlib.sha256(config.encode()).hexdigest()[:8]}"
        start = f"start{self.kind.capitalize()}"
        title, words = escape(self.title, quote=False), escape(self.words, quote=False)
        run = f'for (const root of document.querySelectorAll("#{identifier}:not([data-ready])")) {{'
        return "".join(
            [
                f'<div class="mle-explorer" id="{identifier}"><style>{_style()}</style>',
                f'<p class="mle-title">{title}</p><div class="mle-stage">{self.still}</div>',
                f'<p class="mle-state">{words}</p></div>',
                f"<script>(() => {{\n{_script(self.kind)}\n{run}\n",
                f'root.dataset.ready = "yes";\n{start}(root, {config});\n}}\n}})();</script>',
            ]
        )


def asset(name: str) -> str:
    """The text of one file of ``assets/``."""
    return files("mlelib.teaching").joinpath("assets", name).read_text(encoding="utf-8")


def _script(kind: str) -> str:
    """The explorer's script, without comments and indentation."""
    text = "\n".join(asset(f"{part}.js") for part in ("arithmetic", "explorer", kind))
    text = re.sub(r"^\s*/\*.*?\*/\n", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _style() -> str:
    return re.sub(r"\s*([{};:,>])\s+", r"\1", asset("explorer.css")).strip()


def explore_gaussian(x: ArrayLike, *, mean: float, variance: float) -> Explorer:
    """Drag the data x (n,), μ and σ of a Gaussian; see the residuals and the log-likelihood below its
    maximum.

    It starts at ``mean`` and ``variance``. Raises ValueError for fewer than 2 or more than 20 points.
    """
    values = _data(x, (1,))
    start, best = Gaussian(mean=mean, variance=variance), Gaussian.fit(values)
    domain, step = _domain(np.append(values, [mean - variance**0.5, mean + variance**0.5]))

    def still(ax: Axes) -> None:
        plots.density(ax, start, text=f"μ = {number(mean, 2)}, σ² = {number(variance, 2)}")
        plots.heights(ax, start, values)
        plots.axes_at_zero(ax)

    peak = float(np.exp(best.log_prob(np.array([best.mean])))[0])
    now, most = start.log_likelihood(values), best.log_likelihood(values)
    words = (
        f"μ = {number(mean, 2)}, σ² = {number(variance, 2)}: log-likelihood {number(now, 2)}, "
        f"{number(most - now, 2)} below the maximum at "
        f"μ = {number(float(best.mean), 2)}, σ² = {number(float(best.variance), 2)}."
    )
    config = {
        "x": values.tolist(),
        "mean": mean,
        "variance": variance,
        "peak": peak,
        "domain": domain,
        "step": step,
    }
    title = "Drag the data, μ and σ: how likely does this Gaussian make the data?"
    return Explorer("gaussian", title, _still(still, title, (600, 300)), words, config)


def explore_spherical(X: ArrayLike) -> Explorer:
    """Drag the points X (n, 2); see the spherical Gaussian that fits them beside the variances along the
    axes.

    Raises ValueError for fewer than 2 or more than 20 points, or points outside the plane.
    """
    points = _data(X, (2,))
    best = SphericalGaussian.fit(points)
    variances = np.asarray(DiagonalGaussian.fit(points).variance, dtype=float)
    domains, step = _plane(points, float(best.variance) ** 0.5)

    def still(ax: Axes) -> None:
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
    return Explorer("spherical", title, _still(still, title, (600, 400)), words, config)


def explore_em(x: ArrayLike, start: Mixture) -> Explorer:
    """EM by hand from ``start``, a mixture of 2 or 3 Gaussians on a line, for data x (n,) that can be
    dragged.

    Raises ValueError for fewer than 2 or more than 20 points, or another number of components.
    """
    values = _data(x, (1,))
    weights, mean, variance = (
        np.asarray(a, dtype=float) for a in (start.weights, start.components.mean, start.components.variance)
    )
    if weights.shape not in ((2,), (3,)) or mean.shape != weights.shape:
        raise ValueError(f"start should mix 2 or 3 Gaussians on a line; its weights have shape {weights.shape}")
    domain, step = _domain(np.concatenate([values, mean - np.sqrt(variance), mean + np.sqrt(variance)]))

    def still(ax: Axes) -> None:
        plots.mixture(ax, start)
        plots.dots(ax, values)

    parts = "; ".join(
        f"Gaussian {k}: weight {number(w, 2)}, mean {number(m, 2)}, variance {number(v, 2)}"
        for k, (w, m, v) in enumerate(zip(weights, mean, variance, strict=True), start=1)
    )
    words = f"Start. {parts}. Log-likelihood {number(start.log_likelihood(values), 3)}."
    mixture = {"weights": weights.tolist(), "means": mean.tolist(), "variances": variance.tolist()}
    config = {"x": values.tolist(), "mixture": mixture, "domain": domain, "step": step}
    title = "EM by hand: E-step, M-step, and again; the data can be dragged"
    return Explorer("em", title, _still(still, title, (600, 300)), words, config)


def _still(draw: Callable[[Axes], None], title: str, size: tuple[float, float]) -> str:
    with drawing():
        figure = Figure(figsize=(size[0] / 72, size[1] / 72))
        draw(figure.subplots())
        return inline_svg(figure, title)


def _data(x: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """The data (n,) or (n, 2), checked: an explorer needs points that one can get hold of."""
    values = np.asarray(x, dtype=float)
    expected = "(n,)" if shape == (1,) else "(n, 2)"
    if values.ndim != shape[0] or values.shape[1:] != (() if shape == (1,) else (2,)):
        raise ValueError(f"data should have shape {expected}, got {values.shape}")
    if not 2 <= len(values) <= 20 or not np.isfinite(values).all() or np.ptp(values) == 0:
        raise ValueError(f"data should be 2 to 20 finite points that are not all equal, got {len(values)}")
    return values


def _domain(values: Floats) -> tuple[list[float], float]:
    """An interval with room around the values, and a step for the arrow keys: about a hundredth of it."""
    low, high = float(values.min()), float(values.max())
    room = 0.2 * (high - low)
    step = float(10 ** np.floor(np.log10((high - low) / 20)))
    domain = [step * np.floor((low - room) / step), step * np.ceil((high + room) / step)]
    return [round(float(end), 10) for end in domain], round(step, 10)


def _plane(points: Floats, deviation: float) -> tuple[list[list[float]], float]:
    """A region of the plane, 1 wide and 0.9 high, with room for the circle of two standard deviations."""
    middle = points.mean(axis=0)
    half = max(1.25 * float(np.abs(points - middle).max()), 2.4 * deviation)
    step = float(10 ** np.floor(np.log10(half / 10)))
    domains = [[middle[0] - half, middle[0] + half], [middle[1] - 0.9 * half, middle[1] + 0.9 * half]]
    return [[round(float(end), 10) for end in pair] for pair in domains], round(step, 10)
