"""Questions that show the lines of a derivation shuffled. Its first line is given; the others are put in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar, Self

from mlelib.teaching.kinds.fields import COMMON, Fields, QuestionError
from mlelib.teaching.kinds.lines import Derivations, NumberedLine, read_names, take
from mlelib.teaching.kinds.question import Question, Reply

LETTERS = "abcdefghij"
FEWEST = 4  # lines, the given one included: of three there would be two orders


@dataclass(frozen=True, kw_only=True)
class OrderQuestion(Question):
    """``lines`` are in the right order; the page shows all but the first shuffled, with a letter each."""

    kind: ClassVar[str] = "order"
    names: tuple[str, ...]
    because: str
    lines: tuple[NumberedLine, ...] = ()

    @classmethod
    def read(cls, name: str, fields: Fields) -> Self:
        fields.only(*COMMON, "lines", "because")
        return cls(
            name=name,
            prompt=fields.text("prompt"),
            graded=fields.graded(),
            names=read_names(fields),
            because=fields.text("because", "Each line follows from the one above it."),
        )

    def given(self, where: str, *, derivation: Derivations | None = None, **values: Any) -> Self:
        """Take the lines from the derivation, or derivations, of the chapter."""
        if values:
            raise QuestionError(f"{where}: {', '.join(values)}: a question of kind order takes a derivation")
        lines = take(self.names, derivation, where)
        if not FEWEST <= len(lines) <= len(LETTERS) + 1:
            raise QuestionError(f"{where}: lines: expected {FEWEST} to {len(LETTERS) + 1}, got {len(lines)}")
        return replace(self, lines=lines)

    @property
    def letters(self) -> str:
        """The letters of the lines, in the right order, such as "bdac": no line is shown in its place."""
        count, salt = len(self.lines) - 1, 0
        while True:
            shown = sorted(range(count), key=lambda place: sha256(f"{self.name} {salt} {place}".encode()).digest())
            if all(there != place for place, there in enumerate(shown)):
                return "".join(LETTERS[shown.index(place)] for place in range(count))
            salt += 1

    def data(self) -> dict[str, str]:
        return {"answer": self.letters}

    def body(self) -> str:
        lines = dict(zip(self.letters, self.lines[1:], strict=True))
        rows = [f"- ({letter}) {lines[letter].markdown()}" for letter in sorted(lines)]
        return f"It begins with {self.lines[0].markdown()}\n\n" + "\n".join(rows)

    def answer(self) -> str:
        rows = [f"- ({letter}) {line.because}" for letter, line in zip(self.letters, self.lines[1:], strict=True)]
        return f"**Answer {', '.join(self.letters)}.** {self.because}\n\n" + "\n".join(rows)

    def on_paper(self) -> str:
        return f'<p class="mle-on-paper">{"<span></span>" * len(self.letters)}</p>'

    def reply(self, typed: object) -> Reply:
        letters = "".join(re.findall("[a-z]", str(typed).lower()))
        if sorted(letters) != sorted(self.letters):
            return Reply(False, f"Type each of the letters {', '.join(sorted(self.letters))} once, in order.")
        wrong = next((there for there, wanted in zip(letters, self.letters, strict=True) if there != wanted), "")
        if not wrong:
            return Reply(True, f"**Right.** {self.because}")
        because = self.lines[self.letters.index(wrong) + 1].because
        return Reply(False, f"**No.** ({wrong}) comes too early. It follows from a line below it: “{because}”.")
