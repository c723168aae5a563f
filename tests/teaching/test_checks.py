"""Checks of student copies: right, wrong, empty, and known slips."""

from pathlib import Path

import numpy as np
import pytest

from mlelib.teaching.checks import AnswerError, check, store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store("coin/odds", folder=tmp_path, tolerances={}, eta=2.5, path=np.array([1.0, 4.0]))
    store("coin/chance", folder=tmp_path, tolerances={"seen": 0.1}, seen=10.0)
    store("coin/zero", folder=tmp_path, tolerances={}, nothing=0)
    return tmp_path


def test_right(folder: Path) -> None:
    verdict = check("coin/odds", folder=folder, eta=2.4999, path=[1, 4])
    assert verdict.right and "solution in the book" in verdict.replies[-1]
    assert check("coin/odds", folder=folder, eta=np.float32(2.5), path=(1.0, 4.001)).right


def test_empty_and_half_empty(folder: Path) -> None:
    assert check("coin/odds", folder=folder, eta=..., path=...).replies == (
        "`eta` is still empty.",
        "`path` is still empty.",
    )
    verdict = check("coin/odds", folder=folder, eta=2.5, path=...)
    assert not verdict.right and verdict.replies[0] == "`eta` is **right**."


@pytest.mark.parametrize(
    ("eta", "hint"),
    [
        (2.52, "not right yet."),
        (-2.5, "sign"),
        (5, "twice as large"),
        (1.25, "half as large"),
        (6.25, "square"),
        (2.5**0.5, "root"),
        (0.4, "one over"),
        (2.5 / np.log(10), "base 10"),
        ("five", "should be a number, got five"),
        ([2.5], "should be a number, got a list of 1 numbers"),
        (float("nan"), "should be a number"),
        (None, "should be a number"),
    ],
)
def test_wrong(folder: Path, eta: object, hint: str) -> None:
    verdict = check("coin/odds", folder=folder, eta=eta, path=[1, 4])
    assert not verdict.right and hint in verdict.replies[0]


def test_wrong_lists(folder: Path) -> None:
    assert "their order is not" in check("coin/odds", folder=folder, eta=2.5, path=[4, 1]).replies[1]
    assert "1 of the 2 numbers" in check("coin/odds", folder=folder, eta=2.5, path=[1, 5]).replies[1]
    assert "a list of 2 numbers, got a number" in check("coin/odds", folder=folder, eta=2.5, path=1).replies[1]


def test_tolerance_is_the_exercises_own(folder: Path) -> None:
    assert check("coin/chance", folder=folder, seen=10.9).right
    assert not check("coin/chance", folder=folder, seen=11.1).right


def test_zero(folder: Path) -> None:
    assert check("coin/zero", folder=folder, nothing=1e-9).right
    assert not check("coin/zero", folder=folder, nothing=0.01).right


def test_mistakes_of_an_author(folder: Path) -> None:
    with pytest.raises(AnswerError, match=r"no file die\.answers\.json"):
        check("die/odds", folder=folder, eta=1)
    with pytest.raises(AnswerError, match="there are odds, chance, zero"):
        check("coin/nowhere", folder=folder, eta=1)
    with pytest.raises(AnswerError, match="asks for eta, path, got eta"):
        check("coin/odds", folder=folder, eta=1)
    with pytest.raises(AnswerError, match="expected finite numbers"):
        store("coin/bad", folder=folder, tolerances={}, bad=np.inf)


def test_reply_reads_well_in_a_notebook(folder: Path) -> None:
    bundle = check("coin/zero", folder=folder, nothing=...)._repr_mimebundle_()
    assert bundle == {"text/markdown": "- `nothing` is still empty.", "text/plain": "- nothing is still empty."}
