"""Reading names: accents, bold type, indices, sizes and constants."""

from __future__ import annotations

import sympy as sp

from ..quantity import BOLD, Quantity, joined
from ..values import MatrixFactor, Value, column_index, row_index
from .indices import IndexReader
from .matrices import identity

MAX_EXPONENT = 64
_ACCENTS = {r"\hat", r"\bar", r"\tilde"}


class NameReader(IndexReader):
    """A cursor that reads a declared name with its indices, and says what it stands for."""

    entry_ends = -1
    """Where an entry of a matrix ended: what is raised there to −1 may be meant as an entry of the inverse."""

    def argument(self) -> Value:
        """A group in braces: given by the grammar."""
        raise NotImplementedError

    def scalar(self, value: Value) -> sp.Expr:
        if not value.is_scalar:
            raise self.error(f"{value.in_words} stands where a number is needed", back=1)
        return value.expression

    def moderate(self, inner: sp.Expr) -> sp.Expr:
        """Refuse a large constant under what grows fast: SymPy writes out the digits of e^{e^{64}} to see its sign."""
        value = inner if inner.free_symbols else abs(inner.evalf())
        if value.is_Number and value > MAX_EXPONENT:
            raise self.error(f"a constant beyond {MAX_EXPONENT} as an argument or a power", back=1)
        return inner

    def power_of_e(self, exponent: Value) -> Value:
        inner = self.moderate(self.scalar(exponent))
        if any(abs(term.as_coeff_Mul()[0]) > MAX_EXPONENT for term in sp.Add.make_args(inner) if term.has(sp.log)):
            raise self.error(f"a power beyond {MAX_EXPONENT}", back=1)
        return Value(sp.exp(inner))

    def name(self) -> Value:
        start = self.place
        core, bold = self.core_name()
        if core in self.model.quantities and (core != r"\pi" or self.peek() == "_"):
            value = self.indexed(self.model.quantities[core], start)
            bold = bold and value.is_scalar
        else:
            value = self.number_or_constant(core, start)
        if bold:
            raise self.error("bold type is for vectors and matrices", back=self.place - start)
        return value

    def number_or_constant(self, core: str, start: int) -> Value:
        """A size, π, e, or the identity matrix."""
        if core in self.model.sizes:
            size = self.model.sizes[core]
            return Value(sp.Integer(self.model.fixed[size]) if size in self.model.fixed else size)
        if core == r"\pi":
            return Value(sp.pi)
        if core == "e" and self.peek() == "^":
            self.take()
            return self.power_of_e(self.argument())
        if core == "I" and self.model.vector_size is not None:
            return identity(self.model.vector_size)
        known = [*self.model.quantities, *self.model.sizes]
        raise self.error(f"{core} is not declared; this model knows {', '.join(known)}", back=self.place - start)

    def core_name(self) -> tuple[str, bool]:
        r"""A name with its accents, and whether it is bold: ``\boldsymbol{\mu}`` has the components ``\mu_j``."""
        core = self.take().text
        if core in BOLD:
            return self.in_braces()[0], True
        if core == r"\overline":
            return self.overlined(), False
        if core in _ACCENTS:
            inner, bold = self.in_braces(needed=True)
            return f"{core}{{{inner}}}", bold
        return core, False

    def overlined(self) -> str:
        r"""``\overline{\log x}``, a mean: one name, whatever stands under the line."""
        self.expect("{")
        start, depth = self.place, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take().text, 0)
        return rf"\overline{{{joined(' '.join(t.text for t in self.tokens[start : self.place - 1]))}}}"

    def in_braces(self, needed: bool = False) -> tuple[str, bool]:
        if needed or self.peek() == "{":
            self.expect("{")
            found = self.core_name()
            self.expect("}")
            return found
        return self.core_name()

    def indexed(self, quantity: Quantity, start: int) -> Value:
        """A declared name with its indices; the last ones, of a vector or a matrix, may be left out."""
        indices = self.scripts(quantity) if quantity.axes else []
        written = [index for index in indices if index is not None]
        missing = len(indices) - len(written)
        if missing and (
            missing != (2 if quantity.axes[-1] in quantity.axes[-2:-1] else 1)
            or None in indices[: len(written)]
            or quantity.axes[-1] != self.model.vector_size
        ):
            raise self.error(f"{quantity.latex} needs its indices", back=self.place - start)
        for index, axis in zip(written, quantity.axes, strict=False):
            self.check_range(index, axis, quantity)
        size = quantity.axes[-1] if missing else None
        open_indices = [] if size is None else [row_index(size), column_index(size)][:missing]
        symbol = quantity.at(*written, *open_indices)
        if quantity.kind.is_matrix and not missing:
            self.entry_ends = self.place
        if missing < 2:
            return Value(sp.sqrt(symbol) if quantity.squared else symbol, size)
        return Value(symbol, size, size, None, self.matrix_factor(quantity, written, open_indices))

    @staticmethod
    def matrix_factor(
        quantity: Quantity, written: list[sp.Expr], open_indices: list[sp.Symbol]
    ) -> tuple[MatrixFactor, ...]:
        if not quantity.kind.has_inverse:
            return ()
        entry, inverse = quantity.at(*written, *open_indices), quantity.inverse_at(*written, *open_indices)
        definite = quantity.kind.word == "positive definite"
        return (MatrixFactor(entry, inverse, quantity.determinant_at(*written), definite),)
