"""What a shared link shows."""

import struct

import pytest
from bs4 import BeautifulSoup

from products.social import PICTURE, SIZE, metas, site
from products.toc import ROOT, pages

BOOK = ROOT / "_build" / "html"


@pytest.mark.parametrize(
    ("env", "address"),
    [
        ({}, ""),
        ({"GITHUB_REPOSITORY": "Someone/mle"}, "https://someone.github.io/mle/"),
        ({"GITHUB_REPOSITORY": "someone/someone.github.io"}, "https://someone.github.io/"),
        ({"GITHUB_REPOSITORY": "a/b", "SITE_URL": "https://example.org/book"}, "https://example.org/book/"),
    ],
)
def test_the_address_of_the_site(env: dict[str, str], address: str) -> None:
    assert site(env) == address


def test_an_address_gives_a_picture_and_none_gives_none() -> None:
    with_address = metas('A "title"', "book/index", "https://example.org/")
    assert '<meta property="og:title" content="A &quot;title&quot;">' in with_address
    assert 'content="https://example.org/_static/social.png"' in with_address
    assert "og:image" not in metas("A title", "book/index", "")


def test_the_picture_has_the_size_that_is_asked_for() -> None:
    head = PICTURE.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", head[16:24]) == SIZE


@pytest.mark.parametrize("page", pages())
def test_every_page_says_its_title(page: str) -> None:
    soup = BeautifulSoup((BOOK / f"{page}.html").read_text("utf-8"), "html.parser")
    title = soup.select_one('meta[property="og:title"]')
    assert title is not None and title["content"]
    # Where a page names the picture it is there; products/site/leftovers.py takes away what no page names.
    picture = soup.select_one('meta[property="og:image"]')
    assert (picture is not None) == (BOOK / "_static" / PICTURE.name).is_file()
