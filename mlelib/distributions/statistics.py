"""Sufficient statistics: what the data are to an estimate."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Self

import numpy as np

from mlelib import _checks as check
from mlelib._records import Batchable


class Statistics(Batchable):
    """Sums over the examples, all that an estimate needs to know of the data.

    They are additive, and those of an empty sample are the zero.
    """

    weight: Any

    @property
    def batch(self) -> int | None:
        return len(self.weight) if np.ndim(self.weight) else None

    @abstractmethod
    def _plus(self, other: Self) -> Self:
        """Add two singles of which neither is zero."""

    def __add__(self, other: object) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        for zero, rest in ((self, other), (other, self)):
            # Exactly the other one: adding an empty block must not cost a bit.
            if zero.batch is None and zero.weight == 0 and zero._width() == rest._width():
                return rest
        if self.batch != other.batch or self._width() != other._width():
            check.refuse(
                "statistics",
                f"K = {other.batch}, d = {other._width()}",
                f"K = {self.batch}, d = {self._width()}",
            )
        if self.batch is None:
            return self._plus(other)
        return self.stack(a + b for a, b in zip(self.each(), other.each(), strict=True))

    def __radd__(self, other: object) -> Self:
        # sum(blocks) starts from the integer 0.
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def _width(self) -> int | None:
        return None
