"""Immutable records of numbers, one or a batch of them: printing, comparing, pickling, stacking."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Self, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]

# Accepted: whatever numpy reads as numbers. Stored: a float, or a read-only float64 array.
Value: TypeAlias = Any


def frozen(value: ArrayLike) -> Value:
    """Return a float for one number, else a read-only float64 copy."""
    array = np.array(value, dtype=np.float64)
    if array.ndim == 0:
        return float(array)
    array.setflags(write=False)
    return array


def _text(value: object) -> str:
    """Nine significant digits: readable, and the same on every machine."""
    if isinstance(value, float):
        text = f"{value:.9g}"
        return text if any(c in text for c in ".en") else text + ".0"
    if isinstance(value, np.ndarray):
        text = np.array2string(
            value,
            separator=", ",
            threshold=64,
            formatter={"float_kind": lambda v: f"{v:.9g}"},  # type: ignore[dict-item,misc,unused-ignore]  # numpy's stub
        )
        return " ".join(text.split())
    return repr(value)


class Record:
    """A frozen dataclass whose fields may be arrays."""

    def __post_init__(self) -> None:
        self._set(**{name: frozen(v) for name, v in self._fields().items() if isinstance(v, np.ndarray)})

    def _fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(cast(Any, self))}

    def _set(self, **values: object) -> None:
        """For __post_init__ only: the dataclass is frozen for everybody else."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def _trusted(cls, **values: object) -> Self:
        """Make a record of values known to be right, without checks or copies: for inner loops only."""
        record = object.__new__(cls)
        record.__dict__.update(values)
        return record

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={_text(v)}' for k, v in self._fields().items())})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        theirs = other._fields()
        return all(
            np.array_equal(v, theirs[k]) if isinstance(v, np.ndarray | float) else v == theirs[k]
            for k, v in self._fields().items()
        )

    # Equal records may hold 0.0 and -0.0, whose bytes differ: so no hash of the arrays.
    __hash__ = None  # type: ignore[assignment]  # the documented way to say unhashable

    def __reduce__(self) -> tuple[Any, ...]:
        # Through the constructor: plain unpickling would hand back writeable arrays.
        return type(self), tuple(self._fields().values())


class Batchable(Record, ABC):
    """A record that is one of its kind, or a batch of K with K in front of every field."""

    @property
    @abstractmethod
    def batch(self) -> int | None:
        """K for a batch, None for a single one."""

    def __len__(self) -> int:
        if self.batch is None:
            raise TypeError(f"a single {type(self).__name__} has no length; a batch has K")
        return self.batch

    def __bool__(self) -> bool:
        return True  # otherwise `if g:` would ask for len(g)

    def __getitem__(self, k: Any) -> Self:
        if self.batch is None:
            raise TypeError(f"a single {type(self).__name__} has no components to pick from; a batch has K")
        return type(self)(*(value[k] for value in self._fields().values()))

    def __iter__(self) -> Iterator[Self]:
        return (self[k] for k in range(len(self)))

    def each(self) -> list[Self]:
        """Return the singles of a batch as a list, or the one itself in a list.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=[6, 7], variance=[1, 4]).each()
        [Gaussian(mean=6.0, variance=1.0), Gaussian(mean=7.0, variance=4.0)]
        """
        return [self] if self.batch is None else [self[k] for k in range(self.batch)]

    @classmethod
    def stack(cls, singles: Iterable[Self]) -> Self:
        """Return a batch made of single ones.

        >>> from mlelib import Gaussian
        >>> Gaussian.stack([Gaussian(6, 1), Gaussian(7, 4)])
        Gaussian(mean=[6, 7], variance=[1, 4])
        """
        rows = [tuple(single._fields().values()) for single in singles]
        return cls(*(np.stack([np.asarray(value) for value in column]) for column in zip(*rows, strict=True)))
