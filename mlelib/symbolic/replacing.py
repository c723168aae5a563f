"""What a name stands for in a model, and how to put a value in its place without changing the meaning of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from .calculus import substitute, with_fresh_names
from .errors import SymbolicError
from .model import Model, Quantity
from .reader import read
from .values import Value, component_index


def entry(model: Model, variable: str) -> Value:
    """A symbol, one entry of an array, or a vector by its component.

    Raises
    ------
    SymbolicError
        if the name is none of these
    """
    model.quantity(variable)
    value = read(variable, model)
    if not (value.expression.is_Symbol or isinstance(value.expression, sp.Indexed)):
        raise SymbolicError(f"{variable} is not a symbol of this model")
    return value


def at(model: Model, expression: sp.Expr, values: Mapping[str, str]) -> sp.Expr:
    """The expression with these values in place of the names, all at once."""
    refuse_hidden(model, expression, values)
    symbols = [model.quantity(name).symbol for name in values]
    for name, text in values.items():
        value = read(text, model).expression
        if any(model.unfold(value).has(symbol) for symbol in symbols):
            raise SymbolicError(f"{text} holds a symbol that is replaced at the same time")
        if any(letter.isdigit() for letter in name.replace("^2", "")):
            expression = entry_by(expression, entry(model, name).expression, value)
        else:
            quantity = model.quantity(name)
            expression = substitute(expression, quantity, _by_letter(model, value, quantity))
    return expression


def entry_by(expression: sp.Expr, old: sp.Expr, value: sp.Expr) -> sp.Expr:
    """Put a value in the place of one symbol or entry, which no other entry of its array may hide."""
    expression = with_fresh_names(expression)
    if isinstance(old, sp.Indexed):
        others = {e for e in expression.atoms(sp.Indexed) if e.base == old.base} - {old}
        if others:
            raise SymbolicError(f"{old} stands beside {others.pop()}, which may be the same: name a sum first")
    return expression.xreplace({old: with_fresh_names(value)})


def refuse_hidden(model: Model, expression: sp.Expr, names: Iterable[str]) -> None:
    """A name that is defined through a symbol would be treated as a constant."""
    for name in names:
        hidden = model.depends_on(expression, model.quantity(name).symbol)
        if hidden:
            raise SymbolicError(f"{hidden} is defined through {name}: unfold it first")


def _by_letter(model: Model, value: sp.Expr, quantity: Quantity) -> sp.Expr:
    """A vector's component at the index letter of the quantity whose place it takes."""
    if not quantity.axes or model.vector_size is None:
        return value
    letter = sp.Symbol(quantity.letters[-1], integer=True)
    return value.xreplace({component_index(model.vector_size): letter})
