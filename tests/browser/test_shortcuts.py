"""Keyboard shortcuts, copying, and the menu of a chapter, on the built book in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from products.offer import Link, listed, menu
from products.repository import Repository
from products.toc import ROOT
from tests.checks.browser import served

BOOK = ROOT / "_build" / "html"
CHAPTER = "book/likelihood/bernoulli.html"
COPIED = """() => {
  let text = "";
  const keep = (event) => { text = event.clipboardData.getData("text/plain"); };
  addEventListener("copy", keep);
  document.execCommand("copy");
  removeEventListener("copy", keep);
  return text;
}"""


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with served(BOOK) as address:
        yield address


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(home + CHAPTER)
    yield opened
    assert not errors
    context.close()


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("n", "gaussians/univariate.html"),
        ("p", "likelihood/likelihood.html"),
        ("g", "reference/glossary.html"),
    ],
)
def test_a_key_leads_to_a_page(page: Page, key: str, place: str) -> None:
    page.keyboard.press(key)
    page.wait_for_url(f"**/{place}")


def test_keys_search_change_the_theme_and_reach_the_contents(page: Page) -> None:
    before = page.locator("html").get_attribute("data-mode")
    page.keyboard.press("t")
    expect(page.locator("html")).not_to_have_attribute("data-mode", str(before))
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.textContent") == "One coin"
    page.keyboard.press("/")
    expect(page.locator("#pst-search-dialog input")).to_be_focused()
    page.keyboard.type("n?")
    expect(page.locator("#pst-search-dialog input")).to_have_value("n?")
    assert page.url.endswith(CHAPTER)


def test_the_list_opens_closes_and_turns_the_keys_off_for_good(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    page.keyboard.press("n")  # not while the list is open
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.url.endswith(CHAPTER)
    button = page.get_by_role("button", name="Keyboard shortcuts")
    button.click()
    dialog.get_by_role("checkbox", name="Use these keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(button).to_be_focused()
    page.reload()
    for key in "?n/t":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith(CHAPTER) and page.locator("dialog[open]").count() == 0
    button.click()
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("n")
    page.wait_for_url("**/univariate.html")


@pytest.mark.parametrize("where", [".mle-question input[type=text]", ".mle-question input[type=radio]"])
def test_keys_rest_in_a_question(page: Page, where: str) -> None:
    page.locator(where).first.focus()
    for key in ("n", "p", "?", "/"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith(CHAPTER) and page.locator("dialog[open]").count() == 0


def test_keys_rest_on_a_handle_of_an_explorer(page: Page, home: str) -> None:
    page.goto(f"{home}book/mixtures/homework.html#explore-em")
    page.locator(".mle-explorer [role=slider]").first.focus()
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.url.endswith("homework.html#explore-em")


def test_keys_with_control_are_the_browsers(page: Page) -> None:
    page.keyboard.press("Control+p")
    page.keyboard.press("Alt+n")
    page.wait_for_timeout(300)
    assert page.url.endswith(CHAPTER)


def test_without_storage_they_work(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })")
    page.goto(home + CHAPTER)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.close()


def test_a_selected_formula_is_copied_as_latex(page: Page) -> None:
    for where, latex in ((".math .katex-display", "$$"), ("ul.derivation .line", "$")):
        page.evaluate(
            "where => getSelection().selectAllChildren(document.querySelector('.bd-article ' + where).parentElement)",
            where,
        )
        text = page.evaluate(COPIED)
        assert latex in text and re.search(r"\\(theta|prod|log)", text)
        assert "θ" not in text


def test_copy_buttons_copy_code_by_keyboard_and_stand_at_code_only(page: Page) -> None:
    button = page.locator("div.cell:not(:has(details)) .cell_input button.copybtn").first
    code = button.locator("xpath=preceding-sibling::pre").inner_text()
    expect(page.locator(".cell_output button.copybtn")).to_have_count(0)
    assert button.evaluate("one => getComputedStyle(one).opacity") == "0"
    page.keyboard.press("Shift")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    expect(button).to_have_accessible_name(re.compile("^Copy to clipboard"))
    page.keyboard.press("Enter")
    expect(button).to_have_accessible_name(re.compile("^Copied"))
    assert page.evaluate("navigator.clipboard.readText()") == code.rstrip("\n")


def test_copy_buttons_are_seen_and_large_enough_for_a_finger(browser: Browser, home: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(home + CHAPTER)
    button = page.locator("div.cell:not(:has(details)) .cell_input button.copybtn").first
    expect(button).to_have_css("opacity", "1")
    box = button.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 24
    context.close()


def test_the_menu_opens_by_keyboard_and_the_list_needs_no_script(page: Page, browser: Browser, home: str) -> None:
    name = re.compile("^Download (or run )?this chapter$")  # on CI the repository is known, and Binder is offered
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".offer-menu a").first).to_be_focused()
    with page.expect_download() as got:
        page.keyboard.press("Enter")
    assert got.value.suggested_filename == "bernoulli.ipynb"
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(home + CHAPTER)
    expect(still.get_by_role("navigation", name=name).get_by_role("link").first).to_be_visible()
    still.context.close()


@pytest.fixture
def reporting(browser: Browser, home: str) -> Iterator[Page]:
    """The chapter as it is where a repository is known, and no way out of the house."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    body = "Page: One coin\nSection: \nBuilt from: abc"
    link = Link("Report a mistake", Repository("someone/book", "abc", True, None).issue("Mistake", body), "report")

    def answer(route: object) -> None:
        text = (BOOK / CHAPTER).read_text("utf-8")
        text = re.sub(r"<!-- offer --><div.*?<!-- /offer -->", lambda _: menu([link]), text, flags=re.DOTALL)
        text = re.sub(r"<!-- offer --><nav.*?<!-- /offer -->", lambda _: listed([link]), text, flags=re.DOTALL)
        route.fulfill(body=text, content_type="text/html")  # type: ignore[attr-defined]

    page.route(f"{home}{CHAPTER}", answer)
    page.goto(home + CHAPTER)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.wait_for_timeout(1000)  # derivations are fitted again when their fonts come
    page.evaluate("addEventListener('click', (event) => { if (event.target.closest('a')) event.preventDefault(); })")
    yield page
    page.close()


def reported(page: Page) -> str:
    """Follow the link of the menu, and return the body of the issue."""
    for part in (".offer-menu button", ".offer-menu a"):
        # With the mouse itself: Playwright's click() would first scroll the page, although the menu is on the screen.
        box = page.locator(part).bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    address: str = page.locator(".offer-menu a").get_attribute("href") or ""
    body: str = page.evaluate("address => new URL(address).searchParams.get('body')", address)
    return body


def test_a_report_names_the_section_on_the_screen(reporting: Page) -> None:
    assert "\nSection: One coin\n" in reported(reporting)
    reporting.locator("#the-best-coin").evaluate("one => one.scrollIntoView()")
    assert reported(reporting) == "Page: One coin\nSection: The best coin\nBuilt from: abc"


def test_a_report_names_the_line_and_the_words_that_are_selected(reporting: Page) -> None:
    reason = reporting.locator("#A2").locator("xpath=ancestor::li").locator(".line-why")
    reason.evaluate("one => { one.scrollIntoView({ block: 'center' }); getSelection().selectAllChildren(one); }")
    reporting.wait_for_timeout(100)
    assert "\nSection: The log-likelihood, line (A2): “the log of a product is" in reported(reporting)
