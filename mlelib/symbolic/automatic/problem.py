"""What is asked of :func:`mlelib.symbolic.derive`, checked at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from ..errors import SymbolicError, UnreadableLine
from ..model import Model
from ..proving.check import free_indices
from ..quantity import Quantity
from ..reading.reader import read

KINDS = ("real", "positive", "nonnegative", "unit")


@dataclass(frozen=True)
class Problem:
    """A model of its own, the density of one example, the index that counts examples, and what is to be estimated."""

    model: Model
    density: str
    expression: sp.Expr
    index: sp.Symbol
    size: sp.Symbol
    unknown: tuple[Quantity, ...]

    @property
    def symbols(self) -> set[sp.Basic]:
        return {quantity.symbol for quantity in self.unknown}


def checked(model: Model, density: str, of: Sequence[str] | None) -> Problem:
    """Read the density and find the parameters.

    Raises
    ------
    SymbolicError
        naming the argument that cannot be used, and why
    """
    model = model.copied()
    try:
        value = read(density, model)
        if value.doubt is not None:
            raise value.doubt
    except UnreadableLine as problem:
        raise UnreadableLine(f"density: {problem.problem}", problem.line, problem.position) from None
    if not value.is_scalar:
        raise SymbolicError(f"density: {value.in_words}, where a number is needed")
    index = _example_index(value.expression, model)
    _refuse_parts(value.expression, index, model)
    if not model.signs.positive(value.expression):
        raise SymbolicError("density: it may be zero or negative; declare the signs of data and parameters")
    return Problem(
        model, density, value.expression, index, model.index_size[index.name], _unknown(model, value.expression, of)
    )


def _example_index(density: sp.Expr, model: Model) -> sp.Symbol:
    free = sorted(free_indices(density, model), key=str)
    data = [
        q.latex
        for core, q in model.quantities.items()
        if q.latex not in model.parameters and core not in model.definitions
    ]
    if len(free) != 1 or free[0].name not in model.index_size:
        found = ", ".join(map(str, free)) or "none"
        example = f", as in {data[0]}" if data else ""
        raise SymbolicError(
            f"density: want that of one example, with one index that no sum binds{example}; got {found}"
        )
    return free[0]


def _refuse_parts(density: sp.Expr, index: sp.Symbol, model: Model) -> None:
    entries = density.atoms(sp.Indexed)
    held = False
    for core, quantity in model.quantities.items():
        mine = [e for e in entries if e.base == quantity.symbol]
        if core in model.definitions and (mine or density.has(quantity.symbol)):
            raise SymbolicError(f"density: {quantity.latex} is a defined name; write what it means")
        if quantity.kind.is_matrix and any(density.has(s) for s in quantity.symbols):
            raise SymbolicError(f"density: {quantity.latex} is a matrix; derive() knows numbers and their arrays")
        for entry in mine:
            if any(i.is_Integer for i in entry.indices):
                raise SymbolicError(f"density: {entry} is one particular entry of {quantity.latex}")
            if entry.has(index) and quantity.latex in model.parameters:
                raise SymbolicError(f"density: {quantity.latex} is a parameter for each example, which has no estimate")
            held = held or entry.has(index)
    if not held:
        raise SymbolicError("density: it holds none of the data")


def _unknown(model: Model, density: sp.Expr, of: Sequence[str] | None) -> tuple[Quantity, ...]:
    if isinstance(of, str):
        raise SymbolicError(f"of: a list of names, got the text {of!r}")
    if of is None:
        bounds = {model.bound(q).latex for q in model.quantities.values() if q.kind.word == "number"}
        of = [name for name in model.parameters if density.has(model.quantity(name).symbol) and name not in bounds]
    found: list[Quantity] = []
    for name in of:
        try:
            quantity = model.quantity(name)
        except SymbolicError:
            quantity = None
        if quantity is None or quantity.latex not in model.parameters:
            raise SymbolicError(f"of: {name} is no parameter of this model; they are {', '.join(model.parameters)}")
        if not density.has(quantity.symbol):
            raise SymbolicError(f"of: the density does not depend on {name}")
        if quantity.kind.word not in KINDS:
            raise SymbolicError(f"of: {name} is declared {quantity.kind}; derive() estimates {', '.join(KINDS)}")
        if any(q.kind.word == "number" and model.bound(q) == quantity for q in model.quantities.values()):
            raise SymbolicError(f"of: the data are declared to lie above {name}, so that it has to be known")
        if len(quantity.axes) > 1:
            raise SymbolicError(f"of: {name} has {len(quantity.axes)} indices; derive() knows one at most")
        if quantity not in found:
            found.append(quantity)
    if not found:
        raise SymbolicError("of: at least one parameter to estimate")
    return tuple(found)
