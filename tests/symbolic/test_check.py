"""Verdicts: what is proved, what is only checked, what is wrong; and that the two opinions are independent."""

import mpmath
import pytest
import sympy as sp

from mlelib.symbolic import Level, Model, check
from mlelib.symbolic.proving.calculus import differentiate, substitute
from mlelib.symbolic.proving.evaluate import OutOfRange, evaluate, fifty
from mlelib.symbolic.proving.normal_form import Normaliser

from .models import mixture, spherical, univariate

RIGHT_UNIVARIATE = [
    (r"\sum_{i=1}^{n} (x^{(i)} - \mu)", r"\sum_{t=1}^{n} x^{(t)} - n\mu"),
    (r"\sum_{i=1}^{n} \left(\mu + 1\right)", r"n \mu + n"),
    (r"\left(\sum_{i=1}^{n} x^{(i)}\right)^2", r"\sum_{i=1}^{n} \sum_{t=1}^{n} x^{(i)} x^{(t)}"),
    (
        r"\sum_{i=1}^{n} \sum_{t=1}^{n} (x^{(i)} - x^{(t)})^2",
        r"2n \sum_{i=1}^{n} (x^{(i)})^2 - 2 \left(\sum_{i=1}^{n} x^{(i)}\right)^2",
    ),
    (r"\log \prod_{i=1}^{n} \sigma^2", r"n \log \sigma^2"),
    (r"\prod_{i=1}^{n} e^{x^{(i)}}", r"\exp\left(\sum_{i=1}^{n} x^{(i)}\right)"),
    (r"\log \frac{1}{\sqrt{2\pi\sigma^2}}", r"-\frac{1}{2} \log(2\pi) - \log \sigma"),
    (r"(2\pi\sigma^2)^{-n/2}", r"\frac{(2\pi)^{-n/2}}{\sigma^n}"),
    (r"\frac{1}{\mu} - \frac{1}{\mu + 1}", r"\frac{1}{\mu(\mu + 1)}"),
    (r"\frac{1}{(\mu - 1)^3}", r"-\frac{1}{(1 - \mu)^3}"),
    (r"\sum_{i=1}^{n} \frac{1}{x^{(i)} - \mu}", r"-\sum_{i=1}^{n} \frac{1}{\mu - x^{(i)}}"),
    (r"\log(1 + e^{\mu})", r"\mu + \log(1 + e^{-\mu})"),
    (r"\varphi(\sigma^2)", r"\sigma^2 - 1 - \log \sigma^2"),
]

