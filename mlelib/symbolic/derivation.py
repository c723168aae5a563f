"""A derivation: lines of LaTeX, each proved from the line before it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace

import sympy as sp

from . import lemmas
from .chain import Chain
from .errors import SymbolicError
from .line import Line, checked_label
from .proving.calculus import with_fresh_names
from .proving.check import Level
from .proving.quotient import differs_from_quotient
from .steps import gradient, naming, replacing, solve
from .values import Value


class Derivation(Chain):
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
    label
        a capital letter that numbers the lines, "A" as A1, A2, …, so that prose can refer to them; every method that
        begins a new derivation takes one for it

    Raises
    ------
    UnreadableLine
        if a line is not in the reader's language
    WrongStep
        from every method below, if a line does not follow; with a counterexample

    Examples
    --------
    >>> from mlelib.symbolic import Derivation, Model
    >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real"})
    >>> d = Derivation(model, r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"J(\mu)")
    >>> score = d.differentiate(r"\mu", r"-2 \sum_{i=1}^{n} (x^{(i)} - \mu)")
    >>> score.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}").unique
    True
    >>> score.sympy
    Sum(x[i], (i, 1, n))/n
    """

    # -- rewriting

    def step(self, line: str, because: str, level: str = Level.PROVED.value) -> Derivation:
        """The next line equals the last one. Defined names stand for themselves: see :meth:`unfold`.

        ``level`` lowers what is asked for, by name: "checked for small sizes" or "checked numerically". The page shows
        it.

        Raises
        ------
        WrongStep
            if the lines differ, or are not known to be equal at that level
        ValueError
            if there is no such level

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={"c": "real"})
        >>> d = Derivation(model, r"\\sum_{i=1}^{n} (x^{(i)} + c)")
        >>> d.step(r"\\sum_{i=1}^{n} x^{(i)} + n c", "n equal terms").lines[-1].level.value
        'proved for every size'
        """
        value = self._read_like(line, self.lines[-1].value)
        reached = self._equal(self.sympy, value.expression, line, because, Level(level))
        return self._append(Line("", "=", line, because, reached, value, "step"))

    def steps(self, lines: str) -> Derivation:
        r"""Several steps at once: a line of text each, with its reason behind a ``%`` as in LaTeX.

        Raises
        ------
        SymbolicError
            if a line has no reason; else as :meth:`step`

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
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
        r"""Like :meth:`step`, with every defined name replaced by its meaning on both sides.

        Raises
        ------
        WrongStep
            if the lines differ, or are not proved to be equal for every size

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"})
        >>> model = model.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
        >>> d = Derivation(model, r"\sum_{i=1}^{n} (x^{(i)} - \bar{x})")
        >>> d.step(r"\sum_{i=1}^{n} x^{(i)} - n \bar{x}", "n equal terms").unfold("0", "the meaning of the mean").sympy
        0
        """
        value = self._read_like(line, self.lines[-1].value)
        before, after = self.model.unfold(self.sympy), self.model.unfold(value.expression)
        reached = self._equal(before, after, line, because, Level.PROVED)
        return self._append(Line("", "=", line, because, reached, value, "unfold"))

    def substitute(self, values: Mapping[str, str], line: str, because: str, label: str = "") -> Derivation:
        r"""Put values in the place of symbols, ``{r"\mu": r"\bar{x}"}``; a new derivation goes on from there.

        In the place of a matrix a named matrix, or a product of such: its inverse and determinant follow.

        Raises
        ------
        SymbolicError
            if a value has another shape than its symbol or may lie outside of its kind, if a symbol is hidden in a
            defined name, or behind a bound

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, parameters={"c": "real", "v": "positive"})
        >>> Derivation(model, "n (c - v)^2").substitute({"c": "2 v"}, "n v^2", "put c = 2v in").sympy
        n*v**2
        """
        self._refuse_bound()
        expression = replacing.at(self.model, self.sympy, values)
        value = self._read_like(line, self.lines[-1].value)
        reached = self._equal(expression, value.expression, line, because, Level.PROVED)
        places = ",\\, ".join(f"{name} = {text}" for name, text in values.items())
        name = naming.restricted(self.name, places)
        following = self._continued(Line(name, "=", line, because, reached, value, "substitute"), label)
        following._variables = ()
        return following

    def specialise(self, size: str, number: int, line: str, because: str, label: str = "") -> Derivation:
        r"""Take a particular size, in a new derivation: sums are written out.

        The model says ``at_least={"n": 2}``, so that the entries 1 and 2 exist.

        Raises
        ------
        SymbolicError
            if the model does not say so

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, at_least={"n": 2})
        >>> d = Derivation(model, r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
        >>> d.specialise("n", 2, r"\frac{x^{(1)} + x^{(2)}}{2}", "two examples").sympy
        x[1]/2 + x[2]/2
        """
        self._refuse_bound()
        symbol = self.model.sizes.get(size)
        if symbol is None or number != self.model.smallest[symbol]:
            raise SymbolicError(f"{size} = {number}: the model must say at_least={{{size!r}: {number}}}")
        following = copy(self)
        following.model = self.model.specialised(symbol, number)
        value = following._read_like(line, self.lines[-1].value)
        expression = with_fresh_names(self.sympy).xreplace({symbol: sp.Integer(number)})
        reached = following._equal(expression, value.expression, line, because, Level.PROVED)
        named = next((row.left for row in reversed(self.lines) if row.left), "")
        following.label = checked_label(label)
        following.lines = [replace(self.lines[-1], left=named)]
        if self.lines[-1].level is not None:  # proved before: here it only says where we start
            following.lines = [replace(following.lines[0], because="", level=None, method="given", lemmas=())]
        return following._append(Line("", "=", line, because, reached, value, "specialise"))

    # -- calculus

    def differentiate(self, variable: str, line: str, because: str = "", label: str = "") -> Derivation:
        r"""The derivative of the latest line, as a new derivation.

        By a number, or by one component ``\mu_j``, it is the partial derivative; by a vector ``\mu`` the gradient (of a
        vector, the matrix of partial derivatives); by a matrix the matrix of partial derivatives, for a symmetric one
        the gradient among symmetric matrices.

        The line is compared with a difference quotient of fifty digits before anything else.

        Raises
        ------
        SymbolicError
            where no derivative is defined: by a count, a probability among others or an entry of a symmetric matrix; of
            a product, an expectation or a bound; by a symbol that is hidden in a defined name

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"d": "j l"}, parameters={"u_j": "real", r"\Lambda_{jl}": "positive definite"})
        >>> d = Derivation(model, r"\log\det\Lambda - u^\top \Lambda u", name="f")
        >>> d.differentiate("u", r"-2 \Lambda u").lines[0].left
        '\\nabla_{\\!u}\\, f'
        >>> d.differentiate(r"\Lambda", r"\Lambda^{-1} - u u^\top").lines[0].level.value
        'proved for every size'
        """
        self._refuse_bound()
        entry = replacing.entry(self.model, variable)
        replacing.refuse_hidden(self.model, self.sympy, [variable])
        derivative, pattern, entry_ = gradient.derivative(self.lines[-1].value, entry, variable, self.model)
        value = self._read_like(line, pattern)
        because = because or f"differentiate with respect to ${variable}$"
        problem = differs_from_quotient(self.sympy, value.expression, entry_, self.model)
        if problem:
            raise self._refused(line, because, problem)
        reached = self._equal(derivative, value.expression, line, because, Level.PROVED)
        name = naming.derivative(self.name, self._variables, variable, not entry.is_scalar)
        used = lemmas.of_derivative(self.sympy, replacing.quantity_of(self.model, variable))
        following = self._continued(Line(name, "=", line, because, reached, value, "differentiate", used), label)
        following._variables = (*self._variables, variable)
        return following

    def solve(self, variable: str, line: str, because: str = "", name: str = "") -> Derivation:
        """Set the latest line to zero and solve; ``unique`` then says whether the root is proved to be the only one.

        The root is called ``name``, by default the variable with a hat. Of a matrix the inverse may be solved for.

        Raises
        ------
        WrongStep
            if the score is not proved to be zero there
        SymbolicError
            if the root holds the unknown, or may lie outside of its kind

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={"c": "real"})
        >>> score = Derivation(model, r"\\sum_{i=1}^{n} (x^{(i)} - c)")
        >>> score.solve("c", r"\\frac{1}{n} \\sum_{i=1}^{n} x^{(i)}").unique
        True
        """
        self._refuse_bound()
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
        return self._append(Line(self.name, "=", line, because, Level.PROVED, value, "solve"))

    def maximum(self, at: Mapping[str, str], gap: str, because: str = "", label: str = "") -> Derivation:
        r"""Prove a global maximum.

        The value at the estimates minus the value anywhere is ``gap``, a sum of terms that are visibly not negative.

        Raises
        ------
        WrongStep
            if the gap is not that difference, or one of its terms is not visibly nonnegative

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real"})
        >>> model = model.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
        >>> d = Derivation(model, r"-\sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"\ell(\mu)")
        >>> print(d.maximum({r"\mu": r"\bar{x}"}, r"n (\bar{x} - \mu)^2").lines[-1].right)
        0
        """
        self._refuse_bound()
        value = self._read_like(gap, Value(sp.S.Zero))
        because = because or "the gap between the two, term by term"
        reached = self._equal_folded_or_not(
            replacing.at(self.model, self.sympy, at) - self.sympy, value.expression, gap, because
        )
        name = f"{naming.at(self.name, at)} - {self.name or naming.head(self.name)}"
        return self._continued(Line(name, "=", gap, because, reached, value, "maximum"), label).nonnegative()

    def at_least(self, line: str, gap: str, because: str) -> Derivation:
        r"""The latest line is at least ``line``: their difference is ``gap``, whose terms are visibly not negative.

        Raises
        ------
        WrongStep
            if the gap is not that difference, or one of its terms is not visibly nonnegative

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
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
        because, used = rf"{because}: the gap is ${gap} \ge 0$", lemmas.of_signs(between.expression)
        return self._append(Line("", r"\ge", line, because, reached, value, "at_least", used))

    def nonnegative(self, because: str = "squares and φ are never negative") -> Derivation:
        """Add "≥ 0", if every term of the latest line is visibly not negative: a square, a φ, a product of such.

        Raises
        ------
        WrongStep
            naming the first term that is not

        Examples
        --------
        >>> from mlelib.symbolic import Derivation, Model
        >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={"v": "positive"})
        >>> Derivation(model, r"\\varphi(v) + \\sum_{i=1}^{n} (x^{(i)})^2").nonnegative().lines[-1].relation
        '\\\\ge'
        """
        self._refuse_doubtful(self.sympy, self.lines[-1].right)
        used = lemmas.of_signs(self.sympy)
        return self._append(Line("", r"\ge", "0", because, Level.PROVED, Value(sp.S.Zero), "nonnegative", used))
