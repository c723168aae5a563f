"""At most one zero: by the signs of the coefficients alone.

Descartes: a polynomial in a positive variable has no more zeros than its coefficients, ordered by their exponents, have
changes of sign. It holds for any real exponents. Where the variable has no sign, only a line is judged.
"""

from __future__ import annotations

from itertools import pairwise

import sympy as sp

from ..automatic.frozen import Frozen
from ..automatic.roots import polynomials
from ..model import Model
from ..proving.signs import Signs


def at_most_one_zero(score: sp.Expr, unknown: sp.Expr, model: Model) -> bool:
    """True if ``score`` is proved to have no two admissible zeros; False if that could not be proved.

    Examples
    --------
    >>> model = Model({"n": "i"}, {"x^{(i)}": "positive"}, {r"\\sigma": "positive"})
    >>> score = model.read(r"-\\frac{n}{\\sigma} + \\frac{1}{\\sigma^3} \\sum_{i=1}^{n} (x^{(i)})^2")
    >>> at_most_one_zero(score, model.read(r"\\sigma"), model)
    True
    """
    frozen = Frozen(model.signs)
    symbol, plain = frozen(unknown), frozen(score)
    array = unknown.base if isinstance(unknown, sp.Indexed) else unknown
    if array in model.facts.inverses or any(other.has(array) for other in frozen.symbols if other != unknown):
        return False  # the unknown hides inside a sum, or another entry may be the same
    for u, polynomial, _ in polynomials(plain, symbol):
        signs = {k: _sign(frozen.back(c), model.signs) for k, c in polynomial.items()}
        return _one_change(signs, model.signs) if u.is_positive else _is_line(signs)
    return False


def _sign(e: sp.Expr, signs: Signs) -> int:
    """1, −1, or 0 where it is not visible."""
    for form in (e, sp.factor_terms(sp.expand(e))):
        if signs.positive(form):
            return 1
        if signs.positive(-form):
            return -1
    return 0


def _is_line(signs: dict[sp.Expr, int]) -> bool:
    """c + b u has one zero at most if b is not zero, or c is not."""
    return set(signs) <= {sp.S.Zero, sp.S.One} and any(signs.values())


def _one_change(signs: dict[sp.Expr, int], visible: Signs) -> bool:
    """One change of sign at most, whatever the one sign is that is not visible."""
    start = next(iter(signs))
    steps = {k: sp.expand(k - start) for k in signs}
    if len(signs) == 2:
        *_, step = steps.values()
        if not step.is_Rational and not visible.positive(step) and not visible.positive(-step):
            return False
        ordered = list(signs.values())
    elif all(step.is_Rational for step in steps.values()):
        ordered = [signs[k] for k in sorted(signs, key=lambda k: steps[k])]
    else:
        return False
    if ordered.count(0) > 1 or not any(ordered):
        return False
    filled = [[sign or guess for sign in ordered] for guess in (1, -1)]
    return all(sum(a != b for a, b in pairwise(row)) <= 1 for row in filled)
