"""A model: every symbol of a derivation, with its shape, its sign and its LaTeX name.

Nothing may be used in a derivation that is not declared here. A declaration is the LaTeX that the page shows, with its
index letters: ``x^{(i)}_j`` is an array with two axes, ``\\sigma_k^2`` one symbol with one axis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

import sympy as sp

from .calculus import substitute, with_fresh_names
from .errors import SymbolicError
from .signs import Signs
from .values import Value, index_symbol

#: What may be said of a quantity. "unit" means strictly between 0 and 1.
KINDS = ("real", "positive", "nonnegative", "unit")

#: The size whose index may be left out: ``\\mu`` alone is the vector with the components ``\\mu_j``.
VECTOR_SIZE = "d"

_ACCENT = re.compile(r"\\(hat|bar|tilde)\{(.*)\}$")
_NAME = re.compile(
    r"""(?P<core>\\(?:hat|bar|tilde)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])   # a letter, a command or an accent
        (?P<scripts>(?:_\{[^{}]*\}|_\w|\^\{\(\w\)\}|\^2|\^\{2\})*)$""",
    re.VERBOSE,
)
_SCRIPT = re.compile(r"_\{(?P<many>[^{}]*)\}|_(?P<one>\w)|\^\{\((?P<super>\w)\)\}|(?P<square>\^2|\^\{2\})")


@dataclass(frozen=True)
class Quantity:
    """One declared symbol.

    core
        the name without its scripts: ``\\sigma`` of ``\\sigma_k^2``
    axes
        the sizes of its axes, in the order in which the indices are written
    squared
        the declaration ends in a square: the symbol stands for the square, its core for the positive root
    """

    latex: str
    core: str
    kind: str
    axes: tuple[sp.Symbol, ...]
    letters: tuple[str, ...]
    squared: bool
    symbol: sp.Basic
    raised: tuple[bool, ...] = ()
    """For each index, whether it is written above, as in ``x^{(i)}``."""

    @property
    def indices(self) -> tuple[sp.Symbol, ...]:
        """The index letters of its declaration, as symbols."""
        return tuple(index_symbol(letter) for letter in self.letters)

    def at(self, *indices: sp.Expr) -> sp.Expr:
        """The symbol at these indices (one for each axis)."""
        return self.symbol[indices] if self.axes else self.symbol


class Model:
    """The declared world of a derivation.

    Parameters
    ----------
    sizes
        symbolic sizes, each a whole number of at least 1, with the letters that count up to it:
        ``{"n": "i t", "d": "j"}``
    data, parameters
        LaTeX names and what is assumed of them, one of "real", "positive", "nonnegative", "unit":
        ``{"x^{(i)}_j": "real"}``, ``{r"\\mu_j": "real", r"\\sigma^2": "positive"}``
    at_least
        the smallest value of a size, where it is more than 1: ``{"n": 2}``

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
    ) -> None:
        self.sizes: dict[str, sp.Symbol] = {}
        self.smallest: dict[sp.Symbol, int] = {}
        self.index_size: dict[str, sp.Symbol] = {}
        self.quantities: dict[str, Quantity] = {}
        self.definitions: dict[str, tuple[str, sp.Expr]] = {}
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

    # -- declaring

    def _declare(self, latex: str, kind: str) -> Quantity:
        if kind not in KINDS:
            raise SymbolicError(f"{latex}: the kind must be one of {', '.join(KINDS)}, got {kind!r}")
        match = _parsed(latex)
        if match is None:
            raise SymbolicError(f"cannot declare {latex!r}: a name is a letter, \\command or accent with indices")
        core = match["core"]
        if core in self.quantities or core in self.sizes or core in self.index_size:
            raise SymbolicError(f"{latex}: the name {core} is declared already")
        letters, raised, squared = _letters(match["scripts"])
        if core == r"\pi" and not letters:
            raise SymbolicError(r"\pi without an index is the number 3.14…")
        unknown = [letter for letter in letters if letter not in self.index_size]
        if unknown:
            raise SymbolicError(f"{latex}: no size counts with the index {unknown[0]!r}")
        axes = tuple(self.index_size[letter] for letter in letters)
        if any(plain_name(other) == plain_name(core) for other in self.quantities):
            raise SymbolicError(f"{latex}: SymPy would write it like another name")
        symbol = _symbol(plain_name(core) + ("^2" if squared else ""), kind, bool(axes))
        self.quantities[core] = Quantity(latex, core, kind, axes, letters, squared, symbol, raised)
        return self.quantities[core]

    def define(self, name: str, meaning: str, kind: str = "real") -> Model:
        """Give an expression a name, as in ``model.define(r"\\bar{x}", r"\\frac{1}{n} \\sum_{i=1}^{n} x^{(i)}")``.

        In a derivation the name stands for itself until a line unfolds it, so that a wrong factor in front of something
        that happens to be zero is seen. ``kind`` is an assumption, shown with the definition: a variance is "positive"
        where the data are not all equal.
        """
        value = self._read(meaning)
        if value.is_vector:
            raise SymbolicError(f"{name}: {meaning} is a vector; define its component")
        expression = value.expression
        quantity = self._declare(name, kind)
        free = {s for s in expression.free_symbols if s.name in self.index_size}
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

    def _check_kind(self, quantity: Quantity, expression: sp.Expr) -> None:
        """An assumption may exclude a boundary (a variance of zero), but not be false."""
        from .check import outside, values_seen

        problem = outside(quantity.kind, values_seen(self.unfold(expression), self))
        if problem:
            raise SymbolicError(f"{quantity.latex}: {problem}")

    # -- using

    @property
    def signs(self) -> Signs:
        """What the declarations say of signs."""
        return Signs(frozenset(q.symbol for q in self.quantities.values() if q.kind == "unit"))

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
        match = _parsed(latex)
        if match is None or match["core"] not in self.quantities:
            raise SymbolicError(f"{latex} is not declared in this model")
        found = self.quantities[match["core"]]
        if found.squared != _letters(match["scripts"])[2]:
            raise SymbolicError(f"{latex} is not declared in this model; {found.latex} is")
        return found

    def letters(self, latex: str) -> tuple[str, ...]:
        """The indices that a name carries as it is written here."""
        match = _parsed(latex)
        return _letters(match["scripts"])[0] if match else ()

    def unfold(self, expression: sp.Expr) -> sp.Expr:
        """Replace every defined name by its meaning, until none is left."""
        for core in reversed(self.definitions):
            quantity = self.quantities[core]
            expression = substitute(expression, quantity, self.definitions[core][1])
        return expression

    def __repr__(self) -> str:
        return f"Model({', '.join([*self.sizes, *(q.latex for q in self.quantities.values())])})"

    def depends_on(self, expression: sp.Expr, symbol: sp.Basic) -> str:
        """The first defined name in ``expression`` whose meaning holds the symbol or array; empty if none does."""
        for core, (_, meaning) in self.definitions.items():
            if expression.has(self.quantities[core].symbol) and self.unfold(meaning).has(symbol):
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


