"""Ways in which a checker could be fooled, each closed: names that hide a symbol, entries that coincide, lost zeros."""

from collections.abc import Callable

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
    d = Derivation(univariate(), r"\sigma^2 - \mu^2").solve(r"\sigma^2", r"\mu^2")
    assert d.lines[-1].because.endswith("where it is positive")
    for score, root in ((r"\sigma^2 - \mu", r"\mu"), (r"\sigma^2 + 1", "-1"), (r"\sigma^2", "0")):
        with pytest.raises(SymbolicError, match="not positive"):
            Derivation(univariate(), score).solve(r"\sigma^2", root)


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


def test_a_name_defined_for_one_size_is_not_declared_for_all() -> None:
    model = Model(sizes={"n": "i t"}, data={"x^{(i)}": "real"}, at_least={"n": 2})
    two = Derivation(model, "n").specialise("n", 2, "2", "two examples")
    two.model.define("c", r"x^{(1)} + x^{(2)}")
    with pytest.raises(UnreadableLine, match="not declared"):
        model.read("c")


def test_two_names_that_sympy_would_write_alike() -> None:
    with pytest.raises(SymbolicError, match="write it like another"):
        Model(sizes={"n": "i"}, parameters={r"\hat{\mu}": "real", r"\muhat": "real"})


@pytest.mark.parametrize("line", [r"1 / 2 \mu", r"1 / n \sum_{i=1}^{n} x^{(i)}", r"\log(\sigma^2)^2", r"x^{(i)2}"])
def test_what_can_be_read_in_two_ways_is_refused(line: str) -> None:
    with pytest.raises(UnreadableLine):
        univariate().read(line)


def adversary() -> Model:
    """Two reals, a variance, something that may be zero, a probability."""
    parameters = {r"\mu": "real", r"\nu": "real", r"\sigma^2": "positive", r"\lambda": "nonnegative", "p": "unit"}
    return Model(sizes={"n": "i t"}, data={"x^{(i)}": "real"}, parameters=parameters, at_least={"n": 2})


@pytest.mark.parametrize(
    "line",
    [
        r"{\mu+1}\nu",
        r"{\mu+\nu}^2",
        "2{3}",
        r"-{\mu-1}",
        r"\sum_{i=1}^{n} {x^{(i)}-\mu}",
        r"\exp{\mu+1}",
        r"\log{2}\mu",
        r"\mu \quad \nu",
        r"\mu & \nu",
        r"x^{(i)}^2",
        r"x_i_t",
        r"e^x^{(i)}",
        r"\frac x_1 2",
        r"x_12",
        r"\prod_{i=1}^{n} x^{(i)} / n",
        r"2^{999999999999.5}",
        r"\exp(999999999999 \log(2))",
        r"(((((2\mu)^{64})^{64})^{64})^{64})^{64}",
        r"\sqrt" * 390 + "2",
        r"\log(-1) - \log(-1)",
        r"\sqrt{-4}\sqrt{-9}",
    ],
)
def test_the_page_never_shows_something_else(line: str) -> None:
    """Braces do not show, TeX stops at a second script: such lines are refused, and so are numbers without end."""
    with pytest.raises(UnreadableLine):
        adversary().read(line)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\mu", r"\exp(\log\mu)"),
        (r"\mu^2", r"\exp(2\log\mu)"),
        (r"\mu", r"\sqrt{\mu}\sqrt{\mu}"),
        (r"\sqrt{(\sigma^2)^2} + \mu", r"\sigma^2 + \sqrt{\mu}\sqrt{\mu}"),
    ],
)
def test_a_line_without_a_real_value_is_refused(before: str, after: str) -> None:
    with pytest.raises(UnreadableLine, match="may be negative"):
        Derivation(adversary(), before).step(after, "…", level="checked numerically")


def test_a_wrong_index_is_seen_at_a_point() -> None:
    with pytest.raises(WrongStep, match="counterexample"):
        Derivation(mixture(), r"\sigma_l^2").step(r"\sigma_1^2", "…", level="checked numerically")
    with pytest.raises(WrongStep, match="the slope is"):
        d = Derivation(mixture(), r"\sum_{k=1}^{K} (\sigma_k^2)^2")
        d.differentiate(r"\sigma_l^2", r"2\sigma_1^2")


def test_a_defined_name_is_no_variable() -> None:
    d = Derivation(univariate(), r"\sum_{i=1}^{n} x^{(i)} - n\bar{x}")
    with pytest.raises(SymbolicError, match="a defined name"):
        d.substitute({r"\bar{x}": "0"}, r"\sum_{i=1}^{n} x^{(i)}", "…")
    with pytest.raises(SymbolicError, match="a defined name"):
        d.differentiate(r"\bar{x}", "0")


def test_the_letters_of_a_substitution_count() -> None:
    points = Model(
        sizes={"n": "i", "d": "j l"}, data={"x^{(i)}_j": "real"}, parameters={r"\mu_j": "real", r"\sigma^2": "positive"}
    )
    d = Derivation(points, r"\sum_{j=1}^{d} \mu_j^2")
    with pytest.raises(WrongStep):
        d.substitute({r"\mu_l": r"x^{(1)}_l"}, r"d (x^{(1)}_l)^2", "…")
    d.substitute({r"\mu_l": r"x^{(1)}_l"}, r"\sum_{j=1}^{d} (x^{(1)}_j)^2", "…")
    with pytest.raises(SymbolicError, match="is a vector"):
        d.substitute({r"\mu": r"x^{(1)}_j"}, r"d (x^{(1)}_j)^2", "…")


