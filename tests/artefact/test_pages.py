"""The built book, read from its files."""

import pytest

from products.toc import ROOT, notebooks, pages
from tests.checks import artefact, expect_none, ledger

BOOK = ROOT / "_build" / "html"


def test_every_page_of_the_contents_is_built() -> None:
    expect_none(artefact.missing_pages(BOOK, ["index", *pages()]))


@pytest.mark.parametrize("name", artefact.PAGE_CHECKS)
def test_every_page(name: str) -> None:
    expect_none(artefact.on_every_page(BOOK, artefact.PAGE_CHECKS[name]))


@pytest.mark.parametrize("name", artefact.FOLDER_CHECKS)
def test_the_book(name: str) -> None:
    expect_none(artefact.FOLDER_CHECKS[name](BOOK))


@pytest.mark.parametrize("page", pages())
def test_every_page_names_its_licence(page: str) -> None:
    text = (BOOK / f"{page}.html").read_text("utf-8")
    assert "CC BY 4.0" in text and "MIT licence" in text


def test_the_count_of_what_is_proved_is_what_the_chapters_show() -> None:
    expect_none(ledger.check(BOOK, notebooks()))
