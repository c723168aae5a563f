r"""The printer: an expression in a model's symbols, written as a textbook writes it, in the language of the reader.

``n*xbar/2`` becomes ``\frac{n \bar{x}}{2}``. The printer is trusted with nothing: what it writes is read again by the
strict reader and checked like a line by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from ..errors import SymbolicError
from ..model import Model
from ..phi import phi
from ..quantity import Quantity
from .order import BRACKET, factor_rank, term_key, with_leading_signs


def latex(expression: sp.Expr, model: Model) -> str:
    r"""A line of LaTeX for an expression.

    Raises
    ------
    SymbolicError
        if the expression holds something that no line can say

    Examples
    --------
    >>> parameters = {r"\mu": "real", r"\sigma^2": "positive"}
    >>> model = Model({"n": "i"}, {"x^{(i)}": "real"}, parameters)
    >>> text = r"(x^{(i)} - \mu)^2 / \left(-2 (\sigma^2)^2\right)"
    >>> print(latex(model.read(text), model))
    -\frac{(x^{(i)} - \mu)^2}{2 \sigma^4}
    """
    return Printer(model).line(sp.Add.make_args(expression))


class Printer:
    """Writes expressions; ``inline`` without fraction bars; ``bare`` without indices too, for names of statistics."""

    def __init__(self, model: Model, bare: bool = False, inline: bool = False) -> None:
        self.model, self.bare, self.inline = model, bare, bare or inline
        self.names = {q.symbol: q for q in model.quantities.values()}

    # -- sums of terms

    def line(self, terms: Sequence[sp.Expr]) -> str:
        """The terms with their signs, in the order of a textbook."""
        signed = [with_leading_signs(term, self.model) for term in terms if term != 0]
        signed.sort(key=lambda pair: term_key(pair[0], pair[1]))
        text = ""
        for negative, term in signed:
            written = self.term(term)
            if text:
                text += " - " if negative else " + "
            elif negative:
                text += "-"
            text += written
        return text or "0"

    def in_brackets(self, text: str) -> str:
        tall = any(sign in text for sign in (r"\frac", r"\sum", r"\prod", r"\binom")) and not self.inline
        return rf"\left({text}\right)" if tall else f"({text})"

    # -- products

    def term(self, term: sp.Expr) -> str:
        """A product without its sign: a fraction of what is short, then brackets, logs and sums."""
        if term.is_Add:
            return self.in_brackets(self.line(term.args))
        above, below = self._above_and_below(term)
        short = [f for f in above if factor_rank(f, self.model) < BRACKET]
        long = [f for f in above if f not in short]
        if not below:
            return self._product([*short, *long]) or "1"
        if self.inline:
            bottom = self._product(below)
            top = self._product(above) or "1"
            return f"{top}/({bottom})" if len(below) > 1 else f"{top}/{bottom}"
        if all(factor_rank(f, self.model) <= BRACKET for f in long):
            short, long = [*short, *long], []
        fraction = rf"\frac{{{self._product(short, alone=True) or '1'}}}{{{self._product(below, alone=True)}}}"
        return " ".join(filter(None, [fraction, self._product(long)]))

    def _above_and_below(self, term: sp.Expr) -> tuple[list[sp.Expr], list[sp.Expr]]:
        above: list[sp.Expr] = []
        below: list[sp.Expr] = []
        for factor in self._with_one_root(self._with_binomials(sp.Mul.make_args(term))):
            if factor.is_Rational:
                above += [sp.Integer(factor.p)] * (factor.p != 1)
                below += [sp.Integer(factor.q)] * (factor.q != 1)
            elif factor.is_Pow and not isinstance(factor, sp.exp) and factor.exp.could_extract_minus_sign():
                below.append(factor.base**-factor.exp)
            else:
                above.append(factor)
        above, below = (
            sorted(part, key=lambda f: (factor_rank(f, self.model), sp.default_sort_key(f))) for part in (above, below)
        )
        return above, below

    @staticmethod
    def _with_binomials(factors: Sequence[sp.Expr]) -> list[sp.Expr]:
        r"""m!/(x! (m − x)!) as one factor, to be written ``\binom{m}{x}``."""
        rest = list(factors)
        for top in [f for f in factors if isinstance(f, sp.factorial)]:
            under = [1 / f for f in rest if isinstance(1 / f, sp.factorial)]
            for part in sorted(under, key=lambda f: (sp.count_ops(f), sp.default_sort_key(f))):
                other = sp.factorial(top.args[0] - part.args[0])
                if top in rest and other in under and other != part:
                    rest = [f for f in rest if f not in (top, 1 / part, 1 / other)]
                    rest.append(sp.binomial(top.args[0], part.args[0], evaluate=False))
        return rest

    def _with_one_root(self, factors: Sequence[sp.Expr]) -> list[sp.Expr]:
        """√3 √t/3 as the root of t/3: SymPy takes roots apart, and numbers out of them."""
        squares = {q.symbol for q in self.names.values() if q.squared}
        roots = [f for f in factors if f.is_Pow and abs(f.exp) == sp.Rational(1, 2) and _base(f.base) not in squares]
        if len(roots) < 2:
            return list(factors)
        inner = sp.Mul(*[f**2 for f in roots])
        if any(f.base.is_Integer for f in roots):
            roots += [f for f in factors if f.is_Rational and f > 0]
            inner = sp.Mul(*[f**2 for f in roots])
        rest = [f for f in factors if f not in roots]
        return [*rest, sp.Pow(inner, sp.Rational(1, 2), evaluate=False)]

    def _product(self, factors: Sequence[sp.Expr], alone: bool = False) -> str:
        """Factors side by side; ``alone`` in the braces of a fraction, where a single sum needs no brackets."""
        if alone and len(factors) == 1 and factors[0].is_Add:
            return self.line(factors[0].args)
        written = []
        for place, factor in enumerate(factors):
            text = self.factor(factor, last=place == len(factors) - 1)
            if isinstance(factor, (sp.Sum, sp.Product)) and place < len(factors) - 1:
                text = self.in_brackets(text)
            written.append(text)
        return " ".join(written)

    # -- factors

    def factor(self, e: sp.Expr, last: bool = True) -> str:
        """One factor; a log that is not the last one takes brackets."""
        if e.is_Integer and e >= 0:
            return str(e)
        if e is sp.pi:
            return r"\pi"
        if e.is_Symbol or isinstance(e, sp.Indexed):
            return self.name(e)
        if e.is_Add:
            return self.in_brackets(self.line(e.args))
        if isinstance(e, sp.exp):
            return self._exponential(e.args[0])
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if isinstance(e, sp.log):
            return self._log(e.args[0], last)
        if isinstance(e, (sp.Sum, sp.Product)):
            return self._big_operator(e)
        if isinstance(e, sp.factorial):
            name = e.args[0].is_Symbol or isinstance(e.args[0], sp.Indexed)
            return f"{self.inner(e.args[0]) if name else self._base(e.args[0])}!"
        if isinstance(e, sp.binomial):
            top, part = (self.line([a]) for a in e.args)
            return rf"\binom{{{top}}}{{{part}}}"
        if isinstance(e, phi):
            return rf"\varphi\left({self.inner(e.args[0])}\right)"
        if isinstance(e, sp.gamma):
            return rf"\Gamma{self.in_brackets(self.inner(e.args[0]))}"
        if isinstance(e, sp.polygamma) and e.args[0] == 0:
            return rf"\psi{self.in_brackets(self.inner(e.args[1]))}"
        if e.is_Mul or e.is_Rational:
            return self.in_brackets(self.line([e]))
        raise SymbolicError(f"no line can say {e}")

    def inner(self, e: sp.Expr) -> str:
        return self.line(sp.Add.make_args(e))

    def _exponential(self, exponent: sp.Expr) -> str:
        text = self.inner(exponent)
        return rf"\exp\left({text}\right)" if r"\frac" in text else f"e^{{{text}}}"

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        quantity = self.names.get(_base(base))
        if quantity is not None and quantity.squared and (2 * exponent).is_Integer and exponent > 0:
            root = self.name(base).removesuffix("^2")
            return root if 2 * exponent == 1 else f"{root}^{_argument(str(2 * exponent))}"
        if exponent == sp.Rational(1, 2):
            return rf"\sqrt{{{self.inner(base)}}}"
        if exponent.could_extract_minus_sign():
            return rf"\frac{{1}}{{{self.inner(base**-exponent)}}}"
        written = Printer(self.model, self.bare, inline=True).inner(exponent)
        return f"{self._base(base)}^{_argument(written)}"

    def _base(self, base: sp.Expr) -> str:
        """What stands under an exponent: in brackets, unless it is one sign without a raised script."""
        text = self.inner(base)
        simple = (base.is_Symbol or base is sp.pi or base.is_Integer or isinstance(base, sp.Indexed)) and not (
            "^" in text or r"\overline" in text
        )
        return text if simple else self.in_brackets(text)

    def _log(self, inner: sp.Expr, last: bool) -> str:
        text = self.inner(inner)
        factors = self._with_binomials(sp.Mul.make_args(inner))
        if last and len(factors) == 1 and isinstance(factors[0], (sp.gamma, sp.binomial)):
            return rf"\log {text}"
        simple = inner.is_Symbol or isinstance(inner, sp.Indexed) or inner.is_Integer
        return rf"\log {text}" if simple and last else rf"\log{self.in_brackets(text)}"

    def _big_operator(self, e: sp.Expr) -> str:
        sign = r"\sum" if isinstance(e, sp.Sum) else r"\prod"
        heads = [rf"{sign}_{{{i}={self.inner(low)}}}^{{{self.inner(high)}}}" for i, low, high in reversed(e.limits)]
        body = self.in_brackets(self.inner(e.function)) if e.function.is_Add else self.line([e.function])
        return " ".join([*heads, self.in_brackets(body) if body.startswith("-") else body])

    # -- names

    def name(self, e: sp.Expr) -> str:
        """A declared name with the indices it has here; a size; an index."""
        symbol, indices = (e.base, e.indices) if isinstance(e, sp.Indexed) else (e, ())
        if any(not i.is_Integer and i.name not in self.model.index_size for i in indices):
            raise SymbolicError(f"{e} is a component: no line can say its index")
        quantity = self.names.get(symbol)
        if quantity is not None:
            return quantity.core if self.bare and quantity.axes else name_at(quantity, indices)
        if e in self.model.smallest or self.model.size_of(e) is not None:
            return str(e.name)
        raise SymbolicError(f"{e} is not a symbol of this model")


def _base(e: sp.Expr) -> sp.Basic:
    return e.base if isinstance(e, sp.Indexed) else e


def name_at(quantity: Quantity, indices: Sequence[sp.Expr]) -> str:
    r"""The name of a quantity with other indices than it was declared with: ``x^{(1)}_j``."""
    above = "".join(str(i) for i, raised in zip(indices, quantity.raised, strict=True) if raised)
    below = [str(i) for i, raised in zip(indices, quantity.raised, strict=True) if not raised]
    scripts = [f"^{{({above})}}"] * bool(above)
    if below:
        joined = ("" if all(len(i) == 1 and i.isalpha() for i in below) else ",").join(below)
        scripts.insert(0 if quantity.raised[0] is False else 1, f"_{_argument(joined)}")
    return quantity.core + "".join(scripts) + "^2" * quantity.squared


def _argument(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"
