"""The Bernoulli distribution: one coin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import xlog1py, xlogy

from mlelib import _checks as check
from mlelib._records import Array, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.statistics import Statistics


@dataclass(frozen=True, repr=False, eq=False)
class Counts(Statistics):
    """The weights of the ones and of the zeros.

    Kept apart, because then ones / weight can never exceed 1 by rounding.
    """

    ones: Any
    zeros: Any

    def __post_init__(self) -> None:
        self._set(ones=frozen(self.ones), zeros=frozen(self.zeros))

    @property
    def weight(self) -> Any:
        return self.ones + self.zeros

    @property
    def mean(self) -> Any:
        return self.ones / self.weight

    @property
    def deviation(self) -> Any:
        return self.mean

    # --- T(x) = (1, x, 1 − x) ---

    @classmethod
    def size(cls, d: int) -> int:
        return 3

    @classmethod
    def fill(cls, T: Array, d: int) -> None:
        np.subtract(1, T[1], out=T[2])

    @classmethod
    def sums(cls, centred: Array, weights: Array | None, overwrite: bool = False) -> Array:
        x = centred[0]
        if ((x != 0) & (x != 1)).any():
            return np.full(3, np.nan)  # a bad value shows in the sums, and is then looked for
        w = np.ones(len(x)) if weights is None else weights
        return np.array([w.sum(), w @ x, w @ (1 - x)])

    @classmethod
    def from_sums(cls, sums: Array, shift: Array) -> Self:
        return cls._trusted(ones=sums[..., 1], zeros=sums[..., 2])

    @classmethod
    def place(cls, shift: Array) -> Array:
        return np.zeros_like(shift)

    def _plus(self, other: Self) -> Self:
        return type(self)(self.ones + other.ones, self.zeros + other.zeros)


@dataclass(frozen=True, repr=False, eq=False)
class Bernoulli(Distribution):
    """A coin: 1 with the given probability, else 0 (Bishop 2006, section 2.1).

    ``probability`` is a float in [0, 1], or an array (K,) for a batch. Raises ValueError otherwise. The estimate is
    the share of ones. A sample of ones only has the estimate 1, with log-likelihood 0: a proper maximum, on the
    boundary. There the information is infinite and the gradient one-sided, so ``score``, ``fisher_information``
    and ``standard_errors`` raise ValueError.

    >>> coin = Bernoulli.fit([1, 0, 1, 1])
    >>> coin
    Bernoulli(probability=0.75)
    >>> coin.fisher_information(12)
    64.0
    """

    probability: Value
    parameter_ndims: ClassVar[tuple[int, ...]] = (0,)
    parameter_scales: ClassVar[tuple[str, ...]] = ("logit",)
    statistics_type: ClassVar[type[Statistics]] = Counts

    def _check(self) -> None:
        p = np.asarray(self.probability)
        if (p < 0).any() or (p > 1).any():
            check.refuse("probability", check.brief(self.probability), "a number in [0, 1]")

    @property
    def free_parameters(self) -> int:
        return 1

    @classmethod
    def _inspect(cls, x: Any, offset: int = 0) -> None:
        super()._inspect(x, offset)
        wrong = np.flatnonzero((x != 0) & (x != 1))
        if wrong.size:
            check.refuse("x", f"x[{wrong[0] + offset}] = {float(x.ravel()[wrong[0]])}", "zeros and ones")

    @classmethod
    def _estimate(cls, statistics: Counts, mean: Any, floor: float) -> Self:
        return cls._trusted(probability=mean)

    def _natural(self) -> Array:
        p = np.asarray(self.probability)
        with np.errstate(divide="ignore"):
            return np.stack([np.zeros_like(p), np.log(p), np.log1p(-p)], axis=1)

    def _units(self) -> dict[str, Any]:
        return {"probability": 1.0}

    def _log_prob(self, x: Array) -> Array:
        # xlogy counts 0 log 0 as 0: the impossible value costs nothing where it does not occur.
        return np.asarray(xlogy(x, self.probability) + xlog1py(1 - x, -self.probability))

    def _sample(self, n: int, rng: np.random.Generator) -> Array:
        return np.asarray(rng.random(n) < self.probability, dtype=np.float64)

    def _gradient(self, statistics: Counts) -> dict[str, Value]:
        p = self._inside("score")
        return {"probability": statistics.ones / p - statistics.zeros / (1 - p)}

    def _fisher(self, n: float) -> Value:
        p = self._inside("fisher_information")
        return frozen(n / (p * (1 - p)))

    def _errors(self, n: float) -> dict[str, Value]:
        p = self._inside("standard_errors")
        return {"probability": np.sqrt(p * (1 - p) / n)}

    def _inside(self, method: str) -> float:
        p = float(self.probability)
        if p in (0.0, 1.0):
            check.refuse(
                "probability",
                f"{p}, a boundary, in {method}",
                "0 < probability < 1: the information is infinite",
            )
        return p
