"""Does a line still follow from another start, or with another value put in? Decided at points alone.

A slip in the first line, or in a value that is put in, need not be an error of the line that follows: a derivative
forgets a constant. Here it is decided what the line ought to notice, with numbers in the place of symbols.
"""

from collections.abc import Mapping, Set
from typing import Any

import sympy as sp

from mlelib.symbolic import Model
from mlelib.symbolic.proving.evaluate import Point, evaluate, fifty
from mlelib.symbolic.proving.points import with_companions
from mlelib.symbolic.reading.reader import read
from mlelib.symbolic.steps.replacing import entry, quantity_of

from .alike import Function, alike, fresh_points, same_at, with_definitions


def still_follows(method: str, right: sp.Expr, wrong: sp.Expr, given: Mapping[str, Any], model: Model) -> bool:
    """Does the line that follows from ``right`` follow from ``wrong`` as well?"""

    def difference(point: Point) -> Any:
        return evaluate(wrong, point) - evaluate(right, point)

    if method == "unfold":
        return alike(right, wrong, model, defined=True)
    if method == "specialise":
        size = {model.sizes[given["size"]]: sp.Integer(given["number"])}
        return alike(right.xreplace(size), wrong.xreplace(size), model)
    if method == "substitute":
        return _same(moved(difference, model, given["values"]), _zero, [right, wrong], model)
    if method == "differentiate":
        variable = entry(model, given["variable"]).expression
        return _same(stirred(difference, model, given["variable"]), difference, [right, wrong, variable], model)
    if method == "maximum":
        return _same(moved(difference, model, given["at"]), difference, [right, wrong], model)
    if method == "solve":
        return is_root(wrong, given["variable"], given["line"], model)
    # As for the checker: a line follows wherever the line before it has a value. From μ/μ follows 1.
    return alike(right, wrong, model, where_other=True)


def same_place(expression: sp.Expr, one: Mapping[str, str], other: Mapping[str, str], model: Model) -> bool:
    """Has the expression the same value with either set of values put in?"""
    return _same(
        moved(_value_of(expression), model, one), moved(_value_of(expression), model, other), [expression], model
    )


def is_root(score: sp.Expr, variable: str, root: str, model: Model) -> bool:
    """Is the score zero there?"""
    return _same(moved(_value_of(score), model, {variable: root}), _zero, [score], model)


def moved(function: Function, model: Model, values: Mapping[str, str]) -> Function:
    """The function at the point where the named quantities have these values."""
    pairs = [(entry(model, name).expression, read(text, model).expression) for name, text in values.items()]
    return lambda point: function(_with(point, pairs, model))


def _value_of(expression: sp.Expr) -> Function:
    return lambda point: evaluate(expression, point)


def stirred(function: Function, model: Model, name: str) -> Function:
    """The function at another value of a quantity, still of its kind; of one entry, if it is named by its index."""
    here = entry(model, name).expression
    there = (here + here**2) / 2
    fixed = {symbol for symbol in here.free_symbols if symbol.name in model.index_size}
    if isinstance(here, sp.Indexed) and quantity_of(model, name).kind.is_matrix:
        there = 3 * here / 2 + sp.KroneckerDelta(*here.indices[-2:])
    return lambda point: function(_with(point, [(here, there)], model, fixed))


def _with(
    point: Point, pairs: list[tuple[sp.Expr, sp.Expr]], model: Model, fixed: Set[sp.Symbol] = frozenset()
) -> Point:
    changed = dict(point)
    for place, value in pairs:
        changed |= {place: evaluate(value, point)} if place.is_Symbol else _entries(point, place, value, fixed)
    for matrix, inverse in model.facts.inverses.items():
        if changed[inverse] is not point.get(inverse, changed[inverse]) and changed[matrix] is point[matrix]:
            changed[matrix] = _inverted(changed[inverse])
    return with_definitions(model, with_companions(model, changed))


def _entries(point: Point, place: sp.Indexed, value: sp.Expr, fixed: Set[sp.Symbol]) -> dict[sp.Basic, Any]:
    """The array: its letters run over all places, but for those in ``fixed``, which stay where the point has them."""
    entries = dict(point[place.base])
    for numbers in entries:
        pairs = dict(zip(place.indices, numbers, strict=True))
        if all(point[letter] == number for letter, number in pairs.items() if letter in fixed) and all(
            letter == number for letter, number in pairs.items() if letter.is_Integer
        ):
            letters = {letter: number for letter, number in pairs.items() if not letter.is_Integer}
            entries[numbers] = evaluate(value, {**point, **letters})
    return {place.base: entries}


def _inverted(entries: dict[tuple[int, ...], Any]) -> dict[tuple[int, ...], Any]:
    """The inverse of each matrix of an array."""
    size = max(place[-1] for place in entries)
    inverted: dict[tuple[int, ...], Any] = {}
    for first in {place[:-2] for place in entries}:
        rows = [[entries[(*first, row + 1, column + 1)] for column in range(size)] for row in range(size)]
        inverse = fifty.matrix(rows) ** -1
        inverted |= {place: inverse[place[-2] - 1, place[-1] - 1] for place in entries if place[:-2] == first}
    return inverted


def _same(one: Function, other: Function, expressions: list[sp.Expr], model: Model) -> bool:
    return same_at(one, other, fresh_points(expressions, model, defined=True))


def _zero(point: Point) -> int:
    return 0
