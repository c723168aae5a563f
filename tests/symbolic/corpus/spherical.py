"""Spherical Gaussian in d dimensions: one variance, symbolic n and d (system 6)."""

from mlelib.symbolic import Derivation, Model


def model() -> Model:
    points = Model(
        sizes={"n": "i", "d": "j"},
        data={"x^{(i)}_j": "real"},
        parameters={r"\mu_j": "real", r"\sigma^2": "positive"},
    )
    points.define(r"\bar{x}_j", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j")
    spread = r"\frac{1}{nd} \sum_{i=1}^{n} \lVert x^{(i)} - \bar{x} \rVert^2"
    return points.define("s^2", spread, kind="positive")


def log_likelihood() -> Derivation:
    start = (
        r"\log \prod_{i=1}^{n} (2\pi\sigma^2)^{-d/2}"
        r" \exp\left(-\frac{\lVert x^{(i)} - \mu \rVert^2}{2\sigma^2}\right)"
    )
    d = Derivation(model(), start, name=r"\ell(\mu, \sigma^2)", because="independent examples")
    d.step(
        r"\sum_{i=1}^{n} \left(-\frac{d}{2} \log(2\pi\sigma^2) - \frac{\lVert x^{(i)} - \mu \rVert^2}{2\sigma^2}\right)",
        "the log of a product is the sum of the logs",
    )
    return d.step(
        r"-\frac{nd}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n} \lVert x^{(i)} - \mu \rVert^2",
        "what does not depend on $i$ leaves the sum",
    )


def estimates() -> list[Derivation]:
    d = log_likelihood()
    component = d.differentiate(r"\mu_j", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)}_j - \mu_j)")
    gradient = d.differentiate(r"\mu", r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)")
    hessian = gradient.differentiate(r"\mu", r"-\frac{n}{\sigma^2} I")
    gradient.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    by_variance = d.differentiate(
        r"\sigma^2",
        r"-\frac{nd}{2\sigma^2} + \frac{1}{2(\sigma^2)^2} \sum_{i=1}^{n} \lVert x^{(i)} - \mu \rVert^2",
    )
    by_variance.solve(r"\sigma^2", r"\frac{1}{nd} \sum_{i=1}^{n} \lVert x^{(i)} - \mu \rVert^2")
    return [d, component, gradient, hessian, by_variance]


def global_maximum() -> list[Derivation]:
    d = log_likelihood()
    d.unfold(
        r"-\frac{nd}{2} \log(2\pi\sigma^2) - \frac{n}{2\sigma^2} \left(d s^2 + \lVert \bar{x} - \mu \rVert^2\right)",
        r"the meaning of $\bar{x}$ and $s^2$; the mixed terms sum to zero",
    )
    gap = d.maximum(
        {r"\mu": r"\bar{x}", r"\sigma^2": "s^2"},
        r"\frac{nd}{2}\, \varphi\left(\frac{s^2}{\sigma^2}\right) + \frac{n}{2\sigma^2} \lVert \bar{x} - \mu \rVert^2",
    )
    return [d, gap]


def derivations() -> list[Derivation]:
    return [*estimates(), *global_maximum()]
