"""The gates of derivations: numbers that lead somewhere, and a count that hides nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from mlelib.symbolic import Derivation, Level, Model
from mlelib.symbolic.showing.ledger import MIME
from products.build import build
from products.notebooks import normalise, serialise
from tests.checks import ledger
from tests.checks.runs import make_small_book

CHAPTER = "gaussians/chapter.ipynb"
COUNT = "# What is proved\n\n```{ledger} chapters\n```\n\n```{ledger} lemmas\n```\n"
Bundle = dict[str, Any]


def proved(label: str = "", start: str = r"\log \prod_{i=1}^{n} x^{(i)}") -> Bundle:
    """What a derivation of two lines shows: one given, one proved."""
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "positive"})
    shown = Derivation(model, start, label=label).step(r"\sum_{i=1}^{n} \log x^{(i)}", "a log")
    return shown._repr_mimebundle_()


def at_a_lower_level() -> Bundle:
    """Another derivation, whose second line is only checked numerically."""
    bundle = proved(start=r"\log \prod_{i=1}^{n} (x^{(i)})^1")
    shown_lower(bundle)
    recorded_lower(bundle)
    return bundle


def shown_lower(bundle: Bundle) -> None:
    bundle["text/markdown"] = bundle["text/markdown"].replace(Level.PROVED.value, Level.NUMERICAL.value)


def recorded_lower(bundle: Bundle) -> None:
    bundle[MIME]["lines"][1]["level"] = Level.NUMERICAL.value


def notebook(prose: str, *shown: Bundle) -> str:
    """Return a chapter with these outputs."""
    outputs = [nbformat.v4.new_output("execute_result", bundle, execution_count=1) for bundle in shown]
    cells = [nbformat.v4.new_markdown_cell(f"# A chapter\n\n{prose}")]
    cells += [nbformat.v4.new_code_cell("d", outputs=[output], execution_count=1) for output in outputs]
    return serialise(normalise(nbformat.v4.new_notebook(cells=cells)))


def make_book(folder: Path, chapter: str) -> Path:
    """Write a book of this chapter and a page that counts."""
    return make_small_book(folder, "# A book\n", {CHAPTER: chapter, "reference/proved.md": COUNT})


def check_count(folder: Path) -> list[str]:
    """Compare the built page with the notebook."""
    return ledger.check(folder / "_build" / "html", [folder / "book" / CHAPTER], folder)


def test_numbers_link_and_lines_are_counted(tmp_path: Path) -> None:
    """The derivation shown twice is one; the line at a lower level has its own column."""
    shown = [proved("A"), at_a_lower_level(), proved("A")]
    folder = make_book(tmp_path, notebook("See (A2), not `(Z1)` and not $(Z1)$.", *shown))
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    page = BeautifulSoup((folder / "_build/html/book/gaussians/chapter.html").read_text("utf-8"), "html.parser")
    assert [link["href"] for link in page.select("a.line-reference")] == ["#A2"]
    assert [number.get_text() for number in page.select("#A1, #A2")] == ["(A1)", "(A2)"]
    assert check_count(folder) == []
    counted = ledger.counts_of_the_book(folder / "_build/html" / ledger.PAGE)[""]
    assert list(counted.values()) == [2, 4, 2, 1, 0, 1]


def test_a_label_used_twice_and_a_number_of_no_line_are_red(tmp_path: Path) -> None:
    other = proved("A", start=r"\log \prod_{i=1}^{n} (x^{(i)})^1")
    done = build(make_book(tmp_path, notebook("See (A7).", proved("A"), other)))
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "have the label A" in said and "(A7)" in said


def not_recorded(bundle: Bundle) -> None:
    del bundle[MIME]


@pytest.mark.parametrize("tamper", [shown_lower, recorded_lower, not_recorded])
def test_a_level_that_the_count_hides_is_red(tmp_path: Path, tamper: Callable[[Bundle], None]) -> None:
    bundle = proved()
    tamper(bundle)
    assert build(make_book(tmp_path, notebook("", bundle))).returncode == 0
    assert any("Proved for every size: " in problem for problem in check_count(tmp_path))


def test_a_lemma_that_the_list_lacks_is_red(tmp_path: Path) -> None:
    bundle = proved()
    bundle[MIME]["lines"][1]["lemmas"] = ["hearsay"]
    done = build(make_book(tmp_path, notebook("", bundle)))
    assert done.returncode != 0 and "hearsay" in done.stdout + done.stderr
