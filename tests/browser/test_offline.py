"""The offline copy, from a folder without any server, and the book below a path of a site: both as on a host."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from products.offline import NAME, pack
from products.toc import ROOT, notebooks
from tests.checks.browser import served, watch

ARCHIVE = ROOT / "_build" / f"{NAME}.zip"


@pytest.fixture(scope="module", params=["from a folder", "below a path"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Unpack the copy where names are difficult, and give its address; or serve it below a path."""
    top = tmp_path_factory.mktemp("site")
    folder = top / "Meine Bücher" if request.param == "from a folder" else top / "some" / "sub"
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    if request.param == "from a folder":
        yield (folder / NAME).as_uri() + "/"
    else:
        with served(top) as address:
            yield f"{address}some/sub/{NAME}/"


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    """Open a page, in which nothing may go wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems = watch(opened, home)
    yield opened
    context.close()
    assert problems == []


def chapter_with(piece: str) -> str:
    """Return the address, within the book, of a chapter whose page has this piece."""
    for path in notebooks():
        page = path.relative_to(ROOT).with_suffix(".html").as_posix()
        if piece in (ROOT / "_build" / "html" / page).read_text("utf-8"):
            return page
    raise LookupError(f"no chapter has {piece}")


def test_the_first_page_leads_to_all_others(page: Page, home: str) -> None:
    page.goto(f"{home}index.html")
    page.wait_for_url(re.compile("book/index.html$"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="One coin").click()
    expect(page.get_by_role("heading", level=1, name="One coin")).to_be_visible()
    page.locator("a.right-next").click()
    expect(page).to_have_url(re.compile(re.escape(home) + r"book/gaussians/univariate\.html$"))


def test_search_finds_a_word_and_marks_it(page: Page, home: str) -> None:
    page.add_init_script("Storage.prototype.setItem = () => {}")  # as where the browser keeps nothing between files
    page.goto(f"{home}book/index.html")
    page.locator(".search-button__button:visible").first.click()
    page.locator("#pst-search-dialog input[name=q]").fill("Michelson")
    page.keyboard.press("Enter")
    results = page.locator("ul.search li a")
    expect(page.locator("p.search-summary")).to_contain_text("Found", timeout=10_000)
    expect(results.first).to_be_visible()
    if home.startswith("http"):
        expect(page.locator("ul.search li p.context").first).to_contain_text("Michelson")
    results.first.click()
    expect(page).to_have_url(re.compile(r"/bibliography\.html$"))
    expect(page.locator("span.highlighted").first).to_have_text(re.compile("michelson", re.IGNORECASE))


def test_a_question_answers(page: Page, home: str) -> None:
    page.goto(home + chapter_with('class="mle-question"'))
    question = page.locator(".mle-question").filter(has=page.locator("input[type=radio]")).first
    question.locator("input[type=radio]").first.check()
    expect(question.locator(".mle-feedback")).to_have_text(re.compile(r"\w"))


def test_an_explorer_moves(page: Page, home: str) -> None:
    page.goto(home + chapter_with('class="mle-explorer"'))
    explorer = page.locator(".mle-explorer").first
    state = explorer.locator(".mle-state")
    before = state.text_content()
    explorer.get_by_role("slider").first.press("ArrowRight")
    expect(state).not_to_have_text(before or "")


def test_the_same_book_is_packed_into_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for part in ("b.html", "a.html", ".hidden"):
            (tmp_path / name / part).write_text(part, "utf-8")
        shutil.copytree(tmp_path / name, tmp_path / name / "inner")
        pack(tmp_path / name, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == [f"{NAME}/{part}" for part in ("a.html", "b.html", "inner/a.html", "inner/b.html")]
