"""The built book in a real browser: each page, light and dark, wide and on a phone, and from a folder."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from products.toc import ROOT, pages, source
from tests.checks import expect_none
from tests.checks.browser import (
    JUDGED,
    LAY_OUT,
    OVERFULL,
    VIEWS,
    View,
    check_from_disk,
    check_page,
    served,
)

BOOK = ROOT / "_build" / "html"
# Sphinx writes these by itself.
ALL_PAGES = [*pages(), "search", "genindex"]


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """Serve the built book."""
    with served(BOOK) as address:
        yield address


def has_math(page: str) -> bool:
    """Tell whether a page's source holds mathematics."""
    return page in pages() and re.search(r"\$[^$]*[\\^_=a-zA-Z][^$]*\$", source(page).read_text("utf-8")) is not None


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("page", ALL_PAGES)
def test_page(browser: Browser, home: str, page: str, view: View) -> None:
    judged = BOOK if view in JUDGED else None
    expect_none(check_page(browser, home, f"{page}.html", view, has_math(page), judged))


@pytest.mark.parametrize("page", ALL_PAGES)
def test_page_from_a_folder(browser: Browser, page: str) -> None:
    expect_none(check_from_disk(browser, BOOK, f"{page}.html", has_math(page)))


def test_derivations_fit_when_their_fonts_come_late(browser: Browser, home: str) -> None:
    """As over a slow line: the page is laid out with other letters first, which are narrower."""
    page = browser.new_page(viewport={"width": 390, "height": 900})
    held: list[Route] = []
    ready = False

    def hold(font: Route) -> None:
        font.continue_() if ready else held.append(font)

    page.route("**/*.woff2", hold)
    page.goto(f"{home}book/gaussians/quality.html", wait_until="commit")
    page.wait_for_function("() => document.readyState !== 'loading' && document.querySelector('.derivation-box')")
    page.evaluate(LAY_OUT.replace("await document.fonts.ready;", ""))
    page.evaluate(OVERFULL)  # this opens what is folded, so that it is laid out now
    assert held
    ready = True
    for font in held:  # one after another: each changes the widths of some pieces
        font.continue_()
        page.wait_for_timeout(200)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.wait_for_timeout(500)
    assert page.evaluate(OVERFULL) == []
    page.close()


def test_search_finds_a_word(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.goto(f"{home}search.html?q=likelihood")
    page.wait_for_selector("ul.search li a", timeout=10_000)
    page.close()


def test_every_line_of_the_formula_sheet_is_seen_when_it_is_followed(browser: Browser, home: str) -> None:
    """Also a line within a folded solution."""
    page = browser.new_page()
    page.goto(f"{home}book/reference/formulas.html")
    lines = page.eval_on_selector_all("dl.formulas a", "links => links.map((link) => link.href)")
    lines = sorted({address for address in lines if re.search(r"#[A-Z]\d+$", address)})
    assert len(lines) > 20
    for address in lines:
        page.goto(address)
        page.wait_for_function("() => [...document.querySelectorAll('.toggle')].every((one) => one.id)")
        assert page.locator(f"#{address.rpartition('#')[2]}").is_visible(), address
