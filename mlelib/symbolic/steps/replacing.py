"""What a name stands for in a model, and how to put a value in its place without changing the meaning of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from ..errors import SymbolicError
from ..expectation import Expectation
from ..model import Model
from ..proving.assumptions import refuted
from ..proving.calculus import substitute, substitute_matrix, with_fresh_names
from ..quantity import Quantity
from ..reading import matrices
from ..reading.reader import read
from ..values import MatrixFactor, Value, column_index, index_symbol, row_index

INVERSE = "^{-1}"


def quantity_of(model: Model, variable: str) -> Quantity:
    r"""The declared quantity that a variable belongs to: ``\Lambda`` for ``\Lambda^{-1}``."""
    return model.quantity(variable.strip().removesuffix(INVERSE))


def entry(model: Model, variable: str) -> Value:
    """A symbol, one entry of an array, or a vector or a matrix by its component.

    Raises
    ------
    SymbolicError
        if the name is none of these
    """
    if quantity_of(model, variable).core in model.definitions:
        raise SymbolicError(f"{variable} is a defined name, not a variable")
    value = read(variable, model)
    if not (value.expression.is_Symbol or isinstance(value.expression, sp.Indexed)):
        raise SymbolicError(f"{variable} is not a symbol of this model")
    return value


def at(model: Model, expression: sp.Expr, values: Mapping[str, str]) -> sp.Expr:
    """The expression with these values in place of the names, all at once."""
    refuse_hidden(model, expression, values)
    if model.unfold(expression).has(Expectation):
        raise SymbolicError("the data inside an expectation keep their distribution: nothing is put in their place")
    symbols = [symbol for name in values for symbol in model.quantity(name).symbols]
    for name, text in values.items():
        old, new = entry(model, name), read(text, model)
        if old.shape != new.shape and new.expression != 0:
            raise SymbolicError(f"{name} is {old.in_words}, {text} is {new.in_words}")
        if any(model.unfold(new.expression).has(symbol) for symbol in symbols):
            raise SymbolicError(f"{text} holds a symbol that is replaced at the same time")
        refuse_outside(model, name, new)
        if any(letter.isdigit() for letter in model.letters(name)):
            refuse_dependent(model, name, old)
            quantity = model.quantity(name)
            if old.is_scalar:
                expression = entry_by(expression, old.expression, new.expression)
            else:
                expression = whole(expression, quantity.symbol, old.expression, new.expression)
        else:
            expression = _everywhere(model, expression, name, new)
    return expression


def refuse_dependent(model: Model, name: str, variable: Value) -> None:
    """One entry of a matrix with an inverse or a mirror image, or a cofactor, does not move alone."""
    quantity = quantity_of(model, name)
    if quantity.kind.word == "cofactors" or quantity.cofactors is not None:
        raise SymbolicError(f"{name}: a matrix and its cofactors change together")
    if quantity.kind.is_matrix and not variable.is_matrix:
        raise SymbolicError(f"{name} is an entry of a matrix, whose inverse or mirror image moves with it")
    if quantity.kind.is_matrix and any(letter.isdigit() for letter in model.letters(name.removesuffix(INVERSE))):
        raise SymbolicError(f"{name} is one of several matrices: name it by a letter")


def _everywhere(model: Model, expression: sp.Expr, name: str, new: Value) -> sp.Expr:
    quantity = model.quantity(name)
    if quantity.kind.word == "cofactors" or quantity.cofactors is not None:
        raise SymbolicError(f"{name}: a matrix and its cofactors change together")
    if not quantity.kind.has_inverse:
        return substitute(expression, quantity, _by_letter(model, new.expression, name, quantity))
    if any(expression.has(symbol) for symbol in quantity.symbols[1:]) and not new.factors:
        raise SymbolicError(f"a value for {name} must be a named matrix, or a product of such: its inverse is needed")
    factor = MatrixFactor(new.expression, sp.S.Zero, sp.S.One, False)
    if new.factors:
        inverse = matrices.inverse(new, model).expression
        factor = MatrixFactor(new.expression, inverse, matrices.determinant(new).expression, False)
    parts = (factor.entry, factor.inverse, factor.determinant)
    entry_, inverse_, determinant_ = (_by_letter(model, part, name, quantity) for part in parts)
    return substitute_matrix(expression, quantity, MatrixFactor(entry_, inverse_, determinant_, False))


def entry_by(expression: sp.Expr, old: sp.Expr, value: sp.Expr) -> sp.Expr:
    """Put a value in the place of one symbol or entry, which no other entry of its array may hide."""
    expression = with_fresh_names(expression)
    if isinstance(old, sp.Indexed):
        others = {e for e in expression.atoms(sp.Indexed) if e.base == old.base and not _certainly_different(e, old)}
        others -= {old}
        if others:
            raise SymbolicError(f"{old} stands beside {others.pop()}, which may be the same: name a sum first")
    return expression.xreplace({old: with_fresh_names(value)})


def whole(expression: sp.Expr, symbol: sp.Basic, pattern: sp.Indexed, value: sp.Expr) -> sp.Expr:
    """Put a vector or a matrix in the place of a whole array; ``pattern`` gives the indices that ``value`` is in."""
    expression = with_fresh_names(expression)
    open_places = [p for p, index in enumerate(pattern.indices) if str(index).startswith(("row_", "column_"))]
    closed_places = [p for p in range(len(pattern.indices)) if p not in open_places]
    entries = []
    for e in (e for e in expression.atoms(sp.Indexed) if e.base == symbol):
        pairs = [(e.indices[p], pattern.indices[p]) for p in closed_places]
        if all(a == b for a, b in pairs):
            entries.append(e)
        elif not any(a.is_Integer and b.is_Integer and a != b for a, b in pairs):
            raise SymbolicError(f"{pattern} stands beside {e}, which may be the same: name a sum first")
    places = [{pattern.indices[p]: e.indices[p] for p in open_places} for e in entries]
    fresh = [with_fresh_names(value).xreplace(place) for place in places]
    return expression.xreplace(dict(zip(entries, fresh, strict=True)))


def refuse_hidden(model: Model, expression: sp.Expr, names: Iterable[str]) -> None:
    """A name that is defined through a symbol would be treated as a constant."""
    for name in names:
        hidden = model.depends_on(expression, quantity_of(model, name).symbols)
        if hidden:
            raise SymbolicError(f"{hidden} is defined through {name}: unfold it first")


def refuse_outside(model: Model, name: str, value: Value) -> None:
    """A value that leaves the declared range: a negative variance, a probability of 2."""
    name = name.strip().removesuffix(INVERSE)  # the inverse of a positive definite matrix is positive definite
    quantity = model.quantity(name)
    if quantity.kind.is_matrix:
        known = bool(value.factors) and all(f.definite for f in value.factors) and len(value.factors) == 1
        if quantity.kind.word == "positive definite" and known and model.signs.positive(value.scale):
            return
        expression = _by_letter(model, value.expression, name, quantity)
    elif quantity.kind.word == "probabilities":
        expression = _by_letter(model, value.expression, name, quantity)
    else:
        expression = value.expression
    problem = refuted(quantity, model.unfold(expression), model)
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
    for at_ in (row_index, column_index):  # of a vector or a matrix, its component's indices
        if len(written) < len(quantity.indices):
            written.append(at_(quantity.axes[-1]))
    return with_fresh_names(value).xreplace(dict(zip(written, quantity.indices, strict=True)))
