"""Models that several tests use."""

from mlelib.symbolic import Derivation, Model

LOG_LIKELIHOOD = r"-\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2"


def univariate() -> Model:
    """n real numbers, μ, σ² > 0; x̄ and s² named."""
    model = Model(
        sizes={"n": "i t"},
        data={"x^{(i)}": "real"},
        parameters={r"\mu": "real", r"\sigma^2": "positive"},
    )
    model.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    return model.define("s^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2", kind="positive")


def spherical() -> Model:
    """n points with d components, one variance."""
    model = Model(
        sizes={"n": "i t", "d": "j l"},
        data={"x^{(i)}_j": "real"},
        parameters={r"\mu_j": "real", r"\sigma^2": "positive"},
    )
    return model.define(r"\bar{x}_j", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j")


def mixture() -> Model:
    """Responsibilities γ, K means and variances."""
    return Model(
        sizes={"n": "i", "K": "k l"},
        data={"x^{(i)}": "real", r"\gamma_k^{(i)}": "unit"},
        parameters={r"\mu_k": "real", r"\sigma_k^2": "positive", r"\pi_k": "unit"},
        at_least={"n": 2, "K": 2},
    )


def log_likelihood() -> Derivation:
    return Derivation(univariate(), LOG_LIKELIHOOD, name=r"\ell(\mu, \sigma^2)")
