"""Tries every wrong version of a line before the right one goes through.

An examiner takes the place of the methods of a derivation. Whoever writes derivations (a chapter, the corpus) then has
every line of theirs mutated: its text, its tree, and with typos; the values that are put in; and the first line, which
is given, but a slip in it must show in the line that follows.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from functools import partial
from inspect import signature
from typing import Any

import pytest
import sympy as sp

from mlelib.symbolic import Derivation, Level, Model, SymbolicError, UnreadableLine, WrongStep, check
from mlelib.symbolic.reading.reader import read

from .alike import alike
from .consequences import is_root, same_place, still_follows
from .mutants import SHARE, chosen, text_mutants, tree_mutants, typos
from .mutants.choice import chance_for
from .time_limit import TooSlow, time_limit

#: The methods with lines to examine, and what the arguments with the lines are called.
METHODS = {
    "step": ("line",),
    "unfold": ("line",),
    "substitute": ("line",),
    "specialise": ("line",),
    "differentiate": ("line",),
    "solve": ("line",),
    "maximum": ("gap",),
    "at_least": ("line", "gap"),
}
#: Arguments that hold values as LaTeX: {name: value}.
VALUES = {"substitute": "values", "maximum": "at"}
UNFOLDED = ("unfold", "solve", "maximum", "at_least")
SECONDS = 30  # of this process, for one wrong line

#: What may happen to a mutant, the good ends first. "Refused" is for its kind: a vector where a number is expected.
FINE = ("counterexample", "refused", "unreadable", "equal in value", "same tree")
#: Refused, but only because no proof was found: the points at which it was tried did not tell it from the right line.
UNREFUTED = "no counterexample"
OUTCOMES = (*FINE, UNREFUTED, "accepted", "too slow", "foreign exception")


class Examiner:
    """Counts what happened to the mutants.

    ``holes`` are those that differ in value and were not refused, ``unrefuted`` those that were refused without a
    counterexample, ``same_trees`` the typos that change nothing.
    """

    def __init__(self, share: float = SHARE) -> None:
        self.share = share
        self.lines = 0
        self.tally: dict[str, Counter[str]] = defaultdict(Counter)
        self.holes: list[str] = []
        self.unrefuted: list[str] = []
        self.same_trees: list[tuple[str, str]] = []
        self._starts: dict[int, tuple[Derivation, str]] = {}
        self._busy = False

    def attach(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the place of the methods of every derivation, for as long as the patch lasts."""
        for name in METHODS:
            monkeypatch.setattr(Derivation, name, self._examined(name, getattr(Derivation, name)))
        begin = Derivation.__init__

        def remember(derivation: Derivation, model: Model, start: str, *args: Any, **options: Any) -> None:
            begin(derivation, model, start, *args, **options)
            if not self._busy:
                self._starts[id(derivation)] = (derivation, start)

        monkeypatch.setattr(Derivation, "__init__", remember)

    def _examined(self, name: str, original: Callable[..., Derivation]) -> Callable[..., Derivation]:
        def call(derivation: Derivation, *args: Any, **options: Any) -> Derivation:
            if not self._busy:
                self._busy = True
                try:
                    given = signature(original).bind(derivation, *args, **options).arguments
                    self._examine(name, original, derivation, given)
                finally:
                    self._busy = False
            return original(derivation, *args, **options)

        return call

    def _examine(self, name: str, original: Callable[..., Derivation], derivation: Derivation, given: Any) -> None:
        self.lines += 1
        one = _Examination(self, name, original, derivation, given)
        for argument in METHODS[name]:
            one.line(argument)
        one.values()
        _, start = self._starts.pop(id(derivation), (None, ""))
        if start:
            one.start(start)

    def refuses(self, slip: str, shown: str, attempt: Callable[[], object], same: Callable[[], bool]) -> None:
        """Try a mutant. It must be refused, unless it is the same in value."""
        outcome, why = _outcome(attempt)
        if outcome not in FINE:
            try:
                with time_limit(SECONDS):
                    outcome = "equal in value" if same() else outcome
            except (ArithmeticError, SymbolicError, TooSlow) as problem:
                why += f" (undecided: {problem})"
        self.tally[slip][outcome] += 1
        if outcome not in FINE:
            kept = self.unrefuted if outcome == UNREFUTED else self.holes
            kept.append(f"{slip}, {outcome}: {why}\n    {shown}")

    @property
    def tried(self) -> int:
        return sum(counted.total() for counted in self.tally.values())

    def report(self) -> str:
        """What happened to the mutants, by operator."""
        seen = {outcome for counted in self.tally.values() for outcome in counted}
        outcomes = [outcome for outcome in OUTCOMES if outcome in seen]
        rows = [f"{'':<34}{'tried':>7}" + "".join(f"{outcome:>19}" for outcome in outcomes)]
        total = sum(self.tally.values(), Counter[str]())
        for slip, counted in [*sorted(self.tally.items()), (f"all, in {self.lines} lines", total)]:
            rows.append(f"{slip:<34}{counted.total():>7}" + "".join(f"{counted[o]:>19}" for o in outcomes))
        return "\n".join(rows)

    def add(self, other: "Examiner") -> None:
        """Count what another examiner counted, too."""
        self.lines += other.lines
        self.holes += other.holes
        self.unrefuted += other.unrefuted
        self.same_trees += other.same_trees
        for slip, counted in other.tally.items():
            self.tally[slip] += counted


