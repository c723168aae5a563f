"""Explorers and questions on a real page: a small book is built, and Chromium drags, types and reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat as nbf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sphinx.application import Sphinx

from mlelib.teaching import ask, explore_em, explore_gaussian
from tests.checks.browser import chromium, find_chromium, must_have_browser
from tests.teaching.gallery import START, X, draw_all
from tests.teaching.test_questions import GOOD

ROOT = Path(__file__).resolve().parents[2]
SETTINGS: dict[str, Any] = {
    "extensions": ["myst_nb"],
    "html_theme": "sphinx_book_theme",
    "nb_execution_mode": "off",
    "nb_render_markdown_format": "myst",
    "myst_enable_extensions": ["dollarmath"],
    "mathjax_path": "none.js",
    "html_static_path": [str(ROOT / "book/assets")],
    "html_css_files": ["mle.css"],
    "html_js_files": ["questions.js"],
}


def notebook(folder: Path) -> Any:
    """A notebook whose outputs are everything this package shows."""
    (folder / "one.questions.yml").write_text(GOOD, encoding="utf-8")
    shown = [
        *draw_all()[:2],
        explore_gaussian(X, mean=6, variance=4),
        explore_em(X, START),
        ask("one/score", folder=folder),
        ask("one/start", folder=folder),
    ]
    book = nbf.v4.new_notebook(cells=[nbf.v4.new_markdown_cell("# A chapter")])
    for item in shown:
        output = nbf.v4.new_output("display_data", data=item._repr_mimebundle_())
        book.cells.append(nbf.v4.new_code_cell("show()", outputs=[output]))
    book.metadata["language_info"] = {"name": "python"}
    return book


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page, built by Sphinx and MyST-NB as the book is."""
    folder = tmp_path_factory.mktemp("book")
    nbf.write(notebook(folder), folder / "index.ipynb")
    out = folder / "_build"
    Sphinx(folder, None, out, out / "doctrees", "html", SETTINGS, status=None).build()
    return (out / "index.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if find_chromium() is None:
        assert not must_have_browser(), "no Chromium on this machine, and CI may not skip the browser's tests"
        pytest.skip("THE EXPLORERS AND QUESTIONS WERE NOT TRIED IN A BROWSER: install Chromium")
    with chromium() as started:
        yield started


@pytest.fixture(params=[(1100, "light"), (390, "dark")], ids=["wide-light", "phone-dark"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, which must have no script errors by the end of the test."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(address)
    yield opened
    assert not errors
    context.close()


def explorer(page: Page, kind: str) -> Locator:
    return page.locator(f".mle-explorer[id^=mle-{kind}-]")


def state(page: Page, kind: str) -> str:
    return explorer(page, kind).locator(".mle-state").inner_text()


def drag(page: Page, handle: Locator, right: float, down: float = 0) -> None:
    handle.scroll_into_view_if_needed()
    box = handle.locator(".target").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def test_the_page_fits_and_html_outputs_keep_its_background(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    backgrounds = page.locator(".text_html").evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
    assert set(backgrounds) == {"rgba(0, 0, 0, 0)"}
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids)


def test_pages_state_in_words_is_the_one_that_python_wrote(page: Page, browser: Browser, address: str) -> None:
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(address)
    for kind in ("gaussian", "em"):
        assert state(page, kind) == state(still, kind)
        expect(explorer(still, kind).locator("svg[role=img]")).to_be_visible()
        expect(explorer(page, kind).locator("svg[role=img]")).to_have_count(0)
    still.context.close()


def test_targets_are_large_enough(page: Page) -> None:
    sizes = page.locator(".target, .mle-controls button, .mle-question button").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 24


def test_gaussian_by_mouse_keyboard_and_buttons(page: Page) -> None:
    root, start = explorer(page, "gaussian"), state(page, "gaussian")
    mean = root.get_by_role("slider", name="mean μ")
    drag(page, mean, -60)
    assert float(mean.get_attribute("aria-valuenow") or "nan") < 5
    assert state(page, "gaussian") != start
    root.get_by_role("button", name="Reset").click()
    assert state(page, "gaussian") == start
    mean.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageDown")
    assert mean.get_attribute("aria-valuetext") == "4.90"
    root.get_by_role("button", name="Go to the maximum").click()
    assert state(page, "gaussian") == "μ = 2.80, σ² = 7.76: log-likelihood −12.22, the maximum."
    expect(root.get_by_role("status")).to_have_text(state(page, "gaussian"))


def test_a_finger_drags_without_scrolling_the_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    handle = explorer(page, "gaussian").get_by_role("slider", name="mean μ")
    handle.evaluate("handle => handle.scrollIntoView({block: 'center'})")
    box, before = handle.locator(".target").bounding_box(), page.evaluate("scrollY")
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for i in range(1, 7):
        touch = {"x": x - 10 * i, "y": y + 10 * i}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [touch]})
        page.wait_for_timeout(40)  # a frame for each: the browser merges moves
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert float(handle.get_attribute("aria-valuenow") or "nan") < 5
    assert page.evaluate("scrollY") == before
    context.close()


def test_gaussian_data_and_deviation_can_be_dragged(page: Page) -> None:
    root = explorer(page, "gaussian")
    drag(page, root.get_by_role("slider", name="data point 1"), -20)
    assert "maximum at μ = 2.80" not in state(page, "gaussian")
    root.get_by_role("slider", name="standard deviation σ").focus()
    page.keyboard.press("ArrowRight")
    assert "σ² = 4.41" in state(page, "gaussian")


def test_em_step_by_step(page: Page) -> None:
    root, start = explorer(page, "em"), state(page, "em")

    def press(name: str) -> None:
        root.get_by_role("button", name=name).click()

    press("M-step")
    assert state(page, "em").startswith("First the E-step")
    press("E-step")
    third = root.get_by_role("slider", name="data point 3")
    assert third.get_attribute("aria-valuetext") == "4.00, Gaussian 1 responsible for 45.5 %"
    press("M-step")
    assert "weight 0.36, mean 5.13, variance 0.62" in state(page, "em")
    assert "Log-likelihood −10.956" in state(page, "em")
    press("Run")
    assert state(page, "em").startswith("Converged after 8 steps. Gaussian 1: weight 0.60, mean 5.00")
    press("Reset")
    assert state(page, "em") == start


def test_em_names_a_collapse(page: Page) -> None:
    root = explorer(page, "em")
    for number in (1, 2):
        root.get_by_role("slider", name=f"data point {number}").focus()
        for _ in range(25):
            page.keyboard.press("PageDown")
    root.get_by_role("button", name="Run").click()
    assert "collapsed onto the point" in state(page, "em")
    assert "the likelihood has no maximum" in state(page, "em")


def test_a_choice_answers_by_mouse_and_keyboard(page: Page) -> None:
    question = page.locator("#one-score")
    group = question.get_by_role("group", name="Question. Which is")
    wrong, feedback = group.get_by_role("radio").nth(1), question.get_by_role("status")
    wrong.check()
    expect(feedback).to_contain_text("No. The inner derivative")
    assert feedback.get_attribute("data-right") == "no"
    page.keyboard.press("ArrowUp")
    expect(feedback).to_contain_text("Right. The two minus signs cancel")
    assert feedback.locator(".math").count() == 0
    question.get_by_text("Answer", exact=True).click()
    expect(question.locator("details")).to_contain_text("The inner derivative")


REPLIES = [
    ("-24.5", "Right.", "yes"),
    ("−24,5", "Right.", "yes"),
    (" - 24.51 ", "Right.", "yes"),
    ("-15.46", "as a standard deviation", "no"),
    ("-15,5", "as a standard deviation", "no"),
    ("24.5", "Try again", "no"),
    ("-24.6", "Try again", "no"),
    ("", "Type a number", "no"),
    ("twenty", "Type a number", "no"),
    ("1e999", "Try again", "no"),
]


def test_a_number_takes_what_people_type(page: Page) -> None:
    question = page.locator("#one-start")
    field = question.get_by_role("textbox", name="What is the log-likelihood")
    feedback = question.get_by_role("status")
    for typed, reply, right in REPLIES:
        field.fill(typed)
        field.press("Enter")
        assert reply in feedback.inner_text(), typed
        assert feedback.get_attribute("data-right") == right, typed
