"""Gaussian with any covariance, symbolic n and d: matrix calculus and the global maximum (system 7)."""

from mlelib.symbolic import Derivation, Model

LOG_LIKELIHOOD = (
    r"-\frac{nd}{2} \log(2\pi) + \frac{n}{2} \log\det\Lambda"
    r" - \frac{1}{2} \sum_{i=1}^{n} (x^{(i)} - \mu)^\top \Lambda (x^{(i)} - \mu)"
)


def model(parameter: str = r"\Lambda") -> Model:
    """The precision Λ is the inverse of the covariance Σ; S needs more than d points, not all in one hyperplane."""
    points = Model(
        sizes={"n": "i", "d": "j l"},
        data={"x^{(i)}_j": "real"},
        parameters={r"\mu_j": "real", parameter + "_{jl}": "positive definite"},
    )
    points.define(r"\bar{x}_j", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}_j")
    scatter = r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x}) (x^{(i)} - \bar{x})^\top"
    return points.define("S_{jl}", scatter, kind="positive definite")


def log_likelihood() -> Derivation:
    start = (
        r"\log \prod_{i=1}^{n} \sqrt{\frac{\det\Lambda}{(2\pi)^d}}"
        r" \exp\left(-\frac{1}{2} (x^{(i)} - \mu)^\top \Lambda (x^{(i)} - \mu)\right)"
    )
    d = Derivation(model(), start, name=r"\ell(\mu, \Lambda)", because="independent examples")
    d.step(
        r"\sum_{i=1}^{n} \left(\frac{1}{2} \log\det\Lambda - \frac{d}{2} \log(2\pi)"
        r" - \frac{1}{2} (x^{(i)} - \mu)^\top \Lambda (x^{(i)} - \mu)\right)",
        "the log of a product is the sum of the logs",
    )
    return d.step(LOG_LIKELIHOOD, "what does not depend on $i$ leaves the sum")


def estimates() -> list[Derivation]:
    d = log_likelihood()
    by_mean = d.differentiate(r"\mu", r"\Lambda \sum_{i=1}^{n} (x^{(i)} - \mu)")
    hessian = by_mean.differentiate(r"\mu", r"-n \Lambda")
    by_mean.solve(r"\mu", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    by_precision = d.differentiate(
        r"\Lambda", r"\frac{n}{2} \Lambda^{-1} - \frac{1}{2} \sum_{i=1}^{n} (x^{(i)} - \mu) (x^{(i)} - \mu)^\top"
    )
    at_mean = by_precision.substitute(
        {r"\mu": r"\bar{x}"},
        r"\frac{n}{2} \Lambda^{-1} - \frac{1}{2} \sum_{i=1}^{n} (x^{(i)} - \bar{x}) (x^{(i)} - \bar{x})^\top",
        r"put $\bar{x}$ in the place of $\mu$",
    )
    at_mean.solve(
        r"\Lambda^{-1}",
        r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x}) (x^{(i)} - \bar{x})^\top",
        name=r"\hat{\Sigma}",
    )
    return [d, by_mean, hessian, by_precision, at_mean]


def in_the_covariance() -> list[Derivation]:
    """The same score by Σ itself: ∂Σ⁻¹ brings two factors Σ⁻¹."""
    start = (
        r"-\frac{nd}{2} \log(2\pi) - \frac{n}{2} \log\det\Sigma"
        r" - \frac{1}{2} \sum_{i=1}^{n} (x^{(i)} - \mu)^\top \Sigma^{-1} (x^{(i)} - \mu)"
    )
    d = Derivation(model(r"\Sigma"), start, name=r"\ell(\mu, \Sigma)")
    by_covariance = d.differentiate(
        r"\Sigma",
        r"-\frac{n}{2} \Sigma^{-1}"
        r" + \frac{1}{2} \Sigma^{-1} \left(\sum_{i=1}^{n} (x^{(i)} - \mu) (x^{(i)} - \mu)^\top\right) \Sigma^{-1}",
    )
    at_both = by_covariance.substitute(
        {r"\mu": r"\bar{x}", r"\Sigma": "S"},
        r"-\frac{n}{2} S^{-1}"
        r" + \frac{1}{2} S^{-1} \left(\sum_{i=1}^{n} (x^{(i)} - \bar{x}) (x^{(i)} - \bar{x})^\top\right) S^{-1}",
        r"put $\bar{x}$ and $S$ in",
    )
    at_both.unfold(r"-\frac{n}{2} S^{-1} + \frac{1}{2} S^{-1} (n S) S^{-1}", "the meaning of $S$")
    at_both.step("0", r"$S^{-1} S = I$")
    return [d, by_covariance, at_both]


def global_maximum() -> list[Derivation]:
    d = log_likelihood()
    d.step(
        r"-\frac{nd}{2} \log(2\pi) + \frac{n}{2} \log\det\Lambda"
        r" - \frac{1}{2} \operatorname{tr}\left(\Lambda \sum_{i=1}^{n} (x^{(i)} - \mu) (x^{(i)} - \mu)^\top\right)",
        r"$v^\top \Lambda v = \operatorname{tr}(\Lambda v v^\top)$",
    )
    d.unfold(
        r"-\frac{nd}{2} \log(2\pi) + \frac{n}{2} \log\det\Lambda - \frac{n}{2} \operatorname{tr}(S \Lambda)"
        r" - \frac{n}{2} (\bar{x} - \mu)^\top \Lambda (\bar{x} - \mu)",
        r"the meaning of $\bar{x}$ and $S$; the mixed terms sum to zero",
    )
    gap = d.maximum(
        {r"\mu": r"\bar{x}", r"\Lambda": r"S^{-1}"},
        r"\frac{n}{2}\, \varphi(S \Lambda) + \frac{n}{2} (\bar{x} - \mu)^\top \Lambda (\bar{x} - \mu)",
    )
    return [d, gap]


def trace_and_determinant() -> list[Derivation]:
    """φ of a matrix is the sum of φ over its eigenvalues: trace and determinant are their sum and product."""
    eigenvalues = Model(sizes={"d": "j"}, parameters={r"\lambda_j": "positive"})
    d = Derivation(
        eigenvalues,
        r"\sum_{j=1}^{d} \lambda_j - d - \log \prod_{j=1}^{d} \lambda_j",
        name=r"\operatorname{tr} M - d - \log\det M",
        because=r"the eigenvalues $\lambda_j$ of $M$",
    )
    d.step(r"\sum_{j=1}^{d} \left(\lambda_j - 1 - \log\lambda_j\right)", "the log of a product is the sum of the logs")
    d.step(r"\sum_{j=1}^{d} \varphi(\lambda_j)", r"the meaning of $\varphi$")
    d.nonnegative()
    return [d]


def derivations() -> list[Derivation]:
    return [*estimates(), *in_the_covariance(), *global_maximum(), *trace_and_determinant()]
