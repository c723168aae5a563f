"""EM by half-steps in the plane: its numbers in each family, its data, its ends."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mlelib import DiagonalGaussian, Mixture, MultivariateGaussian, SphericalGaussian, em
from mlelib.teaching import explore_emplane

from .conftest import Numbers, drag, press, root, words
from .gallery import ERUPTIONS, STANDARDISED, apart

BASE = {"data": "own", "own": [], "span": [], "begin": "mine", "seed": 0, "mixture": [], "half": 0, "far": 0}
FAMILIES = ("spherical", "diagonal", "full")
EPS = np.finfo(float).eps
Case = tuple[np.ndarray, Mixture, str, int]


def rows(m: Mixture) -> list[float]:
    """A mixture of full covariances as the state of an explorer holds it."""
    S = m.components.covariance
    return np.column_stack([m.weights, m.components.mean, S[:, 0], S[:, 1, 1]]).ravel().tolist()


def own(X: np.ndarray, m: Mixture, family: str, half: int) -> dict[str, Any]:
    return {**BASE, "family": family, "own": X.ravel().tolist(), "mixture": rows(m), "half": half, "far": half}


def within(m: Mixture, family: str) -> Mixture:
    """What a family can take of a start with full covariances."""
    mean, S = m.components.mean, np.asarray(m.components.covariance)
    if family == "full":
        return m
    if family == "diagonal":
        return Mixture(m.weights, DiagonalGaussian(mean, np.diagonal(S, axis1=1, axis2=2)))
    return Mixture(m.weights, SphericalGaussian(mean, np.trace(S, axis1=1, axis2=2) / 2))


def random_case(rng: np.random.Generator) -> Case:
    """Points in clumps, a start that need not fit them, a family, a number of half-steps."""
    n = int(rng.integers(3, 61))
    X = rng.normal(rng.normal(0, 10, 2), rng.uniform(0.5, 4, 2), (n, 2))
    X[:, 1] += rng.normal() * X[:, 0]
    X = (X + 4 * rng.integers(0, 2, (n, 1))).round(int(rng.integers(1, 4))) + 0  # no −0
    A = rng.normal(size=(2, 2, 2))
    S = (A @ A.swapaxes(1, 2) + 0.3 * np.eye(2)) * X.var() * rng.uniform(0.1, 1, (2, 1, 1))
    mean = X[rng.choice(n, 2)] + rng.normal(0, 1, (2, 2))
    start = Mixture(rng.dirichlet([2, 2]), MultivariateGaussian(mean, S))
    most = int(rng.choice([8, 100, 1500]))
    return X, start, str(rng.choice(FAMILIES)), int(rng.integers(0, most))


def rounding(m: Mixture) -> float:
    """What one rounding of a covariance makes of a log density: near a collapse onto a line it is much."""
    S = np.asarray(m.components.covariance)
    return EPS / (1 - (S[:, 0, 1] ** 2 / (S[:, 0, 0] * S[:, 1, 1])).max())


def compare(found: dict[str, Any], X: np.ndarray, start: Mixture, family: str, half: int) -> str:
    """Compare what an explorer computed with mlelib; return mlelib's status."""
    first = within(start, family)
    r = em(X, first, tol=0, max_steps=half // 2, keep_history=True)
    assert r.history is not None
    ended = r.status != "reached max_steps"
    assert found["steps"] == r.steps
    assert (found["lost"] or {}).get("status") == (r.status if ended else None)
    bound = 1e-9 + 100 * len(X) * max(map(rounding, r.history))
    np.testing.assert_allclose(found["logLikelihoods"], r.log_likelihoods, rtol=1e-9, atol=bound)
    a, b, c = np.transpose(found["mixture"]["covariances"])
    S = np.array([[a, b], [b, c]]).transpose(2, 0, 1)
    got = {"weights": found["mixture"]["weights"], "mean": found["mixture"]["means"], "covariance": S}
    for name, value in got.items():
        want = r.mixture.weights if name == "weights" else getattr(r.mixture.components, name)
        np.testing.assert_allclose(value, want, rtol=1e-9, atol=1e-9 * max(1, np.abs(want).max()))
    if half:
        weighed = r.mixture if ended or half % 2 else r.history[-2]
        np.testing.assert_allclose(found["shares"], weighed.responsibilities(X), rtol=1e-9, atol=bound)
    usual = em(X, first, max_steps=half // 2)
    assert found["converged"] == (usual.steps if usual.converged else None)
    return r.status


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    rng = np.random.default_rng(3)
    cases = [random_case(rng) for _ in range(200)]
    found = numbers("emplane", [own(*case) for case in cases])
    ends = [compare(one, *case) for one, case in zip(found, cases, strict=True)]
    assert sum(end.startswith("collapsed") for end in ends) >= 3
    well = [case for case, end in zip(cases, ends, strict=True) if not end.startswith("collapsed")]
    # The tolerance for what is nearly singular is for few: of most runs everything agrees to 1e-9.
    assert len(well) > 180 and {case[2] for case in well} == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_old_faithful(numbers: Numbers, family: str) -> None:
    start = apart(STANDARDISED, 0.4, 0.6)
    state = {**BASE, "data": "standardised", "begin": "given", "family": family, "half": 80, "far": 80}
    (found,) = numbers("emplane", [state])
    compare(found, STANDARDISED, start, family, 80)
    r = em(STANDARDISED, within(start, family))
    assert r.converged and found["converged"] == r.steps


@pytest.mark.parametrize("family, same", [("spherical", False), ("diagonal", True), ("full", True)])
def test_units_change_the_shares_of_circles_only(numbers: Numbers, family: str, same: bool) -> None:
    """What the chapter's question asks."""
    states = [
        {**BASE, "data": data, "begin": "given", "family": family, "half": 61, "far": 61}
        for data in ("standardised", "in-minutes")
    ]
    one, other = (np.array(found["shares"]) for found in numbers("emplane", states))
    assert np.allclose(one, other, atol=0.005) == same


def test_points_on_a_line_collapse_at_once(numbers: Numbers) -> None:
    X = np.array([[0, 1], [1, 3], [2, 5], [5, 11.0]])
    start = Mixture([0.5, 0.5], MultivariateGaussian([[0, 1], [5, 11]], [np.eye(2)] * 2))
    (found,) = numbers("emplane", [own(X, start, "full", 50)])
    assert found["lost"]["status"] == em(X, start).status
    assert found["lost"]["status"].startswith("collapsed: component 0 onto ") and found["steps"] == 0


def choose(page: Page, label: str, value: str) -> None:
    root(page, "emplane").get_by_role("combobox", name=label).select_option(value)


def test_the_family_is_chosen_and_the_step_kept(page: Page) -> None:
    press(page, "emplane", "Run")
    assert words(page, "emplane").startswith("Converged after 19 steps.")
    assert "correlation 0.38" in words(page, "emplane")
    choose(page, "Family", "spherical")
    assert words(page, "emplane").startswith("Converged after 13 steps. M-step 19.")
    assert "correlation" not in words(page, "emplane")
    choose(page, "Family", "diagonal")
    assert re.search(r"variances 0\.\d\d and 0\.\d\d; ", words(page, "emplane"))


def test_discs_are_full_empty_and_in_between(page: Page) -> None:
    tiny = root(page, "emplane").locator(".tiny")
    expect(tiny).to_have_count(272)
    press(page, "emplane", "E-step")
    assert tiny.locator(".level.c1").count() > 200
    press(page, "emplane", "Run")
    full, rings = tiny.locator(".full.c1").count(), tiny.locator(".ring.c2").count()
    assert full + rings == 272 and full > 90 and rings > 160
    assert 0 < tiny.locator(".level.c1").count() < 20


def test_a_mean_is_dragged_up_and_down(page: Page) -> None:
    before = words(page, "emplane")
    mean = root(page, "emplane").get_by_role("slider", name="mean of Gaussian 1")
    drag(page, mean, 0, 40)
    assert words(page, "emplane") != before
    place = mean.get_attribute("aria-valuetext")
    mean.focus()
    page.keyboard.press("ArrowUp")
    assert mean.get_attribute("aria-valuetext") != place


def test_own_points_are_typed_clicked_and_dragged(page: Page) -> None:
    choose(page, "Data", "own")
    here = root(page, "emplane")
    field, said, discs = here.get_by_role("textbox"), here.locator(".mle-said"), here.locator(".handle:visible .disc")
    field.fill("0 0; 1 1; 0 1; 5")
    press(page, "emplane", "Use these")
    expect(said).to_have_text("7 numbers make no pairs: two are expected for each point.")
    field.fill("0 0; 1 0; 2 0")
    press(page, "emplane", "Use these")
    expect(said).to_contain_text("The second numbers of the points are all equal")
    field.fill("0 0; 1 1; 0 1; 5 4; 6 4; 5 6")
    press(page, "emplane", "Use these")
    expect(discs).to_have_count(6)
    here.locator(".mle-stage > svg").click(position={"x": 150, "y": 60})
    expect(discs).to_have_count(7)
    before = words(page, "emplane")
    drag(page, here.get_by_role("slider", name="data point 7"), 30, 30)
    assert words(page, "emplane") != before


def test_ellipses_stay_inside_the_picture(page: Page) -> None:
    choose(page, "Data", "in-minutes")
    choose(page, "Family", "spherical")
    inside = root(page, "emplane").locator(".mle-stage svg svg")
    assert inside.evaluate("svg => getComputedStyle(svg).overflow") == "hidden"
    expect(inside.locator("path")).to_have_count(4)


HOSTILE = [
    "family=round",
    "data=own&own=1,2,3&family=full",
    "data=own&own=" + ",".join(map(str, range(130))),
    "data=own&own=0,0,1,1,0,1&span=0,1,1,0&half=1e7",
    "data=own&own=0,0,1,1,0,1&begin=mine&mixture=.5,0,0,1,9,1,.5,1,1,1,-9,1&half=40",
    "begin=mine&mixture=" + ",".join(["1e308"] * 12),
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_addresses_do_no_harm(wide: Page, query: str) -> None:
    wide.evaluate("query => { location.hash = `#explore-emplane?${query}`; }", query)
    wide.wait_for_timeout(300)
    assert not {"NaN", "Infinity", "undefined"} & set(re.split(r"[^A-Za-z]+", root(wide, "emplane").inner_text()))
    assert wide.locator("#explore-emplane .mle-stage").evaluate("e => !/NaN|Infinity|undefined/.test(e.innerHTML)")
    press(wide, "emplane", "Reset")
    assert words(wide, "emplane").startswith("Start. Gaussian 1: weight 0.50, mean (−0.43, −0.49)")


def test_python_checks_what_it_is_given() -> None:
    with pytest.raises(ValueError, match="start should mix 2 or 3 of MultivariateGaussian"):
        explore_emplane(ERUPTIONS, within(apart(ERUPTIONS, 0.4, 0.6), "diagonal"))
    with pytest.raises(ValueError, match="shape"):
        explore_emplane(ERUPTIONS[:, 0], apart(ERUPTIONS, 0.4, 0.6))
