r"""Questions whose answer is a formula: their entry in a bank, their Markdown, and ``answer`` for notebooks.

    two-point-mean:
      kind: formula
      prompt: Two points have the shares … What is the new mean of component $k$?
      of: \hat{\mu}_k                  # shown before the equals sign
      sizes: {n: i = 2, K: k l}        # the letters that count up to each size; its number, where it is given
      names:                           # all that the answer may hold, with its kind (mlelib.symbolic.Model)
        x^{(i)}: real
        \gamma_k^{(i)}: unit
        \bar{x}: {kind: real, means: '\frac{1}{n} \sum_{i=1}^{n} x^{(i)}'}    # a name for a formula
      spellings: {\gamma_k^{(i)}: g r} # words people type for a name, besides its own
      answer: \frac{\gamma_k^{(1)} x^{(1)} + \gamma_k^{(2)} x^{(2)}}{\gamma_k^{(1)} + \gamma_k^{(2)}}
      because: It is the weighted mean.
      slips:                           # optional: formulas that a known mistake gives, each with its hint
        by-number: {formula: '…', hint: '…'}

A factor 2, a sign, a root, a missing divisor and the like are recognised without being listed (``answers/judge.py``).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path

from mlelib.symbolic import SymbolicError
from mlelib.teaching.answers.judge import Reply, judge
from mlelib.teaching.answers.question import FormulaQuestion, FormulaSlip
from mlelib.teaching.answers.tokens import Unreadable
from mlelib.teaching.bank import QuestionError, _Fields
from mlelib.teaching.say import Sentence

_LETTERS = re.compile(r"((?:[a-z] )*[a-z])(?: = ([1-9]))?")


def formula_question(fields: _Fields) -> FormulaQuestion:
    """Read one entry of a bank. Whether its formulas fit together, :func:`checked` says."""
    fields.only("kind", "prompt", "of", "sizes", "names", "spellings", "answer", "because", "slips")
    spellings = {
        str(name): _one_text(fields, "spellings", words) for name, words in fields.inner("spellings", dict).items()
    }
    return FormulaQuestion(
        prompt=fields.text("prompt"),
        of=fields.text("of"),
        answer=fields.text("answer"),
        because=fields.text("because"),
        sizes={str(name): _size(fields, letters) for name, letters in fields.inner("sizes", dict).items()},
        names={str(name): _name(fields, str(name), kind) for name, kind in fields.inner("names", dict).items()},
        spellings={name: tuple(words.split()) for name, words in spellings.items()},
        slips={str(name): _slip(fields, str(name), entry) for name, entry in fields.inner("slips", dict).items()},
    )


def _one_text(fields: _Fields, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fields.error(field, f"expected a text, got {value!r}")
    return value.strip()


def _size(fields: _Fields, letters: object) -> tuple[str, int | None]:
    match = _LETTERS.fullmatch(_one_text(fields, "sizes", letters))
    if not match:
        raise fields.error("sizes", f"expected letters, and perhaps a number, as in 'i = 2'; got {letters!r}")
    return match[1], int(match[2]) if match[2] else None


def _name(fields: _Fields, name: str, entry: object) -> tuple[str, str]:
    if isinstance(entry, str):
        return entry, ""
    own = _Fields(f"{fields.where}: names: {name}", entry)
    own.only("kind", "means")
    return own.text("kind"), own.text("means")


def _slip(fields: _Fields, name: str, entry: object) -> FormulaSlip:
    own = _Fields(f"{fields.where}: slips: {name}", entry)
    own.only("formula", "hint")
    return FormulaSlip(own.text("formula"), own.text("hint"))


def checked(where: str, question: FormulaQuestion) -> FormulaQuestion:
    """The question, if its answer can be read and typed, and its slips are not equal to it.

    Raises
    ------
    QuestionError
        naming the field
    """
    try:
        problem = question.problem()
    except (SymbolicError, Unreadable) as error:
        problem = f"names: {error}"
    if problem:
        raise QuestionError(f"{where}: {problem}")
    return question


def markdown(name: str, question: FormulaQuestion) -> str:
    """The question as Markdown. In the book a script turns it into a field to type in; elsewhere it says how to ask."""
    data = escape(json.dumps(question.as_data(), ensure_ascii=False, separators=(",", ":")))
    hints = "\n".join(f"- **$\\displaystyle {slip.formula}$?** {slip.hint}" for slip in question.slips.values())
    answer = f"**$\\displaystyle {question.of} = {question.answer}$.** {question.because}"
    lines = [
        f'<div class="mle-question" id="{name.replace("/", "-")}">',
        f"**Question.** {question.prompt}",
        '<div class="mle-type">',
        f'$\\displaystyle {question.of} = {{}}$ … In a notebook: `answer("{name}", "…")`',
        "</div>",
        f'<details class="mle-answer" data-kind="formula" data-question="{data}">\n<summary>Answer</summary>',
        answer,
        *([hints] if hints else []),
        "</details>",
        "</div>",
    ]
    return "\n\n".join(lines)


def answer(question: str, typed: str, folder: Path | str = ".") -> Sentence:
    """The reply to a formula typed as the answer of "chapter/question", as ``ask`` names it.

    >>> answer("homework/two-point-weight", "(g_k1 + g_k2)/2")    # doctest: +SKIP
    """
    bank = Path(folder) / f"{question.partition('/')[0]}.questions.yml"
    found = _asked(question, Path(folder), bank.stat().st_mtime_ns if bank.is_file() else 0)
    return Sentence(reply_markdown(found, typed, judge(found, typed)))


@lru_cache(maxsize=32)
def _asked(question: str, folder: Path, changed: int) -> FormulaQuestion:
    """The question, checked once, until its bank changes: then a reply takes milliseconds."""
    from mlelib.teaching.questions import find

    where, found = find(question, folder)
    if not isinstance(found, FormulaQuestion):
        raise QuestionError(f"{where}: its answer is not a formula; ask(…) shows it")
    return checked(where, found)


def reply_markdown(question: FormulaQuestion, typed: str, reply: Reply) -> str:
    """The reply in words: how the text was read, the verdict, the reason."""
    if reply.right is None:
        start = max(0, reply.place - 60)
        shown = typed[start : reply.place + 20].replace("\n", " ").replace("`", "'")
        return f"**Not readable.** {reply.words}\n\n```text\n{shown}\n{' ' * (reply.place - start)}^\n```"
    read_as = f"Read as $\\displaystyle {reply.shown}$."
    if not reply.right:
        return f"{read_as}\n\n**No.** {reply.words}"
    level = "Proved equal for every size." if reply.proved else "Equal at every point tried."
    words = [reply.words.removeprefix("Right.").strip(), question.because, level]
    return f"{read_as}\n\n**Right.** {' '.join(filter(None, words))}"
