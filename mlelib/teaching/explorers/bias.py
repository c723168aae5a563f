"""Estimates of the variance from many samples: what they are on average, and what n − 1 repairs."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from mlelib import Gaussian
from mlelib.teaching import plots
from mlelib.teaching import style as colours
from mlelib.teaching.explorers.base import Explorer, Floats, still
from mlelib.teaching.say import number

MOST, LARGEST, SEEDS = 10_000, 30, 999
REPAIRED = "n/(n − 1) σ̂²".replace(" ", "\N{NO-BREAK SPACE}")
TITLE = "Draw samples: what is the estimated variance on average?"
HINT = (
    "Press “One sample” a few times, then “Play”. Both averages settle, but only one at the truth σ². "
    "Drag n: do larger samples help where more samples do not?"
)


def explore_bias(truth: Gaussian, *, n: int = 5, samples: int = 30, seed: int = 1, name: str = "") -> Explorer:
    """Draw samples of size n from ``truth``; see where the averages of σ̂² and of n/(n − 1) σ̂² settle.

    It starts with so many ``samples`` of the stream of pseudo-random numbers ``seed``. Raises ValueError for an n
    outside of 2 to 30, samples outside of 1 to 10,000, a seed outside of 1 to 999, or a batch of Gaussians.
    """
    for what, value, low, high in (("n", n, 2, LARGEST), ("samples", samples, 1, MOST), ("seed", seed, 1, SEEDS)):
        if not low <= value <= high:
            raise ValueError(f"{what} should be {low} to {high}, got {value}")
    if np.ndim(truth.mean) != 0:
        raise ValueError(f"truth should be one Gaussian, got means of shape {np.shape(truth.mean)}")
    variances = np.array([float(Gaussian.fit(row).variance) for row in draws(truth, n, samples, seed)])
    averages = np.cumsum(variances) / np.arange(1, samples + 1)
    variance, repair = float(truth.variance), n / (n - 1)

    def draw(ax: Axes) -> None:
        lines(ax, averages, n)
        levels(ax, variance, n)

    drawn = f"One sample of n = {n}" if samples == 1 else f"{number(samples, 0)} samples of n = {n}"
    newest, plain, repaired = (number(value, 2) for value in (variances[-1], averages[-1], repair * averages[-1]))
    words = (
        f"{drawn}. The newest has σ̂² = {newest}. On average σ̂² is {plain}, and {REPAIRED} is {repaired}. "
        f"Expected: {number(variance / repair, 2)} and {number(variance, 2)}."
    )
    alt = (
        f"Two averages over the number of samples, up to {samples}: σ̂² ends at {plain}, and {REPAIRED} at {repaired}. "
        "Dotted lines mark what is expected of them."
    )
    config = {
        "mean": float(truth.mean),
        "variance": variance,
        "n": n,
        "samples": samples,
        "seed": seed,
        "most": MOST,
    }
    return Explorer("bias", TITLE, HINT, still(draw, alt, (600, 340)), words, config, name)


def lines(ax: Axes, averages: Floats, n: int) -> None:
    """The averages of σ̂² over the number of samples, and those of n/(n − 1) σ̂²; their ends are marked."""
    counts = np.arange(1, averages.size + 1)
    for series, (factor, text) in enumerate(((1, "σ̂²"), (n / (n - 1), REPAIRED))):
        color = colours.SERIES[series]
        ax.plot(counts, factor * averages, color=color, linestyle=colours.DASHES[series])
        ax.plot(counts[-1], factor * averages[-1], colours.MARKERS[series], color=color)
        beside = (counts[-1], factor * averages[-1])
        ax.annotate(text, beside, xytext=(10, 0), textcoords="offset points", va="center", color=color)


def levels(ax: Axes, variance: float, n: int) -> None:
    """What the averages are expected to be, and the scales."""
    for level, text in ((variance, "σ²"), ((n - 1) / n * variance, f"{n - 1}/{n} σ²")):
        ax.axhline(level, color=colours.MUTED, linestyle=":")
        plots.label(ax, 0.5 * MOST, level, text, above=text == "σ²")
    ax.set(xscale="log", xlim=(0.9, MOST), ylim=(0, 2 * variance), yticks=[])
    ax.minorticks_off()
    counts = [1, 10, 100, 1000, MOST]
    ax.set_xticks(counts, labels=[number(count, 0) for count in counts])
    ax.spines["left"].set_visible(False)
    plots.axis_names(ax, "samples", "")


def draws(truth: Gaussian, n: int, samples: int, seed: int) -> Floats:
    """The samples (samples, n) that the script draws: a larger n adds to each, and leaves what is there."""
    places = LARGEST * np.arange(samples)[:, None] + np.arange(n)
    u, v = uniform(seed, 2 * places), uniform(seed, 2 * places + 1)
    standard = np.sqrt(-2 * np.log(1 - u)) * np.cos(2 * np.pi * v)
    return np.asarray(truth.mean + np.sqrt(truth.variance) * standard, dtype=float)


def uniform(seed: int, places: NDArray[np.int64]) -> Floats:
    """Numbers from 0 to 1 of a stream, by their places alone (Mulberry32): the script has the same ones."""
    t = np.uint32(seed) + (places + 1).astype(np.uint32) * np.uint32(0x6D2B79F5)
    t = (t ^ (t >> 15)) * (t | np.uint32(1))
    t = t ^ (t + (t ^ (t >> 7)) * (t | np.uint32(61)))
    return np.asarray((t ^ (t >> 14)) / 2**32, dtype=float)
