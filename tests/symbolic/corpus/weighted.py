"""Labels known or soft: the weighted log-likelihood and its maximum, for four families (systems 9, 10 and 12).

The weights are the indicators of the labels, or the responsibilities; nothing else changes. So the labelled mixture and
the M-step are one derivation.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mlelib.symbolic import Derivation, Model

LABELS = r"\mathbf{1}[y^{(i)} = k]"
SOFT = r"\gamma_k^{(i)}"


@dataclass(frozen=True)
class Family:
    """A component's declarations, its log-density, its scores and the gap it adds; ``W`` stands for the weight."""

    sizes: dict[str, str]
    data: dict[str, str]
    parameters: dict[str, str]
    define: Callable[[Model, str], object]
    log_density: str
    scores: dict[str, str]
    solutions: dict[str, tuple[str, str]]
    collected: str
    estimates: dict[str, str]
    gap: str


def _define_mean(model: Model, weight: str, x: str, mean: str) -> None:
    model.define("N_k", rf"\sum_{{i=1}}^{{n}} {weight}", kind="positive")
    model.define(mean, rf"\frac{{1}}{{N_k}} \sum_{{i=1}}^{{n}} {weight} {x}")


def _univariate(model: Model, weight: str) -> None:
    _define_mean(model, weight, "x^{(i)}", r"\bar{x}_k")
    spread = rf"\frac{{1}}{{N_k}} \sum_{{i=1}}^{{n}} {weight} (x^{{(i)}} - \bar{{x}}_k)^2"
    model.define("s_k^2", spread, kind="positive")


UNIVARIATE = Family(
    sizes={"n": "i", "K": "k l"},
    data={"x^{(i)}": "real"},
    parameters={r"\mu_k": "real", r"\sigma_k^2": "positive"},
    define=_univariate,
    log_density=r"\left(-\frac{1}{2} \log(2\pi\sigma_k^2) - \frac{(x^{(i)} - \mu_k)^2}{2\sigma_k^2}\right)",
    scores={
        r"\mu_k": r"\frac{1}{\sigma_k^2} \sum_{i=1}^{n} W (x^{(i)} - \mu_k)",
        r"\sigma_k^2": r"\sum_{i=1}^{n} W \left(-\frac{1}{2\sigma_k^2} + \frac{(x^{(i)} - \mu_k)^2}{2(\sigma_k^2)^2}\right)",
    },
    solutions={
        r"\mu_k": (r"\mu_k", r"\frac{1}{N_k} \sum_{i=1}^{n} W x^{(i)}"),
        r"\sigma_k^2": (r"\sigma_k^2", r"\frac{1}{N_k} \sum_{i=1}^{n} W (x^{(i)} - \mu_k)^2"),
    },
    collected=r"\sum_{k=1}^{K} N_k \left(\log\pi_k - \frac{1}{2} \log(2\pi\sigma_k^2)"
    r" - \frac{s_k^2 + (\bar{x}_k - \mu_k)^2}{2\sigma_k^2}\right)",
    estimates={r"\mu_k": r"\bar{x}_k", r"\sigma_k^2": "s_k^2"},
    gap=r"\sum_{k=1}^{K} N_k \left(\frac{1}{2}\, \varphi\left(\frac{s_k^2}{\sigma_k^2}\right)"
    r" + \frac{(\bar{x}_k - \mu_k)^2}{2\sigma_k^2}\right)",
)


def _spherical(model: Model, weight: str) -> None:
    _define_mean(model, weight, "x^{(i)}_j", r"\bar{x}_{kj}")
    spread = rf"\frac{{1}}{{d N_k}} \sum_{{i=1}}^{{n}} {weight} \lVert x^{{(i)}} - \bar{{x}}_k \rVert^2"
    model.define("s_k^2", spread, kind="positive")


