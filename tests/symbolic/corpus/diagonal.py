"""Diagonal Gaussian in d dimensions, and two of them as a classifier (system 5)."""

from mlelib.symbolic import Derivation, Model


def model() -> Model:
    points = Model(
        sizes={"n": "i", "d": "j"},
        data={"x^{(i)}_j": "real"},
        parameters={r"\mu_j": "real", r"\sigma_j^2": "positive"},
    )
    points.define(r"\bar{x}_j", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j")
    return points.define("s_j^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)}_j - \bar{x}_j)^2", kind="positive")


def log_likelihood() -> Derivation:
    start = (
        r"\log \prod_{i=1}^{n} \prod_{j=1}^{d} \frac{1}{\sqrt{2\pi\sigma_j^2}}"
        r" \exp\left(-\frac{(x^{(i)}_j - \mu_j)^2}{2\sigma_j^2}\right)"
    )
    d = Derivation(model(), start, name=r"\ell(\mu, \sigma^2)", because="independent examples and components")
    d.step(
        r"\sum_{j=1}^{d} \sum_{i=1}^{n} \log\left(\frac{1}{\sqrt{2\pi\sigma_j^2}}"
        r" \exp\left(-\frac{(x^{(i)}_j - \mu_j)^2}{2\sigma_j^2}\right)\right)",
        "the log of a product is the sum of the logs; the order of two sums does not matter",
    )
    return d.step(
        r"\sum_{j=1}^{d} \left(-\frac{n}{2} \log(2\pi\sigma_j^2)"
        r" - \frac{1}{2\sigma_j^2} \sum_{i=1}^{n} (x^{(i)}_j - \mu_j)^2\right)",
        "one univariate log-likelihood for each component",
    )


def estimates() -> list[Derivation]:
    d = log_likelihood()
    by_mean = d.differentiate(r"\mu_j", r"\frac{1}{\sigma_j^2} \sum_{i=1}^{n} (x^{(i)}_j - \mu_j)")
    by_mean.solve(r"\mu_j", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j")
    by_variance = d.differentiate(
        r"\sigma_j^2", r"-\frac{n}{2\sigma_j^2} + \frac{1}{2(\sigma_j^2)^2} \sum_{i=1}^{n} (x^{(i)}_j - \mu_j)^2"
    )
    by_variance.solve(r"\sigma_j^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)}_j - \mu_j)^2")
    return [d, by_mean, by_variance]


def global_maximum() -> list[Derivation]:
    d = log_likelihood()
    d.unfold(
        r"\sum_{j=1}^{d} \left(-\frac{n}{2} \log(2\pi\sigma_j^2)"
        r" - \frac{n}{2\sigma_j^2} \left(s_j^2 + (\bar{x}_j - \mu_j)^2\right)\right)",
        r"the meaning of $\bar{x}_j$ and $s_j^2$; the mixed terms sum to zero",
    )
    gap = d.maximum(
        {r"\mu_j": r"\bar{x}_j", r"\sigma_j^2": "s_j^2"},
        r"\sum_{j=1}^{d} \left(\frac{n}{2}\, \varphi\left(\frac{s_j^2}{\sigma_j^2}\right)"
        r" + \frac{n}{2\sigma_j^2} (\bar{x}_j - \mu_j)^2\right)",
    )
    return [d, gap]


def boundary() -> list[Derivation]:
    """Log-odds of two classes: quadratic in the point; linear where the variances are shared."""
    classes = Model(
        sizes={"d": "j"},
        data={"x_j": "real"},
        parameters={"p": "unit", r"\mu_j": "real", r"\nu_j": "real", r"\sigma_j^2": "positive"},
    )
    one = r"\prod_{j=1}^{d} \frac{1}{\sqrt{2\pi\sigma_j^2}} \exp\left(-\frac{(x_j - MEAN_j)^2}{2\sigma_j^2}\right)"
    first, second = one.replace("MEAN", r"\mu"), one.replace("MEAN", r"\nu")
    odds = Derivation(
        classes,
        rf"\log\frac{{p {first}}}{{(1-p) {second}}}",
        name=r"\log\frac{p(1 \mid x)}{p(2 \mid x)}",
        because="Bayes: the denominator cancels",
    )
    odds.step(
        r"\log\frac{p}{1-p} + \sum_{j=1}^{d} \frac{(x_j - \nu_j)^2 - (x_j - \mu_j)^2}{2\sigma_j^2}",
        "the factors before the exponentials cancel",
    )
    odds.step(
        r"\log\frac{p}{1-p} + \sum_{j=1}^{d} \frac{\mu_j - \nu_j}{\sigma_j^2}"
        r" \left(x_j - \frac{\mu_j + \nu_j}{2}\right)",
        "the squares of $x_j$ cancel: the boundary is flat",
    )
    return [odds]


def derivations() -> list[Derivation]:
    return [*estimates(), *global_maximum(), *boundary()]
