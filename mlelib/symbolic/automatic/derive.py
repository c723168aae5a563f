r"""A whole maximum likelihood derivation, written by itself: :func:`derive`.

It prints lines and hands them to :class:`Derivation`, as an author would. A line that is not proved stops it or is left
out: none is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from copy import copy

import sympy as sp

from ..derivation import Derivation
from ..errors import SymbolicError, UnreadableLine, WrongStep
from ..model import Model
from ..quantity import Quantity
from ..reading.reader import read
from .derived import Derived
from .frozen import Frozen
from .latex import Printer, latex
from .logarithm import log_terms
from .maximum import by_second_order, with_certificate
from .problem import Problem, checked
from .roots import tidied
from .stages import Stage, derivative, function_of, root_candidates, with_root
from .statistic import Statistics
from .sufficient import NotSeparable, in_statistics
from .terms import Terms, over_examples

LONGEST = 3  # terms; a longer score is written over one denominator, where that is shorter


def derive(model: Model, density: str, of: Sequence[str] | None = None, label: str = "") -> Derived:
    r"""Derive the maximum likelihood estimates for independent examples, every line proved.

    The log of the product becomes a sum, and the sum a function of a few means over the sample, which get names. Then
    come the scores, their zeros, and the proof of the global maximum: a gap certificate where one is found, else the
    second order condition. Where a zero has no closed form, the result says so, and has a function for an optimiser.

    Parameters
    ----------
    model
        declares the data, as ``x^{(i)}`` or ``x^{(i)}_j``, and the parameters; it stays as it is
    density
        the density, or the probability, of one example: LaTeX in ``x^{(i)}``
    of
        the parameters to estimate, by default all that the density depends on; the others are known
    label
        a capital letter that numbers the lines of the first derivation; the next ones take the letters after it

    Raises
    ------
    UnreadableLine
        if the density is not in the reader's language
    SymbolicError
        naming the argument that cannot be used

    Examples
    --------
    >>> model = Model({"n": "i"}, {"x^{(i)}": "positive"}, {r"\lambda": "positive"})
    >>> result = derive(model, r"\lambda e^{-\lambda x^{(i)}}")
    >>> print(result.estimates[r"\lambda"], "|", result.proof.lines[0].right, "|", result.how)
    \frac{1}{\bar{x}} | n \varphi\left(\frac{\lambda}{\hat{\lambda}}\right) | gap certificate
    """
    problem = checked(model, density, of)
    statistics = Statistics(problem.model, problem.index)
    start, sums = _log_likelihood(problem)
    result = Derived(problem.model, density, problem.unknown, statistics, start)
    try:
        terms = in_statistics(log_terms(problem.expression, problem.model.signs), statistics, problem.symbols)
    except NotSeparable:
        _scores_alone(result, Terms(sums))
    else:
        _name_statistics(result, terms)
        stages = _solve(result, terms)
        if not result.open:
            _ = with_certificate(result, stages) or by_second_order(result, stages)
    result.number(label)
    return result


# -- the log-likelihood


def _log_likelihood(problem: Problem) -> tuple[Derivation, list[sp.Expr]]:
    """The log of the product, as sums; and these sums."""
    model, i, n = problem.model, problem.index.name, problem.size.name
    printer = Printer(model)
    names = ", ".join(q.core + "^2" * q.squared for q in problem.unknown)
    start = rf"\log \prod_{{{i}=1}}^{{{n}}} {_as_factor(problem, printer)}"
    d = Derivation(model, start, rf"\ell({names})", "independent examples")
    terms = log_terms(problem.expression, model.signs)
    head = rf"\sum_{{{i}=1}}^{{{n}}}"
    _step(d, rf"{head} \log{printer.in_brackets(problem.density)}", "the log of a product is the sum of the logs")
    inside = printer.line(terms)
    if len(terms) > 1 or inside.startswith("-"):
        inside = printer.in_brackets(inside)
    _step(d, f"{head} {inside}", "the log of a product and of a power")
    sums = [over_examples(term, problem.index, problem.size) for term in terms]
    _step(d, printer.line(sums), f"what does not depend on ${i}$ leaves the sum")
    if len(d.lines) == 1:
        raise SymbolicError("density: that its log splits into terms could not be proved")
    return d, sums


def _as_factor(problem: Problem, printer: Printer) -> str:
    """The density as the author wrote it, in brackets if a product would not reach over all of it."""
    head = rf"\prod_{{{problem.index.name}=1}}^{{{problem.size.name}}} "
    in_brackets = printer.in_brackets(problem.density)
    try:
        same = read(head + problem.density, problem.model) == read(head + in_brackets, problem.model)
    except UnreadableLine:
        same = False
    return problem.density if same else in_brackets


def _step(d: Derivation, line: str, because: str) -> None:
    """A line that may be left out: where it says what the last one says, or is not proved."""
    if line != d.lines[-1].right:
        with suppress(WrongStep, UnreadableLine):
            d.step(line, because)


def _name_statistics(result: Derived, terms: Terms) -> None:
    names = [f"${quantity.latex}$" for quantity in result.statistics.used]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    line = Printer(result.model).line(terms.expressions)
    if terms.constant != 0:
        line += f" + {latex(terms.constant, result.model)}"
    try:
        result.log_likelihood.unfold(line, f"the meaning of {listed}")
    except WrongStep as problem:
        raise SymbolicError(f"density: the log-likelihood by means over the sample is not proved: {problem}") from None


# -- scores and their zeros


def _solve(result: Derived, terms: Terms) -> list[Stage]:
    """One parameter after the other, those first whose zero depends on no other parameter."""
    waiting, stages = list(result.unknown), list[Stage]()
    everything = terms
    while waiting:
        tried = {quantity.core: root_candidates(terms, quantity, result.model) for quantity in waiting}
        symbols = {q.core: {other.symbol for other in waiting if other is not q} for q in waiting}
        ranked = sorted(waiting, key=lambda q: _rank(tried[q.core], symbols[q.core]))
        for quantity in ranked:
            stage = Stage(quantity, terms, _score(result, everything, terms, stages, quantity))
            if _solved(stage, tried[quantity.core], result):
                break
        else:
            _leave_open(result, everything, terms, stages, waiting)
            return stages
        stages.append(stage)
        waiting.remove(quantity)
        terms = with_root(terms, quantity, stage.root)
    return stages


def _rank(roots: list[sp.Expr], others: set[sp.Basic]) -> int:
    if not roots:
        return 2
    return int(any(roots[0].has(symbol) for symbol in others))


def _score(
    result: Derived, everything: Terms, terms: Terms, stages: list[Stage], quantity: Quantity
) -> list[Derivation]:
    """The derivative of the log-likelihood; and the same with the zeros found before in their places."""
    model, entry = result.model, quantity.at(*quantity.indices)
    slopes = [derivative(function_of(t, quantity), entry, Frozen(model.signs)) for t in (everything, terms)]
    if len(sp.Add.make_args(slopes[1])) > LONGEST:
        frozen = Frozen(model.signs)
        slopes[1] = frozen.back(tidied(frozen(slopes[1])))
    score = result.log_likelihood.differentiate(quantity.latex, latex(slopes[0], model))
    earlier = [stage for stage in stages if slopes[0].has(stage.quantity.symbol)]
    if not earlier:
        return [score]
    places = {stage.quantity.latex: latex(stage.root, model) for stage in earlier}
    named = " and ".join(f"${name} = {value}$" for name, value in places.items())
    return [score, score.substitute(places, latex(slopes[1], model), f"put {named} in")]


def _solved(stage: Stage, candidates: list[sp.Expr], result: Derived) -> bool:
    """Solve the last form of the score by the first candidate that the checker accepts."""
    for root in candidates:
        attempt = copy(stage.scores[-1])
        attempt.lines = list(attempt.lines)
        written = latex(root, result.model)
        try:
            attempt.solve(stage.quantity.latex, written)
        except SymbolicError as problem:
            if any(words in str(problem) for words in ("a value for", "of what may be negative")):
                result.refused[stage.quantity.latex] = written
            continue
        stage.unsolved, stage.scores[-1], stage.root = stage.scores[-1], attempt, root
        result.add_scores(stage.quantity, stage.scores)
        result.estimates[stage.quantity.latex] = written
        result.refused.pop(stage.quantity.latex, None)
        return True
    return False


def _leave_open(result: Derived, everything: Terms, terms: Terms, stages: list[Stage], waiting: list[Quantity]) -> None:
    for quantity in waiting:
        result.add_scores(quantity, _score(result, everything, terms, stages, quantity))
        result.open.append(quantity)


def _scores_alone(result: Derived, sums: Terms) -> None:
    """Where no statistics hold all that the data say, the scores stay sums over the sample."""
    for quantity in result.unknown:
        entry = quantity.at(*quantity.indices)
        slope = derivative(function_of(sums, quantity), entry, Frozen(result.model.signs))
        result.add_scores(quantity, [result.log_likelihood.differentiate(quantity.latex, latex(slope, result.model))])
        result.open.append(quantity)
