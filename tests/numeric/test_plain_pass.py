"""The plain pass by itself: where T(x) is long, a component sums only examples that count for it."""

from typing import ClassVar

import numpy as np
import pytest

from mlelib import Mixture, MultivariateGaussian, em
from mlelib.distributions.moments import WIDE, OuterMoments
from mlelib.kernels import NOTHING, plain_pass

ROWS = np.random.default_rng(5).normal(size=(10, WIDE))


class Recorded(OuterMoments):
    """Moments that note how many examples they were the sums of."""

    summed: ClassVar[list[int]] = []

    @classmethod
    def sums(cls, centred, weights, overwrite=False):
        cls.summed.append(centred.shape[1])
        return super().sums(centred, weights, overwrite)


def summed(log_odds, weights=None, rows=ROWS):
    """Return how many examples each of two components sums, and its sums, by the log-odds for the second."""
    Recorded.summed = []
    log_odds = np.asarray(log_odds, dtype=np.float64)
    about = np.array([[0.0], [0.5]]) * np.ones(rows.shape[1])
    densities = [lambda block: np.zeros(len(block)), lambda block: log_odds]
    found = plain_pass(rows, weights, None, np.zeros(2), densities, about, about, Recorded)
    return Recorded.summed, found.sums


def expected(log_odds):
    """Σ r T(x), written out."""
    odds = np.exp(log_odds)
    sums = []
    for r, about in ((1 / (1 + odds), 0.0), (odds / (1 + odds), 0.5)):
        y = ROWS - about
        second = (y.T * r) @ y
        sums.append(np.concatenate([[r.sum()], r @ y, second[np.triu_indices(WIDE)]]))
    return np.array(sums)


@pytest.mark.parametrize(
    ("odds", "second"),
    [
        ([1, 0.9e-39, *[1e-41] * 8], 2),  # 1 / (1 + 1) is the largest: what counts is more than 5e-41
        ([1, 6e-41, *[4e-41] * 8], 2),
        ([1, *[6e-41] * 3, *[4e-41] * 6], 4),
        ([1, *[6e-41] * 4, *[4e-41] * 5], 10),  # half of them: a copy does not pay
        ([1e-100, 2e-140, *[5e-141] * 8], 2),  # small beside the largest, not beside 1
        ([1e-100] * 10, 10),
        ([1e-300] * 9 + [1e-20], 1),
    ],
)
def test_what_counts_is_summed(odds, second):
    log_odds = np.log(odds)
    (first, found), sums = summed(log_odds)
    assert (first, found) == (10, second)
    np.testing.assert_allclose(sums, expected(log_odds), rtol=1e-13, atol=1e-14 * max(odds))


def test_a_component_without_examples_has_empty_sums():
    sizes, sums = summed(np.full(10, -2000.0))
    assert sizes == [10, 0]
    assert not sums[1].any()


def test_with_weights_every_example_counts():
    """A weight of 1e-60 keeps a square of 1e80, which one of 1 next to it does not show."""
    rows = ROWS.copy()
    rows[0, 0] = 1e40
    weights = np.array([1e-60, *[1.0] * 9])
    sizes, sums = summed(np.full(10, -1.0), weights, rows)
    assert sizes == [10, 10]
    assert sums[1, WIDE + 1] == pytest.approx(1e20 / (1 + np.e), rel=1e-14)


def test_a_short_row_is_not_worth_the_choice():
    rows = ROWS[:, : WIDE - 1]
    assert summed(np.log([1, *[1e-50] * 9]), rows=rows)[0] == [10, 10]


def test_em_sums_what_counts_and_gets_what_all_examples_give():
    """Clusters some 20 standard deviations apart, so that nearly every example counts for one component."""
    rng = np.random.default_rng(8)
    centres = rng.normal(size=(4, WIDE)) * 20 / np.sqrt(2 * WIDE)
    x = np.repeat(centres, 250, axis=0) + rng.normal(size=(1000, WIDE))
    start = Mixture(np.full(4, 0.25), MultivariateGaussian(centres + 0.1, np.tile(np.eye(WIDE), (4, 1, 1))))
    few, all_of_them = (em(x, start, weights=weights, tol=0, max_steps=8) for weights in (None, np.ones(len(x))))
    assert (few.mixture.responsibilities(x) > NOTHING).sum() == len(x)
    np.testing.assert_allclose(few.log_likelihoods, all_of_them.log_likelihoods, rtol=1e-13)
    for name in ("mean", "covariance"):
        np.testing.assert_allclose(
            getattr(few.mixture.components, name), getattr(all_of_them.mixture.components, name), atol=1e-12
        )
