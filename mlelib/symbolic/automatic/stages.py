"""One parameter after the other: its score, the zero of the score, and what was left of the log-likelihood for it."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ..derivation import Derivation
from ..errors import SymbolicError
from ..model import Model
from ..quantity import Quantity
from .frozen import Frozen
from .roots import closed_roots, tidied
from .terms import Limits, Terms, peeled, split, under


@dataclass
class Stage:
    """One parameter.

    terms
        the log-likelihood, with the zeros of the parameters before this one put in
    scores
        the derivative by the parameter, and the same with those zeros put in; the last one is solved where ``root`` is
        known
    root
        the zero; it may hold parameters that come later
    unsolved
        the last form of the score before it was solved
    """

    quantity: Quantity
    terms: Terms
    scores: list[Derivation]
    root: sp.Expr = sp.nan
    unsolved: Derivation | None = None

    @property
    def entry(self) -> sp.Expr:
        """The parameter, at the index letters of its declaration."""
        return self.quantity.at(*self.quantity.indices)

    @property
    def limits(self) -> Limits:
        """The sum over all entries of the parameter."""
        pairs = zip(self.quantity.indices, self.quantity.axes, strict=True)
        return tuple(sp.Tuple(index, 1, size) for index, size in pairs)


def function_of(terms: Terms, quantity: Quantity) -> sp.Expr:
    """The terms that hold a parameter; of an array, those that hold one entry, at the letters of its declaration.

    Raises
    ------
    SymbolicError
        if an entry stands under a sum that does not run over exactly its entries
    """
    if not quantity.axes:
        return sp.Add(*[e for e in terms.expressions if e.has(quantity.symbol)])
    total = sp.S.Zero
    for limits, term in terms.items():
        if not term.has(quantity.symbol):
            continue
        if len(limits) != 1 or limits[0][2] != quantity.axes[0]:
            raise SymbolicError(f"{quantity.latex} stands outside of a sum over all of its entries")
        total += term.xreplace({limits[0][0]: quantity.indices[0]})
    return total


def derivative(function: sp.Expr, entry: sp.Expr, frozen: Frozen) -> sp.Expr:
    """The derivative by a symbol or one entry, term by term, each as short as it gets."""
    slopes: list[sp.Expr] = []
    for term in sp.Add.make_args(function):
        outside, limits, body = peeled(term) if term.has(sp.Sum) else (sp.S.One, (), term)
        if limits and body.has(entry):
            bound = [limit[0] for limit in limits]
            parts = [split(slope, *bound) for slope in _slopes(body, entry, frozen)]
            slopes += [outside * fixed * under(held, limits) for fixed, held in parts]
            slopes += [slope * under(body, limits) for slope in _slopes(outside, entry, frozen)]
        else:
            slopes += _slopes(term, entry, frozen)
    return sp.Add(*slopes)


def _slopes(term: sp.Expr, entry: sp.Expr, frozen: Frozen) -> list[sp.Expr]:
    slopes = sp.Add.make_args(sp.diff(frozen(term), frozen(entry)))
    return [frozen.back(sp.powsimp(sp.factor_terms(slope), combine="exp")) for slope in slopes if slope != 0]


def root_candidates(terms: Terms, quantity: Quantity, model: Model) -> list[sp.Expr]:
    """Candidates for the zero of the derivative by a parameter."""
    frozen, entry = Frozen(model.signs), quantity.at(*quantity.indices)
    slope = derivative(function_of(terms, quantity), entry, frozen)
    if any(part.has(quantity.symbol) for part in slope.atoms(sp.Sum)):
        return []
    return [frozen.back(root) for root in closed_roots(frozen(slope), frozen(entry))]


def with_root(terms: Terms, quantity: Quantity, root: sp.Expr) -> Terms:
    """The terms with the zero in the place of the parameter."""
    result = Terms(constant=terms.constant)
    for limits, term in terms.items():
        entries = (
            [e for e in term.atoms(sp.Indexed) if e.base == quantity.symbol] if quantity.axes else [quantity.symbol]
        )
        places = {
            e: root.xreplace(dict(zip(quantity.indices, e.indices, strict=True))) if quantity.axes else root
            for e in entries
        }
        replaced = term.xreplace(places)
        result.add(tidied(replaced) if replaced != term and not replaced.has(sp.Sum, sp.log) else replaced, limits)
    return result
