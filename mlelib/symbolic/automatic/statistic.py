r"""Means over a sample as names of a model: ``\bar{x}``, ``s^2``, ``\overline{\log x}``."""

from __future__ import annotations

import sympy as sp

from ..errors import SymbolicError
from ..model import Model
from ..proving.check import free_indices, is_zero
from ..quantity import Quantity
from ..values import index_symbol
from .latex import Printer
from .terms import Limits

LONGEST = 40  # of a name that says what is averaged
_AT_LEAST = {
    "unit": ("unit",),
    "positive": ("positive", "unit"),
    "nonnegative": ("nonnegative", "positive", "unit"),
    "real": ("real", "nonnegative", "positive", "unit"),
}


class Statistics:
    r"""Defines means over the examples in ``model``; ``index`` counts the examples.

    ``used`` are the names, ``averaged`` says by core what is averaged.

    Examples
    --------
    >>> model = Model({"n": "i"}, {"x^{(i)}": "positive"})
    >>> statistics = Statistics(model, index_symbol("i"))
    >>> statistics.mean(sp.log(model.read("x^{(i)}")))
    mean_log_x
    >>> print(statistics.used[0].latex)
    \overline{\log x}
    """

    def __init__(self, model: Model, index: sp.Symbol) -> None:
        self.model, self.index = model, index
        self.size = model.index_size[index.name]
        self.used: list[Quantity] = []
        self.averaged: dict[str, sp.Expr] = {}

    def mean(self, data: sp.Expr, together: Limits = ()) -> sp.Expr:
        """The mean of ``data`` over the examples, and over the limits of ``together``."""
        number, data = data.as_coeff_Mul()
        under = Printer(self.model, bare=True).inner(data)
        one_sign = len(under) == 1 or (under[0] == "\\" and under[1:].isalpha())
        names = [rf"\bar{{{under}}}"] * one_sign + [rf"\overline{{{under}}}"] * (len(under) <= LONGEST)
        return number * self._named([*names, r"\bar{t}", r"\bar{u}", r"\bar{w}"], data, together, self._kind(data))

    def spread(self, data: sp.Expr, mean: sp.Expr, together: Limits, kind: str) -> sp.Expr:
        """The mean square of ``data`` around its mean."""
        return self._named(["s^2", "S^2", "v^2", "w^2"], (data - mean) ** 2, together, kind)

    def known_mean(self, data: sp.Expr) -> sp.Expr | None:
        """The mean of ``data``, if it is used already."""
        meaning = sp.Sum(data, (self.index, 1, self.size)) / self.size
        for quantity in self.used:
            if not quantity.axes and is_zero(self.model.unfold(quantity.symbol - meaning), self.model):
                return quantity.symbol
        return None

    def constant(self, meaning: str) -> sp.Expr:
        """A name for what depends on no unknown."""
        return self.define(["c", "C", r"\kappa"], meaning, "real", ()).symbol

    def _named(self, names: list[str], data: sp.Expr, together: Limits, kind: str) -> sp.Expr:
        limits = [*together, sp.Tuple(self.index, 1, self.size)]
        meaning = sp.Sum(data, *limits) / sp.Mul(*[limit[2] for limit in limits])
        letters = tuple(sorted(s.name for s in free_indices(meaning, self.model)))
        quantity = self.define(names, Printer(self.model).line([meaning]), kind, letters)
        self.averaged[quantity.core] = data
        return quantity.at(*map(index_symbol, letters))

    def _kind(self, data: sp.Expr) -> str:
        """What is assumed of a mean: not on the boundary of where it can be."""
        quantities = [
            q for q in self.model.quantities.values() if isinstance(data, sp.Indexed) and q.symbol == data.base
        ]
        if quantities and quantities[0].kind.word in ("binary", "unit"):
            return "unit"
        return "positive" if self.model.signs.nonnegative(data) else "real"

    def define(self, names: list[str], meaning: str, kind: str, letters: tuple[str, ...]) -> Quantity:
        """The quantity of this meaning and kind: one defined before, or a new one under the first name that is free.

        Raises
        ------
        SymbolicError
            if no name is free, or the kind is false
        """
        known = self._defined(meaning, kind, letters)
        if known is None:
            known = self._new(names, meaning, kind, letters)
        if known not in self.used:
            self.used.append(known)
        return known

    def _defined(self, meaning: str, kind: str, letters: tuple[str, ...]) -> Quantity | None:
        value = self.model.unfold(self.model.read(meaning))
        for core in self.model.definitions:
            quantity = self.model.quantities[core]
            if quantity.letters != letters or quantity.kind.word not in _AT_LEAST[kind]:
                continue
            if is_zero(self.model.unfold(quantity.at(*quantity.indices)) - value, self.model):
                return quantity
        return None

    def _new(self, names: list[str], meaning: str, kind: str, letters: tuple[str, ...]) -> Quantity:
        scripts = f"_{{{''.join(letters)}}}" if len(letters) > 1 else "".join(f"_{letter}" for letter in letters)
        problem: SymbolicError | None = None
        for name in names:
            square = "^2" * name.endswith("^2")
            full = name.removesuffix(square) + scripts + square
            try:
                self.model.define(full, meaning, kind)
            except SymbolicError as refused:
                problem = refused
            else:
                return self.model.quantity(full)
        raise SymbolicError(f"no name for {meaning}: {problem}")
