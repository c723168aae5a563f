"""What stands behind the pictures of mixtures."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from mlelib import Mixture, MultivariateGaussian
from mlelib.teaching import plots
from mlelib.teaching.style import INK, SERIES

X, EDGES = np.array([0.0, 1.0, 1.5, 4.0]), [-0.5, 0.5, 2.5, 4.5]


def histograms(shares: np.ndarray) -> dict[str, np.ndarray]:
    """The heights of the bars by colour."""
    ax = Figure().subplots()
    plots.shared_histogram(ax, X, shares, bins=EDGES)
    drawn = [patch for patch in ax.patches if isinstance(patch, StepPatch)]
    return {to_hex(patch.get_facecolor()): np.asarray(patch.get_data()[0]) for patch in drawn}


def test_a_bar_is_shared_out() -> None:
    first = np.array([1.0, 0.75, 0.25, 0.0])
    bars = histograms(np.column_stack([first, 1 - first]))
    assert bars[SERIES[0]] == pytest.approx([1 / 4, 1 / 8, 0])
    assert bars[SERIES[1]] == pytest.approx([0, 1 / 8, 1 / 8])


def test_the_area_of_a_histogram_is_the_part_of_its_component() -> None:
    shares = np.random.default_rng(0).dirichlet([1, 2, 3], size=4)
    areas = [bars @ np.diff(EDGES) for bars in histograms(shares).values()]
    assert areas == pytest.approx(shares.mean(axis=0))


def test_a_component_without_a_share_is_not_drawn() -> None:
    assert list(histograms(np.eye(3)[[0, 0, 2, 2]])) == [SERIES[0], SERIES[2]]


def test_a_point_without_an_owner_is_a_cross() -> None:
    ax = Figure().subplots()
    m = Mixture([0.5, 0.5], MultivariateGaussian(mean=[[0, 0], [4, 0]], covariance=[np.eye(2)] * 2))
    plots.plane_mixture(ax, m, [[0, 0], [2, 1], [4, 0], [4, 1]])
    points = [(line.get_color(), np.asarray(line.get_xydata()).tolist()) for line in ax.get_lines()[:3]]
    assert points == [(INK, [[2, 1]]), (SERIES[0], [[0, 0]]), (SERIES[1], [[4, 0], [4, 1]])]
    assert ax.get_aspect() == "auto"
