"""Derivations: right ones go through, wrong ones stop with a counterexample."""

from collections.abc import Callable

import pytest

from mlelib.symbolic import Derivation, Level, Model, Normal, SymbolicError, UnreadableLine, WrongStep

from .models import LOG_LIKELIHOOD, log_likelihood, mixture, spherical, univariate

SCORE_MEAN = r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)"
SCORE_VARIANCE = r"-\frac{n}{2\sigma^2} + \frac{1}{2(\sigma^2)^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2"
GAP = r"\frac{n}{2} \varphi\left(\frac{s^2}{\sigma^2}\right) + \frac{n (\bar{x} - \mu)^2}{2 \sigma^2}"


def test_univariate_gaussian() -> None:
    start = log_likelihood()
    mean = start.differentiate(r"\mu", SCORE_MEAN).solve(r"\mu", r"\bar{x}")
    assert mean.unique
    variance = start.differentiate(r"\sigma^2", SCORE_VARIANCE)
    at_mean = variance.substitute({r"\mu": r"\bar{x}"}, SCORE_VARIANCE.replace(r"\mu", r"\bar{x}"), "the best mean")
    assert at_mean.solve(r"\sigma^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2").unique
    proof = start.maximum({r"\mu": r"\bar{x}", r"\sigma^2": "s^2"}, GAP)
    assert [line.level for line in proof.lines] == [Level.PROVED, Level.PROVED]


def test_names_follow_the_calculus() -> None:
    start = log_likelihood()
    slope = start.differentiate(r"\sigma^2", SCORE_VARIANCE)
    assert slope.lines[0].left == r"\frac{\partial \ell}{\partial \sigma^2}"
    curve = slope.differentiate(
        r"\sigma^2", r"\frac{n}{2(\sigma^2)^2} - \frac{1}{(\sigma^2)^3} \sum_{i=1}^{n} (x^{(i)} - \mu)^2"
    )
    assert curve.lines[0].left == r"\frac{\partial^2 \ell}{\partial (\sigma^2)^2}"
    mixed = slope.differentiate(r"\mu", r"-\frac{1}{(\sigma^2)^2} \sum_{i=1}^{n} (x^{(i)} - \mu)")
    assert mixed.lines[0].left == r"\frac{\partial^2 \ell}{\partial \sigma^2 \, \partial \mu}"
    assert curve.solve(r"\sigma^2", r"\frac{2}{n} \sum_{i=1}^{n} (x^{(i)} - \mu)^2").lines[-1].left == r"\hat{\sigma}^2"


def test_a_defined_name_hides_nothing() -> None:
    """The factor in front of a sum that is zero: wrong while x̄ is a free symbol, invisible once it is unfolded."""
    model = univariate()
    start = r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2"
    squares, shift = r"\sum_{i=1}^{n} (x^{(i)} - \bar{x})^2", r"n (\bar{x} - \mu)^2"
    lost = squares + r" + 1 (\bar{x} - \mu) \sum_{i=1}^{n} (x^{(i)} - \bar{x}) + " + shift
    with pytest.raises(WrongStep, match="counterexample"):
        Derivation(model, start).step(lost, "expand around the mean")
    right = lost.replace("1 (", "2 (")
    done = Derivation(model, start).step(right, "expand around the mean")
    done.unfold(r"\sum_{i=1}^{n} (x^{(i)} - \bar{x})^2 + n (\bar{x} - \mu)^2", "deviations from the mean sum to zero")


