"""The book's address, where it has one, and the square code that leads there."""

from typing import Any

import segno
import yaml
from bs4 import BeautifulSoup, Tag

from products.repository import GITHUB, git
from products.social import site
from products.toc import ROOT


def from_settings(config: dict[str, Any]) -> str:
    """Return the address that _config.yml gives as html.baseurl."""
    return str(config.get("html", {}).get("baseurl", "") or "")


def of_clone(remote: str) -> str:
    """Return where GitHub shows the pages of the repository that this is a clone of.

    >>> of_clone("https://github.com/Someone/likelihood.git")
    'https://someone.github.io/likelihood/'
    >>> of_clone("https://example.org/likelihood")
    ''
    """
    found = GITHUB.search(remote)
    return site({"GITHUB_REPOSITORY": found[1]}) if found else ""


def remote() -> str:
    """Return where this repository came from, if it came from somewhere."""
    return git(ROOT, "remote", "get-url", "origin")


def find() -> str:
    """Return the address, ending in a slash; "" where none is known: none is made up."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    known = from_settings(config) or site() or of_clone(remote())
    return known.rstrip("/") + "/" if known else ""


def code(target: str) -> Tag:
    """Return a picture of the square code for an address, with the address in words under it."""
    picture = segno.make_qr(target, error="m").svg_inline(scale=2, border=0, omitsize=True)
    text = f'<figure class="address">{picture}<figcaption><a href="{target}">{target}</a></figcaption></figure>'
    figure = BeautifulSoup(text, "html.parser").figure
    assert figure is not None and figure.svg is not None
    figure.svg["role"], figure.svg["aria-label"] = "img", "Code for the address below"
    return figure.extract()
