"""What is asked for: a formula in a declared world, and the slips on the way, all checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlelib.symbolic import Model, SymbolicError
from mlelib.teaching.answers import values
from mlelib.teaching.answers.comparing import Comparison, same_reading
from mlelib.teaching.answers.latex import latex
from mlelib.teaching.answers.reader import Reading, Unreadable, read
from mlelib.teaching.answers.vocabulary import Vocabulary, build


@dataclass(frozen=True)
class Slip:
    """A formula that a known mistake gives, and a hint for those who arrive at it."""

    name: str
    formula: str
    hint: str


@dataclass(frozen=True)
class Task:
    """``of`` is the LaTeX on the left of the equals sign. What is given to :func:`build` is kept as it is."""

    of: str
    answer: str
    sizes: tuple[tuple[str, str, int | None], ...]
    names: tuple[tuple[str, str, str], ...]
    spellings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    slips: tuple[Slip, ...] = ()

    @cached_property
    def world(self) -> tuple[Vocabulary, Model]:
        return build(self.sizes, self.names, self.spellings, self.answer)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.world[0]

    @property
    def model(self) -> Model:
        return self.world[1]

    @cached_property
    def right(self) -> Reading:
        """The answer, read as a typed one is."""
        return read(self.answer, self.vocabulary)

    @cached_property
    def comparison(self) -> Comparison:
        """The answer, to compare others with."""
        return Comparison(self.model, self.answer)

    @cached_property
    def wrong(self) -> list[tuple[Reading, str]]:
        """The slips, read, with their hints."""
        return [(read(slip.formula, self.vocabulary), slip.hint) for slip in self.slips]

    @cached_property
    def points(self) -> list[values.Point]:
        return values.points(self.vocabulary)

    def as_data(self) -> dict[str, Any]:
        """What the page needs."""
        slips = [slip.formula for slip in self.slips]
        return {**self.vocabulary.as_data(), "of": self.of, "answer": self.answer, "slips": slips}

    @cached_property
    def problem(self) -> str:
        """What is wrong with it, starting with the field; empty if it can be asked."""
        try:
            _ = self.world
        except SymbolicError as error:
            return str(error) if str(error).startswith(("answer: ", "spellings: ")) else f"names: {error}"
        try:
            _ = self.points
        except Unreadable as error:
            return f"names: means: not readable as a typed answer: {error}"
        try:
            if not same_reading(self.model, self.answer, latex(self.right.tree, self.vocabulary)):
                return "answer: the reader of typed answers reads another formula"
        except Unreadable as error:
            return f"answer: not readable as a typed answer: {error}"
        return next(filter(None, map(self._slip_problem, self.slips)), "")

    def _slip_problem(self, slip: Slip) -> str:
        where = f"slips: {slip.name}: formula"
        try:
            typed = latex(read(slip.formula, self.vocabulary).tree, self.vocabulary)
            if not same_reading(self.model, slip.formula, typed):
                return f"{where}: the reader of typed answers reads another formula"
            if not self.comparison.differs(Comparison.read(slip.formula, self.model)):
                return f"{where}: it is equal to the answer"
        except (Unreadable, SymbolicError) as error:
            return f"{where}: {error}"
        return ""
