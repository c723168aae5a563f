"""What every family shares: a family describes ONE distribution, this file makes batches and estimators.

A family supplies eight short methods for a single distribution: its sums, estimate, checks, density, sample,
score, information and errors. A batch is K singles, one after another.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from mlelib import _checks as check
from mlelib._records import Array, Batchable, Value, frozen
from mlelib.distributions.statistics import Statistics
from mlelib.errors import DegenerateFitError

# Below this a sum of weights has lost digits to underflow: the component is empty.
EMPTY = float(np.finfo(np.float64).tiny)


class Distribution(Batchable):
    """One distribution, or a batch of K with K in front of each parameter."""

    data_ndim: ClassVar[int] = 1
    """1 where x has shape (n,), 2 where it has shape (n, d)."""

    parameter_ndims: ClassVar[tuple[int, ...]]
    statistics_type: ClassVar[type[Statistics]]

    # --- what a family supplies, for a single distribution ---

    @classmethod
    @abstractmethod
    def _statistics(cls, x: Array, weights: Array, shift: Any) -> Statistics:
        """Sums over the examples."""

    @classmethod
    @abstractmethod
    def _estimate(cls, statistics: Any) -> Self:
        """The maximum likelihood estimate."""

    @abstractmethod
    def _check(self) -> None:
        """Refuse impossible values of one distribution's parameters."""

    @abstractmethod
    def _log_prob(self, x: Array) -> Array: ...

    @abstractmethod
    def _sample(self, n: int, rng: np.random.Generator) -> Array: ...

    @abstractmethod
    def _score(self, x: Array, weights: Array) -> dict[str, Value]: ...

    @abstractmethod
    def _fisher(self, n: float) -> Value: ...

    @abstractmethod
    def _errors(self, n: float) -> dict[str, Value]: ...

    @property
    @abstractmethod
    def free_parameters(self) -> int:
        """The number of free parameters of one distribution."""

    # --- what follows from it ---

    def __post_init__(self) -> None:
        values = dict(zip(self._fields(), zip(self._fields().values(), self.parameter_ndims, strict=True), strict=True))
        self._set(**{name: frozen(array) for name, array in check.parameters(values).items()})
        self._check()

    @property
    def batch(self) -> int | None:
        value = next(iter(self._fields().values()))
        return len(value) if np.ndim(value) > self.parameter_ndims[0] else None

    @property
    def dimension(self) -> int:
        """d: how many numbers an example has."""
        return 1 if self.data_ndim == 1 else int(np.shape(next(iter(self._fields().values())))[-1])

    @classmethod
    def _data(cls, x: Any, dimension: int | None = None, empty: bool = False) -> Array:
        return check.sample(x, cls.data_ndim, dimension, empty)

    @classmethod
    def fit(cls, x: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Return the weighted maximum likelihood estimate.

        x is (n,) for a univariate family, (n, d) for a multivariate one; weights are (n,), or (n, K) for a
        batch of K estimates. It is ``from_statistics(sufficient_statistics(x, weights))`` and nothing else,
        with the points added to the message where there is no maximum. A weight counts copies: 2 is the
        example twice.

        Raises ValueError on bad data, DegenerateFitError where the likelihood has no maximum.

        >>> from mlelib import Gaussian
        >>> Gaussian.fit([1, 2, 3, 6])
        Gaussian(mean=3.0, variance=3.5)
        >>> Gaussian.fit([1, 2, 3, 6], [1, 1, 1, 0])
        Gaussian(mean=2.0, variance=0.666666667)
        """
        data = cls._data(x)
        try:
            return cls.from_statistics(cls.sufficient_statistics(data, weights))
        except DegenerateFitError as error:
            raise _located(error, data, check.sample_weights(weights, len(data))) from None

    @classmethod
    def sufficient_statistics(
        cls, x: ArrayLike, weights: ArrayLike | None = None, shift: ArrayLike | None = None
    ) -> Any:
        """Return the sums that ``from_statistics`` needs: blocks' sums add up, those of nothing are the zero.

        ``shift`` matters for Gaussians: the point that moments are taken about, one for all components, ()
        or (d,), or one each, (K,) or (K, d). By default it is the (weighted) mean. Blocks to be added do
        best to share it; other families have no use for it.

        >>> from mlelib import Gaussian
        >>> s = Gaussian.sufficient_statistics
        >>> s([1, 2], shift=0) + s([3], shift=0)
        Moments(weight=3.0, first=6.0, second=14.0, shift=0.0)
        """
        data = cls._data(x, empty=True)
        w = check.sample_weights(weights, len(data))
        K = w.shape[1] if w.ndim == 2 else None
        shifts = _shifts(shift, data.shape[1:], K)
        if K is None:
            return cls._statistics(data, w, shifts[0])
        singles = [cls._statistics(data, w[:, k], shifts[k]) for k in range(K)]
        return type(singles[0]).stack(singles)

    @classmethod
    def from_statistics(cls, statistics: Any) -> Self:
        """Return the estimate, from one sample's or all blocks' statistics.

        >>> from mlelib import Bernoulli
        >>> s = Bernoulli.sufficient_statistics([0, 1]) + Bernoulli.sufficient_statistics([0, 0])
        >>> Bernoulli.from_statistics(s)
        Bernoulli(probability=0.25)
        """
        if type(statistics) is not cls.statistics_type:
            check.refuse("statistics", check.brief(statistics), f"what {cls.__name__}.sufficient_statistics returns")
        singles = []
        for k, single in enumerate(statistics.each()):
            component = None if statistics.batch is None else k
            if single.weight < EMPTY:
                raise DegenerateFitError(f"total weight is {single.weight}, want more", component)
            try:
                singles.append(cls._estimate(single))
            except DegenerateFitError as error:
                raise DegenerateFitError(error.reason, component) from None
        return singles[0] if statistics.batch is None else cls.stack(singles)

    def log_prob(self, x: ArrayLike) -> Array:
        """Return the natural log of the density (or probability) of each example: (n,), of a batch (n, K).

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=[0, 1], variance=[1, 1]).log_prob([0.5]).round(4).tolist()
        [[-1.0439, -1.0439]]
        """
        data = self._data(x, self.dimension)
        # A density too small for a float is 0, its logarithm -inf: no warning.
        with np.errstate(over="ignore"):
            columns = [single._log_prob(data) for single in self.each()]
        return columns[0] if self.batch is None else np.stack(columns, axis=1)

    def log_likelihood(self, x: ArrayLike, weights: ArrayLike | None = None) -> Any:
        """Return the (weighted) sum of ``log_prob``: a float, of a batch an array (K,).

        >>> from mlelib import Bernoulli
        >>> Bernoulli(1).log_likelihood([1, 1, 1])
        0.0
        """
        log_prob = self.log_prob(x)
        w = check.sample_weights(weights, len(log_prob), self.batch, batch=self.batch is not None)
        return weighted_total(log_prob, w)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Draw n examples: (n,) or (n, d); from a batch (n, K) or (n, K, d). ``rng`` is a numpy Generator.

        >>> import numpy as np
        >>> from mlelib import Bernoulli
        >>> Bernoulli(1).sample(3, np.random.default_rng(0)).tolist()
        [1.0, 1.0, 1.0]
        """
        n, rng = check.whole(n, "n", least=0), check.generator(rng)
        draws = [single._sample(n, rng) for single in self.each()]
        return draws[0] if self.batch is None else np.stack(draws, axis=1)

    def score(self, x: ArrayLike, weights: ArrayLike | None = None) -> dict[str, Value]:
        """Return the gradient of ``log_likelihood``, by parameter name, each in its parameter's shape.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=0, variance=1).score([1, 3])
        {'mean': 4.0, 'variance': 4.0}
        """
        data = self._data(x, self.dimension)
        w = check.sample_weights(weights, len(data), self.batch, batch=self.batch is not None)
        columns = w.T if w.ndim == 2 else [w] * len(self.each())
        with np.errstate(over="ignore"):
            return self._gather([g._score(data, column) for g, column in zip(self.each(), columns, strict=True)])

    def fisher_information(self, n: float = 1) -> Value:
        """Return the Fisher information of n examples.

        A float where there is one parameter, else a matrix in the order of the parameters, a vector parameter
        entry by entry, a covariance as its lower triangle column by column (vech). A batch has K in front.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=0, variance=2).fisher_information(8).tolist()
        [[4.0, 0.0], [0.0, 1.0]]
        """
        n = check.number(n, "n", positive=True)
        informations = [single._fisher(n) for single in self.each()]
        return frozen(informations[0] if self.batch is None else np.stack(informations))

    def standard_errors(self, n: float) -> dict[str, Value]:
        """Return large-sample standard errors of estimates from n examples, each in its parameter's shape.

        They are the square roots of the diagonal of the inverse Fisher information.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=0, variance=2).standard_errors(8)
        {'mean': 0.5, 'variance': 1.0}
        """
        n = check.number(n, "n", positive=True)
        return self._gather([single._errors(n) for single in self.each()])

    def _gather(self, singles: list[dict[str, Value]]) -> dict[str, Value]:
        if self.batch is None:
            return {name: frozen(value) for name, value in singles[0].items()}
        return {name: frozen(np.stack([single[name] for single in singles])) for name in singles[0]}


