"""EM by half-steps on a line: its numbers, its end, its data and starts, its address."""

import re
import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mlelib import Gaussian, Mixture, em
from mlelib.teaching import explore_em

from .conftest import Numbers, drag, press, root, words
from .gallery import ERUPTIONS, GUESS, HOMEWORK, SIXTEEN

BASE = {"data": "own", "own": [], "span": [], "begin": "mine", "seed": 0, "mixture": [], "half": 0, "far": 0}
THREE = Mixture([0.2, 0.3, 0.5], Gaussian([0, 4, 6], [1, 1, 2]))


def rows(m: Mixture) -> list[float]:
    """A mixture as the state of an explorer holds it."""
    return np.column_stack([m.weights, m.components.mean, m.components.variance]).ravel().tolist()


def own(x: Any, m: Mixture, half: int) -> dict[str, Any]:
    return {**BASE, "own": np.asarray(x).tolist(), "mixture": rows(m), "half": half, "far": half}


def random_case(rng: np.random.Generator, K: int = 2) -> tuple[np.ndarray, Mixture, int]:
    """Data in clumps, with equal values; a start that need not fit them; a number of half-steps, few or many."""
    n = int(rng.integers(K + 1, 61))
    x = rng.normal(rng.normal(0, 10), rng.uniform(0.5, 4), n) + 3 * rng.integers(0, 2, n)
    x = x.round(int(rng.integers(1, 4)))
    mean, variance = rng.choice(x, K) + rng.normal(0, 1, K), rng.uniform(0.2, 4, K) * x.var()
    most = int(rng.choice([8, 400, 3000]))
    return x, Mixture(rng.dirichlet(np.full(K, 2)), Gaussian(mean, variance)), int(rng.integers(0, most))


