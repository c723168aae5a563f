"""Seeds and several starts: the best proper run wins, weights count, large data are sampled."""

import numpy as np
import pytest

from mlelib import Blocks, DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em, fit_mixture
from mlelib.seeds import MOST, nearest_seed, some_rows

CENTRES = np.array([[0, 0], [9, 0], [0, 9], [9, 9]])


def four_clusters(n=400, seed=0):
    rng = np.random.default_rng(seed)
    return CENTRES[rng.integers(0, 4, n)] + rng.normal(size=(n, 2))


def test_the_best_of_several_starts():
    x = four_clusters()
    r = fit_mixture(x, 4, SphericalGaussian, np.random.default_rng(1), n_starts=8)
    assert len(r.runs) == 8
    assert r.log_likelihoods[-1] == max(value for value, _ in r.runs)
    assert (r.log_likelihoods[-1], r.status) in r.runs
    order = np.lexsort(r.mixture.components.mean.round().T)
    np.testing.assert_allclose(r.mixture.components.mean[order], CENTRES, atol=0.4)
    assert r == fit_mixture(x, 4, SphericalGaussian, np.random.default_rng(1), n_starts=8)
    assert r.mixture.log_likelihood(x) == pytest.approx(r.log_likelihoods[-1], rel=1e-12)


def test_a_collapse_does_not_win():
    """A collapsed run reaches a higher likelihood than any proper one."""
    x = [2.1, 0, 3.5, -1, 1.5, 2.5, -0.5, 0.05, 1, -2, 0, 1, -2, 1.1, -0.5, -0.03]
    r = fit_mixture(x, 3, Gaussian, np.random.default_rng(3), n_starts=20, max_steps=3000)
    statuses = {status.split(":")[0] for _, status in r.runs}
    assert "collapsed" in statuses and statuses & {"converged", "reached max_steps"}
    assert r.status in ("converged", "reached max_steps")
    assert max(value for value, status in r.runs if status.startswith("collapsed")) > r.log_likelihoods[-1]


def test_where_all_collapse_the_best_of_them_is_returned():
    r = fit_mixture([0, 0, 0, 5, 5, 5], 2, Gaussian, np.random.default_rng(0), n_starts=3)
    assert r.status.startswith("collapsed") and len(r.runs) == 3
    assert r.log_likelihoods[-1] == max(value for value, _ in r.runs)


def test_options_go_to_em():
    r = fit_mixture([0, 0, 0, 5, 5, 5], 2, Gaussian, np.random.default_rng(0), n_starts=2, min_variance=0.25)
    assert r.converged
    np.testing.assert_allclose(sorted(r.mixture.components.mean), [0, 5], atol=1e-6)
    np.testing.assert_allclose(r.mixture.components.variance, 0.25)
    weights = [1, 1, 1, 1, 1, 3]
    r = fit_mixture(
        [0, 0, 0, 5, 5, 5], 2, Gaussian, np.random.default_rng(0), n_starts=2, min_variance=0.25, weights=weights
    )
    np.testing.assert_allclose(np.sort(r.mixture.weights), [3 / 8, 5 / 8], atol=1e-6)


def test_no_seed_has_weight_zero():
    x = np.array([0, 1, 2, 100, 10, 11, 12.0])
    w = np.array([1, 1, 1, 0, 2, 1, 1])
    for seed in range(30):
        m = Mixture.start(x, 2, Gaussian, np.random.default_rng(seed), w)
        assert m.components.mean.max() < 13
        labels = nearest_seed(x[:, None], w, 2, np.random.default_rng(seed))
        assert set(labels) == {0, 1}
    means = sorted(Mixture.start(x, 2, Gaussian, np.random.default_rng(1), w).components.mean)
    np.testing.assert_allclose(means, [1, 10.75])


def test_large_data_start_from_a_sample():
    x = four_clusters(3 * MOST)
    blocks = Blocks(lambda: np.array_split(x, 7))
    rows, weights = some_rows(SphericalGaussian._source(blocks, None), np.random.default_rng(0))
    assert rows.shape == (MOST, 2) and weights is None
    assert len(np.unique(rows, axis=0)) == MOST  # without replacement
    # From every block its share: a hypergeometric number, within five standard deviations.
    counts = [np.isin(rows[:, 0], part[:, 0]).sum() for part in blocks]
    np.testing.assert_allclose(counts, MOST / 7, atol=5 * np.sqrt(MOST / 7))
    m = Mixture.start(blocks, 4, DiagonalGaussian, np.random.default_rng(1))
    assert np.isfinite(em(blocks, m, max_steps=3).log_likelihoods).all()


def test_a_sample_follows_the_weights():
    x = np.arange(4.0 * MOST)
    w = np.where(x % 4 == 0, 3.0, np.where(x % 4 == 1, 1.0, 0.0))
    data = Gaussian._source(Blocks(lambda: np.array_split(x, 3)), Blocks(lambda: np.array_split(w, 3)))
    rows, _ = some_rows(data, np.random.default_rng(2))
    kinds = np.bincount((rows[:, 0] % 4).astype(int), minlength=4)
    assert kinds[2] == kinds[3] == 0
    assert kinds[0] > 1.4 * kinds[1] > 0


@pytest.mark.parametrize("n_starts", [0, 1.5, None])
def test_bad_number_of_starts(n_starts):
    with pytest.raises(ValueError, match="n_starts: got"):
        fit_mixture([1, 2, 3], 2, Gaussian, np.random.default_rng(0), n_starts=n_starts)


@pytest.mark.parametrize("Family", [Gaussian, SphericalGaussian, DiagonalGaussian, MultivariateGaussian])
def test_the_floor_holds_for_the_starts(Family):
    """A seed's cluster may be narrower than the floor; then the start is the labelled MLE under it."""
    x = np.array([0, 0.01, 0.02, 5, 5.01, 9, 9.3, 9.1])
    x = x if Family is Gaussian else np.column_stack([x, np.zeros(8)])
    start = Mixture.start(x, 3, Family, np.random.default_rng(0), min_variance=0.1)
    least = np.linalg.eigvalsh(start.components.covariance).min() if x.ndim > 1 else start.components.variance.min()
    assert least == pytest.approx(0.1, rel=1e-12)
    r = fit_mixture(x, 3, Family, np.random.default_rng(0), n_starts=5, min_variance=0.1)
    assert r.converged and len(r.runs) == 5
    assert r.log_likelihoods[-1] >= em(x, start, min_variance=0.1).log_likelihoods[-1] - 1e-6


def test_a_bad_floor_is_named():
    with pytest.raises(ValueError, match="min_variance: got -1"):
        Mixture.start([0, 1, 2, 3], 2, Gaussian, np.random.default_rng(0), min_variance=-1)