class _Examination:
    """One call of one method: the line, the values put in, the start."""

    def __init__(
        self, examiner: Examiner, name: str, original: Callable[..., Derivation], derivation: Derivation, given: Any
    ) -> None:
        self.examiner, self.name, self.original = examiner, name, original
        self.derivation, self.given, self.model = derivation, given, derivation.model
        self.text: str = given[METHODS[name][0]]

    def _slips(self, mutants: Callable[..., Iterator[tuple[str, str]]], text: str) -> Iterator[tuple[str, str]]:
        chance = chance_for(mutants.__name__, text)
        return chosen(mutants(text, self.model, chance), chance, self.examiner.share)

    def _attempt(self, **changed: Any) -> Callable[[], object]:
        """The same call with other arguments. The derivation itself goes by the name of "self"."""
        return partial(self.original, **{**self.given, "self": _copy(self.derivation)} | changed)

    def line(self, argument: str) -> None:
        text = self.given[argument]
        for slip, wrong in self._slips(text_mutants, text):
            self._wrong_line(argument, f"text: {slip}", wrong)
        self._typos(text, partial(self._wrong_line, argument))
        right = read(text, self.model).expression
        chance = chance_for("tree", text)
        for slip, tree in tree_mutants(right, self.model, chance, self.examiner.share):
            self._wrong_tree(f"tree: {slip}", text, right, tree)

    def _wrong_line(self, argument: str, slip: str, wrong: str) -> None:
        attempt = self._attempt(**{argument: wrong})
        self.examiner.refuses(slip, f"{self.name} {wrong}", attempt, lambda: self._same_line(argument, wrong))

    def _same_line(self, argument: str, wrong: str) -> bool:
        if self.name == "solve" and is_root(self.derivation.sympy, self.given["variable"], wrong, self.model):
            return True
        right, other = (read(text, self.model).expression for text in (self.given[argument], wrong))
        return alike(right, other, self.model, self.name in UNFOLDED)

    def _wrong_tree(self, slip: str, text: str, right: sp.Expr, wrong: sp.Expr) -> None:
        """Compared with the line before, where the line is equal to that one; else with the right line."""
        if wrong == right:
            self.examiner.tally[slip]["same tree"] += 1
            return
        before = self.derivation.sympy if self.name in ("step", "unfold") else right
        unfold = self.model.unfold if self.name in UNFOLDED else lambda e: e

        def attempt() -> None:
            verdict = check(unfold(before), unfold(wrong), self.model)
            if verdict.level is not Level.PROVED:
                raise WrongStep(f"is only {verdict.level}", counterexample=verdict.counterexample)

        shown = f"{self.name} {text}\n    is {right}\n    as {wrong}"
        self.examiner.refuses(slip, shown, attempt, lambda: alike(right, wrong, self.model, self.name in UNFOLDED))

    def _typos(self, text: str, otherwise: Callable[[str, str], None]) -> None:
        """A typo may change nothing in the tree that is read; then there is nothing to refuse."""
        right = replace(read(text, self.model), doubt=None)
        for kind, typed in self._slips(typos, text):
            try:
                with time_limit(SECONDS):
                    same = replace(read(typed, self.model), doubt=None) == right
            except UnreadableLine:
                self.examiner.tally[f"typo: {kind}"]["unreadable"] += 1
                continue
            if same:
                self.examiner.tally[f"typo: {kind}"]["same tree"] += 1
                self.examiner.same_trees.append((text, typed))
            else:
                otherwise(f"typo: {kind}", typed)

    def values(self) -> None:
        """A slip in a value that is put in must show in the line."""
        argument = VALUES.get(self.name, "")
        for name, text in self.given.get(argument, {}).items():
            for slip, wrong in self._slips(text_mutants, text):
                changed = {**self.given[argument], name: wrong}
                same = partial(same_place, self.derivation.sympy, self.given[argument], changed, self.model)
                attempt = self._attempt(**{argument: changed})
                self.examiner.refuses(f"value: {slip}", f"{name} = {wrong} in {self.text}", attempt, same)

    def start(self, start: str) -> None:
        """The first line is given; a slip in it must show in the line that follows."""
        for slip, wrong in self._slips(text_mutants, start):
            self._wrong_start(f"start: {slip}", wrong)
        self._typos(start, self._wrong_start)

    def _wrong_start(self, slip: str, wrong: str) -> None:
        def attempt() -> None:
            fresh = Derivation(self.model, wrong, name=self.derivation.name)
            self.original(**{**self.given, "self": fresh})

        def same() -> bool:
            value = read(wrong, self.model).expression
            return still_follows(self.name, self.derivation.sympy, value, self.given, self.model)

        self.examiner.refuses(slip, f"{wrong}\n    then {self.name} {self.text}", attempt, same)


def _outcome(attempt: Callable[[], object]) -> tuple[str, str]:
    """What came of it, and why where it is no clear refusal."""
    try:
        with time_limit(SECONDS):
            attempt()
    except UnreadableLine:
        return "unreadable", ""
    except WrongStep as wrong:
        clear = wrong.counterexample or "is expected" in wrong.problem
        outcome = "counterexample" if wrong.counterexample else "refused" if clear else UNREFUTED
        return outcome, "" if clear else wrong.problem
    except SymbolicError:
        return "refused", ""
    except TooSlow as slow:
        return "too slow", str(slow)
    except Exception as foreign:
        return "foreign exception", repr(foreign)
    return "accepted", ""


def _copy(derivation: Derivation) -> Derivation:
    fresh = copy(derivation)
    fresh.lines = list(derivation.lines)
    return fresh


def examine(derive: Callable[[], object], share: float = SHARE) -> Examiner:
    """Run what derives something, under examination."""
    examiner = Examiner(share)
    with pytest.MonkeyPatch.context() as monkeypatch:
        examiner.attach(monkeypatch)
        derive()
    return examiner
