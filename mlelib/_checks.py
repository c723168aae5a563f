"""Checks at the door: every refusal names the argument, what it got and what it wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from mlelib._records import Array

# Squares of data times weights must stay below 1.8e308.
LARGEST = 1e100


def refuse(name: str, got: object, want: str) -> NoReturn:
    """Raise the ValueError that all checks raise."""
    raise ValueError(f"{name}: got {got}, want {want}")


def brief(value: object) -> str:
    """Return a value's repr, cut to a length that fits in a message."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def real(value: Any, name: str) -> np.ndarray[Any, Any]:
    """Return an array of real numbers, of whatever type they have."""
    want = "real numbers"
    # np.asarray would drop the mask and count what the user had masked.
    if np.ma.is_masked(value):
        refuse(name, "masked values", want)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # ragged lists
        refuse(name, brief(value), f"a rectangular array of {want}")
    if array.dtype.kind not in "biuf":
        refuse(name, f"{brief(value)} of type {array.dtype}", want)
    return array


def finite(array: np.ndarray[Any, Any], name: str, largest: float = np.inf, offset: int = 0) -> None:
    """Refuse NaN, infinity and what is larger than ``largest``; ``offset`` counts the examples before these."""
    if not array.size:
        return
    # Two reductions: they need no memory of the data's size, and NaN passes no comparison.
    low, high = float(array.min()), float(array.max())
    if -largest <= low and high <= largest and -np.inf < low and high < np.inf:
        return
    bad = ~(np.abs(array) <= largest) | np.isinf(array)
    at = tuple(int(i) for i in np.argwhere(bad)[0])
    value = float(array[at])
    shown = (at[0] + offset, *at[1:]) if at else ()
    place = f"{name}[{', '.join(map(str, shown))}]" if at else name
    limit = "" if largest == np.inf else f" up to {largest:g}"
    refuse(name, f"{place} = {value}", f"finite numbers{limit}")


def numbers(value: Any, name: str, largest: float = np.inf) -> Array:
    """Return an array of finite float64."""
    array = floats(real(value, name))
    finite(array, name, largest)
    return array


def floats(array: np.ndarray[Any, Any]) -> Array:
    """Return an array as float64."""
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is named as such
        return array.astype(np.float64, copy=False)


def sample_shape(
    array: np.ndarray[Any, Any], ndim: int, dimension: int | None = None, empty: bool = False, name: str = "x"
) -> None:
    """Refuse data of another shape than (n,) where ndim is 1, (n, d) where it is 2."""
    wanted = "shape (n,), one number an example" if ndim == 1 else "shape (n, d), one row an example"
    if array.ndim != ndim or (ndim == 2 and array.shape[1] == 0):
        refuse(name, f"shape {array.shape}", wanted)
    if len(array) == 0 and not empty:
        refuse(name, "an empty sample", "at least one example")
    if ndim == 2 and dimension is not None and array.shape[1] != dimension:
        refuse(name, f"d = {array.shape[1]}", f"d = {dimension}")


def sample_weights(value: Any, n: int, K: int | None = None, batch: bool = True, name: str = "weights") -> Array:
    """Return weights (n,), or (n, K) where a batch is allowed; None stands for ones."""
    if value is None:
        return np.ones(n)
    array = numbers(value, name, LARGEST)
    weights_shape(array, n, K, batch, name)
    not_negative(array, name)
    if n and not array.any():
        refuse(name, "zeros only", "a positive total weight")
    return array


def not_negative(array: Array, name: str) -> None:
    """Refuse negative weights."""
    if array.size and array.min() < 0:
        refuse(name, f"a negative weight {array.min()}", "weights of zero or more")


