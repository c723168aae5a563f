"""The checks as plain functions that take a file or folder and return the problems they see.

The tests call them on the book; tests/gates calls them on broken copies, to see that they turn red.
"""

import pytest


def expect_none(problems: list[str]) -> None:
    """Fail with all problems, each on a line, and nothing else to read."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
