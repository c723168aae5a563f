"""EM by half-steps for Gaussians in the plane: spherical, diagonal or full."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlelib import Mixture, MultivariateGaussian
from mlelib.teaching import plots
from mlelib.teaching.explorers.base import Explorer, checked, still
from mlelib.teaching.explorers.em import MOST_POINTS, Samples, amount, components, packed, plain, sentence, slug
from mlelib.teaching.say import number
from mlelib.teaching.style import MUTED

TITLE = "EM in the plane: what the family of covariances changes"
HINT = (
    "Run it with full covariances, then choose another family: what do the ellipses lose? "
    "Drag a mean, and run again. Where is a disc half filled?"
)


def explore_emplane(
    X: ArrayLike,
    start: Mixture,
    *,
    called: str = "the data",
    others: Samples | None = None,
    axes: tuple[str, str] | None = None,
    name: str = "",
) -> Explorer:
    """EM by half-steps from ``start``, a mixture of 2 or 3 ``MultivariateGaussian`` in the plane, for data X (n, 2).

    Readers choose the family; of the start's covariances it takes what it can. Up to 60 points can be dragged. With
    ``others``, readers choose among data: X under the name ``called``, these, and points of their own. ``axes`` names
    both coordinates of all data that are given.

    Raises ValueError for fewer than 2 or more than 300 points, or another number of components.
    """
    sets = []
    for label, (data, mixture) in {called: (X, start), **(others or {})}.items():
        points = checked(data, (2,), MOST_POINTS)
        K = components(mixture, MultivariateGaussian, start)
        mean, covariance = np.asarray(mixture.components.mean), np.asarray(mixture.components.covariance)
        rows = np.column_stack([mean, covariance[:, 0], covariance[:, 1, 1]])
        sets.append({"id": slug(label), "name": label, "x": plain(points), **packed(mixture, rows)})
    points = checked(X, (2,), MOST_POINTS)
    parts = [described(start.components[k]) for k in range(K)]
    config = {"sets": sets, "choose": bool(others), "axes": axes, "compact": False}

    def draw(ax: Axes) -> None:
        ax.plot(*points.T, ".", color=MUTED)
        for k in range(K):
            plots.contours(ax, start.components[k], series=k)
        ax.set_aspect("auto")
        plots.axis_names(ax, *(axes or ("", "")))

    alt = f"The {len(points)} points in the plane, and the ellipses of the {K} Gaussians that EM starts with."
    picture = still(draw, alt, (600, 420))
    return Explorer("emplane", TITLE, HINT, picture, sentence(start, parts, points), config, name)


def described(g: MultivariateGaussian) -> str:
    """A component in words, as emplane.js says it."""
    mean, S = np.asarray(g.mean), np.asarray(g.covariance)
    place, variances = ", ".join(map(amount, mean)), " and ".join(map(amount, S.diagonal()))
    return f"mean ({place}), variances {variances}, correlation {number(S[0, 1] / np.sqrt(S[0, 0] * S[1, 1]), 2)}"
