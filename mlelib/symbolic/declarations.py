"""Declarations: sizes, index letters, quantities with their kinds, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy as sp

from . import quantity as names
from .errors import SymbolicError
from .kinds import Kind, parse_kind
from .proving.facts import Facts, facts_of
from .proving.moments import Random
from .proving.signs import Signs
from .quantity import Quantity
from .values import column_index, row_index


class Declarations:
    """The declared symbols; :class:`mlelib.symbolic.Model` adds definitions and reads lines."""

    def __init__(self, sizes: Mapping[str, str], at_least: Mapping[str, int] | None) -> None:
        self.sizes: dict[str, sp.Symbol] = {}
        self.smallest: dict[sp.Symbol, int] = {}
        self.index_size: dict[str, sp.Symbol] = {}
        self.quantities: dict[str, Quantity] = {}
        self.definitions: dict[str, tuple[str, sp.Expr]] = {}
        self.random: dict[str, Random] = {}
        self.totals: dict[str, tuple[int, sp.Expr]] = {}
        self.assumed: frozenset[sp.Expr] = frozenset()
        self._facts: Facts | None = None
        self.fixed: dict[sp.Symbol, int] = {}  # sizes that a derivation made particular
        self.points_drawn: dict[object, object] = {}
        for size, letters in sizes.items():
            self.sizes[size] = sp.Symbol(size, integer=True, positive=True)
            self.smallest[self.sizes[size]] = (at_least or {}).get(size, 1)
            if self.smallest[self.sizes[size]] < 1:
                raise SymbolicError(f"at_least: {size} must be at least 1")
            for letter in letters.split():
                if letter in self.index_size or len(letter) != 1:
                    raise SymbolicError(f"sizes: the index {letter!r} must be one letter and count one size only")
                self.index_size[letter] = self.sizes[size]
        if unknown := set(at_least or {}) - set(sizes):
            raise SymbolicError(f"at_least: {unknown.pop()} is not a size")
        if twice := set(self.sizes) & set(self.index_size):
            raise SymbolicError(f"sizes: {twice.pop()} is a size and an index")

    def _declare(self, latex: str, kind_text: str) -> Quantity:
        kind = parse_kind(kind_text, latex)
        match = names.parsed(latex)
        if match is None:
            raise SymbolicError(f"cannot declare {latex!r}: a name is a letter, \\command or accent with indices")
        core = match["core"]
        if core in self.quantities or core in self.sizes or core in self.index_size:
            raise SymbolicError(f"{latex}: the name {core} is declared already")
        letters, _, _ = names.script_letters(match["scripts"])
        if core == r"\pi" and not letters:
            raise SymbolicError(r"\pi without an index is the number 3.14…")
        unknown = [letter for letter in letters if letter not in self.index_size]
        if unknown:
            raise SymbolicError(f"{latex}: no size counts with the index {unknown[0]!r}")
        quantity = names.build(latex, core, match["scripts"], kind, self.index_size)
        if self._sympy_names(quantity) & self._taken():
            raise SymbolicError(f"{latex}: SymPy would write it like another name")
        self.quantities[core] = replace(quantity, over=self._over(quantity, kind))
        if kind.word == "cofactors":
            self._attach_cofactors(self.quantities[core], kind.refers_to)
        if kind.word == "probabilities":
            self.totals[core] = (letters.index(kind.refers_to), sp.S.One)
        self._changed()
        return self.quantities[core]

    @staticmethod
    def _sympy_names(quantity: Quantity) -> set[str]:
        """The names of its symbols, and that without a square: an inverse and a determinant have names as well."""
        return {str(symbol) for symbol in quantity.symbols} | {names.plain_name(quantity.core)}

    def _taken(self) -> set[str]:
        taken = {name for quantity in self.quantities.values() for name in self._sympy_names(quantity)}
        components = [str(at(size)) for size in self.sizes.values() for at in (row_index, column_index)]
        return taken | set(self.sizes) | set(self.index_size) | set(components)

    def _attach_cofactors(self, cofactors: Quantity, of: str) -> None:
        matrix = self.quantities.get(of)
        if matrix is None or matrix.kind.word != "invertible" or matrix.axes != cofactors.axes or len(matrix.axes) > 2:
            del self.quantities[cofactors.core]
            raise SymbolicError(f"{cofactors.latex}: {of} is not one invertible matrix with these indices")
        self.quantities[of] = replace(matrix, cofactors=cofactors.symbol)

    def _over(self, quantity: Quantity, kind: Kind) -> sp.Symbol | None:
        """The size that a kind refers to; and that its indices fit the kind."""
        if kind.is_matrix and (len(quantity.axes) < 2 or quantity.axes[-1] != quantity.axes[-2]):
            raise SymbolicError(f"{quantity.latex}: a matrix has two indices of one size at the end")
        if not kind.refers_to or kind.word in ("cofactors", "number"):
            return None
        if kind.word == "count":
            if kind.refers_to not in self.sizes:
                raise SymbolicError(f"{quantity.latex}: {kind.refers_to} is not a size")
            return self.sizes[kind.refers_to]
        if kind.refers_to not in self.index_size:
            raise SymbolicError(f"{quantity.latex}: no size counts with the index {kind.refers_to!r}")
        size = self.index_size[kind.refers_to]
        if kind.word == "probabilities" and quantity.axes.count(size) != 1:
            raise SymbolicError(
                f"{quantity.latex}: probabilities over {kind.refers_to} carry one index that counts {size}"
            )
        return size

    def bound(self, quantity: Quantity) -> Quantity:
        """What a "number above m" is above.

        Raises
        ------
        SymbolicError
            if that is not declared as one positive number

        Examples
        --------
        >>> from mlelib.symbolic import Model
        >>> model = Model({"n": "i"}, {"x^{(i)}": "number above m"}, {"m": "positive"})
        >>> model.bound(model.quantity("x^{(i)}")).latex
        'm'
        """
        match = names.parsed(quantity.kind.refers_to)
        bound = self.quantities.get(match["core"]) if match else None
        if bound is None or bound.axes or bound.squared or bound.kind.word not in ("positive", "unit"):
            raise SymbolicError(f"{quantity.latex}: {quantity.kind.refers_to} is not declared as one positive number")
        return bound

    def _changed(self) -> None:
        """What was worked out from the declarations is worked out again."""
        self._facts, self.points_drawn = None, {}

    def _forget(self, quantity: Quantity) -> None:
        del self.quantities[quantity.core]
        self.totals.pop(quantity.core, None)
        self._changed()

    @property
    def signs(self) -> Signs:
        """What the declarations say of signs.

        >>> from mlelib.symbolic import Model
        >>> model = Model({"n": "i"}, parameters={r"\\theta": "unit"})
        >>> model.signs.positive(model.read(r"1 - \\theta")), model.signs.positive(model.read("n - 1"))
        (True, False)
        """
        every = self.quantities.values()
        definite = [s for q in every if q.kind.word == "positive definite" for s in (q.symbol, q.inverse)]
        return Signs(
            frozenset(q.symbol for q in every if q.kind.word == "unit"),
            {q.symbol: q.over for q in every if q.kind.word == "count" and q.over is not None},
            frozenset(definite),
            self.smallest,
            self.assumed,
            {q.symbol: self.bound(q).symbol for q in every if q.kind.word == "number"},
        )

    @property
    def facts(self) -> Facts:
        """What the declarations say beyond signs.

        >>> from mlelib.symbolic import Model
        >>> model = Model({"d": "j l"}, parameters={r"\\Sigma_{jl}": "positive definite"})
        >>> sorted(map(str, model.facts.symmetric))
        ['Sigma', 'Sigmainv']
        """
        if self._facts is None:
            self._facts = facts_of(list(self.quantities.values()), self.random, self.totals, self.fixed)
        return self._facts

    def size_of(self, index: sp.Basic) -> sp.Symbol | None:
        """The size that an index counts, a component's index included; None for any other symbol.

        >>> from mlelib.symbolic import Model
        >>> model = Model({"n": "i", "d": "j"})
        >>> model.size_of(sp.Symbol("i", integer=True)), model.size_of(row_index(model.sizes["d"]))
        (n, d)
        """
        if not isinstance(index, sp.Symbol) or not index.is_integer:
            return None
        for size in self.sizes.values():
            if index in (row_index(size), column_index(size)):
                return size
        return self.index_size.get(index.name)
