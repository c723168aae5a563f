"""Ways in which a checker could be fooled, each closed: names that hide a symbol, entries that coincide, lost zeros."""

import pytest

from mlelib.symbolic import Derivation, Model, SymbolicError, UnreadableLine, WrongStep

from .models import mixture, univariate


def test_a_name_defined_through_the_variable_must_be_unfolded_first() -> None:
    model = univariate().define("c", r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2")
    d = Derivation(model, r"-c", name=r"\ell(\mu)")
    with pytest.raises(SymbolicError, match="c is defined through"):
        d.differentiate(r"\mu", "0")
    with pytest.raises(SymbolicError, match="c is defined through"):
        d.substitute({r"\mu": r"\bar{x}"}, "-c", "…")
    unfolded = d.unfold(r"-\sum_{i=1}^{n} (x^{(i)} - \mu)^2", "the meaning of c")
    unfolded.differentiate(r"\mu", r"2 \sum_{i=1}^{n} (x^{(i)} - \mu)")


def test_values_are_put_in_at_once() -> None:
    d = Derivation(univariate(), r"\mu + \sigma^2")
    with pytest.raises(SymbolicError, match="replaced at the same time"):
        d.substitute({r"\sigma^2": r"\mu^2", r"\mu": r"\bar{x}"}, r"\bar{x} + \bar{x}^2", "…")


def test_an_entry_is_not_solved_for_beside_one_that_may_be_the_same() -> None:
    d = Derivation(mixture(), r"\mu_k + \mu_1 - 2")
    with pytest.raises(SymbolicError, match="may be the same"):
        d.solve(r"\mu_k", r"2 - \mu_1")
    d = Derivation(mixture(), r"\mu_k - \sum_{l=1}^{K} \mu_l")
    with pytest.raises(SymbolicError, match="may be the same"):
        d.solve(r"\mu_k", r"\sum_{l=1}^{K} \mu_l")


def test_a_zero_at_zero_counts_where_zero_is_admissible() -> None:
    real = Derivation(univariate(), r"\mu (\mu - \bar{x})").solve(r"\mu", r"\bar{x}")
    assert real.unique is False and "a zero" in real.lines[-1].because
    positive = Model(sizes={"n": "i"}, parameters={"v": "positive", "a": "positive"})
    assert Derivation(positive, "v (v - a)").solve("v", "a").unique


def test_an_unknown_inside_a_sum_has_no_unique_zero() -> None:
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "positive"}, parameters={"v": "positive"})
    d = Derivation(model, r"\sum_{i=1}^{n} \log(x^{(i)} + v) - \sum_{i=1}^{n} \log(x^{(i)} + 1)")
    assert d.solve("v", "1").unique is False


def test_a_zero_that_may_leave_the_range_says_so() -> None:
    d = Derivation(univariate(), r"\sigma^2 - \mu").solve(r"\sigma^2", r"\mu")
    assert d.lines[-1].because.endswith("where it is positive")


def test_an_assumption_may_not_be_false() -> None:
    with pytest.raises(SymbolicError, match="not positive"):
        univariate().define("c", r"-\sigma^2", kind="positive")
    with pytest.raises(SymbolicError, match="not unit"):
        univariate().define("c", r"1 + \sigma^2", kind="unit")
    univariate().define("c", r"\sum_{i=1}^{n} (x^{(i)} - \bar{x})^2", kind="positive")  # zero only where all are equal


def test_a_particular_size_reaches_the_definitions() -> None:
    model = Model(sizes={"n": "i t"}, data={"x^{(i)}": "real"}, at_least={"n": 2})
    model.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    two = Derivation(model, r"n \bar{x}").specialise("n", 2, r"2 \bar{x}", "two examples")
    two.unfold("x^{(1)} + x^{(2)}", "the mean of two")
    with pytest.raises(WrongStep):
        two.unfold(r"2 x^{(1)}", "the mean of two")


def test_two_names_that_sympy_would_write_alike() -> None:
    with pytest.raises(SymbolicError, match="write it like another"):
        Model(sizes={"n": "i"}, parameters={r"\hat{\mu}": "real", r"\muhat": "real"})


@pytest.mark.parametrize("line", [r"1 / 2 \mu", r"1 / n \sum_{i=1}^{n} x^{(i)}", r"\log(\sigma^2)^2", r"x^{(i)2}"])
def test_what_can_be_read_in_two_ways_is_refused(line: str) -> None:
    with pytest.raises(UnreadableLine):
        univariate().read(line)
