"""A small picture for each part of the book, computed by mlelib like everything else; its colours are CSS variables."""

from collections.abc import Callable, Iterable

import numpy as np

from mlelib import Bernoulli, Gaussian, Mixture, MultivariateGaussian
from mlelib.teaching.style import FIRST, INK, MUTED, ROLES, SECOND

WIDTH, HEIGHT, EDGE = 240, 120, 8
COLOURS = {role.sentinel: role.css for role in ROLES}


def picture(part: str) -> str:
    """Return the picture of a part as SVG, for the eye alone; empty for a part that has none."""
    if part not in PICTURES:
        return ""
    start = f'<svg class="part-picture" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" fill="none">'
    return f"{start}{''.join(PICTURES[part]())}</svg>"


def line(x: Iterable[float], y: Iterable[float], colour: str, *, fill: bool = False, dashed: bool = False) -> str:
    """A curve; x and y are in [0, 1], y upwards."""
    points = " ".join(f"{across(a):.1f} {up(b):.1f}" for a, b in zip(x, y, strict=True))
    look = f' fill="{COLOURS[colour]}" fill-opacity=".14"' if fill else ""
    dash = ' stroke-dasharray="7 4"' if dashed else ""
    return f'<polyline points="{points}" stroke="{COLOURS[colour]}" stroke-width="2.2"{look}{dash}/>'


def dot(x: float, y: float, colour: str, size: float = 4) -> str:
    """A point; x and y are in [0, 1]."""
    return f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="{size}" fill="{COLOURS[colour]}"/>'


def across(x: float) -> float:
    return EDGE + x * (WIDTH - 2 * EDGE)


def up(y: float) -> float:
    return HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE)


def likelihood() -> list[str]:
    """Seven heads of ten, seventy of a hundred: the curve narrows, its peak stays."""
    theta = np.linspace(0.001, 0.999, 161)
    parts = []
    for n, colour in ((10, FIRST), (100, SECOND)):
        counts = [0.7 * n, 0.3 * n]
        values = [Bernoulli(t).log_likelihood([1, 0], weights=counts) for t in theta]
        best = Bernoulli.fit([1, 0], weights=counts).log_likelihood([1, 0], weights=counts)
        parts.append(line(theta, np.exp(np.array(values) - best), colour, fill=n == 10, dashed=n == 100))
    return [*parts, dot(0.7, 1, INK)]


def gaussians() -> list[str]:
    """Points, and the ellipses of the Gaussian that fits them."""
    rng = np.random.default_rng(3)
    points = MultivariateGaussian([0.5, 0.5], [[0.03, 0.018], [0.018, 0.03]]).sample(24, rng)
    best = MultivariateGaussian.fit(points)
    root = np.linalg.cholesky(best.covariance)
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    rings = [np.asarray(best.mean)[:, None] + radius * root @ circle for radius in (1, 2)]
    curves = [line(ring[0], ring[1], FIRST, fill=ring is rings[0]) for ring in rings]
    return curves + [dot(a, b, INK, 2.6) for a, b in points]


def mixtures() -> list[str]:
    """Two Gaussians, and the mixture that is their sum."""
    m = Mixture([0.6, 0.4], Gaussian(mean=[0.33, 0.68], variance=[0.011, 0.006]))
    x = np.linspace(0, 1, 161)
    whole = np.exp(m.log_prob(x))
    joint = whole[:, None] * m.responsibilities(x)
    parts = [
        line(x, part / whole.max(), colour, fill=True, dashed=colour == SECOND)
        for part, colour in zip(joint.T, (FIRST, SECOND), strict=True)
    ]
    return [line(x, whole / whole.max(), MUTED), *parts]


def reference() -> list[str]:
    """Lines of a derivation, each with the mark of a proof."""
    rows = [(0.52, 0.85), (0.7, 0.61), (0.44, 0.37), (0.6, 0.13)]
    marks = [
        f'<rect x="{across(0.93):.1f}" y="{up(y) - 5:.1f}" width="10" height="10" fill="{COLOURS[INK]}"/>'
        for _, y in rows
    ]
    return [*[line([0.04, end], [y, y], FIRST) for end, y in rows], *marks]


PICTURES: dict[str, Callable[[], list[str]]] = {
    "Likelihood": likelihood,
    "Gaussians": gaussians,
    "Mixtures": mixtures,
    "Reference": reference,
}
