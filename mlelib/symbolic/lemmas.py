r"""What a line may stand on besides the line before it: the one list of lemmas, and how much is known of each.

The engine uses a lemma by its key (:func:`of_signs`, :func:`of_derivative`), a line carries the keys it stands on, and
the book's page "What is proved, and how" prints this list.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .expectation import Expectation, Normal
from .model import Model
from .phi import matrix_phi, phi
from .quantity import Quantity


@dataclass(frozen=True)
class Lemma:
    """A statement that lines may use. ``statement`` is LaTeX within words; ``status`` says in words what is known."""

    key: str
    name: str
    statement: str
    status: str


LEMMAS = {
    lemma.key: lemma
    for lemma in (
        Lemma(
            "phi",
            "φ is never negative",
            r"$\varphi(t) = t - 1 - \log t \ge 0$ for $t > 0$, with zero only at $t = 1$",
            "Proved, by calculus: the derivative $1 - 1/t$ is negative below 1 and positive above.",
        ),
        Lemma(
            "trace-log-det",
            "φ of a matrix",
            r"$\varphi(M) = \operatorname{tr} M - d - \log \det M \ge 0$ for $M = AB$ with $A$ and $B$ symmetric "
            "positive definite, with zero only at $M = I$",
            r"Proved for every $d$, given the spectral theorem: $M$ has the positive eigenvalues $\lambda_j$ of "
            r"$A^{1/2} B A^{1/2}$, so that $\varphi(M) = \sum_{j=1}^{d} \varphi(\lambda_j)$.",
        ),
        Lemma(
            "jacobi",
            "Jacobi's formula",
            r"$\partial \det A / \partial A_{jl} = \det A \, (A^{-1})_{lj}$ for invertible $A$, so that "
            r"$\partial \log \det \Lambda / \partial \Lambda = \Lambda^{-1}$ for symmetric positive definite $\Lambda$",
            "Proved for every $d$, from Laplace's expansion.",
        ),
        Lemma(
            "inverse",
            "The derivative of an inverse",
            r"$\partial (A^{-1})_{ab} / \partial A_{jl} = -(A^{-1})_{aj} (A^{-1})_{lb}$ for invertible $A$",
            r"Proved for every $d$: the derivative of $A A^{-1} = I$ is $0$, by the rule for products.",
        ),
        Lemma(
            "normal-moments",
            "Moments of a normal variable",
            r"$\mathbb{E}[(x - \mu)^{2k}] = (2k - 1)(2k - 3) \cdots 1 \cdot (\sigma^2)^k$, and $0$ for odd powers",
            "Proved for the orders used, up to the fifth, by integrating the density with SymPy.",
        ),
        Lemma(
            "laplace",
            "Laplace's expansion",
            r"$\sum_{l=1}^{d} A_{jl} C_{kl} = \det A$ for $j = k$, else $0$, with the cofactors $C_{kl}$ of $A$, "
            "which hold nothing of row $k$ and column $l$",
            r"A theorem of linear algebra, taken from the textbooks; checked exactly for $d \le 4$.",
        ),
    )
}


def of_signs(expression: sp.Expr) -> tuple[str, ...]:
    """The lemmas behind "this is not negative"."""
    kinds = {"phi": phi, "trace-log-det": matrix_phi}
    return tuple(key for key, kind in kinds.items() if expression.has(kind))


def of_derivative(expression: sp.Expr, quantity: Quantity) -> tuple[str, ...]:
    """The lemmas behind a derivative by this quantity."""
    companions = {"jacobi": quantity.determinant, "inverse": quantity.inverse}
    return tuple(key for key, symbol in companions.items() if symbol is not None and expression.has(symbol))


def of_model(before: sp.Expr, after: sp.Expr, model: Model) -> tuple[str, ...]:
    """The lemmas behind what the model declares, where one of the lines uses it."""
    cofactors = [q.cofactors for q in model.quantities.values() if q.cofactors is not None]
    normal = any(isinstance(random.distribution, Normal) for random in model.random.values())
    laplace = any(e.has(symbol) for e in (before, after) for symbol in cofactors)
    moments = normal and (before.has(Expectation) or after.has(Expectation))
    return ("laplace",) * laplace + ("normal-moments",) * moments
