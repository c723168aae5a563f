"""What is displayed is what was read; what could be read in two ways is refused."""

import random
import re
from pathlib import Path

import pytest
import sympy as sp

import mlelib.symbolic
from mlelib.symbolic import Model, SymbolicError, UnreadableLine, phi

from .models import mixture, spherical, univariate

i, n, d = sp.Symbol("i", integer=True), *sp.symbols("n d", integer=True, positive=True)
x, mu, v = sp.IndexedBase("x", real=True), sp.Symbol("mu", real=True), sp.Symbol("sigma^2", positive=True)

READ = {
    r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}": sp.Sum(x[i], (i, 1, n)) / n,
    r"\frac1n \sum_{i=1}^n x^{(i)}": sp.Sum(x[i], (i, 1, n)) / n,
    r"\sum_{i=1}^{n} x^{(i)} - \mu": sp.Sum(x[i], (i, 1, n)) - mu,
    r"\sum_{i=1}^{n} \left(x^{(i)} - \mu\right)^2": sp.Sum((x[i] - mu) ** 2, (i, 1, n)),
    r"-\frac{n}{2} \log(2\pi\sigma^2)": -n * sp.log(2 * sp.pi * v) / 2,
    r"(\sigma^2)^2": v**2,
    r"\sigma": sp.sqrt(v),
    r"\sigma^4": v**2,
    r"\frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x^{(i)}-\mu)^2}{2\sigma^2}\right)": (
        sp.exp(-((x[i] - mu) ** 2) / (2 * v)) / sp.sqrt(2 * sp.pi * v)
    ),
    r"\log \sigma^2 + 1": sp.log(v) + 1,
    r"2 \cdot \mu / n": 2 * mu / n,
    r"e^{-\mu}": sp.exp(-mu),
    r"x^{(1)}": x[1],
    r"\varphi(\sigma^2)": phi(v),
    r"0.5 \mu": sp.Rational(1, 2) * mu,
    r"\mu\bigl(1 - \mu\bigr)": mu * (1 - mu),
}


@pytest.mark.parametrize("line", READ)
def test_reads(line: str) -> None:
    assert univariate().read(line) == READ[line]


def test_vectors_and_norms() -> None:
    j, c = sp.Symbol("j", integer=True), sp.Symbol("row_d", integer=True)
    m = sp.IndexedBase("mu", real=True)
    assert spherical().read(r"x^{(i)} - \mu") == x[i, c] - m[c]
    assert spherical().read(r"\lVert x^{(i)} - \mu \rVert^2") == sp.Sum((x[i, j] - m[j]) ** 2, (j, 1, d))
    assert spherical().read(r"x^{(i)}_j - \mu_j") == x[i, j] - m[j]


def test_a_norm_inside_an_explicit_sum_takes_another_letter() -> None:
    line = spherical().read(r"\sum_{j=1}^{d} \mu_j \lVert \mu \rVert^2")
    assert len(line.atoms(sp.Sum)) == 2
    assert spherical().read(r"\lVert \mu_j \mu \rVert^2").free_symbols & {sp.Symbol("j", integer=True)}


def test_a_square_with_an_index_is_one_symbol() -> None:
    k = sp.Symbol("k", integer=True)
    assert mixture().read(r"\sigma_k^2") == sp.IndexedBase("sigma^2", positive=True)[k]
    assert mixture().read(r"\gamma_1^{(2)}") == sp.IndexedBase("gamma", positive=True)[1, 2]


