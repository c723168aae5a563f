"""Questions whose answer is a number, with hints for those who arrive at another one by a known mistake."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Self

from mlelib.teaching.kinds.fields import COMMON, Fields, QuestionError
from mlelib.teaching.kinds.question import Question, Reply
from mlelib.teaching.say import number

SPACES, DASHES = re.compile(r"[\s\u00a0\u2009\u202f]"), re.compile(r"[\u2212\u2012-\u2014]")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE | re.ASCII)
#: A number that is so near, relative to the answer, was found by the right way: only its digits are not as asked.
NEAR, SAME = 0.1, 0.02
WORDS = ("no decimals", "one decimal", "two decimals", "three decimals", "four decimals")


@dataclass(frozen=True)
class Slip:
    """The value that a known mistake gives, and a hint for those who arrive at it."""

    value: float
    hint: str


@dataclass(frozen=True, kw_only=True)
class NumberQuestion(Question):
    """A number with ``decimals`` decimals. A reply with more of them is right when it rounds to the answer."""

    kind: ClassVar[str] = "number"
    value: float
    decimals: int
    tolerance: float
    because: str
    slips: dict[str, Slip] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, fields: Fields) -> Self:
        fields.only(*COMMON, "answer", "decimals", "tolerance", "because", "slips")
        value, decimals = fields.number("answer"), fields.whole("decimals")
        if decimals_of(value) > decimals:
            raise fields.error("answer", f"{value:g} has more decimals than the {decimals} asked for")
        tolerance = fields.number("tolerance", 0.5 * 10**-decimals)
        if tolerance < 0:
            raise fields.error("tolerance", f"expected 0 or more, got {tolerance:g}")
        slips = {}
        for slip, entry in fields.inner("slips", dict).items():
            own = Fields(f"{fields.where}: slips: {slip}", entry)
            own.only("value", "hint")
            slips[str(slip)] = Slip(own.number("value"), own.text("hint"))
            if abs(slips[str(slip)].value - value) <= tolerance:
                raise own.error("value", f"{slips[str(slip)].value:g} would be accepted as the answer {value:g}")
        return cls(
            name=name,
            prompt=fields.text("prompt"),
            graded=fields.graded(),
            value=value,
            decimals=decimals,
            tolerance=tolerance,
            because=fields.text("because"),
            slips=slips,
        )

    def given(
        self, where: str, *, answer: float | None = None, slips: Mapping[str, float] | None = None, **values: Any
    ) -> Self:
        """Check that ``answer`` and ``slips`` (name -> value), as computed, round to what the bank states."""
        if values:
            raise QuestionError(f"{where}: {', '.join(values)}: a question of kind number takes none")
        if answer is not None:
            _check_rounding(f"{where}: answer", self.value, answer, self.decimals)
        for name, value in (slips or {}).items():
            if name not in self.slips:
                raise QuestionError(f"{where}: slips: there is no slip {name!r} in the bank")
            stated = self.slips[name].value
            _check_rounding(f"{where}: slips: {name}", stated, value, decimals_of(stated))
        return self

    def data(self) -> dict[str, str]:
        return {
            "answer": f"{self.value:.{self.decimals}f}",
            "asked": in_words(self.decimals),
            "tolerance": f"{self.tolerance:g}",
            "slips": " ".join(f"{slip.value:g}" for slip in self.slips.values()),
        }

    def body(self) -> str:
        return ""

    def on_paper(self) -> str:
        return '<p class="mle-on-paper"><span class="mle-rule"></span></p>'

    def answer(self) -> str:
        text = f"**{number(self.value, self.decimals)}.** {self.because}"
        hints = [f"- **{number(slip.value, decimals_of(slip.value))}?** {slip.hint}" for slip in self.slips.values()]
        return "\n\n".join(filter(None, [text, "\n".join(hints)]))

    def reply(self, typed: object) -> Reply:
        value, decimals = read(str(typed))
        if math.isnan(value):
            return Reply(False, "Type a number, such as −1.5.")
        distance, near = abs(value - self.value), self.tolerance * (1 + 1e-9) + 1e-12
        if distance <= near:
            return Reply(True, f"**Right.** {self.because}")
        for slip in self.slips.values():
            if abs(value - slip.value) <= near:
                return Reply(False, f"**{number(slip.value, decimals_of(slip.value))}?** {slip.hint}")
        if decimals < self.decimals and distance <= min(0.5 * 10**-decimals + 1e-12, NEAR * abs(self.value)):
            return Reply(False, f"**Nearly.** That is right as far as it goes. Give {in_words(self.decimals)}.")
        if self.decimals and distance <= min(1.5 * 10**-self.decimals, SAME * abs(self.value)):
            return Reply(
                False, "**Nearly.** The last digit is not right. Compute with more digits, and round at the end."
            )
        return Reply(False, "**No.** Try again, or look at the answer.")


def read(text: str) -> tuple[float, int]:
    """The number that was typed and its decimals; NaN for what is none. "−24,5" and "- 24.5" are numbers too.

    A comma between thousands is one only where a point follows.
    """
    plain = DASHES.sub("-", SPACES.sub("", text))
    plain = re.sub(r",(?=\d{3})", "", plain) if "." in plain else plain.replace(",", ".", 1)
    if not NUMBER.fullmatch(plain):
        return math.nan, 0
    return float(plain), len(plain.lower().partition("e")[0].partition(".")[2])


def in_words(decimals: int) -> str:
    """ "two decimals"."""
    return WORDS[decimals] if decimals < len(WORDS) else f"{decimals} decimals"


def decimals_of(value: float) -> int:
    """How many decimals a value is written with: 2 for -15.46, 0 for 7."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _check_rounding(where: str, stated: float, computed: float, decimals: int) -> None:
    distance = abs(float(computed) - stated)
    if not distance <= 0.5 * 10**-decimals * (1 + 1e-9):
        raise QuestionError(f"{where}: the bank states {stated:.{decimals}f}, the notebook computed {computed!r}")
