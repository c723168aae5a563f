"""Is an assumption about a value false? It may exclude a boundary (a variance of zero), but not be wrong."""

from __future__ import annotations

import math
from itertools import islice
from typing import Any

import sympy as sp

from ..errors import Undecided
from ..kinds import COUNTED
from ..model import Model
from ..quantity import Quantity
from .check import POINTS, free_indices, is_zero, normaliser
from .evaluate import OutOfRange, Point, evaluate, fifty
from .points import points, wide_point

TINY = fifty.mpf(10) ** -30


def refuted(quantity: Quantity, expression: sp.Expr, model: Model) -> str:
    """What is wrong with giving ``quantity``, at its declared indices, this value; empty if nothing is."""
    if quantity.kind.is_symmetric:
        return _not_symmetric(quantity, expression, model) or _not_definite(quantity, expression, model)
    if quantity.kind.word == "invertible":
        return _always_singular(quantity, expression, model)
    if quantity.kind.word == "probabilities":
        problem = _not_one(quantity, expression, model)
        if problem:
            return problem
    values = values_seen(expression, model)
    if quantity.over is not None and quantity.kind.word in ("count", "label"):
        room = values_seen(quantity.over - expression, model)
        if min(room, default=0.0) < 0:
            return f"it is not at most {quantity.over}: {quantity.over} minus it was {min(room):g}"
        values = [v - (quantity.kind.word == "label") for v in values]  # the first label is 1
    return outside(quantity.kind.word, values)


def values_seen(expression: sp.Expr, model: Model) -> list[float]:
    """Its values at the points tried; of an expression in sizes alone, at many sizes."""
    values = []
    for point in _many_sizes(expression, model) or islice(points(model, free_indices(expression, model)), POINTS):
        try:
            values.append(float(evaluate(expression, point)))
        except OutOfRange:
            continue
    return values


def _many_sizes(expression: sp.Expr, model: Model) -> list[Point]:
    sizes = [size for size in model.sizes.values() if size not in model.fixed]
    if not expression.free_symbols or not expression.free_symbols <= set(sizes) or expression.atoms(sp.Sum, sp.Product):
        return []
    far = (0, 1, 2, 5, 60, 10**4)
    return [{size: fifty.mpf(model.smallest[size] + more) for size in sizes} for more in far]


def outside(kind: str, values: list[float]) -> str:
    """What is wrong with calling these values "positive", …; empty if nothing is.

    A value on the boundary is allowed: a variance is zero where all data are equal, and an assumption excludes that. A
    value beyond it, or no value inside, is not.
    """
    low = -math.inf if kind in ("real", "invertible", "symmetric") else 0.0
    high = 1.0 if kind in ("unit", "probabilities", "binary") else math.inf
    beyond = [v for v in values if not low <= v <= high]
    if beyond:
        return f"it is not {kind}: {beyond[0]:g} was seen"
    if kind in COUNTED and any(v != round(v) for v in values):
        return f"it is not a whole number: {next(v for v in values if v != round(v)):g} was seen"
    closed = kind in ("nonnegative", "count", "binary", "label")
    inside = closed or not values or any(low < v < high for v in values)
    return "" if inside else f"it is not {kind}: only {values[0]:g} was seen"


def known_total(quantity: Quantity, expression: sp.Expr, model: Model) -> tuple[int, sp.Expr] | None:
    """The place of an index, and the sum over it, where that sum holds nothing but sizes."""
    sizes = set(model.sizes.values())
    for place, (index, size) in enumerate(zip(quantity.indices, quantity.axes, strict=True)):
        free = set(quantity.indices) - {index}
        try:
            total = normaliser(model, free).tidy(sp.Sum(expression, (index, 1, size)))
        except Undecided:
            continue
        if total.free_symbols <= sizes and not total.atoms(sp.Sum, sp.Product):
            return place, total
    return None


def _not_one(quantity: Quantity, expression: sp.Expr, model: Model) -> str:
    place = quantity.axes.index(quantity.over)
    total = sp.Sum(expression, (quantity.indices[place], 1, quantity.axes[place]))
    return "" if is_zero(total - 1, model) else f"their sum over {quantity.letters[place]} is not proved to be 1"


def _not_symmetric(quantity: Quantity, expression: sp.Expr, model: Model) -> str:
    row, column = quantity.indices[-2:]
    turned = expression.xreplace({row: column, column: row})
    return "" if is_zero(expression - turned, model) else "it is not proved to be symmetric"


def _not_definite(quantity: Quantity, expression: sp.Expr, model: Model) -> str:
    """No negative eigenvalue at any point tried, and no zero at some point with two dimensions or more.

    Zero is the boundary that the assumption excludes: data that do not span all dimensions.
    """
    if quantity.kind.word != "positive definite":
        return ""
    smallest = []
    for matrix in _matrices(quantity, expression, model):
        eigenvalues = fifty.eigsy(matrix, eigvals_only=True)
        smallest.append(min(eigenvalues) / max(1, *map(abs, eigenvalues)))
    if any(value < -TINY for value in smallest):
        return "it is not positive definite: a negative eigenvalue was seen"
    return "it is not positive definite: it was singular at all points" if max(smallest, default=1) < TINY else ""


def _always_singular(quantity: Quantity, expression: sp.Expr, model: Model) -> str:
    determinants = [abs(fifty.det(matrix)) for matrix in _matrices(quantity, expression, model)]
    return "it is not invertible: it was singular at all points" if max(determinants, default=1) < TINY else ""


def _matrices(quantity: Quantity, expression: sp.Expr, model: Model) -> list[Any]:
    """Its values at the points tried; those of one dimension only if there are no others."""
    found = []
    free = free_indices(expression, model) - set(quantity.indices[-2:])
    wide = {**wide_point(model), **dict.fromkeys(free, fifty.mpf(1))}
    for point in [*islice(points(model, free), POINTS), wide]:
        try:
            found.append(_matrix(quantity, expression, point))
        except OutOfRange:
            continue
    return [matrix for matrix in found if matrix.rows > 1] or found


def _matrix(quantity: Quantity, expression: sp.Expr, point: Point) -> Any:
    row, column = quantity.indices[-2:]
    size = int(point[quantity.axes[-1]])
    matrix = fifty.matrix(size, size)
    for r in range(size):
        for c in range(size):
            matrix[r, c] = evaluate(expression, {**point, row: fifty.mpf(r + 1), column: fifty.mpf(c + 1)})
    return matrix
