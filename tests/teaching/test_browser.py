"""Questions on a real page: a small book is built, and Chromium chooses, types and reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat as nbf
import pytest
from playwright.sync_api import Browser, Page, expect
from sphinx.application import Sphinx

from mlelib.teaching import ask, explore_coin
from tests.teaching.gallery import draw_all
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
        explore_coin(3, 1),
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


def test_the_page_fits_and_html_outputs_keep_its_background(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    backgrounds = page.locator(".text_html").evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
    assert set(backgrounds) == {"rgba(0, 0, 0, 0)"}
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids)


def test_targets_are_large_enough(page: Page) -> None:
    sizes = page.locator(".target, .mle-controls button, .mle-question button").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 24


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
