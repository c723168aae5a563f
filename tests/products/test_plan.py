"""The pages that say how to use the book: their times and counts are the chapters' own, and what they say works."""

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from mlelib.teaching.bank import load
from products.plan import Chapter, chapters, hours, table
from products.toc import ROOT
from tests.checks.reading import tally

USING = ROOT / "book" / "using"
CHAPTERS = chapters(ROOT)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda one: one.page)
def test_a_chapter_is_counted_as_the_other_counter_does(chapter: Chapter) -> None:
    other = tally(ROOT / f"{chapter.page}.ipynb")
    assert (chapter.reading, chapter.questions, chapter.exercises) == (other.stated, other.questions, other.exercises)
    assert 45 <= chapter.lecture <= 75 and chapter.lines > 0


def test_every_chapter_of_the_road_is_in_the_plan() -> None:
    assert len(CHAPTERS) == 12 and not any("reference" in one.page for one in CHAPTERS)


@pytest.mark.parametrize(("minutes", "words"), [(50, "50 min"), (120, "2 h"), (435, "7 h 15 min"), (0, "—")])
def test_times_in_words(minutes: int, words: str) -> None:
    assert hours(minutes) == words


def test_the_last_row_is_the_sum() -> None:
    last = table(CHAPTERS[:2], {"Reading": "reading", "Exercises": "exercises"})[-1]
    assert last == f"| **All** | {hours(sum(one.reading for one in CHAPTERS[:2]))} | {4 + 6} |"


@pytest.mark.parametrize("page", ["students", "lecturers"])
def test_the_built_page_has_all_chapters(page: str) -> None:
    soup = BeautifulSoup((ROOT / f"_build/html/book/using/{page}.html").read_text("utf-8"), "html.parser")
    assert len(soup.select(".plan tbody tr")) == len(CHAPTERS) + 1
    assert len(soup.select(".plan tbody a")) == len(CHAPTERS)


def test_files_that_are_named_exist_and_commands_too() -> None:
    text = "".join(path.read_text("utf-8") for path in USING.glob("*.md"))
    for name in re.findall(r"`([\w.]+(?:/[\w.-]+)*\.(?:md|py|css|yml))`", text):
        assert name.startswith("poisson") or (ROOT / name).is_file(), name
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake (\w+)", text)) - {"it", "one"} <= set(targets)
    for module in re.findall(r"python -m ([\w.]+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_the_question_that_is_shown_is_one(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", (USING / "lecturers.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    bank = tmp_path / "poisson.questions.yml"
    bank.write_text(shown[1], "utf-8")
    assert list(load(bank)) == list(yaml.safe_load(shown[1])) == ["mean-goals"]
