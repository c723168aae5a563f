"""Densities for ``derive``, each with data drawn by numpy and its log-density by scipy: the other opinion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special, stats

from mlelib.symbolic import Model

ONE, COMPONENTS = {"n": "i"}, {"n": "i", "d": "j"}
REAL, POSITIVE, COUNT = {"x^{(i)}": "real"}, {"x^{(i)}": "positive"}, {"x^{(i)}": "count"}
TRIALS = {"x^{(i)}": "positive count"}
NORMAL = r"\frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x^{(i)}-\mu)^2}{2\sigma^2}\right)"
INVERSE_GAUSSIAN = (
    r"\sqrt{\frac{\lambda}{2\pi (x^{(i)})^3}} \exp\left(-\frac{\lambda (x^{(i)}-\mu)^2}{2\mu^2 x^{(i)}}\right)"
)
GAMMA = r"\frac{\beta^\alpha}{\Gamma(\alpha)} (x^{(i)})^{\alpha-1} e^{-\beta x^{(i)}}"
Numbers = dict[str, Any]


@dataclass(frozen=True)
class Family:
    """``log_density`` takes the data, the parameters that are ``known`` and the others, by plain name."""

    sizes: dict[str, str]
    data: dict[str, str]
    parameters: dict[str, str]
    density: str
    draw: Callable[[np.random.Generator], Any]
    log_density: Callable[..., Any]
    known: Numbers
    of: tuple[str, ...] | None = None

    def model(self) -> Model:
        return Model(self.sizes, self.data, self.parameters)


def positive(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "positive")


def normal(x: Any, mu: Any, sigma2: Any) -> Any:
    return stats.norm.logpdf(x, mu, np.sqrt(sigma2))


MEAN_VARIANCE = {r"\mu": "real", r"\sigma^2": "positive"}

#: Those that the book promises.
FAMILIES = {
    "Bernoulli": Family(
        ONE,
        {"x^{(i)}": "binary"},
        {r"\theta": "unit"},
        r"\theta^{x^{(i)}} (1-\theta)^{1-x^{(i)}}",
        lambda rng: rng.binomial(1, 0.3, 40),
        lambda x, theta: stats.bernoulli.logpmf(x, theta),
        {},
    ),
    "binomial": Family(
        {"n": "i", "m": ""},
        {"x^{(i)}": "count up to m"},
        {r"\theta": "unit"},
        r"\binom{m}{x^{(i)}} \theta^{x^{(i)}} (1-\theta)^{m-x^{(i)}}",
        lambda rng: rng.binomial(7, 0.3, 40),
        lambda x, m, theta: stats.binom.logpmf(x, m, theta),
        {"m": 7},
    ),
    "geometric, failures": Family(
        ONE,
        COUNT,
        {r"\theta": "unit"},
        r"\theta (1-\theta)^{x^{(i)}}",
        lambda rng: rng.geometric(0.3, 40) - 1,
        lambda x, theta: stats.geom.logpmf(x + 1, theta),
        {},
    ),
    "geometric, trials": Family(
        ONE,
        TRIALS,
        {r"\theta": "unit"},
        r"\theta (1-\theta)^{x^{(i)}-1}",
        lambda rng: rng.geometric(0.3, 40),
        lambda x, theta: stats.geom.logpmf(x, theta),
        {},
    ),
    "Poisson": Family(
        ONE,
        COUNT,
        positive(r"\lambda"),
        r"\frac{\lambda^{x^{(i)}} e^{-\lambda}}{x^{(i)}!}",
        lambda rng: rng.poisson(2.5, 40),
        lambda x, lambda_: stats.poisson.logpmf(x, lambda_),
        {},
    ),
    "exponential": Family(
        ONE,
        POSITIVE,
        positive(r"\lambda"),
        r"\lambda e^{-\lambda x^{(i)}}",
        lambda rng: rng.exponential(0.4, 40),
        lambda x, lambda_: stats.expon.logpdf(x, scale=1 / lambda_),
        {},
    ),
    "Rayleigh": Family(
        ONE,
        POSITIVE,
        positive(r"\sigma^2"),
        r"\frac{x^{(i)}}{\sigma^2} \exp\left(-\frac{(x^{(i)})^2}{2\sigma^2}\right)",
        lambda rng: rng.rayleigh(1.5, 40),
        lambda x, sigma2: stats.rayleigh.logpdf(x, scale=np.sqrt(sigma2)),
        {},
    ),
    "Pareto": Family(
        ONE,
        {"x^{(i)}": "number above m"},
        positive(r"\alpha", "m"),
        r"\frac{\alpha m^\alpha}{(x^{(i)})^{\alpha+1}}",
        lambda rng: 2 * (1 + rng.pareto(1.7, 40)),
        lambda x, m, alpha: stats.pareto.logpdf(x, alpha, scale=m),
        {"m": 2.0},
    ),
    "Gaussian": Family(ONE, REAL, MEAN_VARIANCE, NORMAL, lambda rng: rng.normal(3, 2, 40), normal, {}),
    "Gaussian, variance known": Family(
        ONE, REAL, MEAN_VARIANCE, NORMAL, lambda rng: rng.normal(3, 2, 40), normal, {"sigma2": 4.0}, (r"\mu",)
    ),
    "Gaussian, mean known": Family(
        ONE, REAL, MEAN_VARIANCE, NORMAL, lambda rng: rng.normal(3, 2, 40), normal, {"mu": 3.0}, (r"\sigma^2",)
    ),
    "log-normal": Family(
        ONE,
        POSITIVE,
        MEAN_VARIANCE,
        r"\frac{1}{x^{(i)}\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(\log x^{(i)}-\mu)^2}{2\sigma^2}\right)",
        lambda rng: rng.lognormal(0.5, 0.8, 40),
        lambda x, mu, sigma2: stats.lognorm.logpdf(x, np.sqrt(sigma2), scale=np.exp(mu)),
        {},
    ),
    "spherical Gaussian": Family(
        COMPONENTS,
        {"x^{(i)}_j": "real"},
        {r"\mu_j": "real", r"\sigma^2": "positive"},
        r"\frac{1}{(2\pi\sigma^2)^{d/2}} \exp\left(-\frac{1}{2\sigma^2} \lVert x^{(i)}-\mu\rVert^2\right)",
        lambda rng: rng.normal([1, 2, 3], 2, (40, 3)),
        normal,
        {},
    ),
    "diagonal Gaussian": Family(
        COMPONENTS,
        {"x^{(i)}_j": "real"},
        {r"\mu_j": "real", r"\sigma_j^2": "positive"},
        r"\prod_{j=1}^{d} \frac{1}{\sqrt{2\pi\sigma_j^2}} \exp\left(-\frac{(x^{(i)}_j-\mu_j)^2}{2\sigma_j^2}\right)",
        lambda rng: rng.normal([1, 2, 3], [1, 2, 3], (40, 3)),
        normal,
        {},
    ),
}

#: Those that nothing in the library was written for.
UNSEEN = {
    "Maxwell": Family(
        ONE,
        POSITIVE,
        positive("a"),
        r"\sqrt{\frac{2}{\pi}} \frac{(x^{(i)})^2}{a^3} e^{-(x^{(i)})^2/(2a^2)}",
        lambda rng: 1.5 * np.sqrt(rng.chisquare(3, 40)),
        lambda x, a: stats.maxwell.logpdf(x, scale=a),
        {},
    ),
    "inverse Gaussian": Family(
        ONE,
        POSITIVE,
        positive(r"\mu", r"\lambda"),
        INVERSE_GAUSSIAN,
        lambda rng: rng.wald(1.5, 3, 40),
        lambda x, mu, lambda_: stats.invgauss.logpdf(x, mu / lambda_, scale=lambda_),
        {},
    ),
    "inverse Gaussian, mean known": Family(
        ONE,
        POSITIVE,
        positive(r"\mu", r"\lambda"),
        INVERSE_GAUSSIAN,
        lambda rng: rng.wald(1.5, 3, 40),
        lambda x, mu, lambda_: stats.invgauss.logpdf(x, mu / lambda_, scale=lambda_),
        {"mu": 1.5},
        (r"\lambda",),
    ),
    "inverse Gaussian, shape known": Family(
        ONE,
        POSITIVE,
        positive(r"\mu", r"\lambda"),
        INVERSE_GAUSSIAN,
        lambda rng: rng.wald(1.5, 3, 40),
        lambda x, mu, lambda_: stats.invgauss.logpdf(x, mu / lambda_, scale=lambda_),
        {"lambda_": 3.0},
        (r"\mu",),
    ),
    "half-normal": Family(
        ONE,
        POSITIVE,
        positive(r"\sigma"),
        r"\frac{\sqrt{2}}{\sigma\sqrt{\pi}} \exp\left(-\frac{(x^{(i)})^2}{2\sigma^2}\right)",
        lambda rng: np.abs(rng.normal(0, 2, 40)),
        lambda x, sigma: stats.halfnorm.logpdf(x, scale=sigma),
        {},
    ),
    "power": Family(
        ONE,
        {"x^{(i)}": "unit"},
        positive(r"\theta"),
        r"\theta (x^{(i)})^{\theta-1}",
        lambda rng: rng.power(2.5, 40),
        lambda x, theta: stats.powerlaw.logpdf(x, theta),
        {},
    ),
    "negative binomial": Family(
        ONE,
        COUNT,
        {"r": "positive", r"\theta": "unit"},
        r"\frac{\Gamma(x^{(i)}+r)}{x^{(i)}! \Gamma(r)} \theta^r (1-\theta)^{x^{(i)}}",
        lambda rng: rng.negative_binomial(3, 0.4, 40),
        lambda x, r, theta: stats.nbinom.logpmf(x, r, theta),
        {"r": 3.0},
        (r"\theta",),
    ),
    "negative binomial by its mean": Family(
        ONE,
        COUNT,
        positive("r", r"\mu"),
        r"\frac{\Gamma(x^{(i)}+r)}{x^{(i)}! \Gamma(r)} \left(\frac{r}{r+\mu}\right)^r"
        r" \left(\frac{\mu}{r+\mu}\right)^{x^{(i)}}",
        lambda rng: rng.negative_binomial(3, 0.4, 40),
        lambda x, r, mu: stats.nbinom.logpmf(x, r, r / (r + mu)),
        {"r": 3.0},
        (r"\mu",),
    ),
    "inverse gamma": Family(
        ONE,
        POSITIVE,
        positive(r"\alpha", r"\beta"),
        r"\frac{\beta^\alpha}{\Gamma(\alpha)} (x^{(i)})^{-\alpha-1} e^{-\beta/x^{(i)}}",
        lambda rng: 1 / rng.gamma(2.5, 1.2, 40),
        lambda x, alpha, beta: stats.invgamma.logpdf(x, alpha, scale=beta),
        {"alpha": 2.5},
        (r"\beta",),
    ),
    "Weibull, shape 2": Family(
        ONE,
        POSITIVE,
        positive(r"\lambda"),
        r"\frac{2 x^{(i)}}{\lambda^2} \exp\left(-\left(\frac{x^{(i)}}{\lambda}\right)^2\right)",
        lambda rng: 1.5 * rng.weibull(2, 40),
        lambda x, lambda_: stats.weibull_min.logpdf(x, 2, scale=lambda_),
        {},
    ),
    "Weibull": Family(
        ONE,
        POSITIVE,
        positive(r"\lambda", "k"),
        r"\frac{k}{\lambda} \left(\frac{x^{(i)}}{\lambda}\right)^{k-1}"
        r" \exp\left(-\left(\frac{x^{(i)}}{\lambda}\right)^k\right)",
        lambda rng: 1.5 * rng.weibull(1.3, 40),
        lambda x, k, lambda_: stats.weibull_min.logpdf(x, k, scale=lambda_),
        {"k": 1.3},
        (r"\lambda",),
    ),
    "gamma, shape known": Family(
        ONE,
        POSITIVE,
        positive(r"\alpha", r"\beta"),
        GAMMA,
        lambda rng: rng.gamma(2.5, 0.7, 40),
        lambda x, alpha, beta: stats.gamma.logpdf(x, alpha, scale=1 / beta),
        {"alpha": 2.5},
        (r"\beta",),
    ),
    "Borel": Family(
        ONE,
        TRIALS,
        {r"\mu": "unit"},
        r"\frac{e^{-\mu x^{(i)}} (\mu x^{(i)})^{x^{(i)}-1}}{x^{(i)}!}",
        lambda rng: 1 + rng.poisson(0.7, 40),
        lambda x, mu: -mu * x + (x - 1) * np.log(mu * x) - special.gammaln(x + 1),
        {},
    ),
    "Lindley": Family(
        ONE,
        POSITIVE,
        positive(r"\theta"),
        r"\frac{\theta^2}{1+\theta} (1 + x^{(i)}) e^{-\theta x^{(i)}}",
        lambda rng: rng.exponential(0.7, 40),
        lambda x, theta: 2 * np.log(theta) - np.log1p(theta) + np.log1p(x) - theta * x,
        {},
    ),
    "Gumbel, scale known": Family(
        ONE,
        REAL,
        {r"\mu": "real", r"\beta": "positive"},
        r"\frac{1}{\beta} \exp\left(-\frac{x^{(i)}-\mu}{\beta} - e^{-(x^{(i)}-\mu)/\beta}\right)",
        lambda rng: rng.gumbel(1, 2, 40),
        lambda x, beta, mu: stats.gumbel_r.logpdf(x, mu, beta),
        {"beta": 2.0},
        (r"\mu",),
    ),
    "Gaussian with its mean as standard deviation": Family(
        ONE,
        REAL,
        positive(r"\mu"),
        r"\frac{1}{\mu \sqrt{2\pi}} \exp\left(-\frac{(x^{(i)}-\mu)^2}{2\mu^2}\right)",
        lambda rng: rng.normal(2, 2, 40),
        lambda x, mu: stats.norm.logpdf(x, mu, mu),
        {},
    ),
    "log-odds": Family(
        ONE,
        {"x^{(i)}": "binary"},
        {r"\theta": "real"},
        r"\frac{e^{\theta x^{(i)}}}{1+e^\theta}",
        lambda rng: rng.binomial(1, 0.3, 40),
        lambda x, theta: stats.bernoulli.logpmf(x, special.expit(theta)),
        {},
    ),
    "Levy": Family(
        ONE,
        POSITIVE,
        positive("c"),
        r"\sqrt{\frac{c}{2\pi}} (x^{(i)})^{-3/2} e^{-c/(2x^{(i)})}",
        lambda rng: 2 / rng.chisquare(1, 40),
        lambda x, c: stats.levy.logpdf(x, scale=c),
        {},
    ),
    "Kumaraswamy, first shape known": Family(
        ONE,
        {"x^{(i)}": "unit"},
        positive("a", "b"),
        r"a b (x^{(i)})^{a-1} (1-(x^{(i)})^a)^{b-1}",
        lambda rng: rng.beta(2, 3, 40),
        lambda x, a, b: np.log(a * b) + (a - 1) * np.log(x) + (b - 1) * np.log1p(-(x**a)),
        {"a": 2.0},
        ("b",),
    ),
    "independent tosses of d coins": Family(
        COMPONENTS,
        {"x^{(i)}_j": "binary"},
        {r"\theta_j": "unit"},
        r"\prod_{j=1}^{d} \theta_j^{x^{(i)}_j} (1-\theta_j)^{1-x^{(i)}_j}",
        lambda rng: rng.binomial(1, [0.3, 0.5, 0.7], (40, 3)),
        lambda x, theta: stats.bernoulli.logpmf(x, theta),
        {},
    ),
    "genetic linkage": Family(
        ONE,
        {"a^{(i)}": "binary", "b^{(i)}": "binary", "c^{(i)}": "binary"},
        {r"\theta": "unit"},
        r"(2+\theta)^{a^{(i)}} (1-\theta)^{b^{(i)}} \theta^{c^{(i)}}",
        lambda rng: dict(zip("abc", rng.multinomial(1, [0.6, 0.2, 0.2], 40).T, strict=True)),
        lambda a, b, c, theta: a * np.log(2 + theta) + b * np.log(1 - theta) + c * np.log(theta),
        {},
    ),
    "regression through the origin": Family(
        ONE,
        {"x^{(i)}": "real", "y^{(i)}": "real"},
        {"a": "real", r"\sigma^2": "positive"},
        r"\frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(y^{(i)}-a x^{(i)})^2}{2\sigma^2}\right)",
        lambda rng: {"x": (x := rng.normal(0, 1, 40)), "y": 2 * x + rng.normal(0, 1, 40)},
        lambda x, y, a, sigma2: normal(y, a * x, sigma2),
        {},
    ),
}
