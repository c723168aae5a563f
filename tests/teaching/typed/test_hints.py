"""What is behind a wrong answer: the hint that teaches, or numbers for which it fails."""

import pytest

from mlelib.teaching.answers import judge

from .cases import task

MEAN = "gaussians/spherical/estimate-mean"
VARIANCE = "gaussians/spherical/estimate-variance"
TWO = "mixtures/homework/two-point-"
SPREAD = "(g_k1 (x_1-hatmu_k)^2 + g_k2 (x_2-hatmu_k)^2)"
DEVIATION = "That is right for the standard deviation. The question asks for the variance."
SAID = [
    (VARIANCE, "sqrt(sum(||x_i-hatmu||^2)/(nd))", DEVIATION),
    (VARIANCE, "sum(||x_i-hatmu||^2)/((n-1)d)", "`hint` Here $n - 1$ stands where $n$ belongs"),
    (VARIANCE, "sum(||x_i-hatmu||^2)/n", "`hint` That is the mean squared distance"),
    (VARIANCE, "sum(||x_i-hatmu||^2)/d", "It still has to be divided by n."),
    (VARIANCE, "sum(||x_i-hatmu||^2)/(n d^2)", "That is divided by d once too often."),
    (VARIANCE, "2 sum(||x_i-hatmu||^2)/(nd)", "A factor 2: yours is twice the right one."),
    (VARIANCE, "sum(||x_i-hatmu||^2)/(2nd)", "A factor 2: yours is half the right one."),
    (VARIANCE, "sum(||x_i-mu||^2)/(nd)", "`hint` That takes the true mean"),
    (VARIANCE, "||x_1-mu||^2", "The answer may not depend on μ."),
    (VARIANCE, "sigma^2", "The answer may not depend on σ²."),
    (MEAN, "-sum(x)/n", "A sign: yours is the negative of the right one."),
    (MEAN, "sum(x)/(n-1)", "n − 1 stands where n belongs."),
    (MEAN, "sum(x)(n-1)/n^2", "n stands where n − 1 belongs."),
    (MEAN, "sum(||x_i||)/n", "The answer is a vector. Yours is a number."),
    (MEAN, "x_1", "For n = 2, x = ((3, −2), (2, 5)): your formula gives (3, −2), the right one (2.5, 1.5)."),
    (TWO + "mean", "g_k1 x_1 + g_k2 x_2", "`hint` The numerator is right. It still has to be normalised."),
    (TWO + "variance", SPREAD, "The numerator is right. It still has to be normalised."),
    (TWO + "variance", "(g_k1 (x_1-mu_k)^2 + g_k2 (x_2-mu_k)^2)/(g_k1+g_k2)", "`hint` That takes the old mean."),
    (TWO + "variance", f"(g_k1+g_k2)/{SPREAD}", "That is the right one upside down."),
    (TWO + "variance", f"log({SPREAD}/(g_k1+g_k2))", "That is the logarithm of the right one."),
    (TWO + "weight", "g_k1 + g_k2", "`hint` That is $N_k$"),
    ("mixtures/homework/e-step", "p_k/(p_1+p_2)", "`hint` That forgets the mixing weights."),
    ("mixtures/homework/e-step", "p_1/(p_1+p_2)", "`hint` That forgets the mixing weights."),
    ("likelihood/likelihood/rate-formula", "sum(x)/n", "`hint` That is the mean wait."),
    ("likelihood/likelihood/rate-formula", "lambda", "The answer may not depend on λ."),
    ("gaussians/quality/standard-error-formula", "sigma^2/n", "`hint` That is the variance of the mean."),
    ("likelihood/bernoulli/information", "theta(1-theta)/n", "`hint` That is the variance of the estimate."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "words"), SAID)
def test_hint(name: str, text: str, words: str) -> None:
    """``hint`` in front: it is the bank's own."""
    found = judge(task(name), text)
    assert found.right is False
    assert (found.hint >= 0) == words.startswith("`hint`")
    assert words.removeprefix("`hint` ") in found.words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (TWO + "mean", "(g11 x1 + g12 x2)/(g11 + g12)"),
        (TWO + "mean", "(g21 x1 + g22 x2)/(g21 + g22)"),
        ("mixtures/homework/e-step", "pi_2 p_2/(pi_1 p_1 + pi_2 p_2)"),
    ],
)
def test_the_answer_for_one_component_is_right_and_said_to_be_that(name: str, text: str) -> None:
    found = judge(task(name), text)
    assert found.right and "That is the case k = " in found.words


def test_equal_formulas_are_proved_equal() -> None:
    found = judge(task(VARIANCE), "sum(||x_i||^2)/(nd) - ||hatmu||^2/d")
    assert found.right and found.proved
