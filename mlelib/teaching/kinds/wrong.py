"""Questions that show a derivation with one line made wrong by a slip of the pen, and refuted by the checker."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from mlelib.symbolic import SymbolicError
from mlelib.symbolic.proving.check import differ_at
from mlelib.symbolic.reading.reader import read as read_line
from mlelib.symbolic.slips import TEXT_SLIPS, text_mutants
from mlelib.teaching.kinds.choice import Choice, ChoiceQuestion
from mlelib.teaching.kinds.fields import COMMON, Fields, QuestionError
from mlelib.teaching.kinds.lines import Derivations, NumberedLine, read_names, take

FEWEST = 3  # lines
NAMES = "it should be", "but it is"  # of the two values in a counterexample


@dataclass(frozen=True, kw_only=True)
class WrongQuestion(ChoiceQuestion):
    """The choices are the lines: the wrong one comes with numbers that refute it, the others with their reasons."""

    kind: ClassVar[str] = "wrong"
    choices: tuple[Choice, ...] = ()
    names: tuple[str, ...]
    slip: str
    line: str
    seed: int

    @classmethod
    def read(cls, name: str, fields: Fields) -> Self:
        fields.only(*COMMON, "lines", "slip", "line", "seed")
        slip, line = fields.text("slip", ""), fields.text("line", "")
        if slip and slip not in TEXT_SLIPS:
            raise fields.error("slip", f"expected one of {', '.join(TEXT_SLIPS)}, got {slip!r}")
        return cls(
            name=name,
            prompt=fields.text("prompt"),
            graded=fields.graded(),
            names=read_names(fields),
            slip=slip,
            line=line,
            seed=fields.whole("seed", 1),
        )

    def given(self, where: str, *, derivation: Derivations | None = None, **values: Any) -> Self:
        """Take the lines from the derivation, or derivations, and make one of them wrong."""
        if values:
            raise QuestionError(f"{where}: {', '.join(values)}: a question of kind wrong takes a derivation")
        lines = take(self.names, derivation, where)
        if len(lines) < FEWEST:
            raise QuestionError(f"{where}: lines: expected {FEWEST} or more, got {len(lines)}")
        if self.line and self.line not in [line.number for line in lines]:
            raise QuestionError(f"{where}: line: {self.line} is none of the lines")
        found = next(self._refuted(lines), None)
        if found is None:
            raise QuestionError(f"{where}: slip: no line has a slip of this kind that the checker refutes")
        return replace(self, choices=tuple(_choices(lines, *found)))

    def _refuted(self, lines: tuple[NumberedLine, ...]) -> Iterator[tuple[int, str, str, str]]:
        """Wrong lines by chance: the place, the slip, the text, and numbers for which it is wrong."""
        chance = random.Random(f"{self.name} {self.seed}")
        slips = [
            (place, slip, without_brackets(text))
            for place, line in enumerate(lines)
            if line.line.method != "given" and self.line in ("", line.number) and line.line.relation == "="
            for slip, text in text_mutants(line.line.right, line.derivation.model, chance)
            if self.slip in ("", slip)
        ]
        for place, slip, text in sorted(slips, key=lambda _: chance.random()):
            counterexample = refutation(lines[place], text)
            if counterexample:
                yield place, slip, text, counterexample


def refutation(line: NumberedLine, text: str) -> str:
    """Numbers for which this text is not what the line is; empty where it cannot be read, or may be right."""
    model, right = line.derivation.model, line.line.value
    try:
        wrong = read_line(text, model)
        if wrong.shape != right.shape or wrong.doubt is not None:
            return ""
        return differ_at(model.unfold(right.expression), model.unfold(wrong.expression), model, NAMES)
    except SymbolicError:
        return ""


def without_brackets(text: str) -> str:
    r"""A line as one writes it: ``\frac{1}{n - 1}`` for ``\frac{1}{ (n - 1) }``."""
    return re.sub(r"\{ \((\w+ [-+] \d)\) \}", r"{\1}", " ".join(text.split()))


def _choices(
    lines: tuple[NumberedLine, ...], wrong: int, slip: str, text: str, counterexample: str
) -> Iterator[Choice]:
    for place, line in enumerate(lines):
        if place == wrong:
            because = f"The slip: {slip}. With {counterexample}. It should read {line.markdown()}"
            yield Choice(line.markdown(text), because, right=True)
        elif line.line.method == "given":
            yield Choice(line.markdown(), f"The derivation starts here: “{line.because}”.")
        elif place == wrong + 1:
            yield Choice(line.markdown(), f"It follows from what should stand above it: “{line.because}”.")
        else:
            yield Choice(line.markdown(), f"This line is right: “{line.because}”.")
