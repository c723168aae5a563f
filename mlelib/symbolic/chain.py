"""A chain of lines: what is known of each, how the next one is compared with it, and how all are shown."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Self

import sympy as sp

from . import lemmas
from .errors import SymbolicError, WrongStep
from .line import Line, checked_label
from .model import Model
from .proving.check import Level, check
from .reading.reader import read
from .values import Value


class Chain:
    """The lines of one derivation; :class:`mlelib.symbolic.Derivation` writes them."""

    def __init__(self, model: Model, start: str, name: str = "", because: str = "", label: str = "") -> None:
        self.model, self.name, self.label = model, name, checked_label(label)
        self.unique: bool | None = None
        self._variables: tuple[str, ...] = ()
        value = read(start, model)
        self.lines = [Line(name, "=" if name else "", start, because, None, value)]

    @property
    def sympy(self) -> sp.Expr:
        """The expression behind the latest line; of a vector, its component.

        Examples
        --------
        >>> from mlelib.symbolic import Derivation
        >>> Derivation(Model({"n": "i"}, {"x^{(i)}": "real"}), r"\\sum_{i=1}^{n} x^{(i)}").sympy
        Sum(x[i], (i, 1, n))
        """
        return self.lines[-1].value.expression

    # -- checking

    def _refuse_doubtful(self, expression: sp.Expr, line: str) -> None:
        doubtful = self.model.signs.first_doubtful_term(expression)
        if doubtful is not None:
            raise WrongStep(f"this term is not visibly nonnegative: {doubtful}", line, "0")

    def _equal(self, before: sp.Expr, after: sp.Expr, line: str, because: str, wanted: Level) -> Level:
        verdict = check(before, after, self.model)
        if verdict.level is None:
            raise self._refused(line, because, verdict.counterexample)
        if not verdict.level.at_least(wanted):
            advice = f'split it into smaller steps, or ask for level="{verdict.level.value}"'
            raise self._refused(line, because, "", f"is only {verdict.level.value}: {advice}")
        return verdict.level

    def _equal_folded_or_not(self, before: sp.Expr, after: sp.Expr, line: str, because: str) -> Level:
        """Proved with the defined names as free symbols if possible, which says more; else with their meanings."""
        ratios = self.model.unfold_ratios(before), self.model.unfold_ratios(after)
        if any(check(*pair, self.model).level is Level.PROVED for pair in ((before, after), ratios)):
            return Level.PROVED
        return self._equal(self.model.unfold(before), self.model.unfold(after), line, because, Level.PROVED)

    def _read_like(self, line: str, pattern: Value) -> Value:
        value = read(line, self.model)
        if value.shape != pattern.shape:
            if value.expression != 0:
                problem = f"{value.in_words}, where {pattern.in_words} is expected"
                raise WrongStep(problem, self.lines[-1].right, line)
            return replace(pattern, expression=value.expression, factors=(), doubt=value.doubt)
        return value

    def _refused(self, line: str, because: str, counterexample: str, how: str = "does not follow") -> WrongStep:
        problem = f"line {len(self.lines) + 1} {how} ({because})"
        return WrongStep(problem, self.lines[-1].right, line, counterexample)

    # -- naming and showing

    def _append(self, line: Line) -> Self:
        self._raise_doubts(line.value)
        self.lines.append(self._with_lemmas(line))
        return self

    def _refuse_bound(self) -> None:
        """Behind a ≥ or a < the latest line is a bound: what is named on the left is something else."""
        if any(line.relation in (r"\ge", "<") for line in self.lines):
            raise SymbolicError("the latest line is a bound, not what it bounds: begin a derivation of its own")

    def _with_lemmas(self, line: Line) -> Line:
        return replace(line, lemmas=line.lemmas + lemmas.of_model(self.sympy, line.value.expression, self.model))

    def _raise_doubts(self, value: Value) -> None:
        """A line that is not wrong, but may have no real value, is refused now; so is the first line, if it may not."""
        for doubt in (self.lines[0].value.doubt, value.doubt):
            if doubt is not None:
                raise doubt

    def _continued(self, line: Line, label: str) -> Self:
        """A new derivation that starts where this one stands."""
        following = copy(self)
        following.name, following.label, following.unique = line.left, checked_label(label), None
        self._raise_doubts(line.value)
        following.lines = [self._with_lemmas(line)]
        return following

    def __str__(self) -> str:
        from .showing.render import derivation_text

        return derivation_text(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        from .showing.render import derivation_bundle

        return derivation_bundle(self)
