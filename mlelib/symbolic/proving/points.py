"""Points of a model at which two lines are compared: small whole numbers first, then awkward ones."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import count, product
from typing import Any, cast

import sympy as sp

from ..expectation import Expectation
from ..kinds import COUNTED
from ..model import Model
from ..quantity import Quantity
from .evaluate import OutOfRange, Point, evaluate, fifty

WHOLE_POINTS = 4
WIDE = 10**6 + 7  # the number of a point that the others never reach
SINGULAR = fifty.mpf(10) ** -30
FAR_POINT = 6  # reals far from zero, matrices close to it


def points(model: Model, free: set[sp.Symbol]) -> Iterator[Point]:
    """Endless points: whole numbers first, entries of an array all different; then any numbers, once all of one sign.

    Sizes run over the smallest ones. ``free`` are the free indices: each is at its first place, its last, and between.
    """
    names = frozenset(free)
    for number in count():
        if (number, names) not in model.points_drawn:
            model.points_drawn[number, names] = _point(model, free, number, random.Random(f"mlelib {number}"))
        yield cast(Point, model.points_drawn[number, names])


def wide_point(model: Model) -> Point:
    """Many examples of few dimensions and components: there, a scatter matrix is not singular."""
    return _point(model, set(), WIDE, random.Random("mlelib wide"))


def _point(model: Model, free: set[sp.Symbol], number: int, chance: random.Random) -> Point:
    point: dict[sp.Basic, Any] = {}
    counted = {quantity.over for quantity in model.quantities.values()}
    for place, size in enumerate(model.sizes.values()):
        smallest = model.smallest[size]
        beyond = (1, 2, 0, 1, 3) if smallest == 1 else (0, 1, 0, 2, 3)
        # Two sizes must not walk in step: there are points with n < d and points with n > d > 1.
        number_of = smallest + beyond[((1 + place) * number + 3 * place) % 5]
        if number == WIDE:
            number_of = max(smallest, 2 if size == model.vector_size or size in counted else 8)
        point[size] = fifty.mpf(model.fixed.get(size, number_of))
    for label in (q for q in model.quantities.values() if q.kind.word == "label" and q.axes):
        if label.axes[-1] not in model.fixed:  # more examples than labels, so that each may occur, and one twice
            point[label.axes[-1]] = max(point[label.axes[-1]], point[label.over] + 1 + number % 2)
    for place, index in enumerate(sorted(free, key=str)):
        size = int(point[index_size(model, index)])
        # Where the size is given, and is 2, this step would come to the last place for ever.
        step = place + 1 if index_size(model, index) in model.fixed else (place + 1) * (number + 1)
        point[index] = fifty.mpf(1 + (number + step) % size)
    draw = _whole if number < WHOLE_POINTS else _any
    for quantity in model.quantities.values():
        ranges = [range(1, int(point[axis]) + 1) for axis in quantity.axes]
        places = list(product(*ranges))
        if quantity.kind.word in COUNTED:
            values = _counted(quantity, len(places), point, chance)
        else:
            values = draw(quantity.kind.word.replace("number", "positive"), len(places), chance)
        if number - WHOLE_POINTS in (0, 1) and quantity.kind.word == "real":
            values = [abs(v) * (-1) ** number for v in values]
        if number == FAR_POINT and quantity.kind.word == "real":
            values = [(5 + 10 * abs(v)) * (-1) ** (place + 1) for place, v in enumerate(values)]
        if number == FAR_POINT and quantity.kind.word == "positive":
            values = [v / 16 for v in values]
        entries = dict(zip(places, values, strict=True))
        if quantity.core in model.totals:
            entries = _with_total(entries, *model.totals[quantity.core], point)
        if quantity.kind.is_matrix:
            entries = _shaped(quantity, entries, number)
        point[quantity.symbol] = entries if quantity.axes else entries[()]
    for quantity in (q for q in model.quantities.values() if q.kind.word == "number"):
        drawn, least = point[quantity.symbol], point[model.bound(quantity).symbol]
        moved = {place: value + least for place, value in drawn.items()} if quantity.axes else drawn + least
        point[quantity.symbol] = moved
    return with_companions(model, point)


def _counted(quantity: Quantity, how_many: int, point: Point, chance: random.Random) -> list[Any]:
    """Labels from 1, counts from 0, up to the size declared. Each label occurs, if there are enough examples."""
    word = quantity.kind.word
    low = 1 if word in ("label", "positive count") else 0
    high = int(point[quantity.over]) if quantity.over else 1 if word == "binary" else 5
    drawn = [fifty.mpf(chance.randint(low, high)) for _ in range(how_many)]
    if word == "label" and how_many >= high:
        drawn[:high] = [fifty.mpf(k) for k in chance.sample(range(1, high + 1), high)]
    return drawn


Entries = dict[tuple[int, ...], Any]


def _with_total(entries: Entries, summed: int, total: sp.Expr, point: Point) -> Entries:
    """The same entries, scaled to sum to what they are known to sum to over one index."""
    others = {place: (*place[:summed], *place[summed + 1 :]) for place in entries}
    sums = {key: fifty.fsum(v for p, v in entries.items() if others[p] == key) for key in others.values()}
    return {place: value * evaluate(total, point) / sums[others[place]] for place, value in entries.items()}


def _shaped(quantity: Quantity, entries: Entries, number: int) -> Entries:
    """The same entries, made to be what the kind says; definite ones once small, invertible ones of either sign."""
    shaped: Entries = {}
    for first, matrix in _matrices(entries).items():
        if quantity.kind.word == "positive definite":
            matrix = (matrix * matrix.T + fifty.eye(matrix.rows)) / (64 if number == FAR_POINT else 1)
        elif quantity.kind.word == "symmetric":
            matrix = matrix + matrix.T
        else:  # invertible: the diagonal outweighs the rest
            matrix = matrix + fifty.eye(matrix.rows) * 7 * matrix.rows
            matrix[0, :] *= (-1) ** number
        shaped |= _entries(first, matrix)
    return shaped


def _matrices(entries: Entries) -> dict[tuple[int, ...], Any]:
    """The matrices of an array, by the indices before the last two."""
    size = max(place[-1] for place in entries)
    matrices = {place[:-2]: fifty.matrix(size, size) for place in entries}
    for place, value in entries.items():
        matrices[place[:-2]][place[-2] - 1, place[-1] - 1] = value
    return matrices


def _entries(first: tuple[int, ...], matrix: Any) -> Entries:
    places = product(range(1, matrix.rows + 1), range(1, matrix.cols + 1))
    return {(*first, row, column): matrix[row - 1, column - 1] for row, column in places}


def with_meaning(model: Model, point: Point, matrices: Iterable[Quantity]) -> Point:
    """The point with these defined matrices at what they stand for; their inverses and determinants follow.

    Raises
    ------
    OutOfRange
        where one of them is singular
    """
    full = dict(point)
    for quantity in matrices:
        meaning = model.unfold(quantity.at(*quantity.indices))
        places = list(point[quantity.symbol])
        full[quantity.symbol] = {
            place: evaluate(meaning, {**full, **dict(zip(quantity.indices, map(fifty.mpf, place), strict=True))})
            for place in places
        }
        if any(abs(fifty.det(matrix)) < SINGULAR for matrix in _matrices(full[quantity.symbol]).values()):
            raise OutOfRange("a singular matrix")
    return with_companions(model, full)


def with_companions(model: Model, point: Point) -> Point:
    """The point with the inverse and determinant of each matrix, and the nodes of each random datum, worked out."""
    full = dict(point)
    for quantity in model.quantities.values():
        if quantity.kind.has_inverse:
            matrices = _matrices(full[quantity.symbol])
            full[quantity.inverse] = {}
            for first, matrix in matrices.items():
                full[quantity.inverse] |= _entries(first, matrix**-1)
            if quantity.cofactors is not None:
                ((_, matrix),) = matrices.items()
                full[quantity.cofactors] = _entries((), fifty.det(matrix) * (matrix**-1).T)
            determinants = {first: fifty.det(matrix) for first, matrix in matrices.items()}
            full[quantity.determinant] = determinants if len(quantity.axes) > 2 else determinants[()]
    if model.random:
        full[Expectation] = {base: _nodes(model, base, full) for base in model.facts.random}
    return full


def _nodes(model: Model, base: sp.Basic, point: Point) -> dict[tuple[int, ...], Any]:
    declared = model.facts.random[base]

    def at(place: tuple[int, ...]) -> list[Any]:
        here = {**point, **{letter: fifty.mpf(i) for letter, i in zip(declared.letters, place, strict=True)}}
        return [evaluate(a, here) for a in declared.arguments]

    return {place: declared.distribution.nodes(at(place), fifty) for place in point[base]}


def _whole(kind: str, how_many: int, chance: random.Random) -> list[Any]:
    """Different whole numbers; between 0 and 1, the inverses of whole numbers."""
    first = {"positive": 1, "probabilities": 1, "nonnegative": 0, "unit": 2}.get(kind, -3)
    numbers = chance.sample(range(first, first + max(how_many, 4) + 3), how_many)
    return [1 / fifty.mpf(k) if kind == "unit" else fifty.mpf(k) for k in numbers]


def _any(kind: str, how_many: int, chance: random.Random) -> list[Any]:
    ranges = {"positive": (0.1, 2.7), "probabilities": (0.3, 2.7), "nonnegative": (0.01, 2.7), "unit": (0.08, 0.92)}
    low, high = ranges.get(kind, (-2, 2))
    # A float has 53 random bits; the second one fills the digits behind them.
    return [fifty.mpf(chance.uniform(low, high)) + fifty.mpf(chance.random()) / 10**17 for _ in range(how_many)]


def index_size(model: Model, index: sp.Symbol) -> sp.Symbol:
    """The size that a free index counts, a vector's component index included."""
    size = model.size_of(index)
    if size is None:
        raise KeyError(index)
    return size


