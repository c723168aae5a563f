"""Questions with instant checking: ``ask("univariate/score-mean")`` ends a cell of the chapter ``univariate``, and
``answer("univariate/score-mean", "2")`` checks a reply in the notebook.

What a cell shows is Markdown that reads well anywhere: the prompt, the choices, and the answer folded away. In the
book ``book/assets/questions.js`` turns it into form controls. (Schema: ``bank.py``; the kinds: ``kinds/``.)
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mlelib.teaching.bank import load
from mlelib.teaching.kinds import Question, Reply
from mlelib.teaching.kinds.fields import QuestionError
from mlelib.teaching.say import Sentence

#: The questions of this session as they were asked, with what the notebook gave them.
_asked: dict[str, Question] = {}


def ask(question: str, *, folder: Path | str = ".", **given: Any) -> Sentence:
    """The question "chapter/id" from ``chapter.questions.yml`` in ``folder``, which is the notebook's own.

    What the notebook computed is given to it: for a number ``answer`` and ``slips`` (name -> value), for lines of a
    derivation ``derivation``, one or several. QuestionError when the bank and the notebook disagree, and when the bank
    or the question does not exist.
    """
    path, found = _find(question, Path(folder))
    _asked[question] = found.given(f"{path.name}: {question.partition('/')[2]}", **given)
    return Sentence(_asked[question].markdown())


def answer(question: str, reply: object, *, folder: Path | str = ".") -> Reply:
    """What is said to a reply: the number of a choice or line, a number, or letters in order, "b d a c".

    It shows the words that the book's page has for it. ``bool(answer(…))`` says whether the reply is right.
    """
    path, found = _find(question, Path(folder))
    if type(_asked.get(question)) is type(found):
        found = _asked[question]
    elif question not in _asked:
        found = found.given(f"{path.name}: {question.partition('/')[2]}")
    return found.reply(reply)


def _find(question: str, folder: Path) -> tuple[Path, Question]:
    match = re.fullmatch(r"([\w-]+)/([\w-]+)", question)
    if not match:
        raise QuestionError(f'{question!r}: name a question as "chapter/question"')
    path = folder / f"{match[1]}.questions.yml"
    bank = load(path)
    if match[2] not in bank:
        raise QuestionError(f"{path.name}: there is no question {match[2]!r}; there are {', '.join(bank)}")
    return path, bank[match[2]]
