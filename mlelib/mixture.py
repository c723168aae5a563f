"""Mixtures: what is estimated of them, and how exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from mlelib import _checks as check
from mlelib import inference, interchange
from mlelib._records import Array, Value, frozen
from mlelib.distributions.base import Distribution
from mlelib.distributions.intervals import Interval, intervals
from mlelib.distributions.sums import gather
from mlelib.errors import DegenerateFitError
from mlelib.joint import Joint
from mlelib.scale import is_large
from mlelib.seeds import nearest_seed, some_rows

SOFTENING = 0.1


@dataclass(frozen=True, repr=False, eq=False)
class Mixture(Joint):
    """A mixture of K components (Bishop 2006, section 9.2).

    ``weights`` (K,) are not negative and sum to 1 (to 1e-9; they are stored as given). ``components`` is one batch
    of K distributions of a family. Raises ValueError otherwise.

    >>> from mlelib import Gaussian
    >>> m = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
    >>> m
    Mixture(weights=[0.5, 0.5], components=Gaussian(mean=[6, 7], variance=[1, 4]))
    >>> m.log_likelihood([-1, 0, 4, 5, 6])
    -24.512532330086675
    """

    @classmethod
    def fit_weighted(
        cls, x: ArrayLike, responsibilities: ArrayLike, Family: type[Distribution], min_variance: float = 0
    ) -> Self:
        """Return the weighted MLE of all components: labels, hard or soft, as weights (n, K).

        ``x`` is (n,) or (n, d), as ``Family`` wants it. One-hot rows give the MLE with known labels, posterior
        probabilities the M-step of EM (Bishop 2006, eqs. 9.24 to 9.26). Rows may be scaled by sample weights.
        Raises ValueError on bad data, DegenerateFitError where a component has no proper estimate.

        >>> from mlelib import Gaussian
        >>> Mixture.fit_weighted([0, 2, 5, 9], [[1, 0], [1, 0], [0, 1], [0, 1]], Gaussian)
        Mixture(weights=[0.5, 0.5], components=Gaussian(mean=[1, 7], variance=[1, 4]))
        """
        _family(Family)
        floor = check.number(min_variance, "min_variance", positive=False)
        data = Family._source(x, responsibilities, name="responsibilities")
        statistics = gather(data, Family.statistics_type)
        if statistics.batch is None:
            check.refuse("responsibilities", f"shape {np.shape(responsibilities)}", "shape (n, K)")
        return cls._of(statistics, Family._fit(data, statistics, floor))

    @classmethod
    def from_statistics(cls, statistics: Any, Family: type[Distribution], min_variance: float = 0) -> Self:
        """Return the weighted MLE from a batch of sufficient statistics: the M-step.

        >>> from mlelib import Gaussian
        >>> s = Gaussian.sufficient_statistics([0, 2, 5, 9], [[1, 0], [1, 0], [0, 1], [0, 1]])
        >>> Mixture.from_statistics(s, Gaussian)
        Mixture(weights=[0.5, 0.5], components=Gaussian(mean=[1, 7], variance=[1, 4]))
        """
        _family(Family)
        if getattr(statistics, "batch", None) is None:
            check.refuse("statistics", check.brief(statistics), "those of a batch, from weights (n, K)")
        return cls._of(statistics, Family.from_statistics(statistics, min_variance))

    @classmethod
    def _of(cls, statistics: Any, components: Distribution) -> Self:
        weight = np.asarray(statistics.weight)
        return cls(weight / weight.sum(), components)

    @classmethod
    def fit_labelled(cls, x: ArrayLike, labels: ArrayLike, Family: type[Distribution], K: int | None = None) -> Self:
        """Return the MLE with known labels (n,), whole numbers 0, …, K−1 that all occur.

        ``x`` is (n,) or (n, d), as ``Family`` wants it. ``K`` defaults to the largest label plus one; for a Dask
        array or ``Blocks`` it must be given. Raises as ``fit_weighted`` does.

        >>> from mlelib import Gaussian
        >>> Mixture.fit_labelled([0, 2, 5, 9], [0, 0, 1, 1], Gaussian)
        Mixture(weights=[0.5, 0.5], components=Gaussian(mean=[1, 7], variance=[1, 4]))
        """
        _family(Family)
        if is_large(x):
            K, data = check.whole(K, "K", least=1), Family._source(x, labels, batch=False, name="labels")
        else:
            data = Family._source(x, None)
            data.weights, K = check.class_labels(labels, len(np.asarray(x)), K)
        statistics = gather(data, Family.statistics_type, labels=K)
        return cls._of(statistics, Family._fit(data, statistics, labels=True))

    @classmethod
    def start(
        cls,
        x: ArrayLike,
        K: int,
        Family: type[Distribution],
        rng: np.random.Generator,
        weights: ArrayLike | None = None,
        min_variance: float = 0,
    ) -> Self:
        """Return a start for EM: K examples as seeds, all examples to the nearest, the labelled MLE of that.

        Seeds are drawn as in k-means++ (Arthur and Vassilvitskii 2007), in proportion to the squared distance
        from the seeds so far, and to the weights (n,) if there are any. Where a cluster has no proper estimate
        (a single point, say), all labels are softened: an example counts 0.9 in its own cluster, and 0.1 is
        shared among all in proportion to their sizes. The mean of each cluster then moves a tenth of the way to
        the mean of all, and its variance has a tenth of the variance of all in it, so it is proper wherever that
        of all data is. With a ``min_variance``, as ``em`` takes it, the labelled MLE under that floor always
        exists. Of a Dask array or ``Blocks`` 20,000 examples at random serve for all.

        Raises ValueError where x has fewer than K different examples, DegenerateFitError where even all data
        together have no proper estimate.

        >>> from mlelib import Gaussian
        >>> m = Mixture.start([0, 1, 10, 11], 2, Gaussian, np.random.default_rng(0))
        >>> sorted(m.components.mean.tolist())
        [0.5, 10.5]
        """
        _family(Family)
        K, rng = check.whole(K, "K", least=1), check.generator(rng)
        rows, copies = some_rows(Family._source(x, weights, batch=False), rng)
        data = Family._data(rows[:, 0] if Family.data_ndim == 1 else rows)
        if len(data) < K:
            check.refuse("K", K, f"at most n = {len(data)}, the number of examples")
        hard = np.eye(K)[nearest_seed(rows, copies, K, rng)]
        weighted = hard if copies is None else copies[:, None] * hard
        try:
            return cls.fit_weighted(data, weighted, Family, min_variance)
        except DegenerateFitError:
            shares = weighted.sum(axis=0) / weighted.sum()
            soft = (1 - SOFTENING) * hard + SOFTENING * shares
            return cls.fit_weighted(data, soft if copies is None else copies[:, None] * soft, Family)

    def observed_information(self, x: ArrayLike, weights: ArrayLike | None = None) -> Array:
        """Return the observed information of x, minus the Hessian of the log-likelihood, by Louis' formula (1982).

        ``x`` and ``weights`` are as for ``em``: arrays, Dask arrays, ``Blocks``. It is the information that x with
        labels would give, less the part that is missing without them, Σ w Var(complete-data score | x): exact at
        a maximum of the likelihood, such as ``em`` returns, and only there.

        A matrix, in the order of the first K − 1 weights (the last one is 1 less their sum), then each
        component's own parameters in the order of its ``fisher_information``, one component after another.

        Raises ValueError where a weight is 0, or a probability 0 or 1 (the boundary has no information), where
        an example has density 0, and on bad data.

        >>> from mlelib import Gaussian
        >>> Mixture([1], Gaussian(mean=[1], variance=[0.5])).observed_information([0.5, 0.5, 1, 2]).tolist()
        [[8.0, 0.0], [0.0, 8.0]]
        """
        observed: Array = frozen(inference.information(self, x, weights).observed)
        return observed

    def standard_errors(self, x: ArrayLike, weights: ArrayLike | None = None) -> dict[str, Value]:
        """Return large-sample standard errors of the maximum likelihood estimates from x, by parameter name.

        They are the roots of the diagonal of the inverse ``observed_information``; each in its parameter's
        shape, "weights" (K,), the last one's by the delta method.

        Raises ValueError where there are none: where this mixture is not a maximum of the likelihood of x, or
        where the likelihood is flat, so that the data do not identify the parameters (as in a mixture of
        Bernoullis); and as ``observed_information`` does.

        >>> from mlelib import Gaussian, em
        >>> x = [-1, 0, 4, 5, 6]
        >>> r = em(x, Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])))
        >>> r.mixture.standard_errors(x)["mean"].round(3).tolist()
        [0.471, 0.354]
        """
        return inference.standard_errors(self, x, weights)

    def confidence_intervals(
        self, x: ArrayLike, level: float = 0.95, weights: ArrayLike | None = None
    ) -> dict[str, Interval]:
        """Return large-sample intervals (low, high) of the estimates from x, by parameter name.

        From ``standard_errors`` in the way of ``Distribution.confidence_intervals``, the weights on the logit
        scale. Raises as they do.

        >>> from mlelib import Gaussian, em
        >>> x = [-1, 0, 4, 5, 6]
        >>> r = em(x, Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4])))
        >>> low, high = r.mixture.confidence_intervals(x)["weights"]
        >>> low.round(3).tolist(), high.round(3).tolist()
        ([0.2, 0.1], [0.9, 0.8])
        """
        values = {"weights": self.weights, **self.components._fields()}
        scales = ("logit", *self.components.parameter_scales)
        return intervals(values, self.standard_errors(x, weights), scales, level)

    def to_sklearn(self) -> Any:
        """Return the same mixture as a fitted ``sklearn.mixture.GaussianMixture``.

        Its covariance_type is "full", "diag" or "spherical", as the family is; a mixture of univariate
        Gaussians becomes "full" with one column. It scores, predicts and samples at once;
        ``.set_params(warm_start=True).fit(x)`` goes on from it. Raises ValueError for a mixture of Bernoullis.

        >>> from mlelib import Gaussian
        >>> model = Mixture([0.5, 0.5], Gaussian(mean=[0, 9], variance=[1, 4])).to_sklearn()
        >>> model.predict([[1], [8]]).tolist()
        [0, 1]
        """
        return interchange.to_sklearn(self)

    @classmethod
    def from_sklearn(cls, model: Any, univariate: bool = False) -> Self:
        """Return the mixture that a fitted ``sklearn.mixture.GaussianMixture`` holds.

        covariance_type "full" and "tied" give ``MultivariateGaussian`` components, "diag" ``DiagonalGaussian``,
        "spherical" ``SphericalGaussian``; ``univariate=True`` gives ``Gaussian`` ones, from a model of one
        column. Raises ValueError on anything else, and on a model that is not fitted.

        >>> from mlelib import Gaussian
        >>> m = Mixture([0.5, 0.5], Gaussian(mean=[0, 9], variance=[1, 4]))
        >>> Mixture.from_sklearn(m.to_sklearn(), univariate=True) == m
        True
        """
        return cls(*interchange.from_sklearn(model, univariate))


def _family(Family: Any) -> None:
    if not (isinstance(Family, type) and issubclass(Family, Distribution)):
        check.refuse("Family", check.brief(Family), "a class of distributions such as Gaussian")
