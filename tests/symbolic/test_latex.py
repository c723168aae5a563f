"""The printer: what it writes, the reader reads back as the same; and it reads like a textbook."""

import pytest

from mlelib.symbolic import Model, SymbolicError, UnreadableLine
from mlelib.symbolic.automatic.latex import Printer, latex
from mlelib.symbolic.proving.check import is_zero

from .corpus import TOPICS, derivations_of
from .models import mixture
from .models import spherical as points


def model() -> Model:
    sizes = {"n": "i t", "m": ""}
    data = {"x^{(i)}": "positive", "y^{(i)}": "count up to m", "z^{(i)}": "real"}
    parameters = {r"\mu": "real", r"\sigma^2": "positive", "k": "positive", r"\theta": "unit", r"\lambda": "positive"}
    made = Model(sizes, data, parameters).define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", "positive")
    return made.define(r"\overline{\log x}", r"\frac{1}{n} \sum_{i=1}^{n} \log x^{(i)}")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_line_of_the_corpus_is_read_back_as_it_was(topic: str) -> None:
    printed = 0
    for derivation in derivations_of(topic):
        special = any(line.method == "specialise" for line in derivation.lines)
        for line in derivation.lines[special:]:  # the first line is for every n, the model for n = 2
            if not line.value.is_scalar:
                continue
            try:
                text = latex(line.sympy, derivation.model)
            except SymbolicError:  # indicators and matrices
                continue
            back = derivation.model.read(text)
            assert back == line.sympy or is_zero(back - line.sympy, derivation.model), text
            printed += 1
    assert printed


WRITTEN = {
    r"(-\mu + z^{(i)})^2": r"(z^{(i)} - \mu)^2",
    r"(\sigma^2)^2 / 2": r"\frac{\sigma^4}{2}",
    r"(\sigma^2)^{3/2}": r"\sigma^3",
    r"\sqrt{\sigma^2}": r"\sigma",
    r"1/\sqrt{\sigma^2}": r"\frac{1}{\sigma}",
    r"(x^{(i)})^{k-1}": r"(x^{(i)})^{k - 1}",
    r"\bar{x}^{1/k}": r"\bar{x}^{1/k}",
    r"(1-\theta)^{-2}": r"\frac{1}{(1 - \theta)^2}",
    r"(\theta - 1)^{-1}": r"-\frac{1}{1 - \theta}",
    r"\log(\lambda) \sum_{i=1}^{n} x^{(i)}": r"\log(\lambda) \sum_{i=1}^{n} x^{(i)}",
    r"n \log\lambda": r"n \log \lambda",
    r"-\frac{n}{2} \log(2\pi\sigma^2)": r"-\frac{n}{2} \log(2 \pi \sigma^2)",
    r"\frac{m!}{y^{(i)}! (m-y^{(i)})!}": r"\binom{m}{y^{(i)}}",
    r"\log(y^{(i)}!)": r"\log(y^{(i)}!)",
    r"e^{-\lambda x^{(i)}}": r"e^{-\lambda x^{(i)}}",
    r"e^{-x^{(i)}/\lambda}": r"\exp\left(-\frac{x^{(i)}}{\lambda}\right)",
    r"\Gamma(k) \psi(k + 1)": r"\Gamma(k) \psi(k + 1)",
    r"\sqrt{\bar{x} / 3}": r"\sqrt{\frac{\bar{x}}{3}}",
    r"\left(\sum_{i=1}^{n} x^{(i)}\right)^2": r"\left(\sum_{i=1}^{n} x^{(i)}\right)^2",
    r"\left(\sum_{i=1}^{n} x^{(i)}\right) \sum_{i=1}^{n} z^{(i)}": (
        r"\left(\sum_{i=1}^{n} x^{(i)}\right) \sum_{i=1}^{n} z^{(i)}"
    ),
    r"\sum_{i=1}^{n} (-x^{(i)} \mu)": r"-\sum_{i=1}^{n} \mu x^{(i)}",
    r"\varphi\left(\frac{\bar{x}}{\lambda}\right)": r"\varphi\left(\frac{\bar{x}}{\lambda}\right)",
    r"n \overline{\log x}^2": r"n (\overline{\log x})^2",
    r"0 \mu": "0",
}


@pytest.mark.parametrize("line", WRITTEN)
def test_writes_as_a_textbook(line: str) -> None:
    made = model()
    expression = made.read(line)
    assert latex(expression, made) == WRITTEN[line]
    assert is_zero(made.read(WRITTEN[line]) - expression, made)


def test_names_with_two_indices() -> None:
    for line in (r"x^{(i)}_j \mu_j", r"x^{(t)}_j"):
        assert latex(points().read(line), points()) in (r"\mu_j x^{(i)}_j", r"x^{(t)}_j")
    for line in (r"\gamma_k^{(i)} \sigma_k^2", r"\gamma_k^{(1)} \sigma_k^4"):
        made = mixture()
        assert made.read(latex(made.read(line), made)) == made.read(line)


def test_what_no_line_can_say_is_an_error() -> None:
    made = points()
    with pytest.raises(SymbolicError, match="is a component"):
        latex(made.read(r"\mu"), made)
    with pytest.raises(SymbolicError, match="is not a symbol of this model"):
        latex(model().read(r"\theta"), made)


def test_names_for_statistics_have_neither_indices_nor_fraction_bars() -> None:
    made = model()
    bare = Printer(made, bare=True)
    names = {
        r"\log x^{(i)}": r"\log x",
        r"1/x^{(i)}": "1/x",
        r"(x^{(i)} - \mu)^2 / x^{(i)}": r"(x - \mu)^2/x",
        r"(x^{(i)})^{k-1}": "x^{k - 1}",
        r"e^{-x^{(i)}/\lambda}": r"e^{-x/\lambda}",
        r"x^{(i)} z^{(i)}": "x z",
    }
    for line, name in names.items():
        assert bare.inner(made.read(line)) == name


# -- names with a line over them


def test_a_line_over_an_expression_makes_a_name() -> None:
    made = model()
    made.define(r"\overline{(x-\mu)^2/x}", r"\frac{1}{n} \sum_{i=1}^{n} \frac{(x^{(i)}-\mu)^2}{x^{(i)}}")
    made.define(r"\overline{x^{k}}", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)})^{k}", "positive")
    assert str(made.read(r"\overline{\log x}^2")) == "mean_log_x**2"
    assert str(made.read(r"\overline{\log  x} - \overline{ (x - \mu)^{2} / x }".replace("{2}", "2"))) == (
        "mean_log_x - mean_x_minus_mu_to_2_over_x"
    )
    assert made.unfold(made.read(r"n \overline{x^k}".replace("x^k", "x^{k}"))) == made.read(
        r"\sum_{i=1}^{n} (x^{(i)})^k"
    )


def test_a_line_over_something_else_is_another_name() -> None:
    with pytest.raises(UnreadableLine, match="is not declared"):
        model().read(r"\overline{x}")
    with pytest.raises(UnreadableLine):
        model().read(r"\overline{\log x")
    with pytest.raises(UnreadableLine, match=r"expected \{"):
        model().read(r"\overline x")
    with pytest.raises(SymbolicError, match="like another name"):
        model().define(r"\overline{\log_x}", "1")


def test_components_of_a_mean() -> None:
    made = points().define(r"\overline{x^2}_j", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)}_j)^2", "positive")
    assert is_zero(made.unfold(made.read(r"n \overline{x^2}_j")) - made.read(r"\sum_{i=1}^{n} (x^{(i)}_j)^2"), made)
