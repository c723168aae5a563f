"""Renaming, substitution and differentiation that no bound index can spoil.

SymPy's own ``diff`` and ``subs`` let an index inside a sum capture a free one of the same name. Here every bound index
gets a fresh name first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

if TYPE_CHECKING:
    from .model import Quantity


def with_fresh_names(e: sp.Expr) -> sp.Expr:
    """The same expression with every bound index renamed, innermost first."""
    if isinstance(e, (sp.Sum, sp.Product)):
        body = with_fresh_names(e.function)
        fresh = {index: sp.Dummy(index.name, integer=True) for index, _, _ in e.limits}
        limits = [(fresh[index], lower, upper) for index, lower, upper in e.limits]
        return e.func(body.xreplace(fresh), *limits)
    if not e.args or isinstance(e, sp.Indexed):
        return e
    return e.func(*[with_fresh_names(a) for a in e.args])


def substitute(e: sp.Expr, quantity: Quantity, value: sp.Expr) -> sp.Expr:
    """Put ``value`` in the place of a quantity; of an array, ``value`` carries the declared index letters."""
    e = with_fresh_names(e)
    if not quantity.axes:
        return e.xreplace({quantity.symbol: value})
    entries = [a for a in e.atoms(sp.Indexed) if a.base == quantity.symbol]
    return e.xreplace(
        {a: with_fresh_names(value).xreplace(dict(zip(quantity.indices, a.indices, strict=True))) for a in entries}
    )


def differentiate(e: sp.Expr, variable: sp.Expr) -> sp.Expr:
    """The derivative by a symbol or by one entry of an array."""
    return sp.diff(with_fresh_names(e), variable)
