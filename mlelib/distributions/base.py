"""What every family shares: from a family's form to estimates, log-likelihoods, samples, errors and intervals."""

from __future__ import annotations

from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from mlelib import _checks as check
from mlelib._records import Array, Value, frozen
from mlelib.distributions.form import Form
from mlelib.distributions.intervals import Interval, intervals
from mlelib.distributions.points import carriers, given
from mlelib.distributions.statistics import Statistics
from mlelib.distributions.sums import gather, weighted_total
from mlelib.errors import DegenerateFitError
from mlelib.scale import ArraySource, Source, source

# Below this a sum of weights has lost digits to underflow: the component is empty.
EMPTY = float(np.finfo(np.float64).tiny)


class Distribution(Form):
    """What every family shares: one distribution, or a batch of K with K in front of each parameter.

    It is immutable. A batch has a length, components g[0], g[1], … and can be looped over. Two are equal if they
    are of one family and all their parameters are equal.

    >>> from mlelib import Gaussian
    >>> g = Gaussian(mean=[6, 7], variance=[1, 4])
    >>> len(g), g[1], g == Gaussian([6, 7], [1, 4])
    (2, Gaussian(mean=7.0, variance=4.0), True)
    """

    @classmethod
    def _inspect(cls, x: Any, offset: int = 0) -> None:
        """Refuse bad values, naming the first one; ``offset`` examples came before these."""
        check.finite(x[:, 0] if cls.data_ndim < x.ndim else x, "x", check.LARGEST, offset)

    @classmethod
    def _data(cls, x: Any, dimension: int | None = None) -> Array:
        """Return checked data in memory, as float64."""
        data = check.real(x, "x")
        check.sample_shape(data, cls.data_ndim, dimension)
        data = check.floats(data)
        cls._inspect(data)
        return data

    @classmethod
    def _source(cls, x: Any, weights: Any, dimension: int | None = None, **options: Any) -> Source:
        """Return data of any kind, to be summed over."""
        data = source(x, weights, cls.data_ndim, dimension, **options)
        data.inspect = cls._inspect
        return data

    @classmethod
    def fit(cls, x: ArrayLike, weights: ArrayLike | None = None, min_variance: float = 0) -> Self:
        """Return the weighted maximum likelihood estimate.

        ``x`` is (n,) for a univariate family, (n, d) for a multivariate one; ``weights`` are (n,), or (n, K) for a
        batch of K estimates. A weight counts copies: 2 is the example twice. The estimate is
        ``from_statistics(sufficient_statistics(x, weights))`` and nothing else, with the points added to the
        message where there is no maximum.

        ``x`` may also be a Dask array, or ``Blocks``; weights then come in the same kind.

        ``min_variance`` gives the maximum among the distributions whose variances (of a full covariance: whose
        eigenvalues) are at least so large. It always exists.

        Raises ValueError on bad data, DegenerateFitError where the likelihood has no maximum.

        >>> from mlelib import Gaussian
        >>> Gaussian.fit([1, 2, 3, 6])
        Gaussian(mean=3.0, variance=3.5)
        >>> Gaussian.fit([1, 2, 3, 6], [1, 1, 1, 0])
        Gaussian(mean=2.0, variance=0.666666667)
        >>> Gaussian.fit([3, 3], min_variance=0.01)
        Gaussian(mean=3.0, variance=0.01)
        """
        floor = check.number(min_variance, "min_variance", positive=False)
        data = cls._source(x, weights)
        return cls._fit(data, gather(data, cls.statistics_type), floor)

    @classmethod
    def _fit(cls, data: Source, statistics: Statistics, floor: float = 0, labels: bool = False) -> Self:
        """Return the estimate; the data only serve to name the points where there is none."""
        try:
            return cls.from_statistics(statistics, floor)
        except DegenerateFitError as error:
            if not statistics.each()[error.component or 0].weight >= EMPTY:
                raise
            column = partial(given, component=error.component, labels=labels)
            raise carriers(data, column).blame(error) from None

    @classmethod
    def sufficient_statistics(
        cls, x: ArrayLike, weights: ArrayLike | None = None, shift: ArrayLike | None = None
    ) -> Any:
        """Return the sums that ``from_statistics`` needs: blocks' sums add up, those of nothing are the zero.

        ``x`` and ``weights`` are as for ``fit``; ``x`` may be empty. ``shift`` matters for Gaussians: the point that
        moments are taken about, one for all components, () or (d,), or one each, (K,) or (K, d). By default it is
        a point near the data, or each component's mean where only that keeps the digits. Blocks to be added do
        best to share it; other families have no use for it.

        >>> from mlelib import Gaussian
        >>> s = Gaussian.sufficient_statistics
        >>> s([1, 2], shift=0) + s([3], shift=0)
        Moments(weight=3.0, first=6.0, second=14.0, shift=0.0)
        """
        data = cls._source(x, weights, empty=True)
        about = None if shift is None else _shift(shift, data, weights)
        sums = gather(data, cls.statistics_type, about)
        return type(sums)(*sums._fields().values())

    @classmethod
    def from_statistics(cls, statistics: Any, min_variance: float = 0) -> Self:
        """Return the estimate, from one sample's or all blocks' statistics.

        ``min_variance`` and what is raised are as for ``fit``.

        >>> from mlelib import Bernoulli
        >>> s = Bernoulli.sufficient_statistics([0, 1]) + Bernoulli.sufficient_statistics([0, 0])
        >>> Bernoulli.from_statistics(s)
        Bernoulli(probability=0.25)
        """
        if type(statistics) is not cls.statistics_type:
            check.refuse("statistics", check.brief(statistics), f"what {cls.__name__}.sufficient_statistics returns")
        single = statistics.batch is None
        batch = (
            statistics._trusted(**{k: np.asarray(v)[None] for k, v in statistics._fields().items()})
            if single
            else statistics
        )
        try:
            estimates = cls._maximise(batch, min_variance)
        except DegenerateFitError as error:
            raise DegenerateFitError(error.reason, None if single else error.component) from None
        values = [value[0] if single else value for value in estimates._fields().values()]
        return cls(*values)

    @classmethod
    def _maximise(cls, statistics: Any, floor: float, mean: Any = None) -> Self:
        """Return the estimates of a batch, unchecked. ``mean`` may be given about another origin."""
        weight = statistics.weight
        if not weight.min() >= EMPTY:
            k = int(weight.argmin())
            raise DegenerateFitError(f"total weight is {weight[k]}, want more", k)
        return cls._estimate(statistics, statistics.mean if mean is None else mean, floor)

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
        """Return the gradient of ``log_likelihood`` of x (n,) or (n, d), by parameter name.

        Each entry has its parameter's shape. ``weights`` are as for ``fit``.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=0, variance=1).score([1, 3])
        {'mean': 4.0, 'variance': 4.0}
        """
        data = self._data(x, self.dimension)
        w = check.sample_weights(weights, len(data), self.batch, batch=self.batch is not None)
        columns = w.T if w.ndim == 2 else [w] * len(self.each())
        with np.errstate(over="ignore"):
            return self._gather(
                [g._gradient(g._about_mean(data, column)) for g, column in zip(self.each(), columns, strict=True)]
            )

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
        """Return large-sample standard errors of estimates from n examples, by parameter name.

        Each has its parameter's shape and unit. They are the square roots of the diagonal of the inverse Fisher
        information.

        >>> from mlelib import Gaussian
        >>> Gaussian(mean=0, variance=2).standard_errors(8)
        {'mean': 0.5, 'variance': 1.0}
        """
        n = check.number(n, "n", positive=True)
        return self._gather([single._errors(n) for single in self.each()])

    def confidence_intervals(self, n: float, level: float = 0.95) -> dict[str, Interval]:
        """Return large-sample intervals (low, high) for estimates from n examples, by parameter name.

        ``low`` and ``high`` have the parameter's shape. The standard error is taken to the scale on which the estimate
        is nearly normal, by the delta method (Casella and Berger 2002, theorem 5.5.24 and section 10.4.1):
        variances, and those on the diagonal of a covariance, have intervals on the log scale, so never below
        0; a probability on the logit scale, so inside (0, 1); means and covariances have plain ones. Each
        covers its own parameter with probability ``level``, not all of them together.

        Raises ValueError on a level outside (0, 1), and where ``standard_errors`` does.

        >>> from mlelib import Bernoulli
        >>> low, high = Bernoulli(0.9).confidence_intervals(20)["probability"]
        >>> round(low, 4), round(high, 4)
        (0.6762, 0.9749)
        """
        return intervals(self._fields(), self.standard_errors(n), self.parameter_scales, level)

    def aic(self, x: ArrayLike, weights: ArrayLike | None = None) -> Any:
        """Return −2ℓ + 2p, p the number of free parameters (Akaike 1974), of a batch (K,); smaller is better.

        >>> from mlelib import Bernoulli
        >>> round(Bernoulli(0.5).aic([0, 1]), 6)
        4.772589
        """
        return frozen(2 * self.free_parameters - 2 * self.log_likelihood(x, weights))

    def bic(self, x: ArrayLike, weights: ArrayLike | None = None) -> Any:
        """Return −2ℓ + p log n, n the total weight (Schwarz 1978), of a batch (K,); smaller is better.

        >>> from mlelib import Bernoulli
        >>> round(Bernoulli(0.5).bic([0, 1]), 6)
        3.465736
        """
        log_likelihood = self.log_likelihood(x, weights)
        n = check.sample_weights(weights, len(np.asarray(x))).sum(axis=0)
        return frozen(self.free_parameters * np.log(n) - 2 * log_likelihood)

    def frozen(self) -> Any:
        """Return the same distribution as a frozen one of ``scipy.stats``.

        It is a ``bernoulli``, ``norm`` or ``multivariate_normal``. Raises ValueError for a batch: scipy has
        none, so pick a component.

        >>> from mlelib import Gaussian
        >>> round(float(Gaussian(mean=10, variance=4).frozen().cdf(12)), 6)
        0.841345
        """
        from mlelib.interchange import to_scipy

        return to_scipy(self)

    def _gather(self, singles: list[dict[str, Value]]) -> dict[str, Value]:
        if self.batch is None:
            return {name: frozen(value) for name, value in singles[0].items()}
        return {name: frozen(np.stack([single[name] for single in singles])) for name in singles[0]}


def _shift(shift: ArrayLike, data: Source, weights: ArrayLike | None) -> Array:
    """Return a shift (d,) or (K, d)."""
    array = check.numbers(shift, "shift", check.LARGEST)
    shape = data.first().shape[1:] if data.data_ndim == 2 else ()
    given: tuple[int, ...] = np.shape(weights) if isinstance(data, ArraySource) else getattr(weights, "shape", ())  # type: ignore[arg-type]
    K = given[1] if len(given) == 2 else None
    if array.shape != shape and (K is None or array.shape != (K, *shape)):
        check.refuse("shift", f"shape {array.shape}", f"shape {shape}" + (f" or {(K, *shape)}" if K else ""))
    return array if data.data_ndim == 2 else array[..., None]
