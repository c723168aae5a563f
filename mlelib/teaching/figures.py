"""Figures for a chapter: matplotlib draws, readers get one inline SVG with alternative text and a caption.

with figure(alt="The log-likelihood of μ rises to one peak, at 4.2.", caption="One peak, at the mean") as ax:
    plots.log_likelihood_curve(ax, log_likelihood, 0, 8, name="μ", maximum=4.2)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlelib.teaching.style import drawing
from mlelib.teaching.svg import inline_svg

_PATH = re.compile(r"[\w./\\-]*\.(png|svg|jpe?g|gif|pdf|ipynb|md)|[\w.-]*[/\\][\w./\\-]+", re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """A finished figure: ``svg``, its alternative text ``alt`` and its ``caption``."""

    svg: str
    alt: str
    caption: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        caption = f"<figcaption>{escape(self.caption, quote=False)}</figcaption>"
        return {
            "text/html": f'<figure class="mle-figure">{self.svg}{caption}</figure>',
            "text/plain": self.alt,
        }


@contextmanager
def figure(*, alt: str = "", caption: str = "", width: float = 560, height: float = 300) -> Iterator[Axes]:
    """Gives an Axes to draw on and shows the figure when the block ends.

    ``alt`` says in a sentence what is to be seen (five words or more), ``caption`` names the figure (three
    words or more). ``width`` and ``height`` are in CSS pixels; the figure shrinks with the page. Raises
    ValueError, naming the argument, when ``alt`` or ``caption`` is missing, too short or a file name, and
    when a colour is not a role.
    """
    with panels(1, alt=alt, caption=caption, width=width, height=height) as axes:
        yield axes[0]


@contextmanager
def panels(
    columns: int, *, alt: str = "", caption: str = "", width: float = 640, height: float = 280, share: bool = True
) -> Iterator[tuple[Axes, ...]]:
    """``figure`` with ``columns`` Axes side by side, on the same scales: pictures that are compared should be.

    ``share=False`` gives each its own scales; maps of equal aspect need it.
    """
    _check_text("alt", alt, 5)
    _check_text("caption", caption, 3)
    if alt.strip().rstrip(".") == caption.strip().rstrip("."):
        raise ValueError("alt repeats the caption: it should say what a reader who cannot see the figure misses")
    with drawing():
        canvas = Figure(figsize=(width / 72, height / 72))
        axes = tuple(canvas.subplots(1, columns, squeeze=False, sharex=share, sharey=share)[0])
        for ax in axes:
            ax.locator_params(nbins=5)  # few numbers on an axis: they are large on a phone
        yield axes
        picture = Picture(inline_svg(canvas, alt.strip()), alt.strip(), caption.strip())
    display(picture)  # type: ignore[no-untyped-call]


def _check_text(argument: str, text: str, words: int) -> None:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f'{argument} is missing: every figure needs {argument}="…" in words')
    if _PATH.fullmatch(text.strip()):
        raise ValueError(f"{argument} is a file name, {text!r}: say what the figure shows")
    if len(text.split()) < words:
        raise ValueError(f"{argument} is too short, {text!r}: say what the figure shows, in {words} words or more")
