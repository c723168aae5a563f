"""The strict reader: the LaTeX that the page shows, turned into SymPy.

It knows the small language of likelihoods and nothing else: sums, products, fractions, roots, powers, functions,
vectors and matrices, indicators, expectations, and the names that the model declares. Where a line could be read in two
ways it refuses. It never calls ``eval``, ``sympify`` or ``parse_latex``.

    line     :=  term (('+' | '-') term)*
    term     :=  factor (['\\cdot' | '/'] factor)*
    factor   :=  atom ['!'] ('^' argument | '^\\top' | '^{-1}')*
    atom     :=  number | name | bracket ['_{…}'] | \\frac | sum | product | function
    function :=  \\log | \\exp | \\sqrt | \\varphi | \\Gamma | \\psi | \\binom | norm | \\det | \\operatorname{tr}
                 | \\mathbf{1}[… = …] | \\mathbb{E} | \\operatorname{Var} | \\operatorname{Cov}

A sum or product reaches over the term that follows it. ``\\log`` takes a bracket, or one factor with nothing behind it.
"""

from __future__ import annotations

import sympy as sp

from ..model import Model
from ..proving.calculus import with_fresh_names
from ..values import Value, column_index, index_symbol, row_index
from . import matrices
from .functions import BRACKETS, FunctionReader
from .named import MAX_EXPONENT

MAX_DEPTH = 40
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


class _Reader(FunctionReader):
    def __init__(self, line: str, model: Model) -> None:
        super().__init__(line, model)
        self.depth = 0

    # -- the grammar

    def whole(self) -> Value:
        value = self.sum_of_terms()
        if self.place < len(self.tokens):
            raise self.error("cannot read on from here")
        self.bounded(value.expression)
        return Value(value.expression, value.rows, value.columns, self.doubt, value.factors, value.scale)

    def sum_of_terms(self) -> Value:
        negative = self.accept("-")
        total = self.term()
        if negative:
            total = total.with_expression(-total.expression)
        while self.peek() in ("+", "-"):
            sign = -1 if self.take().text == "-" else 1
            other = self.term()
            if total.shape != other.shape:
                raise self.error(f"{total.in_words} and {other.in_words}, or two sizes, cannot be added", back=1)
            total = total.with_expression(total.expression + sign * other.expression)
        return total

    def term(self) -> Value:
        value = self.factor()
        while True:
            if self.accept("/"):
                value = self.quotient(value, self.factor())
                if self.starts_factor():
                    raise self.error("what stands below the line, a/b c or a/(b c)? Put brackets")
            elif self.accept("*", r"\cdot") or self.starts_factor():
                left, right = value, self.factor()
                value = self.fitting(lambda left=left, right=right: matrices.multiply(left, right, self.model))  # type: ignore[misc]
            else:
                return value

    def quotient(self, top: Value, bottom: Value) -> Value:
        divisor = self.scalar(bottom)
        if divisor == 0:
            raise self.error("division by zero", back=1)
        return self.fitting(lambda: matrices.multiply(Value(1 / divisor), top, self.model))

    def starts_factor(self) -> bool:
        text = self.peek()
        if not text or text in (")", "]", "}", r"\rVert", r"\rvert", "+", "-", ",", "=", "^", "_", "!"):
            return False
        if text[0].isdigit() and self.tokens[self.place - 1].text[0].isdigit():
            raise self.error("two numbers side by side")
        return True

    def factor(self) -> Value:
        base = self.atom()
        if self.accept("!"):
            base = Value(self.factorial(self.scalar(base)))
        while self.peek() == "^":
            if not base.is_scalar:
                base = self.raised_matrix(base)
                continue
            if self.entry_ends == self.place and self.peek(2) == "-":
                raise self.error(r"one over the entry, or an entry of the inverse? \frac{1}{…} or (…^{-1})_{jl}")
            self.take()
            base = Value(self.power(base))
            if self.peek() == "^":
                raise self.error("two exponents: put brackets")
        return base

    def power(self, base: Value) -> sp.Expr:
        exponent = self.scalar(self.argument())
        if exponent.is_Rational and max(abs(exponent.p), exponent.q) > MAX_EXPONENT:
            raise self.error(f"an exponent beyond {MAX_EXPONENT}", back=1)
        self.moderate(exponent)
        if not exponent.is_Integer:
            self.require_nonnegative(base.expression, "this power")
        return self.bounded(base.expression**exponent)

    def raised_matrix(self, base: Value) -> Value:
        r"""``^\top`` or ``^{-1}`` behind a vector or a matrix."""
        self.take()
        braces = self.accept("{")
        if self.accept(r"\top"):
            result = self.fitting(lambda: matrices.transpose(base))
        elif braces and self.accept("-") and self.accept("1"):
            result = self.fitting(lambda: matrices.inverse(base, self.model))
        else:
            raise self.error(rf"{base.in_words} may be raised to \top, a matrix to -1")
        if braces:
            self.expect("}")
        return result

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
        if text in BRACKETS:
            self.take()
            value = self.sum_of_terms()
            self.expect(BRACKETS[text])
            return self.component(value) if self.peek() == "_" else value
        if text and text[0].isdigit():
            return Value(self.bounded(sp.Rational(self.take().text)))
        if text in _FRACTIONS:
            self.take()
            return self.quotient(self.argument(), self.argument())
        if text in (r"\sum", r"\prod"):
            return self.big_operator()
        if self.starts_indicator():
            return self.blackboard()
        if text in self.functions and text not in self.model.quantities:
            return self.functions[text]()
        return self.name()

    # -- sums and products

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
            return body.with_expression(sp.Sum(body.expression, limits))
        return Value(sp.Product(self.scalar(body), limits))

    # -- components

    def component(self, value: Value) -> Value:
        r"""The component of a bracket: ``(\Sigma \mu)_j``, ``(\Sigma^{-1})_{jl}``."""
        indices = self.index_group()
        open_indices = [
            (at(size), size)
            for at, size in ((row_index, value.rows), (column_index, value.columns))
            if size is not None
        ]
        if len(indices) != len(open_indices):
            raise self.error(f"{value.in_words} has {len(open_indices)} indices", back=1)
        for index, (_, size) in zip(indices, open_indices, strict=True):
            self.check_counts(index, size, value.in_words)
        places = {symbol: index for (symbol, _), index in zip(open_indices, indices, strict=True)}
        return Value(with_fresh_names(value.expression).xreplace(places))
