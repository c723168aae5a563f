"""Every derivation of systems 1 to 12 is proved, line by line, for every size."""

from collections.abc import Iterator

import pytest

from mlelib.symbolic import Derivation, Level

from .corpus import TOPICS, derivations_of


@pytest.fixture(scope="module", params=TOPICS)
def derivations(request: pytest.FixtureRequest) -> list[Derivation]:
    return derivations_of(request.param)


def test_every_line_is_proved_for_every_size(derivations: list[Derivation]) -> None:
    lines = [line for derivation in derivations for line in derivation.lines if line.level is not None]
    assert lines
    assert {line.level for line in lines} == {Level.PROVED}


def test_every_zero_of_a_score_is_the_only_one(derivations: list[Derivation]) -> None:
    assert not [d.name for d in derivations if d.unique is False]


def proofs_of_maxima(derivations: list[Derivation]) -> Iterator[Derivation]:
    yield from (d for d in derivations if d.lines[-1].relation == r"\ge" and r"\varphi" in d.lines[-2].right)


def test_closed_forms_have_a_gap_certificate() -> None:
    for topic, maxima in {
        "bernoulli": 3,
        "univariate": 1,
        "spherical": 1,
        "diagonal": 1,
        "full": 2,
        "weighted": 8,
    }.items():
        assert len(list(proofs_of_maxima(derivations_of(topic)))) == maxima, topic
