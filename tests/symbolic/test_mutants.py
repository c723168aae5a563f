"""The examiner can fail, the operators do what their names say, and the corpus stands: every slip in it is refused."""

import inspect
import random
from collections.abc import Iterator

import pytest
import sympy as sp

from mlelib.symbolic import Derivation, Model, SymbolicError

from .alike import alike
from .corpus import TOPICS
from .examiner import METHODS, VALUES, Examiner, examine
from .models import LOG_LIKELIHOOD, log_likelihood, mixture, univariate
from .mutants import TEXT_SLIPS, TREE_SLIPS, chosen, text_mutants, tree_mutants, typos

# -- the corpus


@pytest.fixture(scope="module")
def together() -> Iterator[Examiner]:
    """The counts of the whole corpus, printed at the end (``pytest -s``)."""
    examiner = Examiner()
    yield examiner
    print(f"\n{examiner.report()}")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_slip_in_the_corpus_is_refused(topic: str, together: Examiner) -> None:
    examiner = examine(TOPICS[topic])
    together.add(examiner)
    assert examiner.lines > 5
    assert not examiner.holes
    assert len(examiner.unrefuted) <= 1 + examiner.tried // 100


# -- the examiner


def test_every_method_with_a_line_is_examined() -> None:
    """A method that takes a line of LaTeX belongs into the list."""
    methods = inspect.getmembers(Derivation, inspect.isfunction)
    for name, method in methods:
        taken = [argument for argument in ("line", "gap") if argument in inspect.signature(method).parameters]
        if taken and not name.startswith("_"):
            assert METHODS[name] == tuple(taken)
        if not name.startswith("_"):
            values = [p.name for p in inspect.signature(method).parameters.values() if "Mapping" in str(p.annotation)]
            assert values == [VALUES[name]] if name in VALUES else not values


def short() -> Derivation:
    model = Model(sizes={"n": "i t"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real"})
    d = Derivation(model, r"\sum_{i=1}^{n} (x^{(i)} - \mu)", name=r"f(\mu)")
    return d.step(r"\sum_{i=1}^{n} x^{(i)} - n \mu", "a constant, n times")


def test_a_checker_that_accepts_everything_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def believes(self: Derivation, line: str, because: str) -> Derivation:
        return self

    monkeypatch.setattr(Derivation, "step", believes)
    examiner = examine(short, share=1)
    assert len(examiner.holes) > 10
    assert any("wrong sign" in hole for hole in examiner.holes)


def test_a_foreign_exception_is_a_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Derivation, line: str, because: str) -> Derivation:
        if line == r"\sum_{i=1}^{n} x^{(i)} - n \mu":
            return self
        raise ZeroDivisionError

    monkeypatch.setattr(Derivation, "step", fails)
    assert any("foreign exception" in hole for hole in examine(short, share=1).holes)


def test_every_mutant_of_a_short_derivation_is_accounted_for() -> None:
    examiner = examine(short, share=1)
    assert examiner.lines == 1 and not examiner.holes and not examiner.unrefuted
    outcomes = {
        outcome: sum(c[outcome] for c in examiner.tally.values()) for outcome in ("counterexample", "unreadable")
    }
    assert outcomes["counterexample"] > 60 and outcomes["unreadable"] > 60
    assert examiner.tally["text: wrong sign"]["counterexample"] == 1
    assert examiner.tally["start: wrong sign in front"]["counterexample"] == 1
    assert f"all, in 1 lines{'':<19}{examiner.tried:>7}" in examiner.report()


def test_the_methods_are_put_back() -> None:
    before = Derivation.step, Derivation.__init__
    examine(short, share=0)
    assert (Derivation.step, Derivation.__init__) == before


def test_another_line_of_the_same_value_is_no_mutant() -> None:
    examiner = Examiner()
    d = short()
    examiner.refuses("none", "…", lambda: d.step(r"-n \mu + \sum_{i=1}^{n} x^{(i)}", "the same"), lambda: True)
    examiner.refuses("some", "…", lambda: d.step(r"-n \mu + \sum_{i=1}^{n} x^{(i)}", "the same"), lambda: False)
    assert examiner.tally["none"]["equal in value"] == 1
    assert len(examiner.holes) == 1


# -- equal in value


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (r"(\mu - 1)^2", r"(1 - \mu)^2", True),
        (r"\sum_{i=1}^{n} \sum_{t=1}^{n} x^{(i)} x^{(t)}", r"\left(\sum_{i=1}^{n} x^{(i)}\right)^2", True),
        (r"\log(\mu^2)", r"2 \log(\sqrt{\mu^2})", True),
        (r"\sqrt{\mu^2}", r"\mu", False),
        (r"n^2", r"n", False),
        (r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", False),  # a name stands for itself
        (r"\mu", r"\mu + 10^{-15}", False),
    ],
)
def test_equal_in_value(one: str, other: str, equal: bool) -> None:
    model = univariate()
    assert alike(model.read(one), model.read(other), model) is equal


