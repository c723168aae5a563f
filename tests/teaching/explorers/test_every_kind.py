"""What holds for every explorer, whatever it shows."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mlelib.teaching.explorers.base import SHARED, script, scripts_of
from products.explorers import shared

from .conftest import drag, press, root, swipe, words
from .gallery import GALLERY

KINDS = list(GALLERY)
MOST_BYTES = 15_000
ASSETS = Path(__file__).resolve().parents[3] / "mlelib/teaching/assets"


def test_every_script_has_its_place_in_the_gallery() -> None:
    assert {path.stem for path in (ASSETS / "kinds").glob("*.js")} == set(GALLERY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_script_is_small(kind: str) -> None:
    own = script(*scripts_of(kind)[len(SHARED) :])
    assert len(gzip.compress(own.encode())) <= MOST_BYTES


def test_the_shared_script_is_small() -> None:
    assert len(gzip.compress(shared().encode())) <= MOST_BYTES


def test_without_scripts_there_is_a_picture_and_the_same_words(browser: Browser, address: str, wide: Page) -> None:
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(address)
    for kind in KINDS:
        expect(root(still, kind).locator(".mle-stage svg[role=img]")).to_be_visible()
        assert words(still, kind) == words(wide, kind)
        expect(root(wide, kind).locator(".mle-stage svg[role=img]")).to_have_count(0)
    context.close()


def test_targets_are_large_enough_and_the_page_fits(page: Page) -> None:
    shown = ".handle:visible .target, .mle-controls button:visible, .mle-controls select"
    sizes = page.locator(shown).evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("kind", KINDS)
def test_by_mouse_and_back(page: Page, kind: str) -> None:
    start = words(page, kind)
    handle = root(page, kind).get_by_role("slider").first
    drag(page, handle, 35, -25)
    assert words(page, kind) != start
    press(page, kind, "Reset")
    assert words(page, kind) == start


@pytest.mark.parametrize("kind", KINDS)
def test_by_keyboard_alone(page: Page, kind: str) -> None:
    """Every handle and button is reached by Tab, and every handle moves by the arrow keys."""
    start, here = words(page, kind), root(page, kind)
    stops = here.locator(".handle:visible, .mle-controls :is(button, select, input, textarea):visible")
    reached = set()
    here.evaluate("e => { e.tabIndex = -1; e.focus(); }")
    for _ in range(stops.count()):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "e => [...e[1].querySelectorAll('*')].indexOf(document.activeElement)", [0, here.element_handle()]
        )
        reached.add(place)
    assert -1 not in reached and len(reached) == stops.count()
    moved = 0
    for handle in here.locator(".handle:visible").all():
        before = handle.get_attribute("aria-valuetext"), words(page, kind)
        handle.focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
            page.keyboard.press(key)
        moved += (handle.get_attribute("aria-valuetext"), words(page, kind)) != before
    assert moved == here.locator(".handle:visible").count()
    here.get_by_role("button", name="Reset", exact=True).focus()
    page.keyboard.press("Enter")
    assert words(page, kind) == start
    expect(here.get_by_role("status")).to_have_text(start)


def test_by_finger_without_scrolling_the_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    for kind in KINDS:
        start = words(page, kind)
        handle = root(page, kind).get_by_role("slider").first
        handle.evaluate("handle => handle.scrollIntoView({block: 'center'})")
        before = page.evaluate("scrollY")
        swipe(page, handle, 40, -30)
        assert words(page, kind) != start, kind
        assert page.evaluate("scrollY") == before, kind
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_leads_to_what_was_seen(wide: Page, browser: Browser, kind: str) -> None:
    drag(wide, root(wide, kind).get_by_role("slider").first, 35, -25)
    wide.wait_for_function("location.hash.includes('?')")
    seen, link = words(wide, kind), wide.url
    context = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce")
    other = context.new_page()
    other.goto(link)
    other.wait_for_function("document.readyState === 'complete'")
    assert words(other, kind) == seen
    expect(root(other, kind)).to_be_in_viewport()
    context.close()


HOSTILE = [
    "heads=1e999",
    "heads=<script>",
    "x=" + "1," * 1500,
    "heads=-5&theta=7&family=none",
    "%",
    "x=;;;,&mean=NaN",
    "x=1",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistyped_address_does_no_harm(wide: Page, kind: str) -> None:
    """No script error (the fixture looks), no NaN, and a Reset that brings back the start."""
    start = words(wide, kind)
    for query in HOSTILE:
        wide.evaluate("([kind, query]) => { location.hash = `#explore-${kind}?${query}`; }", [kind, query])
        wide.wait_for_timeout(50)
        assert not {"NaN", "Infinity", "undefined"} & set(words(wide, kind).replace(",", " ").split())
    press(wide, kind, "Reset")
    assert words(wide, kind) == start


def test_the_heap_does_not_grow(wide: Page) -> None:
    """A thousand changes of each explorer leave nothing behind."""
    session = wide.context.new_cdp_session(wide)

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        return float(session.send("Runtime.getHeapUsage")["usedSize"])

    move = """(handle, count) => { for (let i = 0; i < count; i += 1) handle.dispatchEvent(
      new KeyboardEvent("keydown", { key: i % 2 ? "ArrowLeft" : "ArrowRight" })); }"""
    for kind in KINDS:
        handle = root(wide, kind).get_by_role("slider").first
        handle.evaluate(move, 1000)  # until everything is compiled and every cache is full
        before = heap()
        handle.evaluate(move, 1000)
        assert heap() - before < 100_000, kind
