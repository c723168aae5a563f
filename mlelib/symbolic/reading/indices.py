"""Reading indices: ``_j``, ``_{k,j}``, ``^{(i)}``, each of the right size, none both bound by a sum and free."""

from __future__ import annotations

import sympy as sp

from ..model import Model
from ..quantity import Quantity
from ..values import index_symbol
from .cursor import Cursor


class IndexReader(Cursor):
    """A cursor that knows which letters count what, and which of them a sum has bound."""

    def __init__(self, line: str, model: Model) -> None:
        super().__init__(line)
        self.model = model
        self.bound: set[str] = set()
        self.bound_once: set[str] = set()
        self.free: set[str] = set()

    def scripts(self, quantity: Quantity) -> list[sp.Expr | None]:
        """The indices behind a name, put to the axes of its declaration; None for an axis whose index is left out."""
        below: list[sp.Expr] = []
        above: list[sp.Expr] = []
        while self.has_index():
            found = above if self.peek() == "^" else below
            if found:
                raise self.error("a second index of the same kind: LaTeX stops here")
            found += self.index_group()
        if above and self.peek() == "^":
            raise self.error("two raised scripts: put brackets")
        placed = [
            above.pop(0) if up and above else below.pop(0) if below and not up else None for up in quantity.raised
        ]
        if below or above:
            raise self.error(f"{quantity.latex} has {len(quantity.axes)} indices: these are too many", back=1)
        return placed

    def has_index(self) -> bool:
        return self.peek() == "_" or (self.peek() == "^" and self.peek(1) == "{" and self.peek(2) == "(")

    def index_group(self) -> list[sp.Expr]:
        """One ``_…`` or ``^{(…)}``; indices side by side may stand without a comma."""
        if self.take().text == "_" and self.peek() != "{":
            return [self.index()]
        self.expect("{")
        if self.accept("("):
            found = [self.index()]
            self.expect(")")
            self.expect("}")
            return found
        found = [self.index()]
        while not self.accept("}"):
            self.accept(",")
            found.append(self.index())
        return found

    def index(self) -> sp.Expr:
        letter = self.take().text
        if letter.isdigit():
            if len(letter) > 1:
                raise self.error(f"{letter} as an index: LaTeX shows {letter[0]} and then the rest", back=1)
            return sp.Integer(letter)
        if letter not in self.model.index_size:
            raise self.error(f"{letter} is not an index of this model", back=1)
        if letter not in self.bound:
            if letter in self.bound_once:
                raise self.error(f"the index {letter} is bound by a sum and free outside of it", back=1)
            self.free.add(letter)
        return index_symbol(letter)

    def check_range(self, index: sp.Expr, axis: sp.Symbol, quantity: Quantity) -> None:
        self.check_counts(index, axis, quantity.latex)

    def check_counts(self, index: sp.Expr, axis: sp.Symbol, what: str) -> None:
        """The index counts this size, and a number is within its least value."""
        if index.is_Integer:
            if not 1 <= index <= self.model.smallest[axis]:
                raise self.error(
                    f"the index {index} may be out of range: {axis} is only known to be at least "
                    f"{self.model.smallest[axis]}",
                    back=1,
                )
        elif self.model.index_size[index.name] != axis:
            raise self.error(f"in {what} the index {index} counts the wrong size", back=1)

    def complete(self, indices: list[sp.Expr | None], quantity: Quantity) -> list[sp.Expr]:
        """All indices of a name that stands for a number."""
        written = [index for index in indices if index is not None]
        if len(written) < len(indices):
            raise self.error(f"{quantity.latex} needs its indices", back=1)
        for index, axis in zip(written, quantity.axes, strict=True):
            self.check_range(index, axis, quantity)
        return written
