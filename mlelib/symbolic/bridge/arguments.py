"""What a compiled line takes: the names of its arguments, and the checks at the door.

Every refusal names the argument, what it got and what it wants.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, NoReturn

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from ..errors import SymbolicError
from ..kinds import COUNTED
from ..quantity import Quantity, plain_name
from .axes import Array

ROUNDING = 1e-9  # how far probabilities and their sums may be beyond one
SYMMETRIC = 1e-12  # how far the two triangles of a matrix may differ, relative to its largest entry


@dataclass(frozen=True)
class Argument:
    """One array or number that a line needs: ``name`` is its keyword, ``quantity`` what the model declares."""

    name: str
    quantity: Quantity

    @property
    def shape(self) -> str:
        """Its shape in the letters of the sizes, ``(n, d)``; empty for one number."""
        return shape_in_letters(self.quantity.axes)

    @property
    def wants(self) -> str:
        return f"an array of shape {self.shape}" if self.shape else "one number"


def argument_name(quantity: Quantity) -> str:
    r"""The keyword for a quantity: its plain name, with a 2 where the symbol is a square.

    ``x^{(i)}_j`` is ``x``, ``\hat{\mu}`` is ``muhat``, ``\sigma_k^2`` is ``sigma2`` and means the square, never its
    root. A word that Python keeps for itself gets an underscore: ``\lambda`` is ``lambda_``.

    >>> from mlelib.symbolic import Model
    >>> model = Model({"K": "k"}, parameters={r"\hat{\sigma}_k^2": "positive", r"\lambda": "real"})
    >>> [argument_name(quantity) for quantity in model.quantities.values()]
    ['sigmahat2', 'lambda_']
    """
    name = plain_name(quantity.core) + ("2" if quantity.squared else "")
    return f"{name}_" if iskeyword(name) else name


def shape_in_letters(axes: Sequence[sp.Symbol]) -> str:
    """``(n, d)``, ``(n,)``; empty without axes."""
    names = [size.name for size in axes]
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})" if names else ""


def received(
    arguments: Sequence[Argument],
    free_sizes: Sequence[sp.Symbol],
    smallest: Mapping[sp.Symbol, int],
    exact: Mapping[sp.Symbol, int],
    data: Mapping[str, Any],
) -> tuple[dict[str, Array], dict[sp.Symbol, int]]:
    """The arrays by name and the sizes, once all are what the model declares.

    ``free_sizes`` are the sizes that no array shows: they are arguments too; ``smallest`` and ``exact`` bound sizes.

    Raises
    ------
    SymbolicError
        naming the first argument that is missing, unknown, of another shape, or outside of its kind
    """
    _refuse_names([a.name for a in arguments], [s.name for s in free_sizes], data)
    for argument in arguments:
        if argument.name not in data:
            refuse(argument.name, "nothing", argument.wants)
    arrays = {a.name: numbers(data[a.name], a) for a in arguments}
    sizes: dict[sp.Symbol, int] = {}
    shown_by: dict[sp.Symbol, str] = {}
    for argument in arguments:
        for size, length in zip(argument.quantity.axes, arrays[argument.name].shape, strict=True):
            if size in sizes and sizes[size] != length:
                refuse(argument.name, f"{size} = {length}", f"{size} = {sizes[size]}, as in {shown_by[size]}")
            _check_size(argument.name, size, length, smallest, exact)
            sizes[size] = length
            shown_by.setdefault(size, argument.name)
    for size in free_sizes:
        sizes[size] = _whole(size, data)
        _check_size(size.name, size, sizes[size], smallest, exact)
    for argument in arguments:
        check_kind(argument.name, argument.quantity, arrays[argument.name], sizes)
        _check_above(argument, arrays)
    return arrays, sizes


def refuse(name: str, got: object, want: str) -> NoReturn:
    """Raise the error that all checks raise."""
    raise SymbolicError(f"{name}: got {got}, want {want}")


def _refuse_names(names: list[str], sizes: list[str], data: Mapping[str, Any]) -> None:
    for name in data:
        if name not in names + sizes:
            known = ", ".join(names + sizes)
            raise SymbolicError(f"{name}: not an argument of this line, which takes {known or 'none'}")


def _check_size(
    name: str, size: sp.Symbol, length: int, smallest: Mapping[sp.Symbol, int], exact: Mapping[sp.Symbol, int]
) -> None:
    if length < smallest[size]:
        refuse(name, f"{size} = {length}", f"{size} of at least {smallest[size]}")
    if length != exact.get(size, length):
        refuse(name, f"{size} = {length}", f"{size} = {exact[size]}, for which this line is written")


def _whole(size: sp.Symbol, data: Mapping[str, Any]) -> int:
    want = "a whole number: no array shows this size"
    if size.name not in data:
        refuse(size.name, "nothing", want)
    value = data[size.name]
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        return operator.index(value)
    except TypeError:
        refuse(size.name, brief(value), want)


def numbers(value: Any, argument: Argument) -> Array:
    """A float64 array of finite numbers with as many axes as declared."""
    name = argument.name
    if np.ma.is_masked(value):
        refuse(name, "masked values", argument.wants)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # ragged lists
        refuse(name, brief(value), argument.wants)
    if array.dtype.kind not in "biuf":
        refuse(name, f"{brief(value)} of type {array.dtype}", f"{argument.wants}, of real numbers")
    if array.ndim != len(argument.quantity.axes):
        refuse(name, f"shape {array.shape}", argument.wants)
    with np.errstate(over="ignore"):
        array = array.astype(np.float64, copy=False)
    _require(np.isfinite(array), name, array, "finite numbers")
    return array


def brief(value: object) -> str:
    """A value's repr, cut to a length that fits in a message."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


