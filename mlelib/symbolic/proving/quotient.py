"""Derivatives checked against a difference quotient of fifty digits: no calculus rule takes part."""

from __future__ import annotations

from itertools import islice
from typing import Any

import sympy as sp

from ..model import Model
from .check import POINTS, TRIES, free_indices
from .evaluate import OutOfRange, Point, evaluate, fifty
from .points import in_words, points, short, used_symbols, with_companions

STEP = fifty.mpf(10) ** -12
TOLERANCE = fifty.mpf(10) ** -28
ROUNDING = fifty.mpf(10) ** -47


def differs_from_quotient(function: sp.Expr, derivative: sp.Expr, entry: sp.Expr, model: Model) -> str:
    """A point at which ``derivative`` is not the slope of ``function`` along ``entry``, in words; empty if none."""
    free = free_indices(function, model) | free_indices(entry, model) | free_indices(derivative, model)
    seen = 0
    for point in islice(points(model, free), TRIES):
        try:
            (slope, rounding), claimed = _quotient(function, entry, point, model), evaluate(derivative, point)
        except OutOfRange:
            continue
        if abs(slope - claimed) > TOLERANCE * max(1, abs(claimed), abs(slope)) + rounding:
            used = used_symbols(model, function, entry, derivative)
            return f"{in_words(model, point, used)}: the slope is {short(slope)}, the line gives {short(claimed)}"
        seen += 1
        if seen == POINTS:
            break
    return ""


def _quotient(function: sp.Expr, entry: sp.Expr, point: Point, model: Model) -> tuple[Any, Any]:
    """Central differences of fourth order, an error of about STEP⁴; and what rounding of large values may add."""
    near = [evaluate(function, _moved(point, entry, k * STEP, model)) for k in (-2, -1, 1, 2)]
    slope = (near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * STEP)
    return slope, max(map(abs, near)) * ROUNDING / STEP


def _moved(point: Point, entry: sp.Expr, by: Any, model: Model) -> Point:
    """The point with one entry moved; of a symmetric matrix, the entry and its mirror image by half each."""
    if entry.is_Symbol:
        return {**point, entry: point[entry] + by}
    place = tuple(int(point.get(i, i)) for i in entry.indices)
    values = dict(point[entry.base])
    places = [place]
    if entry.base in model.facts.symmetric:
        places.append((*place[:-2], place[-1], place[-2]))
    for where in places:
        values[where] += by / len(places)
    return with_companions(model, {**point, entry.base: values})
