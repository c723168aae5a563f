"""Is an assumption about a value false? It may exclude a boundary (a variance of zero), but not be wrong."""

from __future__ import annotations

import math
from itertools import islice

import sympy as sp

from .check import POINTS, free_indices, is_zero, normaliser
from .errors import Undecided
from .evaluate import OutOfRange, Point, evaluate, fifty
from .model import Model
from .points import points
from .quantity import Quantity


def refuted(quantity: Quantity, expression: sp.Expr, model: Model) -> str:
    """What is wrong with giving ``quantity``, at its declared indices, this value; empty if nothing is."""
    if quantity.kind.is_symmetric:
        return _not_symmetric(quantity, expression, model) or _not_definite(quantity, expression, model)
    if quantity.kind.word == "probabilities":
        problem = _not_one(quantity, expression, model)
        if problem:
            return problem
    return outside(quantity.kind.word, values_seen(expression, model))


def values_seen(expression: sp.Expr, model: Model) -> list[float]:
    """Its values at the points tried."""
    values = []
    for point in islice(points(model, free_indices(expression, model)), POINTS):
        try:
            values.append(float(evaluate(expression, point)))
        except OutOfRange:
            continue
    return values


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
    if kind in ("count", "binary", "label") and any(v != round(v) for v in values):
        return f"it is not a whole number: {next(v for v in values if v != round(v)):g} was seen"
    closed = kind in ("nonnegative", "count", "binary", "probabilities")  # one probability alone is 1
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
    """No negative eigenvalue at any point tried; zero is the boundary, where data span less than all dimensions."""
    if quantity.kind.word != "positive definite":
        return ""
    largest = []
    for point in islice(points(model, free_indices(expression, model)), POINTS):
        try:
            eigenvalues = fifty.eigsy(_matrix(quantity, expression, point), eigvals_only=True)
        except OutOfRange:
            continue
        if min(eigenvalues) < -(fifty.mpf(10) ** -30) * max(1, *map(abs, eigenvalues)):
            return "it is not positive definite: a negative eigenvalue was seen"
        largest.append(max(eigenvalues))
    return "" if not largest or max(largest) > 0 else "it is not positive definite: only zero was seen"


def _matrix(quantity: Quantity, expression: sp.Expr, point: Point) -> object:
    row, column = quantity.indices[-2:]
    size = int(point[quantity.axes[-1]])
    matrix = fifty.matrix(size, size)
    for r in range(size):
        for c in range(size):
            matrix[r, c] = evaluate(expression, {**point, row: fifty.mpf(r + 1), column: fifty.mpf(c + 1)})
    return matrix
