"""Forms and explorers begin when readers come near, or do anything: near.js."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from products.toc import ROOT
from tests.checks.browser import opened, served

CHAPTER = "book/mixtures/em.html"
PARTS = ".mle-explorer, .mle-question"
WAITING = f"() => [...document.querySelectorAll('{PARTS}')].filter((part) => !part.dataset.ready).length"


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A chapter, at the place that a parameter names."""
    with (
        served(ROOT / "_build" / "html") as home,
        opened(browser, home + CHAPTER + getattr(request, "param", ""), 390, "light") as page,
    ):
        page.wait_for_load_state("load")
        page.wait_for_timeout(300)  # for what would begin, but should not
        yield page


def test_what_is_far_below_waits_until_readers_do_something(page: Page) -> None:
    total = page.locator(PARTS).count()
    assert page.evaluate(WAITING) > total - 3
    page.keyboard.press("Shift")
    page.wait_for_function(f"() => ({WAITING})() === 0")
    assert page.locator(".mle-explorer .handle").count() > 0
    assert page.locator(".mle-question input").count() > 0


def test_what_comes_near_begins(page: Page) -> None:
    waiting = page.evaluate(WAITING)
    page.set_viewport_size({"width": 390, "height": 4_000})
    page.wait_for_function(f"() => ({WAITING})() < {waiting}")
    assert page.evaluate(WAITING) > 0


@pytest.mark.parametrize("page", ["#explore-em?half=2"], indirect=True)
def test_what_the_address_names_begins_at_once(page: Page) -> None:
    assert page.locator("#explore-em[data-ready]").count() == 1
    top, bottom = page.locator("#explore-em").evaluate(
        "(element) => { const { top, bottom } = element.getBoundingClientRect(); return [top, bottom]; }"
    )
    assert top < 900 and bottom > 0
