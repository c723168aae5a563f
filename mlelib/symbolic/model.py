"""A model: every symbol of a derivation, with its shape, its sign and its LaTeX name.

Nothing may be used in a derivation that is not declared here. A declaration is the LaTeX that the page shows, with its
index letters: ``x^{(i)}_j`` is an array with two axes, ``\\sigma_k^2`` one symbol with one axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace

import sympy as sp

from . import quantity as names
from .calculus import substitute, with_fresh_names
from .errors import SymbolicError
from .expectation import Distribution
from .facts import Facts, facts_of
from .kinds import Kind, parse_kind
from .moments import Random
from .quantity import Quantity
from .signs import Signs
from .values import Value, column_index, row_index

#: The size whose index may be left out: ``\\mu`` alone is the vector with the components ``\\mu_j``.
VECTOR_SIZE = "d"


class Model:
    """The declared world of a derivation.

    Parameters
    ----------
    sizes
        symbolic sizes, each a whole number of at least 1, with the letters that count up to it:
        ``{"n": "i t", "d": "j"}``
    data, parameters
        LaTeX names and what is assumed of them: ``{"x^{(i)}_j": "real"}``, ``{r"\\mu_j": "real", r"\\sigma^2":
        "positive"}``. The kinds: real, positive, nonnegative, unit (between 0 and 1), count, count up to m, binary,
        label of k, probabilities over k (their sum over k is 1), and for matrices, with two indices of one size,
        invertible, symmetric, positive definite (and symmetric)
    at_least
        the smallest value of a size, where it is more than 1: ``{"n": 2}``
    random
        the distribution that data are independently drawn from: ``{"x^{(i)}": Normal(r"\\mu", r"\\sigma^2")}``; lines
        may then hold expectations of polynomials in them

    Raises
    ------
    SymbolicError
        if a name cannot be read, is declared twice, uses an unknown index letter, or its kind is unknown

    Examples
    --------
    >>> parameters = {r"\\mu": "real", r"\\sigma^2": "positive"}
    >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters=parameters)
    >>> model.read(r"\\frac{1}{\\sigma^2} \\sum_{i=1}^{n} (x^{(i)} - \\mu)")
    Sum(-mu + x[i], (i, 1, n))/sigma^2
    """

    def __init__(
        self,
        sizes: Mapping[str, str],
        data: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        at_least: Mapping[str, int] | None = None,
        random: Mapping[str, Distribution] | None = None,
    ) -> None:
        self.sizes: dict[str, sp.Symbol] = {}
        self.smallest: dict[sp.Symbol, int] = {}
        self.index_size: dict[str, sp.Symbol] = {}
        self.quantities: dict[str, Quantity] = {}
        self.definitions: dict[str, tuple[str, sp.Expr]] = {}
        self.random: dict[str, Random] = {}
        self._facts: Facts | None = None
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
        for name, kind in {**(data or {}), **(parameters or {})}.items():
            self._declare(name, kind)
        self.parameters = tuple(parameters or {})
        self.vector_size = self.sizes.get(VECTOR_SIZE)
        for name, distribution in (random or {}).items():
            self._draw(name, distribution)

    # -- declaring

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
        if any(names.plain_name(other) == names.plain_name(core) for other in self.quantities):
            raise SymbolicError(f"{latex}: SymPy would write it like another name")
        quantity = names.build(latex, core, match["scripts"], kind, self.index_size)
        self.quantities[core] = replace(quantity, over=self._over(quantity, kind))
        self._facts = None
        return self.quantities[core]

    def _over(self, quantity: Quantity, kind: Kind) -> sp.Symbol | None:
        """The size that a kind refers to; and that its indices fit the kind."""
        if kind.is_matrix and (len(quantity.axes) < 2 or quantity.axes[-1] != quantity.axes[-2]):
            raise SymbolicError(f"{quantity.latex}: a matrix has two indices of one size at the end")
        if not kind.refers_to:
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

    def _draw(self, name: str, distribution: Distribution) -> None:
        quantity = self.quantity(name)
        if quantity.latex in self.parameters or quantity.core in self.definitions:
            raise SymbolicError(f"random: {name} is not declared as data")
        arguments = tuple(self.read(text) for text in distribution.arguments)
        self.random[quantity.core] = Random(distribution, arguments, quantity.indices)
        self._facts = None

    def define(self, name: str, meaning: str, kind: str = "real") -> Model:
        """Give an expression a name, as in ``model.define(r"\\bar{x}", r"\\frac{1}{n} \\sum_{i=1}^{n} x^{(i)}")``.

        In a derivation the name stands for itself until a line unfolds it, so that a wrong factor in front of something
        that happens to be zero is seen. ``kind`` is an assumption, shown with the definition: a variance is "positive"
        where the data are not all equal.
        """
        value = self._read(meaning)
        quantity = self._declare(name, kind)
        expression = self._by_declared_index(value, quantity)
        free = {s for s in expression.free_symbols if self.size_of(s) is not None}
        if free != set(quantity.indices):
            del self.quantities[quantity.core]
            raise SymbolicError(f"{name}: both sides of a definition must carry the same indices")
        try:
            self._check_kind(quantity, expression)
        except SymbolicError:
            del self.quantities[quantity.core]
            raise
        self.definitions[quantity.core] = (meaning, expression)
        return self

    def _by_declared_index(self, value: Value, quantity: Quantity) -> sp.Expr:
        """The component of a vector or a matrix, at the last indices of the name."""
        free = [at(size) for at, size in ((row_index, value.rows), (column_index, value.columns)) if size is not None]
        return value.expression.xreplace(
            dict(zip(free, quantity.indices[len(quantity.indices) - len(free) :], strict=True))
        )

    def _check_kind(self, quantity: Quantity, expression: sp.Expr) -> None:
        """An assumption may exclude a boundary (a variance of zero), but not be false."""
        from .assumptions import refuted

        problem = refuted(quantity, self.unfold(expression), self)
        if problem:
            raise SymbolicError(f"{quantity.latex}: {problem}")

    # -- using

    @property
    def signs(self) -> Signs:
        """What the declarations say of signs."""
        every = self.quantities.values()
        definite = [s for q in every if q.kind.word == "positive definite" for s in (q.symbol, q.inverse)]
        return Signs(
            frozenset(q.symbol for q in every if q.kind.word == "unit"),
            {q.symbol: q.over for q in every if q.kind.word == "count" and q.over is not None},
            frozenset(definite),
            self.smallest,
        )

    @property
    def facts(self) -> Facts:
        """What the declarations say beyond signs."""
        if self._facts is None:
            self._facts = facts_of(list(self.quantities.values()), self.random)
        return self._facts

    def size_of(self, index: sp.Basic) -> sp.Symbol | None:
        """The size that an index counts, a component's index included; None for any other symbol."""
        if not isinstance(index, sp.Symbol) or not index.is_integer:
            return None
        for size in self.sizes.values():
            if index in (row_index(size), column_index(size)):
                return size
        return self.index_size.get(index.name)

    def read(self, latex: str) -> sp.Expr:
        """Read a line into SymPy; see :mod:`mlelib.symbolic.reader`. A vector is given by its component."""
        return self._read(latex).expression

    def _read(self, latex: str) -> Value:
        from .reader import read

        value = read(latex, self)
        if value.doubt is not None:
            raise value.doubt
        return value

    def quantity(self, latex: str) -> Quantity:
        """The declared quantity of this name, with or without its indices (``\\mu`` or ``\\mu_j``)."""
        match = names.parsed(latex)
        if match is None or match["core"] not in self.quantities:
            raise SymbolicError(f"{latex} is not declared in this model")
        found = self.quantities[match["core"]]
        if found.squared != names.script_letters(match["scripts"])[2]:
            raise SymbolicError(f"{latex} is not declared in this model; {found.latex} is")
        return found

    def letters(self, latex: str) -> tuple[str, ...]:
        """The indices that a name carries as it is written here."""
        match = names.parsed(latex)
        return names.script_letters(match["scripts"])[0] if match else ()

    def unfold(self, expression: sp.Expr) -> sp.Expr:
        """Replace every defined name by its meaning, until none is left."""
        for core in reversed(self.definitions):
            expression = substitute(expression, self.quantities[core], self.definitions[core][1])
        return expression

    def __repr__(self) -> str:
        return f"Model({', '.join([*self.sizes, *(q.latex for q in self.quantities.values())])})"

    def depends_on(self, expression: sp.Expr, symbols: tuple[sp.Basic, ...]) -> str:
        """The first defined name in ``expression`` whose meaning holds one of the symbols; empty if none does."""
        for core, (_, meaning) in self.definitions.items():
            holds = any(self.unfold(meaning).has(symbol) for symbol in symbols)
            if holds and any(expression.has(symbol) for symbol in self.quantities[core].symbols):
                return self.quantities[core].latex
        return ""

    def specialised(self, size: sp.Symbol, number: int) -> Model:
        """The same model, in which every defined name has its meaning for this size."""
        special = copy(self)
        special.quantities = dict(self.quantities)  # a name defined later belongs to one of the two
        special.definitions = {
            core: (meaning, with_fresh_names(expression).xreplace({size: sp.Integer(number)}))
            for core, (meaning, expression) in self.definitions.items()
        }
        return special

    def _repr_markdown_(self) -> str:
        from .render import model_markdown

        return model_markdown(self)