#: Each pair differs, many of them only at some points or sizes.
WRONG_UNIVARIATE = [
    (r"\sum_{i=1}^{n} (x^{(i)} - \mu)", r"\sum_{i=1}^{n} x^{(i)} - \mu"),
    (r"\sqrt{\mu^2}", r"\mu"),
    (r"\left(\sum_{i=1}^{n} x^{(i)}\right)^2", r"\sum_{i=1}^{n} (x^{(i)})^2"),
    (r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", r"x^{(1)}"),
    (r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2", r"\sum_{i=1}^{n} (x^{(i)} - \mu)"),
    (r"\frac{1}{\sigma^2}", r"\frac{1}{\sigma}"),
    (r"x^{(i)}", r"x^{(t)}"),
    (r"n", r"n^2"),
]


@pytest.mark.parametrize(("before", "after"), RIGHT_UNIVARIATE)
def test_proved_for_every_size(before: str, after: str) -> None:
    model = univariate()
    assert check(model.read(before), model.read(after), model).level is Level.PROVED


@pytest.mark.parametrize(("before", "after"), WRONG_UNIVARIATE)
def test_wrong_lines_get_a_counterexample(before: str, after: str) -> None:
    model = univariate()
    verdict = check(model.read(before), model.read(after), model)
    assert verdict.level is None and verdict.counterexample


def test_a_counterexample_can_be_checked_by_hand() -> None:
    model = univariate()
    verdict = check(model.read(r"\sum_{i=1}^{n} (x^{(i)} - \mu)"), model.read(r"\sum_{i=1}^{n} x^{(i)} - \mu"), model)
    assert verdict.counterexample == "n = 2, x = (2, 1), μ = −3: before 9, here 6"


def test_the_lower_levels_are_told_apart() -> None:
    model = univariate()
    small = r"\left(\prod_{i=1}^{n} x^{(i)}\right)^2", r"\prod_{i=1}^{n} (x^{(i)})^2"
    assert check(*map(model.read, small), model).level is Level.SMALL_SIZES
    numerical = r"\log(\mu^4 + 2\mu^2 + 1)", r"2 \log(\mu^2 + 1)"
    assert check(*map(model.read, numerical), model).level is Level.NUMERICAL


def test_symbolic_dimension() -> None:
    model = spherical()
    before = model.read(r"\sum_{i=1}^{n} \lVert x^{(i)} - \mu \rVert^2")
    after = model.read(r"\sum_{i=1}^{n} \lVert x^{(i)} - \bar{x} \rVert^2 + n \lVert \bar{x} - \mu \rVert^2")
    assert check(model.unfold(before), model.unfold(after), model).level is Level.PROVED
    assert check(before, after, model).level is None  # with x̄ a free symbol the cross term is missing


def test_derivative_by_a_component_contracts_the_delta() -> None:
    model = mixture()
    q = model.read(r"\sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)} (x^{(i)} - \mu_k)^2")
    mean = model.quantities[r"\mu"].at(sp.Symbol("l", integer=True))
    slope = model.read(r"-2 \sum_{i=1}^{n} \gamma_l^{(i)} (x^{(i)} - \mu_l)")
    assert check(differentiate(q, mean), slope, model).level is Level.PROVED


def test_substitution_captures_nothing() -> None:
    model = univariate()
    squares = model.read(r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2")
    at_mean = substitute(squares, model.quantities[r"\mu"], model.read(r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}"))
    other = model.read(r"\sum_{i=1}^{n} (x^{(i)})^2 - \frac{1}{n} \left(\sum_{t=1}^{n} x^{(t)}\right)^2")
    assert check(at_mean, other, model).level is Level.PROVED


def test_the_median_line_is_fast() -> None:
    model = univariate()
    times = sorted(check(model.read(a), model.read(b), model).milliseconds for a, b in RIGHT_UNIVARIATE)
    assert times[len(times) // 2] < 200  # about 6 ms on an idle machine; `make bench` is where speed is measured


def test_the_evaluator_shares_nothing_with_sympy() -> None:
    e = univariate().read(r"\log \prod_{i=1}^{n} \exp\left(-\frac{(x^{(i)} - \mu)^2}{2\sigma^2}\right)")
    symbols = {q.core: q.symbol for q in univariate().quantities.values()}
    point = {sp.Symbol("n", integer=True, positive=True): fifty.mpf(2), symbols[r"\mu"]: fifty.mpf(1)}
    point |= {symbols[r"\sigma"]: fifty.mpf(3), symbols["x"]: {(1,): fifty.mpf(-2), (2,): fifty.mpf(4)}}
    assert evaluate(e, point) == fifty.mpf(-3)


def test_values_that_do_not_exist() -> None:
    mu = sp.Symbol("mu", real=True)
    for e in (1 / mu, sp.log(mu), sp.exp(sp.exp(sp.exp(mu + 30)))):
        with pytest.raises(OutOfRange):
            evaluate(e, {mu: fifty.mpf(0)})
    with pytest.raises(OutOfRange):
        evaluate(sp.sqrt(mu), {mu: fifty.mpf(-1)})


def test_the_readers_precision_is_left_alone() -> None:
    model = univariate()
    check(model.read("n"), model.read("n"), model)
    assert mpmath.mp.dps == 15


def test_the_normal_form_never_splits_over_signs() -> None:
    mu = sp.Symbol("mu", real=True)
    assert not Normaliser().is_zero(sp.log(mu**2) - 2 * sp.log(mu))
    assert not Normaliser().is_zero(sp.sqrt(mu**2) - mu)


def test_a_model_shows_its_assumptions() -> None:
    shown = univariate()._repr_markdown_()
    assert r"$\sigma^2 > 0$" in shown and r"\bar{x} = " in shown and r"n \ge 1" in shown
    assert isinstance(Model(sizes={"n": "i"}), Model)


def test_the_log_of_a_product_does_not_depend_on_how_names_sort() -> None:
    """SymPy's together takes e^{a − b} apart or not as a and b sort; bound names sort like none that is written."""
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real", "a": "real", "z": "real"})
    for name in (r"\mu", "a", "z"):
        for factor in (rf"\frac{{1}}{{1 + e^{{{name} - x^{{(i)}}}}}}", rf"(1 + e^{{x^{{(i)}} - {name}}})"):
            product, total = rf"\log \prod_{{i=1}}^{{n}} {factor}", rf"\sum_{{i=1}}^{{n}} \log{factor}"
            assert check(model.read(product), model.read(total), model).level is Level.PROVED


def test_every_place_of_a_given_size_is_tried() -> None:
    """Lines that agree in the last component only: at K = 2 the first one must be looked at, too."""
    model = Model(sizes={"K": "k l"}, parameters={"a_k": "real"}, at_least={"K": 2})
    model = model.specialised(model.sizes["K"], 2)
    for place in (1, 2):
        assert not check(model.read("a_k"), model.read(f"a_{place}"), model)
