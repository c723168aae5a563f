"""The value of an expression at a point, to fifty digits, by walking the tree: no SymPy simplification takes part.

This is the second, independent opinion. What the normal form calls equal must also be equal here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import mpmath
import sympy as sp

from .expectation import Expectation
from .phi import matrix_phi, phi

#: A context of its own: the precision of the reader's mpmath stays as it is.
fifty = mpmath.mp.clone()
fifty.dps = 50

MAX_EXPONENT = 10**4

#: Values of symbols, and of arrays as {indices: value}.
Point = Mapping[sp.Basic, Any]


class OutOfRange(ArithmeticError):
    """No finite real value here: a division by zero, the log of a negative number, or a number too large to hold."""


def evaluate(e: sp.Expr, point: Point) -> Any:
    """The value of ``e``.

    Raises
    ------
    OutOfRange
        where the expression has no finite real value
    """
    try:
        value = _walk(e, dict(point))
    except (ZeroDivisionError, OverflowError, ValueError, TypeError) as problem:  # TypeError: a complex value compared
        raise OutOfRange(str(problem)) from problem
    if isinstance(value, fifty.mpc) or not fifty.isfinite(value):
        raise OutOfRange("no finite real value")
    return value


def _walk(e: sp.Expr, point: dict[sp.Basic, Any]) -> Any:
    if e.is_Rational:
        return fifty.mpf(int(e.p)) / int(e.q)
    if e.is_Symbol:
        return point[e]
    if isinstance(e, sp.Indexed):
        return point[e.base][tuple(int(_walk(i, point)) for i in e.indices)]
    if e.is_Add:
        return fifty.fsum(_walk(a, point) for a in e.args)
    if e.is_Mul:
        return fifty.fprod(_walk(a, point) for a in e.args)
    if isinstance(e, sp.exp):
        return fifty.exp(_small(_walk(e.args[0], point)))
    if e.is_Pow:
        return _power(_walk(e.base, point), _walk(e.exp, point))
    if isinstance(e, sp.log):
        return fifty.log(_walk(e.args[0], point))
    if isinstance(e, sp.Abs):  # SymPy's reading of the root of a square
        return abs(_walk(e.args[0], point))
    if isinstance(e, (phi, matrix_phi)):
        return _walk(e.rewritten(), point)
    if isinstance(e, Expectation):
        return _expected(e, point)
    if isinstance(e, (sp.Sum, sp.Product)):
        return _loop(e, point)
    if isinstance(e, sp.KroneckerDelta):
        return fifty.mpf(_walk(e.args[0], point) == _walk(e.args[1], point))
    if isinstance(e, (sp.factorial, sp.gamma)):
        return fifty.gamma(_small(_walk(e.args[0], point)) + isinstance(e, sp.factorial))
    if isinstance(e, sp.polygamma):
        return fifty.psi(int(e.args[0]), _walk(e.args[1], point))
    if e is sp.pi:
        return +fifty.pi
    if e is sp.E:
        return +fifty.e
    raise OutOfRange(f"no value for {e}")


def _expected(e: Expectation, point: dict[sp.Basic, Any]) -> Any:
    """A weighted sum over the nodes of every datum: ``point[Expectation]`` holds them by array and place."""
    if e in point:
        return point[e]
    nodes: dict[sp.Basic, dict[tuple[int, ...], Any]] = point[Expectation]
    bases = [base for base in nodes if e.args[0].has(base)]
    places = [(base, place) for base in bases for place in nodes[base]]
    inner = {node: _walk(node, point) for node in e.args[0].atoms(Expectation) if _is_closed(node)}
    total = fifty.mpf(0)
    for drawn in product(*[nodes[base][place] for base, place in places]):
        data: dict[sp.Basic, dict[tuple[int, ...], Any]] = {base: {} for base in bases}
        for (base, place), (value, _) in zip(places, drawn, strict=True):
            data[base][place] = value
        total += fifty.fprod(weight for _, weight in drawn) * _walk(e.args[0], {**point, **inner, **data})
    return total


def _is_closed(e: sp.Expr) -> bool:
    """Without an index that a sum outside may bind: then its value can be used again."""
    return not any(s.is_Symbol and s.is_integer and s.is_nonnegative is None for s in e.free_symbols)


def _small(exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT:
        raise OverflowError("the exponential of a huge number")
    return exponent


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT or abs(base) > fifty.mpf(10) ** MAX_EXPONENT:
        raise OverflowError("a huge power")
    return base ** int(exponent) if exponent == int(exponent) else fifty.power(base, exponent)


def _loop(e: sp.Expr, point: dict[sp.Basic, Any]) -> Any:
    ranges = [range(int(_walk(lower, point)), int(_walk(upper, point)) + 1) for _, lower, upper in e.limits]
    indices = [index for index, _, _ in e.limits]
    values = [
        _walk(e.function, {**point, **{i: fifty.mpf(v) for i, v in zip(indices, counted, strict=True)}})
        for counted in product(*ranges)
    ]
    return fifty.fsum(values) if isinstance(e, sp.Sum) else fifty.fprod(values)
