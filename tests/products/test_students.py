"""Student copies: no solution in them, every stub's check refuses the empty stub and accepts the solution.

Making the copies proves the latter in a kernel for each chapter: 20 seconds on a quiet machine.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import pytest

from products import students
from products.cells import chapters, tags
from products.notebooks import read
from products.toc import ROOT


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies") / "students"
    made = students.make_all(folder)
    assert len(made) == len(chapters())
    return folder


@pytest.mark.parametrize("page", chapters().values(), ids=chapters().keys())
def test_copy(out: Path, page: str) -> None:
    source, copy = read(ROOT / f"{page}.ipynb"), nbformat.read(out / f"{Path(page).name}.ipynb", 4)
    nbformat.validate(copy)
    text = "\n".join(cell.source for cell in copy.cells)
    for cell in source.cells:
        if "solution" in tags(cell) and cell.cell_type == "code":
            assert cell.source not in text
    assert "{exercise-start}" not in text and "{solution-start}" not in text and "../data" not in text
    exercises = [cell for cell in source.cells if "{exercise-start}" in cell.source]
    stubs, checks = ([cell for cell in copy.cells if kind in tags(cell)] for kind in ("stub", "check"))
    assert len(exercises) == len(stubs) == len(checks) >= 3
    for stub in stubs:
        lines = stub.source.splitlines()[1:]
        assert lines and all(" = ...  # " in line for line in lines), "a stub that does not say what to do"


def test_a_copy_runs_as_a_student_gets_it(out: Path) -> None:
    copy = nbformat.read(out / "spherical.ipynb", 4)
    with ProcessPoolExecutor(1) as pool:
        ran = pool.submit(students.execute, copy, out).result()
    checks = [cell for cell in ran.cells if "check" in tags(cell)]
    assert checks and all("is still empty" in str(cell.outputs) for cell in checks)


@pytest.mark.parametrize("pair", [(True, True), (False, False), (True, False)])
def test_a_wrong_check_is_found(pair: tuple[bool, bool]) -> None:
    students.judge("coin", {"coin-odds": (False, True)})
    with pytest.raises(students.StudentsError, match="refuse the solution: coin-chance"):
        students.judge("coin", {"coin-odds": (False, True), "coin-chance": pair})


def test_an_exercise_needs_a_check() -> None:
    cell = nbformat.v4.new_markdown_cell("```{solution-start} em-coins\n```", metadata={"tags": ["solution"]})
    with pytest.raises(students.StudentsError, match="em-coins has no `check`"):
        students.exercises([cell], "em")
