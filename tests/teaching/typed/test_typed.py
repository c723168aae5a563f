"""More than 400 typed answers: the verdict, the reason, the time, and that no text becomes code."""

import ast
import builtins
import statistics
import time
from collections import Counter
from pathlib import Path

import pytest
import sympy as sp

import mlelib.teaching.answers as package
from mlelib.teaching.answers import judge, read
from mlelib.teaching.answers.latex import latex
from mlelib.teaching.bank import load
from tests.symbolic.test_no_code_from_text import EVALUATORS, last_name

from .cases import Case, cases, task
from .mutants import BOOK, wrong
from .variations import variations

CASES = cases()
BUDGET = 0.1  # seconds for a reply, of the process's own time
MARGIN = 3  # for machines that are slow or busy


def test_there_are_four_hundred_and_every_question_has_its_share() -> None:
    assert len(CASES) >= 400
    assert len({(case.name, case.text) for case in CASES}) == len(CASES)
    asked = {
        f"{path.parent.name}/{path.name.partition('.')[0]}/{name}"
        for path in BOOK.glob("*/*.questions.yml")
        for name, question in load(path).items()
        if question.kind == "formula"
    }
    for group in ("right", "wrong"):
        shares = Counter(case.name for case in CASES if case.group == group)
        assert set(shares) == asked
        assert min(shares.values()) >= 10


def test_the_wrong_ones_are_made_of_the_right_ones() -> None:
    """At least those of today's answers that are still made today: the file was not written by hand."""
    made = {(name, text) for name in {case.name for case in CASES if case.group == "wrong"} for text, _ in wrong(name)}
    kept = {(case.name, case.text) for case in CASES if case.group == "wrong"}
    assert len(made & kept) > 0.9 * len(kept)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.group}-{case.name.partition('/')[2]}-{case.text[:40]!r}"
)
def test_verdict(case: Case) -> None:
    found = judge(task(case.name), case.text)
    assert found.right is case.right, found.words
    assert case.words in found.words
    if case.right is None:
        assert 0 <= found.place <= max(len(case.text), 1)
        assert found.words and found.words[0].isupper()
    elif not case.right:
        assert found.words


def test_replies_come_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Measured with nothing to work out for the first time: a session's first reply reads the question, too."""
    for name in {case.name for case in CASES}:
        judge(task(name), "1")
    taken = []
    for case in CASES:
        start = time.process_time()
        judge(task(case.name), case.text)
        taken.append((time.process_time() - start, case))
    slowest = max(taken, key=lambda pair: pair[0])
    times = [seconds for seconds, _ in taken]
    with capsys.disabled():
        print(
            f"\n{len(times)} typed answers: median {1000 * statistics.median(times):.0f} ms, "
            f"slowest {1000 * slowest[0]:.0f} ms ({slowest[1].text[:50]!r})"
        )
    assert statistics.median(times) < BUDGET / 2
    assert slowest[0] < BUDGET * MARGIN, slowest


def test_what_is_shown_is_what_is_checked() -> None:
    """The LaTeX of a reading, typed again, is the same tree."""
    for case in CASES:
        if case.right is not None:
            asked = task(case.name)
            reading = read(case.text, asked.vocabulary)
            again = read(latex(reading.tree, asked.vocabulary), asked.vocabulary)
            if "root" not in str(reading.tree):
                assert latex(again.tree, asked.vocabulary) == latex(reading.tree, asked.vocabulary), case.text


def test_no_text_becomes_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Python's evaluators nor SymPy's are called, whatever is typed."""
    for case in CASES:  # what is imported late is imported now
        judge(task(case.name), case.text)

    called: list[str] = []
    with monkeypatch.context() as patched:
        for module, name in [
            *((builtins, n) for n in ("eval", "exec", "compile")),
            (sp, "parse_expr"),
            (sp, "lambdify"),
        ]:
            patched.setattr(module, name, lambda *_, name=name, **__: called.append(name))
        for case in CASES:
            judge(task(case.name), case.text)
    assert not called


def test_no_evaluator_is_named_in_the_package() -> None:
    folder = Path(package.__file__).parent
    modules = sorted(folder.glob("*.py"))
    assert len(modules) > 8
    named = {last_name(node) for path in modules for node in ast.walk(ast.parse(path.read_text("utf-8")))}
    assert not named & EVALUATORS


def test_any_text_at_all_gets_a_reply() -> None:
    """Never an exception."""
    counted = Counter(judge(task(name), text).right for name, text in variations(1500, seed=7))
    assert min(counted[None], counted[False], counted[True]) > 50
