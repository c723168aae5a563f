"""Which of the many mutants of a line are tried: a share of them, by a seed.

``MUTANT_SEED`` makes another set: other mutants, and other numbers, indices and names in their place. ``MUTANT_SHARE``
is the share that is tried; 1 tries all.
"""

import os
import random
from collections.abc import Iterable, Iterator
from typing import TypeVar

SEED = int(os.environ.get("MUTANT_SEED", "1"))
SHARE = float(os.environ.get("MUTANT_SHARE", "0.03"))

T = TypeVar("T")


def chance_for(*names: object) -> random.Random:
    """Random numbers that depend on the seed and on nothing else but these names."""
    return random.Random(" ".join(map(str, (SEED, *names))))


def chosen(found: Iterable[T], chance: random.Random, share: float = SHARE) -> Iterator[T]:
    """A share of the mutants, each with the same chance."""
    return (mutant for mutant in found if chance.random() < share)
