"""The value of a tree at points, in float64: the arithmetic that the page has, too.

The points are drawn by a generator of a few lines, the same in both languages, so that the page and the notebook show
the same counterexample. First come small whole numbers, with which a person can check it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from mlelib.teaching.answers.reader import read
from mlelib.teaching.answers.vocabulary import Name, Vocabulary

POINTS = 12
WHOLE = 4
#: Sizes at the points; different ones do not walk in step.
_STEPS = (
    (2, 3, 1, 4, 2, 3, 4, 1, 2, 3, 4, 2),
    (2, 1, 3, 2, 3, 1, 2, 3, 1, 2, 2, 3),
    (2, 3, 2, 4, 3, 2, 4, 2, 3, 4, 2, 3),
)
_LOWEST = {"real": -2, "nonnegative": 0, "count": 0, "binary": 0}
_RANGES = {"positive": (0.1, 3.1), "probabilities": (0.3, 2.7), "nonnegative": (0.01, 3.01), "unit": (0.08, 0.92)}
_TOLERANCE = 1e-9

Value = float | list[float]
#: Sizes and letters by name, arrays by place, as {indices: value}.
Point = dict[Any, Any]


def chances(seed: int) -> Iterator[float]:
    """Numbers between 0 and 1: the generator mulberry32."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t = (t ^ (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF))) & 0xFFFFFFFF
        yield (t ^ (t >> 14)) / 4294967296


def points(vocabulary: Vocabulary) -> list[Point]:
    """The points at which formulas of a question are compared."""
    return [_point(vocabulary, number) for number in range(POINTS)]


def _point(vocabulary: Vocabulary, number: int) -> Point:
    chance = chances(number + 1)
    point: Point = {}
    for place, (size, declared) in enumerate(vocabulary.sizes.items()):
        point[size] = declared.fixed or max(declared.least, _STEPS[place][number])
    for letter in vocabulary.free:
        point[letter] = 1 + number % int(point[vocabulary.size_of(letter)])
    for place, name in enumerate(vocabulary.names):
        if not name.means:
            point[place] = _entries(name, point, number, chance)
    for place, name in enumerate(vocabulary.names):
        if name.means:
            point[place] = _defined(name, point, vocabulary)
    return point


def _places(name: Name, point: Point) -> list[tuple[int, ...]]:
    return list(product(*(range(1, point[axis] + 1) for axis in name.axes)))


def _entries(name: Name, point: Point, number: int, chance: Iterator[float]) -> dict[tuple[int, ...], float]:
    places = _places(name, point)
    word, _, over = name.kind.partition(" over ")
    drawn = [(_whole if number < WHOLE or word in ("count", "binary") else _any)(word, chance) for _ in places]
    if number < WHOLE and word not in ("count", "binary"):
        drawn = _different(drawn, word)
    if number == POINTS - 1 and word == "real":
        drawn = [20 + 10 * value for value in drawn]
    if not over:
        return dict(zip(places, drawn, strict=True))
    axis = name.letters.index(over)
    if number < WHOLE and point[name.axes[axis]] == 2:
        return _halves(places, axis, chance)
    others = [place[:axis] + place[axis + 1 :] for place in places]
    totals = {other: sum(v for o, v in zip(others, drawn, strict=True) if o == other) for other in others}
    return {place: v / totals[other] for place, other, v in zip(places, others, drawn, strict=True)}


def _halves(places: list[tuple[int, ...]], axis: int, chance: Iterator[float]) -> dict[tuple[int, ...], float]:
    """Two probabilities with one decimal each."""
    firsts = {place: _whole("unit", chance) for place in places if place[axis] == 1}
    mirrored = {place: (*place[:axis], 1, *place[axis + 1 :]) for place in places}
    return {
        place: firsts[place] if place in firsts else math.floor(10.5 - 10 * firsts[mirrored[place]]) / 10
        for place in places
    }


def _whole(word: str, chance: Iterator[float]) -> float:
    if word == "unit":
        return math.floor(1 + 9 * next(chance)) / 10
    low = _LOWEST.get(word, 1)
    return low + math.floor((2 if word == "binary" else 8) * next(chance))


def _any(word: str, chance: Iterator[float]) -> float:
    low, high = _RANGES.get(word, (-2.0, 2.0))
    return math.floor((low + (high - low) * next(chance)) * 1000) / 1000


