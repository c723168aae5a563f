"""A model: every symbol of a derivation, with its shape, its sign and its LaTeX name.

Nothing may be used in a derivation that is not declared here. A declaration is the LaTeX that the page shows, with its
index letters: ``x^{(i)}_j`` is an array with two axes, ``\\sigma_k^2`` one symbol with one axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

import sympy as sp

from . import quantity as names
from .declarations import Declarations
from .errors import SymbolicError
from .expectation import Distribution, Expectation
from .proving.calculus import substitute, with_fresh_names
from .proving.moments import Random
from .quantity import Quantity
from .values import Value, column_index, index_symbol, row_index

#: The size whose index may be left out: ``\\mu`` alone is the vector with the components ``\\mu_j``.
VECTOR_SIZE = "d"


class Model(Declarations):
    """The declared world of a derivation.

    Parameters
    ----------
    sizes
        symbolic sizes, each a whole number of at least 1, with the letters that count up to it:
        ``{"n": "i t", "d": "j"}``
    data, parameters
        LaTeX names and what is assumed of them: ``{"x^{(i)}_j": "real"}``, ``{r"\\mu_j": "real", r"\\sigma^2":
        "positive"}``. The kinds: real, positive, nonnegative, unit (between 0 and 1), number above m (where m is
        positive), count, positive count, count up to m, binary, label of k, probabilities over k (their sum over k is
        1), and for matrices, with two indices of one size, invertible, symmetric, positive definite (and symmetric),
        cofactors of A
    at_least
        the smallest value of a size, where it is more than 1: ``{"n": 2}``
    random
        the distribution that data are independently drawn from: ``{"x^{(i)}": Normal(r"\\mu", r"\\sigma^2")}``; lines
        may then hold expectations of polynomials in them

    Raises
    ------
    SymbolicError
        if a name cannot be read, is declared twice, uses an unknown index letter, or its kind is unknown; if a
        distribution does not fit its data, or its arguments may be out of range

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
        super().__init__(sizes, at_least)
        for name, kind in {**(data or {}), **(parameters or {})}.items():
            self._declare(name, kind)
        for quantity in self.quantities.values():
            if quantity.kind.word == "number":
                self.bound(quantity)
        self.parameters = tuple(parameters or {})
        self.vector_size = self.sizes.get(VECTOR_SIZE)
        for name, distribution in (random or {}).items():
            self._draw(name, distribution)

    # -- defining

    def _draw(self, name: str, distribution: Distribution) -> None:
        quantity = self.quantity(name)
        if quantity.latex in self.parameters or quantity.core in self.definitions:
            raise SymbolicError(f"random: {name} is not declared as data")
        arguments = [self._read(text) for text in distribution.arguments]
        letters = tuple(index_symbol(letter) for letter in self.letters(name))
        self._refuse_unfit(name, quantity, distribution, arguments, set(letters))
        expressions = tuple(with_fresh_names(argument.expression) for argument in arguments)
        self.random[quantity.core] = Random(distribution, expressions, letters)
        self._changed()

    def _refuse_unfit(
        self, name: str, quantity: Quantity, distribution: Distribution, arguments: list[Value], letters: set[sp.Symbol]
    ) -> None:
        """A distribution must fit the kind of its data, and its arguments must be fixed numbers in its range."""
        if quantity.kind.word not in distribution.kinds or len(letters) != len(quantity.axes):
            raise SymbolicError(f"random: {name} is {quantity.kind}; this distribution is for {distribution.kinds}")
        drawn = [self.quantities[core].symbol for core in self.random] + [quantity.symbol]
        for text, argument in zip(distribution.arguments, arguments, strict=True):
            free = {s for s in argument.expression.free_symbols if self.size_of(s) is not None}
            random = any(self.unfold(argument.expression).has(symbol) for symbol in drawn)
            if not argument.is_scalar or not free <= letters or random:
                raise SymbolicError(f"random: {text} is not a fixed number for each {name}")
        if not all(self.signs.positive(e) for e in distribution.positive([a.expression for a in arguments])):
            raise SymbolicError(f"random: the arguments {', '.join(distribution.arguments)} may be out of range")

    def define(self, name: str, meaning: str, kind: str = "real") -> Model:
        """Give an expression a name, as in ``model.define(r"\\bar{x}", r"\\frac{1}{n} \\sum_{i=1}^{n} x^{(i)}")``.

        In a derivation the name stands for itself until a line unfolds it, so that a wrong factor in front of something
        that happens to be zero is seen. ``kind`` is an assumption, shown with the definition: a variance is "positive"
        where the data are not all equal.

        Raises
        ------
        SymbolicError
            if the name is taken, the two sides carry different indices, or the meaning is seen not to be of this kind

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"})
        >>> model.define("s^2", r"\\frac{1}{n} \\sum_{i=1}^{n} (x^{(i)})^2", kind="positive").read("n s^2")
        n*s^2
        >>> model.define("v", "-s^2", kind="positive")
        Traceback (most recent call last):
            ...
        mlelib.symbolic.errors.SymbolicError: v: it is not positive: -2.5 was seen
        """
        value = self._read(meaning)
        if kind.startswith(("cofactors", "number")):
            raise SymbolicError(f"{name}: {kind.split()[0]} are declared, not defined")
        quantity = self._declare(name, kind)
        expression = self._by_declared_index(value, quantity)
        free = {s for s in expression.free_symbols if self.size_of(s) is not None}
        if free != set(quantity.indices):
            self._forget(quantity)
            raise SymbolicError(f"{name}: both sides of a definition must carry the same indices")
        try:
            self._check_kind(quantity, expression)
        except SymbolicError:
            self._forget(quantity)
            raise
        self.definitions[quantity.core] = (meaning, expression)
        self._note_total(quantity, expression)
        self._note_sign(quantity, expression)
        return self

    def _note_sign(self, quantity: Quantity, expression: sp.Expr) -> None:
        """What is positive because a name for it is: with x̄/m between 0 and 1, so is m − x̄ positive."""
        if expression.has(sp.Sum) or quantity.kind.word not in ("positive", "unit"):
            return
        forms = [expression, 1 - expression] if quantity.kind.word == "unit" else [expression]
        behind = {self.signs.behind(form) for form in forms} - {None}
        self.assumed |= behind

    def _note_total(self, quantity: Quantity, expression: sp.Expr) -> None:
        """What a positive name sums to over one of its indices, where that is a number or a size: Σ_k N_k = n."""
        from .proving.assumptions import known_total

        found = known_total(quantity, self.unfold(expression), self) if quantity.kind.word == "positive" else None
        if found is not None:
            self.totals[quantity.core] = found
            self._changed()

    def _by_declared_index(self, value: Value, quantity: Quantity) -> sp.Expr:
        """The component of a vector or a matrix, at the last indices of the name."""
        free = [at(size) for at, size in ((row_index, value.rows), (column_index, value.columns)) if size is not None]
        sizes = tuple(size for size in value.shape if size is not None)
        if sizes != quantity.axes[len(quantity.axes) - len(sizes) :]:
            self._forget(quantity)
            raise SymbolicError(f"{quantity.latex} has too few indices for {value.in_words}")
        places = dict(zip(free, quantity.indices[len(quantity.indices) - len(free) :], strict=True))
        return with_fresh_names(value.expression).xreplace(places) if places else value.expression

    def _check_kind(self, quantity: Quantity, expression: sp.Expr) -> None:
        """An assumption may exclude a boundary (a variance of zero), but not be false."""
        from .proving.assumptions import refuted

        problem = refuted(quantity, self.unfold(expression), self)
        if problem:
            raise SymbolicError(f"{quantity.latex}: {problem}")

    # -- using

    def read(self, latex: str) -> sp.Expr:
        """Read a line of LaTeX into SymPy. A vector is given by its component.

        Raises
        ------
        UnreadableLine
            with the place marked

        Examples
        --------
        >>> model = Model(sizes={"n": "i", "d": "j"}, data={"x^{(i)}_j": "real"}, parameters={r"\\mu_j": "real"})
        >>> model.read(r"x^{(i)} - \\mu"), model.read(r"\\lVert \\mu \\rVert^2")
        (-mu[row_d] + x[i, row_d], Sum(mu[j]**2, (j, 1, d)))
        """
        return self._read(latex).expression

    def _read(self, latex: str) -> Value:
        from .reading.reader import read

        value = read(latex, self)
        if value.doubt is not None:
            raise value.doubt
        return value

    def quantity(self, latex: str) -> Quantity:
        """The declared quantity of this name, with or without its indices (``\\mu`` or ``\\mu_j``).

        Raises
        ------
        SymbolicError
            if there is none

        Examples
        --------
        >>> Model(sizes={"d": "j"}, parameters={r"\\mu_j": "real"}).quantity(r"\\mu").axes
        (d,)
        """
        match = names.parsed(latex)
        if match is None or match["core"] not in self.quantities:
            raise SymbolicError(f"{latex} is not declared in this model")
        found = self.quantities[match["core"]]
        if found.squared != names.script_letters(match["scripts"])[2]:
            raise SymbolicError(f"{latex} is not declared in this model; {found.latex} is")
        return found

    def letters(self, latex: str) -> tuple[str, ...]:
        """The indices that a name carries as it is written here.

        Examples
        --------
        >>> Model(sizes={"n": "i t", "d": "j"}).letters("x^{(t)}_j")
        ('t', 'j')
        """
        match = names.parsed(latex)
        return names.script_letters(match["scripts"])[0] if match else ()

    def unfold(self, expression: sp.Expr) -> sp.Expr:
        """Replace every defined name by its meaning, until none is left.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}).define("m", r"\\sum_{i=1}^{n} x^{(i)}")
        >>> model.unfold(model.read("2 m"))
        2*Sum(x[i], (i, 1, n))
        """
        return self._unfolded(expression, list(self.definitions))

    def unfold_ratios(self, expression: sp.Expr) -> sp.Expr:
        """Replace only the names whose meaning holds nothing but other names and sizes, as π̂_k = N_k/n.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}).define("m", r"\\sum_{i=1}^{n} x^{(i)}")
        >>> model = model.define("a", r"\\frac{m}{n}")
        >>> model.unfold_ratios(model.read("a"))
        m/n
        """
        named = {self.quantities[core].symbol for core in self.definitions}
        declared = [q.symbol for core, q in self.quantities.items() if q.symbol not in named]
        held = [c for c, (_, meaning) in self.definitions.items() if not any(meaning.has(s) for s in declared)]
        return self._unfolded(expression, held)

    def _unfolded(self, expression: sp.Expr, cores: list[str]) -> sp.Expr:
        for core in reversed(cores):
            if not expression.has(self.quantities[core].symbol):
                continue
            expression = substitute(expression, self.quantities[core], self.definitions[core][1])
        return expression

    def __repr__(self) -> str:
        return f"Model({', '.join([*self.sizes, *(q.latex for q in self.quantities.values())])})"

    def depends_on(self, expression: sp.Expr, symbols: tuple[sp.Basic, ...]) -> str:
        """The first defined name in ``expression`` whose meaning holds one of the symbols; empty if none does.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, parameters={r"\\mu": "real"}).define("a", r"2 \\mu")
        >>> model.depends_on(model.read("a + 1"), model.quantity(r"\\mu").symbols)
        'a'
        """
        for core, (_, meaning) in self.definitions.items():
            unfolded = self.unfold(meaning)
            arguments = [a for r in self.random.values() for a in r.arguments] if unfolded.has(Expectation) else []
            holds = any(e.has(symbol) for e in (unfolded, *arguments) for symbol in symbols)
            if holds and any(expression.has(symbol) for symbol in self.quantities[core].symbols):
                return self.quantities[core].latex
        return ""

    def copied(self) -> Model:
        """The same model once more: what is defined in one of the two is not in the other.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"})
        >>> other = model.copied().define("a", "2 n")
        >>> list(other.definitions), list(model.definitions)
        (['a'], [])
        """
        other = copy(self)
        other.quantities, other.definitions = dict(self.quantities), dict(self.definitions)
        other.totals = dict(self.totals)
        other._changed()
        return other

    def specialised(self, size: sp.Symbol, number: int) -> Model:
        """The same model, in which every defined name has its meaning for this size.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, at_least={"n": 2}).define("a", "2 n")
        >>> two = model.specialised(model.sizes["n"], 2)
        >>> two.unfold(two.read("a"))
        4
        """
        special = self.copied()
        special.assumed = frozenset()
        special.fixed = {**self.fixed, size: number}
        special.totals = {
            core: (place, total.xreplace({size: sp.Integer(number)})) for core, (place, total) in self.totals.items()
        }
        special.definitions = {
            core: (meaning, with_fresh_names(expression).xreplace({size: sp.Integer(number)}))
            for core, (meaning, expression) in self.definitions.items()
        }
        return special

    def _repr_markdown_(self) -> str:
        from .showing.render import model_markdown

        return model_markdown(self)