SPHERICAL = Family(
    sizes={"n": "i", "d": "j", "K": "k l"},
    data={"x^{(i)}_j": "real"},
    parameters={r"\mu_{kj}": "real", r"\sigma_k^2": "positive"},
    define=_spherical,
    log_density=r"\left(-\frac{d}{2} \log(2\pi\sigma_k^2) - \frac{\lVert x^{(i)} - \mu_k \rVert^2}{2\sigma_k^2}\right)",
    scores={
        r"\mu_k": r"\frac{1}{\sigma_k^2} \sum_{i=1}^{n} W (x^{(i)} - \mu_k)",
        r"\sigma_k^2": r"\sum_{i=1}^{n} W \left(-\frac{d}{2\sigma_k^2}"
        r" + \frac{\lVert x^{(i)} - \mu_k \rVert^2}{2(\sigma_k^2)^2}\right)",
    },
    solutions={
        r"\mu_k": (r"\mu_k", r"\frac{1}{N_k} \sum_{i=1}^{n} W x^{(i)}"),
        r"\sigma_k^2": (r"\sigma_k^2", r"\frac{1}{d N_k} \sum_{i=1}^{n} W \lVert x^{(i)} - \mu_k \rVert^2"),
    },
    collected=r"\sum_{k=1}^{K} N_k \left(\log\pi_k - \frac{d}{2} \log(2\pi\sigma_k^2)"
    r" - \frac{d s_k^2 + \lVert \bar{x}_k - \mu_k \rVert^2}{2\sigma_k^2}\right)",
    estimates={r"\mu_k": r"\bar{x}_k", r"\sigma_k^2": "s_k^2"},
    gap=r"\sum_{k=1}^{K} N_k \left(\frac{d}{2}\, \varphi\left(\frac{s_k^2}{\sigma_k^2}\right)"
    r" + \frac{\lVert \bar{x}_k - \mu_k \rVert^2}{2\sigma_k^2}\right)",
)


def _diagonal(model: Model, weight: str) -> None:
    _define_mean(model, weight, "x^{(i)}_j", r"\bar{x}_{kj}")
    spread = rf"\frac{{1}}{{N_k}} \sum_{{i=1}}^{{n}} {weight} (x^{{(i)}}_j - \bar{{x}}_{{kj}})^2"
    model.define("s_{kj}^2", spread, kind="positive")


DIAGONAL = Family(
    sizes={"n": "i", "d": "j", "K": "k l"},
    data={"x^{(i)}_j": "real"},
    parameters={r"\mu_{kj}": "real", r"\sigma_{kj}^2": "positive"},
    define=_diagonal,
    log_density=r"\sum_{j=1}^{d} \left(-\frac{1}{2} \log(2\pi\sigma_{kj}^2)"
    r" - \frac{(x^{(i)}_j - \mu_{kj})^2}{2\sigma_{kj}^2}\right)",
    scores={
        r"\mu_{kj}": r"\frac{1}{\sigma_{kj}^2} \sum_{i=1}^{n} W (x^{(i)}_j - \mu_{kj})",
        r"\sigma_{kj}^2": r"\sum_{i=1}^{n} W \left(-\frac{1}{2\sigma_{kj}^2}"
        r" + \frac{(x^{(i)}_j - \mu_{kj})^2}{2(\sigma_{kj}^2)^2}\right)",
    },
    solutions={
        r"\mu_{kj}": (r"\mu_{kj}", r"\frac{1}{N_k} \sum_{i=1}^{n} W x^{(i)}_j"),
        r"\sigma_{kj}^2": (r"\sigma_{kj}^2", r"\frac{1}{N_k} \sum_{i=1}^{n} W (x^{(i)}_j - \mu_{kj})^2"),
    },
    collected=r"\sum_{k=1}^{K} N_k \left(\log\pi_k + \sum_{j=1}^{d} \left(-\frac{1}{2} \log(2\pi\sigma_{kj}^2)"
    r" - \frac{s_{kj}^2 + (\bar{x}_{kj} - \mu_{kj})^2}{2\sigma_{kj}^2}\right)\right)",
    estimates={r"\mu_{kj}": r"\bar{x}_{kj}", r"\sigma_{kj}^2": "s_{kj}^2"},
    gap=r"\sum_{k=1}^{K} N_k \sum_{j=1}^{d} \left(\frac{1}{2}\, \varphi\left(\frac{s_{kj}^2}{\sigma_{kj}^2}\right)"
    r" + \frac{(\bar{x}_{kj} - \mu_{kj})^2}{2\sigma_{kj}^2}\right)",
)


