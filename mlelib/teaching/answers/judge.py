"""The reply to a typed formula: right, wrong with the reason, or not readable with the place.

The symbolic checker decides. What is behind a wrong answer is found by values: at each point, is it the right value
with another sign, twice that, its root, …? The page (``book/assets/formula/judge.js``) has the same list.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from mlelib.symbolic import SymbolicError
from mlelib.teaching.answers import values
from mlelib.teaching.answers.comparing import Comparison
from mlelib.teaching.answers.latex import latex
from mlelib.teaching.answers.reader import Reading, Unreadable, read
from mlelib.teaching.answers.task import Task
from mlelib.teaching.answers.values import Point, Value
from mlelib.teaching.answers.words import entries, short

Binding = dict[str, int]


@dataclass(frozen=True)
class Judgement:
    """``right`` is None where the text was not readable: ``place`` is then set. ``shown`` is the reading as LaTeX."""

    right: bool | None
    words: str
    place: int = -1
    shown: str = ""
    hint: int = -1
    proved: bool = False


def judge(task: Task, text: str) -> Judgement:
    """The judgement of what was typed."""
    try:
        reading = read(text, task.vocabulary)
    except Unreadable as unreadable:
        return Judgement(None, unreadable.problem, unreadable.place)
    shown = latex(reading.tree, task.vocabulary)
    right = task.right
    if reading.shape != right.shape and not _is_component(reading, right):
        return Judgement(False, f"The answer is a {right.shape}. Yours is a {reading.shape}.", shown=shown)
    case = _Case(task, reading)
    strict = case.read_strictly(shown)
    for binding in case.bindings:
        if case.equal(strict, binding):
            proved = strict is not None and task.comparison.proved(strict, binding)
            if not proved and not case.agrees(task.right, binding):
                continue  # the two have their points, and only together they see all
            return Judgement(True, " ".join(_for_one(binding)), shown=shown, proved=proved)
    hint, words = case.explain()
    return Judgement(False, words, shown=shown, hint=hint)


def _is_component(reading: Reading, right: Reading) -> bool:
    return right.shape == "vector" and reading.shape == "number" and bool(reading.free - right.free)


def _for_one(binding: Binding) -> Iterator[str]:
    for letter, number in binding.items():
        yield f"That is the case {letter} = {number}. With {letter} in its place it holds for all."


class _Case:
    """One typed formula beside the right one."""

    def __init__(self, task: Task, reading: Reading) -> None:
        self.task, self.reading = task, reading
        missing = sorted(task.right.free - reading.free)
        sizes = task.vocabulary.sizes
        least = {c: sizes[task.vocabulary.size_of(c) or ""].least for c in missing}
        #: The typed formula may be about one k only, with 1 where the right one has k.
        self.bindings: list[Binding] = (
            [{missing[0]: number} for number in range(1, least[missing[0]] + 1)] if len(missing) == 1 else [{}]
        )
        self.typed = self.at_points(reading, {})

    def at_points(self, reading: Reading, binding: Binding) -> list[Value]:
        return [self.at(reading, {**point, **binding}) for point in self.task.points]

    def at(self, reading: Reading, point: Point) -> Value:
        """The value; of a formula for one component, the vector of all of them."""
        if not _is_component(reading, self.task.right):
            return values.value(reading.tree, point)
        letter = min(reading.free - self.task.right.free)
        size = self.task.vocabulary.size_of(letter)
        found = [values.value(reading.tree, {**point, letter: j}) for j in range(1, point[size] + 1)]
        return [component for each in found for component in values.flat(each)]

    def agrees(self, reading: Reading, binding: Binding) -> bool:
        """The same value at every point, and at the same points no value."""
        wanted = self.at_points(reading, binding)
        none = [not _finite(typed) and not _finite(one) for typed, one in zip(self.typed, wanted, strict=True)]
        return not all(none) and all(map(max, none, map(values.same, self.typed, wanted)))

    def read_strictly(self, shown: str) -> sp.Expr | None:
        """For the checker; None where the strict reader refuses (a root of what may be negative) or no value is."""
        if not any(map(_finite, self.typed)):
            return None
        try:
            return Comparison.read(shown, self.task.model)
        except SymbolicError:
            return None

    def equal(self, strict: sp.Expr | None, binding: Binding) -> bool:
        """By the checker. What it cannot read, or has no value for, by values."""
        try:
            if strict is not None:
                return not self.task.comparison.differs(strict, binding)
        except SymbolicError:
            pass
        return self.agrees(self.task.right, binding)

    # -- what is behind a wrong one

    def explain(self) -> tuple[int, str]:
        """The place of the listed slip, or −1; and the words of the reply."""
        for place, (slip, hint) in enumerate(self.task.wrong):
            if slip.shape == self.reading.shape and any(self.agrees(slip, binding) for binding in self.bindings):
                return place, hint
        return -1, self.general() or self.dependent() or self.counterexample()

    def general(self) -> str:
        for binding in self.bindings:
            right = self.at_points(self.task.right, binding)
            for expected, words in self.rules(binding):
                compared = [
                    values.same(typed, wanted)
                    for typed, one, point in zip(self.typed, right, self.task.points, strict=True)
                    if (wanted := _changed(one, expected, point)) is not None
                ]
                if len(compared) > 2 and all(compared):
                    return words
        return ""

    def rules(self, binding: Binding) -> Iterator[tuple[Callable[[float, Point], float], str]]:
        """What a common mistake makes of the right value at a point, and what to say of it."""
        yield lambda r, _: -r, "A sign: yours is the negative of the right one."
        yield lambda r, _: 2 * r, "A factor 2: yours is twice the right one."
        yield lambda r, _: r / 2, "A factor 2: yours is half the right one."
        squared = self.task.of.endswith("^2")
        root = "That is right for the standard deviation. The question asks for the variance."
        yield lambda r, _: math.sqrt(r), root if squared else "That is the square root of the right one."
        yield lambda r, _: r * r, "That is the square of the right one."
        yield lambda r, _: 1 / r, "That is the right one upside down."
        yield lambda r, _: math.log(r), "That is the logarithm of the right one."
        yield lambda r, _: math.exp(r), "That is the exponential of the right one."
        if self.task.right.tree[0] == "/" and self.task.right.shape == "number":
            top = Reading(self.task.right.tree[1], "number", self.task.right.free)
            yield (
                lambda _, point: float(self.at(top, {**point, **binding})),  # type: ignore[arg-type]
                "The numerator is right. It still has to be normalised.",
            )
        for size, declared in self.task.vocabulary.sizes.items():
            if declared.fixed is None:
                yield from _about_size(size)

    def dependent(self) -> str:
        allowed = self.names_in(self.task.right.tree)
        names = self.task.vocabulary.names
        for place in sorted(self.names_in(self.reading.tree) - allowed):
            if not names[place].means:
                return f"The answer may not depend on {names[place].plain}."
        return ""

    def names_in(self, node: list[Any]) -> set[int]:
        """The names that a tree holds, and those behind them."""
        if node[0] in ("name", "root"):
            name = self.task.vocabulary.names[node[1]]
            behind = self.names_in(values.meaning(name, self.task.vocabulary)) if name.means else set()
            return {node[1]} | behind
        return {place for part in node[1:] if isinstance(part, list) for place in self.names_in(part)}

    def counterexample(self) -> str:
        right = self.at_points(self.task.right, {})
        pairs = list(zip(self.task.points, self.typed, right, strict=True))
        differ = [pair for pair in pairs if not values.same(*pair[1:]) and _finite(pair[2])]
        shown = [pair for pair in differ if _finite(pair[1])] or differ
        if not shown:
            return "Not equal to the right one."
        point, typed, wanted = shown[0]
        yours = f"your formula gives {entries(typed)}" if _finite(typed) else "your formula has no value"
        return f"For {self.setting(point)}: {yours}, the right one {entries(wanted)}."

    def setting(self, point: Point) -> str:
        """A point in words: ``n = 2, x = (1, 3)``."""
        used = self.names_in(self.reading.tree) | self.names_in(self.task.right.tree)
        letters = sorted(self.task.right.free)
        sizes = [size for size in self.task.vocabulary.sizes if size in self.sizes_in()]
        said = [f"{key} = {short(point[key])}" for key in [*sizes, *letters]]
        names = self.task.vocabulary.names
        return ", ".join([*said, *(f"{names[place].plain} = {entries(point[place])}" for place in sorted(used))])

    def sizes_in(self) -> set[str]:
        """The sizes, not given by the question, that either formula holds."""
        held = _words(self.reading.tree) | _words(self.task.right.tree)
        return {size for size, declared in self.task.vocabulary.sizes.items() if declared.fixed is None} & held


def _words(node: list[Any]) -> set[str]:
    own = {part for part in node if isinstance(part, str)}
    return own.union(*(_words(part) for part in node if isinstance(part, list)))


def _about_size(size: str) -> Iterator[tuple[Callable[[float, Point], float], str]]:
    yield lambda r, p: r * p[size], f"It still has to be divided by {size}."
    yield lambda r, p: r / p[size], f"That is divided by {size} once too often."
    yield lambda r, p: r * p[size] / (p[size] - 1), f"{size} − 1 stands where {size} belongs."
    yield lambda r, p: r * (p[size] - 1) / p[size], f"{size} stands where {size} − 1 belongs."


def _changed(right: Value, rule: Callable[[float, Point], float], point: Point) -> Value | None:
    """A rule applied to each component; None where it has no value."""
    try:
        found = [rule(component, point) for component in values.flat(right)]
    except (ArithmeticError, ValueError):
        return None
    if not all(map(math.isfinite, found)):
        return None
    return found if isinstance(right, list) else found[0]


def _finite(found: Value) -> bool:
    return all(map(math.isfinite, values.flat(found)))