UNREADABLE = {
    r"\frac{1}{n": "{ is never closed",
    r"\left( 2 ]": "cannot be closed by",
    r"2 )": ") was never opened",
    r"\left 2": "must be followed by a bracket",
    r"\log 2\pi": "of how much",
    r"\exp -1": "needs a bracket",
    r"\sum_{k=1}^{n} 1": "k is not an index",
    r"\sum_{i=0}^{n} x^{(i)}": "expected 1",
    r"\sum_{i=1}^{n-1} x^{(i)}": "counts up to n",
    r"\sum_{i=1}^{n} \sum_{i=1}^{n} x^{(i)}": "in use already",
    r"\sum_{i=1}^{n} x^{(i)} + x^{(i)}": "free outside",
    r"x^{(2)}": "may be out of range",
    r"x": "needs its indices",
    r"\alpha": "not declared",
    r"\hat{\mu}": "not declared",
    r"\mu^2^3": "two exponents",
    r"\frac12": "use braces",
    r"3 4": "two numbers side by side",
    r"\frac{1}{0}": "division by zero",
    r"1/0": "division by zero",
    r"\log(1 - 1)": "of zero",
    r"\mu^{999}": "beyond",
    r"9^{64}": "beyond",
    r"e^{999999999 \log 3}": "beyond 64",
    r"2^{\pi^{64}}": "beyond 64",
    r"\exp(\exp(\exp(64)))": "beyond 64",
    r"\Gamma(\exp(\Gamma(\sqrt{\Gamma(\exp(64))})))": "beyond 64",
    r"\varphi(\log 0.001)": "may be negative",
    r"\mu^12": "use braces",
    r"": "ends too early",
    r"\mu +": "ends too early",
    r"\mu = 1": "cannot read on",
    r"\mu # 1": "no meaning",
    "(" * 50 + "1" + ")" * 50: "inside each other",
    "1 + " * 600 + "1": "at most 2000 characters",
}


@pytest.mark.parametrize("line", UNREADABLE)
def test_refuses(line: str) -> None:
    with pytest.raises(UnreadableLine, match=re.escape(UNREADABLE[line])) as caught:
        univariate().read(line)
    assert 0 <= caught.value.position <= len(line)


def test_the_place_is_marked() -> None:
    with pytest.raises(UnreadableLine) as caught:
        univariate().read(r"\frac{1}{n} \alpha")
    shown, marked = str(caught.value).splitlines()[1:]
    assert shown[marked.index("^") :].startswith(r"\alpha")


def test_vectors_are_not_numbers() -> None:
    for line in (r"\mu + 1", r"\exp(\mu)", r"\mu \mu", r"1 / \mu", r"\mu^2", r"\lVert \sigma^2 \rVert"):
        with pytest.raises(UnreadableLine):
            spherical().read(line)
    with pytest.raises(UnreadableLine, match="counts the wrong size"):
        spherical().read(r"\mu_i")


BAD_DECLARATIONS = [
    dict(sizes={"n": "ii"}),
    dict(sizes={"n": "i", "d": "i"}),
    dict(sizes={"n": "i"}, data={"x^{(i)}": "complex"}),
    dict(sizes={"n": "i"}, data={"x^{(k)}": "real"}),
    dict(sizes={"n": "i"}, data={"x+y": "real"}),
    dict(sizes={"n": "i"}, data={"n": "real"}),
    dict(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={"x": "real"}),
]


@pytest.mark.parametrize("declared", BAD_DECLARATIONS)
def test_bad_declarations(declared: dict[str, dict[str, str]]) -> None:
    with pytest.raises(SymbolicError):
        Model(**declared)


def test_a_definition_keeps_its_indices() -> None:
    with pytest.raises(SymbolicError, match="same indices"):
        spherical().define(r"\tilde{x}_j", r"\sum_{i=1}^{n} \lVert x^{(i)} \rVert^2")
    with pytest.raises(SymbolicError, match="declared already"):
        univariate().define(r"\bar{x}", "1")


def test_no_text_reaches_an_evaluator() -> None:
    """No route from text to code: the names appear nowhere in the package but in words."""
    folder = Path(mlelib.symbolic.__file__).parent
    for file in folder.rglob("*.py"):
        assert not re.search(r"\b(eval|exec|sympify|parse_expr|parse_latex|S)\(", file.read_text()), file.name


def test_random_text_ends_in_a_result_or_a_clear_error() -> None:
    pieces = [*r"xn12+-*/^_(){}[]=, i", r"\frac", r"\sum_{i=1}^{n}", "x^{(i)}", r"\log", r"\exp", r"\sigma^2", r"\mu"]
    pieces += [r"\left(", r"\right)", r"\sqrt", r"\lVert", r"\bar{x}", "{", "}", r"\varphi", "64", "e^", "é", "\\"]
    chance, model, read = random.Random(1), univariate(), 0
    for _ in range(3000):
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 14)))
        try:
            assert isinstance(model.read(text), sp.Expr)
            read += 1
        except UnreadableLine:
            continue
    assert read > 20
