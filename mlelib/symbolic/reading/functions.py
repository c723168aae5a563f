"""Reading functions: log, exp, root, φ, Γ, ψ, binomials; norms, traces, determinants; indicators and expectations."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ..errors import SymbolicError, UnreadableLine
from ..expectation import Expectation, degree
from ..model import Model
from ..phi import phi
from ..values import Value
from . import matrices
from .named import NameReader

MAX_NUMBER = 10**15
BRACKETS = {"(": ")", "[": "]"}  # never braces: LaTeX does not show them
_OPERATORS = ("tr", "Var", "Cov")


class FunctionReader(NameReader):
    """A cursor that reads what starts with a function's name. What stands inside is read by the grammar."""

    def __init__(self, line: str, model: Model) -> None:
        super().__init__(line, model)
        self.doubt: UnreadableLine | None = None
        self.functions: dict[str, Callable[[], Value]] = {
            r"\lVert": self.norm,
            r"\lvert": self.bars,
            r"\log": self.logarithm,
            r"\exp": self.exponential,
            r"\sqrt": self.root,
            r"\varphi": self.phi,
            r"\Gamma": self.gamma,
            r"\psi": self.digamma,
            r"\binom": self.binomial,
            r"\det": self.determinant,
            r"\operatorname": self.operator,
            r"\mathbb": self.blackboard,
        }

    # -- given by the grammar

    def sum_of_terms(self) -> Value:
        raise NotImplementedError

    def factor(self) -> Value:
        raise NotImplementedError

    def atom(self) -> Value:
        raise NotImplementedError

    def starts_factor(self) -> bool:
        raise NotImplementedError

    # -- helpers

    def fitting(self, make: Callable[[], Value]) -> Value:
        """A matrix operation, its complaint placed in the line."""
        try:
            return make()
        except UnreadableLine:
            raise
        except SymbolicError as problem:
            raise self.error(str(problem), back=1) from None

    def require_nonnegative(self, inner: sp.Expr, what: str) -> None:
        """Note where SymPy might make complex numbers: there, a line of this book has no meaning."""
        hopeless = not inner.free_symbols and inner.is_negative
        if (hopeless or self.doubt is None) and not self.model.signs.nonnegative(inner):
            advice = "declare it positive, or name it and say so"
            self.doubt = self.error(f"{what} of what may be negative: {advice}", back=1)
            if hopeless:  # SymPy would work out its complex digits
                raise self.doubt

    def require_positive(self, inner: sp.Expr, what: str) -> None:
        if not self.model.signs.positive(inner):
            raise self.error(f"{what} of what may not be positive: declare it positive", back=1)

    def bounded(self, number: sp.Expr) -> sp.Expr:
        """Refuse numbers so large that factoring or evaluating them would not end."""
        coefficient = number.as_coeff_Mul()[0]
        if coefficient.is_Rational and max(abs(coefficient.p), coefficient.q) > MAX_NUMBER:
            raise self.error("a number beyond 10^15", back=1)
        if number.has(sp.zoo, sp.nan, sp.oo, sp.I):
            raise self.error("this is not a number: a division by zero, or the log of zero or of less", back=1)
        return number

    def bracketed(self, name: str) -> Value:
        if self.peek() not in BRACKETS:
            raise self.error(f"{name} needs a bracket")
        return self.atom()

    # -- functions of numbers

    def root(self) -> Value:
        self.take()
        inner = self.scalar(self.argument())
        self.require_nonnegative(inner, r"\sqrt")
        return Value(sp.sqrt(inner))

    def logarithm(self) -> Value:
        self.take()
        if self.peek() not in BRACKETS:
            inner = self.scalar(self.factor())
            if self.starts_factor():
                raise self.error(r"\log of how much? Put brackets")
        else:
            inner = self.scalar(self.atom())
            if self.peek() == "^":
                raise self.error("the power of the log, or the log of the power? Put brackets")
            if inner == 0:
                raise self.error(r"\log of zero", back=1)
        self.require_nonnegative(inner, r"\log")
        return Value(self.bounded(sp.log(inner)))

    def exponential(self) -> Value:
        self.take()
        return self.power_of_e(self.bracketed(r"\exp"))

    def phi(self) -> Value:
        """φ of a number, or of a product of two positive definite matrices."""
        self.take()
        value = self.bracketed(r"\varphi")
        if value.is_matrix:
            return self.fitting(lambda: matrices.phi_of(value, self.model))
        inner = self.scalar(value)
        if inner == 0:
            raise self.error(r"\varphi of zero", back=1)
        self.require_nonnegative(inner, r"\varphi")
        return Value(phi(inner))

    def gamma(self) -> Value:
        self.take()
        inner = self.moderate(self.scalar(self.bracketed(r"\Gamma")))
        self.require_positive(inner, r"\Gamma")
        return Value(self.bounded(sp.gamma(inner, evaluate=False)))

    def digamma(self) -> Value:
        r"""``\psi`` is the derivative of ``\log \Gamma``."""
        self.take()
        inner = self.moderate(self.scalar(self.bracketed(r"\psi")))
        self.require_positive(inner, r"\psi")
        return Value(sp.polygamma(0, inner, evaluate=False))

    def binomial(self) -> Value:
        self.take()
        whole, part = self.scalar(self.argument()), self.scalar(self.argument())
        return Value(self.factorial(whole) / (self.factorial(part) * self.factorial(whole - part)))

    def factorial(self, inner: sp.Expr) -> sp.Expr:
        """Of a whole number that is not negative."""
        if inner.is_Integer and inner > 20:
            raise self.error("a factorial beyond 20!", back=1)
        if not (inner.is_integer and self.model.signs.nonnegative(inner)):
            raise self.error("the factorial of what may not be a whole number: declare it a count", back=1)
        return sp.factorial(inner)

    # -- functions of vectors and matrices

    def norm(self) -> Value:
        r"""``\lVert v \rVert``: the root of the sum of the squared components."""
        self.take()
        inner = self.sum_of_terms()
        self.expect(r"\rVert")
        return Value(sp.sqrt(self.fitting(lambda: matrices.squared_norm(inner, self.model)).expression))

    def bars(self) -> Value:
        r"""``\lvert \Sigma \rvert`` is the determinant; of a number there is no absolute value here."""
        self.take()
        value = self.sum_of_terms()
        self.expect(r"\rvert")
        return self.fitting(lambda: matrices.determinant(value))

    def determinant(self) -> Value:
        self.take()
        value = self.atom()
        return self.fitting(lambda: matrices.determinant(value))

    # -- operators and indicators

    def operator(self) -> Value:
        r"""``\operatorname{tr}``, ``\operatorname{Var}``, ``\operatorname{Cov}``, each with its bracket."""
        self.take()
        self.expect("{")
        name = ""
        while self.peek().isalpha():
            name += self.take().text
        self.expect("}")
        if name not in _OPERATORS:
            raise self.error(f"the operators are {', '.join(_OPERATORS)}", back=2)
        if name == "Cov":
            return self.covariance()
        value = self.bracketed(name)
        if name == "tr":
            return self.fitting(lambda: matrices.trace(value, self.model))
        return self.expectation_of(self.centred(value) ** 2)

    def covariance(self) -> Value:
        opening = self.take().text
        if opening not in BRACKETS:
            raise self.error("Cov needs a bracket", back=1)
        left = self.centred(self.sum_of_terms())
        self.expect(",")
        right = self.centred(self.sum_of_terms())
        self.expect(BRACKETS[opening])
        return self.expectation_of(left * right)

    def blackboard(self) -> Value:
        r"""``\mathbb{E}[…]``, or the indicator ``\mathbf{1}[y^{(i)} = k]``, with either kind of 1."""
        self.take()
        self.expect("{")
        letter = self.take().text
        self.expect("}")
        if letter == "E":
            return self.expectation_of(self.scalar(self.bracketed(r"\mathbb{E}")))
        if letter == "1":
            return self.indicator()
        raise self.error(r"\mathbb{E}, or \mathbf{1} with what it indicates", back=2)

    def starts_indicator(self) -> bool:
        """Bold type is for names, and for the 1 of an indicator."""
        return self.peek() == r"\mathbf" and self.peek(1) == "{" and self.peek(2) == "1"

    def indicator(self) -> Value:
        """One where the two sides count the same, else zero."""
        self.expect("[")
        left, counted = self.label_or_index()
        self.expect("=")
        right, also_counted = self.label_or_index()
        self.expect("]")
        if counted is not None and also_counted is not None and counted != also_counted:
            raise self.error(f"one side counts {counted}, the other {also_counted}", back=2)
        if left.is_Integer and right.is_Integer:
            raise self.error("two numbers", back=2)
        return Value(sp.KroneckerDelta(left, right))

    def label_or_index(self) -> tuple[sp.Expr, sp.Symbol | None]:
        if self.peek() in self.model.quantities:
            quantity = self.model.quantities[self.take().text]
            if quantity.kind.word != "label":
                raise self.error(f"{quantity.latex} is not a label", back=1)
            indices = self.scripts(quantity) if quantity.axes else []
            return quantity.at(*self.complete(indices, quantity)), quantity.over
        index = self.index()
        return index, None if index.is_Integer else self.model.index_size[index.name]

    def centred(self, value: Value) -> sp.Expr:
        inner = self.scalar(value)
        return inner - self.expectation_of(inner).expression

    def expectation_of(self, inner: sp.Expr) -> Value:
        """Names that hold data are unfolded: inside an expectation they are as random as the data."""
        if not self.model.random:
            raise self.error("this model declares no random data", back=1)
        inner = self.model.unfold(inner)
        random = [q for core, q in self.model.quantities.items() if core in self.model.definitions]
        if any(inner.has(symbol) for q in random for symbol in q.symbols[1:]):
            raise self.error("the inverse or determinant of what is made of random data", back=1)
        if degree(inner, self.model.facts.random) > self.highest_power():
            raise self.error(f"moments beyond the order {self.highest_power()} are not known", back=1)
        powers = [b.as_base_exp()[1] for b in sp.preorder_traversal(inner) if b.is_Pow and self.is_random(b.base)]
        powers += [b.exp for b in sp.preorder_traversal(inner) if b.is_Pow and self.is_random(b.exp)]
        odd = [f for f in inner.atoms(sp.Function) if not isinstance(f, Expectation) and self.is_random(f)]
        if odd or any(not (x.is_Integer and x > 0) for x in powers) or inner.has(sp.Product):
            raise self.error("only polynomials in the data have an expectation here", back=1)
        return Value(Expectation(inner))

    def highest_power(self) -> int:
        return min(random.distribution.highest for random in self.model.facts.random.values())

    def is_random(self, e: sp.Expr) -> bool:
        return any(entry.base in self.model.facts.random for entry in e.atoms(sp.Indexed))
