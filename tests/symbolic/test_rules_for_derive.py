"""Rules that derive() needed: each proves what it should, and nothing beside it."""

import numpy as np
import pytest

from mlelib.symbolic import Derivation, Level, Model, SymbolicError, WrongStep, check, to_numpy
from mlelib.symbolic.automatic.second_order import negative
from mlelib.symbolic.reading.reader import read
from mlelib.symbolic.steps.only_zero import at_most_one_zero


def model() -> Model:
    data = {"x^{(i)}": "positive", "z^{(i)}": "real", "u^{(i)}": "unit", "y^{(i)}": "number above a"}
    parameters = {r"\mu": "real", r"\nu": "real", r"\sigma": "positive", "a": "positive", r"\theta": "unit"}
    made = Model({"n": "i t", "K": "k l"}, data, {**parameters, r"\tau_k": "positive"})
    return made.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", "positive")


def proved(line: str, other: str) -> bool:
    """Whether two lines are equal at the first level, wherever they have a value."""
    made = model()
    return check(read(line, made).expression, read(other, made).expression, made).level is Level.PROVED


EQUAL = {
    r"\log\frac{1}{\mu - \nu}": r"-\log(\mu - \nu)",
    r"\log\left(-\frac{1}{\mu}\right)": r"-\log(-\mu)",
    r"\log\frac{\sigma}{(\mu - \nu)^3}": r"\log\sigma - 3 \log(\mu - \nu)",
    r"\log\left(1 + \frac{\theta}{1-\theta}\right)": r"-\log(1-\theta)",
    r"\log\left(\sigma \left(1 + \frac{1}{\sigma}\right)\right)": r"\log(1 + \sigma)",
    r"\sum_{i=1}^{n} e^{\mu + z^{(i)}}": r"e^\mu \sum_{i=1}^{n} e^{z^{(i)}}",
    r"\sum_{i=1}^{n} \sigma^{\mu - z^{(i)}}": r"\sigma^\mu \sum_{i=1}^{n} \sigma^{-z^{(i)}}",
    r"\sum_{i=1}^{n} \frac{(1-u^{(i)}) x^{(i)}}{1-u^{(i)}}": r"\sum_{i=1}^{n} x^{(i)}",
    r"\sum_{i=1}^{n} \frac{1-(u^{(i)})^2}{1-u^{(i)}}": r"n + \sum_{i=1}^{n} u^{(i)}",
    r"\frac{1}{\sqrt{\sigma + 1} - 1}": r"\frac{\sqrt{\sigma + 1} + 1}{\sigma}",
    r"\log(y^{(i)} - a)": r"2 \log\sqrt{y^{(i)} - a}",
    r"\log(1 - (u^{(i)})^\sigma)": r"\frac{1}{2} \log((1 - (u^{(i)})^\sigma)^2)",
}
NOT_EQUAL = {
    r"\log\frac{\mu}{\nu}": r"\log\mu - \log\nu",
    r"\log((\mu - \nu)^{-2})": r"-2 \log(\mu - \nu)",
    r"\log\left(-\frac{1}{\mu}\right)": r"-\log\mu",
    r"\log((z^{(i)})^2)": r"2 \log z^{(i)}",
    r"\sum_{i=1}^{n} e^{\mu z^{(i)}}": r"e^\mu \sum_{i=1}^{n} e^{z^{(i)}}",
    r"\sum_{i=1}^{n} \frac{(1-u^{(i)}) x^{(i)}}{1+u^{(i)}}": r"\sum_{i=1}^{n} x^{(i)}",
    r"\frac{1}{\sqrt{\sigma + 1} - 1}": r"\frac{\sqrt{\sigma + 1} - 1}{\sigma}",
    r"\sqrt{\sigma + 1}": r"\sqrt{\sigma} + 1",
}


@pytest.mark.parametrize("line", EQUAL)
def test_proves(line: str) -> None:
    assert proved(line, EQUAL[line]) and proved(EQUAL[line], line)


@pytest.mark.parametrize("line", NOT_EQUAL)
def test_does_not_prove(line: str) -> None:
    assert not proved(line, NOT_EQUAL[line])


# -- at most one zero


ONE_ZERO = [
    (r"\frac{n \bar{x}}{\sigma^3} - \frac{n}{\sigma}", r"\sigma"),
    (r"\frac{\bar{x}}{\sigma^3} - \frac{\mu}{\sigma^2} - \frac{1}{\sigma}", r"\sigma"),
    (r"\sigma^a - \bar{x}", r"\sigma"),
    (r"\bar{x} - e^{2 \mu}", r"\mu"),
    (r"\log\sigma - \bar{x}", r"\sigma"),
    (r"1 + a \mu - \bar{x}", r"\mu"),
    (r"1 + \nu \mu", r"\mu"),
    (r"\frac{1}{\theta} - \frac{\bar{x}}{1-\theta}", r"\theta"),
    (r"\frac{1}{\tau_k} - \bar{x}", r"\tau_k"),
]
PERHAPS_MORE = [
    (r"\sigma^2 - 3 \sigma + 2", r"\sigma"),
    (r"\mu^2 - 1", r"\mu"),
    (r"\nu \mu - \nu", r"\mu"),
    (r"\nu \sigma - \nu", r"\sigma"),
    (r"\sigma^{\mu} - 1", r"\sigma"),
    (r"\sigma^2 + \nu \sigma + 1", r"\sigma"),
    (r"\frac{\bar{x}}{\sigma^3} - \frac{\mu}{\sigma^2} - \frac{\nu}{\sigma}", r"\sigma"),
    (r"\sigma - \log\sigma - 2", r"\sigma"),
    (r"\psi(\sigma) - \bar{x}", r"\sigma"),
    (r"\tau_k - \sum_{l=1}^{K} \tau_l", r"\tau_k"),
    (r"\tau_k - \tau_1 + 1", r"\tau_k"),
    (r"\sum_{i=1}^{n} \frac{x^{(i)} - \sigma}{1 + \sigma}", r"\sigma"),
    (r"e^{2 \mu} - 3 e^{\mu} + 2", r"\mu"),
]