def weights_shape(
    array: np.ndarray[Any, Any], n: int, K: int | None = None, batch: bool = True, name: str = "weights"
) -> None:
    """Refuse weights of another shape than (n,), or (n, K) where a batch is allowed."""
    wanted = f"({n},) or ({n}, {'K' if K is None else K})" if batch else f"({n},)"
    if array.ndim not in ((1, 2) if batch else (1,)) or array.shape[0] != n:
        refuse(name, f"shape {array.shape}", f"shape {wanted}, one weight for each of the {n} examples")
    if array.ndim == 2 and (array.shape[1] == 0 or (K is not None and array.shape[1] != K)):
        refuse(name, f"shape {array.shape}", f"shape {wanted}")


def class_labels(value: Any, n: int, K: int | None, name: str = "labels") -> tuple[np.ndarray[Any, Any], int]:
    """Return labels (n,) as integers, and K; every class 0, …, K−1 must occur."""
    array = numbers(value, name)
    if array.shape != (n,):
        refuse(name, f"shape {array.shape}", f"shape ({n},), one label for each example")
    if (array != np.floor(array)).any():
        refuse(name, f"a label {array[array != np.floor(array)][0]}", "whole numbers 0, …, K−1")
    K = int(array.max()) + 1 if K is None else whole(K, "K", least=1)
    if array.min() < 0 or array.max() >= K:
        refuse(name, f"labels from {array.min():g} to {array.max():g}", f"labels in 0, …, K−1 = {K - 1}")
    if n < K:
        refuse(name, f"{n} examples for K = {K} classes", "at least one example of each class")
    labels = array.astype(np.intp)
    missing = np.flatnonzero(np.bincount(labels, minlength=K) == 0)
    if missing.size:
        refuse(name, f"no example of class {missing[0]}", f"every class 0, …, {K - 1} at least once")
    return labels, K


def whole(value: Any, name: str, least: int) -> int:
    """Return an int of at least ``least``."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or value < least:
        refuse(name, brief(value), f"a whole number, {least} or more")
    return int(value)


def number(value: Any, name: str, positive: bool) -> float:
    """Return one finite float, positive or at least not negative."""
    want = "one positive number" if positive else "one number, 0 or more"
    if type(value) is float and (0 < value < np.inf or (value == 0 and not positive)):
        return value  # the usual case, at no cost
    array = numbers(value, name)
    if array.ndim or array < 0 or (positive and array == 0):
        refuse(name, brief(value), want)
    return float(array)


def generator(value: Any, name: str = "rng") -> np.random.Generator:
    """Return a numpy Generator; a seed is refused, so that no call hides its randomness."""
    if not isinstance(value, np.random.Generator):
        refuse(name, brief(value), "a numpy Generator such as numpy.random.default_rng(0)")
    return value


def parameters(values: dict[str, tuple[Any, int]]) -> dict[str, Array]:
    """Return parameters as arrays, from each one's value and its ndim in a single distribution."""
    arrays = {name: numbers(value, name) for name, (value, _) in values.items()}
    first, K = next(iter(values)), None
    for name, (_, ndim) in values.items():
        array = arrays[name]
        if array.ndim not in (ndim, ndim + 1) or 0 in array.shape:
            single, batch = ", ".join(["d"] * ndim), ", ".join(["K"] + ["d"] * ndim)
            refuse(name, f"shape {array.shape}", f"shape ({single}), or ({batch}) for a batch")
        count = array.shape[0] if array.ndim > ndim else None
        if name == first:
            K = count
        elif count != K:
            refuse(name, f"shape {array.shape}", f"as many as in {first}, which has shape {arrays[first].shape}")
    return arrays


def describe(values: np.ndarray[Any, Any], numbers: Sequence[int], count: int, most: int = 3) -> str:
    """Return the first of ``count`` examples by number and value: ``x[2] = 3.5``."""
    pairs = zip(numbers[:most], np.asarray(values[:most], dtype=np.float64).tolist(), strict=True)
    named = ", ".join(f"x[{i}] = {value}" for i, value in pairs)
    return named if count <= most else f"{named} and {count - most} more"
