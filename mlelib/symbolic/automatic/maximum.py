"""The proof that the zeros of the scores are the global maximum: a gap certificate, or the second order condition."""

from __future__ import annotations

import sympy as sp

from ..derivation import Derivation
from ..errors import SymbolicError
from ..steps import naming
from .certificates import gap_terms, with_positive_factors
from .derived import Derived
from .frozen import Frozen
from .latex import Printer, latex
from .roots import tidied
from .second_order import negative
from .stages import Stage, derivative, function_of
from .telling import AT_ZERO, CERTIFICATE, EVERYWHERE
from .terms import Terms


def with_certificate(result: Derived, stages: list[Stage]) -> bool:
    """Look for a certificate for each parameter, the later ones still free; together they bound the whole gap."""
    gap = Terms()
    values = _final_values(result, stages)
    for stage, value in zip(stages, values, strict=True):
        found = _stage_gap(result, stage, value)
        if found is None:
            return False
        for term in found:
            gap.add(term, stage.limits)
    places = {stage.quantity.latex: latex(value, result.model) for stage, value in zip(stages, values, strict=True)}
    try:
        result.proof = result.log_likelihood.maximum(places, Printer(result.model).line(gap.expressions))
    except SymbolicError:
        return False
    result.how = CERTIFICATE
    return True


def _final_values(result: Derived, stages: list[Stage]) -> list[sp.Expr]:
    """What each parameter is at the maximum: a statistic, or a new name for what its zero is."""
    values: dict[sp.Basic, sp.Expr] = {}
    for stage in reversed(stages):
        root, quantity = stage.root.xreplace(values), stage.quantity
        if not (root.is_Symbol or isinstance(root, sp.Indexed)):
            name = naming.estimate(quantity.latex, quantity.core)
            try:
                result.model.define(name, latex(root, result.model), str(quantity.kind))
            except SymbolicError:
                pass  # the name is taken: what it stands for is written out
            else:
                root = result.model.quantity(name).at(*quantity.indices)
                result.named.insert(0, result.model.quantity(name))
        values[stage.entry] = root
    return [values[stage.entry] for stage in stages]


def _stage_gap(result: Derived, stage: Stage, value: sp.Expr) -> list[sp.Expr] | None:
    model = result.model
    frozen = Frozen(model.signs)
    function, entry = frozen(function_of(stage.terms, stage.quantity)), frozen(stage.entry)
    profile = any(stage.root.has(q.symbol) for q in result.unknown)
    meaning = stage.root if profile or not (value.is_Symbol or isinstance(value, sp.Indexed)) else value
    root = frozen(meaning) if meaning.is_Symbol or isinstance(meaning, sp.Indexed) else _like(entry)
    statistics = {frozen(q.at(*q.indices)) for q in result.statistics.used}

    def with_meaning(e: sp.Expr) -> sp.Expr:
        return frozen.back(e.xreplace({root: frozen(meaning)}))

    signs = model.signs
    found = gap_terms(function, entry, root, statistics, lambda e: signs.nonnegative(with_meaning(e)))
    return None if found is None else [with_meaning(term) for term in found]


def _like(symbol: sp.Symbol) -> sp.Dummy:
    return sp.Dummy(positive=True) if symbol.is_positive else sp.Dummy(real=True)


def by_second_order(result: Derived, stages: list[Stage]) -> bool:
    """The second derivative of what is left for each parameter: negative everywhere, or at the zero."""
    seen = []
    for stage in stages:
        assert stage.unsolved is not None
        model, name = result.model, stage.quantity.latex
        slope = derivative(function_of(stage.terms, stage.quantity), stage.entry, Frozen(model.signs))
        curve = derivative(slope, stage.entry, Frozen(model.signs))
        try:
            curvature = stage.unsolved.differentiate(name, latex(curve, model))
            seen.append(_made_negative(curvature, stage, curve, result))
        except SymbolicError:
            return False
    result.how = EVERYWHERE if all(way == EVERYWHERE for way in seen) else AT_ZERO
    return True


def _made_negative(curvature: Derivation, stage: Stage, curve: sp.Expr, result: Derived) -> str:
    model = result.model
    result.curvatures[stage.quantity.latex] = [curvature]
    if model.signs.positive(-curvature.sympy):
        negative(curvature)
        return EVERYWHERE
    there = curve.xreplace({stage.entry: stage.root})
    places = {stage.quantity.latex: latex(stage.root, model)}
    last = curvature.substitute(places, latex(_visibly_negative(there, result), model), "at the zero of the score")
    result.curvatures[stage.quantity.latex].append(negative(last))
    return AT_ZERO


def _visibly_negative(e: sp.Expr, result: Derived) -> sp.Expr:
    """A form of the expression that is visibly negative, if one is found."""
    signs, frozen = result.model.signs, Frozen(result.model.signs)
    forms = [frozen.back(form) for form in (tidied(frozen(e)), sp.factor(frozen(e)))]
    forms += [with_positive_factors(form, signs.nonnegative) for form in forms]
    return next((form for form in forms if signs.positive(-form)), forms[0])
