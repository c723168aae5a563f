"""How sure the estimates of a mixture are: Louis' observed information, and standard errors from it.

Were the labels known, the information of a sample would be the components' own, each of its share of the
sample. Without them a part is missing: the variance that the score of the complete data has left, given x
(Louis 1982). The share of the missing part is also the rate at which EM converges (Dempster, Laird and Rubin
1977): parameters that EM finds slowly are parameters that the data hardly tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from scipy.linalg import block_diag, solve_triangular

from mlelib import _checks as check
from mlelib._records import Array, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.blocks import cuts
from mlelib.distributions.sums import gather
from mlelib.kernels import PLAIN_ROOM, responsibilities
from mlelib.scale import Block, Memory

if TYPE_CHECKING:
    from mlelib.mixture import Mixture

# What rounding leaves of an information that is zero, in parts of the complete one, generously.
FLAT = 1e-10
# In standard errors: how far a Newton step may lead from what still counts as a maximum.
NEAR = 0.1


@dataclass(frozen=True)
class Missing:
    """Sums over examples, w their weights: ``counts`` Σ w r (K,), ``score`` Σ w E(S | x), ``variance`` Σ w Var(S | x).

    S is the score of the complete data: of an example and its label. ``impossible`` counts examples of density 0.
    """

    counts: Array
    score: Array
    variance: Array
    impossible: int

    def __add__(self, other: Missing) -> Missing:
        return Missing(
            self.counts + other.counts,
            self.score + other.score,
            self.variance + other.variance,
            self.impossible + other.impossible,
        )


@dataclass(frozen=True)
class Information:
    """The complete data's information and the part of it that is missing, and the score, all of the observed data."""

    complete: Array
    missing: Array
    score: Array

    @property
    def observed(self) -> Array:
        """What is left."""
        return self.complete - self.missing

    def covariance(self) -> Array:
        """Return the inverse of the observed information; raise ValueError where it is not that of a maximum.

        What is left is judged in parts of the complete information, so whatever units the parameters have.
        """
        L = _factor(self.complete)
        left = solve_triangular(L, solve_triangular(L, self.observed, lower=True).T, lower=True)
        shares, directions = np.linalg.eigh((left + left.T) / 2)
        if not shares[0] >= -FLAT:
            _refuse("an indefinite observed information", NOT_A_MAXIMUM)
        if shares[0] <= FLAT:
            _refuse("a singular observed information", NOT_IDENTIFIED)
        root = solve_triangular(L, directions / np.sqrt(shares), lower=True, trans=1)
        away = float(np.linalg.norm(self.score @ root))
        if not away <= NEAR:
            _refuse(f"a score that leads {away:.2g} standard errors away", NOT_A_MAXIMUM)
        return np.asarray(root @ root.T)


NOT_A_MAXIMUM = (
    "a maximum of the likelihood of x (with these weights), inside its bounds: let em converge, without min_variance"
)
NOT_IDENTIFIED = (
    "parameters that x identifies: here the likelihood is flat in some direction, as it is between equal "
    "components, and in every mixture of Bernoullis"
)


def _refuse(got: str, want: str) -> NoReturn:
    check.refuse("mixture", got, want)


def _factor(complete: Array) -> Array:
    try:
        return np.asarray(np.linalg.cholesky(complete))
    except np.linalg.LinAlgError:
        check.refuse("mixture", "components whose information is singular to rounding", "components that are not")


def information(mixture: Mixture, x: Any, weights: Any) -> Information:
    """Return the information of x, arrays or read block by block, at a maximum of its likelihood."""
    if not mixture.weights.all():
        k = int(np.argmin(mixture.weights))
        check.refuse("mixture", f"weights[{k}] = 0, a boundary", "positive weights: the information is infinite")
    components = mixture.components
    data = type(components)._source(x, weights, components.dimension, batch=False)
    gather(data, components.statistics_type)  # finds bad values, and names them
    sums: Missing = data.sum(partial(missing, mixture=mixture))
    if sums.impossible:
        got = f"{sums.impossible} examples of density 0 in every component"
        check.refuse("x", got, "examples that some component can generate")
    complete = complete_information(mixture, sums.counts)
    if not (np.isfinite(complete).all() and np.isfinite(sums.variance).all()):
        check.refuse("x", "squared scores that overflow", "variances, and distances from the means, of ordinary size")
    return Information(complete, (sums.variance + sums.variance.T) / 2, sums.score)


def complete_information(mixture: Mixture, counts: Array) -> Array:
    """Return the information of examples with labels, ``counts`` (K,) of each component, at their maximum."""
    weights = counts / mixture.weights**2
    with np.errstate(over="ignore"):
        own = [np.atleast_2d(g._fisher(n)) for g, n in zip(mixture.components.each(), counts, strict=True)]
    return np.asarray(block_diag(np.diag(weights[:-1]) + weights[-1], *own))


