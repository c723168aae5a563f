"""Random problems for EM: ordinary ones, and all that is hard on arithmetic."""

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import strategies as st

from mlelib import (
    Bernoulli,
    DegenerateFitError,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    SphericalGaussian,
)
from mlelib.climb import Climb

GAUSSIANS = [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian]
FAMILIES = [Bernoulli, *GAUSSIANS]


@dataclass(frozen=True)
class Problem:
    """Data, a start, and what else ``em`` is told."""

    x: Any
    start: Mixture
    weights: Any = None
    min_variance: float = 0.0

    def options(self):
        return {"weights": self.weights, "min_variance": self.min_variance}


# --- data, (n, d) ---


def clusters(rng, n, d):
    return 3 * rng.normal(size=(4, d))[rng.integers(4, size=n)] + rng.normal(size=(n, d))


def narrow(rng, n, d):
    """Draw clusters that are narrow, of very different widths, and far apart."""
    label, width = rng.integers(4, size=n), 10 ** rng.uniform(-2, 0, (4, 1))
    return 10 ** rng.uniform(1, 8) * rng.normal(size=(4, d))[label] + width[label] * rng.normal(size=(n, d))


def tied(rng, n, d):
    return rng.integers(0, rng.integers(1, 6), (n, d)).astype(float)


def copied(rng, n, d):
    different = int(rng.integers(1, n + 1))
    return rng.normal(size=(different, d))[rng.integers(different, size=n)]


def outlying(rng, n, d):
    x = rng.standard_t(1, (n, d))
    x[0] *= 10 ** rng.uniform(0, 8)
    return x


def collinear(rng, n, d):
    x = rng.normal(size=(n, d))
    x[:, -1] = x[:, :-1].sum(axis=1) + 10 ** rng.uniform(-17, -1) * x[:, -1]
    return x


def flat(rng, n, d):
    x = rng.normal(size=(n, d))
    x[:, rng.integers(d)] = rng.normal()
    return x


def skewed(rng, n, d):
    return np.exp(4 * rng.normal(size=(n, d)))


def in_units(rng, x):
    """Return the same data in very small or large units, or from an origin far away."""
    scale = 10 ** (rng.uniform(-90, 80) if rng.random() < 0.2 else rng.uniform(-6, 6))
    offset = 10 ** rng.uniform(0, 12) * rng.normal(size=x.shape[1]) if rng.random() < 0.3 else 0
    return (x + offset) * scale


def of_type(rng, x):
    """Return the data as they are, as float32, or as whole numbers."""
    kind = rng.choice(["float64", "float32", "int64"], p=[0.8, 0.1, 0.1])
    largest = np.abs(x).max()
    if (kind == "float32" and not 1e-30 < largest < 1e30) or (kind == "int64" and not 1 < largest < 1e15):
        return x
    return (np.round(x) if kind == "int64" else x).astype(kind)


# --- weights, (n,) ---


def wide(rng, n):
    return 10 ** rng.uniform(-12, 12, n)


def sparse(rng, n):
    weights = rng.random(n) * (rng.random(n) < 0.3)
    weights[rng.integers(n)] = 1.0
    return weights


def counts(rng, n):
    weights = rng.integers(0, 4, n)
    weights[rng.integers(n)] += 1
    return weights


def no_weights(rng, n):
    return None


# --- starts ---


def soft_labels(rng, x, weights, K, family):
    r = rng.dirichlet(np.full(K, 10 ** rng.uniform(-1, 1)), len(x))
    return Mixture.fit_weighted(x, r if weights is None else r * weights[:, None], family)


def seeds(rng, x, weights, K, family):
    return Mixture.start(x, K, family, rng)


def anywhere(rng, x, weights, K, family):
    """Take means among the data, and variances as it comes."""
    share = rng.dirichlet(np.ones(K))
    if family is Bernoulli:
        return Mixture(share, Bernoulli(rng.choice([0, 0.3, 1], K) * rng.random(K)))
    rows = x.reshape(len(x), -1).astype(float)
    d, means = rows.shape[1], rows[rng.integers(len(x), size=K)]
    largest = max(float(rows.std(axis=0).max()), 1e-9 * float(np.abs(rows).max()), 1e-90) ** 2
    variances = largest * 10 ** rng.uniform(-6, 2, (K, d))
    if family is Gaussian:
        return Mixture(share, Gaussian(means[:, 0], variances[:, 0]))
    if family is SphericalGaussian:
        return Mixture(share, SphericalGaussian(means, variances[:, 0]))
    if family is DiagonalGaussian:
        return Mixture(share, DiagonalGaussian(means, variances))
    axes = np.linalg.qr(rng.normal(size=(K, d, d)))[0]
    covariances = axes * variances[:, None, :] @ np.swapaxes(axes, 1, 2)
    return Mixture(share, MultivariateGaussian(means, (covariances + np.swapaxes(covariances, 1, 2)) / 2))


DATA = [clusters, narrow, tied, copied, outlying, collinear, flat, skewed]
WEIGHTS = [no_weights, no_weights, no_weights, counts, sparse, wide]
STARTS = [soft_labels, seeds, anywhere]


def make(family, data, weights, start, n, d, K, seed):
    """Return a problem; where the kind of start has no proper estimate, it starts anywhere."""
    rng = np.random.default_rng(seed)
    if family is Bernoulli:
        x = (rng.random(n) < rng.choice([0, 0.1, 0.5, 1])).astype(rng.choice(["float64", "int64", "bool"]))
    else:
        x = of_type(rng, in_units(rng, data(rng, n, 1 if family is Gaussian else d)))
        x = x[:, 0] if family is Gaussian else x
    w = weights(rng, n)
    try:
        mixture = start(rng, x, w, K, family)
    except DegenerateFitError:
        mixture = anywhere(rng, x, w, K, family)
    except ValueError as error:
        assert "different examples" in str(error)  # fewer than there are seeds
        mixture = anywhere(rng, x, w, K, family)
    least = mixture.components._least_variance()
    floor = least * 10 ** rng.uniform(-3, 0) if family is not Bernoulli and rng.random() < 0.2 else 0.0
    return Problem(x, mixture, w, float(floor))


@st.composite
def problems(draw, family, most=200):
    """Draw a problem; shrinking leads to few examples of few dimensions and components."""
    K = draw(st.integers(1, 8))
    return make(
        family,
        draw(st.sampled_from(DATA)),
        draw(st.sampled_from(WEIGHTS)),
        draw(st.sampled_from(STARTS)),
        n=draw(st.one_of(st.integers(K, K + 20), st.integers(K, most))),
        d=draw(st.integers(1, 5)),
        K=K,
        seed=draw(st.integers(0, 2**32 - 1)),
    )


# --- the ways to compute a step ---


def climb(problem, family, kind=Climb):
    """Return a climb over the problem's data, whatever ``em`` would choose for them."""
    data = family._source(problem.x, problem.weights, problem.start.components.dimension, batch=False)
    return kind(data, family, problem.min_variance, np.dtype(np.float64))


@contextmanager
def only(kind):
    """Let ``em`` use one of its ways: "fast", "plain", or "few" (its own choice, on few numbers)."""
    with ExitStack() as patches:
        if kind != "few":
            patches.enter_context(patch.object(sys.modules["mlelib.em"], "is_few", lambda *_: False))
        if kind == "plain":
            patches.enter_context(patch.object(Climb, "look", Climb.look_closely))
        yield
