"""What a chapter holds, and how long it takes to read: `python -m tests.checks.reading` prints the table.

The estimate is for someone who reads it all: 200 words a minute, and the seconds below for a line of a derivation, a
figure, a line of code and a question. Exercises are counted apart: they are work, not reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from products.ledger import records
from products.notebooks import bundles, read
from products.toc import notebooks
from tests.checks.notebooks import count_words

WORDS_A_MINUTE = 200
SECONDS = {"lines": 25, "figures": 30, "code": 4, "questions": 45}
MOST_MINUTES = 45
STATED = re.compile(r"Reading: (\d+) minutes")
EXERCISE, SOLUTION_END = re.compile(r"\{exercise-start\}"), re.compile(r"\{solution-end\}")
UNSEEN = {"hide-input", "remove-input", "hide-cell", "remove-cell"}
FIGURE = re.compile(r"<svg\b")


@dataclass(frozen=True)
class Tally:
    """Counts of a chapter without its exercises, and the time that it names."""

    cells: int
    words: int
    derivations: int
    lines: int
    figures: int
    code: int
    questions: int
    exercises: int
    stated: int | None

    @property
    def minutes(self) -> float:
        """The estimated time to read it."""
        seconds = sum(int(getattr(self, name)) * each for name, each in SECONDS.items())
        return self.words / WORDS_A_MINUTE + seconds / 60


def tally(path: Path) -> Tally:
    """Count what a stored chapter holds."""
    notebook = read(path)
    cells = list(without_exercises(notebook.cells))
    markdown = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    proofs = records(cells)
    stated = STATED.search(markdown)
    return Tally(
        cells=len(notebook.cells),
        words=sum(count_words(text) for cell in cells for text in texts(cell)),
        derivations=len(proofs),
        lines=sum(len(proof["lines"]) for proof in proofs),
        figures=sum(bool(FIGURE.search(str(output))) for cell in cells for output in cell.get("outputs", [])),
        code=sum(shown_lines(cell) for cell in cells),
        questions=sum("ask(" in cell.source for cell in cells if cell.cell_type == "code"),
        exercises=sum(bool(EXERCISE.search(cell.source)) for cell in notebook.cells),
        stated=int(stated[1]) if stated else None,
    )


def without_exercises(cells: list[Any]) -> Iterator[Any]:
    """Leave out each exercise with its solution, which stands right behind it."""
    inside = False
    for cell in cells:
        inside = inside or bool(EXERCISE.search(cell.source))
        if not inside:
            yield cell
        inside = inside and not SOLUTION_END.search(cell.source)


def texts(cell: Any) -> Iterator[str]:
    """Give the prose of a cell: its own, or the sentences that its code wrote. Derivations are counted by lines."""
    if cell.cell_type == "markdown":
        yield cell.source
    elif "ask(" not in cell.source and not records([cell]):
        yield from (bundle.get("text/markdown", "") for bundle in bundles([cell]))


def shown_lines(cell: Any) -> int:
    """Count the lines of code that a reader sees."""
    if cell.cell_type != "code" or UNSEEN & set(cell.metadata.get("tags", [])) or records([cell]):
        return 0
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def main() -> None:
    print(
        f"{'chapter':<14}{'cells':>6}{'words':>7}{'deriv.':>7}{'lines':>6}{'fig.':>5}{'quest.':>7}{'exerc.':>7}{'min':>6}{'says':>5}"
    )
    for path in notebooks():
        t = tally(path)
        counts = f"{t.cells:>6}{t.words:>7}{t.derivations:>7}{t.lines:>6}{t.figures:>5}{t.questions:>7}{t.exercises:>7}"
        print(f"{path.stem:<14}{counts}{t.minutes:>6.0f}{t.stated or '-':>5}")


if __name__ == "__main__":
    main()
