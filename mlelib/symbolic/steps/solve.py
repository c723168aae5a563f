"""Setting a score to zero: is this the root, and is it the only one?"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ..errors import SymbolicError
from ..expectation import Expectation
from ..model import Model
from ..proving.calculus import with_fresh_names
from ..proving.check import differ_at, free_indices, is_zero, normaliser
from ..values import Value, index_symbol, row_index
from .only_zero import at_most_one_zero
from .replacing import INVERSE, entry_by, quantity_of, refuse_dependent, whole


@dataclass(frozen=True)
class Root:
    """What is known of a claimed root: a ``problem`` (a counterexample), whether it is proved, whether it is unique."""

    expression: sp.Expr
    problem: str
    proved: bool
    unique: bool


def verified(score: sp.Expr, variable: str, unknown: Value, root: Value, model: Model) -> Root:
    """Put the root into the score; first with the defined names as free symbols, which says more, then unfolded.

    Raises
    ------
    SymbolicError
        if the root holds the unknown
    """
    quantity = quantity_of(model, variable)
    refuse_dependent(model, variable, unknown)
    if quantity.kind.word == "probabilities":
        raise SymbolicError(
            f"{variable}: probabilities do not move one by one; declare them positive, add a multiplier"
        )
    if any(model.unfold(e).has(Expectation) for e in (score, root.expression)):
        raise SymbolicError("work the expectations out first: they hold the parameters of their distribution")
    hidden = model.depends_on(score, quantity.symbols) or model.depends_on(root.expression, quantity.symbols)
    if not hidden and not any(root.expression.has(s) for s in quantity.symbols):
        folded = _at(score, variable, unknown, root.expression, model)
        if is_zero(folded, model) and not differ_at(folded, sp.S.Zero, model):
            unique = root_is_unique(score, unknown.expression, root.expression, model)
            return Root(model.unfold(root.expression), "", True, unique)
    score, value = model.unfold(score), model.unfold(root.expression)
    held = [unknown.expression] if unknown.is_scalar else list(quantity.symbols)
    if any(value.has(symbol) for symbol in held):
        raise SymbolicError(f"the root holds the unknown {variable}")
    at_root = _at(score, variable, unknown, value, model)
    problem = differ_at(at_root, sp.S.Zero, model, ("the score there is", "and should be"))
    unique = not problem and root_is_unique(score, unknown.expression, value, model)
    return Root(value, problem, not problem and is_zero(at_root, model), unique)


def _at(score: sp.Expr, variable: str, unknown: Value, root: sp.Expr, model: Model) -> sp.Expr:
    quantity = quantity_of(model, variable)
    if unknown.is_scalar:
        return entry_by(score, unknown.expression, root)
    if variable.strip().endswith(INVERSE):
        if score.has(quantity.symbol) or score.has(quantity.determinant):
            raise SymbolicError(f"the line holds {quantity.latex} beside its inverse")
        return whole(score, quantity.inverse, unknown.expression, root)
    if any(score.has(s) for s in quantity.symbols[1:]):
        raise SymbolicError(
            f"the line holds the inverse of {variable}: solve for {variable}{INVERSE}, or name a matrix"
        )
    return whole(score, quantity.symbol, unknown.expression, root)


def root_is_unique(score: sp.Expr, unknown: sp.Expr, root: sp.Expr, model: Model) -> bool:
    """True if ``root`` is proved to be the only admissible zero of ``score``; False if that could not be proved.

    ``unknown`` is a symbol or one entry of an array. The score is written over one denominator. If the numerator is
    linear in the unknown, with a slope that is visibly not zero, its only zero is minus the constant by the slope. If
    not, the signs of its coefficients may tell: see :mod:`mlelib.symbolic.steps.only_zero`.
    Where a matrix stands in front, its inverse is put before the whole line first: that changes no zero.
    """
    if isinstance(unknown, sp.Indexed):
        unknown = model.facts.sorted_entry(unknown)
    forms = [score, *_without_matrix(score, unknown, model)]
    return any(_is_only_zero(form, unknown, root, model) for form in forms) or at_most_one_zero(score, unknown, model)


def _is_only_zero(score: sp.Expr, unknown: sp.Expr, root: sp.Expr, model: Model) -> bool:
    coefficients = _coefficients(score, unknown, model)
    if coefficients is None or len(coefficients) != 2:
        return False
    constant, slope = coefficients
    named = _refolded(slope, model)
    never_zero = model.signs.positive(named) or model.signs.positive(-named)
    return never_zero and is_zero(constant + slope * root, model)


def _coefficients(score: sp.Expr, unknown: sp.Expr, model: Model) -> list[sp.Expr] | None:
    """The coefficients of the score as a polynomial in the unknown, constant first; None if it is none."""
    tidy = normaliser(model, free_indices(score, model)).tidy(with_fresh_names(score))
    pieces = {piece: sp.Dummy() for piece in tidy.atoms(sp.Sum, sp.Product, sp.log, sp.exp, sp.Indexed) | {unknown}}
    rational = tidy.xreplace(pieces)
    back = {dummy: piece for piece, dummy in pieces.items() if dummy in rational.free_symbols}
    if any(piece.has(unknown) for piece in back.values() if piece != unknown):
        return None  # the unknown hides inside a sum or a logarithm
    symbol = pieces[unknown]
    numerator, _ = sp.fraction(sp.together(rational))
    if not numerator.is_polynomial(symbol):
        return None
    coefficients = sp.Poly(numerator, symbol).all_coeffs()[::-1]
    while unknown.is_positive and coefficients[0] == 0:  # a factor of the unknown is no zero where it is positive
        coefficients = coefficients[1:]
    return [c.xreplace(back) for c in coefficients]


def _without_matrix(score: sp.Expr, unknown: sp.Expr, model: Model) -> list[sp.Expr]:
    """The score, a vector, with the inverse of each matrix that it holds put before it."""
    if not isinstance(unknown, sp.Indexed) or model.vector_size is None:
        return []
    size, row, between = model.vector_size, row_index(model.vector_size), index_symbol(f"between_{model.vector_size}")
    forms = []
    for matrix, inverse in model.facts.inverses.items():
        firsts = {e.indices[:-2] for e in score.atoms(sp.Indexed) if e.base == matrix}
        if row in unknown.indices and len(firsts) == 1:
            moved = with_fresh_names(score).xreplace({row: between})
            forms.append(sp.Sum(inverse[(*firsts.pop(), row, between)] * moved, (between, 1, size)))
    return forms


def _refolded(slope: sp.Expr, model: Model) -> sp.Expr:
    """Sums that have a name, under that name: N_k is assumed positive, the sum behind it is not seen to be."""
    for core in model.definitions:
        quantity = model.quantities[core]
        meaning = model.unfold(quantity.at(*quantity.indices))
        tidy = normaliser(model, free_indices(meaning, model)).tidy(with_fresh_names(meaning))
        if isinstance(tidy, sp.Sum):
            slope = slope.xreplace({tidy: quantity.at(*quantity.indices)})
    return slope
