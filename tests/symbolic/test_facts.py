"""What a model knows beyond signs: probabilities, labels, totals; and expectations over independent data."""

import pytest

from mlelib.symbolic import (
    Bernoulli,
    Derivation,
    MeanVariance,
    Model,
    Normal,
    SymbolicError,
    UnreadableLine,
    WrongStep,
)


def mixture() -> Model:
    return Model(
        sizes={"n": "i t", "K": "k l"},
        data={"x^{(i)}": "real", r"\gamma_k^{(i)}": "probabilities over k", "y^{(i)}": "label of k"},
        parameters={r"\pi_k": "probabilities over k", r"\mu_k": "real"},
    )


EQUAL = [
    (r"\sum_{k=1}^{K} \pi_k", "1"),
    (r"\sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)}", "n"),
    (r"\sum_{k=1}^{K} \gamma_k^{(i)} x^{(i)}", "x^{(i)}"),
    (r"\sum_{k=1}^{K} \mathbb{1}[y^{(i)} = k]", "1"),
    (r"\mathbb{1}[y^{(i)} = k]^2", r"\mathbb{1}[y^{(i)} = k]"),
    (r"\sum_{l=1}^{K} \mathbb{1}[l = k] \mu_l", r"\mu_k"),
    (r"\log \prod_{k=1}^{K} \pi_k^{\mathbb{1}[y^{(i)} = k]}", r"\sum_{k=1}^{K} \mathbb{1}[y^{(i)} = k] \log\pi_k"),
]
DIFFERENT = [
    (r"\sum_{i=1}^{n} \gamma_k^{(i)}", "1"),
    (r"\sum_{k=1}^{K} \pi_k^2", "1"),
    (r"\sum_{k=1}^{K} \pi_k \mu_k", r"\sum_{k=1}^{K} \mu_k"),
    (r"\sum_{i=1}^{n} \mathbb{1}[y^{(i)} = k]", "1"),
    (r"\sum_{k=1}^{K} \mathbb{1}[y^{(i)} = k] \mu_k", r"\sum_{k=1}^{K} \mu_k"),
]


@pytest.mark.parametrize(("before", "after"), EQUAL)
def test_facts_hold_for_every_size(before: str, after: str) -> None:
    Derivation(mixture(), before).step(after, "a fact")


@pytest.mark.parametrize(("before", "after"), DIFFERENT)
def test_what_is_no_fact_has_a_counterexample(before: str, after: str) -> None:
    with pytest.raises(WrongStep) as wrong:
        Derivation(mixture(), before).step(after, "no fact")
    assert wrong.value.counterexample


def test_a_name_keeps_its_total() -> None:
    model = mixture().define("N_k", r"\sum_{i=1}^{n} \gamma_k^{(i)}", kind="positive")
    Derivation(model, r"\sum_{k=1}^{K} N_k").step("n", "without unfolding")
    model.define(r"\hat{\pi}_k", r"\frac{N_k}{n}", kind="probabilities over k")
    with pytest.raises(SymbolicError, match="not proved to be 1"):
        model.define(r"\rho_k", r"\frac{N_k}{n + 1}", kind="probabilities over k")


@pytest.mark.parametrize(
    ("line", "problem"),
    {
        r"\mathbb{1}[y^{(i)} = i]": "counts",
        r"\mathbb{1}[x^{(i)} = k]": "not a label",
        r"\mathbb{1}[1 = 1]": "two numbers",
        r"\mathbb{1}[k]": "expected",
        r"\mathbb{E}[x^{(i)}]": "no random data",
        r"\mathbb{R}": r"\\mathbb",
        r"\operatorname{Bias}(x^{(i)})": "operators are",
    }.items(),
)
def test_unreadable_indicators_and_operators(line: str, problem: str) -> None:
    with pytest.raises(UnreadableLine, match=problem):
        mixture().read(line)


def normal() -> Model:
    return Model(
        sizes={"n": "i t"},
        data={"x^{(i)}": "real"},
        parameters={r"\mu": "real", r"\sigma^2": "positive"},
        random={"x^{(i)}": Normal(r"\mu", r"\sigma^2")},
    )


MOMENTS = [
    (r"\mathbb{E}[(x^{(i)} - \mu)^3]", "0"),
    (r"\mathbb{E}[(x^{(i)} - \mu)^4]", r"3 (\sigma^2)^2"),
    (r"\mathbb{E}[x^{(i)} x^{(t)}]", r"\mu^2 + \sigma^2 \mathbb{1}[i = t]"),
    (r"\operatorname{Var}\left[\sum_{i=1}^{n} x^{(i)}\right]", r"n \sigma^2"),
    (r"\operatorname{Cov}\left[x^{(i)}, \frac{1}{n} \sum_{t=1}^{n} x^{(t)}\right]", r"\frac{\sigma^2}{n}"),
    (r"\mathbb{E}\left[x^{(i)} - \mathbb{E}[x^{(i)}]\right]", "0"),
    (r"\mathbb{E}[\mu]", r"\mu"),
]


@pytest.mark.parametrize(("before", "after"), MOMENTS)
def test_moments_for_every_sample_size(before: str, after: str) -> None:
    Derivation(normal(), before).step(after, "moments")
    with pytest.raises(WrongStep) as wrong:
        Derivation(normal(), before).step(rf"{after} + \frac{{1}}{{1000}}", "wrong")
    assert wrong.value.counterexample


def test_only_the_moments_declared_are_used() -> None:
    model = Model(
        sizes={"n": "i"},
        data={"x^{(i)}": "real"},
        parameters={r"\mu": "real", r"\sigma^2": "positive"},
        random={"x^{(i)}": MeanVariance(r"\mu", r"\sigma^2")},
    )
    Derivation(model, r"\operatorname{Var}[x^{(i)}]").step(r"\sigma^2", "declared")
    with pytest.raises(SymbolicError):
        Derivation(model, r"\mathbb{E}[(x^{(i)} - \mu)^3]").step("0", "not declared to be symmetric")


def test_what_has_no_expectation_here() -> None:
    for line in (
        r"\mathbb{E}[\log((x^{(i)})^2)]",
        r"\mathbb{E}\left[\frac{1}{x^{(i)}}\right]",
        r"\mathbb{E}[2^{x^{(i)}}]",
    ):
        with pytest.raises(UnreadableLine, match="polynomials"):
            normal().read(line)


def test_a_name_is_as_random_as_its_data() -> None:
    model = normal().define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    with pytest.raises(WrongStep):
        Derivation(model, r"\mathbb{E}[\bar{x}]").step(r"\bar{x}", "an average is not a constant")
    Derivation(model, r"\mathbb{E}[\bar{x}]").step(r"\mu", "no bias")


def test_an_expectation_is_neither_differentiated_nor_filled_in() -> None:
    d = Derivation(normal(), r"\mathbb{E}[x^{(i)}]")
    with pytest.raises(SymbolicError, match="expectation"):
        d.differentiate(r"\mu", "1")
    with pytest.raises(SymbolicError, match="expectation"):
        d.substitute({r"\mu": "0"}, "0", "…")


def test_a_bernoulli_variable_is_its_own_square() -> None:
    model = Model(
        sizes={"n": "i"},
        data={"x^{(i)}": "binary"},
        parameters={r"\theta": "unit"},
        random={"x^{(i)}": Bernoulli(r"\theta")},
    )
    Derivation(model, r"\mathbb{E}[(x^{(i)})^3]").step(r"\theta", "0 and 1 are their own powers")
