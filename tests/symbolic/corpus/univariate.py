"""One Gaussian in one dimension: likelihood, loss, scores, joint maximum (systems 1 and 3)."""

from mlelib.symbolic import Derivation, Model


def model() -> Model:
    numbers = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"}, parameters={r"\mu": "real", r"\sigma^2": "positive"})
    numbers.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    return numbers.define("s^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2", kind="positive")


def log_likelihood() -> Derivation:
    start = r"\log \prod_{i=1}^{n} \frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x^{(i)} - \mu)^2}{2\sigma^2}\right)"
    return Derivation(model(), start, name=r"\ell(\mu, \sigma^2)", because="independent examples").steps(r"""
        \sum_{i=1}^{n} \log\left(\frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x^{(i)} - \mu)^2}{2\sigma^2}\right)\right) % the log of a product is the sum of the logs
        \sum_{i=1}^{n} \left(\log\frac{1}{\sqrt{2\pi\sigma^2}} - \frac{(x^{(i)} - \mu)^2}{2\sigma^2}\right) % the log of the product of two factors; log undoes exp
        \sum_{i=1}^{n} \left(-\frac{1}{2} \log(2\pi\sigma^2) - \frac{(x^{(i)} - \mu)^2}{2\sigma^2}\right) % the log of a root, and of one over it
        -\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2 % n equal terms; what does not depend on i leaves the sum
    """)


def estimates() -> list[Derivation]:
    """Both scores, solved, and the second derivatives."""
    d = log_likelihood()
    by_mean = d.differentiate(r"\mu", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)")
    second = by_mean.differentiate(r"\mu", r"-\frac{n}{\sigma^2}")
    mixed = by_mean.differentiate(r"\sigma^2", r"-\frac{1}{(\sigma^2)^2} \sum_{i=1}^{n} (x^{(i)} - \mu)")
    by_mean.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    by_variance = d.differentiate(
        r"\sigma^2", r"-\frac{n}{2\sigma^2} + \frac{1}{2(\sigma^2)^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2"
    )
    curvature = by_variance.differentiate(
        r"\sigma^2", r"\frac{n}{2(\sigma^2)^2} - \frac{1}{(\sigma^2)^3} \sum_{i=1}^{n} (x^{(i)} - \mu)^2"
    )
    at_mean = by_variance.substitute(
        {r"\mu": r"\bar{x}"},
        r"-\frac{n}{2\sigma^2} + \frac{1}{2(\sigma^2)^2} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2",
        r"put $\bar{x}$ in the place of $\mu$",
    )
    at_mean.solve(r"\sigma^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2")
    return [d, by_mean, second, mixed, by_variance, curvature, at_mean]


def global_maximum() -> list[Derivation]:
    d = log_likelihood()
    d.step(
        r"-\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n}"
        r" \left((x^{(i)} - \bar{x})^2 + 2 (x^{(i)} - \bar{x}) (\bar{x} - \mu) + (\bar{x} - \mu)^2\right)",
        r"$x^{(i)} - \mu = (x^{(i)} - \bar{x}) + (\bar{x} - \mu)$, squared",
    )
    d.unfold(
        r"-\frac{n}{2} \log(2\pi\sigma^2) - \frac{n}{2\sigma^2} \left(s^2 + (\bar{x} - \mu)^2\right)",
        r"the meaning of $\bar{x}$ and $s^2$; the middle terms sum to zero",
    )
    gap = d.maximum(
        {r"\mu": r"\bar{x}", r"\sigma^2": "s^2"},
        r"\frac{n}{2}\, \varphi\left(\frac{s^2}{\sigma^2}\right) + \frac{n}{2\sigma^2} (\bar{x} - \mu)^2",
    )
    return [d, gap]


def loss() -> list[Derivation]:
    """The negative log-likelihood as a loss; with the variance known it is a sum of squares."""
    d = log_likelihood()
    negative = Derivation(
        model(), rf"-\left({d.lines[-1].right}\right)", name=r"J(\mu, \sigma^2)", because="minus the log-likelihood"
    )
    negative.step(
        r"\frac{n}{2} \log(2\pi\sigma^2) + \frac{1}{2\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2", "the sign changes"
    )
    gradient = negative.differentiate(
        r"\mu", r"\frac{n}{\sigma^2} \left(\mu - \frac{1}{n} \sum_{i=1}^{n} x^{(i)}\right)"
    )
    return [negative, gradient]


def derivations() -> list[Derivation]:
    return [*estimates(), *global_maximum(), *loss()]
