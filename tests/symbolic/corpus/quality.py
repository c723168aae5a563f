"""How good are the estimates: bias, variance, Fisher information, Cramér–Rao for the Gaussian (system 4)."""

from mlelib.symbolic import Bernoulli, Derivation, MeanVariance, Model, Normal

SCORE = r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)"
OTHER_SCORE = r"\frac{1}{\sigma^2} \sum_{t=1}^{n} (x^{(t)} - \mu)"
SCORE_OF_VARIANCE = r"\left(-\frac{n}{2\sigma^2} + \frac{1}{2(\sigma^2)^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2\right)"


def model(at_least: int = 1) -> Model:
    numbers = Model(
        sizes={"n": "i t"},
        data={"x^{(i)}": "real"},
        parameters={r"\mu": "real", r"\sigma^2": "positive"},
        at_least={"n": at_least},
        random={"x^{(i)}": Normal(r"\mu", r"\sigma^2")},
    )
    numbers.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    return numbers.define("s^2", r"\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2", kind="positive")


def any_distribution() -> Model:
    """Independent, with this mean and this variance: no normality needed."""
    numbers = Model(
        sizes={"n": "i t"},
        data={"x^{(i)}": "real"},
        parameters={r"\mu": "real", r"\sigma^2": "positive"},
        random={"x^{(i)}": MeanVariance(r"\mu", r"\sigma^2")},
    )
    return numbers.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")


def bias() -> list[Derivation]:
    numbers = any_distribution()
    mean = Derivation(numbers, r"\mathbb{E}[\bar{x}]", name=r"\mathbb{E}[\hat{\mu}]")
    mean.step(r"\frac{1}{n} \sum_{i=1}^{n} \mathbb{E}[x^{(i)}]", "the expectation of a sum")
    mean.step(r"\mu", r"each of the $n$ expectations is $\mu$")
    spread = Derivation(numbers, r"\operatorname{Var}[\bar{x}]", name=r"\operatorname{Var}[\hat{\mu}]")
    spread.step(r"\frac{1}{n^2} \sum_{i=1}^{n} \operatorname{Var}[x^{(i)}]", "independent terms: their variances add")
    spread.step(r"\frac{\sigma^2}{n}", r"each of the $n$ variances is $\sigma^2$")
    variance = Derivation(
        numbers,
        r"\mathbb{E}\left[\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2\right]",
        name=r"\mathbb{E}[\hat{\sigma}^2]",
    )
    variance.step(
        r"\frac{1}{n} \sum_{i=1}^{n} \mathbb{E}[(x^{(i)})^2] - \mathbb{E}[\bar{x}^2]",
        r"$\sum (x^{(i)} - \bar{x})^2 = \sum (x^{(i)})^2 - n \bar{x}^2$",
    )
    variance.step(
        r"(\mu^2 + \sigma^2) - \left(\mu^2 + \frac{\sigma^2}{n}\right)",
        r"$\mathbb{E}[y^2] = \mathbb{E}[y]^2 + \operatorname{Var}[y]$, twice",
    )
    variance.step(r"\frac{n-1}{n} \sigma^2", "subtract")
    off = Derivation(numbers, r"\frac{n-1}{n} \sigma^2 - \sigma^2", name=r"\mathbb{E}[\hat{\sigma}^2] - \sigma^2")
    off.step(r"-\frac{\sigma^2}{n}", "the bias: too small on average")
    return [mean, spread, variance, off]


