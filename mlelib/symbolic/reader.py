"""The strict reader: the LaTeX that the page shows, turned into SymPy.

It knows the small language of likelihoods and nothing else: sums, products, fractions, roots, powers, log, exp, φ,
norms, and the names that the model declares. Where a line could be read in two ways it refuses. It never calls
``eval``, ``sympify`` or ``parse_latex``.

    line     :=  term (('+' | '-') term)*
    term     :=  factor (['\\cdot' | '/'] factor)*
    factor   :=  atom ('^' argument)?
    atom     :=  number | name | bracket | \\frac | \\sqrt | \\log | \\exp | \\varphi | norm | sum | product

A sum or product reaches over the term that follows it. ``\\log`` takes a bracket, or one factor with nothing behind it.
"""

from __future__ import annotations

import sympy as sp

from .errors import UnreadableLine
from .indices import IndexReader
from .model import Model, Quantity
from .phi import phi
from .values import Value, component_index, index_symbol

MAX_DEPTH = 40
MAX_EXPONENT = 64
MAX_NUMBER = 10**15
_BRACKETS = {"(": ")", "[": "]"}  # never braces: LaTeX does not show them
_ACCENTS = {r"\hat", r"\bar", r"\tilde"}
_FRACTIONS = {r"\frac", r"\tfrac", r"\dfrac"}


def read(line: str, model: Model) -> Value:
    """Read one line.

    Raises
    ------
    UnreadableLine
        with the place marked, if the line is not of the language above, names something that the model does not
        declare, or lets an index run over the wrong size
    """
    return _Reader(line, model).whole()


