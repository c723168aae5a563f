"""Are two lines equal in value? Decided at fresh points, to fifty digits; the normal form takes no part.

A mutant that is equal in value is no mutant: x² for (−x)², or two sums swapped. The points are others than those at
which the checker tries a line, and the sizes of the model take other values, each for itself.
"""

import random
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import sympy as sp

from mlelib.symbolic import Model
from mlelib.symbolic.proving.check import free_indices
from mlelib.symbolic.proving.evaluate import OutOfRange, Point, evaluate, fifty
from mlelib.symbolic.proving.points import _point, with_companions

POINTS = 40
MOST = 400  # points that are tried to find so many with a value
MODELS = 20  # whose points are kept
SMALL = fifty.mpf(10) ** -20  # a variance or a determinant below it is taken for zero

Function = Callable[[Point], Any]

_drawn: dict[tuple[Model, frozenset[sp.Symbol], bool], list[Point | None]] = {}


def fresh_points(expressions: list[sp.Expr], model: Model, defined: bool = False) -> Iterator[Point]:
    """Points that the checker has not seen: another source of chance, and each size by itself a little larger.

    ``defined`` takes points at which every defined name has the value of its meaning; elsewhere it has any value.
    """
    free = frozenset().union(*[free_indices(e, model) for e in expressions])
    if (model, free, defined) not in _drawn and len(_drawn) > MODELS:
        _drawn.clear()
    drawn = _drawn.setdefault((model, free, defined), [])
    for number in range(MOST):
        if number == len(drawn):
            drawn.append(_fresh_point(model, free, defined, number))
        point = drawn[number]
        if point is not None:
            yield point


def _fresh_point(model: Model, free: frozenset[sp.Symbol], defined: bool, number: int) -> Point | None:
    chance = random.Random(f"fresh {number}")
    point = _point(_with_larger_sizes(model, chance), set(free), number, chance)
    try:
        return with_definitions(model, point) if defined else point
    except OutOfRange:
        return None


def _with_larger_sizes(model: Model, chance: random.Random) -> Model:
    """The first size, the number of examples, most of all: else each component of a mixture has but one of them."""
    larger = copy(model)
    most = [1 if model.random else 6, *[1] * len(model.sizes)]  # an expectation is a sum over all samples of a size
    sizes = zip(model.smallest.items(), most, strict=False)
    larger.smallest = {size: least + chance.randint(0, more) for (size, least), more in sizes}
    return larger


def alike(one: sp.Expr, other: sp.Expr, model: Model, defined: bool = False, where_other: bool = False) -> bool:
    """Equal at forty fresh points; a point where only one has a value tells them apart. Defined names: as above."""
    if one == other:
        return True
    at_points = fresh_points([one, other], model, defined)
    return same_at(lambda p: evaluate(one, p), lambda p: evaluate(other, p), at_points, where_other)


def with_definitions(model: Model, point: Point) -> Point:
    """The same point, where every defined name has the value of its meaning.

    Raises
    ------
    OutOfRange
        where a meaning has no value, or is not what it is assumed to be: a variance is zero where all data are equal
    """
    full = dict(point)
    for core, (_, meaning) in model.definitions.items():
        quantity = model.quantities[core]
        places = full[quantity.symbol] if quantity.axes else [()]
        letters = [dict(zip(quantity.indices, map(fifty.mpf, place), strict=True)) for place in places]
        values = [evaluate(meaning, {**full, **here}) for here in letters]
        full[quantity.symbol] = dict(zip(places, values, strict=True)) if quantity.axes else values[0]
        if quantity.kind.has_inverse:
            full = _with_inverses(model, full)
            values = [full[quantity.determinant]] if len(quantity.axes) == 2 else full[quantity.determinant].values()
        if quantity.kind.word in ("positive", "positive definite") and min(values) < SMALL:
            raise OutOfRange(f"{quantity.latex} is not {quantity.kind}")
    return full


def _with_inverses(model: Model, point: Point) -> dict[sp.Basic, Any]:
    try:
        return dict(with_companions(model, point))
    except (ZeroDivisionError, TypeError) as problem:  # mpmath's two ways to say that a matrix is singular
        raise OutOfRange("a matrix without an inverse") from problem


def same_at(one: Function, other: Function, at_points: Iterator[Point], where_other: bool = False) -> bool:
    """Two functions of a point, compared at forty points at which they have values.

    A point at which only one has a value tells them apart; ``where_other``, not where it is ``other`` that has none.

    Raises
    ------
    ArithmeticError
        if no such points are found
    """
    seen = 0
    for point in at_points:
        left, right = _value(one, point), _value(other, point)
        if right is None and (where_other or left is None):
            continue
        if left is None or right is None:
            return False
        if _differ(left, right):
            with fifty.workdps(500):  # by cancellation, or where a matrix is nearly singular?
                left, right = _value(one, point), _value(other, point)
            if left is None or right is None:
                continue
            if _differ(left, right):
                return False
        seen += 1
        if seen == POINTS:
            return True
    raise ArithmeticError(f"only {seen} points with a value")


def _value(function: Function, point: Point) -> Any:
    try:
        return function(point)
    except (OutOfRange, KeyError):  # KeyError: beyond the end of an array
        return None


def _differ(left: Any, right: Any) -> bool:
    return bool(abs(left - right) > fifty.mpf(10) ** -38 * max(abs(left), abs(right), 1))
