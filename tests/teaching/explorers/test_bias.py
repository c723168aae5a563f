"""Samples, and their estimates of the variance."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy import stats

from mlelib import Gaussian
from mlelib.teaching import explore_bias
from mlelib.teaching.explorers.bias import LARGEST, MOST, SEEDS, draws

from .conftest import Numbers, drag, press, root, words

TRUTH = Gaussian(mean=4, variance=6)


def random_states() -> list[dict[str, Any]]:
    rng = np.random.default_rng(0)
    edges = [
        {"n": 2, "samples": 1, "seed": 1},
        {"n": 2, "samples": MOST, "seed": SEEDS},
        {"n": LARGEST, "samples": MOST, "seed": 5},
    ]
    return edges + [
        {
            "n": int(rng.integers(2, LARGEST + 1)),
            "samples": int(rng.choice([1, 2, 7, 100])) + int(rng.integers(20)),
            "seed": int(rng.integers(1, SEEDS + 1)),
        }
        for _ in range(200)
    ]


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    states = random_states()
    for state, found in zip(states, numbers("bias", states), strict=True):
        n, samples = state["n"], state["samples"]
        rows = draws(TRUTH, n, samples, state["seed"])
        variances = np.array([float(Gaussian.fit(row).variance) for row in rows])
        newest = Gaussian.fit(rows[-1])
        assert found["newest"] == pytest.approx(rows[-1], rel=1e-9, abs=1e-12)
        assert found["mean"] == pytest.approx(newest.mean, rel=1e-9)
        assert found["variance"] == pytest.approx(newest.variance, rel=1e-9)
        assert found["plain"] == pytest.approx(variances.mean(), rel=1e-9)
        assert found["repaired"] == pytest.approx(rows.var(axis=1, ddof=1).mean(), rel=1e-9)
        assert found["expected"] == pytest.approx((n - 1) / n * 6, rel=1e-9)
        for count, average in found["path"]:
            assert average == pytest.approx(variances[:count].mean(), rel=1e-9)
        bars, _ = np.histogram(variances, bins=20, range=(0, 12))
        assert found["bars"] == bars.tolist()
        assert found["above"] == pytest.approx((variances > 12).mean(), abs=1e-12)


def test_the_stream_is_gaussian_and_its_samples_are_independent() -> None:
    for seed in (1, 2, SEEDS):
        x = draws(TRUTH, LARGEST, MOST, seed)
        assert stats.kstest(x[:1000].ravel(), "norm", args=(4, 6**0.5)).pvalue > 1e-3
        assert np.abs(np.corrcoef(x.T) - np.eye(LARGEST)).max() < 5 / MOST**0.5
        assert abs(np.corrcoef(x[1:].mean(axis=1), x[:-1].mean(axis=1))[0, 1]) < 5 / MOST**0.5


def test_streams_do_not_overlap() -> None:
    """Two seeds start at two places of one long cycle, farther apart than the longest stream."""
    inverse = pow(0x6D2B79F5, -1, 2**32)
    apart = [min(d * inverse % 2**32, -d * inverse % 2**32) for d in range(1, SEEDS)]
    assert min(apart) > 2 * LARGEST * MOST


def test_a_larger_n_adds_to_each_sample() -> None:
    assert draws(TRUTH, 9, 7, 3)[:, :4] == pytest.approx(draws(TRUTH, 4, 7, 3), abs=0)


def averages(page: Page) -> list[float]:
    found = re.search(
        r"On average σ̂² is (\d+\.\d\d), and n/\(n − 1\) σ̂² is (\d+\.\d\d)", words(page, "bias").replace("\xa0", " ")
    )
    assert found
    return [float(value) for value in found.groups()]


def test_play_leads_from_one_sample_to_the_expectations(page: Page) -> None:
    press(page, "bias", "Play")
    assert words(page, "bias").startswith("10,000 samples of n = 5.")
    assert averages(page) == pytest.approx([4.8, 6], abs=0.1)
    assert root(page, "bias").get_by_role("button", name="One sample").get_attribute("aria-disabled") == "true"


def test_samples_are_added_and_others_drawn(page: Page) -> None:
    press(page, "bias", "One sample")
    press(page, "bias", "100 samples")
    first = words(page, "bias")
    assert first.startswith("131 samples of n = 5.")
    press(page, "bias", "Other samples")
    assert words(page, "bias").startswith("131 samples of n = 5.") and words(page, "bias") != first


def test_larger_samples_close_the_distance(page: Page) -> None:
    press(page, "bias", "Play")
    handle = root(page, "bias").get_by_role("slider", name="examples in a sample n")
    drag(page, handle, 1000)
    expect(handle).to_have_attribute("aria-valuetext", "n = 30")
    assert averages(page) == pytest.approx([5.8, 6], abs=0.05)
    handle.focus()
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect(handle).to_have_attribute("aria-valuetext", "n = 2")
    assert averages(page) == pytest.approx([3, 6], abs=0.2)


def test_it_plays_where_motion_is_welcome(wide: Page) -> None:
    wide.emulate_media(reduced_motion="no-preference")
    press(wide, "bias", "Play")
    assert words(wide, "bias").startswith("One sample of n = 5.")
    wide.wait_for_function("document.querySelector('#explore-bias .mle-state').textContent.startsWith('4 samples')")
    press(wide, "bias", "One sample")
    seen = words(wide, "bias")
    wide.wait_for_timeout(400)
    assert words(wide, "bias") == seen


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"n": 1}, "n should be 2 to 30, got 1"),
        ({"n": 31}, "n should be 2 to 30, got 31"),
        ({"samples": 0}, "samples should be 1 to 10000, got 0"),
        ({"samples": 10_001}, "samples should be 1 to 10000"),
        ({"seed": 1000}, "seed should be 1 to 999"),
    ],
)
def test_wrong_starts_are_refused(given: dict[str, int], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        explore_bias(TRUTH, **given)


def test_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="one Gaussian"):
        explore_bias(Gaussian(mean=[0, 1], variance=[1, 1]))
