"""Bad input: a ValueError that names the argument, what it got and what it wants."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em

nan, inf = np.nan, np.inf
RNG = np.random.default_rng(0)
TWO = Mixture([0.5, 0.5], Gaussian([6, 7], [1, 4]))
PLANE = Mixture([0.5, 0.5], SphericalGaussian([[0, 0], [1, 1]], [1, 1]))
G, B, S, D, M = Gaussian, Bernoulli, SphericalGaussian, DiagonalGaussian, MultivariateGaussian
X = [1, 2, 4]

# what, the call, the argument's name, and a word of what it got or wants
TABLE = [
    ("NaN", lambda: G.fit([1, nan]), "x", "x[1] = nan"),
    ("infinity", lambda: G.fit([inf, 1]), "x", "x[0] = inf"),
    ("minus infinity", lambda: G(0, 1).log_prob([1, -inf]), "x", "-inf"),
    ("NaN in a row", lambda: M.fit([[1, 2], [3, nan]]), "x", "x[1, 1] = nan"),
    ("too large to square", lambda: G.fit([1, 1e200]), "x", "1e+100"),
    ("empty", lambda: G.fit([]), "x", "empty"),
    ("empty, d known", lambda: M.fit(np.empty((0, 2))), "x", "empty"),
    ("empty to log_prob", lambda: G(0, 1).log_prob([]), "x", "empty"),
    ("a number for a sample", lambda: G.fit(3), "x", "shape (n,)"),
    ("rows for numbers", lambda: G.fit([[1, 2], [3, 4]]), "x", "(2, 2)"),
    ("numbers for rows", lambda: M.fit(X), "x", "shape (n, d)"),
    ("three axes", lambda: S.fit(np.zeros((2, 2, 2))), "x", "(2, 2, 2)"),
    ("no columns", lambda: D.fit(np.zeros((3, 0))), "x", "(3, 0)"),
    ("wrong d", lambda: S([0, 0], 1).log_prob([[1, 2, 3]]), "x", "d = 2"),
    ("wrong d in score", lambda: M([0, 0], np.eye(2)).score([[1, 2, 3]]), "x", "d = 3"),
    ("strings", lambda: G.fit(["1", "2"]), "x", "real numbers"),
    ("complex", lambda: G.fit([1j, 2]), "x", "complex"),
    ("objects", lambda: G.fit([Fraction(1, 2), 1]), "x", "object"),
    ("None", lambda: G.fit(None), "x", "None"),
    ("None inside", lambda: G.fit([1, None]), "x", "object"),
    ("dates", lambda: G.fit(np.array([date(2020, 1, 1)], "datetime64[D]")), "x", "datetime64"),
    ("a dictionary", lambda: G.fit({"a": 1}), "x", "object"),
    ("ragged", lambda: M.fit([[1, 2], [3]]), "x", "rectangular"),
    ("masked", lambda: G.fit(np.ma.masked_array(X, [0, 1, 0])), "x", "masked"),
    ("not zeros and ones", lambda: B.fit([0, 1, 2]), "x", "x[2] = 2.0"),
    ("half a coin", lambda: B(0.5).log_prob([0.5]), "x", "zeros and ones"),
    ("negative weight", lambda: G.fit(X, [1, -1, 1]), "weights", "negative"),
    ("all-zero weights", lambda: G.fit(X, [0, 0, 0]), "weights", "positive total"),
    ("weights too few", lambda: G.fit(X, [1, 1]), "weights", "(2,)"),
    ("weights NaN", lambda: G.fit(X, [1, nan, 1]), "weights", "weights[1] = nan"),
    ("weights infinite", lambda: G.fit(X, [1, inf, 1]), "weights", "inf"),
    ("weights a string", lambda: G.fit(X, "abc"), "weights", "abc"),
    ("weights a number", lambda: G.fit(X, 2), "weights", "shape ()"),
    ("weights for no component", lambda: G.fit(X, np.ones((3, 0))), "weights", "(3, 0)"),
    ("weights (n, K) for a single", lambda: G(0, 1).log_likelihood(X, np.ones((3, 2))), "weights", "(3, 2)"),
    ("weights (n, 3) for K = 2", lambda: TWO.components.score(X, np.ones((3, 3))), "weights", "(3, 2)"),
    ("shift of another shape", lambda: D.sufficient_statistics([[1, 2]], shift=[1, 2, 3]), "shift", "(3,)"),
    ("shift NaN", lambda: G.sufficient_statistics(X, shift=nan), "shift", "nan"),
    ("others' statistics", lambda: G.from_statistics(B.sufficient_statistics([1])), "statistics", "Gaussian"),
    ("no statistics", lambda: G.from_statistics(3), "statistics", "got 3"),
    ("probability over 1", lambda: B(1.5), "probability", "1.5"),
    ("probability below 0", lambda: B([0.5, -0.1]), "probability", "[0, 1]"),
    ("variance 0", lambda: G(0, 0), "variance", "positive"),
    ("variance negative", lambda: D([0, 0], [1, -1]), "variance", "-1"),
    ("variance of a batch", lambda: S([[0, 0], [1, 1]], [1, 0]), "variance", "positive"),
    ("variance NaN", lambda: G(0, nan), "variance", "nan"),
    ("mean infinite", lambda: G(inf, 1), "mean", "inf"),
    ("mean a string", lambda: G("a", 1), "mean", "'a'"),
    ("mean of vectors", lambda: G([[1, 2]], 1), "mean", "(1, 2)"),
    ("mean of nothing", lambda: S([], 1), "mean", "(0,)"),
    ("batch against single", lambda: G([1, 2], 1), "variance", "mean"),
    ("K differs", lambda: S([[1, 2], [3, 4]], [1, 2, 3]), "variance", "(3,)"),
    ("d differs", lambda: D([1, 2], [1, 2, 3]), "variance", "(3,)"),
    ("covariance asymmetric", lambda: M([0, 0], [[1, 0.5], [0.4, 1]]), "covariance", "symmetric"),
    ("covariance indefinite", lambda: M([0, 0], [[1, 2], [2, 1]]), "covariance", "positive definite"),
    ("covariance singular", lambda: M([0, 0], [[0.1, 0.3], [0.3, 0.9]]), "covariance", "positive definite"),
    ("covariance with variance 0", lambda: M([0, 0], [[0, 0], [0, 1]]), "covariance", "diagonal"),
    ("covariance of wrong d", lambda: M([0, 0], np.eye(3)), "covariance", "(3, 3)"),
    ("covariance a vector", lambda: M([0, 0], [1, 1]), "covariance", "(d, d)"),
    ("covariance oblong", lambda: M([0, 0], np.ones((2, 3))), "covariance", "(2, 3)"),
    ("n negative", lambda: G(0, 1).sample(-1, RNG), "n", "-1"),
    ("n not whole", lambda: G(0, 1).sample(2.5, RNG), "n", "whole"),
    ("n true", lambda: TWO.sample(True, RNG), "n", "True"),
    ("a seed for rng", lambda: G(0, 1).sample(3, 42), "rng", "42"),
    ("no rng", lambda: TWO.sample(3, None), "rng", "Generator"),
    ("old rng", lambda: Mixture.start(X, 2, G, np.random.RandomState(0)), "rng", "Generator"),
    ("information of nothing", lambda: G(0, 1).fisher_information(0), "n", "positive"),
    ("errors of NaN", lambda: G(0, 1).standard_errors(nan), "n", "nan"),
    ("mixture weights sum", lambda: Mixture([0.5, 0.6], TWO.components), "weights", "1.1"),
    ("mixture weights negative", lambda: Mixture([1.5, -0.5], TWO.components), "weights", "-0.5"),
    ("mixture weights NaN", lambda: Mixture([nan, 1], TWO.components), "weights", "nan"),
    ("mixture weights a number", lambda: Mixture(1, TWO.components), "weights", "(K,)"),
    ("mixture of three", lambda: Mixture([0.2, 0.3, 0.5], TWO.components), "components", "K = 3"),
    ("mixture of a single", lambda: Mixture([1], G(0, 1)), "components", "single"),
    ("mixture of a list", lambda: Mixture([0.5, 0.5], [G(0, 1), G(1, 1)]), "components", "batch"),
    ("labels too large", lambda: Mixture.fit_labelled(X, [0, 1, 2], G, K=2), "labels", "0 to 2"),
    ("labels negative", lambda: Mixture.fit_labelled(X, [0, -1, 1], G), "labels", "-1"),
    ("labels not whole", lambda: Mixture.fit_labelled(X, [0, 0.5, 1], G), "labels", "0.5"),
    ("labels missing a class", lambda: Mixture.fit_labelled(X, [0, 2, 2], G), "labels", "class 1"),
    (
        "labels missing the last class",
        lambda: Mixture.fit_labelled(X, [0, 1, 1], G, K=3),
        "labels",
        "class 2",
    ),
    ("labels too few", lambda: Mixture.fit_labelled(X, [0, 1], G), "labels", "(2,)"),
    ("labels strings", lambda: Mixture.fit_labelled(X, ["a", "b", "a"], G), "labels", "real numbers"),
    ("labels NaN", lambda: Mixture.fit_labelled(X, [0, nan, 1], G), "labels", "nan"),
    ("more classes than examples", lambda: Mixture.fit_labelled(X, [0, 1, 1], G, K=4), "labels", "K = 4"),
    ("labels for huge K", lambda: Mixture.fit_labelled(X, [0, 1, 10**12], G), "labels", "K"),
    ("responsibilities flat", lambda: Mixture.fit_weighted(X, [1, 1, 1], G), "responsibilities", "K)"),
    (
        "responsibilities negative",
        lambda: Mixture.fit_weighted(X, -np.ones((3, 2)), G),
        "responsibilities",
        "negative",
    ),
    ("Family an instance", lambda: Mixture.fit_labelled(X, [0, 1, 1], G(0, 1)), "Family", "class"),
    ("Family a string", lambda: Mixture.start(X, 2, "Gaussian", RNG), "Family", "'Gaussian'"),
    ("K over n", lambda: Mixture.start(X, 4, G, RNG), "K", "n = 3"),
    ("K zero", lambda: Mixture.start(X, 0, G, RNG), "K", "1 or more"),
    ("K not whole", lambda: Mixture.start(X, 2.0, G, RNG), "K", "2.0"),
    ("K over different examples", lambda: Mixture.start([1, 1, 2, 2], 3, G, RNG), "K", "at most 2"),
    ("start from rows", lambda: Mixture.start([[1, 2]], 1, G, RNG), "x", "(1, 2)"),
    ("tol negative", lambda: em(X, TWO, tol=-1), "tol", "-1"),
    ("tol NaN", lambda: em(X, TWO, tol=nan), "tol", "nan"),
    ("tol infinite", lambda: em(X, TWO, tol=inf), "tol", "inf"),
    ("tol None", lambda: em(X, TWO, tol=None), "tol", "None"),
    ("max_steps negative", lambda: em(X, TWO, max_steps=-1), "max_steps", "-1"),
    ("max_steps not whole", lambda: em(X, TWO, max_steps=1.5), "max_steps", "1.5"),
    ("start a number", lambda: em(X, 2), "start", "Mixture"),
    ("start components only", lambda: em(X, TWO.components), "start", "Mixture"),
    ("rows to a univariate start", lambda: em([[1, 2]], TWO), "x", "(1, 2)"),
    ("wrong d for start", lambda: em([[1, 2, 3]], PLANE), "x", "d = 2"),
    ("em with n under K", lambda: em([1], TWO), "x", "K = 2"),
    ("em with NaN", lambda: em([1, nan], TWO), "x", "nan"),
    ("em weights (n, K)", lambda: em(X, TWO, weights=np.ones((3, 2))), "weights", "(3,)"),
    ("em weights zero", lambda: em(X, TWO, weights=[0, 0, 0]), "weights", "zeros"),
    ("em from an impossible start", lambda: em([0, 1], Mixture([0.5, 0.5], B([0, 0]))), "x", "x[1]"),
    ("empty to bic", lambda: TWO.bic([]), "x", "empty"),
    ("NaN to predict", lambda: TWO.predict([nan]), "x", "nan"),
    ("wrong d to responsibilities", lambda: PLANE.responsibilities([[1, 2, 3]]), "x", "d = 3"),
]


@pytest.mark.parametrize(("call", "name", "said"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_bad_input(call, name, said):
    with pytest.raises(ValueError) as caught:
        call()
    message = str(caught.value)
    assert message.startswith(f"{name}: got ") and ", want " in message
    assert said in message
    assert len(message) < 250
