"""In which order, and with which signs, a textbook writes terms and factors."""

from __future__ import annotations

import sympy as sp

from ..model import Model
from ..phi import phi


def factor_rank(e: sp.Expr, model: Model) -> float:
    """The place of a factor in a product: number, size, parameter, statistic, datum, bracket, log, sum."""
    base = e.base if e.is_Pow and not isinstance(e, sp.exp) else e
    if isinstance(base, (sp.log, phi)):
        return 9 + isinstance(base, phi)
    if base.is_number:
        return 0
    if base in model.smallest:
        return 2 + list(model.smallest).index(base) / 100
    if base.is_Symbol or isinstance(base, sp.Indexed):
        symbol = base.base if isinstance(base, sp.Indexed) else base
        return 3 + _rank_of_symbol(symbol, model)
    if base.is_Add:
        return BRACKET if _holds_data(base, model) else 3.5
    if isinstance(base, (sp.Sum, sp.Product)):
        return 11
    return 6


BRACKET = 7


def _rank_of_symbol(symbol: sp.Basic, model: Model) -> int:
    for core, quantity in model.quantities.items():
        if quantity.symbol == symbol:
            return 1 if core in model.definitions else 0 if quantity.latex in model.parameters else 2
    return 0


def term_key(negative: bool, term: sp.Expr) -> tuple[object, ...]:
    """Positive terms first, numbers behind symbols, logs first, short before long, sums last."""
    operations = sp.count_ops(term)
    return (negative, term.is_number, term.has(sp.Sum), not term.has(sp.log), operations, sp.default_sort_key(term))


def with_leading_signs(term: sp.Expr, model: Model) -> tuple[bool, sp.Expr]:
    """Whether the term is negative, and the term without its sign; ``μ − x̄`` counts as minus ``x̄ − μ``."""
    negative, factors, brackets = False, list[sp.Expr](), dict[sp.Expr, sp.Expr]()
    for factor in sp.Mul.make_args(term):
        power = factor.is_Pow and not isinstance(factor, sp.exp)
        base, exponent = factor.as_base_exp() if power else (factor, sp.S.One)
        if base.is_Add and exponent.is_Integer:
            if _turned_around(base, model):
                negative, base = negative != bool(exponent % 2), sp.Add(*[-a for a in base.args])
            brackets[base] = brackets.get(base, sp.S.Zero) + exponent
        elif isinstance(factor, sp.Sum):
            turned, body = with_leading_signs(factor.function, model)
            negative = negative != turned
            factors.append(sp.Sum(body, *factor.limits))
        elif factor.is_Rational and factor < 0:
            negative = not negative
            factors.append(-factor)
        else:
            factors.append(factor)
    kept = [factor for factor in (*factors, *(b**k for b, k in brackets.items())) if factor != 1]
    # Not multiplied: 2 (x − μ) stays as it is.
    return negative, sp.Mul(*kept, evaluate=False) if len(kept) > 1 else sp.Mul(*kept)


def _turned_around(e: sp.Add, model: Model) -> bool:
    """Is it better written the other way round: all of its terms negative, or a parameter minus a statistic?"""
    if model.signs.positive(e):
        return False
    if model.signs.positive(sp.Add(*[-a for a in e.args])):
        return True
    signs = [a.could_extract_minus_sign() for a in e.args]
    roots = [any(f.is_Pow and f.exp == sp.Rational(1, 2) for f in sp.Mul.make_args(a)) for a in e.args]
    if all(signs) or any(roots):
        return all(s for s, root in zip(signs, roots, strict=True) if root or all(signs))
    if any(sp.count_ops(-a if sign else a) > 1 for a, sign in zip(e.args, signs, strict=True)):
        return False
    computed = [_holds_data(a, model) for a in e.args]
    fixed = [not c and bool(a.free_symbols - set(model.smallest)) for a, c in zip(e.args, computed, strict=True)]
    if any(computed) and any(fixed):
        return all(s for s, c in zip(signs, computed, strict=True) if c) and not any(
            s for s, f in zip(signs, fixed, strict=True) if f
        )
    return False


def _holds_data(e: sp.Expr, model: Model) -> bool:
    """Does it hold data, or a mean of data?"""
    symbols = {a.base for a in e.atoms(sp.Indexed)} | e.free_symbols
    for core, quantity in model.quantities.items():
        computed = core not in model.definitions or model.definitions[core][1].has(sp.Sum)
        if computed and quantity.symbol in symbols and quantity.latex not in model.parameters:
            return True
    return False
