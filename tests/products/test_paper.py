"""Handouts, keys and the book as PDF: built from the chapters as they stand, printed, and looked at.

Each is printed for a chapter or two only; all chapters are built, so that a cell that cannot be printed shows here.
"""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from products import chromium
from products.paper import address, book, handouts, keys
from products.paper.build import build
from products.paper.printing import Heads, print_page
from tests.checks import expect_none
from tests.checks.papers import MM, check

COIN = "book/likelihood/bernoulli"
HOME = "https://example.org/mle/"
SIZES = {"a4": (595, 842), "letter": (612, 792)}


@pytest.fixture(scope="module")
def out(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Print everything once."""
    folder = tmp_path_factory.mktemp("paper")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(address, "find", lambda: HOME)
        handouts.make(browser, build("test-handouts", "products.paper.handouts"), COIN, folder)
        keys.make(browser, build("test-keys", "products.paper.keys"), COIN, folder / "keys")
        html = build("test-book")
        parts = [part for part in book.parts(html) if part.page in (COIN, "book/reference/formulas")]
        book.print_chapter(browser, html, parts[0], HOME, folder / "chapters")
        book.print_book(browser, html, parts, folder / "book.pdf")
    return folder


def text(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def addresses(pdf: Path) -> set[str]:
    found = (link.get_object() for page in PdfReader(pdf).pages for link in page.get("/Annots", []))
    return {str(link["/A"]["/URI"]) for link in found if "/URI" in link.get("/A", {})}


def rules(pdf: Path, least: float) -> int:
    """Count thin horizontal lines of at least so many points."""
    count = 0
    for page in pypdfium2.PdfDocument(pdf):
        dark = page.render(scale=2, grayscale=True).to_numpy().squeeze() < 220
        long = np.array([max(map(len, "".join("x" if d else " " for d in row).split()), default=0) for row in dark])
        starts = (long >= 2 * least) & ~np.roll(long >= 2 * least, 1)
        count += int(starts.sum())
    return count


@pytest.mark.parametrize("name", ["bernoulli-a4", "bernoulli-letter", "keys/bernoulli", "chapters/bernoulli", "book"])
def test_is_sound(out: Path, name: str) -> None:
    expect_none(check(out / f"{name}.pdf", fewest_pages=4))


@pytest.mark.parametrize("size", SIZES)
def test_handout(out: Path, size: str) -> None:
    pdf = out / f"bernoulli-{size}.pdf"
    box = PdfReader(pdf).pages[0].mediabox
    assert (round(box.width), round(box.height)) == SIZES[size]
    words = text(pdf)
    assert "Handout: One coin" in words and "Maximum Likelihood, Line by Line" in words and "1 / " in words
    assert "the log of a product is the sum of the logs" in words, "a reason is missing"
    assert "Solution to" not in words and "Right." not in words
    assert f"{HOME}{COIN}.html" in addresses(pdf)
    source = (Path("_build/paper/test-handouts/html") / f"{COIN}.html").read_text("utf-8")
    assert rules(pdf, 60 * MM) >= source.count("<i class=") > 15


def test_handout_without_an_address(browser: Browser, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "find", lambda: "")
    soup = handouts.pages.load(Path("_build/paper/test-book/html") / f"{COIN}.html")
    handouts.tidy(soup, COIN)
    assert not soup.select(".address") and not [a for a in soup.select("main a") if "#" not in str(a["href"])]


def test_key(out: Path) -> None:
    words = text(out / "keys" / "bernoulli.pdf")
    for wanted in ("Answers: One coin", "Question 9.", "Right.", "Solution to Exercise", "rule of three"):
        assert wanted in words
    assert "Reading: 40 minutes" not in words


def test_chapter(out: Path) -> None:
    words = text(out / "chapters" / "bernoulli.pdf")
    for wanted in ("Answers and solutions", "Question 1", "Solution to Exercise", "Reading: 40 minutes", "Figure 1."):
        assert wanted in words
    assert f"{HOME}book/likelihood/likelihood.html#likelihood" in addresses(out / "chapters" / "bernoulli.pdf")


def test_contents_of_the_book_name_the_right_pages(out: Path) -> None:
    pdf = pypdfium2.PdfDocument(out / "book.pdf")
    lines = pdf[1].get_textpage().get_text_range().splitlines()
    listed = [line for line in lines if line.split()[-1].isdigit() and "/" not in line]
    marks = [(words, page) for depth, words, page in book.outline(out / "book.pdf")[1:] if depth < 2]
    assert len(marks) > 20
    for (words, page), line in zip(marks, listed, strict=True):
        assert line == f"{words} {page}"
        assert words.split()[0] in pdf[page - 1].get_textpage().get_text_range()


def test_book_has_a_cover_without_heads(out: Path) -> None:
    first, second = (page.extract_text() for page in PdfReader(out / "book.pdf").pages[:2])
    assert "from one coin to EM" in first and "1 / " not in first and "2 / " in second
    assert not [uri for uri in addresses(out / "book.pdf") if ".html#" in uri], "a link leaves the book"


def test_a_check_sees_what_is_cut(browser: Browser, out: Path, tmp_path: Path) -> None:
    page = tmp_path / "wide.html"
    page.write_text('<title>x</title><p style="white-space: nowrap">' + "wide " * 200 + '</p><a href="file:///x">x</a>')
    print_page(browser, page, tmp_path / "wide.pdf", Heads("", ""))
    problems = "\n".join(check(tmp_path / "wide.pdf", fewest_pages=2))
    for wanted in ("something in the", "no bookmarks", "1 pages", "a link to a file"):
        assert wanted in problems


def test_without_a_browser_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(chromium.NoBrowserError, match="none on this machine"):
        chromium.find()


def test_a_key_ticks_the_right_choice_and_leaves_nothing_to_fill_in(out: Path) -> None:
    soup = handouts.pages.load(Path("_build/paper/test-keys/html") / f"{COIN}.html")
    assert not soup.select(".mle-on-paper")
    choices = [question for question in soup.select(".mle-question") if question.select(".mle-question > ol")]
    for question in choices:
        right = [item for item in question.select(".mle-question > ol > li") if "right" in item.get("class", [])]
        said = question.select(".answer > ol > li")[len(right[0].find_previous_siblings("li"))]
        assert len(right) == 1 and said.get_text().strip().startswith("Right.")
    assert len(choices) > 3


def test_a_formula_is_written_behind_its_equals_sign(out: Path) -> None:
    soup = handouts.pages.load(Path("_build/paper/test-handouts/html") / f"{COIN}.html")
    sought = [line for line in soup.select(".sought") if "?" not in line.get_text() and line.select(".reply")]
    assert len(sought) == 1 and not soup.select(".to-answer, details.mle-answer, [data-answer]")


def test_the_mark_behind_a_reason_stays_with_its_last_word(out: Path) -> None:
    soup = handouts.pages.load(Path("_build/paper/test-book/html") / f"{COIN}.html")
    marks = soup.select(".line-why abbr")
    assert len(marks) > 10 and all(str(mark.previous_sibling).endswith("\N{NO-BREAK SPACE}") for mark in marks)
