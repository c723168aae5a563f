"""A page with one explorer of every kind, in Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from mlelib.teaching.explorers import asset

from .gallery import GALLERY

ROOT = Path(__file__).resolve().parents[3]
HEAD = '<!doctype html><html lang="en" data-theme="{}"><meta charset="utf-8"><title>Explorers</title><style>{}</style>'
Numbers = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page."""
    css = (ROOT / "book/assets/mle.css").read_text("utf-8") + asset("explorer.css") + "body { margin: 1rem; }"
    shown = "".join(explorer.html() for explorer in GALLERY.values())
    path = tmp_path_factory.mktemp("explorers") / "all.html"
    path.write_text(f"{HEAD.format('light', css)}<main>{shown}</main>", encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=[1100, 390], ids=["wide", "phone"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, which must have no script errors by the end of the test."""
    yield from opened(browser, address, request.param)


@pytest.fixture
def wide(browser: Browser, address: str) -> Iterator[Page]:
    """The page at one width, for what does not depend on it."""
    yield from opened(browser, address, 1100)


def opened(browser: Browser, address: str, width: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(address)
    yield page
    assert not errors
    context.close()


@pytest.fixture
def numbers(wide: Page) -> Numbers:
    """What an explorer computes, in the browser, for each of some states: ``numbers(kind, states)``.

    ``config`` may be another than the gallery's.
    """

    # The scripts of an output are closed in; here one copy of them is open.
    def compute(kind: str, states: list[dict[str, Any]], config: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        from mlelib.teaching.explorers import script
        from mlelib.teaching.explorers.base import scripts_of

        call = f"(() => {{ {script(*scripts_of(kind))}; return explorer.kinds[name](config); }})()"
        found: list[dict[str, Any]] = wide.evaluate(
            f"([name, config, states]) => {{ const one = {call}; return states.map((state) => one.numbers(state)); }}",
            [kind, config or GALLERY[kind].config, states],
        )
        return found

    return compute


def root(page: Page, kind: str) -> Locator:
    return page.locator(f"#explore-{kind}")


def words(page: Page, kind: str) -> str:
    return root(page, kind).locator(".mle-state").inner_text()


def press(page: Page, kind: str, name: str) -> None:
    root(page, kind).get_by_role("button", name=name, exact=True).click()


def drag(page: Page, handle: Locator, right: float, down: float = 0) -> None:
    """Drag a handle by the mouse, by so many pixels."""
    handle.scroll_into_view_if_needed()
    box = handle.locator(".target").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def swipe(page: Page, handle: Locator, right: float, down: float = 0) -> None:
    """Drag a handle by a finger; the page must be a phone's."""
    handle.evaluate("handle => handle.scrollIntoView({block: 'center'})")
    box = handle.locator(".target").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for i in range(1, 7):
        touch = {"x": x + right * i / 6, "y": y + down * i / 6}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [touch]})
        page.wait_for_timeout(40)  # a frame for each: the browser merges moves
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