# -- kinds


def check_kind(name: str, quantity: Quantity, array: Array, sizes: Mapping[sp.Symbol, int]) -> None:
    """Refuse values that the declared kind excludes.

    The ends of an open interval are let in where a limit of data may lie there: 0 and 1 for "unit" and
    "probabilities". A line that has no value there says so itself.
    """
    word = quantity.kind.word
    if word in ("positive", "number"):
        _require(array > 0, name, array, "positive numbers")
    elif word == "nonnegative":
        _require(array >= 0, name, array, "numbers that are not negative")
    elif word in ("unit", "probabilities"):
        _require((array >= 0) & (array <= 1 + ROUNDING), name, array, "numbers between 0 and 1")
        if word == "probabilities":
            _check_total(name, quantity, array)
    elif word in COUNTED:
        _check_whole(name, quantity, array, sizes)
    elif quantity.kind.is_matrix:
        _check_matrices(name, quantity, array)


def _check_above(argument: Argument, arrays: Mapping[str, Array]) -> None:
    """A "number above m" is compared with m, where m is given as well."""
    bound = plain_name(argument.quantity.kind.refers_to)
    if argument.quantity.kind.word == "number" and bound in arrays:
        array, least = arrays[argument.name], float(arrays[bound])
        _require(array >= least, argument.name, array, f"numbers above {bound} = {least}")


def _require(good: NDArray[np.bool_], name: str, array: Array, want: str) -> None:
    if not good.all():
        at = tuple(int(i) for i in np.argwhere(~good)[0])
        place = f"{name}[{', '.join(map(str, at))}] = " if at else ""
        refuse(name, f"{place}{float(array[at])}", want)


def _check_total(name: str, quantity: Quantity, array: Array) -> None:
    totals = array.sum(axis=quantity.axes.index(quantity.over))
    wrong = np.abs(totals - 1) > ROUNDING
    if wrong.any():
        refuse(name, f"a sum of {float(totals[wrong].flat[0])}", f"a sum of 1 over {quantity.kind.refers_to}")


def _check_whole(name: str, quantity: Quantity, array: Array, sizes: Mapping[sp.Symbol, int]) -> None:
    word = quantity.kind.word
    low = 1 if word in ("label", "positive count") else 0
    high = 1 if word == "binary" else sizes.get(quantity.over) if quantity.over is not None else None
    end = "…" if high is None else f"{high}" if quantity.over is None else f"{quantity.over} = {high}"
    good = (array == np.floor(array)) & (array >= low)
    if high is not None:
        good &= array <= high
    _require(good, name, array, "zeros and ones" if word == "binary" else f"whole numbers from {low} to {end}")


def _check_matrices(name: str, quantity: Quantity, array: Array) -> None:
    for place in np.ndindex(array.shape[:-2]):
        matrix = array[place]
        where = f" at {name}[{', '.join(map(str, place))}]" if place else ""
        if quantity.kind.is_symmetric and np.abs(matrix - matrix.T).max() > SYMMETRIC * np.abs(matrix).max():
            refuse(name, f"a matrix that is not symmetric{where}", "a symmetric matrix")
        if quantity.kind.word == "positive definite":
            values = _of_correlations(matrix)
            got = f"a matrix whose correlations have the eigenvalue {values[0]:.3g}{where}"
        elif quantity.kind.has_inverse:
            values = _of_scaled_rows(matrix)
            got = f"a singular matrix{where}"
        else:
            continue
        if not values[0] > len(matrix) * np.finfo(np.float64).eps * values[-1]:
            refuse(name, got, f"a matrix that is {quantity.kind.word}")


def _of_correlations(matrix: Array) -> Array:
    """The eigenvalues of the correlations, least first: they do not depend on any units."""
    diagonal = np.diagonal(matrix)
    if not (diagonal > 0).all():
        return np.asarray([diagonal.min(), 1.0])
    root = np.sqrt(diagonal)
    return np.asarray(np.linalg.eigvalsh(matrix / root[:, None] / root), dtype=np.float64)


def _of_scaled_rows(matrix: Array) -> Array:
    """The singular values, least first, of the matrix whose rows all have the same largest entry."""
    rows = np.abs(matrix).max(axis=1, keepdims=True)
    if not rows.all():
        return np.asarray([0.0, 1.0])
    return np.asarray(np.linalg.svd(matrix / rows, compute_uv=False)[::-1], dtype=np.float64)
