"""The normal form behind "proved for every size".

Two expressions are equal for every n, d and K, and at every admissible point, if their difference has the normal form
zero. The rules are those of a careful person:

1. multiply out, and collect equal monomials (:mod:`mlelib.symbolic.proving.polynomial`);
2. split powers, roots and logarithms only over what is declared positive;
3. log of a product is a sum of logs, exp of a sum a product of powers;
4. take index-free factors out of a sum, count a sum of ones, merge nested sums and split independent ones
   (:mod:`mlelib.symbolic.proving.sums`);
5. decide at the end whether a rational function of what is left is zero.

The converse does not hold: what the rules do not know stays unproved, and is never called proved.
"""

from __future__ import annotations

import sympy as sp

from ..automatic.rational import is_zero_rational
from ..errors import Undecided
from ..expectation import Expectation
from ..phi import matrix_phi, phi
from . import polynomial as poly
from .calculus import with_fresh_names
from .facts import Facts
from .moments import expected_product
from .polynomial import Monomial, Polynomial
from .signs import Signs
from .sums import SumRules

MAX_EXPANDED_POWER = 8


class Normaliser:
    """Normal forms for one model.

    ``free_ranges`` gives the size that each free index counts, ``smallest`` the least value of each size.
    """

    def __init__(
        self,
        free_ranges: dict[sp.Symbol, sp.Expr] | None = None,
        signs: Signs | None = None,
        smallest: dict[sp.Expr, int] | None = None,
        facts: Facts | None = None,
    ) -> None:
        self.signs = signs or Signs()
        self.facts = facts or Facts()
        self.rules = SumRules(self, free_ranges or {}, smallest or {}, self.facts)
        self._known: dict[sp.Expr, Polynomial] = {}

    def is_zero(self, expression: sp.Expr) -> bool:
        """True: proved zero for all sizes. False: not proved.

        Raises
        ------
        Undecided
            if the expression holds something without a rule
        """
        normal = self.polynomial(with_fresh_names(expression))
        return not normal or is_zero_rational(poly.to_expression(normal))

    def tidy(self, expression: sp.Expr) -> sp.Expr:
        """The normal form as an expression: sums split, constants taken out."""
        return poly.to_expression(self.polynomial(with_fresh_names(expression)))

    def polynomial(self, expression: sp.Expr) -> Polynomial:
        """The normal form. Bound indices must carry fresh names."""
        if expression not in self._known:
            self._known[expression] = self._build(expression)
        return dict(self._known[expression])

    def _build(self, e: sp.Expr) -> Polynomial:
        if e.is_Rational:
            return poly.constant(e)
        if isinstance(e, sp.Indexed):
            last = self.facts.last_of_total(e)
            if last is not None:
                return self.polynomial(last)
            return poly.atom(self.facts.sorted_entry(e))
        if e.is_Symbol or e.is_NumberSymbol:
            return poly.atom(e)
        if e.is_Add:
            return poly.add(*[self.polynomial(a) for a in e.args])
        if e.is_Mul:
            product = poly.constant(sp.S.One)
            for factor in e.args:
                product = poly.multiply(product, self.polynomial(factor))
            return product
        if isinstance(e, sp.exp):
            return self._exponential(e.args[0])
        if e.is_Pow:
            return self._power(self.polynomial(e.base), e.exp)
        if isinstance(e, sp.log):
            return self._log_of_product(e.args[0])
        if isinstance(e, sp.Abs):
            return poly.atom(sp.Abs(poly.to_expression(self.polynomial(e.args[0]))))
        if isinstance(e, (phi, matrix_phi)):
            return self.polynomial(e.rewritten())
        if isinstance(e, sp.Sum):
            return self.rules.sum(e)
        if isinstance(e, sp.Product):
            return self._product(e)
        if isinstance(e, sp.KroneckerDelta):
            return poly.atom(sp.KroneckerDelta(*sorted(e.args, key=sp.default_sort_key)))
        if isinstance(e, (sp.factorial, sp.gamma, sp.polygamma)):
            return poly.atom(e.func(*[poly.to_expression(self.polynomial(a)) for a in e.args]))
        if isinstance(e, Expectation):
            return self._expectation(self.polynomial(e.args[0]))
        raise Undecided(f"no rule for {type(e).__name__}")

    def _expectation(self, inside: Polynomial) -> Polynomial:
        """Linear; a product of data by :mod:`mlelib.symbolic.proving.moments`, under the sums that it stands in."""
        total: Polynomial = {}
        for monomial, coefficient in inside.items():
            total = poly.add(total, poly.scale(self._expected_monomial(monomial), coefficient))
        return total

    def _expected_monomial(self, monomial: Monomial) -> Polynomial:
        random = self.facts.random
        held = {b: x for b, x in monomial if any(e.base in random for e in b.atoms(sp.Indexed))}
        if any(not (x.is_Integer and x > 0) or not isinstance(b, (sp.Indexed, sp.Sum)) for b, x in held.items()):
            raise Undecided("the expectation of what is no polynomial in the data")
        fixed = sp.Mul(*[b**x for b, x in monomial if b not in held])
        factors, limits = self.rules.merged(held)
        powers: dict[sp.Expr, sp.Expr] = {}
        for base, exponent in (factor.as_base_exp() for factor in factors):
            powers[base] = powers.get(base, 0) + exponent
        entries = [(b, int(x)) for b, x in powers.items() if isinstance(b, sp.Indexed) and b.base in random]
        rest = [b**x for b, x in powers.items() if (b, x) not in entries]
        if any(e.base in random for e in sp.Mul(*rest).atoms(sp.Indexed)):
            raise Undecided("the expectation of what is no polynomial in the data")
        body = sp.Mul(fixed, *rest) * expected_product(entries, random)
        return self.rules.sum(sp.Sum(body, *limits)) if limits else self.polynomial(body)

    def _power(self, base: Polynomial, exponent: sp.Expr) -> Polynomial:
        exponent = poly.to_expression(self.polynomial(exponent))
        if exponent.is_Integer and 0 <= exponent <= MAX_EXPANDED_POWER:
            return poly.whole_power(base, int(exponent))
        if not base:
            raise Undecided("a power of zero")
        if len(base) == 1:
            return self._power_of_monomial(base, exponent)
        number, common, rest = poly.content(base, self.signs)
        sign = sp.S.One
        if exponent.is_Integer and rest[poly.leading(rest)] < 0:
            rest, sign = poly.scale(rest, sp.S.NegativeOne), sp.S.NegativeOne**exponent
        outside = self._power_of_monomial({common: number}, exponent)
        return poly.scale(poly.multiply(outside, poly.atom(poly.to_expression(rest), exponent)), sign)

    def _power_of_monomial(self, base: Polynomial, exponent: sp.Expr) -> Polynomial:
        ((monomial, number),) = base.items()
        whole = exponent.is_Integer
        if not whole and (number < 0 or not all(self.signs.positive(b) for b, _ in monomial)):
            return poly.atom(poly.to_expression(base), exponent)
        result = poly.constant(number**exponent) if whole else self._power_of_number(number, exponent)
        for b, e in monomial:
            result = poly.multiply(result, poly.atom(b, sp.expand(e * exponent)))
        return result

    @staticmethod
    def _power_of_number(number: sp.Rational, exponent: sp.Expr) -> Polynomial:
        result = poly.constant(sp.S.One)
        for prime, times in sp.factorrat(number, limit=10**5).items():
            result = poly.multiply(result, poly.atom(sp.Integer(prime), sp.expand(times * exponent)))
        return result

    def _exponential(self, exponent: sp.Expr) -> Polynomial:
        """exp of a sum is a product of powers; exp(a log b) is b^a."""
        result, kept = poly.constant(sp.S.One), sp.S.Zero
        for term in sp.Add.make_args(poly.to_expression(self.polynomial(exponent))):
            logs = [f for f in sp.Mul.make_args(term) if isinstance(f, sp.log)]
            if logs:
                power = self._power(self.polynomial(logs[0].args[0]), term / logs[0])
                result = poly.multiply(result, power)
            else:
                kept += term
        return result if kept == 0 else poly.multiply(result, poly.atom(sp.E, kept))

    def _log_of_product(self, inner: sp.Expr) -> Polynomial:
        """Split a log over its positive factors before they are multiplied out."""
        inner = self._joined(inner)  # 1 − a/(a + b) is b/(a + b)
        factors = [f for f in sp.Mul.make_args(inner) if not f.is_Rational and self.signs.positive(f)]
        rest = inner / sp.Mul(*factors)
        parts = [self._log_of_rest(rest)] if rest != 1 else []
        for base, exponent in (f.as_base_exp() if f.is_Pow else (f, sp.S.One) for f in factors):
            if self.signs.positive(base):
                parts.append(poly.multiply(self.polynomial(exponent), self._log_of_factor(base)))
            else:
                parts.append(self._log(self.polynomial(base**exponent)))
        return poly.add(*parts)

    def _log_of_factor(self, base: sp.Expr) -> Polynomial:
        joined = self._joined(base)
        return self._log(self.polynomial(base)) if joined.is_Add == base.is_Add else self._log_of_product(joined)

    def _joined(self, e: sp.Expr) -> sp.Expr:
        """1 + a/b as (a + b)/b, unless that hides that it is positive: 1 − e^{−a} stays."""
        joined = _together(e) if e.is_Add else e
        hides = self.signs.positive(e) and not all(self.signs.positive(f) for f in sp.Mul.make_args(joined))
        return e if hides else joined

    def _log_of_rest(self, rest: sp.Expr) -> Polynomial:
        """An odd power has the sign of its base: where log b⁻¹ has a value, so has −log b, and both are the same."""
        if rest.is_Add:
            return self._log_of_factor(rest)
        number, power = rest.as_coeff_Mul()
        if not (power.is_Pow and power.exp.is_Integer and power.exp % 2):
            return self._log(self.polynomial(rest))
        turned = self._log_of_product(power.base if number > 0 else -power.base)
        return poly.add(self._log(poly.constant(abs(number))), poly.scale(turned, power.exp))

    def _log(self, inner: Polynomial) -> Polynomial:
        if not inner:
            raise Undecided("the log of zero")
        number, common, rest = poly.content(inner, self.signs)
        result: Polynomial = {}
        for prime, times in sp.factorrat(number, limit=10**5).items():
            if prime != 1:
                result = poly.add(result, {frozenset([(sp.log(sp.Integer(prime)), sp.S.One)]): sp.Integer(times)})
        for base, exponent in common:
            result = poly.add(result, poly.multiply(self.polynomial(exponent), self._log_of_base(base)))
        if rest != poly.constant(sp.S.One):
            result = poly.add(result, poly.atom(sp.log(poly.to_expression(rest))))
        return result

    def _log_of_base(self, base: sp.Expr) -> Polynomial:
        if base is sp.E:
            return poly.constant(sp.S.One)
        if isinstance(base, sp.Product):
            return self.rules.sum(with_fresh_names(sp.Sum(sp.log(base.function), *base.limits)))
        return poly.atom(sp.log(base))

    def _product(self, e: sp.Product) -> Polynomial:
        """A product of positive factors is the exponential of the sum of their logs; of others, an opaque base."""
        if any(lower != 1 for _, lower, _ in e.limits):
            raise Undecided("a product that does not start at 1")
        if self.signs.positive(e.function):
            return self._exponential(sp.Sum(sp.log(e.function), *e.limits))
        body = poly.to_expression(self.polynomial(e.function))
        return poly.atom(self.rules.canonical(sp.Product, body, list(e.limits)))


def _together(e: sp.Expr) -> sp.Expr:
    """SymPy's ``together``, which by itself takes e^{a − b} apart or not as the names of a and b sort."""
    apart: dict[sp.Expr, sp.Expr] = {}
    names: dict[sp.Expr, sp.Dummy] = {}
    for power in e.atoms(sp.exp):
        factors = []
        for term in sp.Add.make_args(power.args[0]):
            negative = term.as_coeff_Mul()[0] < 0
            name = names.setdefault(-term if negative else term, sp.Dummy(positive=True))
            factors.append(1 / name if negative else name)
        apart[power] = sp.Mul(*factors)
    return sp.together(e.xreplace(apart)).xreplace({name: sp.exp(term) for term, name in names.items()})
