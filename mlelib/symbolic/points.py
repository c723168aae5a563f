"""Points of a model at which two lines are compared: small whole numbers first, then awkward ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count, product
from typing import Any

import sympy as sp

from .evaluate import Point, fifty
from .model import Model
from .values import component_index

WHOLE_POINTS = 4


def points(model: Model, free: set[sp.Symbol]) -> Iterator[Point]:
    """Endless points: whole numbers first, entries of an array all different; then any numbers, once all of one sign.

    Sizes run over the smallest ones. ``free`` are the free indices: each is at its first place, its last, and between.
    """
    for number in count():
        yield _point(model, free, number, random.Random(f"mlelib {number}"))


def _point(model: Model, free: set[sp.Symbol], number: int, chance: random.Random) -> Point:
    point: dict[sp.Basic, Any] = {}
    for place, size in enumerate(model.sizes.values()):
        smallest = model.smallest[size]
        beyond = (1, 2, 0, 1, 3) if smallest == 1 else (0, 1, 0, 2, 3)
        point[size] = fifty.mpf(smallest + beyond[(number + 3 * place) % 5])
    for place, index in enumerate(sorted(free, key=str)):
        size = int(point[index_size(model, index)])
        point[index] = fifty.mpf(1 + (number + (place + 1) * (number + 1)) % size)
    draw = _whole if number < WHOLE_POINTS else _any
    for quantity in model.quantities.values():
        ranges = [range(1, int(point[axis]) + 1) for axis in quantity.axes]
        places = list(product(*ranges))
        values = draw(quantity.kind, len(places), chance)
        if number - WHOLE_POINTS in (0, 1) and quantity.kind == "real":
            values = [abs(v) * (-1) ** number for v in values]
        entries = dict(zip(places, values, strict=True))
        point[quantity.symbol] = entries if quantity.axes else entries[()]
    return point


def _whole(kind: str, how_many: int, chance: random.Random) -> list[Any]:
    """Different whole numbers; between 0 and 1, the inverses of whole numbers."""
    first = {"real": -3, "positive": 1, "nonnegative": 0, "unit": 2}[kind]
    numbers = chance.sample(range(first, first + max(how_many, 4) + 3), how_many)
    return [1 / fifty.mpf(k) if kind == "unit" else fifty.mpf(k) for k in numbers]


def _any(kind: str, how_many: int, chance: random.Random) -> list[Any]:
    low, high = {"real": (-2, 2), "positive": (0.3, 2.7), "nonnegative": (0.01, 2.7), "unit": (0.08, 0.92)}[kind]
    # A float has 53 random bits; the second one fills the digits behind them.
    return [fifty.mpf(chance.uniform(low, high)) + fifty.mpf(chance.random()) / 10**17 for _ in range(how_many)]


def index_size(model: Model, index: sp.Symbol) -> sp.Symbol:
    """The size that a free index counts, a vector's component index included."""
    components = {component_index(size): size for size in model.sizes.values()}
    return components[index] if index in components else model.index_size[index.name]


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
