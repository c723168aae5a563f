"""What :func:`mlelib.symbolic.derive` returns: the derivations, the estimates, the proof, and how it all reads."""

from __future__ import annotations

from typing import Any

from ..bridge.arguments import argument_name
from ..bridge.compiled import to_numpy
from ..derivation import Derivation
from ..errors import SymbolicError
from ..line import checked_label
from ..model import Model
from ..quantity import Quantity
from ..showing import ledger
from ..showing.render import derivation_latex, derivation_markdown, derivation_text
from .objective import Objective
from .statistic import Statistics
from .telling import as_latex, as_text, parts


class Derived:
    r"""A maximum likelihood derivation that wrote itself.

    model
        the model given, with the names of the statistics and of the estimates
    log_likelihood
        the derivation of the log-likelihood
    scores
        for each parameter its derivation, which ends in the zero, ``scores[r"\mu"].unique`` says whether it is the only
        one; where earlier zeros were put in, the last of ``all_scores[r"\mu"]``
    estimates
        the zeros as LaTeX, by parameter; those without a closed form are missing
    open
        the parameters for which no closed form was found
    refused
        for some of these, a zero that may lie outside of the declared range
    proof
        the gap certificate; None where none was found
    curvatures
        the second derivatives, where the second order condition is the proof
    how
        "gap certificate", "second derivative negative everywhere", "second derivative negative at the zero", or empty

    Examples
    --------
    >>> from mlelib.symbolic import Model, derive
    >>> coin = Model({"n": "i"}, {"x^{(i)}": "binary"}, {r"\theta": "unit"})
    >>> result = derive(coin, r"\theta^{x^{(i)}} (1-\theta)^{1-x^{(i)}}")
    >>> print(result.scores[r"\theta"].lines[-1].right, result.unique, len(result.derivations))
    \bar{x} True 3
    >>> print(result.proof.lines[-1].relation, result.proof.lines[-1].right)
    \ge 0
    """

    def __init__(
        self,
        model: Model,
        density: str,
        unknown: tuple[Quantity, ...],
        statistics: Statistics,
        log_likelihood: Derivation,
    ) -> None:
        self.model, self.density, self.unknown, self.statistics = model, density, unknown, statistics
        self.log_likelihood = log_likelihood
        self.all_scores: dict[str, list[Derivation]] = {}
        self.estimates: dict[str, str] = {}
        self.open: list[Quantity] = []
        self.refused: dict[str, str] = {}
        self.named: list[Quantity] = []
        self.proof: Derivation | None = None
        self.curvatures: dict[str, list[Derivation]] = {}
        self.how = ""

    def add_scores(self, quantity: Quantity, scores: list[Derivation]) -> None:
        """Keep what :func:`derive` found of one parameter: its score, and the same with earlier zeros put in."""
        self.all_scores[quantity.latex] = scores

    @property
    def scores(self) -> dict[str, Derivation]:
        """The last form of each score."""
        return {name: scores[-1] for name, scores in self.all_scores.items()}

    @property
    def unique(self) -> bool:
        """Whether each zero is proved to be the only one of its score."""
        return not self.open and all(score.unique for score in self.scores.values())

    @property
    def derivations(self) -> list[Derivation]:
        """All derivations, in the order in which they are shown."""
        return [part for part in parts(self) if isinstance(part, Derivation)]

    def number(self, label: str) -> None:
        """Number the lines of the derivations by this letter and the ones after it: ``derive(…, label="A")``.

        Raises
        ------
        SymbolicError
            if the letters do not suffice
        """
        if checked_label(label):
            for place, derivation in enumerate(self.derivations):
                derivation.label = checked_label(chr(ord(label) + place))

    # -- with numbers

    def estimate(self, **data: Any) -> dict[str, Any]:
        r"""The estimates for data, by parameter; what is known is given too, by its plain name.

        Data have the axes of their declaration: ``x^{(i)}_j`` is (n, d). An estimate is a float, of ``\mu_j`` (d,).

        Raises
        ------
        SymbolicError
            where a parameter has no closed form; else as :func:`to_numpy` says

        Examples
        --------
        >>> from mlelib.symbolic import Model, derive
        >>> model = Model({"n": "i"}, {"x^{(i)}": "positive"}, {r"\lambda": "positive"})
        >>> derive(model, r"\lambda e^{-\lambda x^{(i)}}").estimate(x=[1, 2, 3])
        {'\\lambda': 0.5}
        """
        if self.open:
            raise SymbolicError(f"{self.open[0].latex} has no closed form: minimise negative_log_likelihood(…)")
        known = to_numpy(self.log_likelihood)
        names = {*known.arguments, *(size.name for size in known.sizes)} - {argument_name(q) for q in self.unknown}
        for name in data:
            if name not in names:
                raise SymbolicError(f"{name}: not an argument, these are {', '.join(sorted(names))}")
        found: dict[str, Any] = {}
        for name, root in reversed(self.estimates.items()):  # a zero may hold parameters that were solved for later
            function = to_numpy(self.model, root)
            values = {argument_name(self.model.quantity(n)): value for n, value in found.items()} | data
            taken = [*function.arguments, *(size.name for size in function.sizes)]
            found[name] = function(**{key: values[key] for key in taken if key in values})
        return {name: found[name] for name in self.estimates}

    def negative_log_likelihood(self, **data: Any) -> Objective:
        r"""Minus the log-likelihood of these data as a function of the parameters, with its gradient.

        The parameters come as one array, in the order of ``unknown``, arrays entry by entry.

        Raises
        ------
        SymbolicError
            naming the data that are missing, unknown or outside of their kind

        Examples
        --------
        >>> from scipy.optimize import minimize
        >>> from mlelib.symbolic import Model, derive
        >>> model = Model({"n": "i"}, {"x^{(i)}": "positive"}, {r"\alpha": "positive", r"\beta": "positive"})
        >>> gamma = r"\frac{\beta^\alpha}{\Gamma(\alpha)} (x^{(i)})^{\alpha-1} e^{-\beta x^{(i)}}"
        >>> f = derive(model, gamma).negative_log_likelihood(x=[1, 2, 4])
        >>> minimize(f, [1, 1], jac=f.gradient, bounds=f.bounds).x.round(2)
        array([3.4 , 1.46])
        """
        lines = {name: scores[0].lines[0].right for name, scores in self.all_scores.items()}
        slopes = [lines[quantity.latex] for quantity in self.unknown]
        return Objective(self.model, self.log_likelihood.lines[-1].right, slopes, self.unknown, data)

    # -- on the page

    def __str__(self) -> str:
        return "\n\n".join(as_text(p) if isinstance(p, str) else derivation_text(p) for p in parts(self))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        shown = parts(self)
        return {
            "text/markdown": "\n\n".join(p if isinstance(p, str) else derivation_markdown(p) for p in shown),
            "text/latex": "\n\n".join(as_latex(p) if isinstance(p, str) else derivation_latex(p) for p in shown),
            "text/plain": str(self),
            ledger.MIME: {"derivations": [ledger.record(d) for d in self.derivations]},
        }
