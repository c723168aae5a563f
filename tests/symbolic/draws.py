"""Random data for a model, as numpy arrays by argument name, and the same data for the 50-digit evaluator."""

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from mlelib.symbolic import Derivation, Model, NumpyFunction
from mlelib.symbolic.bridge.arguments import argument_name
from mlelib.symbolic.proving.evaluate import Point, evaluate, fifty
from mlelib.symbolic.proving.points import with_companions
from mlelib.symbolic.quantity import Quantity

from .corpus import TOPICS

Data = dict[str, Any]


@cache
def proved(topic: str) -> list[Derivation]:
    """The derivations of a topic, proved once for all tests of one process."""
    return TOPICS[topic]()


def sizes_of(model: Model, wanted: dict[str, int]) -> dict[str, int]:
    """The wanted sizes, those that the model does not say at two more than the least."""
    return {name: wanted.get(name, model.smallest[size] + 2) for name, size in model.sizes.items()}


def called(function: NumpyFunction, data: Data) -> Any:
    """The value at those data that the function takes."""
    return function(**{name: data[name] for name in function.takes})


def declared(model: Model) -> list[Quantity]:
    """What has values of its own: no defined names, no cofactors."""
    every = model.quantities.values()
    return [q for q in every if q.core not in model.definitions and q.kind.word != "cofactors"]


def draw(model: Model, sizes: dict[str, int], rng: np.random.Generator) -> Data:
    """An array for each declared quantity, as its kind says; of labels each occurs."""
    return {
        argument_name(q): _values(q, tuple(sizes[axis.name] for axis in q.axes), sizes, rng) for q in declared(model)
    }


def _values(quantity: Quantity, shape: tuple[int, ...], sizes: dict[str, int], rng: np.random.Generator) -> Any:
    word = quantity.kind.word
    if word in ("positive", "nonnegative"):
        return rng.uniform(0.3, 2.5, shape)
    if word == "unit":
        return rng.uniform(0.1, 0.9, shape)
    if word == "probabilities":
        numbers = rng.uniform(0.2, 1, shape)
        return numbers / numbers.sum(axis=quantity.axes.index(quantity.over), keepdims=True)
    if word == "binary":
        return rng.permutation(np.arange(np.prod(shape, dtype=int)) % 2).reshape(shape)
    if word == "count":
        return rng.integers(0, 1 + (sizes[quantity.over.name] if quantity.over else 4), shape)
    if word == "label":
        return 1 + rng.permutation(np.arange(np.prod(shape, dtype=int)) % sizes[quantity.over.name]).reshape(shape)
    numbers = rng.normal(size=shape)
    if quantity.kind.is_symmetric:
        turned = np.swapaxes(numbers, -1, -2)
        return numbers @ turned + np.eye(shape[-1]) if word == "positive definite" else numbers + turned
    return numbers + 3 * np.eye(shape[-1]) if word == "invertible" else numbers


def point(model: Model, sizes: dict[str, int], data: Data) -> Point:
    """The same data with fifty digits; defined names have the values that they mean.

    Raises
    ------
    ArithmeticError
        where a defined name has no value
    """
    found: dict[sp.Basic, Any] = {model.sizes[name]: fifty.mpf(size) for name, size in sizes.items()}
    for quantity in declared(model):
        array = np.asarray(data[argument_name(quantity)])
        entries = {tuple(i + 1 for i in at): fifty.mpf(float(array[at])) for at in np.ndindex(array.shape)}
        found[quantity.symbol] = entries if quantity.axes else entries[()]
    for core, (_, meaning) in model.definitions.items():
        quantity = model.quantities[core]
        values = over(meaning, quantity.indices, model, sizes, found)
        found[quantity.symbol] = values if quantity.axes else values[()]
    return with_companions(model, found)


def over(
    expression: sp.Expr, indices: tuple[sp.Symbol, ...], model: Model, sizes: dict[str, int], at: Point
) -> dict[tuple[int, ...], Any]:
    """The value for all values of the free indices."""
    ranges = [range(1, sizes[str(model.size_of(index))] + 1) for index in indices]
    places = [dict(zip(indices, map(fifty.mpf, place), strict=True)) for place in product(*ranges)]
    return {tuple(map(int, place.values())): evaluate(expression, {**at, **place}) for place in places}


def defined(model: Model, at: Point) -> Data:
    """The values of defined names, by argument name."""
    values = {}
    for core in model.definitions:
        quantity = model.quantities[core]
        if quantity.axes:
            entries = at[quantity.symbol]
            shape = tuple(map(max, zip(*entries, strict=True)))
            values[argument_name(quantity)] = np.array([float(value) for value in entries.values()]).reshape(shape)
        else:
            values[argument_name(quantity)] = float(at[quantity.symbol])
    return values
