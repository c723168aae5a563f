"""What a chapter offers: what is there, with its size, and nothing else. Made-up products on copies of built pages."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from products.offer import Offer
from products.repository import Repository
from products.toc import ROOT, notebooks

CHAPTER, PROSE = "book/likelihood/bernoulli", "book/reference/notation"
HERE = Repository("someone/book", "abc123", True, "notebooks")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book of two built pages."""
    (tmp_path / "_toc.yml").write_text(f"root: {CHAPTER}\nchapters:\n  - file: {PROSE}\n")
    for page, suffix in ((CHAPTER, ".ipynb"), (PROSE, ".md")):
        for name in (f"{page}{suffix}", f"_build/html/{page}.html"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make_products(folder: Path) -> None:
    sizes = {
        "slides/bernoulli.html": 10,
        "slides/_static/reveal.js": 10,
        "handouts/bernoulli-a4.pdf": 48_200,
        "handouts/bernoulli-letter.pdf": 47_900,
        "pdf/bernoulli.pdf": 1_234_567,
        "students/bernoulli.ipynb": 200_400,
        "book.pdf": 9_940_000,
        "keys/bernoulli.pdf": 1000,
    }
    for name, size in sizes.items():
        path = folder / "_build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b" " * size)


def offer(folder: Path, repository: Repository | None = None, mail: str = "") -> None:
    Offer(folder, folder / "_build" / "html", repository, mail).write()


def offered(folder: Path, page: str = CHAPTER, where: str = "nav.offer") -> dict[str, str]:
    """Return words and addresses of what a page offers."""
    soup = BeautifulSoup((folder / f"_build/html/{page}.html").read_text("utf-8"), "html.parser")
    return {link.get_text(): str(link["href"]) for link in soup.select(f"{where} a")}


def test_a_book_by_itself_offers_the_notebook(folder: Path) -> None:
    offer(folder)
    (words,) = offered(folder)
    assert words.startswith("Notebook (Jupyter, ")
    taken = folder / "_build/html/downloads/bernoulli.ipynb"
    assert taken.read_bytes() == (ROOT / f"{CHAPTER}.ipynb").read_bytes()
    assert offered(folder, PROSE) == {}


def test_all_products_are_offered_with_their_sizes(folder: Path) -> None:
    make_products(folder)
    offer(folder)
    found = offered(folder)
    assert list(found)[1:] == [
        "Slides",
        "Notebook without solutions (Jupyter, 200 KB)",
        "Handout, A4 (PDF, 48 KB)",
        "Handout, Letter (PDF, 48 KB)",
        "Chapter (PDF, 1.2 MB)",
        "The whole book (PDF, 9.9 MB)",
    ]
    assert offered(folder, where=".offer-menu") == found
    page = folder / "_build/html" / CHAPTER
    assert all((page.parent / address).is_file() for address in found.values())
    assert (folder / "_build/html/slides/_static/reveal.js").is_file()
    assert "keys" not in " ".join(found.values())


def test_what_is_gone_is_offered_no_more_and_nothing_twice(folder: Path) -> None:
    make_products(folder)
    offer(folder)
    (folder / "_build/pdf/bernoulli.pdf").unlink()
    shutil.rmtree(folder / "_build/slides")
    offer(folder)
    found = offered(folder)
    assert "Slides" not in found and not any(words.startswith("Chapter") for words in found)
    assert not (folder / "_build/html/slides").exists()
    assert not (folder / "_build/html/downloads/bernoulli.pdf").exists()
    text = (folder / f"_build/html/{CHAPTER}.html").read_text("utf-8")
    assert text.count('class="dropdown offer-menu"') == text.count('<nav class="offer') == 1


def test_a_known_repository_adds_places_to_run_and_to_report(folder: Path) -> None:
    offer(folder, HERE)
    found = offered(folder)
    assert found["Run it in Colab"].endswith("/github/someone/book/blob/notebooks/bernoulli.ipynb")
    assert found["Run it in Binder"].endswith("/someone/book/abc123?urlpath=lab/tree/book/likelihood/bernoulli.ipynb")
    query = parse_qs(urlsplit(found["Report a mistake"]).query)
    assert query["title"] == ["Mistake in “One coin”"]
    assert query["body"][0].startswith("Page: One coin (book/likelihood/bernoulli)\nSection: \nBuilt from: abc123\n")
    assert list(offered(folder, PROSE)) == ["Report a mistake"]


def test_without_a_repository_mistakes_go_to_an_address_if_there_is_one(folder: Path) -> None:
    offer(folder, mail="course@example.org")
    assert offered(folder)["Report a mistake"].startswith("mailto:course@example.org?subject=Mistake%20in")


def test_the_theme_has_no_second_download_button() -> None:
    text = (ROOT / f"_build/html/{CHAPTER}.html").read_text("utf-8")
    assert text.count("fa-download") == 1 and "window.print()" not in text


def test_the_built_book_offers_every_notebook() -> None:
    book = ROOT / "_build/html"
    for path in notebooks():
        text = (book / path.relative_to(ROOT).with_suffix(".html")).read_text("utf-8")
        assert f'downloads/{path.name}" download' in text and (book / "downloads" / path.name).is_file()
