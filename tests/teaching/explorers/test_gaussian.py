"""One Gaussian above the hill of its log-likelihood."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from mlelib import Gaussian
from mlelib.teaching import explore_gaussian

from .conftest import Numbers, drag, press, root, words
from .gallery import GALLERY

X = [1.0, 2, 4, 5, 8]
DROPS = [0.5, 1, 2, 4, 8, 16]


def state(x: list[float], mean: float, variance: float) -> dict[str, Any]:
    return {"x": x, "mean": mean, "variance": variance, "path": [[mean, variance]]}


def log_likelihoods(x: list[float], points: list[list[float]]) -> np.ndarray:
    """Of one Gaussian for each point (μ, σ²)."""
    mean, variance = np.array(points).T
    return np.asarray(Gaussian(mean, variance).log_prob(np.array(x))).sum(axis=0)


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    rng = np.random.default_rng(0)
    states = [
        state(rng.uniform(-0.4, 9.4, 5).round(1).tolist(), rng.uniform(-0.4, 9.4), 10 ** rng.uniform(-3.4, 1.4))
        for _ in range(200)
    ]
    states += [state(X, 4, 6), state([-0.4, -0.4, -0.4, 9.4, 9.4], 9.4, 24.01), state([2, 2, 2, 2, 2.1], 2, 0.0004)]
    for given, found in zip(states, numbers("gaussian", states), strict=True):
        x = given["x"]
        best, here = Gaussian.fit(x), Gaussian(given["mean"], given["variance"])
        assert found["best"]["mean"] == pytest.approx(best.mean, rel=1e-9)
        assert found["best"]["variance"] == pytest.approx(best.variance, rel=1e-9)
        assert found["here"] == pytest.approx(here.log_likelihood(x), rel=1e-9)
        assert found["most"] == pytest.approx(best.log_likelihood(x), rel=1e-9, abs=1e-9)
        assert found["gap"] == pytest.approx(best.log_likelihood(x) - here.log_likelihood(x), rel=1e-9, abs=1e-9)
        assert found["forMean"] == pytest.approx(np.mean((np.array(x) - given["mean"]) ** 2), rel=1e-9)
        assert [level["drop"] for level in found["levels"]] == DROPS
        for level in found["levels"]:
            heights = log_likelihoods(x, level["points"])
            np.testing.assert_allclose(best.log_likelihood(x) - heights, level["drop"], rtol=1e-9, atol=1e-9)
            mean, variance = np.array(level["points"]).T
            assert mean.min() < best.mean < mean.max() and variance.min() < best.variance < variance.max()


def test_without_a_maximum_the_level_curves_run_into_the_data(numbers: Numbers) -> None:
    x = [0.1, 0.1, 0.1, 0.1, 0.1]  # whose mean is not 0.1 to the last digit
    [found] = numbers("gaussian", [state(x, 3, 2)])
    assert found["most"] is None and found["gap"] is None
    assert found["here"] == pytest.approx(Gaussian(3, 2).log_likelihood(x), rel=1e-9)
    tops = []
    for level in found["levels"]:
        heights = log_likelihoods(x, level["points"])
        np.testing.assert_allclose(heights, heights[0], rtol=1e-9)
        mean, variance = level["points"][0]
        assert variance < 0.003 and mean == pytest.approx(0.1, abs=0.2)
        tops.append(heights[0])
    assert tops == sorted(tops) and len(tops) == 4


def test_by_mouse_keyboard_and_buttons(page: Page) -> None:
    here, start = root(page, "gaussian"), words(page, "gaussian")
    mean = here.get_by_role("slider", name="mean μ")
    drag(page, mean, -30)
    assert float(mean.get_attribute("aria-valuenow") or "nan") < 2.8
    press(page, "gaussian", "Reset")
    assert words(page, "gaussian") == start
    mean.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageUp")
    assert mean.get_attribute("aria-valuetext") == "3.90"
    here.get_by_role("slider", name="standard deviation σ").focus()
    page.keyboard.press("ArrowRight")
    assert "σ² = 2.25" in words(page, "gaussian")
    press(page, "gaussian", "Go to the maximum")
    assert words(page, "gaussian") == "μ = 4.00, σ² = 6.00: log-likelihood −11.57, the maximum."


def test_the_bell_and_the_hill_are_two_handles_for_one_thing(page: Page) -> None:
    here = root(page, "gaussian")
    bell, hill = here.get_by_role("slider", name="mean μ"), here.get_by_role("slider", name="on the hill")
    drag(page, hill, 40, -60)
    mean = float(bell.get_attribute("aria-valuenow") or "nan")
    assert mean > 3.4 and hill.get_attribute("aria-valuenow") == bell.get_attribute("aria-valuenow")
    deviation = here.get_by_role("slider", name="standard deviation σ")
    assert float(deviation.get_attribute("aria-valuenow") or "nan") > 2.5
    press(page, "gaussian", "Reset")
    hill.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert hill.get_attribute("aria-valuetext") == "μ = 3.10, σ² = 2.40"
    assert bell.get_attribute("aria-valuetext") == "3.10"


def test_the_order_of_the_two_best_moves_matters(page: Page) -> None:
    """The best variance for a mean is the mean squared distance from that mean."""
    press(page, "gaussian", "Best σ²")
    assert words(page, "gaussian").startswith("μ = 3.00, σ² = 7.00")
    press(page, "gaussian", "Best μ")
    assert words(page, "gaussian").startswith("μ = 4.00, σ² = 7.00: log-likelihood −11.60, 0.03 below the maximum")
    marks = root(page, "gaussian").locator(".mle-stage svg svg circle.mark")
    assert marks.count() == 4  # the start, two moves, and where it is now
    press(page, "gaussian", "Reset")
    press(page, "gaussian", "Best μ")
    press(page, "gaussian", "Best σ²")
    assert words(page, "gaussian").endswith("the maximum.")


def test_a_place_on_the_hill_can_be_clicked(page: Page) -> None:
    here = root(page, "gaussian")
    frame = here.locator(".mle-stage rect.faint")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hill = here.get_by_role("slider", name="on the hill")
    shown = (hill.get_attribute("aria-valuetext") or "").replace("μ = ", "").split(", σ² = ")
    [low, high] = GALLERY["gaussian"].config["domain"]
    assert [float(value) for value in shown] == pytest.approx([(low + high) / 2, (high - low) ** 2 / 8], abs=0.1)
    before = words(page, "gaussian")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] - 30)  # above the hill
    assert words(page, "gaussian") == before


def test_the_data_can_be_dragged_until_there_is_no_maximum(page: Page) -> None:
    here = root(page, "gaussian")
    drag(page, here.get_by_role("slider", name="data point 1"), -20)
    assert "maximum at μ = 4.00" not in words(page, "gaussian")
    for i in range(1, 6):
        here.get_by_role("slider", name=f"data point {i}").focus()
        for _ in range(12):
            page.keyboard.press("PageUp")
    assert "All points are equal: the log-likelihood grows without bound" in words(page, "gaussian")
    assert here.get_by_role("button", name="Go to the maximum").get_attribute("aria-disabled") == "true"
    press(page, "gaussian", "Best μ")
    press(page, "gaussian", "Best σ²")
    assert "μ = 9.40, σ² = 0.0004" in words(page, "gaussian")
    assert "NaN" not in here.inner_html()


def test_the_footprints_have_an_end(page: Page) -> None:
    hill = root(page, "gaussian").get_by_role("slider", name="on the hill")
    hill.focus()
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 40:
        page.keyboard.press(key)
    assert root(page, "gaussian").locator(".mle-stage svg svg circle.mark").count() == 61
    page.wait_for_function("location.hash.includes('path=')")
    assert page.evaluate("location.hash.length") < 1000


def test_nothing_leaves_the_stage(page: Page) -> None:
    """The handle of σ changes sides where the bell stands near the right end."""
    page.evaluate("location.hash = '#explore-gaussian?mean=9.4&variance=24'")
    page.wait_for_timeout(50)
    stage = root(page, "gaussian").locator(".mle-stage").bounding_box()
    assert stage is not None
    for handle in root(page, "gaussian").locator(".handle .grip, .handle .dot").all():
        box = handle.bounding_box()
        assert box is not None
        assert box["x"] >= stage["x"] and box["x"] + box["width"] <= stage["x"] + stage["width"]


def test_a_start_at_the_maximum_says_so() -> None:
    assert explore_gaussian(X, mean=4, variance=6).words.endswith("−11.57, the maximum.")
