"""Bayes' posterior; the lower bound by KL, where it is tight, and why EM never falls (systems 10 and 11)."""

from mlelib.symbolic import Derivation, Model


def model() -> Model:
    """p_k is the joint density of x and component k at the parameters θ, p̃_k at other parameters."""
    joint = Model(
        sizes={"n": "i", "K": "k l"},
        data={"p_k^{(i)}": "positive", r"\tilde{p}_k^{(i)}": "positive"},
        parameters={"q_k^{(i)}": "probabilities over k"},
    )
    joint.define(r"\gamma_k^{(i)}", r"\frac{p_k^{(i)}}{\sum_{l=1}^{K} p_l^{(i)}}", kind="probabilities over k")
    return joint.define(
        r"\tilde{\gamma}_k^{(i)}",
        r"\frac{\tilde{p}_k^{(i)}}{\sum_{l=1}^{K} \tilde{p}_l^{(i)}}",
        kind="probabilities over k",
    )


def posterior() -> list[Derivation]:
    """Responsibilities of a mixture of Gaussians; they sum to one."""
    mixture = Model(
        sizes={"K": "k l m"},
        data={"x": "real"},
        parameters={r"\pi_k": "probabilities over k", r"\mu_k": "real", r"\sigma_k^2": "positive"},
    )
    density = r"\frac{1}{\sqrt{2\pi\sigma_k^2}} \exp\left(-\frac{(x - \mu_k)^2}{2\sigma_k^2}\right)"
    mixture.define("f_k", density, kind="positive")
    d = Derivation(
        mixture, r"\frac{\pi_k f_k}{\sum_{l=1}^{K} \pi_l f_l}", name=r"\gamma_k", because="Bayes: joint over marginal"
    )
    d.unfold(
        r"\frac{\frac{\pi_k}{\sqrt{\sigma_k^2}} \exp\left(-\frac{(x - \mu_k)^2}{2\sigma_k^2}\right)}"
        r"{\sum_{l=1}^{K} \frac{\pi_l}{\sqrt{\sigma_l^2}} \exp\left(-\frac{(x - \mu_l)^2}{2\sigma_l^2}\right)}",
        r"the meaning of $f_k$; $\sqrt{2\pi}$ cancels",
    )
    total = Derivation(
        mixture,
        r"\sum_{k=1}^{K} \frac{\pi_k f_k}{\sum_{l=1}^{K} \pi_l f_l}",
        name=r"\sum_{k=1}^{K} \gamma_k",
    ).step("1", "the denominator is the sum of the numerators")
    return [d, total]


def bound() -> list[Derivation]:
    """Jensen's inequality by φ: what is lost is the Kullback–Leibler divergence from q to the posterior."""
    d = Derivation(
        model(), r"\sum_{i=1}^{n} \log \sum_{k=1}^{K} p_k^{(i)}", name=r"\ell(\theta)", because="the marginal density"
    )
    d.at_least(
        r"\sum_{i=1}^{n} \sum_{k=1}^{K} q_k^{(i)} \log\frac{p_k^{(i)}}{q_k^{(i)}}",
        gap=r"\sum_{i=1}^{n} \sum_{k=1}^{K} q_k^{(i)}\, \varphi\left(\frac{\gamma_k^{(i)}}{q_k^{(i)}}\right)",
        because="for any weights $q$",
    )
    d.step(
        r"\sum_{i=1}^{n} \sum_{k=1}^{K} q_k^{(i)} \log p_k^{(i)}"
        r" - \sum_{i=1}^{n} \sum_{k=1}^{K} q_k^{(i)} \log q_k^{(i)}",
        "the second part does not depend on the parameters",
    )
    return [d]


def divergence() -> list[Derivation]:
    """KL is a sum of φ, so it is never negative."""
    d = Derivation(
        model(),
        r"\sum_{k=1}^{K} q_k^{(i)} \log\frac{q_k^{(i)}}{\gamma_k^{(i)}}",
        name=r"\operatorname{KL}(q \,\Vert\, \gamma)",
    )
    d.step(
        r"\sum_{k=1}^{K} q_k^{(i)}\, \varphi\left(\frac{\gamma_k^{(i)}}{q_k^{(i)}}\right)",
        r"both $q$ and $\gamma$ sum to one over $k$",
    )
    return [d.nonnegative()]


def tightness() -> list[Derivation]:
    d = Derivation(
        model(), r"\sum_{i=1}^{n} \sum_{k=1}^{K} q_k^{(i)} \log\frac{p_k^{(i)}}{q_k^{(i)}}", name="F(q, \\theta)"
    )
    tight = d.substitute(
        {"q_k^{(i)}": r"\gamma_k^{(i)}"},
        r"\sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)} \log\frac{p_k^{(i)}}{\gamma_k^{(i)}}",
        "weights of the posterior",
    )
    tight.unfold(
        r"\sum_{i=1}^{n} \log \sum_{k=1}^{K} p_k^{(i)}", "each log is the log of the sum; the weights sum to one"
    )
    return [d, tight]


def ascent() -> list[Derivation]:
    """What the expected log-likelihood gains, the log-likelihood gains at least."""
    d = Derivation(
        model(),
        r"\sum_{i=1}^{n} \log \sum_{k=1}^{K} \tilde{p}_k^{(i)} - \sum_{i=1}^{n} \log \sum_{k=1}^{K} p_k^{(i)}",
        name=r"\ell(\tilde{\theta}) - \ell(\theta)",
    )
    d.at_least(
        r"\sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)} \log \tilde{p}_k^{(i)}"
        r" - \sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)} \log p_k^{(i)}",
        gap=r"\sum_{i=1}^{n} \sum_{k=1}^{K} \gamma_k^{(i)}\,"
        r" \varphi\left(\frac{\tilde{\gamma}_k^{(i)}}{\gamma_k^{(i)}}\right)",
        because="the divergence between the two posteriors is not negative",
    )
    return [d]


def derivations() -> list[Derivation]:
    return [*posterior(), *bound(), *divergence(), *tightness(), *ascent()]
