"""The lower bound."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page
from scipy import optimize, special

from mlelib import Gaussian, Mixture
from mlelib.teaching import explore_bound
from mlelib.teaching.explorers.bound import lower_bound

from .conftest import Numbers, drag, press, root, words
from .gallery import FIVE

X = np.array(FIVE)


def at(mean: float) -> Mixture:
    return Mixture([0.5, 0.5], Gaussian(mean=[mean, 2], variance=[1, 9]))


def weights(lifts: list[float]) -> Any:
    return at(lifts[-1]).responsibilities(X) if lifts else np.full((5, 2), 0.5)


def random_states() -> list[dict[str, Any]]:
    rng = np.random.default_rng(0)
    edges = [{"mean": -3, "lifts": [9]}, {"mean": 9, "lifts": [-3]}, {"mean": 2.5, "lifts": []}]
    return edges + [
        {"mean": rng.uniform(-3, 9), "lifts": rng.uniform(-3, 9, rng.integers(0, 13)).tolist()} for _ in range(200)
    ]


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    states = random_states()
    for state, found in zip(states, numbers("bound", states), strict=True):
        q, here = weights(state["lifts"]), at(state["mean"])
        divergences = special.rel_entr(q, here.responsibilities(X)).sum(axis=1)
        assert np.array(found["q"]) == pytest.approx(q, rel=1e-9)
        assert found["ell"] == pytest.approx(here.log_likelihood(X), rel=1e-9)
        assert found["bound"] == pytest.approx(lower_bound(q, here, X), rel=1e-9)
        assert found["divergences"] == pytest.approx(divergences, rel=1e-9, abs=1e-13)
        assert found["gap"] == pytest.approx(here.log_likelihood(X) - found["bound"], rel=1e-9, abs=1e-12)
        assert found["summit"] == pytest.approx(float(Gaussian.fit(X, q).mean[0]), rel=1e-9, abs=1e-12)


def test_the_summit_is_the_top_of_the_bound(numbers: Numbers) -> None:
    for state, found in zip(random_states()[:20], numbers("bound", random_states()[:20]), strict=True):
        q = weights(state["lifts"])

        def below(mean: float, q: Any = q) -> float:
            return -lower_bound(q, at(mean), X)

        assert found["summit"] == pytest.approx(optimize.minimize_scalar(below).x, abs=1e-6)


def test_lift_and_climb(page: Page) -> None:
    assert words(page, "bound").endswith("ℓ = −14.715, F = −18.320: the gap is 3.605.")
    press(page, "bound", "E: lift the bound")
    assert words(page, "bound").endswith("ℓ = −14.715, F = −14.715: the bound touches ℓ.")
    press(page, "bound", "M: climb it")
    assert words(page, "bound") == (
        "μ₁ = 3.54, weights q from 2.50. ℓ = −13.101, F = −14.228: the gap is 1.127, at the top of the bound."
    )


def enabled(page: Page) -> list[bool]:
    buttons = (root(page, "bound").get_by_role("button", name=name) for name in ("E:", "M:", "Run"))
    return [button.get_attribute("aria-disabled") == "false" for button in buttons]


def test_run_ends_where_em_stands_still(page: Page) -> None:
    press(page, "bound", "Run")
    assert words(page, "bound").startswith("μ₁ = 5.06,")
    assert words(page, "bound").endswith("the bound touches ℓ with its top. EM stands still.")
    assert enabled(page) == [False, False, False]


def test_a_step_that_changes_nothing_cannot_be_taken(page: Page) -> None:
    assert enabled(page) == [True, True, True]
    press(page, "bound", "E: lift the bound")
    assert enabled(page) == [False, True, True]
    press(page, "bound", "M: climb it")
    assert enabled(page) == [True, False, True]


def test_the_bound_stays_while_the_mean_is_dragged(page: Page) -> None:
    press(page, "bound", "E: lift the bound")
    before = root(page, "bound").locator("path.curve.c2").first.get_attribute("d")
    drag(page, root(page, "bound").get_by_role("slider", name="mean μ₁ of Gaussian 1"), -40)
    assert "weights q from 2.50" in words(page, "bound")
    assert "the gap is" in words(page, "bound")
    assert root(page, "bound").locator("path.curve.c2").first.get_attribute("d") == before


def test_the_m_step_glides_where_motion_is_welcome(wide: Page) -> None:
    wide.emulate_media(reduced_motion="no-preference")
    press(wide, "bound", "E: lift the bound")
    press(wide, "bound", "M: climb it")
    assert not words(wide, "bound").startswith("μ₁ = 3.54,")
    wide.wait_for_function("document.querySelector('#explore-bound .mle-state').textContent.includes('at the top')")
    assert words(wide, "bound").startswith("μ₁ = 3.54,")


@pytest.mark.parametrize(
    ("start", "domain", "complaint"),
    [
        (Mixture([1.0], Gaussian(mean=[0], variance=[1])), None, "2 or more Gaussians"),
        (at(2.5), (3, 9), "domain should hold the first mean 2.5"),
    ],
)
def test_wrong_starts_are_refused(start: Mixture, domain: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        explore_bound(FIVE, start, domain=domain)


def test_the_domain_follows_from_the_data() -> None:
    explorer = explore_bound([0.0, 10.0], at(5))
    assert explorer.config["domain"] == [-2, 12]