def missing(rows: Block, copies: Block | None, memory: Memory | None, mixture: Mixture) -> Missing:
    """Return the sums over a block of rows, cut into smaller ones that fit in the cache."""
    K, q, d = mixture.K, mixture.components.free_parameters, rows.shape[1]
    Q = K - 1 + K * q
    total = Missing(np.zeros(K), np.zeros(Q), np.zeros((Q, Q)), 0)
    size = max(256, PLAIN_ROOM // (8 * (Q + 2 * (K + q) + 2 * d * d)))
    with np.errstate(all="ignore"):  # densities that underflow, scores that overflow: told by the sums
        pieces = _Pieces(mixture)
        for block in cuts(len(rows), size):
            x = np.asarray(rows[block], dtype=np.float64)
            w = np.ones(len(x)) if copies is None else copies[block]
            total += pieces.missing(x[w > 0], w[w > 0])
    return total


class _Pieces:
    """What every block needs of the mixture."""

    def __init__(self, mixture: Mixture):
        self.singles = mixture.components.each()
        self.weights, self.log_weights = mixture.weights, np.log(mixture.weights)
        self.densities = [single._density() for single in self.singles]
        K, q = mixture.K, mixture.components.free_parameters
        # Where the score of an example with the label k is not 0: at the weights, and at k's own parameters.
        self.places = [np.r_[: K - 1, K - 1 + k * q : K - 1 + (k + 1) * q] for k in range(K)]
        # ∂ log π_k by the first K − 1 weights, the last being 1 less their sum; a column for each k.
        self.labels = np.hstack([np.diag(1 / self.weights[:-1]), np.full((K - 1, 1), -1 / self.weights[-1])])

    def missing(self, x: Array, w: Array) -> Missing:
        """Return Σ w Var(S | x) as Σ w E(SSᵀ | x) − Σ w E(S | x) E(S | x)ᵀ, and the other sums."""
        origins = np.zeros((len(self.singles), x.shape[1]))
        _, r, impossible = responsibilities(x, None, self.log_weights, self.densities, origins)
        Q = self.places[-1][-1] + 1
        expected, variance = np.zeros((Q, len(x))), np.zeros((Q, Q))
        for k, place in enumerate(self.places):
            S = np.vstack([np.repeat(self.labels[:, k : k + 1], len(x), axis=1), scores(self.singles[k], x).T])
            expected[place] += r[k] * S
            variance[np.ix_(place, place)] += (S * (w * r[k])) @ S.T
        variance -= (expected * w) @ expected.T
        return Missing(r @ w, expected @ w, variance, impossible)


def scores(single: Distribution, rows: Array) -> Array:
    """Return each example's own gradient of the log density, (n, q), in the order of ``fisher_information``.

    >>> from mlelib import Gaussian
    >>> scores(Gaussian(mean=0, variance=1), np.array([[1.0], [3.0]])).tolist()
    [[1.0, 0.0], [3.0, 4.0]]
    """
    x = rows[:, 0] if single.data_ndim == 1 else rows
    parts = []
    for gradient, ndim in zip(
        single._gradient(single._each_about_mean(x)).values(), single.parameter_ndims, strict=True
    ):
        if ndim == 2:
            j, i = np.triu_indices(single.dimension)  # vech: the lower triangle column by column
            parts.append(gradient[:, i, j] * np.where(i == j, 1, 2))  # an entry beside the diagonal stands for two
        else:
            parts.append(gradient.reshape(len(rows), -1))
    return np.concatenate(parts, axis=1)


def standard_errors(mixture: Mixture, x: Any, weights: Any) -> dict[str, Value]:
    """Return the roots of the diagonal of the inverse information, by parameter name."""
    K = mixture.K
    covariance = information(mixture, x, weights).covariance()
    errors = np.sqrt(np.diagonal(covariance))
    last = np.sqrt(covariance[: K - 1, : K - 1].sum())  # of 1 less the sum of the others
    singles = [
        _by_name(g, part) for g, part in zip(mixture.components.each(), np.split(errors[K - 1 :], K), strict=True)
    ]
    return {"weights": frozen([*errors[: K - 1], last]), **mixture.components._gather(singles)}


def _by_name(single: Distribution, entries: Array) -> dict[str, Value]:
    """Return what stands in the order of ``fisher_information`` by name, in the parameters' shapes."""
    found: dict[str, Value] = {}
    for name, value in single._fields().items():
        if np.ndim(value) == 2:
            j, i = np.triu_indices(single.dimension)
            part, entries = np.split(entries, [len(i)])
            found[name] = np.empty(value.shape)
            found[name][i, j] = found[name][j, i] = part
        else:
            part, entries = np.split(entries, [np.size(value)])
            found[name] = part.reshape(np.shape(value))
    return found
