"""Every line of every derivation, as a numpy function, agrees with the evaluator of fifty digits."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlelib.symbolic import Derivation, SymbolicError, to_numpy
from mlelib.symbolic.expectation import Expectation

from .corpus import TOPICS
from .draws import called, defined, draw, over, point, proved, sizes_of
from .models import LOG_LIKELIHOOD, log_likelihood
from .slips import mutants

SIZES = [{"n": 9, "d": 2, "K": 3}, {"n": 8, "d": 3, "K": 2}, {"n": 5, "d": 1, "K": 2}]


def compare(derivation: Derivation, row: int, wanted: dict[str, int], seed: int) -> None:
    """The line as a function, names unfolded or not, gives what the evaluator of fifty digits gives."""
    model, line = derivation.model, derivation.lines[row]
    function, folded = (to_numpy(derivation, line.right, unfold=unfold) for unfold in (True, False))
    sizes = sizes_of(model, wanted) | {size.name: number for size, number in function.exact.items()}
    data = draw(model, sizes, np.random.default_rng(seed))
    at = point(model, sizes, data)
    entries = over(line.value.expression, function.indices, model, sizes, at)
    shape = tuple(sizes[str(model.size_of(index))] for index in function.indices)
    expected = np.array([float(value) for value in entries.values()]).reshape(shape)
    assert_allclose(called(function, data | sizes), expected, rtol=1e-10, atol=1e-10)
    assert_allclose(called(folded, data | sizes | defined(model, at)), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_line_of_every_derivation_agrees_with_fifty_digits(topic: str) -> None:
    compared = 0
    for derivation in proved(topic):
        for row, line in enumerate(derivation.lines):
            if line.value.expression.has(Expectation):
                with pytest.raises(SymbolicError, match="work the expectation out first"):
                    to_numpy(derivation, line.right)
                continue
            for seed, wanted in enumerate(SIZES):
                compare(derivation, row, wanted, seed)
            compared += 1
    print(f"{topic}: {compared} lines")
    assert compared


def wrong_derivations() -> Iterator[Derivation]:
    """The log-likelihood whose text has a slip that its expression has not."""
    for _, wrong in mutants(LOG_LIKELIHOOD):
        derivation = log_likelihood()
        line = derivation.lines[0]
        derivation.lines[0] = type(line)(line.left, line.relation, wrong, "", None, line.value)
        yield derivation


def test_the_comparison_can_fail() -> None:
    compare(log_likelihood(), 0, SIZES[0], 0)
    wrong = list(wrong_derivations())
    assert len(wrong) > 10
    for derivation in wrong:
        with pytest.raises((AssertionError, SymbolicError)):
            compare(derivation, 0, SIZES[0], 0)