def weighted_total(log_prob: Array, weights: Array) -> Any:
    """Sum weights times log_prob; a weight of 0 leaves the example out even where log_prob is -inf."""
    if log_prob.ndim > weights.ndim:
        weights = weights[:, None]
    weights = np.broadcast_to(weights, log_prob.shape)
    terms = np.multiply(weights, log_prob, out=np.zeros(log_prob.shape), where=weights > 0)
    total = terms.sum(axis=0)
    return float(total) if total.ndim == 0 else total


def _shifts(shift: Any, shape: tuple[int, ...], K: int | None) -> list[Any]:
    if shift is None:
        return [None] * (K or 1)
    array = check.numbers(shift, "shift", check.LARGEST)
    if array.shape == shape:
        return [array] * (K or 1)
    if K is None or array.shape != (K, *shape):
        check.refuse("shift", f"shape {array.shape}", f"shape {shape}" + (f" or {(K, *shape)}" if K else ""))
    return list(array)


def _located(error: DegenerateFitError, x: Array, weights: Array) -> DegenerateFitError:
    """Add to the error the points that carry the component's weight."""
    w = weights if weights.ndim == 1 else weights[:, error.component or 0]
    if w.sum() < EMPTY:
        return error
    points = tuple(np.flatnonzero(w > np.finfo(np.float64).eps * w.max()).tolist())
    return DegenerateFitError(error.reason, error.component, points, check.describe(x, points))
