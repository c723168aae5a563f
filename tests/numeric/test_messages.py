"""Every refusal's full text, against messages.txt; ``python -m tests.numeric.test_messages`` writes that file anew."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from mlelib import Blocks, DegenerateFitError, Mixture, em, fit_mixture
from mlelib import _checks as check
from tests.numeric.test_bad_input import PLANE, RNG, TABLE, TWO, B, D, G, M, S, X, nan

STORED = Path(__file__).with_name("messages.txt")
LINE = [[0, 0], [1, 2], [2, 4], [3, 6]]
NARROW = [[1, 1 - 1e-9], [1 - 1e-9, 1]]
DOUBLED = Mixture([0.5, 0.5], G([2, 2], [2 / 3, 2 / 3]))

# what, and the call
MORE = [
    ("a long argument, whole", lambda: G("a" * 58, 1)),
    ("a long argument, cut", lambda: G("a" * 59, 1)),
    ("an argument of several lines", lambda: G.from_statistics(np.eye(2))),
    ("em in another type", lambda: em(X, TWO, dtype=int)),
    ("em without threads", lambda: em(X, TWO, threads=0)),
    ("em with a negative floor", lambda: em(X, TWO, min_variance=-1)),
    ("em from a variance below the floor", lambda: em(X, TWO, min_variance=1e9)),
    ("em from a variance below a small floor", lambda: em(X, Mixture([1], G([0], [0.1])), min_variance=0.5)),
    ("weights (n, K) of another n", lambda: G.fit(X, np.ones((2, 2)))),
    ("weights with three axes", lambda: G.fit(X, np.ones((3, 2, 1)))),
    ("weights too large", lambda: G.fit(X, [1, 1e101, 1])),
    ("negative weight for a component", lambda: G.fit(X, [[1, 1], [1, -2], [1, 1]])),
    ("batch weights of another n", lambda: TWO.components.log_likelihood(X, np.ones((4, 2)))),
    ("batch weights (n, 3) to log_likelihood", lambda: TWO.components.log_likelihood(X, np.ones((3, 3)))),
    ("batch weights (n, 3) to bic", lambda: TWO.components.bic(X, np.ones((3, 3)))),
    ("single's weights (n, K) to score", lambda: G(0, 1).score(X, np.ones((3, 2)))),
    ("single's weights (n, K) to bic", lambda: G(0, 1).bic(X, np.ones((3, 2)))),
    ("mixture's weights (n, K)", lambda: TWO.log_likelihood(X, np.ones((3, 2)))),
    ("mixture's weights (n, K) to bic", lambda: TWO.bic(X, np.ones((3, 2)))),
    ("mixture's weights (n, K) to standard_errors", lambda: TWO.standard_errors(X, np.ones((3, 2)))),
    ("start's weights (n, K)", lambda: Mixture.start(X, 2, G, RNG, np.ones((3, 2)))),
    ("responsibilities NaN", lambda: Mixture.fit_weighted(X, [[1, 0], [nan, 1], [0, 1]], G)),
    ("responsibilities too few", lambda: Mixture.fit_weighted(X, np.ones((2, 2)), G)),
    ("responsibilities zero", lambda: Mixture.fit_weighted(X, np.zeros((3, 2)), G)),
    ("min_variance negative", lambda: G.fit(X, min_variance=-1)),
    ("min_variance of a mixture", lambda: Mixture.fit_weighted(X, np.ones((3, 2)), G, min_variance="small")),
    ("Family not a distribution", lambda: Mixture.fit_weighted(X, np.ones((3, 2)), int)),
    ("Family of statistics", lambda: Mixture.from_statistics(3, None)),
    ("statistics of no batch", lambda: Mixture.from_statistics(G.sufficient_statistics(X), G)),
    ("statistics a number", lambda: Mixture.from_statistics(3, G)),
    ("labels in two columns", lambda: Mixture.fit_labelled(X, [[0], [1], [0]], G)),
    ("labels from below 0 with K", lambda: Mixture.fit_labelled(X, [0, -1, 1], G, K=2)),
    ("K of labels not whole", lambda: Mixture.fit_labelled(X, [0, 1, 1], G, K=2.0)),
    ("K of labels zero", lambda: Mixture.fit_labelled(X, [0, 1, 1], G, K=0)),
    ("labels beside blocks", lambda: Mixture.fit_labelled(Blocks(lambda: [X]), np.zeros(3), G, K=1)),
    ("labels in blocks not whole", lambda: Mixture.fit_labelled(Blocks(lambda: [X]), [[0, 0.5, 1]], G, K=2)),
    ("labels in blocks too large", lambda: Mixture.fit_labelled(Blocks(lambda: [X]), [[0, 1, 2]], G, K=2)),
    ("labels in blocks in two columns", lambda: Mixture.fit_labelled(Blocks(lambda: [X]), [[[1, 0]] * 3], G, K=2)),
    ("covariance asymmetric in a batch", lambda: M([[0, 0]] * 2, [np.eye(2), [[1, 0.5], [0.4, 1]]])),
    ("K of labels in blocks", lambda: Mixture.fit_labelled(Blocks(lambda: [X]), [[0, 0, 0]], G)),
    ("start from nothing", lambda: Mixture.start([], 1, G, RNG)),
    ("start of a mixture from equal rows", lambda: Mixture.start([[1, 2]] * 3, 2, S, RNG)),
    ("start with too few weighted", lambda: Mixture.start(X, 3, G, RNG, [1, 1, 0])),
    ("n_starts zero", lambda: fit_mixture(X, 2, G, RNG, n_starts=0)),
    ("an impossible coin in a mixture", lambda: Mixture([0.5, 0.5], B([1, 1])).predict([1, 0])),
    (
        "an impossible row in a mixture",
        lambda: Mixture([1], S([[0, 0]], [1e-200])).responsibilities([[0, 0], [1, 1e99]]),
    ),
    ("sample of a mixture, n negative", lambda: TWO.sample(-1, RNG)),
    ("shift of one axis too many", lambda: G.sufficient_statistics(X, shift=[1, 2])),
    ("shift for another K", lambda: D.sufficient_statistics([[1, 2]] * 3, np.ones((3, 2)), shift=np.ones((3, 2)))),
    ("shift too large", lambda: G.sufficient_statistics(X, shift=1e101)),
    ("statistics of another d", lambda: D.sufficient_statistics([[1, 2]]) + D.sufficient_statistics([[1, 2, 3]])),
    ("statistics of another K", lambda: G.sufficient_statistics(X) + G.sufficient_statistics(X, np.ones((3, 2)))),
    ("coins in a column", lambda: B.fit([[0], [1]])),
    ("score on the boundary", lambda: B(1).score([1])),
    ("information on the boundary", lambda: B([0.5, 0]).fisher_information()),
    ("errors on the boundary", lambda: B(1).standard_errors(3)),
    ("errors of no example, as a float", lambda: G(0, 1).standard_errors(0.0)),
    ("errors of a batch of nothing", lambda: TWO.components.standard_errors(0)),
    ("level over 1", lambda: G(0, 1).confidence_intervals(3, 1)),
    ("level 0", lambda: G(0, 1).confidence_intervals(3, 0)),
    ("length of a single", lambda: len(G(0, 1))),
    ("component of a single", lambda: B(0.5)[0]),
    ("covariance of wrong d in a batch", lambda: M([[0, 0]], [np.eye(3)])),
    ("covariance with a variance too small", lambda: M([0, 0], [[1, 0], [0, 1e-320]])),
    # the information of a mixture
    ("a weight of 0", lambda: Mixture([0, 1], TWO.components).standard_errors(X)),
    ("a last weight of 0", lambda: Mixture([1, 0], TWO.components).standard_errors(X)),
    ("density 0", lambda: Mixture([0.5, 0.5], G([0, 1], [1e-200, 1e-200])).standard_errors([0, 1e90, 1e91])),
    (
        "scores that overflow",
        lambda: Mixture([0.5, 0.5], G([0, 1e-170], [1e-200, 1e-200])).standard_errors([0, 1e-100]),
    ),
    ("components nearly singular", lambda: Mixture([1], M([[0, 0]], [NARROW])).standard_errors([[1, 1], [-1, -1]])),
    ("equal components", lambda: DOUBLED.standard_errors([1, 2, 3])),
    ("a saddle", lambda: Mixture([0.5, 0.5], G([-1, 1], [9, 9])).standard_errors([-1, 0, 1])),
    ("not at the maximum", lambda: Mixture([1], G([0.5], [1])).confidence_intervals([-1, 0, 1, 0])),
    ("information of wrong d", lambda: PLANE.observed_information([[1, 2, 3]])),
    # to others and back
    ("coins to scikit-learn", lambda: Mixture([0.5, 0.5], B([0.2, 0.7])).to_sklearn()),
    ("from a model not fitted", lambda: Mixture.from_sklearn(GaussianMixture(2))),
    ("from another model", lambda: Mixture.from_sklearn(BayesianGaussianMixture())),
    ("from two columns to numbers", lambda: Mixture.from_sklearn(PLANE.to_sklearn(), univariate=True)),
    ("a batch to scipy", lambda: TWO.components.frozen()),
    # no maximum
    ("a variance of zero", lambda: G.fit([3, 3])),
    ("a variance of zero, many points", lambda: G.fit([0.1] * 1000)),
    ("three points are named", lambda: G.fit([7, 7, 7])),
    ("four points are three and more", lambda: G.fit([7, 7, 7, 7])),
    ("a variance of zero in one dimension", lambda: D.fit([[1, 0.5], [2, 0.5]])),
    ("a variance of zero on a sphere", lambda: S.fit([[1, 2]])),
    ("rank 1 of 2", lambda: M.fit(LINE)),
    ("rank 0", lambda: M.fit([[1, 2], [1, 2]])),
    ("rank 0 of a component", lambda: M.fit([[1, 2], [3, 1], [0, 5], [7, 7]], [[1, 0], [1, 0], [1, 0], [0, 1]])),
    ("one dimension is flat", lambda: M.fit([[1, 2, 0], [2, 1, 0], [4, 4, 0], [5, 9, 0]])),
    ("a component of one point", lambda: G.fit([1, 2, 7, 3], [[1, 0], [1, 0], [0, 2], [1, 0]])),
    ("a component without weight", lambda: G.fit([1, 2], [[1, 0], [1, 0]])),
    ("a component of a tiny weight", lambda: G.fit([1, 2], [[1, 1e-310], [1, 0]])),
    ("statistics of nothing", lambda: G.from_statistics(G.sufficient_statistics([]))),
    ("statistics of one point", lambda: M.from_statistics(M.sufficient_statistics([[1, 2]]))),
    ("statistics of a component", lambda: G.from_statistics(G.sufficient_statistics(X, [[1, 0], [1, 0], [1, 2]]))),
    ("a class of one example", lambda: Mixture.fit_labelled([1, 9, 2], [0, 1, 0], G)),
    ("a class of equal rows", lambda: Mixture.fit_labelled([[1, 2], [3, 3], [3, 3], [2, 5]], [0, 1, 1, 0], S)),
    ("a start from points on a line", lambda: Mixture.start(LINE, 2, M, np.random.default_rng(0))),
]

# What these say hangs on the last digit.
UNSTABLE = {"covariance singular", "old rng"}
CALLS = [(row[0], row[1]) for row in [*TABLE, *MORE] if row[0] not in UNSTABLE]


def message(call):
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    return str(caught.value)


def stored():
    return dict(line.split("\t", 1) for line in STORED.read_text("utf-8").splitlines())


@pytest.mark.parametrize(("name", "call"), CALLS, ids=[name for name, _ in CALLS])
def test_message(name, call):
    assert message(call) == stored()[name]


def test_every_stored_message_is_tested():
    assert list(stored()) == [name for name, _ in CALLS]


def test_sums_that_overflow(monkeypatch):
    # Of allowed numbers some forty million are needed.
    monkeypatch.setattr(check, "LARGEST", 1e200)
    assert message(lambda: G.fit([1e160, -1e160])) == "x: got sums that overflow, want smaller numbers or weights"


def test_em_says_the_same_of_many_numbers_as_of_few(monkeypatch):
    start, many = Mixture([0.5, 0.5], G([0, 9], [1, 1])), np.resize([1.0, 2, 9], 300)
    for x in ([1.0, 2, 9], many):
        said = message(lambda x=x: em(x, start, weights=np.zeros(len(x))))
        assert said == "weights: got zeros only, want a positive total weight"
    for x in ([], Blocks(lambda: [np.array([])])):
        assert message(lambda x=x: em(x, start)) == "x: got an empty sample, want at least one example"
    monkeypatch.setattr(check, "LARGEST", 1e200)
    said = message(lambda: em(1e160 * (many - 5), start))
    assert said == "x: got sums that overflow, want smaller numbers or weights"


@pytest.mark.parametrize("name", ["rank 1 of 2", "a component of one point"])
def test_what_an_error_is_made_of(name):
    with pytest.raises(DegenerateFitError) as caught:
        dict(CALLS)[name]()
    error = caught.value
    assert error.args == (error.reason, error.component, error.points, error.where)


@pytest.mark.parametrize("x", [[1e150, 2e150], [1e101] * 3, [0.0] * 50_000 + [-1e101], [1e120, 1e120, 0.0]])
def test_numbers_that_are_too_large_are_named_by_fit_and_em_as_by_log_prob(x):
    """Even where all sums of squares about a shift are floats: what ``fit`` takes, its estimate can judge."""
    place = next(i for i, value in enumerate(x) if abs(value) > 1e100)
    said = f"x: got x[{place}] = {x[place]}, want finite numbers up to 1e+100"
    start = Mixture([0.5, 0.5], G([0, 1e99], [1e198, 1e198]))
    calls = [
        lambda: G.fit(x),
        lambda: G.fit(x, min_variance=1),
        lambda: G.fit(x, np.ones((len(x), 2))),
        lambda: em(x, start, max_steps=1),
        lambda: em(np.resize(x, 200_000), start, max_steps=1),
        lambda: start.log_prob(x),
    ]
    for call in calls:
        assert message(call) == said


def test_the_largest_numbers_are_taken():
    x = [1e100, -1e100, 1e100, 2.0]
    assert G.fit(x).mean == pytest.approx(2.5e99)
    assert em(x * 50, Mixture([0.5, 0.5], G([0, 1e99], [1e198, 1e198])), max_steps=1).steps == 1


if __name__ == "__main__":
    STORED.write_text("".join(f"{name}\t{message(call)}\n" for name, call in CALLS), "utf-8")
