"""The book's address: from the settings, from GitHub, or none."""

import pytest

from products.paper import address
from products.paper.address import from_settings


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_REPOSITORY", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(address, "remote", lambda: "")
    monkeypatch.setattr(address, "from_settings", lambda config: "")


def test_no_address_is_made_up() -> None:
    assert address.find() == ""


def test_from_the_repository_on_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "Somebody/likelihood")
    assert address.find() == "https://somebody.github.io/likelihood/"


@pytest.mark.parametrize("remote", ["https://github.com/a/b.git", "git@github.com:a/b.git", "https://github.com/a/b"])
def test_from_where_it_was_cloned(monkeypatch: pytest.MonkeyPatch, remote: str) -> None:
    monkeypatch.setattr(address, "remote", lambda: remote)
    assert address.find() == "https://a.github.io/b/"


def test_the_settings_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "Somebody/likelihood")
    monkeypatch.setattr(address, "from_settings", lambda config: "https://example.org/mle")
    assert address.find() == "https://example.org/mle/"


def test_what_the_settings_say() -> None:
    assert from_settings({"html": {"baseurl": "https://example.org/"}}) == "https://example.org/"


def test_the_code_has_its_address_in_words_too() -> None:
    figure = address.code("https://example.org/em.html")
    assert figure.select_one("svg[role=img][aria-label]")
    assert figure.a is not None and figure.a["href"] == figure.a.get_text() == "https://example.org/em.html"
