"""In the book, explorers share their scripts: an output holds what is its own."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mlelib.teaching.explorers.base import NEEDED
from products.explorers import shared
from products.toc import ROOT, pages

BOOK = ROOT / "_build" / "html"
EXPLORER = re.compile(r'class="mle-explorer"[^>]* data-kind="(\w+)"')


def kinds(page: str) -> list[str]:
    return EXPLORER.findall((BOOK / f"{page}.html").read_text("utf-8"))


WITH = [page for page in pages() if (BOOK / f"{page}.html").is_file() and kinds(page)]


def test_some_pages_have_explorers() -> None:
    """Or the tests below would test nothing."""
    assert len(WITH) >= 5


@pytest.mark.parametrize("page", WITH)
def test_a_page_loads_the_shared_script_first_then_what_its_kinds_need_and_one_for_each(page: str) -> None:
    path = BOOK / f"{page}.html"
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    scripts = [tag for tag in soup.find_all("script", src=True) if "/explorers/" in str(tag["src"])]
    names = [Path(str(tag["src"]).split("?")[0]).stem for tag in scripts]
    own = sorted(set(kinds(page)))
    needed = dict.fromkeys(name for kind in own for name in NEEDED.get(kind, ()))
    assert names == ["shared", *needed, *own]
    assert all(tag.has_attr("defer") for tag in scripts)
    assert all((path.parent / str(tag["src"]).split("?")[0]).is_file() for tag in scripts)
    assert not soup.select("[data-mle]"), "a script or style came with an output"


@pytest.mark.parametrize("page", WITH)
def test_their_names_differ_on_a_page(page: str) -> None:
    names = re.findall(r'id="(explore-\w+)"', (BOOK / f"{page}.html").read_text("utf-8"))
    assert len(names) == len(set(names)) == len(kinds(page))


def test_pages_without_explorers_load_none() -> None:
    for page in set(pages()) - set(WITH):
        assert "/explorers/" not in (BOOK / f"{page}.html").read_text("utf-8"), page


def test_the_shared_script_is_the_one_that_notebooks_carry() -> None:
    assert (BOOK / "_static/explorers/shared.js").read_text("utf-8") == shared()