def compare(found: dict[str, Any], x: np.ndarray, start: Mixture, half: int) -> str:
    """Compare what an explorer computed with mlelib; return mlelib's status."""
    r = em(x, start, tol=0, max_steps=half // 2, keep_history=True)
    assert r.history is not None
    ended = r.status != "reached max_steps"
    assert found["steps"] == r.steps
    assert (found["lost"] or {}).get("status") == (r.status if ended else None)
    np.testing.assert_allclose(found["logLikelihoods"], r.log_likelihoods, rtol=1e-9, atol=1e-9)
    for name, value in (("weights", r.mixture.weights), *r.mixture.components._fields().items()):
        key = name if name == "weights" else f"{name}s"
        np.testing.assert_allclose(found["mixture"][key], value, rtol=1e-9, atol=1e-9)
    if half == 0:
        assert found["shares"] is None
    else:
        weighed = r.mixture if ended or half % 2 else r.history[-2]
        np.testing.assert_allclose(found["shares"], weighed.responsibilities(x), rtol=1e-9, atol=1e-9)
    usual = em(x, start, max_steps=half // 2)
    assert found["converged"] == (usual.steps if usual.converged else None)
    return r.status


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    rng = np.random.default_rng(1)
    cases = [random_case(rng) for _ in range(200)]
    found = numbers("em", [own(*case) for case in cases])
    ends = [compare(one, *case) for one, case in zip(found, cases, strict=True)]
    assert sum(end.startswith("collapsed") for end in ends) >= 5
    assert sum(one["converged"] is not None for one in found) >= 50


def test_so_are_those_of_three_components(numbers: Numbers) -> None:
    rng = np.random.default_rng(2)
    cases = [random_case(rng, 3) for _ in range(40)]
    config = explore_em(HOMEWORK, THREE).config
    for one, case in zip(numbers("em", [own(*case) for case in cases], config), cases, strict=True):
        compare(one, *case)


@pytest.mark.parametrize("shift", [0, 1e6])
def test_the_sixteen_collapse_at_the_same_step(numbers: Numbers, shift: float) -> None:
    x = SIXTEEN + shift
    start = Mixture.fit_labelled(x, SIXTEEN > 0.5, Gaussian)
    r = em(x, start, tol=0, max_steps=5000)
    (found,) = numbers("em", [own(x, start, 10_000)])
    assert found["lost"]["status"] == r.status == f"collapsed: component 1 onto x[2] = {3.5 + shift}"
    assert found["steps"] == r.steps
    assert found["half"] == found["far"] == 2 * r.steps + 2


def test_an_emptied_component_is_named(numbers: Numbers) -> None:
    x, start = np.array([0, 1, 2, 5, 9.0]), Mixture([0.5, 0.5], Gaussian([4, 1e5], [9, 1]))
    (found,) = numbers("em", [own(x, start, 4)])
    assert found["lost"] == {"component": 1, "points": [], "status": em(x, start).status}
    assert found["lost"]["status"] == "emptied: component 1"


def test_several_points_are_named_as_in_mlelib(numbers: Numbers) -> None:
    x = np.array([0.00003, 0.00003, 7, 7, 7, 7, 8.5])
    start = Mixture([0.5, 0.5], Gaussian([0, 7.2], [1, 1]))
    (found,) = numbers("em", [own(x, start, 100)])
    assert found["lost"]["status"] == em(x, start).status
    assert "x[0] = 3e-05, x[1] = 3e-05" in found["lost"]["status"]
    alone = Mixture([0.5, 0.5], Gaussian([7, 4], [1e-6, 20]))
    (found,) = numbers("em", [own(x, alone, 100)])
    assert found["lost"]["status"] == em(x, alone).status
    assert "x[4] = 7.0 and 1 more" in found["lost"]["status"]


def test_points_far_out_do_not_underflow(numbers: Numbers) -> None:
    x, start = np.array([0, 1, 1000.0]), Mixture([0.5, 0.5], Gaussian([0, 1], [1, 1]))
    (found,) = numbers("em", [own(x, start, 1)])
    np.testing.assert_allclose(found["shares"], start.responsibilities(x), rtol=1e-9)


def test_five_thousand_steps_are_quick(numbers: Numbers) -> None:
    state = {**BASE, "data": "old-faithful-eruptions", "begin": "given", "half": 10_000, "far": 10_000}
    before = time.monotonic()
    (found,) = numbers("em", [state])
    assert time.monotonic() - before < 10  # half a second, on a machine that does nothing else
    r = em(ERUPTIONS[:, 0], Mixture([0.5, 0.5], Gaussian([2, 3], [1, 1])), tol=0, max_steps=5000)
    assert found["steps"] == r.steps == 5000
    np.testing.assert_allclose(found["mixture"]["means"], r.mixture.components.mean, rtol=1e-9)


def test_a_random_start_stands_on_the_data_and_depends_on_its_seed(numbers: Numbers) -> None:
    states = [{**BASE, "data": "16-numbers", "begin": "random", "seed": seed} for seed in range(30)]
    starts = [found["start"] for found in numbers("em", states)]
    for start in starts:
        assert set(start["means"]) <= set(SIXTEEN) and len(set(start["means"])) == 2
        assert start["weights"] == [0.5, 0.5]
        np.testing.assert_allclose(start["variances"], [SIXTEEN.var()] * 2)
    assert len({tuple(start["means"]) for start in starts}) > 10
    assert starts == [found["start"] for found in numbers("em", states)]


# --- in the hands of a reader ---


def handle(page: Page, name: str) -> Locator:
    return root(page, "em").get_by_role("slider", name=name, exact=True)


def choose(page: Page, name: str) -> None:
    root(page, "em").get_by_role("combobox", name="Data").select_option(name)


def test_step_by_step(page: Page) -> None:
    start = words(page, "em")
    button = root(page, "em").get_by_role("button", name="M-step")
    assert button.get_attribute("aria-disabled") == "true"
    press(page, "em", "E-step")
    assert words(page, "em").startswith("E-step 1. Gaussian 1: weight 0.50")
    assert handle(page, "data point 3").get_attribute("aria-valuetext") == "4.00, Gaussian 1 responsible for 45.5 %"
    press(page, "em", "M-step")
    assert words(page, "em").startswith("M-step 1. Gaussian 1: weight 0.36, mean 5.13, variance 0.62")
    assert words(page, "em").endswith("Log-likelihood −10.956.")
    press(page, "em", "Run")
    assert words(page, "em").startswith("Converged after 8 steps. Gaussian 1: weight 0.60, mean 5.00")
    press(page, "em", "E-step")
    assert words(page, "em").startswith("Converged after 8 steps. E-step 9.")
    press(page, "em", "Given start")
    assert words(page, "em") == start


def test_shares_are_seen_without_colour(page: Page) -> None:
    """Points of Gaussian 2 are rings, those of Gaussian 1 discs, and a shared one is filled in part."""
    discs = root(page, "em").locator(".handle:visible .disc")
    press(page, "em", "E-step")
    assert discs.locator(".ring.c2").count() == 5  # nothing is sure yet
    assert discs.locator(".level").count() == 3
    press(page, "em", "M-step")
    press(page, "em", "Run")
    assert discs.locator(".ring.c2").count() == 2
    assert discs.locator(".full.c1").count() == 3


def test_the_dot_on_the_curve_goes_back_and_on(page: Page) -> None:
    press(page, "em", "Run")
    end, dot = words(page, "em"), handle(page, "steps done")
    assert dot.get_attribute("aria-valuenow") == "8"
    dot.focus()
    page.keyboard.press("PageDown")
    assert dot.get_attribute("aria-valuetext") == "after M-step 3"
    assert words(page, "em").startswith("M-step 3.")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert words(page, "em") == end
    drag(page, dot, -1000)
    assert words(page, "em").startswith("Start.")
    drag(page, dot, 90)
    assert re.match("(E|M)-step", words(page, "em"))


def test_a_run_is_shown_step_by_step_and_then_at_once(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="no-preference")
    page = context.new_page()
    page.goto(address)
    choose(page, "16-numbers")
    press(page, "em", "Run")
    first = words(page, "em")
    assert first.startswith("M-step 1.")
    page.wait_for_function(
        "before => document.querySelector('#explore-em .mle-state').textContent !== before", arg=first
    )
    assert re.match("M-step [2-9]", words(page, "em"))
    state = root(page, "em").locator(".mle-state")
    expect(state).to_contain_text("EM stops after 655 steps", timeout=30_000)
    context.close()


def test_a_collapse_is_named(page: Page) -> None:
    choose(page, "16-numbers")
    press(page, "em", "Run")
    assert words(page, "em").startswith("Gaussian 2 collapses onto the point 3.5: its variance goes to 0")
    assert (
        "EM stops after 655 steps; mlelib, which counts from 0, says “collapsed: component 1 onto x[2] = 3.5”"
        in words(page, "em")
    )
    for name in ("E-step", "M-step", "Run"):
        assert root(page, "em").get_by_role("button", name=name).get_attribute("aria-disabled") == "true"


def test_points_dragged_together_make_a_collapse(page: Page) -> None:
    for number in (1, 2):
        handle(page, f"data point {number}").focus()
        for _ in range(25):
            page.keyboard.press("PageDown")
    press(page, "em", "Run")
    assert "collapses onto the point −3:" in words(page, "em")


def test_a_mean_is_dragged_and_the_run_starts_there(page: Page) -> None:
    press(page, "em", "E-step")
    drag(page, handle(page, "mean of Gaussian 1"), -120)
    assert words(page, "em").startswith("E-step 1.")
    assert "weight 0.50, mean 6.00" not in words(page, "em")
    press(page, "em", "Run")
    assert words(page, "em").startswith("Converged after")
    press(page, "em", "Reset")
    assert "mean 6.00, variance 1.00" in words(page, "em")


def test_many_points_are_a_histogram_that_is_shared_out(page: Page) -> None:
    choose(page, "old-faithful-eruptions")
    here = root(page, "em")
    expect(here.locator(".bars.c0")).to_have_count(1)
    expect(here.locator(".handle:visible .disc")).to_have_count(0)
    press(page, "em", "E-step")
    expect(here.locator(".bars.c1")).to_have_count(1)
    expect(here.locator(".bars.c2.dash2")).to_have_count(1)
    press(page, "em", "M-step")
    press(page, "em", "Run")
    assert words(page, "em").startswith("Converged after 26 steps. Gaussian 1: weight 0.35, mean 2.02, variance 0.06")


TYPED = [
    ("1 2, 3;4\n5.5", None),
    ("−1 +2 .5 3e1", None),
    ("1, 2, x3", "The entry 3, “x3”, is not a number."),
    ("1 2 0x10 4", "The entry 3, “0x10”, is not a number."),
    ("1 2 1e12", "The entry 3, 1e12, is too large"),
    ("1 1 1", "The numbers are all equal"),
    ("1", "2 to 60 numbers are expected, and there are 1."),
    ("", "2 to 60 numbers are expected, and there are 0."),
    (" ".join(map(str, range(61))), "2 to 60 numbers are expected, and there are 61."),
]


@pytest.mark.parametrize("typed, complaint", TYPED)
def test_own_numbers_are_typed(wide: Page, typed: str, complaint: str | None) -> None:
    choose(wide, "own")
    before = words(wide, "em")
    field, said = root(wide, "em").get_by_role("textbox"), root(wide, "em").locator(".mle-said")
    assert field.input_value() == "-1, 0, 4, 5, 6"
    field.fill(typed)
    press(wide, "em", "Use these")
    if complaint is None:
        expect(said).to_have_text("")
        assert words(wide, "em") != before
        n = len(re.split(r"[\s,;]+", typed))
        assert root(wide, "em").locator(".handle:visible .disc").count() == n
    else:
        expect(said).to_contain_text(complaint)
        assert field.get_attribute("aria-invalid") == "true"
        assert words(wide, "em") == before and field.input_value() == typed.replace("\r", "")


def test_what_is_typed_counts_without_the_button(wide: Page) -> None:
    choose(wide, "own")
    root(wide, "em").get_by_role("textbox").fill("1 2 3 10 11 12")
    press(wide, "em", "Run")
    assert "mean 2.00" in words(wide, "em") and "mean 11.00" in words(wide, "em")


def test_a_click_adds_a_point_and_enter_takes_it_away(page: Page) -> None:
    stage, discs = root(page, "em").locator(".mle-stage svg"), root(page, "em").locator(".handle:visible .disc")
    stage.click(position={"x": 150, "y": 60})
    expect(discs).to_have_count(5)  # the homework's numbers are not the reader's
    choose(page, "own")
    stage.click(position={"x": 150, "y": 60})
    expect(discs).to_have_count(6)
    assert len(root(page, "em").get_by_role("textbox").input_value().split(",")) == 6
    handle(page, "data point 6").focus()
    page.keyboard.press("Enter")
    expect(discs).to_have_count(5)


def test_a_link_brings_back_own_data_start_and_step(wide: Page, browser: Browser) -> None:
    choose(wide, "own")
    root(wide, "em").get_by_role("textbox").fill("1 2 3.25 10 11 12")
    press(wide, "em", "Random start")
    for name in ("E-step", "M-step", "E-step", "M-step", "E-step"):
        press(wide, "em", name)
    drag(wide, handle(wide, "mean of Gaussian 2"), 30)
    press(wide, "em", "M-step")
    wide.wait_for_function("location.hash.includes('half=2')")
    other = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce").new_page()
    other.goto(wide.url)
    assert words(other, "em") == words(wide, "em")
    assert words(other, "em").startswith("M-step 1.")
    other.context.close()


HOSTILE = [
    "data=own&own=" + ",".join(["1"] * 500),
    "data=own&own=1,2,3&span=5,4",
    "data=own&own=1,2,3&span=0,1e300",
    "data=own&own=1e300,-1e300,0",
    "data=own&own=1,2,3&begin=mine&mixture=0,0,0,0,0,0&half=1e9",
    "data=own&own=1,2,3&begin=mine&mixture=1,1e300,1e-300,1,1,-5&half=99.7&far=-4",
    "begin=mine&mixture=1,2&half=-7",
    "begin=random&seed=-3.5&half=7&far=1e308",
    "data=constructor&begin=toString",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_addresses_do_no_harm(wide: Page, query: str) -> None:
    wide.evaluate("query => { location.hash = `#explore-em?${query}`; }", query)
    wide.wait_for_timeout(300)
    assert not {"NaN", "Infinity", "undefined"} & set(re.split(r"[^A-Za-z]+", root(wide, "em").inner_text()))
    assert wide.locator("#explore-em svg").evaluate("svg => !/NaN|Infinity|undefined/.test(svg.outerHTML)")
    press(wide, "em", "Reset")
    assert words(wide, "em").startswith("Start. Gaussian 1: weight 0.50, mean 6.00")


def test_the_short_form_is_short_and_without_choices(browser: Browser, address: str) -> None:
    short = explore_em(HOMEWORK, GUESS, compact=True, name="short")
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(address)
    page.evaluate("html => { document.querySelector('main').innerHTML = html; }", short.html().split("<script")[0])
    page.add_script_tag(content=short.html().split("<script data-mle>")[1].removesuffix("</script>"))
    here = root(page, "short")
    assert here.evaluate("e => e.getBoundingClientRect().height") <= 420
    expect(here.locator("select, textarea")).to_have_count(0)
    names = here.get_by_role("button").all_inner_texts()
    assert names == ["E-step", "M-step", "Run", "Reset", "Copy a link"]
    press(page, "short", "Run")
    assert words(page, "short").startswith("Converged after 8 steps.")
    assert here.evaluate("e => e.getBoundingClientRect().height") <= 420
    page.close()


def test_python_checks_what_it_is_given() -> None:
    with pytest.raises(ValueError, match="start should mix 2 or 3 of Gaussian"):
        explore_em(HOMEWORK, Mixture([1], Gaussian([0], [1])))
    with pytest.raises(ValueError, match="all starts as many"):
        explore_em(HOMEWORK, GUESS, others={"three": (HOMEWORK, THREE)})
    with pytest.raises(ValueError, match="data should be 2 to 300"):
        explore_em(np.arange(301), GUESS)
