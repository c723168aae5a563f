"""Lines as numpy functions: what they take, what they give, and what they refuse."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
import sympy as sp
from numpy.testing import assert_allclose
from scipy.stats import binom

from mlelib.symbolic import Derivation, MeanVariance, Model, SymbolicError, to_numpy
from mlelib.symbolic.bridge.arguments import argument_name

from .draws import called, draw
from .models import LOG_LIKELIHOOD, mixture, univariate

# -- what a function takes and gives


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (r"\mu_k", "mu (K,): (K,)"),
        (r"\gamma_k^{(i)} x^{(i)}", "x (n,), gamma (K, n): (K, n)"),
        (r"x^{(i)} \gamma_k^{(i)}", "x (n,), gamma (K, n): (n, K)"),
        (r"\sum_{i=1}^{n} x^{(i)} + \mu_k - \mu_k", "x (n,): (K,)"),
        (r"\frac{1}{n} \sum_{k=1}^{K} \pi_k", "pi (K,), n: one number"),
        (r"\mu_1 - \mu_2", "mu (K,): one number"),
        (r"nK", "n, K: one number"),
        ("2", "nothing: one number"),
    ],
)
def test_arguments_and_axes(line: str, shown: str) -> None:
    expected = f"<numpy function of {shown}>"
    if shown == "x (n,): (K,)":  # no array shows K any more, but the line is still one for each k
        expected = "<numpy function of x (n,), K: (K,)>"
    assert repr(to_numpy(mixture(), line)) == expected


def test_vectors_and_matrices() -> None:
    model = Model(
        sizes={"n": "i", "d": "j l", "K": "k"},
        data={"x^{(i)}_j": "real"},
        parameters={r"\mu_{kj}": "real", r"\Lambda_{kjl}": "positive definite"},
    )
    assert repr(to_numpy(model, r"x^{(i)} - \mu_k")).endswith("of x (n, d), mu (K, d): (n, K, d)>")
    assert repr(to_numpy(model, r"\Lambda_k^{-1}")).endswith("of Lambda (K, d, d): (K, d, d)>")
    assert repr(to_numpy(model, r"\operatorname{tr}(\Lambda_k) \mu_k^\top")).endswith(": (K, d)>")
    data = draw(model, {"n": 4, "d": 3, "K": 2}, np.random.default_rng(0))
    x, mean, precision = data["x"], data["mu"], data["Lambda"]
    assert_allclose(to_numpy(model, r"x^{(i)} - \mu_k")(x=x, mu=mean), x[:, None] - mean)
    assert_allclose(to_numpy(model, r"\Lambda_k^{-1}")(Lambda=precision), np.linalg.inv(precision), rtol=1e-12)
    assert_allclose(to_numpy(model, r"\Lambda_{kjj}")(Lambda=precision), np.einsum("kjj->kj", precision))
    squares = to_numpy(model, r"(x^{(i)} - \mu_k)^\top \Lambda_k (x^{(i)} - \mu_k)")(x=x, mu=mean, Lambda=precision)
    assert_allclose(squares, np.einsum("ikj,kjl,ikl->ik", x[:, None] - mean, precision, x[:, None] - mean))


def test_names_of_arguments() -> None:
    names = [r"\hat{\mu}", r"\sigma_k^2", r"\lambda", r"\bar{x}_k", "s^2", r"\hat{\sigma}^2"]
    model = Model({"K": "k"}, parameters=dict.fromkeys(names, "positive"))
    found = [argument_name(model.quantity(name)) for name in names]
    assert found == ["muhat", "sigma2", "lambda_", "xbar", "s2", "sigmahat2"]
    root = to_numpy(model, r"\sigma_k \lambda")
    assert_allclose(root(sigma2=[4, 9], lambda_=2), [4, 6])


def test_numbers_are_floats_and_data_stay_as_they_were() -> None:
    x = np.array([1.0, 2.0, 6.0])
    mean = to_numpy(univariate(), r"\bar{x}")
    assert type(mean(x=x)) is float and mean(x=(1, 2, 6)) == mean(x=x) == 3
    same = to_numpy(univariate(), "x^{(i)}")(x=x)
    same[0] = 9
    assert x.tolist() == [1, 2, 6]


def test_names_may_stay_folded() -> None:
    line = r"n (\bar{x} - \mu)^2"
    assert to_numpy(univariate(), line)(x=[1, 3], mu=0) == 8
    assert to_numpy(univariate(), line, unfold=False)(xbar=2, mu=0, n=2) == 8


def test_an_expression_is_a_line_too() -> None:
    model = mixture()
    assert (
        to_numpy(model, model.read(r"\gamma_k^{(i)} x^{(i)}")).indices
        == to_numpy(model, r"\mu_k x^{(i)}").indices[::-1]
    )
    i, n, x = model.quantities["x"].indices[0], model.sizes["n"], model.quantities["x"].symbol
    assert to_numpy(model, x[i] * sp.Sum(x[i], (i, 1, n)))(x=[1, 3]).tolist() == [4, 12]  # one letter, bound and free
    with pytest.raises(SymbolicError, match="mu is not a symbol of this model"):
        to_numpy(Model({"n": "i"}, {"x^{(i)}": "real"}), univariate().read(r"\mu"))


def test_a_line_for_two_examples_takes_two() -> None:
    line = r"\frac{\sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}}{\sum_{i=1}^{n} \gamma_k^{(i)}}"
    d = Derivation(mixture(), line)
    two = d.specialise(
        "n",
        2,
        line.replace(
            r"\sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}", r"(\gamma_k^{(1)} x^{(1)} + \gamma_k^{(2)} x^{(2)})"
        ).replace(r"\sum_{i=1}^{n} \gamma_k^{(i)}", r"\gamma_k^{(1)} + \gamma_k^{(2)}"),
        "two examples",
    )
    weights = [[0.5, 0.25], [0.5, 0.75]]
    assert_allclose(to_numpy(two)(x=[1, 4], gamma=weights), to_numpy(d)(x=[1, 4], gamma=weights))
    with pytest.raises(SymbolicError, match=r"x: got n = 3, want n = 2, for which this line is written"):
        to_numpy(two)(x=[1, 4, 5], gamma=np.full((2, 3), 0.5))
    first = Derivation(mixture(), r"\frac{1}{n} \sum_{i=1}^{n} \gamma_1^{(i)}")
    first.specialise("n", 2, r"\frac{\gamma_1^{(1)} + \gamma_1^{(2)}}{2}", "two examples")
    assert to_numpy(first)(gamma=np.full((3, 5), 0.5)) == 0.5  # still for any number of examples, and of components
    two = first.specialise("n", 2, r"\frac{\gamma_1^{(1)} + \gamma_1^{(2)}}{2}", "two examples")
    assert to_numpy(two)(gamma=np.full((3, 2), 0.5)) == 0.5
    with pytest.raises(SymbolicError, match="want n = 2"):
        to_numpy(two)(gamma=np.full((3, 5), 0.5))


# -- what is refused

WEIGHTED = r"\sum_{i=1}^{n} \gamma_k^{(i)} (x^{(i)} - \mu_k)^2 / \sigma_k^2"
GOOD: dict[str, Any] = {"x": [1, 2, 4], "gamma": np.full((2, 3), 0.5), "mu": [0, 1], "sigma2": [1, 2]}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"mu": None}, r"mu: got nothing, want an array of shape \(K,\)"),
    ({"sigma": [1, 2]}, "sigma: not an argument of this line, which takes x, gamma, mu, sigma2"),
    ({"n": 3}, "n: not an argument"),
    ({"x": 3}, r"x: got shape \(\), want an array of shape \(n,\)"),
    ({"x": [[1, 2, 4]]}, r"x: got shape \(1, 3\), want an array of shape \(n,\)"),
    ({"gamma": np.full((3, 2), 0.5)}, r"gamma: got n = 2, want n = 3, as in x"),
    ({"mu": [0, 1, 2]}, r"mu: got K = 3, want K = 2, as in gamma"),
    ({"x": [1], "gamma": [[1], [1]]}, r"x: got n = 1, want n of at least 2"),
    ({"sigma2": [1, 0]}, r"sigma2: got sigma2\[1\] = 0.0, want positive numbers"),
    ({"gamma": np.full((2, 3), -0.5)}, r"gamma: got gamma\[0, 0\] = -0.5, want numbers between 0 and 1"),
    ({"x": [1, np.nan, 2]}, r"x: got x\[1\] = nan, want finite numbers"),
    ({"x": [1, np.inf, 2]}, r"x: got x\[1\] = inf, want finite numbers"),
    ({"x": [1, "a", 2]}, r"x: got .*'a'.* of type <U"),
    ({"x": [1, 2j, 2]}, "x: got .* of type complex128"),
    ({"x": [[1, 2], [3]]}, r"x: got \[\[1, 2\], \[3\]\], want an array"),
    ({"x": np.ma.array([1, 2, 4], mask=[0, 1, 0])}, "x: got masked values"),
]


@pytest.mark.parametrize(("changes", "message"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_bad_data_are_refused(changes: dict[str, Any], message: str) -> None:
    function = to_numpy(mixture(), WEIGHTED)
    function(**GOOD)
    with pytest.raises(ValueError, match=message):
        function(**{name: value for name, value in (GOOD | changes).items() if value is not None})


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("positive definite", [[1, 2], [2, 1]], "the eigenvalue -1, want a matrix that is positive definite"),
        ("positive definite", [[1, 1], [1, 1]], "want a matrix that is positive definite"),
        ("positive definite", [[-1, 0], [0, 1]], "want a matrix that is positive definite"),
        ("symmetric", [[1, 2], [3, 1]], "M: got a matrix that is not symmetric, want a symmetric matrix"),
        ("invertible", [[1, 2], [2, 4]], "M: got a singular matrix, want a matrix that is invertible"),
        ("invertible", [[0, 0], [2, 4]], "M: got a singular matrix"),
        ("real", [[1, 2, 3], [3, 1, 2]], "M: got d = 3, want d = 2, as in M"),
    ],
)
def test_bad_matrices_are_refused(kind: str, value: list[list[float]], message: str) -> None:
    model = Model(sizes={"d": "j l"}, parameters={"M_{jl}": kind})
    with pytest.raises(SymbolicError, match=message):
        to_numpy(model, r"\sum_{j=1}^{d} M_{jj}")(M=value)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("label of k", [0, 1], r"x: got x\[0\] = 0.0, want whole numbers from 1 to K = 2"),
        ("label of k", [1, 3], r"x: got x\[1\] = 3.0, want whole numbers from 1 to K = 2"),
        ("label of k", [1, 1.5], r"x\[1\] = 1.5"),
        ("count up to K", [1, 3], r"want whole numbers from 0 to K = 2"),
        ("count", [1, -1], r"want whole numbers from 0 to …"),
        ("binary", [1, 2], r"want zeros and ones"),
        ("nonnegative", [1, -2], r"want numbers that are not negative"),
        ("probabilities over i", [0.5, 0.25], r"x: got a sum of 0.75, want a sum of 1 over i"),
    ],
)
def test_values_outside_of_their_kind_are_refused(kind: str, value: list[float], message: str) -> None:
    model = Model(sizes={"n": "i", "K": "k"}, data={"x^{(i)}": kind})
    line = r"\sum_{i=1}^{n} \mathbb{1}[x^{(i)} = k]" if kind.startswith("label") else r"K \sum_{i=1}^{n} x^{(i)}"
    with pytest.raises(SymbolicError, match=message):
        to_numpy(model, line)(x=value, K=2)


@pytest.mark.parametrize("value", [2.0, True, "2", [2], 0, -1])
def test_a_size_is_a_whole_number(value: object) -> None:
    with pytest.raises(SymbolicError, match=r"n: got .*, want"):
        to_numpy(univariate(), r"\frac{n}{\sigma^2}")(sigma2=1, n=value)


@pytest.mark.parametrize(
    ("line", "data", "message"),
    [
        (r"\frac{\mu}{\bar{x}}", {"x": [0, 0], "mu": 2}, "a division by zero in "),
        (r"n \varphi(s^2 / \sigma^2)", {"x": [3, 3], "sigma2": 1}, "the log of what is not positive in phi"),
        (r"\exp(\mu)", {"mu": 1000}, r"a number too large in exp\(mu\)"),
        (r"\frac{1}{x^{(i)}}", {"x": [1, 0]}, r"a division by zero in 1/x\[i\], at i = 2"),
        (r"\sum_{i=1}^{n} \frac{1}{x^{(i)}}", {"x": [1, 1, 0]}, r"a division by zero in 1/x\[i\], at i = 3"),
    ],
)
def test_a_result_that_is_not_finite_says_why(line: str, data: dict[str, Any], message: str) -> None:
    with pytest.raises(SymbolicError, match=f"no finite value: {message}"):
        to_numpy(univariate(), line)(**data)


def test_a_singular_matrix_that_a_name_means_is_named() -> None:
    model = Model(sizes={"n": "i", "d": "j l"}, data={"x^{(i)}_j": "real"})
    model.define("S_{jl}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j x^{(i)}_l", kind="positive definite")
    assert to_numpy(model, r"\log\det S")(x=[[1, 0], [0, 1]]) == pytest.approx(-2 * np.log(2))
    with pytest.raises(SymbolicError, match=r"S: got a matrix .* want a matrix that is positive definite"):
        to_numpy(model, r"\log\det S")(x=[[1, 1], [2, 2]])


def test_what_cannot_be_compiled_says_so() -> None:
    random = Model({"n": "i"}, {"x^{(i)}": "real"}, {r"\mu": "real"}, random={"x^{(i)}": MeanVariance(r"\mu", "1")})
    with pytest.raises(SymbolicError, match="work the expectation out first"):
        to_numpy(random, r"\mathbb{E}[x^{(1)}]")
    with pytest.raises(SymbolicError, match="only a derivation has a latest line"):
        to_numpy(random)
    with pytest.raises(SymbolicError, match="what may be negative"):
        to_numpy(random, r"\log \mu")


# -- large and small


def test_memory_stays_bounded() -> None:
    """n × K × d × d numbers would be 320 MB."""
    model = Model(
        sizes={"n": "i", "d": "j l", "K": "k"},
        data={"x^{(i)}_j": "real", r"\gamma_k^{(i)}": "unit"},
        parameters={r"\mu_{kj}": "real"},
    )
    line = r"\sum_{i=1}^{n} \gamma_k^{(i)} (x^{(i)}_j - \mu_{kj}) (x^{(i)}_l - \mu_{kl})"
    data = draw(model, {"n": 100_000, "d": 10, "K": 4}, np.random.default_rng(0))
    function = to_numpy(model, line)
    tracemalloc.start()
    scatter = function(**data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6
    away = data["x"] - data["mu"][1]
    assert_allclose(scatter[1], (data["gamma"][1, :, None] * away).T @ away, rtol=1e-10, atol=1e-8)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        WEIGHTED,
        r"\sum_{k=1}^{K} \log \sum_{i=1}^{n} \gamma_k^{(i)} \exp(-(x^{(i)} - \mu_k)^2)",
        r"\sum_{i=1}^{n} \pi_k",
    ]
    data = draw(mixture(), {"n": 7, "K": 3}, np.random.default_rng(0)) | {"n": 7}
    whole = [called(to_numpy(mixture(), line), data) for line in lines]
    monkeypatch.setattr("mlelib.symbolic.bridge.arrays.CELLS", 4)
    for line, expected in zip(lines, whole, strict=True):
        assert_allclose(called(to_numpy(mixture(), line), data), expected, rtol=1e-14)


def test_products_beyond_the_range_of_floats() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=5000)
    product = r"\prod_{i=1}^{n} \frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x^{(i)} - \mu)^2}{2\sigma^2}\right)"
    log = to_numpy(univariate(), rf"\log {product}")(x=x, mu=0.5, sigma2=2)
    assert_allclose(log, to_numpy(univariate(), LOG_LIKELIHOOD)(x=x, mu=0.5, sigma2=2), rtol=1e-12)
    other = product.replace("i=1", "t=1").replace("(i)", "(t)")
    ratio = to_numpy(univariate(), rf"\frac{{{product}}}{{{other}}}")
    assert ratio(x=x, mu=0.5, sigma2=2) == pytest.approx(1)
    model = Model({"m": "i"}, parameters={"p": "unit", "z": "count up to m"})
    assert to_numpy(model, r"\binom{m}{z} p^z (1-p)^{m-z}")(m=2000, z=700, p=0.35) == pytest.approx(
        binom.pmf(700, 2000, 0.35)
    )
