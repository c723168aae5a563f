"""The banks of the chapters: every one is valid, large enough, and holds what the course asks."""

import re
import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

from products.banks import banks, graded, validate
from products.course import load as course_lists
from products.notebooks import bundles, cells
from products.toc import ROOT, chapters, source

BANKS = banks()
CHAPTERS = [path for path in (source(chapter.page) for chapter in chapters()) if path.suffix == ".ipynb"]

#: The graded questions of the course documents: four of the lecture page, eight of the homework.
GRADED = {*(f"L{number}" for number in range(1, 5)), *(f"H{number}" for number in range(1, 9))}


def test_every_chapter_has_a_bank() -> None:
    assert [path.stem for path in CHAPTERS] == list(BANKS)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_bank_is_large_enough_and_has_a_question_of_lines(path: Path) -> None:
    kinds = Counter(question.kind for question in BANKS[path.stem].values())
    assert kinds.total() >= 6
    assert kinds["order"] + kinds["wrong"] >= 1


def test_every_graded_question_is_there() -> None:
    assert {mark for mark, _ in graded()} == GRADED


def test_the_list_of_course_questions_leads_to_every_graded_one() -> None:
    lists = course_lists()
    places = {place for name in ("graded", "homework") for row in lists[name] for place in row.places}
    assert {f"{{question}}`{question.name}`" for _, question in graded()} <= places


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_wrong_line_comes_with_numbers(path: Path) -> None:
    """In the stored chapter: one line is called wrong, and two different values say so."""
    shown = ["".join(bundle.get("text/markdown", "")) for bundle in bundles(cells(path))]
    for text in (text for text in shown if 'data-kind="wrong"' in text):
        (values,) = re.findall(r"it should be (\S+), but it is (\S+)\.", text)
        assert values[0] != values[1]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  decimals: 4\n", "", r"bernoulli\.questions\.yml: fair-coin: decimals: expected a number"),
        ("kind: order", "kind: sort", r"bernoulli\.questions\.yml: steps: kind: expected choice, number, order"),
        ("because:", "because:", ""),
    ],
)
def test_the_build_stops_at_a_broken_bank(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    """File, question and field are named."""
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    for path in CHAPTERS:
        folder = tmp_path / path.parent.relative_to(ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        text = path.with_suffix(".questions.yml").read_text("utf-8")
        if path.stem == "bernoulli":
            text = text.replace(old, new, 1)
        (folder / f"{path.stem}.questions.yml").write_text(text, "utf-8")
    app = SimpleNamespace(srcdir=str(tmp_path))
    if complaint:
        with pytest.raises(ExtensionError, match=complaint):
            validate(app)
    else:
        validate(app)
