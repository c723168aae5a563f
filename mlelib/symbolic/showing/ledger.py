"""What has been proved, and how: the record that each derivation leaves in a notebook, and the sum of many records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..line import numbers
from ..proving.check import Level

if TYPE_CHECKING:
    from ..chain import Chain

#: The kind of output under which a notebook stores the record of a derivation.
MIME = "application/vnd.mlelib.derivation+json"

#: What stands in the place of a level where a line is not proved but given.
GIVEN = "given"

Record = dict[str, Any]


def record(derivation: Chain) -> Record:
    """The lines of a derivation, as plain data: the same lines give the same record."""
    lines = [
        {
            "number": number,
            "line": " ".join(filter(None, (line.left, line.relation, line.right))),
            "method": line.method,
            "level": line.level.value if line.level else GIVEN,
            "lemmas": list(line.lemmas),
        }
        for number, line in zip(numbers(derivation.label, len(derivation.lines)), derivation.lines, strict=True)
    ]
    return {"lines": lines}


@dataclass(frozen=True)
class Summary:
    """Counts over derivations. ``levels`` and ``methods`` count lines; ``lemmas`` counts the lines that use each."""

    derivations: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    lemmas: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Summary) -> Summary:
        return Summary(
            self.derivations + other.derivations,
            self.levels + other.levels,
            self.methods + other.methods,
            self.lemmas + other.lemmas,
        )

    @property
    def lines(self) -> int:
        """All lines, those that are given included."""
        return self.levels.total()

    @property
    def given(self) -> int:
        return self.levels[GIVEN]

    def at(self, level: Level) -> int:
        """The lines at one level."""
        return self.levels[level.value]


def summary(records: Iterable[Record]) -> Summary:
    """Count the records of one page. A derivation that is shown again, or further, counts once.

    Raises
    ------
    ValueError
        if a line is at a level that is none
    """
    kept = list(_longest(list(records)))
    lines = [line for each in kept for line in each["lines"]]
    levels = Counter(GIVEN if line["level"] == GIVEN else Level(line["level"]).value for line in lines)
    lemmas = Counter(key for line in lines for key in line["lemmas"])
    return Summary(len(kept), levels, Counter(line["method"] for line in lines), lemmas)


def _longest(records: list[Record]) -> Iterator[Record]:
    """The records that no other record goes on from; of equal ones the first."""
    for place, one in enumerate(records):
        lines = one["lines"]
        others = [(other["lines"], rank) for rank, other in enumerate(records) if rank != place]
        goes_on = any(o[: len(lines)] == lines and (len(o) > len(lines) or rank < place) for o, rank in others)
        if not goes_on:
            yield one
