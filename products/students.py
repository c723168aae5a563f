"""Student copies: the chapters with their solutions taken out, and a check in the place of each.

`python -m products.students` writes _build/students/<chapter>.ipynb, with data, questions and answers beside them. The
answers are what the solutions compute while the copies are made; then each stub must fail its check while it is empty,
and pass it with these answers.
"""

import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from products.cells import chapters, tags
from products.kernel import AsyncLocalKernelManager, prepare_environment
from products.notebooks import normalise, read, serialise
from products.toc import ROOT

OUT = ROOT / "_build" / "students"
WORKERS = 2
CELL_TIMEOUT = 300  # seconds
EXERCISE = re.compile(
    r"```\{exercise-start\} (?P<title>.+)\n:label: (?P<label>[\w-]+)\n```\n(?P<text>.*?)\n```\{exercise-end\}\n```",
    re.DOTALL,
)
SOLUTION = re.compile(r"\{solution-start\} ([\w-]+)")
REASONS = "*How did you get there? Write it here.* If you derive with `Derivation`, it checks every line."
HELPERS = "from mlelib.symbolic import to_numpy\nfrom mlelib.teaching.checks import check, store"


class StudentsError(Exception):
    """A chapter of which no copy can be made: the message says why."""


@dataclass
class Exercise:
    """An exercise: its label, what it asks for, and the code of its solution."""

    label: str
    checks: list[dict[str, Any]]
    solution: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The variables that a student fills in."""
        return [check["name"] for check in self.checks]

    def stub(self) -> str:
        """Return the code that a student completes."""
        lines = [f"{check['name']} = ...  # {check['what']}" for check in self.checks]
        return "\n".join(["# Put your answers in the place of the dots.", *lines])

    def check(self, chapter: str) -> str:
        """Return the code that says whether the answers are right."""
        answers = ", ".join(f"{name}={name}" for name in self.names)
        return f'check("{chapter}/{self.short(chapter)}", {answers})'

    def short(self, chapter: str) -> str:
        """Return the label without the chapter's name."""
        return self.label.removeprefix(f"{chapter}-")

    def store(self, chapter: str) -> str:
        """Return the code that stores the answers of the solution, and keeps them."""
        values = ", ".join(f"{check['name']!r}: {check['is']}" for check in self.checks)
        tolerances = {check["name"]: check["tolerance"] for check in self.checks if "tolerance" in check}
        name = f"{chapter}/{self.short(chapter)}"
        return f"kept = {{{values}}}\nstore({name!r}, tolerances={tolerances}, **kept)"

    def verdicts(self, chapter: str) -> list[str]:
        """Return code that shows two verdicts: of the empty stub, and of the solution's answers."""
        verdict = f"({self.check(chapter)}).right"
        filled = "\n".join(f"{name} = kept[{name!r}]" for name in self.names)
        return [f"{self.stub()}\n{verdict}", f"{filled}\n{verdict}"]


def source(cell: Any) -> str:
    """Return the text of a cell, with data where a copy finds them."""
    text = "".join(cell.source)
    return text.replace('"../data/', '"data/') if cell.cell_type == "code" else text


def readable(text: str) -> str:
    """Return an exercise without the marks that only the book knows."""
    return EXERCISE.sub(lambda found: f"### Exercise: {found['title']}\n\n{found['text']}", text)


def exercises(cells: list[Any], chapter: str) -> dict[str, Exercise]:
    """Find the exercises of a chapter, in order, by their labels."""
    found: dict[str, Exercise] = {}
    for cell in cells:
        if "solution" not in tags(cell):
            continue
        if start := SOLUTION.search(source(cell)):
            if not cell.metadata.get("check"):
                raise StudentsError(f"{chapter}: the solution of {start[1]} has no `check` in its cell's metadata")
            current = found[start[1]] = Exercise(start[1], list(cell.metadata["check"]))
        if cell.cell_type == "code":
            current.solution.append(source(cell))
    return found


