"""One coin: the Bernoulli model, its maximum, its boundary, and a Beta prior (systems 1 and 2)."""

from mlelib.symbolic import Derivation, Model


def model() -> Model:
    """n tosses; the average lies strictly between 0 and 1."""
    tosses = Model(sizes={"n": "i"}, data={"x^{(i)}": "binary"}, parameters={r"\theta": "unit"})
    return tosses.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", kind="unit")


def likelihood() -> list[Derivation]:
    """Logarithm, score, second derivative, the only zero, the global maximum."""
    start = r"\log \prod_{i=1}^{n} \theta^{x^{(i)}} (1-\theta)^{1-x^{(i)}}"
    d = Derivation(model(), start, name=r"\ell(\theta)", because="independent tosses")
    d.step(
        r"\sum_{i=1}^{n} \log\left(\theta^{x^{(i)}} (1-\theta)^{1-x^{(i)}}\right)",
        "the log of a product is the sum of the logs",
    )
    d.step(r"\sum_{i=1}^{n} \left(x^{(i)} \log\theta + (1-x^{(i)}) \log(1-\theta)\right)", "the log of a power")
    d.step(
        r"\log(\theta) \sum_{i=1}^{n} x^{(i)} + \log(1-\theta) \left(n - \sum_{i=1}^{n} x^{(i)}\right)",
        "what does not depend on $i$ leaves the sum",
    )
    score = d.differentiate(
        r"\theta",
        r"\frac{1}{\theta} \sum_{i=1}^{n} x^{(i)} - \frac{1}{1-\theta} \left(n - \sum_{i=1}^{n} x^{(i)}\right)",
    )
    score.step(r"\frac{1}{\theta (1-\theta)} \left(\sum_{i=1}^{n} x^{(i)} - n \theta\right)", "over one denominator")
    curvature = score.differentiate(
        r"\theta",
        r"-\frac{1}{\theta^2} \sum_{i=1}^{n} x^{(i)} - \frac{1}{(1-\theta)^2} \left(n - \sum_{i=1}^{n} x^{(i)}\right)",
    )
    score.solve(r"\theta", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    d.unfold(r"n \left(\bar{x} \log\theta + (1-\bar{x}) \log(1-\theta)\right)", r"the meaning of $\bar{x}$")
    gap = d.maximum(
        {r"\theta": r"\bar{x}"},
        r"n \left(\bar{x}\, \varphi\left(\frac{\theta}{\bar{x}}\right)"
        r" + (1-\bar{x})\, \varphi\left(\frac{1-\theta}{1-\bar{x}}\right)\right)",
    )
    return [d, score, curvature, gap]


def all_tails() -> list[Derivation]:
    """All tosses are 0: the likelihood grows as θ falls to 0, which the model excludes."""
    tosses = Model(sizes={"n": "i"}, parameters={r"\theta": "unit"})
    d = Derivation(tosses, r"-n \log(1-\theta)", name=r"\ell(0) - \ell(\theta)", because="all tosses are 0")
    d.step(r"n \left(\varphi(1-\theta) + \theta\right)", r"the meaning of $\varphi$")
    d.nonnegative()
    return [d]


def with_a_prior() -> list[Derivation]:
    """MAP: a Beta prior adds a tosses of 1 and b tosses of 0 to the data (a, b > 0: Beta with a + 1 and b + 1)."""
    tosses = Model(
        sizes={"n": "i"},
        data={"x^{(i)}": "binary"},
        parameters={r"\theta": "unit", "a": "positive", "b": "positive"},
    )
    tosses.define(r"\hat{\theta}", r"\frac{a + \sum_{i=1}^{n} x^{(i)}}{a + b + n}", kind="unit")
    start = r"\log\left(\theta^a (1-\theta)^b \prod_{i=1}^{n} \theta^{x^{(i)}} (1-\theta)^{1-x^{(i)}}\right)"
    d = Derivation(tosses, start, name=r"J(\theta)", because="prior times likelihood, up to a constant")
    d.step(
        r"\left(a + \sum_{i=1}^{n} x^{(i)}\right) \log\theta + \left(b + n - \sum_{i=1}^{n} x^{(i)}\right) \log(1-\theta)",
        "logarithm rules; equal logs together",
    )
    score = d.differentiate(
        r"\theta",
        r"\frac{a + \sum_{i=1}^{n} x^{(i)}}{\theta} - \frac{b + n - \sum_{i=1}^{n} x^{(i)}}{1-\theta}",
    )
    score.solve(r"\theta", r"\frac{a + \sum_{i=1}^{n} x^{(i)}}{a + b + n}")
    d.unfold(
        r"(a + b + n) \left(\hat{\theta} \log\theta + (1-\hat{\theta}) \log(1-\theta)\right)",
        r"the meaning of $\hat{\theta}$",
    )
    gap = d.maximum(
        {r"\theta": r"\hat{\theta}"},
        r"(a + b + n) \left(\hat{\theta}\, \varphi\left(\frac{\theta}{\hat{\theta}}\right)"
        r" + (1-\hat{\theta})\, \varphi\left(\frac{1-\theta}{1-\hat{\theta}}\right)\right)",
    )
    return [d, score, gap]


def derivations() -> list[Derivation]:
    return [*likelihood(), *all_tails(), *with_a_prior()]