@pytest.mark.parametrize(("score", "unknown"), ONE_ZERO)
def test_one_zero(score: str, unknown: str) -> None:
    made = model()
    assert at_most_one_zero(made.read(score), made.read(unknown), made)


@pytest.mark.parametrize(("score", "unknown"), PERHAPS_MORE)
def test_perhaps_more_zeros(score: str, unknown: str) -> None:
    made = model()
    assert not at_most_one_zero(made.read(score), made.read(unknown), made)


def test_a_line_whose_constant_is_not_zero_has_one_zero() -> None:
    """The slope has no visible sign, but where there is a zero it is not zero."""
    made = model()
    made.define(r"\hat{\sigma}", r"\frac{1}{\bar{x}}", "positive")
    score = Derivation(made, r"\frac{n}{\sigma} - n \bar{x}").solve(r"\sigma", r"\frac{1}{\bar{x}}")
    assert score.unique


# -- a derivative that is negative


def test_negative() -> None:
    d = negative(Derivation(model(), r"-\frac{n}{\sigma^2} - \bar{x}"))
    assert (d.lines[-1].relation, d.lines[-1].right, d.lines[-1].method) == ("<", "0", "negative")
    with pytest.raises(SymbolicError, match="bound"):
        d.solve(r"\sigma", "1")
    for line in (r"-\mu^2", r"\mu", r"-n (\mu - \sigma)", "0"):
        with pytest.raises(WrongStep, match="not visibly negative"):
            negative(Derivation(model(), line))


# -- what is positive because a name for it is


def test_what_stands_behind_a_name_is_positive() -> None:
    made = Model({"n": "i", "m": ""}, {"x^{(i)}": "count up to m"}, {r"\theta": "unit"})
    made.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", "positive")
    assert not made.signs.positive(made.read(r"m - \bar{x}"))
    copied = made.copied()
    made.define(r"\hat{\theta}", r"\frac{\bar{x}}{m}", "unit")
    assert made.signs.positive(made.read(r"m - \bar{x}")) and made.signs.positive(made.read(r"n (m - \bar{x})"))
    assert not made.signs.positive(made.read(r"\bar{x} - m"))
    assert not copied.signs.positive(copied.read(r"m - \bar{x}"))


def test_of_two_doubtful_factors_neither_is_positive() -> None:
    made = Model({"n": "i"}, {"x^{(i)}": "real"}, {r"\mu": "real"})
    made.define("b", r"(\mu + x^{(1)})^2 (\mu^2 + 1)", "positive")
    assert not made.signs.positive(made.read(r"\mu + x^{(1)}"))
    assert not made.signs.positive(made.read(r"-\mu - x^{(1)}"))


# -- kinds


def test_numbers_above_another() -> None:
    made = model()
    assert made.signs.positive(made.read("y^{(i)} - a"))
    assert not made.signs.positive(made.read("x^{(i)} - a"))
    assert not made.signs.positive(made.read(r"y^{(i)} - \sigma"))
    f = to_numpy(made, r"\sum_{i=1}^{n} \log(y^{(i)} - a)")
    assert f(y=[3.0, 4.0], a=2.0) == pytest.approx(np.log(2))
    with pytest.raises(SymbolicError, match=r"y: got y\[0\] = 1.0, want numbers above a = 2.0"):
        f(y=[1.0, 4.0], a=2.0)
    assert "$y^{(i)} > a$" in made._repr_markdown_()


@pytest.mark.parametrize("kind", ["number above b", "number above z", r"number above \mu", "number above", "number"])
def test_the_lower_end_is_one_positive_number(kind: str) -> None:
    with pytest.raises(SymbolicError, match="x"):
        Model({"n": "i"}, {"x^{(i)}": kind, "z^{(i)}": "positive"}, {r"\mu": "real"})


def test_no_name_is_defined_as_above_another() -> None:
    with pytest.raises(SymbolicError, match="declared, not defined"):
        model().define("b", "a + 1", "number above a")


def test_positive_counts() -> None:
    made = Model({"n": "i"}, {"x^{(i)}": "positive count"}, {r"\theta": "unit"})
    made.define(r"\hat{\theta}", r"\frac{n}{\sum_{i=1}^{n} x^{(i)}}", "unit")  # 1 is on the boundary
    assert made.read(r"(x^{(i)} - 1)!")
    f = to_numpy(made, r"\sum_{i=1}^{n} x^{(i)}")
    with pytest.raises(SymbolicError, match="whole numbers from 1"):
        f(x=[0, 1])
    assert r"\{1, 2, 3, \dots\}" in made._repr_markdown_()
