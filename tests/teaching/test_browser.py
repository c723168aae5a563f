"""Questions on a real page: a small book is built, and Chromium chooses, types, moves lines and reads.

What the page says to a reply is what the notebook says.
"""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat as nbf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from mlelib.teaching import answer, ask, explore_coin
from tests.checks.browser import opened
from tests.teaching.gallery import draw_all
from tests.teaching.test_lines import BANK, waits
from tests.teaching.test_questions import GOOD, TYPED

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
    (folder / "waits.questions.yml").write_text(BANK, encoding="utf-8")
    shown = [
        *draw_all()[:2],
        explore_coin(3, 1),
        ask("one/score", folder=folder),
        ask("one/start", folder=folder),
        ask("waits/steps", derivation=waits(), folder=folder),
        ask("waits/slip", derivation=waits(), folder=folder),
    ]
    book = nbf.v4.new_notebook(cells=[nbf.v4.new_markdown_cell("# A chapter")])
    for item in shown:
        output = nbf.v4.new_output("display_data", data=item._repr_mimebundle_())
        book.cells.append(nbf.v4.new_code_cell("show()", outputs=[output]))
    book.metadata["language_info"] = {"name": "python"}
    return book


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("book")


@pytest.fixture(scope="module")
def address(folder: Path) -> str:
    """The address of the page, built by Sphinx and MyST-NB as the book is."""
    nbf.write(notebook(folder), folder / "index.ipynb")
    out = folder / "_build"
    with patch_docutils(), docutils_namespace():  # or the next build of this process warns of this one
        Sphinx(folder, None, out, out / "doctrees", "html", SETTINGS, status=None).build()
    return (out / "index.html").as_uri()


@pytest.fixture(params=[(1100, "light"), (390, "dark")], ids=["wide-light", "phone-dark"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, which must have no script errors by the end of the test."""
    with opened(browser, address, *request.param) as page:
        yield page


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


def said(feedback: Locator) -> str:
    """The words of a reply, mathematics without its marks."""
    return plain(feedback.inner_text())


def plain(text: str) -> str:
    """Text without what Markdown, or a page without MathJax, puts around words and formulas."""
    return re.sub(r"\*\*|\\[()]|\$|<wbr>|\s", "", text)


def test_a_choice_answers_by_mouse_and_keyboard(page: Page) -> None:
    question = page.locator("#one-score")
    group = question.get_by_role("group", name="Question. Which is")
    wrong, feedback = group.get_by_role("radio").nth(1), question.get_by_role("status")
    wrong.check()
    expect(feedback).to_contain_text("No. The inner derivative")
    assert feedback.get_attribute("data-right") == "no"
    page.keyboard.press("ArrowUp")
    expect(feedback).to_have_text("Press Enter to check choice 1.")
    assert feedback.get_attribute("data-right") is None
    page.keyboard.press("Enter")
    expect(feedback).to_contain_text("Right. The two minus signs cancel")
    assert feedback.locator(".math").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(feedback).to_contain_text("No. The inner derivative")
    question.get_by_text("Show the answer", exact=True).click()
    expect(question.locator("details")).to_contain_text("The inner derivative")


def test_a_number_takes_what_people_type(page: Page, folder: Path) -> None:
    question = page.locator("#one-start")
    field = question.get_by_role("textbox", name="What is the log-likelihood")
    feedback = question.get_by_role("status")
    for typed, words, right in TYPED:
        field.fill(typed)
        field.press("Enter")
        assert words in feedback.inner_text(), typed
        assert feedback.get_attribute("data-right") == ("yes" if right else "no"), typed
        assert said(feedback) == plain(answer("one/start", typed, folder=folder).markdown), typed


def test_lines_are_put_in_order(page: Page, folder: Path) -> None:
    """Every order of the lines, by buttons: the page and the notebook say the same."""
    question = page.locator("#waits-steps")
    lines = question.get_by_role("group", name="Put the lines in order").locator(".mle-lines > li")
    feedback, check = question.get_by_role("status"), question.get_by_role("button", name="Check")
    rights = 0
    for wanted in itertools.permutations("abc"):
        for place, letter in enumerate(wanted):
            while letters(lines).index(letter) > place:
                question.get_by_role("button", name=f"Move ({letter}) up").click()
                assert said(feedback).startswith(f"({letter})isnowinplace")
        check.click()
        reply = answer("waits/steps", " ".join(wanted), folder=folder)
        assert said(feedback) == plain(reply.markdown), wanted
        assert feedback.get_attribute("data-right") == ("yes" if reply else "no")
        rights += reply.right
    assert rights == 1


def letters(lines: Locator) -> list[str]:
    return list(lines.evaluate_all("all => all.map((line) => line.dataset.letter)"))


def test_lines_are_moved_by_keyboard(page: Page) -> None:
    """The focus stays on the button that was pressed, and at the ends nothing happens."""
    question = page.locator("#waits-steps")
    lines = question.locator(".mle-lines > li")
    question.get_by_role("button", name="Move (a) down").focus()
    for moved in ("bac", "bca", "bca"):
        page.keyboard.press("Enter")
        assert "".join(letters(lines)) == moved
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert "".join(letters(lines)) == "bac"
    assert question.get_by_role("status").inner_text() == "(a) is now in place 2 of 3."


def test_the_wrong_line_is_chosen(page: Page, folder: Path) -> None:
    question = page.locator("#waits-slip")
    feedback, radios = question.get_by_role("status"), question.get_by_role("radio")
    rights = 0
    for number in range(1, radios.count() + 1):
        radios.nth(number - 1).check()
        reply = answer("waits/slip", number, folder=folder)
        assert said(feedback) == plain(reply.markdown)
        rights += reply.right
    assert rights == 1


def test_on_paper_there_is_space_for_answers(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("#waits-steps .mle-on-paper > span").count() == 3
    assert page.locator("#one-start .mle-rule").bounding_box() is not None
    for control in ("form", "button", ".mle-feedback", "summary"):
        assert page.locator(f".mle-question {control}:visible").count() == 0
