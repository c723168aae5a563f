"""The fast pass by itself. Within EM a wrong one would hide: where the log-likelihood falls, the plain pass is used."""

import numpy as np
import pytest

from mlelib.distributions.moments import Moments
from mlelib.kernels import natural_pass

from .problems import GAUSSIANS


@pytest.fixture(params=GAUSSIANS, ids=lambda Family: Family.__name__)
def problem(request):
    """Rows (n, d), the log-odds of two components against a third, and the kind of sums."""
    kind, d = request.param.statistics_type, 1 if request.param.data_ndim == 1 else 2
    rng = np.random.default_rng(11)
    return rng.normal(size=(50_000, d)), rng.normal(size=(2, kind.size(d))), kind


def pass_over(rows, problem, weights=None, **options):
    _, odds, kind = problem
    return natural_pass(rows, weights, None, odds, np.full(rows.shape[1], 0.5), kind, **options)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_pass_over_many_blocks_is_the_sum_of_small_passes(problem, weighted):
    rows = problem[0]
    weights = np.random.default_rng(1).integers(0, 4, len(rows)) * 1.0 if weighted else None
    parts = [slice(i, i + 500) for i in range(0, len(rows), 500)]
    small = [pass_over(rows[part], problem, None if weights is None else weights[part]) for part in parts]
    whole = pass_over(rows, problem, weights)
    assert whole.log_likelihood == pytest.approx(sum(part.log_likelihood for part in small), rel=1e-12)
    np.testing.assert_allclose(whole.sums, sum(part.sums for part in small), rtol=1e-11, atol=1e-8)


def test_it_computes_what_it_says(problem):
    """Σ log(1 + Σ odds), and Σ r T(x), row by row."""
    rows, odds, kind = problem
    rows = rows[:50]
    T = np.empty((odds.shape[1], len(rows)))
    T[0], T[1 : rows.shape[1] + 1] = 1, rows.T - 0.5
    kind.fill(T, rows.shape[1])
    ratios = np.exp(odds @ T)
    found = pass_over(rows, problem)
    assert found.log_likelihood == pytest.approx(np.log1p(ratios.sum(axis=0)).sum(), rel=1e-13)
    np.testing.assert_allclose(found.sums, (ratios / (1 + ratios.sum(axis=0))) @ T.T, rtol=1e-12, atol=1e-12)


def test_odds_may_be_told_to_be_large(problem):
    """Whether or not they are, ``largest`` changes no result beyond rounding."""
    rows = problem[0][:3000]
    plain, careful = pass_over(rows, problem, largest=0.0), pass_over(rows, problem, largest=np.inf)
    assert careful.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-13)
    np.testing.assert_allclose(careful.sums, plain.sums, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("largest", [60, 86, 100, 300, 600, 699, 701, 2000, 1e5])
@pytest.mark.parametrize("weighted", [False, True])
def test_large_odds(largest, dtype, weighted):
    """Beside odds of e^100 the product of a few normalisers is a float, beside e^600 of one; e^701 is none itself."""
    x = np.concatenate([np.linspace(-1, 1, 1001), np.linspace(0.9, 1, 1000)])[:, None]
    odds = np.array([[0.0, largest, 0.0], [-3.0, 0.5 * largest, 0.0], [1.0, 0.0, 0.0]])
    weights = np.resize([1.0, 0.0, 2.0], len(x)) if weighted else np.ones(len(x))
    joint = np.vstack([np.zeros(len(x)), odds @ [x[:, 0] ** 0, x[:, 0], x[:, 0] ** 2]])
    log_sums = np.logaddexp.reduce(joint)
    r = np.exp(joint[1:] - log_sums) * weights
    right = r @ np.stack([x[:, 0] ** 0, x[:, 0], x[:, 0] ** 2], axis=1)
    for bound in (largest, np.inf):
        found = natural_pass(
            x, weights if weighted else None, None, odds, np.zeros(1), Moments, largest=bound, dtype=dtype
        )
        digits = 1e-13 if dtype is np.float64 else 1e-4
        assert found.log_likelihood == pytest.approx(weights @ log_sums, rel=digits)
        np.testing.assert_allclose(found.sums, right, rtol=20 * digits, atol=1000 * digits)


@pytest.mark.parametrize("n", [700, 50_000])
def test_a_memory_changes_nothing(problem, n):
    """Of data in one block every pass is the same; with more, passes go back and forth, and add in both orders."""
    rows, odds, kind = problem
    memory = {}
    first, back, forth = (natural_pass(rows[:n], None, memory, odds, np.zeros(rows.shape[1]), kind) for _ in range(3))
    fresh = natural_pass(rows[:n], None, None, odds, np.zeros(rows.shape[1]), kind)
    for same in (first, forth, *([back] if n == 700 else [])):
        assert same.log_likelihood == fresh.log_likelihood
        np.testing.assert_array_equal(same.sums, fresh.sums)
    assert back.log_likelihood == pytest.approx(fresh.log_likelihood, rel=1e-15)
    np.testing.assert_allclose(back.sums, fresh.sums, rtol=1e-14)
