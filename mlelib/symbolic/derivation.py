"""A derivation: lines of LaTeX, each proved from the line before it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace

import sympy as sp

from . import gradient, naming, replacing, solve
from .calculus import with_fresh_names
from .check import Level, check
from .errors import SymbolicError, WrongStep
from .model import Model
from .quotient import differs_from_quotient
from .reader import read
from .values import Value


@dataclass(frozen=True)
class Line:
    """One displayed line: ``left relation right``, its reason, and how much is known of it (None for what is given)."""

    left: str
    relation: str
    right: str
    because: str
    level: Level | None
    value: Value


class Derivation:
    r"""A chain of lines, each checked against the line before it.

    Parameters
    ----------
    model
        the declared symbols
    start
        the first line, as LaTeX
    name
        what the first line is, as LaTeX: ``\ell(\mu, \sigma^2)``; derivatives are named after it
    because
        why one may start here

    Raises
    ------
    UnreadableLine
        if a line is not in the language of :mod:`mlelib.symbolic.reader`
    WrongStep
        from every method below, if a line does not follow; with a counterexample

    Examples
    --------
    >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real"})
    >>> d = Derivation(model, r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"J(\mu)")
    >>> score = d.differentiate(r"\mu", r"-2 \sum_{i=1}^{n} (x^{(i)} - \mu)")
    >>> score.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}").unique
    True
    >>> score.sympy
    Sum(x[i], (i, 1, n))/n
    """

    def __init__(self, model: Model, start: str, name: str = "", because: str = "") -> None:
        self.model, self.name = model, name
        self.unique: bool | None = None
        self._variables: tuple[str, ...] = ()
        value = read(start, model)
        self.lines = [Line(name, "=" if name else "", start, because, None, value)]

    @property
    def sympy(self) -> sp.Expr:
        """The expression behind the latest line; of a vector, its component."""
        return self.lines[-1].value.expression

    # -- rewriting

    def step(self, line: str, because: str, level: str = Level.PROVED.value) -> Derivation:
        """The next line equals the last one. Defined names stand for themselves: see :meth:`unfold`.

        ``level`` lowers what is asked for, by name: "checked for small sizes" or "checked numerically". The page shows
        it.
        """
        value = self._read_like(line, self.lines[-1].value)
        reached = self._equal(self.sympy, value.expression, line, because, Level(level))
        return self._append("", "=", line, because, reached, value)

    def steps(self, lines: str) -> Derivation:
        r"""Several steps at once: a line of text each, with its reason behind a ``%`` as in LaTeX.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "positive"})
        >>> d = Derivation(model, r"\log \prod_{i=1}^{n} (x^{(i)})^2").steps(r'''
        ...     \sum_{i=1}^{n} \log((x^{(i)})^2)    % the log of a product is the sum of the logs
        ...     2 \sum_{i=1}^{n} \log x^{(i)}       % the log of a square; the 2 leaves the sum
        ... ''')
        >>> len(d.lines)
        3
        """
        for text in filter(None, map(str.strip, lines.splitlines())):
            line, _, reason = text.partition("%")
            if not reason.strip():
                raise SymbolicError(f"this line has no reason behind a %: {text}")
            self.step(line.strip(), reason.strip())
        return self

    def unfold(self, line: str, because: str) -> Derivation:
        """Like :meth:`step`, with every defined name replaced by its meaning on both sides."""
        value = self._read_like(line, self.lines[-1].value)
        before, after = self.model.unfold(self.sympy), self.model.unfold(value.expression)
        reached = self._equal(before, after, line, because, Level.PROVED)
        return self._append("", "=", line, because, reached, value)

    def substitute(self, values: Mapping[str, str], line: str, because: str) -> Derivation:
        r"""Put values in the place of symbols, ``{r"\mu": r"\bar{x}"}``; a new derivation goes on from there."""
        expression = replacing.at(self.model, self.sympy, values)
        value = self._read_like(line, self.lines[-1].value)
        reached = self._equal(expression, value.expression, line, because, Level.PROVED)
        places = ",\\, ".join(f"{name} = {text}" for name, text in values.items())
        following = self._continued(naming.restricted(self.name, places), line, because, reached, value)
        following._variables = ()
        return following

    def specialise(self, size: str, number: int, line: str, because: str) -> Derivation:
        """Take a particular size, ``d.specialise("n", 2, …)``, in a new derivation: sums are written out."""
        symbol = self.model.sizes.get(size)
        if symbol is None or number != self.model.smallest[symbol]:
            raise SymbolicError(f"{size} = {number}: the model must say at_least={{{size!r}: {number}}}")
        value = self._read_like(line, self.lines[-1].value)
        expression = with_fresh_names(self.sympy).xreplace({symbol: sp.Integer(number)})
        reached = self._equal(expression, value.expression, line, because, Level.PROVED)
        named = next((row.left for row in reversed(self.lines) if row.left), "")
        following = copy(self)
        following.model = self.model.specialised(symbol, number)
        following.lines = [replace(self.lines[-1], left=named)]
        if self.lines[-1].level is not None:  # proved before: here it only says where we start
            following.lines = [replace(following.lines[0], because="", level=None)]
        return following._append("", "=", line, because, reached, value)

    # -- calculus

    def differentiate(self, variable: str, line: str, because: str = "") -> Derivation:
        r"""The derivative of the latest line, as a new derivation.

        By a number, or by one component ``\mu_j``, it is the partial derivative; by a vector ``\mu`` the gradient (of a
        vector, the matrix of partial derivatives); by a matrix the matrix of partial derivatives, for a symmetric one
        the gradient among symmetric matrices.

        The derivative that SymPy finds is compared with a difference quotient of fifty digits before anything else.
        """
        entry = replacing.entry(self.model, variable)
        replacing.refuse_hidden(self.model, self.sympy, [variable])
        derivative, pattern, entry_ = gradient.derivative(self.lines[-1].value, entry, variable, self.model)
        value = self._read_like(line, pattern)
        because = because or f"differentiate with respect to ${variable}$"
        problem = differs_from_quotient(self.sympy, value.expression, entry_, self.model)
        if problem:
            raise self._refused(line, because, problem)
        reached = self._equal(derivative, value.expression, line, because, Level.PROVED)
        following = self._continued(
            naming.derivative(self.name, self._variables, variable, not entry.is_scalar), line, because, reached, value
        )
        following._variables = (*self._variables, variable)
        return following

    def solve(self, variable: str, line: str, because: str = "", name: str = "") -> Derivation:
        """Set the latest line to zero and solve; ``unique`` then says whether the root is proved to be the only one.

        The root is called ``name``, by default the variable with a hat.
        """
        unknown = replacing.entry(self.model, variable)
        value = self._read_like(line, unknown)
        because = because or "set to zero and solve"
        root = solve.verified(self.sympy, variable, unknown, value, self.model)
        if root.problem or not root.proved:
            raise self._refused(line, because, root.problem)
        replacing.refuse_outside(self.model, variable, value)
        self.unique = root.unique
        because += ": the only zero" if self.unique else ": a zero"
        if unknown.expression.is_positive and not self.model.signs.positive(root.expression):
            because += ", where it is positive"
        # From here on the latest line is the root: its derivatives are named after it, not after the score.
        self.name = name or naming.estimate(variable, replacing.quantity_of(self.model, variable).core)
        self._variables = ()
        return self._append(self.name, "=", line, because, Level.PROVED, value)

    def maximum(self, at: Mapping[str, str], gap: str, because: str = "") -> Derivation:
        r"""Prove a global maximum.

        The value at the estimates minus the value anywhere is ``gap``, a sum of terms that are visibly not negative.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real"})
        >>> model = model.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
        >>> d = Derivation(model, r"-\sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"\ell(\mu)")
        >>> print(d.maximum({r"\mu": r"\bar{x}"}, r"n (\bar{x} - \mu)^2").lines[-1].right)
        0
        """
        value = self._read_like(gap, Value(sp.S.Zero))
        because = because or "the gap between the two, term by term"
        reached = self._equal_folded_or_not(
            replacing.at(self.model, self.sympy, at) - self.sympy, value.expression, gap, because
        )
        proof = self._continued(
            f"{naming.at(self.name, at)} - {self.name or naming.head(self.name)}", gap, because, reached, value
        )
        return proof.nonnegative()

    def at_least(self, line: str, gap: str, because: str) -> Derivation:
        r"""The latest line is at least ``line``: their difference is ``gap``, whose terms are visibly not negative.

        Examples
        --------
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real"})
        >>> d = Derivation(model, r"\sum_{i=1}^{n} ((x^{(i)})^2 + \mu^2)")
        >>> bound = d.at_least(r"2 \mu \sum_{i=1}^{n} x^{(i)}", r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2", "a square")
        >>> print(bound.lines[-1].relation)
        \ge
        """
        value, between = self._read_like(line, self.lines[-1].value), self._read_like(gap, Value(sp.S.Zero))
        reached = self._equal_folded_or_not(self.sympy - value.expression, between.expression, gap, because)
        self._refuse_doubtful(between.expression, gap)
        self._raise_doubts(between)
        return self._append("", r"\ge", line, rf"{because}: the gap is ${gap} \ge 0$", reached, value)

    def _refuse_doubtful(self, expression: sp.Expr, line: str) -> None:
        doubtful = self.model.signs.first_doubtful_term(expression)
        if doubtful is not None:
            raise WrongStep(f"this term is not visibly nonnegative: {doubtful}", line, "0")

    def nonnegative(self, because: str = "squares and φ are never negative") -> Derivation:
        """Add "≥ 0", if every term of the latest line is visibly not negative: see :mod:`mlelib.symbolic.signs`."""
        self._refuse_doubtful(self.sympy, self.lines[-1].right)
        return self._append("", r"\ge", "0", because, Level.PROVED, Value(sp.S.Zero))

    # -- checking

    def _equal(self, before: sp.Expr, after: sp.Expr, line: str, because: str, wanted: Level) -> Level:
        verdict = check(before, after, self.model)
        if verdict.level is None:
            raise self._refused(line, because, verdict.counterexample)
        if not verdict.level.at_least(wanted):
            advice = f'split it into smaller steps, or ask for level="{verdict.level.value}"'
            raise self._refused(line, because, "", f"is only {verdict.level.value}: {advice}")
        return verdict.level

    def _equal_folded_or_not(self, before: sp.Expr, after: sp.Expr, line: str, because: str) -> Level:
        """Proved with the defined names as free symbols if possible, which says more; else with their meanings."""
        if check(before, after, self.model).level is Level.PROVED:
            return Level.PROVED
        return self._equal(self.model.unfold(before), self.model.unfold(after), line, because, Level.PROVED)

    def _read_like(self, line: str, pattern: Value) -> Value:
        value = read(line, self.model)
        if value.shape != pattern.shape:
            if value.expression != 0:
                problem = f"{value.in_words}, where {pattern.in_words} is expected"
                raise WrongStep(problem, self.lines[-1].right, line)
            return replace(pattern, expression=value.expression, factors=(), doubt=value.doubt)
        return value

    def _refused(self, line: str, because: str, counterexample: str, how: str = "does not follow") -> WrongStep:
        problem = f"line {len(self.lines) + 1} {how} ({because})"
        return WrongStep(problem, self.lines[-1].right, line, counterexample)

    # -- naming and showing

    def _append(self, left: str, relation: str, right: str, because: str, level: Level, value: Value) -> Derivation:
        self._raise_doubts(value)
        self.lines.append(Line(left, relation, right, because, level, value))
        return self

    def _raise_doubts(self, value: Value) -> None:
        """A line that is not wrong, but may have no real value, is refused now; so is the first line, if it may not."""
        for doubt in (self.lines[0].value.doubt, value.doubt):
            if doubt is not None:
                raise doubt

    def _continued(self, name: str, line: str, because: str, level: Level, value: Value) -> Derivation:
        """A new derivation that starts where this one stands."""
        following = copy(self)
        following.name, following.unique = name, None
        self._raise_doubts(value)
        following.lines = [Line(name, "=" if name else "", line, because, level, value)]
        return following

    def __str__(self) -> str:
        from .render import derivation_text

        return derivation_text(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from .render import derivation_bundle

        return derivation_bundle(self)
