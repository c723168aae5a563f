"""Sufficient statistics: what the data are to an estimate."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Self

import numpy as np

from mlelib import _checks as check
from mlelib._records import Array, Batchable


class Statistics(Batchable):
    """Sums over the examples, Σ w T(x), all that an estimate needs to know of the data.

    They are additive, and those of an empty sample are the zero. T(x) is a vector of p numbers, the first of
    them 1, the others about a shift. Everywhere in this package a block of b examples stands on its side,
    (d, b): each dimension, and each entry of T, is then one contiguous row.
    """

    weight: Any

    # --- what a kind of statistics supplies ---

    @classmethod
    @abstractmethod
    def size(cls, d: int) -> int:
        """Return p, how many numbers T(x) has."""

    @classmethod
    @abstractmethod
    def fill(cls, T: Array, d: int) -> None:
        """Complete T (p, b), whose first row holds ones and whose next d rows hold x − shift."""

    @classmethod
    @abstractmethod
    def sums(cls, centred: Array, weights: Array | None, overwrite: bool = False) -> Array:
        """Return Σ w T(x), (p,), from x − shift (d, b) and weights (b,), without an array of the size of T.

        With ``overwrite``, x − shift is not used again, and may serve as room.
        """

    @classmethod
    @abstractmethod
    def from_sums(cls, sums: Array, shift: Array) -> Self:
        """Wrap Σ w T(x): (p,), or (K, p) for a batch. ``shift`` has the shape of one example, or of K."""

    @classmethod
    def wide(cls, d: int) -> bool:
        """Return whether T(x) is so long that components are better summed one by one."""
        return False

    @classmethod
    def in_rows(cls, d: int) -> bool:
        """Return whether T(x) is (1, x − c, ‖x − c‖²), and examples so long that they are better left in rows."""
        return False

    @property
    @abstractmethod
    def deviation(self) -> Any:
        """The weighted mean less the shift."""

    @classmethod
    def place(cls, shift: Array) -> Array:
        """Return the shift itself, or 0 for statistics that have no use for one."""
        return shift

    @property
    @abstractmethod
    def mean(self) -> Any:
        """The weighted mean."""

    @property
    def lossy(self) -> Any:
        """Whether the shift was so far from the data that digits were lost; of a batch (K,)."""
        return np.zeros(np.shape(self.weight), dtype=bool)

    @abstractmethod
    def _plus(self, other: Self) -> Self:
        """Add two singles of which neither is zero."""

    # --- what follows from it ---

    @property
    def batch(self) -> int | None:
        return len(self.weight) if np.ndim(self.weight) else None

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
