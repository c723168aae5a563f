"""What every chapter of the road must have, and how long it may take."""

from pathlib import Path

import pytest

from products.toc import chapters, source
from tests.checks.reading import MOST_MINUTES, tally

CHAPTERS = [source(chapter.page) for chapter in chapters()]
LEAST = {"derivations": 2, "figures": 2, "questions": 6, "exercises": 3}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_all_its_parts(path: Path) -> None:
    found = tally(path)
    assert {name: getattr(found, name) for name in LEAST if getattr(found, name) < LEAST[name]} == {}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_its_reading_time_is_honest_and_short(path: Path) -> None:
    """The time that a chapter names is the estimate, give or take a sixth, and neither is above the limit."""
    found = tally(path)
    assert found.stated is not None, "no `Reading: … minutes` in its first cells"
    assert max(found.stated, round(found.minutes)) <= MOST_MINUTES
    assert found.stated == pytest.approx(found.minutes, rel=1 / 6)
