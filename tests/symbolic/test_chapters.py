"""A wrong sign, a lost 2, n − 1 for n, σ for σ²: in any line of any chapter, each is refused with a counterexample."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from products.toc import notebooks

from .examiner import METHODS, Examiner, examine


def cells(path: Path) -> Iterator[str]:
    """The cells that derive something, and the imports."""
    words = ("import ", "Model(", "Derivation(", "model.define(", *[f".{name}(" for name in METHODS], ".steps(")
    for cell in nbformat.read(path, as_version=4).cells:
        source = cell.source.replace("sp.solve(", "")
        derives = cell.cell_type == "code" and any(word in source for word in words)
        if derives and "WrongStep as" not in cell.source:  # a mistake shown on purpose
            yield cell.source


def derives(path: Path) -> bool:
    """A page without a derivation has nothing to examine."""
    return any("Derivation(" in source for source in cells(path))


def derive(path: Path) -> None:
    namespace: dict[str, object] = {}
    for source in cells(path):
        exec(compile(source, path.name, "exec"), namespace)


@pytest.fixture(scope="module")
def together() -> Iterator[Examiner]:
    """The counts of all chapters, printed at the end (``pytest -s``)."""
    examiner = Examiner()
    yield examiner
    print(f"\n{examiner.report()}")


@pytest.mark.parametrize("path", [path for path in notebooks() if derives(path)], ids=lambda path: path.stem)
def test_every_slip_in_every_line_is_refused(path: Path, together: Examiner) -> None:
    examiner = examine(lambda: derive(path))
    together.add(examiner)
    assert examiner.lines > 3
    assert not examiner.holes
    assert len(examiner.unrefuted) <= 1 + examiner.tried // 100
