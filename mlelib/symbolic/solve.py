"""Setting a score to zero: is this the root, and is it the only one?"""

from __future__ import annotations

import sympy as sp

from .calculus import with_fresh_names
from .check import free_indices, is_zero, normaliser
from .model import Model


def root_is_unique(score: sp.Expr, unknown: sp.Expr, root: sp.Expr, model: Model) -> bool:
    """True if ``root`` is proved to be the only admissible zero of ``score``; False if that could not be proved.

    ``unknown`` is a symbol or one entry of an array. The score is written over one denominator. If the numerator is
    linear in the unknown, with a slope that is visibly not zero, its only zero is minus the constant by the slope.
    """
    coefficients = _coefficients(score, unknown, model)
    if coefficients is None or len(coefficients) != 2:
        return False
    constant, slope = coefficients
    never_zero = model.signs.positive(slope) or model.signs.positive(-slope)
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
