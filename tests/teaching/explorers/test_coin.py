"""The coin."""

import numpy as np
import pytest
from playwright.sync_api import Page

from mlelib import Bernoulli

from .conftest import Numbers, press, root, words


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    rng = np.random.default_rng(0)
    sizes = rng.choice([1, 5, 30, 10_000], size=(200, 2))
    states = [
        {"heads": int(rng.integers(0, h + 1)), "tails": int(rng.integers(1, t + 1)), "theta": rng.uniform(0.001, 0.999)}
        for h, t in sizes
    ]
    for state, found in zip(states, numbers("coin", states), strict=True):
        counts = [state["heads"], state["tails"]]
        best, here = Bernoulli.fit([1, 0], weights=counts), Bernoulli(state["theta"])
        most, value = (one.log_likelihood([1, 0], weights=counts) for one in (best, here))
        assert found["estimate"] == pytest.approx(best.probability, rel=1e-9)
        assert found["here"] == pytest.approx(value, rel=1e-9)
        assert found["most"] == pytest.approx(most, rel=1e-9, abs=1e-12)
        assert found["relative"] == pytest.approx(np.exp(value - most), rel=1e-9, abs=1e-300)
        if 0 < best.probability < 1:
            error = best.standard_errors(sum(counts))["probability"]
            assert found["error"] == pytest.approx(error, rel=1e-9)
        else:
            assert found["error"] is None


def test_tosses_narrow_the_curve(page: Page) -> None:
    assert "best coin has θ̂ = 0.750, standard error 0.217" in words(page, "coin")
    press(page, "coin", "Ten times as many")
    assert "30 heads, 10 tails: the best coin has θ̂ = 0.750, standard error 0.068" in words(page, "coin")
    press(page, "coin", "Heads")
    assert words(page, "coin").startswith("31 heads, 10 tails")
    press(page, "coin", "Toss 10")
    assert root(page, "coin").locator("circle.mark.c1, circle.ring.c2").count() == 51


def test_without_tosses_and_on_the_edge(page: Page) -> None:
    press(page, "coin", "No tosses")
    assert words(page, "coin") == "0 heads, 0 tails. Without data every coin is as likely as every other."
    press(page, "coin", "Tails")
    assert "on the edge, where no standard error is defined" in words(page, "coin")


def test_the_number_of_tosses_has_an_end(page: Page) -> None:
    button = root(page, "coin").get_by_role("button", name="Ten times as many")
    for _ in range(6):
        button.focus()  # by keyboard: a click would wait until the button can be pressed
        page.keyboard.press("Enter")
    assert words(page, "coin").startswith("3000 heads, 1000 tails")
    assert button.get_attribute("aria-disabled") == "true"
