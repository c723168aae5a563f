"""What a name stands for in a model, and how to put a value in its place without changing the meaning of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from .calculus import substitute, with_fresh_names
from .check import outside, values_seen
from .errors import SymbolicError
from .model import Model, Quantity
from .reader import read
from .values import Value, component_index, index_symbol


def entry(model: Model, variable: str) -> Value:
    """A symbol, one entry of an array, or a vector by its component.

    Raises
    ------
    SymbolicError
        if the name is none of these
    """
    if model.quantity(variable).core in model.definitions:
        raise SymbolicError(f"{variable} is a defined name, not a variable")
    value = read(variable, model)
    if not (value.expression.is_Symbol or isinstance(value.expression, sp.Indexed)):
        raise SymbolicError(f"{variable} is not a symbol of this model")
    return value


def at(model: Model, expression: sp.Expr, values: Mapping[str, str]) -> sp.Expr:
    """The expression with these values in place of the names, all at once."""
    refuse_hidden(model, expression, values)
    symbols = [model.quantity(name).symbol for name in values]
    for name, text in values.items():
        old, new = entry(model, name), read(text, model)
        if old.is_vector != new.is_vector and new.expression != 0:
            raise SymbolicError(f"{name} and {text}: one is a vector, the other a number")
        value = new.expression
        refuse_outside(model, name, value)
        if any(model.unfold(value).has(symbol) for symbol in symbols):
            raise SymbolicError(f"{text} holds a symbol that is replaced at the same time")
        if any(letter.isdigit() for letter in model.letters(name)):
            expression = entry_by(expression, old.expression, value)
        else:
            quantity = model.quantity(name)
            expression = substitute(expression, quantity, _by_letter(model, value, name, quantity))
    return expression


def entry_by(expression: sp.Expr, old: sp.Expr, value: sp.Expr) -> sp.Expr:
    """Put a value in the place of one symbol or entry, which no other entry of its array may hide."""
    expression = with_fresh_names(expression)
    if isinstance(old, sp.Indexed):
        others = {e for e in expression.atoms(sp.Indexed) if e.base == old.base and not _certainly_different(e, old)}
        others -= {old}
        if others:
            raise SymbolicError(f"{old} stands beside {others.pop()}, which may be the same: name a sum first")
    return expression.xreplace({old: with_fresh_names(value)})


def refuse_hidden(model: Model, expression: sp.Expr, names: Iterable[str]) -> None:
    """A name that is defined through a symbol would be treated as a constant."""
    for name in names:
        hidden = model.depends_on(expression, model.quantity(name).symbol)
        if hidden:
            raise SymbolicError(f"{hidden} is defined through {name}: unfold it first")


def refuse_outside(model: Model, name: str, value: sp.Expr) -> None:
    """A value that leaves the declared range: a negative variance, a probability of 2."""
    problem = outside(model.quantity(name).kind, values_seen(model.unfold(value), model))
    if problem:
        raise SymbolicError(f"a value for {name}: {problem}")


def _certainly_different(one: sp.Indexed, other: sp.Indexed) -> bool:
    """Two entries that differ at a place where both indices are numbers."""
    pairs = zip(one.indices, other.indices, strict=True)
    return any(a.is_Integer and b.is_Integer and a != b for a, b in pairs)


def _by_letter(model: Model, value: sp.Expr, name: str, quantity: Quantity) -> sp.Expr:
    """A value in the index letters of the declaration, whatever letters the name was written with."""
    written = [index_symbol(letter) for letter in model.letters(name)]
    if len(set(written)) < len(written):
        raise SymbolicError(f"{name}: an index stands twice")
    if len(written) < len(quantity.indices):  # a vector: its component's index
        written.append(component_index(quantity.axes[-1]))
    return value.xreplace(dict(zip(written, quantity.indices, strict=True)))
