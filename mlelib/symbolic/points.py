"""Points of a model at which two lines are compared: small whole numbers first, then awkward ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from .evaluate import Point, fifty
from .model import Model, Quantity

_WHOLE: dict[str, Callable[[random.Random], Fraction]] = {
    "real": lambda r: Fraction(r.randint(-3, 4)),
    "positive": lambda r: Fraction(r.randint(1, 4)),
    "nonnegative": lambda r: Fraction(r.randint(0, 3)),
    "unit": lambda r: Fraction(1, r.randint(2, 5)),
}
_ANY: dict[str, Callable[[random.Random], float]] = {
    "real": lambda r: r.uniform(-2, 2),
    "positive": lambda r: r.uniform(0.3, 2.7),
    "nonnegative": lambda r: r.uniform(0.01, 2.7),
    "unit": lambda r: r.uniform(0.08, 0.92),
}
LARGEST_SIZE = 4


def points(model: Model, free: set[sp.Symbol]) -> Iterator[Point]:
    """Endless points: sizes 2, 1, 3, …; entries whole numbers at first, then spread, and once all of one sign.

    ``free`` are the free indices; each takes a value in the range of its size.
    """
    number = 0
    while True:
        chance = random.Random(f"mlelib {number}")
        yield _point(model, free, number, chance)
        number += 1


def _point(model: Model, free: set[sp.Symbol], number: int, chance: random.Random) -> Point:
    point: dict[sp.Basic, Any] = {}
    for place, size in enumerate(model.sizes.values()):
        wanted = (2, 3, 1, 2, 4)[(number + 3 * place) % 5]
        point[size] = fifty.mpf(max(wanted, model.smallest[size]))
    for index in sorted(free, key=str):
        point[index] = fifty.mpf(chance.randint(1, int(point[index_size(model, index)])))
    draw = _drawer(number, chance)
    for quantity in model.quantities.values():
        point[quantity.symbol] = _entries(quantity, point, draw) if quantity.axes else draw(quantity.kind)
    return point


def _drawer(number: int, chance: random.Random) -> Callable[[str], Any]:
    if number < 6:
        return lambda kind: fifty.mpf(int((v := _WHOLE[kind](chance)).numerator)) / v.denominator
    sign = {6: 1, 7: -1}.get(number)

    def draw(kind: str) -> Any:
        value = fifty.mpf(_ANY[kind](chance)) + fifty.mpf(chance.random()) / 10**17
        return sign * abs(value) if sign and kind == "real" else value

    return draw


def _entries(quantity: Quantity, point: Point, draw: Callable[[str], Any]) -> dict[tuple[int, ...], Any]:
    ranges = [range(1, int(point[axis]) + 1) for axis in quantity.axes]
    return {place: draw(quantity.kind) for place in product(*ranges)}


def index_size(model: Model, index: sp.Symbol) -> sp.Symbol:
    """The size that a free index counts, a vector's component index included."""
    return model.index_size[index.name] if index.name in model.index_size else model.sizes[index.name[2:]]


def in_words(model: Model, point: Point, used: set[sp.Basic]) -> str:
    """A point as a person would write it: ``n = 2, x = (1, 3), μ = 0``."""
    words = []
    for symbol, value in point.items():
        if symbol not in used:
            continue
        words.append(f"{pretty(symbol)} = {_entries_in_words(value) if isinstance(value, dict) else short(value)}")
    return ", ".join(words)


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
    """A name in Unicode: ``sigmahat^2`` becomes σ̂²."""
    name, square, _ = str(symbol).partition("^2")
    accent = next((a for a in _ACCENTS if name.endswith(a) and name != a), "")
    name = name.removesuffix(accent)
    return _GREEK.get(name, name) + _ACCENTS.get(accent, "") + ("²" if square else "")
