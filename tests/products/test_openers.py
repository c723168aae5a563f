"""How chapters open, read from the built book; and the pictures of the parts."""

import re

import pytest
from bs4 import BeautifulSoup

from mlelib.teaching.style import ROLES
from products.pictures import HEIGHT, PICTURES, WIDTH, picture
from products.toc import ROOT, Chapter, chapters

BOOK = ROOT / "_build" / "html"
ALL = chapters()


def page(name: str) -> BeautifulSoup:
    return BeautifulSoup((BOOK / f"{name}.html").read_text("utf-8"), "html.parser")


@pytest.mark.parametrize("chapter", ALL, ids=lambda chapter: chapter.name)
def test_a_chapter_opens_with_its_number_part_picture_and_goals(chapter: Chapter) -> None:
    section = page(chapter.page).select_one("article section")
    assert section is not None
    opener = section.select_one(":scope > .opener")
    assert opener is not None and opener.find_next("h1") is not None
    assert opener.get_text(strip=True) == f"Chapter {chapter.number} · {chapter.part}"
    assert opener.select_one("svg[aria-hidden=true]") is not None
    goals = section.select_one(":scope > .goals")
    assert goals is not None
    assert [child.name for child in goals.find_all(recursive=False)] == ["p", "ul", "p"]
    assert re.search(r"Reading: \d+ minutes\. Lecture: \d+ minutes\.", goals.get_text())


def test_chapters_are_numbered_along_the_road() -> None:
    assert [chapter.number for chapter in ALL] == list(range(1, len(ALL) + 1))
    assert {chapter.part for chapter in ALL} == {"Likelihood", "Gaussians", "Mixtures"}
    assert len({chapter.name for chapter in ALL}) == len(ALL)


def test_the_first_page_shows_every_part_and_every_chapter() -> None:
    first = page("book/index")
    parts = first.select("section.part")
    assert [part.select_one("h3, h2").get_text(strip=True).rstrip("#") for part in parts] == list(PICTURES)  # type: ignore[union-attr]
    assert all(part.select_one(":scope > svg.part-picture") for part in parts)
    listed = {link["href"].split("#")[0] for link in first.select("section.part dt a")}  # type: ignore[union-attr]
    assert {chapter.page.removeprefix("book/") + ".html" for chapter in ALL} <= listed


@pytest.mark.parametrize("part", PICTURES)
def test_a_picture_has_no_colours_of_its_own_and_stays_in_its_frame(part: str) -> None:
    svg = picture(part)
    assert set(re.findall(r'(?:stroke|fill)="([^"]*)"', svg)) <= {"none", *(role.css for role in ROLES)}
    flat = [float(number) for points in re.findall(r'points="([^"]*)"', svg) for number in points.split()]
    assert flat and all(0 <= x <= WIDTH for x in flat[::2]) and all(0 <= y <= HEIGHT for y in flat[1::2])


def test_no_picture_for_what_is_no_part() -> None:
    assert picture("The chapters") == ""
