"""The gap certificate of a Gaussian."""

import numpy as np
import pytest
from playwright.sync_api import Page

from mlelib import Gaussian
from mlelib.teaching import explore_gap

from .conftest import Numbers, drag, press, root, words

X = np.array([1.0, 2, 4, 5, 8])
BEST = Gaussian.fit(X)


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    """The gap is the difference of two log-likelihoods, and the two costs add up to it."""
    rng = np.random.default_rng(0)
    states = [{"mean": rng.uniform(-20, 30), "variance": 10 ** rng.uniform(-2, 3)} for _ in range(200)]
    states += [{"mean": 4, "variance": 6}, {"mean": 4, "variance": 2}, {"mean": 1, "variance": 6}]
    most = BEST.log_likelihood(X)
    for state, found in zip(states, numbers("gap", states), strict=True):
        here = Gaussian(state["mean"], state["variance"]).log_likelihood(X)
        assert found["here"] == pytest.approx(here, rel=1e-9)
        assert found["gap"] == pytest.approx(most - here, rel=1e-9, abs=1e-9)
        assert found["sum"] == pytest.approx(found["gap"], rel=1e-9, abs=1e-9)
        at_best_mean = Gaussian(BEST.mean, state["variance"]).log_likelihood(X)
        assert found["parts"]["variance"] == pytest.approx(most - at_best_mean, rel=1e-9, abs=1e-9)
        assert found["parts"]["mean"] == pytest.approx(at_best_mean - here, rel=1e-9, abs=1e-9)
        assert min(found["parts"].values()) >= 0


def test_bars_and_costs_have_one_scale(page: Page) -> None:
    """The bars below the two curves are as high as their parts of the sum, and the sum is as high as the gap."""
    drag(page, root(page, "gap").get_by_role("slider", name="mean μ"), -12)
    heights = [float(bar.get_attribute("height") or "nan") for bar in root(page, "gap").locator("rect").all()]
    for_variance, for_mean, mean_part, variance_part, gap, _ = heights
    assert (mean_part, variance_part) == pytest.approx((for_mean, for_variance))
    assert gap == pytest.approx(for_mean + for_variance)
    assert gap > 60


def test_each_handle_moves_one_parameter(page: Page) -> None:
    ratio, mean = (
        root(page, "gap").get_by_role("slider", name="ratio"),
        root(page, "gap").get_by_role("slider", name="μ"),
    )
    ratio.focus()
    page.keyboard.press("ArrowLeft")
    assert ratio.get_attribute("aria-valuetext") == "t = 2.95, σ² = 2.03"
    assert mean.get_attribute("aria-valuetext") == "μ = 3.00"
    mean.focus()
    page.keyboard.press("PageUp")
    assert words(page, "gap").startswith("σ² = 2.03 costs 2.170, μ = 4.00 costs 0.000: together 2.170.")
    press(page, "gap", "Go to the maximum")
    assert "together 0.000" in words(page, "gap")


def test_the_handles_stay_in_the_picture(page: Page) -> None:
    """A mean far away needs a large variance, and a small variance a mean nearby."""
    mean, ratio = (
        root(page, "gap").get_by_role("slider", name="μ"),
        root(page, "gap").get_by_role("slider", name="ratio"),
    )
    for handle, key in ((mean, "PageDown"), (ratio, "PageUp"), (mean, "PageUp"), (ratio, "PageDown")):
        handle.focus()
        for _ in range(12):
            page.keyboard.press(key)
        stage = root(page, "gap").locator(".mle-stage").bounding_box()
        for shown in (mean, ratio):
            box = shown.locator("path").bounding_box()
            assert stage is not None and box is not None
            assert box["x"] >= stage["x"] - 1 and box["x"] + box["width"] <= stage["x"] + stage["width"] + 1
            assert box["y"] >= stage["y"] and box["y"] + box["height"] <= stage["y"] + stage["height"]
    page.evaluate("location.hash = '#explore-gap?mean=99&variance=0.001'")
    page.wait_for_timeout(50)
    assert words(page, "gap").startswith("σ² = 1.50 costs 4.034, μ = 5.84 costs 5.625")


def test_a_start_outside_the_picture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"within 1\.5σ of x̄ = 4"):
        explore_gap(X, mean=1, variance=2)
    with pytest.raises(ValueError, match=r"σ̂²/σ² is 6"):
        explore_gap(X, mean=4, variance=1)