def _parsed(latex: str) -> re.Match[str] | None:
    """A name, taken apart into its core and its scripts."""
    return _NAME.match(latex.replace(" ", ""))


def _letters(scripts: str) -> tuple[tuple[str, ...], tuple[bool, ...], bool]:
    """Index letters in the order written, which of them are raised, and whether the name ends in a square."""
    letters: list[str] = []
    raised: list[bool] = []
    squared = False
    for script in _SCRIPT.finditer(scripts):
        if script["square"]:
            squared = True
            continue
        found = [c for c in (script["many"] or script["one"] or script["super"]) if c not in ", "]
        letters += found
        raised += [script["super"] is not None] * len(found)
    return tuple(letters), tuple(raised), squared


def plain_name(core: str) -> str:
    """A name for SymPy: ``\\hat{\\mu}`` becomes ``muhat``, which SymPy prints as it was written."""
    accent = _ACCENT.match(core)
    return plain_name(accent[2]) + accent[1] if accent else core.lstrip("\\")


def _symbol(name: str, kind: str, indexed: bool) -> sp.Basic:
    assumptions = (
        {"real": True} if kind == "real" else {"nonnegative": True} if kind == "nonnegative" else {"positive": True}
    )
    return sp.IndexedBase(name, **assumptions) if indexed else sp.Symbol(name, **assumptions)