def test_values_stay_in_the_declared_range() -> None:
    model = adversary()
    with pytest.raises(SymbolicError, match="not positive"):
        d = Derivation(model, r"-(\sigma^2+1)^2", name=r"\ell(\sigma^2)")
        d.maximum({r"\sigma^2": "-1"}, r"(\sigma^2+1)^2")
    with pytest.raises(SymbolicError, match="not unit"):
        Derivation(model, "p - 2").solve("p", "2")
    with pytest.raises(SymbolicError, match="not positive"):
        model.define("b", r"\mu - \mu", kind="positive")


def test_entries_that_certainly_differ_may_stand_together() -> None:
    d = Derivation(mixture(), r"\mu_1 - \mu_2").solve(r"\mu_1", r"\mu_2")
    assert d.unique


def test_names_follow_what_was_done() -> None:
    model = adversary()
    f = Derivation(model, r"\mu^5 \nu", name=r"f(\mu, \nu)")
    third = f.differentiate(r"\mu", r"5\mu^4 \nu").differentiate(r"\mu", r"20\mu^3 \nu")
    assert third.differentiate(r"\mu", r"60\mu^2 \nu").lines[0].left == (
        r"\frac{\partial}{\partial \mu}\, \frac{\partial^2 f}{\partial \mu^2}"
    )
    at_one = f.differentiate(r"\mu", r"5\mu^4 \nu").substitute({r"\nu": "1"}, r"5\mu^4", "…")
    assert at_one.differentiate(r"\nu", "0").lines[0].left.startswith(r"\frac{\partial}{\partial \nu}\, \frac")
    root = Derivation(model, r"\mu - 2\nu", name=r"s").solve(r"\mu", r"2\nu")
    assert root.differentiate(r"\nu", "2").lines[0].left == r"\frac{\partial \hat{\mu}}{\partial \nu}"


def test_small_sizes_start_at_the_smallest() -> None:
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, at_least={"n": 4})
    with pytest.raises(WrongStep, match="counterexample"):
        Derivation(model, "n").step("4", "…", level="checked for small sizes")


def test_free_indices_of_the_function_have_values_too() -> None:
    Derivation(mixture(), r"\log\pi_k + \mu_l").differentiate(r"\mu_l", "1")


def test_a_vector_by_a_number_is_a_vector() -> None:
    points = Model(sizes={"d": "j"}, parameters={"a_j": "positive", "v": "positive"})
    d = Derivation(points, "v a")
    assert d.differentiate("v", "a").lines[0].value.rows is not None
    with pytest.raises(SymbolicError, match="a matrix"):
        d.differentiate("a", "v")


def test_a_derivative_by_the_first_component_contracts_the_delta() -> None:
    Derivation(mixture(), r"\sum_{k=1}^{K} \mu_k^2").differentiate(r"\mu_1", r"2 \mu_1")


def test_scripts_go_to_their_own_index() -> None:
    square = Model(sizes={"d": "j l"}, parameters={"a_j^{(l)}": "real"}, at_least={"d": 2})
    with pytest.raises(WrongStep):
        Derivation(square, "a_1^{(2)}").step("a^{(1)}_2", "…")
    Derivation(square, "a_1^{(2)}").step("a^{(2)}_1", "the same entry, written in the other order")


def test_cancellation_is_no_counterexample() -> None:
    big, small = r"e^{60\sigma^2}", r"e^{-60\sigma^2}"
    Derivation(adversary(), f"({big}+{small})^2 - ({big}-{small})^2").step("4", "expand")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Model(sizes={"n": "i"}, parameters={r"\pi": "unit"}),
        lambda: Model(sizes={"n": "i"}, at_least={"m": 3}),
        lambda: Model(sizes={"n": "i"}, at_least={"n": 0}),
        lambda: Model(sizes={"k": "n", "n": "i"}),
        lambda: adversary().define("b", "1", kind="unit"),
        lambda: Derivation(adversary(), "n").specialise("q", 2, "2", "…"),
        lambda: Derivation(adversary(), "n").specialise("n", 1, "1", "…"),
        lambda: Derivation(adversary(), r"\mu - \sqrt{\mu^2}").solve(r"\mu", r"\sqrt{\mu^2}"),
        lambda: Derivation(adversary(), r"\prod_{i=1}^{n} \sigma^2").differentiate(r"\sigma^2", "1"),
        lambda: Derivation(adversary(), r"2^{\log\mu}").step(r"2^{\log\mu} + 0", "…"),
        lambda: Derivation(adversary(), r"\frac{1}{\sum_{i=1}^{n} (\mu-\mu)}").step("1", "…"),
    ],
)
def test_clear_errors(wrong: Callable[[], object]) -> None:
    with pytest.raises(SymbolicError):
        wrong()
