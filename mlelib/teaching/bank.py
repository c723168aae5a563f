r"""Banks of questions: one YAML file beside each chapter, ``<chapter>.questions.yml``. This is its schema.

    score-mean:                       # the question's id: asked with ask("univariate/score-mean")
      kind: choice
      prompt: Which of these is $\partial\ell/\partial\mu$?
      choices:                        # two or more; exactly one is right; they are shown in this order
        - text: $\sum_i (x^{(i)} - \mu) / \sigma^2$
          right: true
          because: The two minus signs cancel, and so do the 2s.
        - text: $\sum_i (\mu - x^{(i)}) / \sigma^2$
          because: The chain rule's inner derivative, $-1$, is missing.

    start-log-likelihood:
      kind: number
      prompt: What is the log-likelihood at $\theta_0$, to a tenth?
      answer: -24.5
      decimals: 1                     # as many as the prompt asks for; a reply within half a unit of the last
      is right tolerance: 0.05                 # optional: accept this distance instead
      because: Add the five logarithms of the mixture's density.
      slips:                          # optional: values that a known mistake gives, each with its hint
        variance-as-deviation:        # the slip's name, for ask(…, slips={"variance-as-deviation": computed})
          value: -15.46
          hint: That is what $\sigma^2 = 4$ gives when it is read as a standard deviation.

The kind ``formula`` is described in ``formula.py``. Texts are Markdown with $math$, each of one paragraph. Quote with
'…' what holds a colon followed by a space.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from mlelib.teaching.answers.question import FormulaQuestion


class QuestionError(ValueError):
    """A question that cannot be asked: the message names the file, the question and the field."""


@dataclass(frozen=True)
class Choice:
    """One choice, with the reason why it is right or wrong."""

    text: str
    because: str
    right: bool = False


@dataclass(frozen=True)
class ChoiceQuestion:
    """A question with exactly one right choice."""

    prompt: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Slip:
    """The value that a known mistake gives, and a hint for those who arrive at it."""

    value: float
    hint: str


@dataclass(frozen=True)
class NumberQuestion:
    """A question whose answer is a number with ``decimals`` decimals."""

    prompt: str
    answer: float
    decimals: int
    tolerance: float
    because: str
    slips: dict[str, Slip] = field(default_factory=dict)


Question: TypeAlias = "ChoiceQuestion | NumberQuestion | FormulaQuestion"


def load(path: Path) -> dict[str, Question]:
    """All questions of one bank. Raises QuestionError where it is missing or breaks the schema."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise QuestionError(f"{path}: there is no such bank of questions") from None
    except yaml.YAMLError as error:
        raise QuestionError(f"{path}: not YAML: {error}") from None
    if not isinstance(data, dict) or not data:
        raise QuestionError(f"{path}: a bank is a mapping from question ids to questions")
    return {str(name): _question(_Fields(f"{path.name}: {name}", entry)) for name, entry in data.items()}


def decimals_of(value: float) -> int:
    """How many decimals a value is written with: 2 for -15.46, 0 for 7."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class _Fields:
    """The fields of one entry; every complaint says where it is."""

    def __init__(self, where: str, entry: object) -> None:
        self.where = where
        if not isinstance(entry, dict):
            raise QuestionError(f"{where}: expected fields, got {entry!r}")
        self.entry: dict[str, Any] = entry

    def error(self, name: str, problem: str) -> QuestionError:
        return QuestionError(f"{self.where}: {name}: {problem}")

    def only(self, *names: str) -> None:
        for name in self.entry:
            if name not in names:
                raise self.error(str(name), f"unknown field; known here: {', '.join(names)}")

    def text(self, name: str) -> str:
        value = self.entry.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, f"expected a text, got {value!r}")
        if re.search(r"\n\s*\n", value.strip()):
            raise self.error(name, "expected one paragraph, got several")
        if value.count("$") % 2:
            raise self.error(name, "an odd number of $")
        return " ".join(value.split())

    def number(self, name: str, default: float | None = None) -> float:
        value = self.entry.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.error(name, f"expected a number, got {value!r}")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.entry.get(name, False)
        if not isinstance(value, bool):
            raise self.error(name, f"expected true or false, got {value!r}")
        return value

    def inner(self, name: str, kind: type) -> Any:
        value = self.entry.get(name, kind())
        if not isinstance(value, kind):
            raise self.error(name, f"expected a {'list' if kind is list else 'mapping'}, got {value!r}")
        return value


def _question(fields: _Fields) -> Question:
    kind = fields.entry.get("kind")
    if kind == "choice":
        return _choice_question(fields)
    if kind == "number":
        return _number_question(fields)
    if kind == "formula":
        from mlelib.teaching.formula import formula_question  # it needs SymPy, and this module

        return formula_question(fields)
    raise fields.error("kind", f"expected choice, number or formula, got {kind!r}")


def _choice_question(fields: _Fields) -> ChoiceQuestion:
    fields.only("kind", "prompt", "choices")
    choices = []
    for position, entry in enumerate(fields.inner("choices", list), start=1):
        own = _Fields(f"{fields.where}: choices[{position}]", entry)
        own.only("text", "because", "right")
        choices.append(Choice(own.text("text"), own.text("because"), own.flag("right")))
    if len(choices) < 2:
        raise fields.error("choices", f"expected two or more, got {len(choices)}")
    if sum(choice.right for choice in choices) != 1:
        raise fields.error("choices", f"exactly one should be right, got {sum(c.right for c in choices)}")
    if len({choice.text for choice in choices}) < len(choices):
        raise fields.error("choices", "two choices have the same text")
    return ChoiceQuestion(fields.text("prompt"), tuple(choices))


def _number_question(fields: _Fields) -> NumberQuestion:
    fields.only("kind", "prompt", "answer", "decimals", "tolerance", "because", "slips")
    answer, decimals = fields.number("answer"), fields.number("decimals")
    if decimals != int(decimals) or decimals < 0:
        raise fields.error("decimals", f"expected 0, 1, 2, …, got {decimals:g}")
    if decimals_of(answer) > decimals:
        raise fields.error("answer", f"{answer:g} has more decimals than the {decimals:g} asked for")
    tolerance = fields.number("tolerance", 0.5 * 10**-decimals)
    if tolerance < 0:
        raise fields.error("tolerance", f"expected 0 or more, got {tolerance:g}")
    slips = {}
    for name, entry in fields.inner("slips", dict).items():
        own = _Fields(f"{fields.where}: slips: {name}", entry)
        own.only("value", "hint")
        slips[str(name)] = Slip(own.number("value"), own.text("hint"))
        if abs(slips[str(name)].value - answer) <= tolerance:
            raise own.error("value", f"{slips[str(name)].value:g} would be accepted as the answer {answer:g}")
    return NumberQuestion(fields.text("prompt"), answer, int(decimals), tolerance, fields.text("because"), slips)