def _full(model: Model, weight: str) -> None:
    _define_mean(model, weight, "x^{(i)}_j", r"\bar{x}_{kj}")
    scatter = rf"\frac{{1}}{{N_k}} \sum_{{i=1}}^{{n}} {weight} (x^{{(i)}} - \bar{{x}}_k) (x^{{(i)}} - \bar{{x}}_k)^\top"
    model.define("S_{kjm}", scatter, kind="positive definite")


FULL = Family(
    sizes={"n": "i", "d": "j m", "K": "k l"},
    data={"x^{(i)}_j": "real"},
    parameters={r"\mu_{kj}": "real", r"\Lambda_{kjm}": "positive definite"},
    define=_full,
    log_density=r"\left(\frac{1}{2} \log\det\Lambda_k - \frac{d}{2} \log(2\pi)"
    r" - \frac{1}{2} (x^{(i)} - \mu_k)^\top \Lambda_k (x^{(i)} - \mu_k)\right)",
    scores={
        r"\mu_k": r"\Lambda_k \sum_{i=1}^{n} W (x^{(i)} - \mu_k)",
        r"\Lambda_k": r"\frac{1}{2} \sum_{i=1}^{n} W \left(\Lambda_k^{-1} - (x^{(i)} - \mu_k) (x^{(i)} - \mu_k)^\top\right)",
    },
    solutions={
        r"\mu_k": (r"\mu_k", r"\frac{1}{N_k} \sum_{i=1}^{n} W x^{(i)}"),
        r"\Lambda_k": (
            r"\Lambda_k^{-1}",
            r"\frac{1}{N_k} \sum_{i=1}^{n} W (x^{(i)} - \mu_k) (x^{(i)} - \mu_k)^\top",
        ),
    },
    collected=r"\sum_{k=1}^{K} N_k \left(\log\pi_k + \frac{1}{2} \log\det\Lambda_k - \frac{d}{2} \log(2\pi)"
    r" - \frac{1}{2} \operatorname{tr}(S_k \Lambda_k)"
    r" - \frac{1}{2} (\bar{x}_k - \mu_k)^\top \Lambda_k (\bar{x}_k - \mu_k)\right)",
    estimates={r"\mu_k": r"\bar{x}_k", r"\Lambda_k": r"S_k^{-1}"},
    gap=r"\sum_{k=1}^{K} \frac{N_k}{2} \left(\varphi(S_k \Lambda_k)"
    r" + (\bar{x}_k - \mu_k)^\top \Lambda_k (\bar{x}_k - \mu_k)\right)",
)

FAMILIES = {"univariate": UNIVARIATE, "spherical": SPHERICAL, "diagonal": DIAGONAL, "full": FULL}


def model(family: Family, weight: str) -> Model:
    labels = {"y^{(i)}": "label of k"} if weight == LABELS else {SOFT: "probabilities over k"}
    points = Model(
        sizes=family.sizes,
        data={**family.data, **labels},
        parameters={r"\pi_k": "probabilities over k", **family.parameters},
    )
    family.define(points, weight)
    return points.define(r"\hat{\pi}_k", r"\frac{N_k}{n}", kind="probabilities over k")


def log_likelihood(family: Family, weight: str) -> Derivation:
    """For labels the log of the joint density of points and labels; for responsibilities its expectation."""
    start = rf"\sum_{{i=1}}^{{n}} \sum_{{k=1}}^{{K}} {weight} \left(\log\pi_k + {family.log_density}\right)"
    name = r"\ell(\theta)" if weight == LABELS else r"Q(\theta)"
    return Derivation(model(family, weight), start, name=name)