class _Reader(IndexReader):
    def __init__(self, line: str, model: Model) -> None:
        super().__init__(line, model)
        self.depth = 0
        self.doubt: UnreadableLine | None = None

    # -- the grammar

    def whole(self) -> Value:
        value = self.sum_of_terms()
        if self.place < len(self.tokens):
            raise self.error("cannot read on from here")
        self.bounded(value.expression)
        return Value(value.expression, value.size, self.doubt)

    def sum_of_terms(self) -> Value:
        negative = self.accept("-")
        total = self.term()
        if negative:
            total = Value(-total.expression, total.size)
        while self.peek() in ("+", "-"):
            sign = -1 if self.take().text == "-" else 1
            other = self.term()
            if total.size != other.size:
                raise self.error("a number and a vector, or vectors of two sizes, cannot be added", back=1)
            total = Value(total.expression + sign * other.expression, total.size)
        return total

    def term(self) -> Value:
        value = self.factor()
        while True:
            if self.accept("/"):
                value = self.quotient(value, self.factor())
                if self.starts_factor():
                    raise self.error("what stands below the line, a/b c or a/(b c)? Put brackets")
            elif self.accept("*", r"\cdot") or self.starts_factor():
                value = self.product(value, self.factor())
            else:
                return value

    def product(self, left: Value, right: Value) -> Value:
        if left.is_vector and right.is_vector:
            raise self.error("two vectors side by side: write a norm, or name the components", back=1)
        return Value(left.expression * right.expression, left.size or right.size)

    def quotient(self, top: Value, bottom: Value) -> Value:
        divisor = self.scalar(bottom)
        if divisor == 0:
            raise self.error("division by zero", back=1)
        return Value(top.expression / divisor, top.size)

    def starts_factor(self) -> bool:
        text = self.peek()
        if not text or text in (")", "]", "}", r"\rVert", "+", "-", ",", "=", "^", "_"):
            return False
        if text[0].isdigit() and self.tokens[self.place - 1].text[0].isdigit():
            raise self.error("two numbers side by side")
        return True

    def factor(self) -> Value:
        base = self.atom()
        if not self.accept("^"):
            return base
        exponent = self.scalar(self.argument())
        if exponent.is_Rational and max(abs(exponent.p), exponent.q) > MAX_EXPONENT:
            raise self.error(f"an exponent beyond {MAX_EXPONENT}", back=1)
        if self.peek() == "^":
            raise self.error("two exponents: put brackets")
        if not exponent.is_Integer:
            self.require_nonnegative(self.scalar(base), "this power")
        return Value(self.bounded(self.scalar(base) ** exponent))

    def require_nonnegative(self, inner: sp.Expr, what: str) -> None:
        """Note where SymPy might make complex numbers: there, a line of this book has no meaning."""
        if self.doubt is None and not self.model.signs.nonnegative(inner):
            advice = "declare it positive, or name it and say so"
            self.doubt = self.error(f"{what} of what may be negative: {advice}", back=1)

    def bounded(self, number: sp.Expr) -> sp.Expr:
        """Refuse numbers so large that factoring or evaluating them would not end."""
        coefficient = number.as_coeff_Mul()[0]
        if coefficient.is_Rational and max(abs(coefficient.p), coefficient.q) > MAX_NUMBER:
            raise self.error("a number beyond 10^15", back=1)
        if number.has(sp.zoo, sp.nan, sp.oo, sp.I):
            raise self.error("this is not a number: a division by zero, or the log of zero or of less", back=1)
        return number

    def argument(self) -> Value:
        """What stands behind ``\\frac`` or ``^``: a group in braces, one digit, or one name without scripts."""
        if self.accept("{"):
            value = self.sum_of_terms()
            self.expect("}")
            return value
        token = self.take()
        if token.text.isdigit():
            if len(token.text) > 1:
                raise self.error(
                    f"LaTeX reads {token.text} as {token.text[0]} followed by the rest: use braces", back=1
                )
            return Value(sp.Integer(token.text))
        self.place -= 1
        if not (token.text.isalpha() or token.text[0] == "\\"):
            raise self.error("expected a group in braces")
        value = self.atom()
        if self.tokens[self.place - 1] is not token:
            raise self.error("a name with indices, or more than one sign: use braces", back=1)
        return value

    def atom(self) -> Value:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"more than {MAX_DEPTH} brackets or signs inside each other")
        value = self.one_atom()
        self.depth -= 1
        return value

    def one_atom(self) -> Value:
        text = self.peek()
        if text in _BRACKETS:
            self.take()
            value = self.sum_of_terms()
            self.expect(_BRACKETS[text])
            return value
        if text and text[0].isdigit():
            return Value(self.bounded(sp.Rational(self.take().text)))
        if text in _FRACTIONS:
            self.take()
            return self.quotient(self.argument(), self.argument())
        if text in (r"\sum", r"\prod"):
            return self.big_operator()
        if text == r"\lVert":
            return self.norm()
        if text in (r"\log", r"\exp", r"\sqrt", r"\varphi"):
            return self.function()
        return self.name()

    def scalar(self, value: Value) -> sp.Expr:
        if value.is_vector:
            raise self.error("a vector stands where a number is needed", back=1)
        return value.expression

    # -- functions, sums, norms

    def function(self) -> Value:
        name = self.take().text
        if name == r"\sqrt":
            inner = self.scalar(self.argument())
            self.require_nonnegative(inner, name)
            return Value(sp.sqrt(inner))
        if name == r"\log" and self.peek() not in _BRACKETS:
            inner = self.scalar(self.factor())
            if self.starts_factor():
                raise self.error(r"\log of how much? Put brackets")
            self.require_nonnegative(inner, name)
            return Value(self.bounded(sp.log(inner)))
        if self.peek() not in _BRACKETS:
            raise self.error(f"{name} needs a bracket")
        inner = self.scalar(self.atom())
        if name == r"\log" and self.peek() == "^":
            raise self.error("the power of the log, or the log of the power? Put brackets")
        if inner == 0 and name != r"\exp":
            raise self.error(f"{name} of zero", back=1)
        if name != r"\exp":
            self.require_nonnegative(inner, name)
        elif any(abs(term.as_coeff_Mul()[0]) > MAX_EXPONENT for term in sp.Add.make_args(inner) if term.has(sp.log)):
            raise self.error(f"a power beyond {MAX_EXPONENT}", back=1)
        return Value({r"\log": sp.log, r"\exp": sp.exp, r"\varphi": phi}[name](inner))

    def big_operator(self) -> Value:
        operator = self.take().text
        self.expect("_")
        self.expect("{")
        letter = self.take().text
        size = self.model.index_size.get(letter)
        if size is None:
            raise self.error(f"{letter} is not an index of this model", back=1)
        if letter in self.bound or letter in self.free:
            raise self.error(f"the index {letter} is in use already", back=1)
        for text in ("=", "1", "}", "^"):
            self.expect(text)
        upper = self.argument().expression
        if upper != size and not upper.is_Integer:
            raise self.error(f"{letter} counts up to {size}, not {upper}", back=1)
        if upper.is_Integer and not 1 <= upper <= self.model.smallest[size]:
            raise self.error(f"{size} is only known to be at least {self.model.smallest[size]}", back=1)
        self.bound_once.add(letter)
        self.bound.add(letter)
        start = self.place
        body = self.term()
        if operator == r"\prod" and self.divides_openly(start):
            raise self.error("is the product divided, or each factor? Put brackets", back=1)
        self.bound.remove(letter)
        limits = (index_symbol(letter), 1, upper)
        if operator == r"\sum":
            return Value(sp.Sum(body.expression, limits), body.size)
        return Value(sp.Product(self.scalar(body), limits))

    def norm(self) -> Value:
        r"""``\lVert v \rVert``: the root of the sum of the squared components."""
        self.take()
        inner = self.sum_of_terms()
        self.expect(r"\rVert")
        if inner.size is None:
            raise self.error("the norm of a number: write a bracket", back=1)
        letter = self.norm_index(inner)
        component = inner.expression.xreplace({component_index(inner.size): letter})
        return Value(sp.sqrt(sp.Sum(component**2, (letter, 1, inner.size))))

    def norm_index(self, inner: Value) -> sp.Symbol:
        """A letter that counts the components and is not used inside the norm, so that nothing is captured."""
        taken = {symbol.name for symbol in inner.expression.atoms(sp.Symbol)}
        letters = [name for name, size in self.model.index_size.items() if size == inner.size and name not in taken]
        return index_symbol(letters[0] if letters else f"j_{inner.size}")

    # -- names

    def name(self) -> Value:
        start = self.place
        core = self.take().text
        if core in _ACCENTS:
            self.expect("{")
            core += "{" + self.take().text + "}"
            self.expect("}")
        if core in self.model.quantities and (core != r"\pi" or self.peek() == "_"):
            return self.indexed(self.model.quantities[core], start)
        if core in self.model.sizes:
            return Value(self.model.sizes[core])
        if core == r"\pi":
            return Value(sp.pi)
        if core == "e" and self.peek() == "^":
            self.take()
            return Value(sp.exp(self.scalar(self.argument())))
        known = [*self.model.quantities, *self.model.sizes]
        raise self.error(f"{core} is not declared; this model knows {', '.join(known)}", back=self.place - start)

    def indexed(self, quantity: Quantity, start: int) -> Value:
        """A declared name with its indices; a vector's last index may be left out."""
        indices = self.scripts(quantity) if quantity.axes else []
        missing = indices.count(None)
        left_out = indices[-1] is None if indices else False
        if missing > 1 or (missing and not (left_out and quantity.axes[-1] == self.model.vector_size)):
            raise self.error(f"{quantity.latex} needs its indices", back=self.place - start)
        size = quantity.axes[-1] if left_out else None
        if size is not None:
            indices[-1] = component_index(size)
        for index, axis in zip(indices, quantity.axes, strict=True):
            if index != component_index(axis):
                self.check_range(index, axis, quantity)
        symbol = quantity.at(*indices)
        return Value(sp.sqrt(symbol) if quantity.squared else symbol, size)