def test_equal_by_definition() -> None:
    model = univariate()
    mean = model.read(r"\bar{x}"), model.read(r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    assert alike(*mean, model, defined=True)
    assert not alike(mean[0], 2 * mean[1], model, defined=True)


def test_sizes_are_tried_by_themselves() -> None:
    """(n − 1)(K − 1) is zero wherever one size is at its least value; more is needed to see the difference."""
    model = Model(sizes={"n": "i", "d": "j", "K": "k"})
    assert not alike(model.read("0"), model.read("(n-1)(d-1)(K-1)(n-2)(d-2)(K-2)(n-3)"), model)


# -- the operators

SAMPLES = [
    (LOG_LIKELIHOOD, univariate()),
    (r"\frac{1}{n} \sum_{i=1}^{n} \exp(x^{(i)} - \bar{x}) + \sqrt{\sigma^2} + e^{-\mu} + \varphi(s^2)", univariate()),
    (r"\sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)} \frac{(x^{(i)} - \mu_k)^2}{2\sigma_k^2} + \mu_1", mixture()),
]


def wrong_lines(slip: str) -> list[str]:
    chance = random.Random(1)
    return [wrong for line, model in SAMPLES for name, wrong in text_mutants(line, model, chance) if name == slip]


#: One wrong line that each operator must make, blanks aside.
EXPECTED = {
    "wrong sign in front": r"\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "wrong sign": r"-\frac{n}{2}\log(2\pi\sigma^2)+\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "wrong factor": r"-\frac{n}{1}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "wrong exponent": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^1",
    "n − 1 for n": r"-\frac{(n-1)}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "n + 1 for n": r"-\frac{(n+1)}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "dropped sum": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}(x^{(i)}-\mu)^2",
    "n terms alike": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}n(x^{(1)}-\mu)^2",
    "product for sum": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\prod_{i=1}^{n}(x^{(i)}-\mu)^2",
    "wrong index": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(t)}-\mu)^2",
    "wrong bound index": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{t=1}^{n}(x^{(i)}-\mu)^2",
    "wrong range": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n-1}(x^{(i)}-\mu)^2",
    "σ for σ²": r"-\frac{n}{2}\log(2\pi\sigma)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "σ⁴ for σ²": r"-\frac{n}{2}\log(2\pi\sigma^4)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "missing ½": r"-n\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "dropped log": r"-\frac{n}{2}(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "dropped square": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)",
    "flipped fraction": r"-\frac{2}{n}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "dropped denominator": r"-(n)\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(x^{(i)}-\mu)^2",
    "swapped names": r"-\frac{n}{2}\log(2\pi\sigma^2)-\frac{1}{2\sigma^2}\sum_{i=1}^{n}(\mu-x^{(i)})^2",
}


@pytest.mark.parametrize("slip", EXPECTED)
def test_operators(slip: str) -> None:
    assert EXPECTED[slip] in [wrong.replace(" ", "") for wrong in wrong_lines(slip)]


@pytest.mark.parametrize(
    ("slip", "there", "instead"),
    [
        ("dropped exp", r"\exp(x^{(i)} - \bar{x})", r"(x^{(i)} - \bar{x})"),
        ("dropped exp", r"e^{-\mu}", r"(-\mu)"),
        ("dropped φ", r"\varphi(s^2)", "(s^2)"),
        ("dropped root", r"\sqrt{\sigma^2}", r"(\sigma^2)"),
        ("dropped hat or bar", r"\bar{x}", "x^{(1)}"),
        ("σ for σ²", r"2\sigma_k^2", r"2\sigma_k"),
        ("σ for σ²", r"\varphi(s^2)", r"\varphi(s)"),
        ("swapped sums", r"\sum_{i=1}^{n} \sum_{k=1}^{K}", r"\sum_{k=1}^{K} \sum_{i=1}^{n}"),
        ("swapped indices", r"\gamma_k^{(i)}", r"\gamma_i^{(k)}"),
        ("wrong range", r"\sum_{i=1}^{n} \sum_{k=1}^{K}", r"\sum_{i=1}^{K} \sum_{k=1}^{K}"),
        ("wrong index", r"\mu_1", r"\mu_2"),
        ("wrong index", r"\gamma_k^{(i)}", r"\gamma_l^{(i)}"),
    ],
)
def test_operators_at_a_place(slip: str, there: str, instead: str) -> None:
    wanted = [line.replace(there, instead, 1).replace(" ", "") for line, _ in SAMPLES if there in line]
    assert any(wrong.replace(" ", "") in wanted for wrong in wrong_lines(slip))


