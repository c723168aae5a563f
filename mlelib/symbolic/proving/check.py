"""Is this line equal to the line before it? A verdict at one of three levels, or a counterexample."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from enum import Enum
from itertools import islice, product
from typing import Any

import sympy as sp

from ..errors import SymbolicError, Undecided
from ..model import Model
from ..quantity import Quantity
from .calculus import with_fresh_names
from .evaluate import OutOfRange, Point, evaluate, fifty
from .normal_form import Normaliser
from .points import in_words, index_size, points, short, used_symbols, with_meaning

POINTS = 8
TRIES = 40
SIZES = 3
MAX_OPERATIONS = 120  # beyond it, `simplify` may take minutes
MAX_TERMS = 64  # that many terms SymPy writes out in a fraction of a second
MAX_WRITTEN = 300  # so many in all cases together, in seconds
TOLERANCE = fifty.mpf(10) ** -38


class Level(Enum):
    """How much is known of a line, strongest first.

    Examples
    --------
    >>> Level("proved for every size").mark
    '∎'
    >>> Level.NUMERICAL.at_least(Level.PROVED)
    False
    """

    PROVED = "proved for every size"
    SMALL_SIZES = "checked for small sizes"
    NUMERICAL = "checked numerically"

    @property
    def mark(self) -> str:
        return {"PROVED": "∎", "SMALL_SIZES": "∎ for small sizes", "NUMERICAL": "≈"}[self.name]

    def at_least(self, other: Level) -> bool:
        order = list(Level)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True)
class Verdict:
    """``level`` is None where the lines differ; ``counterexample`` then says where. ``milliseconds``: its time.

    Examples
    --------
    >>> bool(Verdict(Level.PROVED, "", 8.5)), bool(Verdict(None, "n = 1: before 1, here 2", 2.0))
    (True, False)
    """

    level: Level | None
    counterexample: str
    milliseconds: float

    def __bool__(self) -> bool:
        return self.level is not None


def check(before: sp.Expr, after: sp.Expr, model: Model) -> Verdict:
    """Compare two expressions of a model.

    First at points, to fifty digits: a wrong line is nearly always seen there at once. Then by the normal form, which
    proves equality for every size; then, where that does not decide, with the three smallest sizes written out.

    Raises
    ------
    SymbolicError
        if no point was found at which both have a value

    Examples
    --------
    >>> from mlelib.symbolic import Model
    >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={"c": "real"})
    >>> twice, wrong = model.read(r"\\sum_{i=1}^{n} (x^{(i)} - c)"), model.read(r"\\sum_{i=1}^{n} x^{(i)} - c")
    >>> verdict = check(twice, wrong, model)
    >>> bool(verdict), verdict.counterexample
    (False, 'n = 2, x = (2, 1), c = −3: before 9, here 6')
    """
    start = time.perf_counter()
    counterexample = differ_at(before, after, model)
    level = None if counterexample else _level(before, after, model)
    return Verdict(level, counterexample, 1000 * (time.perf_counter() - start))


def differ_at(before: sp.Expr, after: sp.Expr, model: Model, names: tuple[str, str] = ("before", "here")) -> str:
    """A point at which the two differ, in words; empty if none was found.

    Raises
    ------
    SymbolicError
        if no point was found at which both have a value
    """
    free = free_indices(before, model) | free_indices(after, model)
    used = used_symbols(model, before, after)
    hidden = _unfolded_matrices(before, after, model)
    seen = 0
    for point in islice(points(model, free), TRIES):
        try:
            point = with_meaning(model, point, hidden) if hidden else point
            left = evaluate(before, point)
        except OutOfRange:
            continue
        try:
            right = evaluate(after, point)
        except OutOfRange:  # log μ² may not become 2 log μ
            return f"{in_words(model, point, used)}: {names[0]} {short(left)}, {names[1]} no value"
        if _differ(left, right) and _still_differ(before, after, point):
            return f"{in_words(model, point, used)}: {names[0]} {short(left)}, {names[1]} {short(right)}"
        seen += 1
        if seen == POINTS:
            return ""
    if not seen:
        raise SymbolicError("no admissible point: the line has no value at any point tried")
    return ""


def _unfolded_matrices(before: sp.Expr, after: sp.Expr, model: Model) -> list[Quantity]:
    """Defined matrices that are unfolded in a line which still holds their inverse or determinant by name."""
    defined = [model.quantities[core] for core in model.definitions]
    held = [q for q in defined if any(e.has(s) for e in (before, after) for s in q.symbols[1:])]
    return [q for q in held if not (before.has(q.symbol) or after.has(q.symbol))]


def _differ(left: Any, right: Any) -> bool:
    return bool(abs(left - right) > TOLERANCE * max(abs(left), abs(right), 1))


def _still_differ(before: sp.Expr, after: sp.Expr, point: Point) -> bool:
    """Not by a loss of digits: with a thousand of them they differ as well."""
    with fifty.workdps(1000):
        try:
            return _differ(evaluate(before, point), evaluate(after, point))
        except OutOfRange:
            return False


def is_zero(expression: sp.Expr, model: Model) -> bool:
    """Proved zero for every size."""
    try:
        return normaliser(model, free_indices(expression, model)).is_zero(expression)
    except Undecided:
        return False


def normaliser(model: Model, free: set[sp.Symbol]) -> Normaliser:
    """Its memory lasts for one question: bound names are fresh each time, so an old answer is never asked for again."""
    ranges = {index: index_size(model, index) for index in free}
    return Normaliser(ranges, model.signs, model.smallest, model.facts)


def free_indices(expression: sp.Expr, model: Model) -> set[sp.Symbol]:
    """The indices that no sum binds, a vector's component index included."""
    return {s for s in expression.free_symbols if model.size_of(s) is not None}


def _level(before: sp.Expr, after: sp.Expr, model: Model) -> Level:
    if is_zero(before - after, model):
        return Level.PROVED
    return Level.SMALL_SIZES if _equal_for_small_sizes(before - after, model) else Level.NUMERICAL


def _equal_for_small_sizes(difference: sp.Expr, model: Model) -> bool:
    """Write the sums out for the three smallest values of each size; the normal form, then SymPy, decide each case."""
    difference = with_fresh_names(difference)
    free = sorted(free_indices(difference, model), key=str)
    written = 0
    for sizes in product(*[range(model.smallest[s], model.smallest[s] + SIZES) for s in model.sizes.values()]):
        fixed = dict(zip(model.sizes.values(), map(sp.Integer, sizes), strict=True))
        for values in product(*[range(1, int(fixed[index_size(model, i)]) + 1) for i in free]):
            terms = _terms(difference, fixed)
            written += terms
            if terms > MAX_TERMS or written > MAX_WRITTEN:
                return False
            case = difference.xreplace({**fixed, **dict(zip(free, map(sp.Integer, values), strict=True))}).doit()
            if sp.count_ops(case) > MAX_OPERATIONS or (not is_zero(case, model) and sp.simplify(case) != 0):
                return False
    return True


def _terms(e: sp.Expr, sizes: dict[sp.Symbol, sp.Integer]) -> int:
    """How many terms the sums in an expression have when they are written out."""
    inside = max((_terms(a, sizes) for a in e.args if isinstance(a, sp.Expr)), default=1)
    if not isinstance(e, (sp.Sum, sp.Product)):
        return inside
    uppers = [int(upper.xreplace(sizes)) for _, _, upper in e.limits]
    return _terms(e.function, sizes) * math.prod(uppers)