def code_cell(name: str, text: str, *kinds: str) -> Any:
    """Make a cell of code that has not run."""
    metadata = {"slideshow": {"slide_type": "skip"}, "tags": list(kinds)}
    return nbformat.v4.new_code_cell(text, id=name, metadata=metadata)


def stub_cells(exercise: Exercise, chapter: str) -> list[Any]:
    """Return what stands in the place of a solution."""
    reasons = nbformat.v4.new_markdown_cell(REASONS, id=f"{exercise.label}-why")
    stub = code_cell(f"{exercise.label}-stub", exercise.stub(), "stub")
    return [stub, code_cell(f"{exercise.label}-check", exercise.check(chapter), "check"), reasons]


def copy_of(notebook: Any, chapter: str) -> Any:
    """Return the student copy of a chapter."""
    known, cells = exercises(notebook.cells, chapter), []
    for cell in notebook.cells:
        if "solution" in tags(cell):
            if start := SOLUTION.search(source(cell)):
                cells += stub_cells(known[start[1]], chapter)
            continue
        cells.append(nbformat.from_dict({**cell, "source": readable(source(cell))}))
    first = next(place for place, cell in enumerate(cells) if cell.cell_type == "code")
    cells.insert(first + 1, code_cell(f"{chapter}-checks", "from mlelib.teaching import check"))
    return nbformat.from_dict({**notebook, "cells": cells})


def rehearsal(copy: Any, known: dict[str, Exercise], chapter: str) -> Any:
    """Return a notebook that runs the copy without any answer, then the solutions, and asks for all verdicts."""
    texts = [source(cell) for cell in copy.cells if cell.cell_type == "code" and "check" not in tags(cell)]
    texts.append(HELPERS)
    for exercise in known.values():
        texts += [*exercise.solution, exercise.store(chapter), *exercise.verdicts(chapter)]
    return nbformat.v4.new_notebook(
        cells=[code_cell(f"run-{place}", text) for place, text in enumerate(texts)], metadata=copy.metadata
    )


def verdicts(notebook: Any) -> list[bool]:
    """Return the verdicts that a rehearsal shows."""
    ends = [cell for cell in notebook.cells if source(cell).endswith(".right")]
    return [cell.outputs[-1]["data"]["text/plain"] == "True" for cell in ends]


def execute(notebook: Any, folder: Path) -> Any:
    """Run a notebook in a kernel whose home is this folder."""
    prepare_environment()
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        kernel_manager_class=AsyncLocalKernelManager,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return notebook


def judge(chapter: str, told: dict[str, tuple[bool, bool]]) -> None:
    """Raise StudentsError unless every check refuses the empty stub and accepts the solution."""
    if bad := [label for label, pair in told.items() if pair != (False, True)]:
        raise StudentsError(f"{chapter}: checks that accept an empty stub or refuse the solution: {', '.join(bad)}")


def make(page: str, out: Path) -> str:
    """Make the copy of one chapter with all that it needs, and return what was proved of it."""
    path = ROOT / f"{page}.ipynb"
    chapter, notebook = path.stem, read(path)
    copy, known = copy_of(notebook, chapter), exercises(notebook.cells, chapter)
    shutil.copy(path.with_suffix(".questions.yml"), out)
    rehearsed = execute(rehearsal(copy, known, chapter), out)
    pairs = zip(*[iter(verdicts(rehearsed))] * 2, strict=True)
    judge(chapter, dict(zip(known, pairs, strict=True)))
    (out / f"{chapter}.ipynb").write_text(serialise(normalise(copy)), "utf-8", newline="\n")
    return f"{chapter}: {len(known)} exercises"


def make_all(out: Path = OUT) -> list[str]:
    """Make all copies, from scratch, two at a time, each in a process of its own."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    shutil.copytree(ROOT / "book" / "data", out / "data")
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(make, chapters().values(), repeat(out)))


def main() -> int:
    """Make all copies, or say why not."""
    try:
        print(*make_all(), sep="\n")
    except StudentsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
