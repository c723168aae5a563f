"""Points in the plane and their spherical fit."""

import numpy as np
import pytest
from playwright.sync_api import Page

from mlelib import DiagonalGaussian, SphericalGaussian
from mlelib.teaching import explore_spherical

from .conftest import Numbers, drag, press, root, words
from .gallery import GALLERY

WINDOW = np.array(GALLERY["spherical"].config["window"])


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    samples = np.random.default_rng(0).uniform(*WINDOW.T, size=(200, 5, 2))
    samples[0, 1:] = samples[0, 0]
    found = numbers("spherical", [{"points": sample.tolist()} for sample in samples])
    assert found[0]["logLikelihood"] is None
    for sample, values in zip(samples[1:], found[1:], strict=True):
        best = SphericalGaussian.fit(sample)
        assert values["mean"] == pytest.approx(best.mean.tolist(), rel=1e-9)
        assert values["variance"] == pytest.approx(float(best.variance), rel=1e-9)
        assert values["variances"] == pytest.approx(DiagonalGaussian.fit(sample).variance.tolist(), rel=1e-9)
        assert values["logLikelihood"] == pytest.approx(best.log_likelihood(sample), rel=1e-9)


def test_points_move_in_both_directions(page: Page) -> None:
    start, point = words(page, "spherical"), root(page, "spherical").get_by_role("slider", name="point 3")
    drag(page, point, 20, -20)
    assert words(page, "spherical") != start
    moved = point.get_attribute("aria-valuetext")
    point.focus()
    page.keyboard.press("ArrowUp")
    assert point.get_attribute("aria-valuetext") != moved
    press(page, "spherical", "Reset")
    assert words(page, "spherical") == start


def test_a_handle_stays_in_the_window(page: Page) -> None:
    point = root(page, "spherical").get_by_role("slider", name="point 1")
    drag(page, point, -2000, 2000)
    low = WINDOW[:, 0]
    assert point.get_attribute("aria-valuetext") == f"x₁ {low[0]:.2f}, x₂ {low[1]:.2f}".replace("-", "−")


def test_equal_points_have_no_fit(page: Page) -> None:
    page.evaluate("location.hash = '#explore-spherical?points=1,1;1,1;1,1;1,1;1,1'")
    page.wait_for_function("document.querySelector('#explore-spherical .mle-state').textContent.includes('equal')")
    assert words(page, "spherical") == "Mean (1.00, 1.00); all points are equal, and the likelihood has no maximum."


@pytest.mark.parametrize(
    "X", [[[1, 2]], [[1, 2], [1, 2]], [[1, 2, 3], [4, 5, 6]], [[0, 0], [np.nan, 1]], np.eye(2).repeat(11, 0)]
)
def test_what_it_cannot_show_is_refused(X: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"data should|no maximum"):
        explore_spherical(X)
