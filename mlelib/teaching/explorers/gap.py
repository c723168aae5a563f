"""The gap certificate of a Gaussian, as two costs that cannot be negative."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Gaussian
from mlelib.teaching import plots
from mlelib.teaching import style as colours
from mlelib.teaching.explorers.base import Explorer, Floats, checked, interval, still
from mlelib.teaching.say import number

LEAST, LARGEST, DEVIATIONS = 0.2, 4.0, 1.5
TITLE = "What do a wrong variance and a wrong mean cost?"
HINT = (
    "Drag both points. Can you push either cost below zero, or let one pay for the other? "
    "Then hold μ and drag t: the mean costs less where σ² is larger."
)


def explore_gap(x: ArrayLike, *, mean: float, variance: float, name: str = "") -> Explorer:
    """Drag μ and σ² of a Gaussian for the data x (n,); see how far its log-likelihood lies below the maximum, as the
    sum of a cost of the variance and a cost of the mean.

    It starts at ``mean`` and ``variance``. Raises ValueError for fewer than 2 or more than 20 points, or a start
    outside the picture: σ̂²/σ² from 0.2 to 4, μ within 1.5σ of x̄.
    """
    values = checked(x, (1,))
    here, best = Gaussian(mean=mean, variance=variance), Gaussian.fit(values)
    n, centre, ratio = len(values), float(best.mean), float(best.variance) / variance
    if not LEAST <= ratio <= LARGEST or abs(mean - centre) > DEVIATIONS * math.sqrt(variance):
        raise ValueError(
            f"mean, variance = {mean}, {variance} should have σ̂²/σ² in [{LEAST}, {LARGEST}] and lie within "
            f"{DEVIATIONS}σ of x̄ = {centre:g}; σ̂²/σ² is {ratio:g}"
        )
    domain, step = interval(np.append(values, [mean - variance**0.5, mean + variance**0.5]))
    digits = max(2, 1 - round(math.log10(step)))
    for_variance, for_mean = n / 2 * float(phi(np.array(ratio))), n * (centre - mean) ** 2 / (2 * variance)
    most, now = best.log_likelihood(values), here.log_likelihood(values)
    words = (
        f"σ² = {number(variance, digits)} costs {number(for_variance, 3)}, μ = {number(mean, digits)} costs "
        f"{number(for_mean, 3)}: together {number(for_variance + for_mean, 3)}. The log-likelihoods, "
        f"{number(most, 3)} at the maximum and {number(now, 3)} here, differ by {number(most - now, 3)}."
    )

    def draw(ax: Axes) -> None:
        t = np.linspace(0.1, LARGEST, 120)
        ax.plot(t, n / 2 * phi(t), color=colours.FIRST)
        ax.plot(ratio, for_variance, "s", color=colours.FIRST)
        ax.bar(5.2, for_mean, 0.3, color=colours.SECOND, alpha=0.5)
        ax.bar(5.2, for_variance, 0.3, bottom=for_mean, color=colours.FIRST)
        for height, text in ((for_mean / 2, "mean"), (for_mean + for_variance / 2, "variance")):
            ax.text(5.5, height, text, va="center", color=colours.INK)
        plots.axis_names(ax, "t = σ̂²/σ²", "n/2 · φ(t)")
        ax.set(ylim=(0, None), xticks=range(5))

    alt = (
        f"The curve n/2 · φ(t) touches zero at t = 1; a square on it, at t = {number(ratio, 2)}, is the start. "
        f"Beside it a bar of two parts: mean {number(for_mean, 2)}, variance {number(for_variance, 2)}."
    )
    config = {
        "x": values.tolist(),
        "mean": mean,
        "variance": variance,
        "domain": domain,
        "step": step,
        "digits": digits,
    }
    return Explorer("gap", TITLE, HINT, still(draw, alt, (600, 300)), words, config, name)


def phi(t: Floats) -> Floats:
    """t − 1 − log t, never negative."""
    return t - 1 - np.log(t)
