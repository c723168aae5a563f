"""The value of an expression on numpy arrays, by walking its tree; every index owns an axis, see :mod:`.axes`.

A sum of a product is contracted, and what else a sum needs is made in blocks: memory stays bounded. Logarithms are
taken inside out (the log of a product is a sum of logs, that of a determinant comes from ``slogdet``), and a product or
quotient that leaves the range of floats is worked out once more through logarithms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.special
import sympy as sp

from ..errors import SymbolicError
from ..phi import matrix_phi, phi
from .axes import Array, Axis, Logarithm, Scope, added, contracted, entries, extreme, multiplied

#: More numbers than this at once, and a sum is made in blocks.
CELLS = 2**20

_FUNCTIONS: dict[type[sp.Basic], Any] = {
    sp.Abs: np.abs,
    sp.exp: np.exp,
    sp.gamma: scipy.special.gamma,
    sp.factorial: lambda x: scipy.special.gamma(x + 1),
    sp.polygamma: lambda order, x: scipy.special.polygamma(order.astype(int), x),
    sp.KroneckerDelta: lambda a, b: (a == b).astype(np.float64),
}
_BIG = (sp.Sum, sp.Product)


def require_known(e: sp.Expr) -> None:
    """Refuse, before any data are there, what no numpy function is known for.

    Raises
    ------
    SymbolicError
        naming the part
    """
    if isinstance(e, sp.Indexed):
        known = all(index.is_Symbol or index.is_Integer for index in e.indices)
    else:
        known = e.is_Symbol or e.is_Rational or e.is_NumberSymbol or e.is_Add or e.is_Mul or e.is_Pow
        known = known or isinstance(e, (*_BIG, sp.log, phi, matrix_phi)) or type(e) in _FUNCTIONS
    if not known:
        raise SymbolicError(f"no numpy function is known for {shown(e)}")
    for part in _parts(e):
        require_known(part)


def needs(e: sp.Expr) -> Iterator[sp.Basic]:
    """The symbols, arrays, sizes and free indices that a value hangs on.

    >>> i, n, x = sp.Symbol("i"), sp.Symbol("n"), sp.IndexedBase("x")
    >>> sorted(map(str, needs(sp.Sum(x[i], (i, 1, n)) / n)))
    ['n', 'n', 'x']
    """
    if isinstance(e, sp.Indexed):
        yield e.base
        yield from (index for index in e.indices if index.is_Symbol)
    elif isinstance(e, _BIG):
        bound = {index for index, _, _ in e.limits}
        yield from (symbol for symbol in needs(e.function) if symbol not in bound)
        yield from (upper for _, _, upper in e.limits if upper.is_Symbol)
    elif e.is_Symbol:
        yield e
    else:
        for part in e.args:
            yield from needs(part)


def depth(e: sp.Expr) -> int:
    """How many indices are bound at once, at most.

    >>> i, j, n = sp.symbols("i j n")
    >>> depth(sp.Sum(sp.Sum(i * j, (i, 1, n)), (j, 1, n)) + sp.Sum(i, (i, 1, n)))
    2
    """
    return (len(e.limits) if isinstance(e, _BIG) else 0) + max(map(depth, _parts(e)), default=0)


def _parts(e: sp.Expr) -> Sequence[sp.Expr]:
    return () if isinstance(e, sp.Indexed) else (e.function,) if isinstance(e, _BIG) else e.args


@dataclass
class Walker:
    """Evaluates expressions.

    values
        arrays by symbol, with the axes of their declaration; numbers without axes
    logarithms
        for the symbols of determinants: sign and logarithm, with the same axes
    rank
        how many indices there are at once, at most
    trouble
        what was not finite first, in words
    """

    values: dict[sp.Basic, Any]
    logarithms: dict[sp.Basic, tuple[Array, Array]]
    rank: int
    trouble: list[str] = field(default_factory=list)

    def over(self, e: sp.Expr, free: Mapping[sp.Symbol, int]) -> Array:
        """The value for all values of the free indices, given with their sizes: they are the axes of the result.

        Raises
        ------
        SymbolicError
            where it is not finite, saying what happened
        """
        scope = {index: Axis(place, 0, size) for place, (index, size) in enumerate(free.items())}
        with np.errstate(all="ignore"):
            value = self.walk(e, scope)
        if not np.isfinite(value).all():
            raise SymbolicError(f"no finite value: {self.trouble[0]}")
        return np.broadcast_to(value.reshape(value.shape[: len(free)]), tuple(free.values())).copy()

    def walk(self, e: sp.Expr, scope: Scope) -> Array:
        """The value; what is not finite is noted, where it first arises."""
        before = len(self.trouble)
        value = self._value(e, scope)
        if len(self.trouble) == before and not np.isfinite(value).all():
            self.trouble.append(_what_happened(e, value, scope))
        return value

    def _value(self, e: sp.Expr, scope: Scope) -> Array:
        if e.is_Rational:
            return self._number(int(e.p) / int(e.q))
        if e.is_NumberSymbol:  # π, e
            return self._number(float(e))
        if e.is_Symbol:
            return self._number(self.values[e]) if e not in scope else self._index(e, scope[e])
        if isinstance(e, sp.Indexed):
            return entries(self.values[e.base], e.indices, scope, self.rank)
        if e.is_Add:
            return reduce(np.add, [self.walk(a, scope) for a in e.args])
        if e.is_Mul:
            return self._contracted(e, scope, ())
        if isinstance(e, sp.log):
            return self.log(e.args[0], scope).real
        if isinstance(e, sp.Sum):
            return self._sum(e, scope)
        if isinstance(e, sp.Product):
            body, inner, axes = self._bound(e, scope)
            return multiplied(self.walk(body, inner), [*axes.values()])
        if isinstance(e, phi):
            return self._phi(e.args[0], scope)
        if isinstance(e, matrix_phi):
            return self.walk(e.rewritten(), scope)
        if type(e) in _FUNCTIONS:
            return np.asarray(_FUNCTIONS[type(e)](*[self.walk(a, scope) for a in e.args]))
        return self._power(e, scope)

    def _number(self, value: Any) -> Array:
        return np.asarray(value, dtype=np.float64).reshape((1,) * self.rank)

    def _index(self, index: sp.Symbol, axis: Axis) -> Array:
        """The values of an index, from 1."""
        return entries(np.arange(1.0, axis.stop + 1), [index], {index: axis}, self.rank)

    def _power(self, e: sp.Expr, scope: Scope) -> Array:
        base = self.walk(e.base, scope)
        if e.exp.is_Integer:
            return np.asarray(base ** int(e.exp))
        exponent = self.walk(e.exp, scope)
        # NaN to the power of zero is 1 for numpy.
        return np.where(np.isfinite(base) | (exponent != 0), base**exponent, np.nan)

    def _phi(self, e: sp.Expr, scope: Scope) -> Array:
        """t − 1 − log t, without the loss of digits near 1."""
        away = self.walk(e, scope) - 1
        near = np.abs(away) < 0.5
        return np.where(near, away - np.log1p(np.where(near, away, 0)), away - self.log(e, scope).real)

    # -- sums and products

    def _bound(self, e: sp.Expr, scope: Scope) -> tuple[sp.Expr, dict[sp.Symbol, Axis], dict[sp.Symbol, Axis]]:
        """What stands inside, the scope there, and the axes of the bound indices; a sum of sums is one sum."""
        inner, axes = dict(scope), dict[sp.Symbol, Axis]()
        body = e
        while type(body) is type(e) and not axes.keys() & {index for index, _, _ in body.limits}:
            for index, _, upper in body.limits:
                place = 1 + max((axis.place for axis in inner.values()), default=-1)
                inner[index] = axes[index] = Axis(place, 0, int(self.values.get(upper, upper)))
            body = body.function
        return body, inner, axes

    def _sum(self, e: sp.Expr, scope: Scope) -> Array:
        """In blocks of one index, if a factor of the body is large."""
        body, inner, axes = self._bound(e, scope)
        widest = max(sp.Mul.make_args(body), key=lambda factor: _cells(factor, inner))
        split = max(axes, key=lambda index: axes[index].length * (index in widest.free_symbols))
        length = axes[split].length
        blocks = min(-(-_cells(widest, inner) // CELLS), length if split in widest.free_symbols else 1)
        edges = [length * block // blocks for block in range(blocks + 1)]
        total = self._number(0)
        for start, stop in pairwise(edges):
            part = {split: Axis(axes[split].place, start, stop)}
            total = total + self._contracted(body, {**inner, **part}, [*{**axes, **part}.values()])
        return total

    def _contracted(self, body: sp.Expr, scope: Scope, axes: Sequence[Axis]) -> Array:
        """The sum over these axes of a product, or the product itself."""
        before = len(self.trouble)
        factors = [self.walk(factor, scope) for factor in sp.Mul.make_args(body)]
        if len(factors) > 1 and extreme(factors):
            noted = self.trouble[before:]
            value = self.log(body, scope).value
            self.trouble[before:] = [] if np.isfinite(value).all() else noted
            return added(value, axes)
        return contracted(factors, axes) if axes else reduce(np.multiply, sorted(factors, key=np.size))

    # -- logarithms

    def log(self, e: sp.Expr, scope: Scope) -> Logarithm:
        """The logarithm of a value, inside out where that keeps it in range."""
        if e.is_Mul:
            return reduce(lambda a, b: a * b, [self.log(a, scope) for a in e.args])
        if isinstance(e, sp.exp):
            exponent = self.walk(e.args[0], scope)
            return Logarithm(np.ones_like(exponent), exponent)
        if e.is_Pow:
            return self.log(e.base, scope) ** self.walk(e.exp, scope)
        if isinstance(e, sp.Product):
            body, inner, axes = self._bound(e, scope)
            return self.log(body, inner).multiplied([*axes.values()])
        if isinstance(e, (sp.gamma, sp.factorial)):
            at = self.walk(e.args[0], scope) + isinstance(e, sp.factorial)
            return Logarithm(scipy.special.gammasgn(at), scipy.special.gammaln(at))
        base, indices = (e.base, e.indices) if isinstance(e, sp.Indexed) else (e, ())
        if base in self.logarithms:
            sign, size = (entries(part, indices, scope, self.rank) for part in self.logarithms[base])
            return Logarithm(sign, size)
        return self._log_of_sum(e, scope) if _may_overflow(e) else Logarithm.of(self.walk(e, scope))

    def _log_of_sum(self, e: sp.Expr, scope: Scope) -> Logarithm:
        """Through the logs of its terms if it leaves the range of floats; terms of both signs would cancel there."""
        before = len(self.trouble)
        value = self.walk(e, scope)
        if value.all() and not extreme([value]):
            return Logarithm.of(value)
        noted = self.trouble[before:]
        body, inner, axes = (e, scope, {}) if e.is_Add else self._bound(e, scope)
        terms = [self.log(term, inner) for term in (e.args if e.is_Add else (body,))]
        if any((term.sign < 0).any() for term in terms):
            return Logarithm.of(value)
        result = reduce(lambda a, b: a + b, terms) if e.is_Add else terms[0].added([*axes.values()])
        self.trouble[before:] = [] if np.isfinite(result.size).all() else noted
        return result


def _may_overflow(e: sp.Expr) -> bool:
    """A sum with exponentials in it."""
    return (e.is_Add or isinstance(e, sp.Sum)) and (
        e.has(sp.exp, sp.Product, sp.gamma, sp.factorial) or any(not power.exp.is_number for power in e.atoms(sp.Pow))
    )


def _cells(e: sp.Expr, scope: Scope) -> int:
    """How many numbers its value holds."""
    held = e.free_symbols
    return reduce(lambda cells, index: cells * (scope[index].length if index in held else 1), scope, 1)


def shown(e: sp.Expr) -> str:
    """An expression as text, bound indices by their own names."""
    text = str(e.xreplace({s: sp.Symbol(s.name) for s in e.atoms(sp.Dummy)}))
    return text if len(text) <= 80 else text[:77] + "..."


def _what_happened(e: sp.Expr, value: Array, scope: Scope) -> str:
    """``a division by zero in 1/N[k], at k = 2``."""
    what = "a number too large"
    if isinstance(e, (sp.log, phi)):
        what = "the log of what is not positive"
    elif e.is_Pow and not np.isnan(value).any() and e.exp.is_number and e.exp < 0:
        what = "a division by zero"
    elif np.isnan(value).any():
        what = "no real value"
    wrong = np.argwhere(~np.isfinite(value))[0]
    held = {index: axis for index, axis in scope.items() if index in e.free_symbols}
    places = [f"{i.name.partition('_')[0]} = {axis.start + int(wrong[axis.place]) + 1}" for i, axis in held.items()]
    at = ", ".join(places)
    return f"{what} in {shown(e)}" + (f", at {at}" if at else "")
