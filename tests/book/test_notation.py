"""One notation: what the chapters write is in the table, and what is in the table is written."""

from collections import Counter
from itertools import product
from pathlib import Path

import nbformat
import pytest

from products.notebooks import read
from products.toc import ROOT, notebooks
from tests.checks.notation import known, letters, shown, strangers, table

ROWS = table(ROOT / "book/reference")
CHAPTERS = [path.stem for path in notebooks()]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_symbol_is_in_the_table(path: Path) -> None:
    found = strangers(read(path), known(ROWS, path.stem))
    assert not found, f"neither in book/reference/notation.csv nor in notation-chapters.csv: {found}"


def test_no_symbol_stands_twice() -> None:
    """A symbol of all chapters has one row; a chapter gives none a second meaning of its own twice."""
    for chapter in CHAPTERS:
        own = Counter(symbol for row in ROWS if row.chapters and row.holds_in(chapter) for symbol in row.symbols)
        assert not [symbol for symbol, times in own.items() if times > 1], chapter
    shared = Counter(symbol for row in ROWS if not row.chapters for symbol in row.symbols)
    # What counts is shared by two rows: j and l count dimensions, k and l components.
    assert [symbol for symbol, times in shared.items() if times > 1] == ["l"]


def test_every_row_is_used() -> None:
    used = {
        path.stem: {letter for _, formula in shown(read(path)) for letter in letters(formula)} for path in notebooks()
    }
    for row in ROWS:
        assert set(row.chapters) <= set(CHAPTERS), row
        places = row.chapters or CHAPTERS
        for symbol, chapter in product(row.symbols, row.chapters or ["any chapter"]):
            written = set().union(*(used[place] for place in ([chapter] if row.chapters else places)))
            assert set(letters(symbol)) <= written, f"{symbol} is not written in {chapter}"


def test_a_stranger_is_found() -> None:
    """The check itself: a new letter in prose, in a sentence that code wrote, and in a proved line."""
    line = {"text/markdown": r"the curve $\ell(\zeta)$"}
    cells = [
        nbformat.v4.new_markdown_cell(r"With $x^{(i)}$ and $\hat{g}$, in `code $X$`, and $\text{words}$."),
        nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", data=line)]),
    ]
    assert set(strangers(nbformat.v4.new_notebook(cells=cells), known(ROWS, "univariate"))) == {"g", r"\zeta"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\hat{\mu}_k = \bar{x}_k", [r"\mu", "k", r"\bar{x}", "k"]),
        (r"\operatorname{Var}[x] \le \mathbb{E}[x^2]", ["Var", "x", r"\mathbb{E}", "x"]),
        (r"\frac{a}{\sqrt{b}} \text{ for } \mathbf{1}[y]", ["a", "b", r"\mathbf{1}", "y"]),
        (r"\begin{aligned} p &= q \end{aligned}", ["p", "q"]),
    ],
)
def test_letters(formula: str, expected: list[str]) -> None:
    assert list(letters(formula)) == expected
