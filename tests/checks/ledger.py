"""The book's count of what is proved, against what the chapters show.

The book counts the records that derivations leave. Here the marks that readers see are counted instead, in the stored
tables: a line shown at a lower level than its record says, or left out of the count, is a problem.
"""

import re
from collections import Counter
from pathlib import Path

from bs4 import BeautifulSoup

from products.notebooks import bundles, cells
from products.toc import ROOT

PAGE = "book/reference/proved.html"
LEVELS = ["Given", "Proved for every size", "Checked for small sizes", "Checked numerically"]
COLUMNS = ["Derivations", "Lines", *LEVELS]
MARK = re.compile(r'<abbr title="([^"]+)">')

Counts = dict[str, int]


def derivations_shown(notebook: Path) -> list[list[str]]:
    """Return the rows of each derivation that a notebook shows, without those that another one goes on from."""
    texts = ["".join(bundle.get("text/markdown", "")) for bundle in bundles(cells(notebook))]
    blocks = [block for text in texts for block in text.split("\n\n")]  # what `derive` shows holds several tables
    tables = [block.splitlines()[2:] for block in blocks if block.startswith("| What | Line | Why |")]
    unique = [table for place, table in enumerate(tables) if table not in tables[:place]]
    return [t for t in unique if not any(other != t and other[: len(t)] == t for other in unique)]


def count_shown(notebook: Path) -> Counts:
    """Count the derivations, the lines and the marks that a reader of a notebook sees."""
    shown = derivations_shown(notebook)
    marks = [MARK.search(row) for table in shown for row in table]
    levels = Counter(mark[1].capitalize() if mark else "Given" for mark in marks)
    return {"Derivations": len(shown), "Lines": len(marks), **{level: levels[level] for level in LEVELS}}


def counts_of_the_book(page: Path) -> dict[str, Counts]:
    """Read the table of the book's page: the counts of each chapter, by its address, and of all ("")."""
    table = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one(".ledger.chapters table")
    assert table is not None, f"{page} has no table of the chapters"
    heads = [cell.get_text().strip() for cell in table.select("th")]
    counts = {}
    for row in table.select("tbody tr"):
        link, texts = row.select_one("a"), [cell.get_text().strip() for cell in row.select("td")]
        values = dict(zip(heads, texts, strict=True))
        address = str((page.parent / str(link["href"])).resolve()) if link else ""
        counts[address] = {name: int(values[name]) for name in COLUMNS}
    return counts


def check(folder: Path, notebooks: list[Path], root: Path = ROOT) -> list[str]:
    """Return where the page and the notebooks disagree."""
    counted = counts_of_the_book(folder / PAGE)
    total: Counter[str] = Counter()
    problems = []
    for notebook in notebooks:
        shown = count_shown(notebook)
        total.update(shown)
        address = (folder / notebook.relative_to(root)).with_suffix(".html").resolve()
        # A page without a derivation needs no row.
        problems += differences(notebook.stem, shown, counted.get(str(address), {} if any(shown.values()) else shown))
    return problems + differences("all chapters", dict(total), counted.get("", {}))


def differences(name: str, shown: Counts, counted: Counts) -> list[str]:
    """Say which numbers differ."""
    return [
        f"{name}: {column}: {shown[column]} shown, {counted.get(column)} in the table"
        for column in COLUMNS
        if shown[column] != counted.get(column)
    ]
