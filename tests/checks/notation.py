"""One notation: every letter in a formula stands in the book's table of symbols, or in the table for its chapter.

A symbol is a letter with what hangs on it left out: of `\\hat{\\mu}_k` the letter is μ. What an index counts
is a symbol too. Accents: a hat marks an estimate of any symbol, a tilde a second value; a bar is a symbol of its own.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from products.notebooks import bundles

# Where the words of a formula are not symbols.
TEXT = re.compile(r"\\(?:text|mathrm|label|tag)\s*\{[^{}]*\}|\\begin\{\w+\*?\}(?:\{[^{}]*\})?|\\end\{\w+\*?\}")
# A symbol: a named operator, a letter in a special type or under a bar, a Greek letter, a letter.
SYMBOL = re.compile(
    r"\\operatorname\*?\{(?P<operator>[^{}]*)\}"
    r"|\\(?P<dressed>bar|mathbb|mathbf|mathcal)\s*\{?(?P<letter>\\?[A-Za-z]+|1)\}?"
    r"|\\(?P<command>[A-Za-z]+)"
    r"|(?P<plain>[A-Za-z])"
)
# The grammar of formulas, and signs that every reader of a book on calculus knows.
GRAMMAR = set(
    re.findall(
        r"\w+",
        "Big Bigl Bigr Rightarrow Vert approx arg ast big bigl bigr binom blacksquare cap cdot cdots circ "
        "colon cos cr cup ddots det dfrac displaystyle dots equiv exp frac ge gg hat iff implies in inf infty "
        "int lVert ldots le left leftarrow lim limits ll log lvert mapsto max mid min mp nabla ne not notin "
        "overbrace overline partial phantom pm prime prod propto qquad quad rVert right rightarrow rvert "
        "scriptstyle setminus sim sin sqrt star subset sum sup tan tbinom tfrac tilde times to top underbrace "
        "vdots vert ",
    )
)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
CHAPTER = re.compile(r"\{ref\}`([\w-]+)`")
CODE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)


class Row(NamedTuple):
    """A row of the table: the formulas of its first column, and the chapters that it is for (none: all of them)."""

    symbols: list[str]
    chapters: list[str]

    def holds_in(self, chapter: str) -> bool:
        return not self.chapters or chapter in self.chapters


def table(folder: Path) -> list[Row]:
    """Read the two tables of symbols: of all chapters, and of single ones."""
    rows = []
    for name in ("notation.csv", "notation-chapters.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            rows += [
                Row(formulas(row["Symbol"]), CHAPTER.findall(row.get("Chapter", ""))) for row in csv.DictReader(file)
            ]
    return rows


def formulas(text: str) -> list[str]:
    """Return the formulas in Markdown, inline and displayed."""
    return [shown or inline for shown, inline in FORMULA.findall(CODE.sub("", text))]


def letters(formula: str) -> Iterator[str]:
    """Give the symbols of a formula, in order: `x`, `\\mu`, `\\bar{x}`, `\\mathbb{E}`, `Var`."""
    for found in SYMBOL.finditer(TEXT.sub(" ", formula)):
        if found["operator"]:
            yield re.sub(r"\\[,;! ]", " ", found["operator"])
        elif found["dressed"]:
            yield rf"\{found['dressed']}{{{found['letter']}}}"
        elif found["plain"]:
            yield found["plain"]
        elif found["command"] not in GRAMMAR:
            yield rf"\{found['command']}"


def known(rows: list[Row], chapter: str) -> set[str]:
    """Return the symbols that a chapter may use without a further word."""
    return {letter for row in rows if row.holds_in(chapter) for formula in row.symbols for letter in letters(formula)}


def shown(notebook: Any) -> Iterator[tuple[int, str]]:
    """Give the formulas that a chapter shows, each with the number of its cell: in prose and in outputs."""
    for place, cell in enumerate(notebook.cells, start=1):
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [bundle.get("text/markdown", "") for bundle in bundles([cell]) if "text/html" not in bundle]
        for text in texts:
            yield from ((place, formula) for formula in formulas(text))


def strangers(notebook: Any, symbols: set[str]) -> dict[str, str]:
    """Return the symbols that are in no table, each with the first formula that it stands in."""
    found: dict[str, str] = {}
    for place, formula in shown(notebook):
        for letter in letters(formula):
            if letter not in symbols:
                found.setdefault(letter, f"cell {place}: ${formula.strip()[:90]}$")
    return found