def used_symbols(model: Model, *expressions: sp.Expr) -> set[sp.Basic]:
    """The symbols in these expressions; of a matrix's inverse or determinant, the matrix.

    Data that stand only inside an expectation have no value: it is a mean over all of them.
    """
    drawn = set(model.facts.random)
    outside = [e.replace(lambda part: isinstance(part, Expectation), lambda part: sp.Integer(0)) for e in expressions]
    used = _symbols(expressions) - drawn | _symbols(outside) & drawn
    return used | {q.symbol for q in model.quantities.values() if used & set(q.symbols)}


def _symbols(expressions: Iterable[sp.Expr]) -> set[sp.Basic]:
    return {s for e in expressions for s in e.free_symbols} | {i.base for e in expressions for i in e.atoms(sp.Indexed)}


def in_words(model: Model, point: Point, used: set[sp.Basic]) -> str:
    """A point as a person would write it: ``n = 2, x = (1, 3), μ = 0``; where nothing is free, "everywhere"."""
    words = []
    companions = {s for q in model.quantities.values() for s in q.symbols[1:]}
    for symbol, value in point.items():
        if symbol not in used or symbol in companions:
            continue
        words.append(f"{pretty(symbol)} = {_entries_in_words(value) if isinstance(value, dict) else short(value)}")
    return ", ".join(words) or "everywhere"


