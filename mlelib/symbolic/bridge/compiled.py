r"""The bridge: a line of LaTeX, or what a derivation has proved, as a numpy function.

The symbolic and the numeric side then check each other: an estimator solved for on paper, run on data, must be what
``mlelib`` computes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from ..derivation import Derivation
from ..errors import SymbolicError
from ..expectation import Expectation
from ..model import Model
from ..quantity import Quantity
from ..reading.reader import read
from ..reading.tokens import tokenize
from ..values import column_index, index_symbol, row_index
from .arguments import Argument, argument_name, check_kind, received, shape_in_letters
from .arrays import Walker, depth, needs, require_known, shown
from .axes import Array


def to_numpy(source: Model | Derivation, line: str | sp.Expr | None = None, *, unfold: bool = True) -> NumpyFunction:
    r"""A numpy function of the quantities in a line.

    Parameters
    ----------
    source
        a model, or a derivation
    line
        LaTeX, or an expression in the model's symbols; by default the latest line of the derivation
    unfold
        put the meaning in the place of every defined name; if not, a name such as ``\bar{x}`` is an argument

    Returns
    -------
    NumpyFunction
        ``f(**data)``. Arguments are called by their plain names (``x``, ``mu``, ``muhat``, ``lambda_``), a square such
        as ``\sigma^2`` is ``sigma2`` and means the square. Each has the axes of its declaration in the order written:
        ``x^{(i)}_j`` is (n, d), ``\gamma_k^{(i)}`` is (K, n). Sizes come from the shapes; a size that no array shows is
        an argument. Labels count from 1. The result is a float; of a vector (d,), of a matrix (d, d); an index that no
        sum binds is an axis in front, in the order of first writing: ``\mu_k`` is (K,), a vector ``\mu_k`` (K, d).

    Raises
    ------
    SymbolicError
        if the line cannot be read, or holds an expectation. When called: if an argument is missing, unknown, of another
        shape or outside of its kind, if sizes disagree, or if the result is not finite; it says which and why

    Examples
    --------
    >>> model = Model({"n": "i"}, {"x^{(i)}": "real"}, {r"\mu": "real", r"\sigma^2": "positive"})
    >>> d = Derivation(model, r"-\frac{1}{2\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"\ell(\mu)")
    >>> score = d.differentiate(r"\mu", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)")
    >>> slope = to_numpy(score)
    >>> slope
    <numpy function of x (n,), mu, sigma2: one number>
    >>> slope(x=[1, 2, 6], mu=2, sigma2=0.5)
    6.0
    >>> to_numpy(score.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}"))(x=[1, 2, 6])
    3.0
    """
    model = source if isinstance(source, Model) else source.model
    before, indices = _line(source, model, line)
    expression = _unfolded(model, before) if unfold else before
    meanings = _meanings(model, expression) if unfold else {}
    for part in (expression, *meanings.values()):
        _require_known(model, part)
    needed = {symbol for part in (expression, *meanings.values()) for symbol in needs(part)}
    given = [q for q in model.quantities.values() if q.kind.word != "cofactors" and q.core not in meanings]
    used = [quantity for quantity in given if needed & set(quantity.symbols)]
    sizes = _sizes(model, [*needed, *indices, *(i for core in meanings for i in model.quantities[core].indices)])
    known = {size for quantity in used for size in quantity.axes}
    exact = {size: number for size, number in model.fixed.items() if size not in sizes}
    return NumpyFunction(
        expression,
        {a.name: a for a in (Argument(argument_name(q), q) for q in used)},
        tuple(size for size in sizes if size not in known),
        indices,
        model,
        meanings,
        exact,
    )


@dataclass(frozen=True, eq=False, repr=False)
class NumpyFunction:
    r"""What :func:`to_numpy` returns: call it with data by name.

    expression
        what it computes, in SymPy
    arguments
        what it takes, by name: ``f.arguments["x"].shape`` is ``(n, d)``
    sizes
        the sizes that no array shows: they are arguments too
    indices
        the free indices of the line: the axes of the result
    model, meanings, exact
        what the declarations say; the matrices that a defined name stands for, where its inverse or determinant is
        needed; the sizes for which the line is written out

    Examples
    --------
    >>> model = Model({"n": "i", "d": "j"}, {"x^{(i)}_j": "real"})
    >>> mean = to_numpy(model, r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    >>> mean.arguments["x"].shape, mean.indices
    ('(n, d)', (row_d,))
    >>> mean(x=[[0, 1], [2, 5]])
    array([1., 3.])
    >>> mean(x=[0, 1])
    Traceback (most recent call last):
    mlelib.symbolic.errors.SymbolicError: x: got shape (2,), want an array of shape (n, d)
    """

    expression: sp.Expr
    arguments: Mapping[str, Argument]
    sizes: tuple[sp.Symbol, ...]
    indices: tuple[sp.Symbol, ...]
    model: Model
    meanings: Mapping[str, sp.Expr]
    exact: Mapping[sp.Symbol, int]

    def __call__(self, **data: Any) -> Any:
        """The value: a float, or an array. Raises a SymbolicError, as :func:`to_numpy` says."""
        arrays, sizes = received([*self.arguments.values()], self.sizes, self.model.smallest, self.exact, data)
        most = max(len(indices) + depth(e) for e, indices in self._parts())
        walker = Walker(dict(sizes), {}, most)
        for name, argument in self.arguments.items():
            _place(walker, argument.quantity, arrays[name])
        for core, meaning in self.meanings.items():
            quantity = self.model.quantities[core]
            array = walker.over(meaning, self._lengths(quantity.indices, sizes))
            check_kind(argument_name(quantity), quantity, array, sizes)
            _place(walker, quantity, array)
        result = walker.over(self.expression, self._lengths(self.indices, sizes))
        return result if self.indices else float(result)

    @property
    def takes(self) -> tuple[str, ...]:
        """The names of all that it takes, sizes included.

        >>> to_numpy(Model({"n": "i"}, parameters={r"\\lambda": "real"}), r"n \\lambda").takes
        ('lambda_', 'n')
        """
        return (*self.arguments, *(size.name for size in self.sizes))

    def _parts(self) -> list[tuple[sp.Expr, tuple[sp.Symbol, ...]]]:
        meanings = [(meaning, self.model.quantities[core].indices) for core, meaning in self.meanings.items()]
        return [(self.expression, self.indices), *meanings]

    def _lengths(self, indices: Iterable[sp.Symbol], sizes: Mapping[sp.Symbol, int]) -> dict[sp.Symbol, int]:
        return {index: sizes[_size(self.model, index)] for index in indices}

    def __repr__(self) -> str:
        takes = [f"{name} {argument.shape}".strip() for name, argument in self.arguments.items()]
        takes += [size.name for size in self.sizes]
        shape = shape_in_letters([_size(self.model, index) for index in self.indices])
        return f"<numpy function of {', '.join(takes) or 'nothing'}: {shape or 'one number'}>"


def _line(
    source: Model | Derivation, model: Model, line: str | sp.Expr | None
) -> tuple[sp.Expr, tuple[sp.Symbol, ...]]:
    """The expression of a line and its free indices: letters in the order of first writing, then row and column."""
    if isinstance(line, sp.Expr):
        free = set(needs(line))
        letters = [index_symbol(letter) for letter in model.index_size]
        ends = [at(size) for size in model.sizes.values() for at in (row_index, column_index)]
        return line, tuple(index for index in (*letters, *ends) if index in free)
    if line is not None:
        value, text = read(line, model), line
    elif isinstance(source, Derivation):
        value, text = source.lines[-1].value, source.lines[-1].right
    else:
        raise SymbolicError("line: got nothing, want LaTeX; only a derivation has a latest line")
    if value.doubt is not None:
        raise value.doubt
    ends = [at(size) for at, size in ((row_index, value.rows), (column_index, value.columns)) if size is not None]
    return value.expression, (*_free_letters(text, model), *ends)


def _free_letters(line: str, model: Model) -> tuple[sp.Symbol, ...]:
    """The index letters that no sum binds. The reader has made sure that a letter is never both."""
    tokens = [token.text for token in tokenize(line)]
    bound = {tokens[place + 3] for place, text in enumerate(tokens) if text in (r"\sum", r"\prod")}
    found: dict[str, None] = {}
    word = False  # inside \operatorname{tr} or \mathbb{E}
    for text in tokens:
        word = text in (r"\operatorname", r"\mathbb") or (word and text != "}")
        if text in model.index_size and text not in bound and not word:
            found[text] = None
    return tuple(map(index_symbol, found))


def _unfolded(model: Model, expression: sp.Expr) -> sp.Expr:
    needed = set(needs(expression))
    return (
        model.unfold(expression) if any(model.quantities[c].symbol in needed for c in model.definitions) else expression
    )


def _meanings(model: Model, expression: sp.Expr) -> dict[str, sp.Expr]:
    """The defined matrices whose inverse or determinant is left when names are unfolded, the first defined first."""
    needed, parts = {}, [expression]
    for core in reversed(model.definitions):
        if any(set(needs(part)) & set(model.quantities[core].symbols) for part in parts):
            needed[core] = _unfolded(model, model.definitions[core][1])
            parts.append(needed[core])
    return dict(reversed(needed.items()))


def _require_known(model: Model, expression: sp.Expr) -> None:
    if expression.has(Expectation):
        raise SymbolicError("an expectation has no value for one sample: work the expectation out first")
    declared = {symbol for quantity in model.quantities.values() for symbol in quantity.symbols}
    for symbol in needs(expression):
        if symbol not in declared and symbol not in model.smallest and model.size_of(symbol) is None:
            raise SymbolicError(f"{symbol} is not a symbol of this model")
    require_known(expression)


def _size(model: Model, index: sp.Symbol) -> sp.Symbol:
    size = model.size_of(index)
    if size is None:
        raise SymbolicError(f"{shown(index)} is not an index of this model")
    return size


def _sizes(model: Model, symbols: Iterable[sp.Basic]) -> list[sp.Symbol]:
    """The sizes among these symbols, and those that the indices among them count."""
    held = {symbol if symbol in model.smallest else model.size_of(symbol) for symbol in symbols}
    return [size for size in model.sizes.values() if size in held]


def _place(walker: Walker, quantity: Quantity, array: Array) -> None:
    """Put an array, and the inverses, determinants and cofactors of its matrices, in the place of their symbols."""
    walker.values[quantity.symbol] = array
    if quantity.kind.has_inverse:
        inverse, determinant = np.linalg.inv(array), np.linalg.det(array)
        walker.values[quantity.inverse], walker.values[quantity.determinant] = inverse, determinant
        walker.logarithms[quantity.determinant] = tuple(np.linalg.slogdet(array))
        if quantity.cofactors is not None:
            walker.values[quantity.cofactors] = determinant[..., None, None] * np.swapaxes(inverse, -1, -2)
