"""One declared symbol: its LaTeX name taken apart, its axes, its kind, and what belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sympy as sp

from .kinds import Kind
from .values import index_symbol

_ACCENT = re.compile(r"\\(hat|bar|tilde)\{(.*)\}$")
_NAME = re.compile(
    r"""(?P<core>\\(?:hat|bar|tilde)\{[^{}]*\}|\\overline\{(?:[^{}]|\{[^{}]*\})*\}   # an accent
          |\\[A-Za-z]+|[A-Za-z])                                                    # a command, or a letter
        (?P<scripts>(?:_\{[^{}]*\}|_\w|\^\{\(\w\)\}|\^2|\^\{2\})*)$""",
    re.VERBOSE,
)
_OVERLINE = re.compile(r"\\overline\{(.*)\}$")
_SIGNS = {"/": "_over_", "-": "_minus_", "+": "_plus_", "^": "_to_"}
_SPACE = re.compile(r"(\\[A-Za-z]+)\s+(?=[A-Za-z])|\s+")
_SCRIPT = re.compile(r"_\{(?P<many>[^{}]*)\}|_(?P<one>\w)|\^\{\((?P<super>\w)\)\}|(?P<square>\^2|\^\{2\})")


#: Bold type marks a vector or a matrix; the name is the same without it.
BOLD = (r"\boldsymbol", r"\mathbf")
_BOLD = re.compile(r"\\(?:boldsymbol|mathbf)(?:\{([^{}]*)\}|\s*(\\[A-Za-z]+|[A-Za-z]))")


@dataclass(frozen=True)
class Quantity:
    """One declared symbol.

    core
        the name without its scripts: ``\\sigma`` of ``\\sigma_k^2``
    axes
        the sizes of its axes, in the order in which the indices are written
    squared
        the declaration ends in a square: the symbol stands for the square, its core for the positive root
    over
        the size that "probabilities" sum over, that a "label" counts, or that a "count" does not exceed
    inverse, determinant, cofactors
        of an invertible matrix: the entries of its inverse, its determinant, and its cofactors where they are declared,
        as symbols of their own
    """

    latex: str
    core: str
    kind: Kind
    axes: tuple[sp.Symbol, ...]
    letters: tuple[str, ...]
    squared: bool
    symbol: sp.Basic
    raised: tuple[bool, ...] = ()
    """For each index, whether it is written above, as in ``x^{(i)}``."""
    over: sp.Symbol | None = None
    inverse: Any = None
    determinant: Any = None
    cofactors: Any = None

    @property
    def indices(self) -> tuple[sp.Symbol, ...]:
        """The index letters of its declaration, as symbols."""
        return tuple(index_symbol(letter) for letter in self.letters)

    def at(self, *indices: sp.Expr) -> sp.Expr:
        """The symbol at these indices (one for each axis)."""
        return self.symbol[indices] if self.axes else self.symbol

    def inverse_at(self, *indices: sp.Expr) -> sp.Expr:
        """The entry of the inverse at these indices."""
        return self.inverse[indices]

    def determinant_at(self, *indices: sp.Expr) -> sp.Expr:
        """The determinant; of an array of matrices, of the one with these indices."""
        return self.determinant[indices] if indices else self.determinant

    @property
    def symbols(self) -> tuple[sp.Basic, ...]:
        """The symbol and, of a matrix, what belongs to it."""
        return tuple(s for s in (self.symbol, self.inverse, self.determinant, self.cofactors) if s is not None)


def build(latex: str, core: str, scripts: str, kind: Kind, sizes: dict[str, sp.Symbol]) -> Quantity:
    """Make the SymPy symbols of a quantity; ``sizes`` gives the size that each index letter counts."""
    letters, raised, squared = script_letters(scripts)
    axes = tuple(sizes[letter] for letter in letters)
    name = plain_name(core) + ("^2" if squared else "")
    symbol = _symbol(name, kind.assumptions, bool(axes))
    inverse = determinant = None
    if kind.has_inverse:
        inverse = sp.IndexedBase(f"{name}inv", real=True)
        sign = {"positive": True} if kind.word == "positive definite" else {"real": True, "nonzero": True}
        determinant = _symbol(f"det{name}", sign, len(axes) > 2)
    return Quantity(latex, core, kind, axes, letters, squared, symbol, raised, None, inverse, determinant)


def parsed(latex: str) -> re.Match[str] | None:
    """A name, taken apart into its core and its scripts."""
    plain = _BOLD.sub(lambda bold: bold[1] or bold[2], latex)
    return _NAME.match(joined(plain))


def joined(text: str) -> str:
    r"""Without spaces, but for the one that ends a command: ``\overline{\log x}``."""
    return _SPACE.sub(lambda space: f"{space[1]} " if space[1] else "", text)


def script_letters(scripts: str) -> tuple[tuple[str, ...], tuple[bool, ...], bool]:
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
    accent, line = _ACCENT.match(core), _OVERLINE.match(core)
    if line:
        signs = "".join(_SIGNS.get(sign, sign) for sign in line[1])
        return re.sub(r"_+", "_", "mean_" + re.sub(r"\W+", "_", signs)).rstrip("_")
    return plain_name(accent[2]) + accent[1] if accent else core.lstrip("\\")


def _symbol(name: str, assumptions: dict[str, bool], indexed: bool) -> sp.Basic:
    return sp.IndexedBase(name, **assumptions) if indexed else sp.Symbol(name, **assumptions)