def test_operators_of_matrices() -> None:
    parameters = {r"\mu_j": "real", r"\Sigma_{jl}": "positive definite"}
    model = Model(sizes={"n": "i", "d": "j l"}, data={"x^{(i)}_j": "real"}, parameters=parameters)
    line = r"\log\det\Sigma + \operatorname{tr}(\Sigma) + \mu^\top \Sigma^{-1} \mu"
    wrong = {(slip, text.replace(" ", "")) for slip, text in text_mutants(line, model, random.Random(1))}
    bare = line.replace(" ", "")
    assert ("dropped transpose", bare.replace(r"^\top", "")) in wrong
    assert ("dropped inverse", bare.replace("^{-1}", "")) in wrong
    assert ("inverse added", bare.replace(r"\det\Sigma", r"\det\Sigma^{-1}")) in wrong
    assert ("det for tr", bare.replace(r"\det", r"\operatorname{tr}")) in wrong
    assert ("det for tr", bare.replace(r"\operatorname{tr}", r"\det")) in wrong


def test_there_are_many_operators() -> None:
    assert len(TEXT_SLIPS) >= 16 and len(TREE_SLIPS) >= 16


def test_operators_on_the_tree() -> None:
    model = univariate()
    i, n = sp.Symbol("i", integer=True), model.sizes["n"]
    x, mu = model.quantities["x"].symbol, model.quantities[r"\mu"].symbol
    before = sp.log(sp.Sum(x[i] * mu, (i, 1, n))) + 2
    wrong = set(tree_mutants(before, model, random.Random(1)))
    total = sp.Sum(mu * x[i], (i, 1, n))
    assert ("dropped term", sp.log(total)) in wrong
    assert ("function taken inside", sp.Sum(sp.log(mu * x[i]), (i, 1, n)) + 2) in wrong
    assert ("dropped index-free factor", sp.log(sp.Sum(x[i], (i, 1, n))) + 2) in wrong
    assert ("wrong range", sp.log(sp.Sum(mu * x[i], (i, 2, n))) + 2) in wrong
    assert ("products of sums", sp.log(sp.Sum(mu, (i, 1, n)) * sp.Sum(x[i], (i, 1, n))) + 2) in wrong


def test_typos() -> None:
    model = univariate()
    found = {(kind, text.replace(" ", "")) for kind, text in typos(r"n (\mu + 1)", model, random.Random(1))}
    assert {("deleted", r"(\mu+1)"), ("typed twice", r"nn(\mu+1)"), ("swapped with the next", r"(n\mu+1)")} <= found
    assert ("similar token", r"n(\mu-1)") in found


def test_a_seed_makes_another_set() -> None:
    line, model = SAMPLES[0]
    sets = [list(chosen(text_mutants(line, model, random.Random(s)), random.Random(s), 0.3)) for s in (1, 1, 2)]
    assert sets[0] == sets[1] != sets[2]
    assert 0.1 < len(sets[0]) / len(list(text_mutants(line, model, random.Random(1)))) < 0.5


def test_mutants_of_a_line_that_cannot_be_read_are_an_error() -> None:
    with pytest.raises(SymbolicError):
        list(text_mutants("# 1", univariate(), random.Random(1)))


def test_the_first_line_may_forget_what_a_derivative_forgets() -> None:
    """A constant in the start is no slip for a derivative; the examiner knows, without the checker."""

    def derive() -> Derivation:
        return log_likelihood().differentiate(r"\mu", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)")

    examiner = examine(derive, share=1)
    assert not examiner.holes
    assert examiner.tally["start: n − 1 for n"]["equal in value"] == 1
    assert examiner.tally["start: wrong sign in front"]["equal in value"] == 1
    assert examiner.tally["start: wrong sign"]["counterexample"] == 2
