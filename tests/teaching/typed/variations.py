"""Texts nobody would think of: pieces of formulas in random order, and answers with a few characters changed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from .cases import cases

TEXT = r"""
    x_1 x_2 x_i g_k1 g_{k2} g_ki gk1 γ μ̂ hatmu_k ( ) [ ] { } + - * / ^ _ ^2 | || sum sum_i sum_{i=1}^n \sum Σ sqrt log
    exp e \frac \hat e n K k i 2 0.5 = , hat ² ₁ T \pi ' .5 constructor x^{(1)} ^(1) ^i"""
PIECES = TEXT.split()
CHANGES = [*PIECES, *[""] * 40, *"12ikn+-*"]


def variations(how_many: int, seed: int) -> Iterator[tuple[str, str]]:
    """Questions and texts. Nine of ten are near an answer."""
    chance = random.Random(seed)
    readable = [(case.name, case.text) for case in cases() if case.right is not None]
    for _ in range(how_many):
        name, text = chance.choice(readable)
        if chance.random() < 0.1:
            yield name, "".join(chance.choice(PIECES) + chance.choice(["", " "]) for _ in range(chance.randint(1, 9)))
        else:
            place = chance.randrange(len(text) + 1)
            yield name, text[:place] + chance.choice(CHANGES) + text[place + chance.choice([0, 0, 1, 2]) :]
