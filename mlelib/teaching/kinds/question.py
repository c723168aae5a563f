"""What the kinds of questions have in common. Each kind is a class in a module of its own; bank.py lists them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, Self

from mlelib.teaching.kinds.fields import Fields


@dataclass(frozen=True)
class Reply:
    """What is said to an answer. Text that teaches, as Markdown; the page says the same."""

    right: bool
    markdown: str

    def __bool__(self) -> bool:
        return self.right

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """A question of a bank. ``graded`` names the graded question of the course documents that it is, if any."""

    kind: ClassVar[str]
    name: str
    prompt: str
    graded: str = ""

    @classmethod
    @abstractmethod
    def read(cls, name: str, fields: Fields) -> Self:
        """The question "chapter/id" from its fields. Raises QuestionError where they break the schema."""

    @abstractmethod
    def given(self, where: str, **values: Any) -> Self:
        """The question with what the notebook computed for it: the keyword arguments of ``ask``.

        Raises QuestionError, which begins with ``where``, where the two disagree.
        """

    @abstractmethod
    def body(self) -> str:
        """What stands under the prompt, as Markdown: choices, lines; nothing where a reply is typed."""

    @abstractmethod
    def answer(self) -> str:
        """What is folded away, as Markdown: the answer, and every reply that the page can give."""

    def data(self) -> Mapping[str, str]:
        """What the page's script has to know besides, by name."""
        return {}

    def on_paper(self) -> str:
        """Where to write the answer on paper, as HTML; choices have their boxes by the style sheet."""
        return ""

    @abstractmethod
    def reply(self, typed: object) -> Reply:
        """What is said to a reply, in the notebook. The page's script says the same: a test compares them."""

    def markdown(self) -> str:
        """The question in two raw HTML elements, whose blank lines let Markdown and math in."""
        data = {"kind": self.kind, **self.data()}
        attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
        parts = [
            f'<div class="mle-question" id="{self.name.replace("/", "-")}">',
            f"**Question.** {self.prompt}",
            self.body(),
            self.on_paper(),
            f'<details class="mle-answer"{attributes}>\n<summary>Answer</summary>',
            self.answer(),
            "</details>",
            f'<p class="mle-in-notebook">To reply here: <code>{self.call()}</code></p>',
            "</div>",
        ]
        return "\n\n".join(filter(None, parts))

    def call(self) -> str:
        """The line of Python that answers it in a notebook."""
        return f'from mlelib.teaching import answer; answer("{self.name}", "…")'
