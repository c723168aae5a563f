"""The decks: every slide of every chapter, walked through in a browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from products.plan import LECTURE
from products.toc import ROOT, chapters, source
from tests.checks import expect_none
from tests.checks.browser import served
from tests.checks.decks import SIZES, check_deck, dead_links, judge, open_deck, walk

SLIDES, BOOK = ROOT / "_build" / "slides", ROOT / "_build" / "html"
DECKS = [chapter.name for chapter in chapters()]


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with served(ROOT / "_build") as address:
        yield f"{address}slides/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 720})
    yield opened
    opened.close()


def read(name: str) -> str:
    """Return a deck."""
    return (SLIDES / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize("name", DECKS)
def test_every_slide(browser: Browser, home: str, name: str) -> None:
    expect_none(check_deck(browser, home, f"{name}.html", SIZES[0]))


@pytest.mark.parametrize("name", DECKS)
def test_every_slide_on_a_large_screen_from_a_folder(browser: Browser, name: str) -> None:
    expect_none(check_deck(browser, SLIDES.resolve().as_uri() + "/", f"{name}.html", SIZES[1]))


@pytest.mark.parametrize("name", DECKS)
def test_everybody_can_read_it(browser: Browser, home: str, name: str) -> None:
    """Printed, all slides stand on one page; the decks take turns to be dark."""
    scheme = ("light", "dark")[DECKS.index(name) % 2]
    expect_none(judge(browser, f"{home}{name}.html", scheme))


@pytest.mark.parametrize("name", DECKS)
def test_the_timetable_is_that_of_the_chapter(name: str) -> None:
    deck = read(name)
    stated = LECTURE.search(source(next(c.page for c in chapters() if c.name == name)).read_text("utf-8"))
    assert stated
    seconds = [int(found) for found in re.findall(r'<section class="slide[^>]* data-timing="(\d+)"', deck)]
    minutes = re.findall(r'<aside class="notes">\s*<p><strong>Minute ([\d.]+) to ([\d.]+) of (\d+)\.', deck)
    assert len(seconds) == len(minutes) > 25
    assert abs(sum(seconds) - 60 * int(stated[1])) <= len(seconds) / 2 + 1, "rounded to seconds"
    assert [end for _, end, _ in minutes[:-1]] == [begin for begin, _, _ in minutes[1:]]
    assert (minutes[0][0], minutes[-1][1]) == ("0", stated[1])
    assert all(10 <= each <= 360 for each in seconds), "no slide is shown for a blink, or for ever"


def anchors(text: str) -> set[str]:
    """Return the places of a page that a link can lead to."""
    return set(re.findall(r'\bid="([^"]+)"', text))


def test_links_lead_somewhere() -> None:
    """Into the book from each slide, and to other slides."""
    book = {path.relative_to(BOOK).as_posix(): anchors(path.read_text("utf-8")) for path in BOOK.rglob("*.html")}
    for name in DECKS:
        deck = read(name)
        links, here = re.findall(r'<a [^>]*\bhref="([^"]+)"', deck), anchors(deck)
        home = [link for link in links if link.startswith("../html/")]
        assert len(home) >= deck.count('<section class="slide')
        expect_none(list(dead_links(home, book)))
        expect_none([f"no {link} in {name}" for link in links if link.startswith("#") and link[1:] not in here])


def test_a_derivation_comes_line_by_line(page: Page, home: str) -> None:
    """Each with its reason."""
    open_deck(page, f"{home}spherical.html#/the-log-likelihood")
    counts = []
    while page.evaluate("Reveal.getCurrentSlide().id") == "the-log-likelihood":
        shown = page.locator(".slide.present .derivation > li:is(.visible, :not(.fragment))").all()
        assert all(line.locator(".line-why").text_content() for line in shown)
        counts.append(len(shown))
        page.keyboard.press("ArrowRight")
    assert counts[-3:] == [1, 2, 3]


def test_keys_that_move_a_handle_do_not_turn_the_slide(page: Page, home: str) -> None:
    open_deck(page, f"{home}spherical.html#/explore-spherical")
    page.keyboard.press("ArrowRight")  # the explorer comes as a step
    handle = page.locator(".slide.present .mle-explorer .handle").first
    handle.wait_for()
    page.wait_for_timeout(300)  # for it to be drawn at its size, which takes the focus away
    handle.focus()
    state = page.locator(".slide.present .mle-state")
    place, words = page.evaluate("Reveal.getIndices()"), state.inner_text()
    for key in ("ArrowRight", "ArrowUp", "PageUp"):
        page.keyboard.press(key)
    assert page.evaluate("Reveal.getIndices()") == place
    expect(state).not_to_have_text(words)
    handle.blur()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices()") != place


def test_a_question_answers_on_its_slide(page: Page, home: str) -> None:
    open_deck(page, f"{home}spherical.html#/spherical-kind")
    question = page.locator("#spherical-kind")
    if not question.is_visible():
        page.keyboard.press("ArrowRight")
    question.get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    assert question.locator(".mle-feedback[data-right=yes]").inner_text().startswith("Right")
    page.keyboard.press("ArrowUp")  # another choice, not another slide
    page.keyboard.press("Enter")
    assert question.locator(".mle-feedback[data-right=no]").is_visible()
    expect_none(walk(page))


def test_a_clicker_goes_on_after_an_answer(page: Page, home: str) -> None:
    open_deck(page, f"{home}likelihood.html#/likelihood-four-draws")
    page.locator(".slide.present .mle-question input").fill("0.1")
    page.keyboard.press("Enter")
    assert page.locator(".slide.present .mle-feedback").inner_text()
    place = page.evaluate("Reveal.getCurrentSlide().id")
    page.keyboard.press("PageDown")
    assert page.evaluate("Reveal.getCurrentSlide().id") != place
    page.keyboard.press("PageUp")
    assert page.evaluate("Reveal.getCurrentSlide().id") == place


def test_tab_stays_on_the_slide(page: Page, home: str) -> None:
    open_deck(page, f"{home}spherical.html#/why-it-is-the-maximum-2")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('section.slide')?.classList.contains('present') ?? true")


def test_a_line_that_is_referred_to_is_shown(page: Page, home: str) -> None:
    open_deck(page, f"{home}spherical.html#/why-it-is-the-maximum-2")
    page.locator(".slide.present a.line-reference", has_text="(A3)").first.hover()
    assert "(A3)" in page.locator(".slide.present .peek").inner_text()
    page.mouse.move(5, 5)
    assert page.locator(".slide.present .peek").inner_text() == ""


def test_the_speaker_sees_notes_the_room_does_not(page: Page, home: str) -> None:
    open_deck(page, f"{home}spherical.html")
    assert not page.locator("aside.notes").first.is_visible()
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    speaker.wait_for_function("document.body.innerText.includes('Minute 0')")
    assert speaker.locator(".pacing").is_visible(), "whether one is early or late"
    speaker.close()


def test_overview_and_dark(page: Page, home: str) -> None:
    open_deck(page, f"{home}bernoulli.html")
    page.keyboard.press("o")
    assert page.evaluate("Reveal.isOverview()")
    page.keyboard.press("o")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.keyboard.press("d")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_prints_a_page_a_slide(page: Page, home: str) -> None:
    open_deck(page, f"{home}bernoulli.html?print-pdf")
    slides = page.locator("section.slide").count()
    assert page.locator(".pdf-page").count() == slides
    expect_none(page.evaluate(TOO_LARGE_FOR_PAPER))


TOO_LARGE_FOR_PAPER = """() => [...document.querySelectorAll("section.slide")].flatMap((slide) => {
  const body = slide.querySelector(".body");
  return body.scrollHeight > body.clientHeight + 1 ? [`${slide.id} is cut in print`] : [];
})"""


SPOIL = {
    "is too full": "body.append(...Array.from({length: 40}, () => body.firstElementChild.cloneNode(true)))",
    "has no title": "slide.querySelector('h1, h2').remove()",
    "is set in": "body.style.fontSize = '12px'",
    "mathematics as text": "body.append('$x^2$')",
    "reaches beyond": "body.firstElementChild.style.translate = '1000px'",
    "is empty": "body.replaceChildren()",
}


@pytest.mark.parametrize("problem", SPOIL)
def test_the_walk_sees(page: Page, home: str, problem: str) -> None:
    open_deck(page, f"{home}spherical.html")
    page.evaluate(f"""() => {{
        const slide = document.querySelectorAll("section.slide")[4];
        const body = slide.querySelector(".body");
        {SPOIL[problem]};
    }}""")
    assert any(problem in found for found in walk(page))