def _different(drawn: list[float], word: str) -> list[float]:
    """Entries of an array, all different where that goes with small steps up: a swap of two of them is seen."""
    step, found = (0.1 if word == "unit" else 1), []
    for value in drawn:
        while value in found and (word != "unit" or value + step < 1):
            value = math.floor((value + step) * 10 + 0.5) / 10
        found.append(value)
    return found


def _defined(name: Name, point: Point, vocabulary: Vocabulary) -> dict[tuple[int, ...], float]:
    tree = meaning(name, vocabulary)
    found = {}
    for place in _places(name, point):
        here = value(tree, {**point, **dict(zip(name.letters, place, strict=True))})
        found[place] = here[place[-1] - 1] if isinstance(here, list) else here
    return found


def meaning(name: Name, vocabulary: Vocabulary) -> list[Any]:
    """What a defined name stands for, read with its own letters free."""
    return read(
        name.means, Vocabulary(vocabulary.sizes, vocabulary.names, vocabulary.words, "".join(name.letters))
    ).tree


def value(node: list[Any], point: Mapping[Any, Any]) -> Value:
    """The value at a point; not a number where the formula has none."""
    try:
        return _value(node, point)
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power compared or negated
        return math.nan


def _value(node: list[Any], point: Mapping[Any, Any]) -> Value:
    kind = node[0]
    if kind == "num":
        return float(node[1])
    if kind == "size":
        return float(point[node[1]])
    if kind in ("name", "root"):
        found = _entry(node[1], node[2], point)
        return found if kind == "name" else math.sqrt(found)  # type: ignore[arg-type]
    if kind == "sum":
        terms = [_value(node[3], {**point, node[1]: i}) for i in range(1, point[node[2]] + 1)]
        return _total(terms)
    if kind == "pi":
        return math.pi
    return _OPERATIONS[kind](*(_value(part, point) for part in node[1:]))


def _entry(place: int, indices: list[Any], point: Mapping[Any, Any]) -> Value:
    array = point[place]
    at = [point.get(index, index) if isinstance(index, str) else index for index in indices]
    if at and at[-1] is None:
        last = sorted(entry[-1] for entry in array if list(entry[:-1]) == at[:-1])
        return [array[*at[:-1], component] for component in last]
    return float(array[tuple(at)])


def _total(terms: list[Value]) -> Value:
    total = terms[0]
    for term in terms[1:]:
        total = _each(lambda a, b: a + b, total, term)
    return total


def _each(operation: Callable[[float, float], float], a: Value, b: Value) -> Value:
    """An operation on numbers, component by component."""
    if isinstance(a, list) and isinstance(b, list):
        return [operation(x, y) for x, y in zip(a, b, strict=True)]
    if isinstance(a, list):
        return [operation(x, b) for x in a]  # type: ignore[arg-type]
    if isinstance(b, list):
        return [operation(a, y) for y in b]
    return operation(a, b)


def _times(a: Value, b: Value) -> Value:
    if isinstance(a, list) and isinstance(b, list):
        return sum(x * y for x, y in zip(a, b, strict=True))
    return _each(lambda x, y: x * y, a, b)


def _divided(a: float, b: float) -> float:
    return a / b if b else math.nan


def _power(a: float, b: float) -> float:
    """As in JavaScript: no value for a root of what is negative, nor for 0 below a line; infinite what is too large."""
    if (a == 0 and b < 0) or math.isnan(b) or (abs(a) == 1 and math.isinf(b)):
        return math.nan
    try:
        found = a**b
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    return found if isinstance(found, float) else math.nan


def _exp(a: float) -> float:
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf


_OPERATIONS: dict[str, Callable[..., Value]] = {
    "+": lambda a, b: _each(lambda x, y: x + y, a, b),
    "-": lambda a, b: _each(lambda x, y: x - y, a, b),
    "*": _times,
    "/": lambda a, b: _each(_divided, a, b),
    "^": _power,
    "neg": lambda a: _times(-1.0, a),
    "T": lambda a: a,
    "log": lambda a: math.log(a) if a > 0 else math.nan,
    "exp": _exp,
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "abs": abs,
    "norm": lambda a: math.sqrt(sum(x * x for x in a)),
}


def flat(found: Value) -> list[float]:
    return found if isinstance(found, list) else [found]


def same(a: Value, b: Value) -> bool:
    """Equal up to rounding; what is no number is equal to nothing."""
    left, right = flat(a), flat(b)
    return len(left) == len(right) and all(
        math.isfinite(x) and math.isfinite(y) and abs(x - y) <= _TOLERANCE * max(abs(x), abs(y)) + 1e-12
        for x, y in zip(left, right, strict=True)
    )