def spread_of_the_variance() -> list[Derivation]:
    """Var of both estimators of the variance, and their mean squared errors."""
    numbers = model(at_least=2)
    d = Derivation(
        numbers,
        r"\operatorname{Var}\left[\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2\right]",
        name=r"\operatorname{Var}[\hat{\sigma}^2]",
    )
    d.step(r"\frac{2(n-1)}{n^2} (\sigma^2)^2", "moments of a normal variable up to the fourth")
    error = Derivation(
        numbers,
        r"\mathbb{E}\left[\left(\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2 - \sigma^2\right)^2\right]",
        name=r"\operatorname{MSE}[\hat{\sigma}^2]",
    )
    error.step(r"\frac{2(n-1)}{n^2} (\sigma^2)^2 + \left(\frac{\sigma^2}{n}\right)^2", "variance plus squared bias")
    error.step(r"\frac{2n-1}{n^2} (\sigma^2)^2", "add")
    unbiased = Derivation(
        numbers,
        r"\mathbb{E}\left[\left(\frac{1}{n-1} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2 - \sigma^2\right)^2\right]",
        name=r"\operatorname{MSE}\left[\tfrac{n}{n-1} \hat{\sigma}^2\right]",
    )
    unbiased.step(r"\frac{2}{n-1} (\sigma^2)^2", r"without bias: $\left(\frac{n}{n-1}\right)^2$ times the variance")
    worse = Derivation(
        numbers,
        r"\frac{2}{n-1} (\sigma^2)^2 - \frac{2n-1}{n^2} (\sigma^2)^2",
        name=r"\operatorname{MSE}\left[\tfrac{n}{n-1} \hat{\sigma}^2\right] - \operatorname{MSE}[\hat{\sigma}^2]",
    )
    worse.step(r"\frac{2n + (n-1)}{n^2 (n-1)} (\sigma^2)^2", "over one denominator")
    worse.nonnegative("every factor is positive")
    return [d, error, unbiased, worse]


def information() -> list[Derivation]:
    """The score has mean zero; Fisher's information as the variance of the score and as minus the mean curvature."""
    numbers = model()
    zero = Derivation(numbers, rf"\mathbb{{E}}\left[{SCORE}\right]", name=r"\mathbb{E}[\partial \ell / \partial \mu]")
    zero.step("0", r"$\mathbb{E}[x^{(i)}] = \mu$")
    also = Derivation(
        numbers, rf"\mathbb{{E}}\left[{SCORE_OF_VARIANCE}\right]", name=r"\mathbb{E}[\partial \ell / \partial \sigma^2]"
    )
    also.step("0", r"$\mathbb{E}[(x^{(i)} - \mu)^2] = \sigma^2$")
    squared = Derivation(numbers, rf"\mathbb{{E}}\left[\left({SCORE}\right)^2\right]", name=r"I(\mu)")
    squared.step(
        r"\frac{1}{(\sigma^2)^2} \sum_{i=1}^{n} \mathbb{E}[(x^{(i)} - \mu)^2]", "independent: mixed terms vanish"
    )
    squared.step(r"\frac{n}{\sigma^2}", r"each of the $n$ expectations is $\sigma^2$")
    score = Derivation(numbers, SCORE, name=r"\frac{\partial \ell}{\partial \mu}")
    curved = score.differentiate(r"\mu", r"-\frac{n}{\sigma^2}")
    second = Derivation(
        numbers,
        r"\mathbb{E}\left[-\frac{n}{2(\sigma^2)^2} + \frac{1}{(\sigma^2)^3} \sum_{i=1}^{n} (x^{(i)} - \mu)^2\right]",
        name=r"I(\sigma^2)",
        because=r"minus the expectation of $\partial^2 \ell / \partial (\sigma^2)^2$",
    )
    second.step(r"\frac{n}{2(\sigma^2)^2}", r"$\mathbb{E}[(x^{(i)} - \mu)^2] = \sigma^2$")
    first = Derivation(
        numbers,
        rf"\mathbb{{E}}\left[{SCORE_OF_VARIANCE}^2\right]",
        name=r"I(\sigma^2)",
        because=r"the expectation of the squared score",
    )
    first.step(r"\frac{n}{2(\sigma^2)^2}", r"$\mathbb{E}[(x^{(i)} - \mu)^4] = 3 (\sigma^2)^2$")
    mixed = Derivation(
        numbers,
        rf"\mathbb{{E}}\left[{OTHER_SCORE} \cdot {SCORE_OF_VARIANCE}\right]",
        name=r"I(\mu, \sigma^2)",
    )
    mixed.step("0", "odd central moments of a normal variable vanish")
    return [zero, also, squared, curved, second, first, mixed]


