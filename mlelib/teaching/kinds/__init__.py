"""The kinds of questions: one module each. A new kind is a class here, and a function in ``questions.js``."""

from mlelib.teaching.kinds.choice import ChoiceQuestion
from mlelib.teaching.kinds.formula import FormulaQuestion
from mlelib.teaching.kinds.number import NumberQuestion
from mlelib.teaching.kinds.order import OrderQuestion
from mlelib.teaching.kinds.question import Question, Reply
from mlelib.teaching.kinds.wrong import WrongQuestion

#: Every kind by its name in a bank.
KINDS: dict[str, type[Question]] = {
    kind.kind: kind for kind in (ChoiceQuestion, NumberQuestion, OrderQuestion, WrongQuestion, FormulaQuestion)
}

__all__ = ["KINDS", "Question", "Reply"]
