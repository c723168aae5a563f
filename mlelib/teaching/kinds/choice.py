"""Questions with exactly one right choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from mlelib.teaching.kinds.fields import COMMON, Fields, QuestionError
from mlelib.teaching.kinds.question import Question, Reply


@dataclass(frozen=True)
class Choice:
    """One choice, with the reason why it is right or wrong."""

    text: str
    because: str
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """Choices in the order of the bank. Whatever offers some of which one is right is built on this."""

    kind: ClassVar[str] = "choice"
    choices: tuple[Choice, ...]

    @classmethod
    def read(cls, name: str, fields: Fields) -> Self:
        fields.only(*COMMON, "choices")
        choices = []
        for position, entry in enumerate(fields.inner("choices", list), start=1):
            own = Fields(f"{fields.where}: choices[{position}]", entry)
            own.only("text", "because", "right")
            choices.append(Choice(own.text("text"), own.text("because"), own.flag("right")))
        if len(choices) < 2:
            raise fields.error("choices", f"expected two or more, got {len(choices)}")
        if sum(choice.right for choice in choices) != 1:
            raise fields.error("choices", f"exactly one should be right, got {sum(c.right for c in choices)}")
        if len({choice.text for choice in choices}) < len(choices):
            raise fields.error("choices", "two choices have the same text")
        return cls(name=name, prompt=fields.text("prompt"), graded=fields.graded(), choices=tuple(choices))

    def given(self, where: str, **values: Any) -> Self:
        if values:
            raise QuestionError(f"{where}: {', '.join(values)}: a question of kind {self.kind} takes none")
        return self

    @property
    def right(self) -> int:
        """The number of the right choice."""
        return next(number for number, choice in enumerate(self.choices, start=1) if choice.right)

    def data(self) -> dict[str, str]:
        return {"answer": str(self.right)}

    def body(self) -> str:
        return "\n".join(f"{number}. {choice.text}" for number, choice in enumerate(self.choices, start=1))

    def answer(self) -> str:
        reasons = [f"{number}. {reason(choice)}" for number, choice in enumerate(self.choices, start=1)]
        return f"**Answer {self.right}.**\n\n" + "\n".join(reasons)

    def reply(self, typed: object) -> Reply:
        text = str(typed).strip().rstrip(".)")
        if not text.isdecimal() or not 1 <= int(text) <= len(self.choices):
            return Reply(False, f"Type the number of a choice, from 1 to {len(self.choices)}.")
        choice = self.choices[int(text) - 1]
        return Reply(choice.right, reason(choice))


def reason(choice: Choice) -> str:
    """The reply to this choice."""
    return f"**{'Right' if choice.right else 'No'}.** {choice.because}"