def cramer_rao() -> list[Derivation]:
    """The mean attains the bound; the unbiased variance stays above it by a factor n/(n − 1)."""
    numbers = model(at_least=2)
    attained = Derivation(
        numbers,
        rf"\mathbb{{E}}\left[\left(\bar{{x}} - \mu - \frac{{\sigma^2}}{{n}} {SCORE}\right)^2\right]",
        name=r"\operatorname{Var}[\hat{\mu}] - \frac{1}{I(\mu)}",
        because="the squared distance to the score",
    )
    attained.step("0", "the two are equal: the bound is attained")
    above = Derivation(
        numbers,
        r"\operatorname{Var}\left[\frac{1}{n-1} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2\right] - \frac{2 (\sigma^2)^2}{n}",
        name=r"\operatorname{Var}\left[\tfrac{n}{n-1} \hat{\sigma}^2\right] - \frac{1}{I(\sigma^2)}",
    )
    above.step(r"\frac{2 (\sigma^2)^2}{n-1} - \frac{2 (\sigma^2)^2}{n}", "the variance from above")
    above.step(r"\frac{2 (\sigma^2)^2}{n (n-1)}", "over one denominator")
    above.nonnegative("every factor is positive")
    return [attained, above]


def cauchy_schwarz() -> list[Derivation]:
    """The bound for every estimator T: outcomes k with probability p_k and score s_k; c is the covariance of T and s.

    Where T is unbiased, c is the derivative of Σ p_k T_k = θ, which is 1, minus m times that of Σ p_k = 1, which is 0.
    """
    outcomes = Model(
        sizes={"K": "k"},
        data={"T_k": "real", "s_k": "real"},
        parameters={"p_k": "probabilities over k"},
    )
    outcomes.define("m", r"\sum_{k=1}^{K} p_k T_k")
    outcomes.define("V", r"\sum_{k=1}^{K} p_k (T_k - m)^2", kind="nonnegative")
    outcomes.define("I", r"\sum_{k=1}^{K} p_k s_k^2", kind="positive")
    outcomes.define("c", r"\sum_{k=1}^{K} p_k s_k (T_k - m)")
    covariance = Derivation(outcomes, "c", name="c")
    covariance.unfold(r"\sum_{k=1}^{K} p_k s_k T_k - m \sum_{k=1}^{K} p_k s_k", "the meaning of $c$, multiplied out")
    gap = Derivation(outcomes, r"V - \frac{c^2}{I}", name=r"\operatorname{Var}[T] - \frac{c^2}{I}")
    gap.unfold(r"\sum_{k=1}^{K} p_k \left(T_k - m - \frac{c}{I} s_k\right)^2", "the square, multiplied out")
    gap.nonnegative("a sum of squares")
    return [covariance, gap]


def coin() -> list[Derivation]:
    """The same for a coin."""
    tosses = Model(
        sizes={"n": "i"},
        data={"x^{(i)}": "binary"},
        parameters={r"\theta": "unit"},
        random={"x^{(i)}": Bernoulli(r"\theta")},
    )
    tosses.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    mean = Derivation(tosses, r"\mathbb{E}[\bar{x}]", name=r"\mathbb{E}[\hat{\theta}]").step(r"\theta", "no bias")
    spread = Derivation(tosses, r"\operatorname{Var}[\bar{x}]", name=r"\operatorname{Var}[\hat{\theta}]")
    spread.step(r"\frac{\theta (1-\theta)}{n}", r"$\operatorname{Var}[x^{(i)}] = \theta - \theta^2$")
    information = Derivation(
        tosses,
        r"\mathbb{E}\left[\left(\frac{1}{\theta (1-\theta)} \left(\sum_{i=1}^{n} x^{(i)} - n \theta\right)\right)^2\right]",
        name=r"I(\theta)",
    )
    information.step(r"\frac{n}{\theta (1-\theta)}", "the variance of a sum of independent tosses")
    return [mean, spread, information]


def derivations() -> list[Derivation]:
    return [*bias(), *spread_of_the_variance(), *information(), *cramer_rao(), *cauchy_schwarz(), *coin()]
