"""Colours by role, and matplotlib's settings for the book's figures.

A figure is drawn with *sentinel* colours, one for each role. When it is turned into SVG (see ``svg.py``)
every sentinel becomes a CSS variable, so that one picture fits a light page, a dark page and paper. Any other
colour is refused there. The light colours stand at 4.5:1 or better against white and 3:1 against the dark
page: they are also what a page without the book's style sheet (JupyterLab, VS Code) shows, in both of its
themes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from cycler import cycler


@dataclass(frozen=True)
class Role:
    """One colour role: the sentinel that matplotlib draws with, and what the page shows in its place."""

    name: str
    sentinel: str
    light: str
    dark: str
    fallback: str = ""

    @property
    def css(self) -> str:
        """The CSS value that replaces the sentinel."""
        return f"var(--mle-{self.name},{self.fallback or self.light})"


ROLES: tuple[Role, ...] = (
    Role("ink", "#010a01", "#222832", "#dfe4ea", "currentColor"),
    Role("muted", "#010a02", "#5d6875", "#a2adbb", "#75808c"),
    Role("grid", "#010a03", "#dde1e6", "#343c47", "#8a94a04d"),
    Role("surface", "#010a04", "#ffffff", "#121212", "var(--jp-layout-color0,#ffffff)"),
    Role("first", "#010a05", "#0072b2", "#56b4e9"),
    Role("second", "#010a06", "#bf5000", "#f29d52"),
    Role("third", "#010a07", "#00795a", "#35c79e"),
    Role("fourth", "#010a08", "#a04585", "#e09cc6"),
)

INK, MUTED, GRID, SURFACE, FIRST, SECOND, THIRD, FOURTH = (role.sentinel for role in ROLES)

# One colour, one dash pattern and one marker for each series: no series is told apart by its colour alone.
SERIES = (FIRST, SECOND, THIRD, FOURTH)
DASHES = ("-", (0, (6, 2.5)), (0, (6, 2, 1.5, 2)), (0, (1.5, 2)))
MARKERS = ("o", "s", "^", "D")

_SETTINGS: dict[str, object] = {
    "svg.hashsalt": "mle",
    "svg.fonttype": "none",
    "figure.dpi": 72,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 14,
    "text.color": INK,
    "mathtext.fontset": "dejavusans",
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 14,
    "axes.linewidth": 1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "axes.prop_cycle": cycler(color=SERIES) + cycler(linestyle=DASHES),
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 13,
    "ytick.labelsize": 13,
    "grid.color": GRID,
    "grid.linewidth": 1,
    "lines.linewidth": 2.2,
    "lines.markersize": 7,
    "lines.color": FIRST,
    "patch.edgecolor": INK,
    "patch.facecolor": FIRST,
    "hatch.color": INK,
    "legend.frameon": False,
    "scatter.edgecolors": "face",
}


@contextmanager
def drawing() -> Iterator[None]:
    """Matplotlib's settings for one figure, whatever the reader's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]
        yield


def css_variables(theme: str) -> str:
    """The declarations ``--mle-…: …;`` of one theme, ``"light"`` or ``"dark"``, as mle.css must hold them."""
    return " ".join(f"--mle-{role.name}: {getattr(role, theme)};" for role in ROLES)
