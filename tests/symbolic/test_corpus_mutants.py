"""Slips in every line of the derivations of systems 1 to 12: each is refused, nearly all with a counterexample."""

from collections.abc import Iterator

import pytest

from .corpus import TOPICS
from .examiner import Examiner, examine
from .mutants import SHARE


@pytest.fixture(scope="module")
def together() -> Iterator[Examiner]:
    """The counts of all topics that one worker examined, printed at the end (``pytest -s``)."""
    examiner = Examiner()
    yield examiner
    print(f"\n{examiner.report()}")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_slip_in_every_line_is_refused(topic: str, together: Examiner) -> None:
    examiner = examine(TOPICS[topic], SHARE / 5)
    together.add(examiner)
    assert examiner.lines > 5
    assert not examiner.holes
    assert len(examiner.unrefuted) <= max(1, examiner.tried // 100)
