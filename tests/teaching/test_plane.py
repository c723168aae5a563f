"""Geometry behind the pictures of the plane."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from mlelib import MultivariateGaussian, SphericalGaussian
from mlelib.teaching import plots
from mlelib.teaching.plots.plane import _Bivariate

TURN = np.array([[0.8, -0.6], [0.6, 0.8]])


@pytest.mark.parametrize("turn", [TURN, TURN.T, np.array([[-0.8, -0.6], [-0.6, 0.8]])])
def test_half_axes_are_roots_of_eigenvalues_along_eigenvectors(turn: np.ndarray) -> None:
    covariance = turn @ np.diag([9.0, 4.0]) @ turn.T
    long, short = _Bivariate(MultivariateGaussian(mean=[1, 2], covariance=covariance)).half_axes()
    assert np.linalg.norm(long) == pytest.approx(3) and np.linalg.norm(short) == pytest.approx(2)
    assert covariance @ long == pytest.approx(9 * long) and covariance @ short == pytest.approx(4 * short)
    assert long[np.abs(long).argmax()] > 0 and short[np.abs(short).argmax()] > 0


def test_half_axes_end_on_the_ellipse() -> None:
    ax = Figure().subplots()
    plots.half_axes(ax, SphericalGaussian(mean=[1, 2], variance=4), deviations=2)
    ends = [line.get_xydata()[1] for line in ax.get_lines()]
    assert np.linalg.norm(ends - np.array([1.0, 2.0]), axis=1) == pytest.approx([4, 4])
    assert [text.get_text() for text in ax.texts] == ["2√λ₁", "2√λ₂"]


def test_a_window_has_equal_scales() -> None:
    ax = Figure().subplots()
    plots.window(ax, (0, 3), (1, 2))
    assert (ax.get_xlim(), ax.get_ylim(), ax.get_aspect()) == ((0, 3), (1, 2), 1)


def test_a_boundary_lies_where_the_log_odds_are_zero() -> None:
    ax = Figure().subplots()
    plots.boundary(ax, lambda points: points[:, 0] + 2 * points[:, 1] - 1, (-2, 2), (-2, 2))
    (line,) = ax.collections[0].get_paths()
    assert line.vertices @ [1, 2] == pytest.approx(1) and len(line.vertices) > 100


def test_a_window_in_one_class_has_no_boundary() -> None:
    ax = Figure().subplots()
    plots.boundary(ax, lambda points: 1 + points[:, 0] ** 2, (-2, 2), (-2, 2))
    assert not ax.collections