def _entries_in_words(entries: dict[tuple[int, ...], Any]) -> str:
    """``(1, 3)``, or row by row ``((1, 3), (0, 2))``."""
    if () in entries:
        return short(entries[()])
    rows: dict[int, dict[tuple[int, ...], Any]] = {}
    for place, value in entries.items():
        rows.setdefault(place[0], {})[place[1:]] = value
    return "(" + ", ".join(_entries_in_words(row) for row in rows.values()) + ")"


def short(value: Any) -> str:
    return str(fifty.nstr(value, 6)).removesuffix(".0").replace("-", "−")


_GREEK = {
    "mu": "μ",
    "sigma": "σ",
    "gamma": "γ",
    "pi": "π",
    "theta": "θ",
    "lambda": "λ",
    "Sigma": "Σ",
    "Lambda": "Λ",
}
_ACCENTS = {
    "hat": "\N{COMBINING CIRCUMFLEX ACCENT}",
    "bar": "\N{COMBINING MACRON}",
    "tilde": "\N{COMBINING TILDE}",
}


def pretty(symbol: sp.Basic) -> str:
    """A name in Unicode: ``sigmahat^2`` becomes σ̂²; the component that is compared is its row and column."""
    name, square, _ = str(symbol).partition("^2")
    if name.startswith(("row_", "column_")):
        return name.partition("_")[0]
    accent = next((a for a in _ACCENTS if name.endswith(a) and name != a), "")
    name = name.removesuffix(accent)
    return _GREEK.get(name, name) + _ACCENTS.get(accent, "") + ("²" if square else "")
