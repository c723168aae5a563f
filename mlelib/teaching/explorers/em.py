"""EM by half-steps for Gaussians on a line; what its explorers on a line and in the plane have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Gaussian, Mixture
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, Floats, checked, still
from mlelib.teaching.say import number, scientific

#: Others to choose from: a name, with its data and a start.
Samples = Mapping[str, tuple[ArrayLike, Mixture]]

MOST_POINTS = 300
MOST_HANDLES = 60
TITLE = "EM, half a step at a time: which Gaussian takes which point?"
HINT = (
    "“E-step” shares out the points, “M-step” fits each Gaussian to its shares; “Run” goes on. Drag the dot on the "
    "log-likelihood to see a step again. Then drag a mean, and run: does EM end where it ended before?"
)
SHORT_HINT = "Press “E-step” and “M-step” in turn, or “Run”. Then drag a point, and run again."


def explore_em(
    x: ArrayLike,
    start: Mixture,
    *,
    called: str = "the data",
    others: Samples | None = None,
    compact: bool = False,
    name: str = "",
) -> Explorer:
    """EM by half-steps from ``start``, a mixture of 2 or 3 Gaussians on a line, for data x (n,).

    Up to 60 points can be dragged; more are drawn as a histogram. With ``others``, readers choose among data: x under
    the name ``called``, these, and numbers of their own. ``compact`` makes a short picture without any choices.

    Raises ValueError for fewer than 2 or more than 300 points, or another number of components.
    """
    samples = {called: (x, start), **(others or {})}
    sets = []
    for label, (data, mixture) in samples.items():
        values = checked(data, (1,), MOST_POINTS)
        K = components(mixture, Gaussian, start)
        rows = np.stack([mixture.components.mean, mixture.components.variance], axis=1)
        sets.append({"id": slug(label), "name": label, "x": plain(values), **packed(mixture, rows)})
    values = checked(x, (1,), MOST_POINTS)
    g = start.components
    parts = [f"mean {amount(g.mean[k])}, variance {amount(g.variance[k])}" for k in range(K)]
    config = {"sets": sets, "choose": bool(others) and not compact, "compact": compact}
    words = sentence(start, parts, values)

    def draw(ax: Axes) -> None:
        if len(values) > MOST_HANDLES:
            plots.histogram(ax, values, bins=25)
            plots.mixture(ax, start, fill=False)
        else:
            plots.mixture(ax, start)
            plots.dots(ax, values)

    alt = f"The {len(values)} points, and the {K} Gaussians that EM starts with."
    picture = still(draw, alt, (600, 200 if compact else 300))
    return Explorer("em", TITLE, SHORT_HINT if compact else HINT, picture, words, config, name)


def components(mixture: Mixture, Family: type, like: Mixture) -> int:
    """How many components a start has, checked: 2 or 3 of the family, as many as ``like``."""
    if not isinstance(mixture.components, Family) or mixture.K not in (2, 3) or mixture.K != like.K:
        got = f"{mixture.K} of {type(mixture.components).__name__}"
        raise ValueError(f"start should mix 2 or 3 of {Family.__name__}, all starts as many; it has {got}")
    return mixture.K


def sentence(start: Mixture, parts: list[str], x: Floats) -> str:
    """The start in words, as stepper.js says it; ``parts`` describe the components."""
    named = "; ".join(
        f"Gaussian {k}: weight {amount(w)}, {part}"
        for k, (w, part) in enumerate(zip(np.asarray(start.weights), parts, strict=True), start=1)
    )
    return f"Start. {named}. Log-likelihood {number(start.log_likelihood(x), 3)}."


def amount(value: float) -> str:
    """Two decimals, or a power of ten for what would be 0.00."""
    return number(value, 2) if value == 0 or abs(value) >= 0.005 else scientific(value)


def packed(mixture: Mixture, rows: Floats) -> dict[str, Any]:
    """A mixture for a script: the weights, and a row of numbers for each component."""
    return {"weights": np.asarray(mixture.weights).tolist(), "rows": rows.tolist()}


def plain(values: Floats) -> list[Any]:
    """Numbers as lists, whole ones without their ".0": it is a page's weight."""
    return [plain(row) if row.ndim else int(row) if row == int(row) else float(row) for row in values]


def slug(label: str) -> str:
    """A name as a word of an address."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
