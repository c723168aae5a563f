"""The second order condition: a derivative that is visibly negative."""

from __future__ import annotations

import sympy as sp

from ..derivation import Derivation
from ..errors import WrongStep
from ..line import Line
from ..proving.check import Level
from ..values import Value


def negative(derivation: Derivation, because: str = "visibly negative") -> Derivation:
    r"""Add "< 0", if minus the latest line is visibly positive: see :mod:`mlelib.symbolic.proving.signs`.

    Raises
    ------
    WrongStep
        if it is not

    Examples
    --------
    >>> from mlelib.symbolic import Model
    >>> model = Model({"n": "i"}, parameters={r"\lambda": "positive"})
    >>> d = Derivation(model, r"n \log \lambda - \lambda", name=r"\ell(\lambda)")
    >>> curvature = d.differentiate(r"\lambda", r"\frac{n}{\lambda} - 1").differentiate(
    ...     r"\lambda", r"-\frac{n}{\lambda^2}"
    ... )
    >>> print(negative(curvature).lines[-1].relation)
    <
    """
    last = derivation.lines[-1]
    if not last.value.is_scalar or not derivation.model.signs.positive(-derivation.sympy):
        raise WrongStep("this is not visibly negative", last.right, "0")
    return derivation._append(Line("", "<", "0", because, Level.PROVED, Value(sp.S.Zero), "negative"))
