"""Questions whose answer is a formula, typed as people type. What it may hold is declared in the question."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Self

from mlelib.teaching.answers.judge import judge
from mlelib.teaching.answers.task import Slip, Task
from mlelib.teaching.kinds.fields import COMMON, Fields, QuestionError
from mlelib.teaching.kinds.question import Question, Reply

LETTERS = re.compile(r"((?:[a-z] )*[a-z])(?: = ([1-9]))?")
BEFORE, BEHIND = 60, 20  # how much of a text is shown around the place that cannot be read


@dataclass(frozen=True, kw_only=True)
class FormulaQuestion(Question):
    """Any formula that the checker finds equal to the answer is right. In a wrong one, a factor 2, a sign, a root, a
    missing divisor and the like are recognised without being listed."""

    kind: ClassVar[str] = "formula"
    task: Task
    because: str

    @classmethod
    def read(cls, name: str, fields: Fields) -> Self:
        fields.only(*COMMON, "of", "sizes", "names", "spellings", "answer", "because", "slips")
        task = Task(
            of=fields.text("of"),
            answer=fields.text("answer"),
            sizes=tuple((str(size), *_size(fields, letters)) for size, letters in fields.inner("sizes", dict).items()),
            names=tuple(
                (str(latex), *_kind(fields, latex, kind)) for latex, kind in fields.inner("names", dict).items()
            ),
            spellings=tuple(
                (str(latex), tuple(_one_text(fields, "spellings", words).split()))
                for latex, words in fields.inner("spellings", dict).items()
            ),
            slips=tuple(_slip(fields, slip, entry) for slip, entry in fields.inner("slips", dict).items()),
        )
        return cls(
            name=name,
            prompt=fields.text("prompt"),
            graded=fields.graded(),
            task=_kept(task),
            because=fields.text("because"),
        )

    def given(self, where: str, **values: Any) -> Self:
        """Check that the answer can be read and typed, and that no slip is equal to it."""
        if values:
            raise QuestionError(f"{where}: {', '.join(values)}: a question of kind formula takes none")
        problem = self.task.problem
        if problem:
            raise QuestionError(f"{where}: {problem}")
        return self

    def data(self) -> dict[str, str]:
        return {"question": json.dumps(self.task.as_data(), ensure_ascii=False, separators=(",", ":"))}

    def body(self) -> str:
        return rf"$\displaystyle {self.task.of} = {{}}$ ?"

    def on_paper(self) -> str:
        return '<p class="mle-on-paper"><span class="mle-rule"></span></p>'

    def answer(self) -> str:
        text = rf"**$\displaystyle {self.task.of} = {self.task.answer}$.** {self.because}"
        hints = [rf"- **$\displaystyle {slip.formula}$?** {slip.hint}" for slip in self.task.slips]
        return "\n\n".join(filter(None, [text, "\n".join(hints)]))

    def said(self, typed: object) -> Reply:
        """The verdict and its reason, in the words of the page."""
        found = judge(self.task, str(typed))
        if found.right is None:
            return Reply(False, f"**Not readable.** {found.words}")
        if not found.right:
            return Reply(False, f"**No.** {found.words}")
        return Reply(True, f"**Right.** {' '.join(filter(None, [found.words, self.because]))}")

    def reply(self, typed: object) -> Reply:
        """The same, with how the text was read, or where it is not readable; the page shows that while one types."""
        found, said = judge(self.task, str(typed)), self.said(typed)
        if found.right is None:
            return Reply(False, f"{said.markdown}\n\n{marked(str(typed), found.place)}")
        level = ("Proved equal for every size." if found.proved else "Equal at every point tried.") * found.right
        return Reply(found.right, rf"Read as $\displaystyle {found.shown}$." + f"\n\n{said.markdown} {level}".rstrip())


def marked(text: str, place: int) -> str:
    """The text as a block of code, with a mark below the place."""
    start = max(0, place - BEFORE)
    shown = re.sub(r"[^\S ]|`", " ", text[start : place + BEHIND])
    return f"```text\n{shown}\n{' ' * (place - start)}^\n```"


@lru_cache(maxsize=64)
def _kept(task: Task) -> Task:
    """One task for all equal ones, so that it is read and checked once in a session."""
    return task


def _one_text(fields: Fields, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fields.error(field, f"expected a text, got {value!r}")
    return value.strip()


def _size(fields: Fields, letters: object) -> tuple[str, int | None]:
    match = LETTERS.fullmatch(_one_text(fields, "sizes", letters))
    if not match:
        raise fields.error("sizes", f"expected letters, and perhaps a number, as in 'i = 2'; got {letters!r}")
    return match[1].replace(" ", ""), int(match[2]) if match[2] else None


def _kind(fields: Fields, latex: object, entry: object) -> tuple[str, str]:
    """Kind and meaning of a name."""
    if isinstance(entry, str):
        return entry, ""
    own = Fields(f"{fields.where}: names: {latex}", entry)
    own.only("kind", "means")
    return own.text("kind"), own.text("means")


def _slip(fields: Fields, name: object, entry: object) -> Slip:
    own = Fields(f"{fields.where}: slips: {name}", entry)
    own.only("formula", "hint")
    return Slip(str(name), own.text("formula"), own.text("hint"))
