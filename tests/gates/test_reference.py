"""The gate of the formula sheet: a row whose line is not there, or is not proved for every size, stops the build."""

from pathlib import Path

import pytest
import yaml

from mlelib.symbolic.proving.check import Level
from products.build import build
from products.formulas import DATA
from tests.checks.runs import make_small_book
from tests.gates.test_derivations import CHAPTER, Bundle, at_a_lower_level, notebook, proved

SHEET = "# Formulas\n\n```{formulas}\n```\n"
API = "# API\n\n```{eval-rst}\n.. automethod:: mlelib.Distribution.fit\n```\n"


def make_book(folder: Path, bundle: Bundle, line: str) -> Path:
    """Write a book of one chapter, the API, and a sheet with one row."""
    chapters = {CHAPTER: notebook("", bundle), "reference/formulas.md": SHEET, "reference/api.md": API}
    make_small_book(folder, "# A book\n", chapters)
    row = {
        "estimate": "Mean",
        "line": f"gaussians/chapter {line}",
        "mlelib": "Gaussian.fit",
        "code": "Gaussian.fit(x).mean",
    }
    (folder / DATA).write_text(yaml.safe_dump([{"model": "M", "drawn": "Numbers.", "rows": [row]}]), "utf-8")
    return folder


def labelled(bundle: Bundle) -> Bundle:
    """Give the lines their numbers."""
    (record,) = [value for value in bundle.values() if isinstance(value, dict)]
    for place, line in enumerate(record["lines"], start=1):
        line["number"] = f"A{place}"
    return bundle


def test_a_proved_line_is_on_the_sheet(tmp_path: Path) -> None:
    done = build(make_book(tmp_path, proved("A"), "A2"))
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "_build/html/book/reference/formulas.html").read_text("utf-8")
    assert r"\log x^{(i)}" in page
    assert 'href="../gaussians/chapter.html#A2"' in page
    assert 'href="api.html#mlelib.Distribution.fit"' in page


@pytest.mark.parametrize(
    ("bundle", "line", "problem"),
    [
        (proved("A"), "A9", "there is no such line"),
        (proved("A"), "A1", "it is given"),
        (labelled(at_a_lower_level()), "A2", Level.NUMERICAL.value),
    ],
    ids=["no such line", "given", "a lower level"],
)
def test_another_line_is_red(tmp_path: Path, bundle: Bundle, line: str, problem: str) -> None:
    done = build(make_book(tmp_path, bundle, line))
    assert done.returncode != 0
    assert problem in done.stdout + done.stderr
