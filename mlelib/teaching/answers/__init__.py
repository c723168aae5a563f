"""Formulas that readers type: read without evaluating any text, judged by the symbolic checker, answered with a hint.

``reader.py`` reads, ``judge.py`` decides and explains. ``book/assets/formula`` does both again in JavaScript, for pages
without Python; a test holds the two to the same tree and the same reply for hundreds of answers.
"""

from mlelib.teaching.answers.judge import Judgement, judge
from mlelib.teaching.answers.reader import Unreadable, read
from mlelib.teaching.answers.task import Task
from mlelib.teaching.answers.vocabulary import Name, Size, Vocabulary

__all__ = ["Judgement", "Name", "Size", "Task", "Unreadable", "Vocabulary", "judge", "read"]
