"""The likelihood of a coin, as tosses come in."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from mlelib import Bernoulli
from mlelib.teaching import plots
from mlelib.teaching import style as colours
from mlelib.teaching.explorers.base import Explorer, still
from mlelib.teaching.say import number

MOST = 10_000
TITLE = "Toss the coin: what does the likelihood know about it?"
HINT = (
    "Press “Ten times as many”: the estimate stays, and the curve narrows. Then take no tosses and add one side only. "
    "Drag θ to compare a coin with the best one."
)


def explore_coin(heads: int, tails: int, *, theta: float = 0.5, truth: float = 0.7, name: str = "") -> Explorer:
    """Set or toss heads and tails; see the likelihood of θ, divided by its maximum, narrow.

    It starts with the given counts and the handle at ``theta``; the button "Toss 10" uses a coin with the probability
    ``truth`` of heads. Raises ValueError for counts outside 0 to 10,000 or both 0, or a ``theta`` or ``truth`` outside
    (0, 1).
    """
    if not (0 <= heads <= MOST and 0 <= tails <= MOST and heads + tails > 0):
        raise ValueError(f"heads, tails should be counts of 0 to {MOST}, not both 0, got {heads}, {tails}")
    if not (0 < theta < 1 and 0 < truth < 1):
        raise ValueError(f"theta, truth should lie in (0, 1), got {theta}, {truth}")
    best = Bernoulli.fit([1, 0], weights=[heads, tails])
    relative = math.exp(gap(theta, heads, tails))
    edge = heads == 0 or tails == 0
    sure = (
        "on the edge, where no standard error is defined"
        if edge
        else f"standard error {number(float(best.standard_errors(heads + tails)['probability']), 3)}"
    )
    seen = f"{count(heads, 'head')}, {count(tails, 'tail')}"
    words = (
        f"{seen}: the best coin has θ̂ = {number(float(best.probability), 3)}, {sure}. "
        f"The coin with θ = {number(theta, 3)} is {number(relative, 3)} times as likely as the best."
    )

    def draw(ax: Axes) -> None:
        grid = np.linspace(0.001, 0.999, 300)
        ax.plot(grid, [math.exp(gap(at, heads, tails)) for at in grid], color=colours.FIRST)
        ax.plot([theta], [relative], colours.MARKERS[3], color=colours.INK)
        plots.axis_names(ax, "θ", "")
        plots.axes_at_zero(ax)

    alt = f"The likelihood of θ, divided by its maximum, has one peak at {number(float(best.probability), 2)}."
    config = {"heads": heads, "tails": tails, "theta": theta, "truth": truth, "most": MOST}
    return Explorer("coin", TITLE, HINT, still(draw, alt, (600, 300)), words, config, name)


def gap(theta: float, heads: int, tails: int) -> float:
    """ℓ(θ) − ℓ(θ̂), never positive."""
    data, counts = [1, 0], [heads, tails]
    best = Bernoulli.fit(data, weights=counts)
    return float(Bernoulli(theta).log_likelihood(data, weights=counts) - best.log_likelihood(data, weights=counts))


def count(number: int, side: str) -> str:
    """ "1 head", "2 heads"."""
    return f"{number} {side}{'' if number == 1 else 's'}"
