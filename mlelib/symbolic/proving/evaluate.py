"""The value of an expression at a point, to fifty digits, by walking the tree: no SymPy simplification takes part.

This is the second, independent opinion. What the normal form calls equal must also be equal here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, reduce
from itertools import product
from typing import Any

import mpmath
import sympy as sp

from ..expectation import Expectation
from ..phi import matrix_phi, phi

#: A context of its own: the precision of the reader's mpmath stays as it is.
fifty = mpmath.mp.clone()
fifty.dps = 50

MAX_EXPONENT = 10**4

#: Where a walk keeps the sums that it has worked out: a key that no symbol has.
_MEMORY = sp.Symbol("memory of one walk")

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
        value = _walk(e, {**point, _MEMORY: {}})
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
    if e is sp.EulerGamma:
        return +fifty.euler
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


def _small(exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT:
        raise OverflowError("the exponential of a huge number")
    return exponent


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT or abs(base) > fifty.mpf(10) ** MAX_EXPONENT:
        raise OverflowError("a huge power")
    return base ** int(exponent) if exponent == int(exponent) else fifty.power(base, exponent)


def _loop(e: sp.Expr, point: dict[sp.Basic, Any]) -> Any:
    """A sum or product; what was worked out for the same indices is remembered, or long matrix products take ages."""
    key = (e, *[point[index] for index in _free_indices(e) if index in point])
    if key not in point[_MEMORY]:
        point[_MEMORY][key] = _worked_out(e, point)
    return point[_MEMORY][key]


@lru_cache(maxsize=4096)
def _free_indices(e: sp.Expr) -> tuple[sp.Symbol, ...]:
    found = [s for s in e.free_symbols if s.is_Symbol and s.is_integer and s.is_nonnegative is None]
    return tuple(sorted(found, key=str))


def _worked_out(e: sp.Expr, point: dict[sp.Basic, Any]) -> Any:
    values = [_walk(e.function, {**point, **here}) for here in _counted(e, point)]
    return fifty.fsum(values) if isinstance(e, sp.Sum) else fifty.fprod(values)


#: A polynomial in the data: exponents by (array, place), with their coefficients.
_Data = dict[frozenset[tuple[tuple[sp.Basic, tuple[int, ...]], int]], Any]


def _expected(e: Expectation, point: dict[sp.Basic, Any]) -> Any:
    """The polynomial in the data, multiplied out at this point; each power of a datum has its moment.

    ``point[Expectation]`` holds, by array and place, nodes and weights that give the moments.
    """
    nodes = point[Expectation]
    total = fifty.mpf(0)
    for powers, coefficient in _polynomial(e.args[0], point).items():
        moments = [fifty.fsum(w * v**power for v, w in nodes[base][place]) for (base, place), power in powers]
        total += coefficient * fifty.fprod(moments)
    return total


def _polynomial(e: sp.Expr, point: dict[sp.Basic, Any]) -> _Data:
    nodes = point[Expectation]
    if isinstance(e, sp.Indexed) and e.base in nodes:
        place = tuple(int(_walk(i, point)) for i in e.indices)
        return {frozenset([((e.base, place), 1)]): fifty.mpf(1)}
    if isinstance(e, Expectation) or not any(e.has(base) for base in nodes):
        return {frozenset(): _walk(e, point)}
    if e.is_Add:
        return _added([_polynomial(a, point) for a in e.args])
    if e.is_Mul:
        return reduce(_multiplied, [_polynomial(a, point) for a in e.args])
    if e.is_Pow and e.exp.is_Integer and e.exp > 0:
        return reduce(_multiplied, [_polynomial(e.base, point)] * int(e.exp))
    if isinstance(e, sp.Sum):
        return _added([_polynomial(e.function, {**point, **here}) for here in _counted(e, point)])
    raise OutOfRange(f"no expectation of {e}")


def _added(parts: list[_Data]) -> _Data:
    total: _Data = {}
    for part in parts:
        for powers, coefficient in part.items():
            total[powers] = total.get(powers, 0) + coefficient
    return total


def _multiplied(left: _Data, right: _Data) -> _Data:
    total: _Data = {}
    for one, a in left.items():
        for other, b in right.items():
            powers = dict(one)
            for datum, power in other:
                powers[datum] = powers.get(datum, 0) + power
            key = frozenset(powers.items())
            total[key] = total.get(key, 0) + a * b
    return total


def _counted(e: sp.Expr, point: dict[sp.Basic, Any]) -> Iterator[dict[sp.Basic, Any]]:
    """The values of the indices of a sum or product, one after the other."""
    ranges = [range(int(_walk(lower, point)), int(_walk(upper, point)) + 1) for _, lower, upper in e.limits]
    for values in product(*ranges):
        yield {index: fifty.mpf(v) for (index, _, _), v in zip(e.limits, values, strict=True)}
