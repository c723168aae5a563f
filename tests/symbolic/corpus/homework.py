"""EM by hand: the M-step for two points, the E-step for two Gaussians (system 12)."""

from mlelib.symbolic import Derivation, Model

from .weighted import SOFT, UNIVARIATE, log_likelihood


def two_points() -> Model:
    mixture = Model(
        sizes={"n": "i", "K": "k l"},
        data={"x^{(i)}": "real", SOFT: "probabilities over k"},
        parameters={r"\pi_k": "probabilities over k", r"\mu_k": "real", r"\sigma_k^2": "positive"},
        at_least={"n": 2},
    )
    return mixture.define("N_k", r"\sum_{i=1}^{n} \gamma_k^{(i)}", kind="positive")


def m_step() -> list[Derivation]:
    """Mean, variance and weight of a component, from two points."""
    mean = Derivation(two_points(), r"\frac{1}{N_k} \sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}", name=r"\hat{\mu}_k")
    mean.unfold(r"\frac{\sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}}{\sum_{i=1}^{n} \gamma_k^{(i)}}", "the meaning of $N_k$")
    two = mean.specialise(
        "n",
        2,
        r"\frac{\gamma_k^{(1)} x^{(1)} + \gamma_k^{(2)} x^{(2)}}{\gamma_k^{(1)} + \gamma_k^{(2)}}",
        "two points",
    )
    spread = Derivation(
        two_points(),
        r"\frac{\sum_{i=1}^{n} \gamma_k^{(i)} (x^{(i)} - \mu_k)^2}{\sum_{i=1}^{n} \gamma_k^{(i)}}",
        name=r"\hat{\sigma}_k^2",
    )
    two_spread = spread.specialise(
        "n",
        2,
        r"\frac{\gamma_k^{(1)} (x^{(1)} - \mu_k)^2 + \gamma_k^{(2)} (x^{(2)} - \mu_k)^2}"
        r"{\gamma_k^{(1)} + \gamma_k^{(2)}}",
        "two points",
    )
    weight = Derivation(two_points(), r"\frac{1}{n} \sum_{i=1}^{n} \gamma_k^{(i)}", name=r"\hat{\pi}_k")
    two_weight = weight.specialise("n", 2, r"\frac{\gamma_k^{(1)} + \gamma_k^{(2)}}{2}", "two points")
    return [mean, two, spread, two_spread, weight, two_weight]


def e_step() -> list[Derivation]:
    """The responsibility of the first of two components."""
    two = Model(
        sizes={"K": "k l"},
        parameters={r"\pi_k": "probabilities over k", "f_k": "positive"},
        at_least={"K": 2},
    )
    d = Derivation(two, r"\frac{\pi_1 f_1}{\sum_{l=1}^{K} \pi_l f_l}", name=r"\gamma_1", because="Bayes")
    first = d.specialise("K", 2, r"\frac{\pi_1 f_1}{\pi_1 f_1 + \pi_2 f_2}", "two components")
    first.step(r"\frac{1}{1 + \frac{\pi_2 f_2}{\pi_1 f_1}}", "divided by its numerator")
    return [d, first]


def entropy() -> list[Derivation]:
    """Why the denominator inside the log may be dropped: its part of the bound does not depend on the parameters."""
    d = log_likelihood(UNIVARIATE, SOFT)
    bound = Derivation(
        d.model,
        rf"\sum_{{i=1}}^{{n}} \sum_{{k=1}}^{{K}} {SOFT} \left(\log\pi_k + {UNIVARIATE.log_density} - \log {SOFT}\right)",
        name=r"F(\theta)",
        because="the lower bound",
    )
    bound.step(
        rf"{d.lines[0].right} - \sum_{{i=1}}^{{n}} \sum_{{k=1}}^{{K}} {SOFT} \log {SOFT}",
        "what depends on the parameters, and what does not",
    )
    slope = bound.differentiate(r"\mu_k", UNIVARIATE.scores[r"\mu_k"].replace("W", SOFT))
    return [bound, slope]


def derivations() -> list[Derivation]:
    return [*m_step(), *e_step(), *entropy()]