def test_gradient_of_the_spherical_gaussian() -> None:
    model = spherical()
    line = r"-\frac{nd}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n} \lVert x^{(i)} - \mu \rVert^2"
    start = Derivation(model, line, name=r"\ell(\mu, \sigma^2)")
    gradient = start.differentiate(r"\mu", SCORE_MEAN)
    assert gradient.lines[0].left == r"\nabla_{\!\mu}\, \ell"
    assert gradient.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}").unique
    assert gradient.lines[-1].left == r"\hat{\mu}"
    partial = start.differentiate(r"\mu_j", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)}_j - \mu_j)")
    assert partial.lines[0].left == r"\frac{\partial \ell}{\partial \mu_j}"
    assert partial.solve(r"\mu_j", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j").unique
    assert partial.lines[-1].left == r"\hat{\mu}_j"
    with pytest.raises(WrongStep, match="a number, where a vector is expected"):
        start.differentiate(r"\mu", r"\frac{1}{\sigma^2}")
    with pytest.raises(WrongStep, match="counterexample"):
        start.differentiate(r"\mu", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (\mu - x^{(i)})")


def test_two_points() -> None:
    line = r"\frac{\sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}}{\sum_{i=1}^{n} \gamma_k^{(i)}}"
    written_out = r"\frac{\gamma_k^{(1)} x^{(1)} + \gamma_k^{(2)} x^{(2)}}{\gamma_k^{(1)} + \gamma_k^{(2)}}"
    d = Derivation(mixture(), line, name=r"\hat{\mu}_k")
    two = d.specialise("n", 2, written_out, "two points")
    assert [row.left for row in two.lines] == [r"\hat{\mu}_k", ""] and two.lines[1].level is Level.PROVED
    with pytest.raises(WrongStep, match="counterexample"):
        d.specialise("n", 2, written_out.replace(r"{\gamma_k^{(1)} + \gamma_k^{(2)}}", "{2}"), "two points")
    with pytest.raises(SymbolicError, match="at_least"):
        d.specialise("n", 3, written_out, "three points")


WRONG: dict[str, Callable[[Derivation], object]] = {
    "wrong sign": lambda d: d.step(LOG_LIKELIHOOD.replace("-", "", 1), "…"),
    "lost factor 2": lambda d: d.step(LOG_LIKELIHOOD.replace(r"{2\sigma^2}", r"{\sigma^2}"), "…"),
    "σ for σ²": lambda d: d.step(LOG_LIKELIHOOD.replace(r"2\pi\sigma^2", r"2\pi\sigma"), "…"),
    "n − 1 for n": lambda d: d.step(LOG_LIKELIHOOD.replace(r"\frac{n}", r"\frac{n - 1}"), "…"),
    "score with a wrong sign": lambda d: d.differentiate(r"\mu", "-" + SCORE_MEAN),
    "score without its sum": lambda d: d.differentiate(r"\mu", r"\frac{n}{\sigma^2} (x^{(1)} - \mu)"),
    "root with n − 1": lambda d: d.differentiate(r"\mu", SCORE_MEAN).solve(
        r"\mu", r"\frac{1}{n - 1} \sum_{i=1}^{n} x^{(i)}"
    ),
    "gap with a lost 2": lambda d: d.maximum(
        {r"\mu": r"\bar{x}", r"\sigma^2": "s^2"}, GAP.replace(r"{2 \sigma^2}", r"{\sigma^2}")
    ),
    "gap at n − 1": lambda d: d.maximum({r"\mu": r"\bar{x}", r"\sigma^2": r"\frac{n}{n + 1} s^2"}, GAP),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_steps(name: str) -> None:
    with pytest.raises(WrongStep, match="counterexample: n = "):
        WRONG[name](log_likelihood())


def test_several_steps_at_once() -> None:
    d = Derivation(univariate(), r"\sum_{i=1}^{n} (x^{(i)} - \mu)")
    d.steps(r"""
        \sum_{i=1}^{n} x^{(i)} - n \mu     % a constant, n times
        n (\bar{x} - \mu) + \sum_{i=1}^{n} x^{(i)} - n \bar{x}    % add and take away $n \bar{x}$
    """)
    assert [line.because for line in d.lines[1:]] == ["a constant, n times", r"add and take away $n \bar{x}$"]
    with pytest.raises(SymbolicError, match="no reason"):
        d.steps(r"n (\bar{x} - \mu)")


def test_a_refusal_shows_both_lines() -> None:
    with pytest.raises(WrongStep) as caught:
        log_likelihood().step("n", "…")
    shown = caught.value._repr_markdown_()
    assert LOG_LIKELIHOOD in shown and caught.value.counterexample in shown and "line 2 does not follow" in shown


def test_a_failed_step_leaves_the_derivation_as_it_was() -> None:
    d = log_likelihood()
    with pytest.raises(WrongStep):
        d.step("n", "…")
    assert len(d.lines) == 1


def test_counterexamples_are_words_for_people() -> None:
    """A line without symbols fails everywhere; the component at which two vectors differ is a row."""
    with pytest.raises(WrongStep, match=r"counterexample: everywhere: the score there is 3, and should be 0"):
        Derivation(univariate(), r"\mu^2 - 1").solve(r"\mu", "2")
    with pytest.raises(WrongStep, match=r"counterexample: row = 2, μ = \(.*\): before"):
        Derivation(spherical(), r"\mu").step(r"2 \mu", "…")


def test_a_gap_must_be_visibly_nonnegative() -> None:
    d = Derivation(univariate(), r"-\sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"\ell(\mu)")
    with pytest.raises(WrongStep, match="not visibly nonnegative"):
        d.maximum({r"\mu": r"\bar{x}"}, r"n \bar{x}^2 - 2n \bar{x} \mu + n \mu^2")


def test_a_lower_level_must_be_asked_for_by_name() -> None:
    d = Derivation(univariate(), r"\left(\prod_{i=1}^{n} x^{(i)}\right)^2")
    line = r"\prod_{i=1}^{n} (x^{(i)})^2"
    with pytest.raises(WrongStep, match="is only checked for small sizes"):
        d.step(line, "square each factor")
    assert d.step(line, "square each factor", level="checked for small sizes").lines[-1].level is Level.SMALL_SIZES
    with pytest.raises(ValueError, match="is not a valid Level"):
        d.step(line, "…", level="trust me")


def test_undeclared_names_are_errors() -> None:
    with pytest.raises(SymbolicError, match="not declared"):
        log_likelihood().differentiate(r"\theta", "1")
    with pytest.raises(SymbolicError, match=r"sigma.*is"):
        log_likelihood().differentiate(r"\sigma", "1")
    with pytest.raises(UnreadableLine):
        log_likelihood().step(r"\theta", "…")


def test_model_without_parameters_can_still_derive() -> None:
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "positive"})
    assert Derivation(model, r"\log \prod_{i=1}^{n} x^{(i)}").step(r"\sum_{i=1}^{n} \log x^{(i)}", "log").lines


def test_a_counterexample_names_no_data_behind_an_expectation() -> None:
    """An expectation is a mean over all samples: one sample beside it would say nothing."""
    model = Model(
        sizes={"n": "i"},
        data={"x^{(i)}": "real"},
        parameters={r"\mu": "real", r"\sigma^2": "positive"},
        at_least={"n": 2},
        random={"x^{(i)}": Normal(r"\mu", r"\sigma^2")},
    )
    mean = r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}"
    with pytest.raises(WrongStep) as alone:
        Derivation(model, rf"\operatorname{{Var}}\left[{mean}\right]").step(r"\sigma^2", "wrong")
    assert str(alone.value).endswith("counterexample: n = 2, σ² = 4: before 2, here 4")
    with pytest.raises(WrongStep) as beside:
        Derivation(model, rf"\mathbb{{E}}\left[{mean}\right] - {mean}").step(r"\mu", "wrong")
    assert ", x = (" in str(beside.value)
