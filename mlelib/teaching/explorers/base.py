"""What every explorer has: a still picture and its state in words, drawn by mlelib, and a script in their place.

An explorer is one text/html output without any dependency, for paper and for pages where scripts do not run. In the
book the scripts are files that pages share (products/explorers.py); in a notebook they are part of the output.
"""

from __future__ import annotations

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

from mlelib.teaching.style import drawing
from mlelib.teaching.svg import inline_svg

Floats = NDArray[np.float64]
SHARED = ("arithmetic", "drawing", "plane", "contours", "address", "explorer")
#: What some kinds need besides.
NEEDED = {"em": ("climb", "stepper"), "emplane": ("climb", "stepper")}
MOST_POINTS = 20


@dataclass(frozen=True)
class Explorer:
    """One explorer: ``kind`` names its script in assets/kinds; ``hint`` says what to try; ``still`` and ``words`` are
    its start. ``name`` makes its address, ``#explore-name``, and must be the only one of its page."""

    kind: str
    title: str
    hint: str
    still: str
    words: str
    config: dict[str, Any]
    name: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": f"{self.title.rstrip('?')}: {self.words}"}

    def html(self) -> str:
        """The whole explorer, the same bytes for the same data."""
        config = escape(json.dumps(self.config, ensure_ascii=False))
        title, hint, words = (escape(text, quote=False) for text in (self.title, self.hint, self.words))
        return "".join(
            [
                f'<div class="mle-explorer" id="explore-{self.name or self.kind}" data-kind="{self.kind}"',
                f' data-config="{config}">',
                f'<p class="mle-title">{title}</p><p class="mle-try">{hint}</p>',
                f'<div class="mle-stage">{self.still}</div><p class="mle-state">{words}</p></div>',
                f"<style data-mle>{style()}</style>",
                f"<script data-mle>(() => {{\n{script(*scripts_of(self.kind))}\n",
                "explorer.begin();\n})();</script>",
            ]
        )


def asset(name: str) -> str:
    """The text of one file of ``assets/``."""
    return files("mlelib.teaching").joinpath("assets", name).read_text(encoding="utf-8")


def scripts_of(kind: str) -> tuple[str, ...]:
    """The names of all scripts that a kind needs, in their order."""
    return (*SHARED, *NEEDED.get(kind, ()), f"kinds/{kind}")


def script(*names: str) -> str:
    """Scripts one after the other, without comments and indentation."""
    text = "\n".join(asset(f"{name}.js") for name in names)
    text = re.sub(r"^\s*/\*.*?\*/\n", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def style() -> str:
    """The style sheet of the pictures, without line ends."""
    return re.sub(r"\s*([{};:,>])\s+", r"\1", asset("explorer.css")).strip()


def still(draw: Callable[[Axes], None], alt: str, size: tuple[float, float]) -> str:
    """A picture of ``size`` pixels; ``alt`` says what is to be seen."""
    with drawing():
        figure = Figure(figsize=(size[0] / 72, size[1] / 72))
        draw(figure.subplots())
        return inline_svg(figure, alt)


def checked(x: ArrayLike, shape: tuple[int, ...], most: int = MOST_POINTS) -> Floats:
    """The data (n,) or (n, 2), checked: an explorer needs points that one can get hold of."""
    values = np.asarray(x, dtype=float)
    expected = "(n,)" if shape == (1,) else "(n, 2)"
    if values.ndim != shape[0] or values.shape[1:] != (() if shape == (1,) else (2,)):
        raise ValueError(f"data should have shape {expected}, got {values.shape}")
    if not 2 <= len(values) <= most or not np.isfinite(values).all() or np.ptp(values) == 0:
        raise ValueError(f"data should be 2 to {most} finite points that are not all equal, got {len(values)}")
    return values


def interval(values: Floats) -> tuple[list[float], float]:
    """An interval with room around the values, and a step for the arrow keys: about a hundredth of it."""
    low, high = float(values.min()), float(values.max())
    room = 0.2 * (high - low)
    step = float(10 ** np.floor(np.log10((high - low) / 20)))
    domain = [step * np.floor((low - room) / step), step * np.ceil((high + room) / step)]
    return [round(float(end), 10) for end in domain], round(step, 10)


def region(points: Floats, deviation: float) -> tuple[list[list[float]], float]:
    """A region of the plane, 1 wide and 0.9 high, with room for the circle of two standard deviations."""
    middle = points.mean(axis=0)
    half = max(1.25 * float(np.abs(points - middle).max()), 2.4 * deviation)
    step = float(10 ** np.floor(np.log10(half / 10)))
    domains = [[middle[0] - half, middle[0] + half], [middle[1] - 0.9 * half, middle[1] + 0.9 * half]]
    return [[round(float(end), 10) for end in pair] for pair in domains], round(step, 10)
