"""Weights and components: the density of an example together with the component it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlelib import _checks as check
from mlelib._records import Array, Record, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.sums import weighted_total


@dataclass(frozen=True, repr=False, eq=False)
class Joint(Record):
    """What weights and components alone say: densities, posterior probabilities, samples."""

    weights: Value
    components: Any

    def __post_init__(self) -> None:
        weights = check.numbers(self.weights, "weights")
        if weights.ndim != 1 or not weights.size:
            check.refuse("weights", f"shape {weights.shape}", "shape (K,), one weight for each component")
        if (weights < 0).any():
            check.refuse("weights", check.brief(weights.tolist()), "weights of zero or more")
        if abs(weights.sum() - 1) > 1e-9:
            check.refuse("weights", f"a sum of {weights.sum()}", "a sum of 1")
        if not isinstance(self.components, Distribution):
            check.refuse("components", check.brief(self.components), "a batch of distributions")
        if self.components.batch != len(weights):
            K = self.components.batch
            got = "a single distribution" if K is None else f"a batch of {K}"
            check.refuse("components", got, f"a batch of K = {len(weights)}, as there are weights")
        self._set(weights=frozen(weights))

    @property
    def K(self) -> int:
        """The number of components.

        >>> from mlelib import Gaussian, Mixture
        >>> Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])).K
        2
        """
        return len(self.weights)

    @property
    def free_parameters(self) -> int:
        """The number of free parameters, K − 1 for the weights and each component's own.

        >>> from mlelib import Gaussian, Mixture
        >>> Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])).free_parameters
        5
        """
        return self.K - 1 + self.K * int(self.components.free_parameters)

    def log_joint(self, x: ArrayLike) -> Array:
        """Return the log of each component's weight times its density, log(π_k p(x | k)), (n, K).

        >>> from mlelib import Gaussian, Mixture
        >>> Mixture([0.5, 0.5], Gaussian(mean=[0, 1], variance=[1, 1])).log_joint([0.5]).round(4).tolist()
        [[-1.7371, -1.7371]]
        """
        with np.errstate(divide="ignore"):  # a weight of 0 has the logarithm -inf
            return np.asarray(np.log(self.weights) + self.components.log_prob(x))

    def log_prob(self, x: ArrayLike) -> Array:
        """Return the log density of each example, (n,), by log-sum-exp; -inf where every component's is.

        >>> from mlelib import Gaussian, Mixture
        >>> Mixture([0.5, 0.5], Gaussian(mean=[0, 0], variance=[1, 1])).log_prob([100]).round(3).tolist()
        [-5000.919]
        """
        top, ratios = _shifted(self.log_joint(x))
        with np.errstate(divide="ignore"):
            return np.asarray(top + np.log(ratios.sum(axis=1)))

    def log_likelihood(self, x: ArrayLike, weights: ArrayLike | None = None) -> float:
        """Return the (weighted) sum of ``log_prob``, a float.

        >>> from mlelib import Gaussian, Mixture
        >>> m = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
        >>> round(m.log_likelihood([-1, 0, 4, 5, 6]), 4)
        -24.5125
        """
        log_prob = self.log_prob(x)
        return float(weighted_total(log_prob, check.sample_weights(weights, len(log_prob), batch=False)))

    def responsibilities(self, x: ArrayLike) -> Array:
        """Return each component's posterior probability, (n, K), rows summing to 1 (Bishop 2006, eq. 9.13).

        Raises ValueError where an example has density 0 in every component: then no posterior exists.

        >>> from mlelib import Gaussian, Mixture
        >>> m = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
        >>> m.responsibilities([5]).round(6).tolist()
        [[0.666667, 0.333333]]
        """
        return self.expectation(x)[0]

    def expectation(self, x: ArrayLike) -> tuple[Array, Array]:
        """Return ``responsibilities`` (n, K) and ``log_prob`` (n,) from one evaluation: the E-step.

        >>> from mlelib import Gaussian, Mixture
        >>> shares, log_prob = Mixture([0.5, 0.5], Gaussian(mean=[0, 1], variance=[1, 1])).expectation([0.5])
        >>> shares.tolist(), log_prob.round(4).tolist()
        ([[0.5, 0.5]], [-1.0439])
        """
        top, ratios = _shifted(self.log_joint(x))
        total = ratios.sum(axis=1)
        impossible = np.flatnonzero(total == 0)
        if impossible.size:
            place = f"x[{impossible[0]}] = {np.asarray(x)[impossible[0]].tolist()}"
            check.refuse("x", f"{place}, of density 0 in every component", "examples that some component can generate")
        return ratios / total[:, None], top + np.log(total)

    def predict(self, x: ArrayLike) -> np.ndarray[Any, np.dtype[np.intp]]:
        """Return the most probable component of each example, (n,); the first of equals.

        >>> from mlelib import Gaussian, Mixture
        >>> Mixture([0.5, 0.5], Gaussian(mean=[0, 4], variance=[1, 1])).predict([1, 3]).tolist()
        [0, 1]
        """
        return np.asarray(self.expectation(x)[0].argmax(axis=1))

    def sample(self, n: int, rng: np.random.Generator) -> tuple[Array, np.ndarray[Any, np.dtype[np.intp]]]:
        """Draw n examples, (n,) or (n, d), and the components they came from, (n,).

        >>> from mlelib import Gaussian, Mixture
        >>> m = Mixture([0, 1], Gaussian(mean=[0, 4], variance=[1, 1]))
        >>> x, labels = m.sample(3, np.random.default_rng(0))
        >>> x.shape, labels.tolist()
        ((3,), [1, 1, 1])
        """
        n, rng = check.whole(n, "n", least=0), check.generator(rng)
        labels = rng.choice(self.K, size=n, p=self.weights / self.weights.sum())
        draws = [self.components[k].sample(int((labels == k).sum()), rng) for k in range(self.K)]
        # The draws stand one component after another: put each where its label is.
        x = np.empty((n, *draws[0].shape[1:]))
        x[np.argsort(labels, kind="stable")] = np.concatenate(draws)
        return x, labels

    def bic(self, x: ArrayLike, weights: ArrayLike | None = None) -> float:
        """Return −2ℓ + p log n, p the number of free parameters, n the total weight (Schwarz 1978).

        Smaller is better.

        >>> from mlelib import Gaussian, Mixture
        >>> round(Mixture([1], Gaussian(mean=[0], variance=[1])).bic([0, 0]), 6)
        5.062048
        """
        log_prob = self.log_prob(x)
        w = check.sample_weights(weights, len(log_prob), batch=False)
        return self.free_parameters * float(np.log(w.sum())) - 2 * float(weighted_total(log_prob, w))

    def aic(self, x: ArrayLike, weights: ArrayLike | None = None) -> float:
        """Return −2ℓ + 2p, p the number of free parameters (Akaike 1974); smaller is better.

        >>> from mlelib import Gaussian, Mixture
        >>> round(Mixture([1], Gaussian(mean=[0], variance=[1])).aic([0, 0]), 6)
        7.675754
        """
        return 2 * self.free_parameters - 2 * self.log_likelihood(x, weights)


def _shifted(log_joint: Array) -> tuple[Array, Array]:
    """Return each row's largest entry, and the exponentials of the row less that."""
    top = log_joint.max(axis=1)
    # -inf less -inf is NaN: rows without any density are shifted by 0 instead.
    top = np.where(np.isneginf(top), 0.0, top)
    return top, np.exp(log_joint - top[:, None])
