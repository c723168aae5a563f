"""Expectations over independent data: the operator 𝔼, and the distributions that the data may be declared to have.

Only polynomials in the data have an expectation here: their moments are known exactly, and a weighted sum over a few
nodes gives the same value to fifty digits (Gauss–Hermite quadrature is exact for polynomials), which is the second
opinion.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any, ClassVar

import sympy as sp


class Expectation(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """𝔼[f], where f is a polynomial in the data that the model declares random."""

    nargs = 1

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}\left[{printer._print(self.args[0])}\right]"

    def _sympystr(self, printer: Any) -> str:
        return f"E[{printer._print(self.args[0])}]"


def degree(e: sp.Expr, random: Container[sp.Basic]) -> int:
    """An upper bound of the degree of ``e`` as a polynomial in the random arrays; sums may make data coincide."""
    if isinstance(e, sp.Indexed):
        return int(e.base in random)
    if isinstance(e, Expectation) or not e.args:
        return 0
    if e.is_Mul:
        return sum(degree(a, random) for a in e.args)
    if e.is_Pow and e.exp.is_Integer and e.exp > 0:
        return int(e.exp) * degree(e.base, random)
    return max((degree(a, random) for a in e.args if isinstance(a, sp.Expr)), default=0)


@dataclass(frozen=True)
class Distribution:
    """What the data are drawn from, independently; the arguments are LaTeX in the letters of the data's declaration.

    ``highest`` is the highest power of one datum whose moment is known.
    """

    arguments: tuple[str, ...]
    highest: ClassVar[int] = 0
    kinds: ClassVar[tuple[str, ...]] = ("real",)
    name: ClassVar[str] = ""

    def moment(self, power: int, values: Sequence[sp.Expr]) -> sp.Expr:
        """𝔼[xᵖ], with the arguments read into SymPy."""
        raise NotImplementedError

    def positive(self, values: Sequence[sp.Expr]) -> list[sp.Expr]:
        """What must be positive for the distribution to exist: by default its second argument, a variance."""
        return [values[1]]

    def nodes(self, values: Sequence[Any], context: Any) -> list[tuple[Any, Any]]:
        """Values of x and weights that give every moment up to ``highest``; the arguments are mpmath numbers."""
        raise NotImplementedError


class Normal(Distribution):
    r"""Normal with this mean and variance, LaTeX of the model: ``Normal(r"\mu", r"\sigma^2")``.

    The model refuses what is not declared, is random itself, or may not be positive where a variance stands.

    Examples
    --------
    >>> mean, variance = sp.symbols("mu v")
    >>> Normal(r"\mu", "v").moment(4, [0, variance])
    3*v**2
    """

    highest = 5
    name = r"\mathcal{N}"

    def __init__(self, mean: str, variance: str) -> None:
        super().__init__((mean, variance))

    def moment(self, power: int, values: Sequence[sp.Expr]) -> sp.Expr:
        """Σ_k C(p, 2k) (2k − 1)!! σ^{2k} μ^{p−2k}: the central moment of order 2k is (2k − 1)!! σ^{2k}."""
        mean, variance = values
        terms = [
            comb(power, 2 * k) * sp.factorial2(2 * k - 1) * variance**k * mean ** (power - 2 * k)
            for k in range(power // 2 + 1)
        ]
        return sp.Add(*terms)

    def nodes(self, values: Sequence[Any], context: Any) -> list[tuple[Any, Any]]:
        """Gauss–Hermite with three nodes: exact for polynomials up to degree five."""
        mean, variance = values
        away = context.sqrt(3 * variance)
        sixth = context.mpf(1) / 6
        return [(mean - away, sixth), (mean, 4 * sixth), (mean + away, sixth)]


class Bernoulli(Distribution):
    r"""One with this probability, else zero, for data declared binary. Moments of every order up to 64 are known.

    Examples
    --------
    >>> Bernoulli(r"\theta").moment(3, [sp.Symbol("theta")])
    theta
    """

    highest = 64
    kinds = ("binary",)
    name = r"\operatorname{Bernoulli}"

    def __init__(self, probability: str) -> None:
        super().__init__((probability,))

    def moment(self, power: int, values: Sequence[sp.Expr]) -> sp.Expr:
        return values[0]

    def positive(self, values: Sequence[sp.Expr]) -> list[sp.Expr]:
        return [values[0], 1 - values[0]]

    def nodes(self, values: Sequence[Any], context: Any) -> list[tuple[Any, Any]]:
        return [(context.mpf(1), values[0]), (context.mpf(0), 1 - values[0])]


class MeanVariance(Distribution):
    """Any distribution with this mean and variance: nothing else is used, so no power beyond the square is known.

    Examples
    --------
    >>> MeanVariance("m", "v").moment(2, sp.symbols("m v"))
    m**2 + v
    """

    highest = 2
    name = r"\text{any distribution with mean and variance}"

    def __init__(self, mean: str, variance: str) -> None:
        super().__init__((mean, variance))

    def moment(self, power: int, values: Sequence[sp.Expr]) -> sp.Expr:
        mean, variance = values
        return mean if power == 1 else mean**2 + variance

    def nodes(self, values: Sequence[Any], context: Any) -> list[tuple[Any, Any]]:
        """Two points: their third moment is never asked for."""
        mean, variance = values
        away = context.sqrt(variance)
        return [(mean - away, context.mpf(1) / 2), (mean + away, context.mpf(1) / 2)]
