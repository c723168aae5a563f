"""Terms of the glossary, explained where they are used: by mouse, by keyboard, to a screen reader, not by touch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from products.toc import ROOT, pages

BOOK = ROOT / "_build" / "html"
CHAPTER = BOOK / "book" / "likelihood" / "bernoulli.html"
LINKS = '.bd-article a[href*="#term-"]'
GLOSSARY = "book/reference/glossary"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A chapter, opened from its folder: no definition may need a network."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(CHAPTER.as_uri())
    yield opened
    assert not errors
    opened.close()


def link(page: Page, term: str) -> Locator:
    return page.locator(f'.bd-article a[href$="#term-{term}"]').first


def popover(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def by_keyboard(page: Page, term: str) -> Locator:
    """Reach a link as the Tab key does."""
    page.keyboard.press("Shift")
    found = link(page, term)
    found.focus()
    return found


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.mark.parametrize("page", [page for page in pages() if page != GLOSSARY])
def test_a_page_carries_the_terms_that_it_links_to_and_no_others(page: str) -> None:
    read = soup(BOOK / f"{page}.html")
    linked = {str(one["href"]).partition("#")[2] for one in read.select(LINKS)}
    carried = [str(one["id"]).removeprefix("about-") for one in read.select(".term-definitions > div")]
    assert set(carried) == linked and len(set(carried)) == len(carried)
    assert not read.select(".term-definitions a, .term-definitions > div [id]")


def test_definitions_are_those_of_the_glossary() -> None:
    glossary = soup(BOOK / f"{GLOSSARY}.html")
    definition = glossary.find(id="term-score").find_next("dd").get_text(" ", strip=True)
    carried = soup(CHAPTER).find(id="about-term-score").find_all("p")[1].get_text(" ", strip=True)
    assert carried == definition


def test_mouse_shows_it_may_enter_it_and_leaves_it(page: Page) -> None:
    before = page.evaluate("document.documentElement.scrollHeight")
    link(page, "score").hover()
    expect(popover(page)).to_contain_text("The derivative of the log-likelihood by a parameter")
    assert page.evaluate("document.documentElement.scrollHeight") == before
    popover(page).hover()
    page.wait_for_timeout(600)
    expect(popover(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(popover(page)).to_be_hidden()


def test_passing_over_a_link_shows_nothing(page: Page) -> None:
    link(page, "score").hover()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    expect(popover(page)).to_be_hidden()


def test_keyboard_shows_it_as_long_as_it_is_there_and_escape_closes_it(page: Page) -> None:
    found = by_keyboard(page, "i.i.d.")
    expect(popover(page)).to_contain_text("Independent and identically distributed")
    page.wait_for_timeout(600)
    expect(popover(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(popover(page)).to_be_hidden()
    expect(found).to_be_focused()
    by_keyboard(page, "score")
    page.keyboard.press("Tab")
    expect(page.get_by_text("The derivative of the log-likelihood by").filter(visible=True)).to_have_count(0)


def test_a_screen_reader_reads_a_formula_once(page: Page) -> None:
    """Not what is drawn, what is spoken and its LaTeX one after the other."""
    expect(by_keyboard(page, "Bernoulli-distribution")).to_have_accessible_description(
        "Bernoulli distribution The distribution of a variable that is 1 with probability θ and 0 otherwise."
    )
    page.keyboard.press("Escape")
    expect(link(page, "Bernoulli-distribution")).not_to_have_attribute("aria-describedby", "term-popover")


@pytest.mark.parametrize("width", [390, 1280])
def test_every_definition_fits_the_window(browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((BOOK / "book" / "mixtures" / "em.html").as_uri())
    page.keyboard.press("Shift")
    found = [one for one in page.locator(LINKS).all() if one.is_visible()]
    assert len(found) > 20
    for one in found:
        one.focus()
        box = popover(page).bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width, one.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_finger_follows_the_link(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(CHAPTER.as_uri())
    link(page, "score").tap()
    page.wait_for_url("**/glossary.html#term-score")
    context.close()


def test_nothing_of_it_is_printed(page: Page) -> None:
    by_keyboard(page, "score")
    expect(popover(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(popover(page)).to_be_hidden()
