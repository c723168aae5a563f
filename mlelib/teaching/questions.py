"""Questions with instant checking: ``ask("univariate/score-mean")`` ends a cell of the chapter
``univariate``.

The output is Markdown that reads well anywhere: the prompt, the choices, and the answer folded away. In the
book ``book/assets/questions.js`` turns it into form controls. (Schema: ``bank.py``.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from mlelib.teaching import formula
from mlelib.teaching.answers.question import FormulaQuestion
from mlelib.teaching.bank import ChoiceQuestion, NumberQuestion, Question, QuestionError, decimals_of, load
from mlelib.teaching.say import Sentence, number


def ask(
    question: str,
    *,
    answer: float | None = None,
    slips: Mapping[str, float] | None = None,
    folder: Path | str = ".",
) -> Sentence:
    """The question "chapter/id" from ``chapter.questions.yml`` in ``folder``, which is the notebook's own.

    ``answer`` and ``slips`` (name -> value) are what the notebook computed: QuestionError when they do not
    round to what the bank states, and when the bank or the question does not exist.
    """
    where, found = find(question, folder)
    _check_against_notebook(where, found, answer, slips or {})
    if isinstance(found, FormulaQuestion):
        return Sentence(formula.markdown(question, formula.checked(where, found)))
    return Sentence(markdown(question.replace("/", "-"), found))


def find(question: str, folder: Path | str) -> tuple[str, Question]:
    """A question by its name, and the words that a complaint about it begins with."""
    match = re.fullmatch(r"([\w-]+)/([\w-]+)", question)
    if not match:
        raise QuestionError(f'{question!r}: name a question as "chapter/question"')
    path = Path(folder) / f"{match[1]}.questions.yml"
    bank = load(path)
    if match[2] not in bank:
        raise QuestionError(f"{path.name}: there is no question {match[2]!r}; there are {', '.join(bank)}")
    return f"{path.name}: {match[2]}", bank[match[2]]


def _check_against_notebook(where: str, question: Question, answer: float | None, slips: Mapping[str, float]) -> None:
    if not isinstance(question, NumberQuestion):
        if answer is not None or slips:
            raise QuestionError(f"{where}: answer and slips belong to a question of kind number")
        return
    if answer is not None:
        _check_rounding(f"{where}: answer", question.answer, answer, question.decimals)
    for name, value in slips.items():
        if name not in question.slips:
            raise QuestionError(f"{where}: slips: there is no slip {name!r} in the bank")
        stated = question.slips[name].value
        _check_rounding(f"{where}: slips: {name}", stated, value, decimals_of(stated))


def _check_rounding(where: str, stated: float, computed: float, decimals: int) -> None:
    distance = abs(float(computed) - stated)
    if not distance <= 0.5 * 10**-decimals * (1 + 1e-9):
        raise QuestionError(f"{where}: the bank states {stated:.{decimals}f}, the notebook computed {computed!r}")


def markdown(identifier: str, question: ChoiceQuestion | NumberQuestion) -> str:
    """The question as Markdown in two raw HTML elements, whose blank lines let Markdown and math in."""
    body = _choices(question) if isinstance(question, ChoiceQuestion) else _number(question)
    return f'<div class="mle-question" id="{identifier}">\n\n**Question.** {question.prompt}\n\n{body}\n\n</div>'


def _choices(question: ChoiceQuestion) -> str:
    right = next(i for i, choice in enumerate(question.choices, start=1) if choice.right)
    texts = [f"{i}. {choice.text}" for i, choice in enumerate(question.choices, start=1)]
    reasons = [
        f"{i}. **{'Right' if choice.right else 'No'}.** {choice.because}"
        for i, choice in enumerate(question.choices, start=1)
    ]
    details = _details({"kind": "choice", "answer": str(right)}, f"**Answer {right}.**\n\n" + "\n".join(reasons))
    return "\n".join(texts) + "\n\n" + details


def _number(question: NumberQuestion) -> str:
    data = {
        "kind": "number",
        "answer": f"{question.answer:.{question.decimals}f}",
        "tolerance": f"{question.tolerance:g}",
        "slips": " ".join(f"{slip.value:g}" for slip in question.slips.values()),
    }
    text = f"**{number(question.answer, question.decimals)}.** {question.because}"
    hints = [f"- **{number(slip.value, decimals_of(slip.value))}?** {slip.hint}" for slip in question.slips.values()]
    return _details(data, "\n\n".join([text, "\n".join(hints)]).strip())


def _details(data: Mapping[str, str], body: str) -> str:
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<details class="mle-answer"{attributes}>\n<summary>Answer</summary>\n\n{body}\n\n</details>'