def maximum(family: Family, weight: str) -> list[Derivation]:
    """Scores, their zeros, and the global maximum in all parameters together."""
    d = log_likelihood(family, weight)
    scores = []
    for variable, score in family.scores.items():
        s = d.differentiate(variable, score.replace("W", weight))
        unknown, root = family.solutions[variable]
        scores.append(s.solve(unknown, root.replace("W", weight)))
    d.unfold(family.collected, "the meaning of the names; the mixed terms sum to zero")
    gap = d.maximum(
        {r"\pi_k": r"\hat{\pi}_k", **family.estimates},
        rf"n \sum_{{k=1}}^{{K}} \hat{{\pi}}_k\, \varphi\left(\frac{{\pi_k}}{{\hat{{\pi}}_k}}\right) + {family.gap}",
    )
    return [d, *scores, gap]


def multiplier(weight: str) -> list[Derivation]:
    """The weights by a Lagrange multiplier, for any number of components."""
    free = Model(
        sizes={"n": "i", "K": "k l"},
        data={"y^{(i)}": "label of k"} if weight == LABELS else {SOFT: "probabilities over k"},
        parameters={r"\pi_k": "positive", r"\lambda": "positive"},
    )
    free.define("N_k", rf"\sum_{{i=1}}^{{n}} {weight}", kind="positive")
    d = Derivation(
        free,
        rf"\sum_{{i=1}}^{{n}} \sum_{{k=1}}^{{K}} {weight} \log\pi_k"
        r" + \lambda \left(1 - \sum_{k=1}^{K} \pi_k\right)",
        name=r"L(\pi, \lambda)",
        because="what depends on the weights, and the constraint times a multiplier",
    )
    d.unfold(r"\sum_{k=1}^{K} N_k \log\pi_k + \lambda \left(1 - \sum_{k=1}^{K} \pi_k\right)", "the meaning of $N_k$")
    by_weight = d.differentiate(r"\pi_k", r"\frac{N_k}{\pi_k} - \lambda")
    by_weight.solve(r"\pi_k", r"\frac{N_k}{\lambda}")
    constraint = d.differentiate(r"\lambda", r"1 - \sum_{k=1}^{K} \pi_k")
    inserted = constraint.substitute(
        {r"\pi_k": r"\frac{N_k}{\lambda}"},
        r"1 - \frac{1}{\lambda} \sum_{k=1}^{K} N_k",
        "put the zero of the first line in",
    )
    inserted.unfold(r"1 - \frac{n}{\lambda}", "each example's weights sum to one")
    inserted.solve(r"\lambda", "n")
    weights = by_weight.substitute({r"\lambda": "n"}, r"\frac{N_k}{n}", r"put $\lambda = n$ in")
    return [d, by_weight, constraint, inserted, weights]


def labelled() -> list[Derivation]:
    return [d for family in FAMILIES.values() for d in maximum(family, LABELS)]


def soft() -> list[Derivation]:
    return [d for family in FAMILIES.values() for d in maximum(family, SOFT)]


def joint() -> list[Derivation]:
    """From the joint density, a product of powers, to the sum of its logs."""
    points = model(UNIVARIATE, LABELS)
    start = (
        rf"\log \prod_{{i=1}}^{{n}} \prod_{{k=1}}^{{K}} \left(\pi_k \frac{{1}}{{\sqrt{{2\pi\sigma_k^2}}}}"
        rf" \exp\left(-\frac{{(x^{{(i)}} - \mu_k)^2}}{{2\sigma_k^2}}\right)\right)^{{{LABELS}}}"
    )
    d = Derivation(points, start, name=r"\ell(\theta)", because="of all factors only that of the label counts")
    return [
        d.step(
            rf"\sum_{{i=1}}^{{n}} \sum_{{k=1}}^{{K}} {LABELS} \left(\log\pi_k + {UNIVARIATE.log_density}\right)",
            "the log of a product of powers",
        )
    ]


def multipliers() -> list[Derivation]:
    return [*multiplier(LABELS), *multiplier(SOFT)]


def derivations() -> list[Derivation]:
    return [*joint(), *multipliers(), *labelled(), *soft()]
