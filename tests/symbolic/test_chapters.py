"""A wrong sign, a lost 2, n − 1 for n, σ for σ²: in any line of any chapter, each is refused with a counterexample."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mlelib.symbolic import Derivation, Model, WrongStep
from products.toc import notebooks

from .mutants import mutants

METHODS = ("step", "unfold", "substitute", "specialise", "differentiate", "solve", "maximum")
LINE = {"maximum": "gap"}  # what the argument with the line is called, where it is not "line"


class Examiner:
    """Tries every wrong version of a line before the right one goes through."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.accepted: list[str] = []
        self.starts: dict[int, tuple[Derivation, str]] = {}
        self.busy = False

    def refuses(self, slip: str, line: str, attempt: Callable[[], object]) -> None:
        self.tried[slip] += 1
        try:
            attempt()
            self.accepted.append(f"{slip}: {line}")
        except WrongStep as wrong:
            if not wrong.counterexample:
                self.accepted.append(f"{slip}, refused without a counterexample: {line}")

    def examined(self, name: str, original: Callable[..., Derivation]) -> Callable[..., Derivation]:
        def call(derivation: Derivation, *args: Any, **options: Any) -> Derivation:
            if not self.busy:
                self.busy = True
                given = signature(original).bind(derivation, *args, **options).arguments
                self.try_line(original, derivation, given, LINE.get(name, "line"))
                self.try_start(original, derivation, given)
                self.busy = False
            return original(derivation, *args, **options)

        return call

    def try_line(self, original: Callable[..., Derivation], derivation: Derivation, given: Any, line: str) -> None:
        for slip, wrong in mutants(given[line]):
            changed = {**given, "self": _copy(derivation), line: wrong}
            self.refuses(slip, wrong, partial(original, **changed))

    def try_start(self, original: Callable[..., Derivation], derivation: Derivation, given: Any) -> None:
        """The first line is given; a slip in it must show in the line that follows."""
        _, start = self.starts.pop(id(derivation), (None, ""))
        for slip, wrong in mutants(start) if start else ():
            fresh = Derivation(derivation.model, wrong, name=derivation.name)
            self.refuses(f"start: {slip}", wrong, partial(original, **{**given, "self": fresh}))


def _copy(derivation: Derivation) -> Derivation:
    fresh = copy(derivation)
    fresh.lines = list(derivation.lines)
    return fresh


def cells(path: Path) -> Iterator[str]:
    """The cells that derive something, and the imports."""
    words = ("import ", "Model(", "Derivation(", "model.define(", *[f".{name}(" for name in METHODS], ".steps(")
    for cell in nbformat.read(path, as_version=4).cells:
        source = cell.source.replace("sp.solve(", "")
        derives = cell.cell_type == "code" and any(word in source for word in words)
        if derives and "WrongStep as" not in cell.source:  # a mistake shown on purpose
            yield cell.source


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_slip_in_every_line_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examiner = Examiner()
    for name in METHODS:
        monkeypatch.setattr(Derivation, name, examiner.examined(name, getattr(Derivation, name)))
    begin = Derivation.__init__

    def remember(self: Derivation, model: Model, start: str, *args: Any, **options: Any) -> None:
        begin(self, model, start, *args, **options)
        if not examiner.busy:
            examiner.starts[id(self)] = (self, start)

    monkeypatch.setattr(Derivation, "__init__", remember)
    namespace: dict[str, object] = {}
    for source in cells(path):
        exec(compile(source, path.name, "exec"), namespace)
    print(f"{path.stem}: {examiner.tried.total()} wrong lines refused: {dict(examiner.tried)}")
    assert examiner.tried.total() > 100
    assert not examiner.accepted


def test_a_slip_that_is_none_would_be_noticed() -> None:
    """The examiner can fail: an equal line is reported as accepted."""
    examiner = Examiner()
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"})
    d = Derivation(model, r"\sum_{i=1}^{n} x^{(i)}")
    examiner.refuses("none", "…", lambda: d.step(r"0 + \sum_{i=1}^{n} x^{(i)}", "the same"))
    assert examiner.accepted
