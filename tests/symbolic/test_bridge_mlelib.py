"""Symbolic and numeric check each other: what the derivations prove, run on random data, is what mlelib computes."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em
from mlelib.symbolic import Derivation, Level, Model, NumpyFunction, SymbolicError, check, to_numpy
from mlelib.symbolic.expectation import Expectation

from .corpus import TOPICS
from .draws import Data, called, draw, proved, sizes_of
from .slips import mutants

SIZES = [{"n": 16, "d": 2, "K": 3}, {"n": 30, "d": 3, "K": 2}, {"n": 9, "d": 1, "K": 2}]

# -- what mlelib computes from the same data


def family(data: Data) -> Any:
    """The class of Gaussians that has parameters of these shapes."""
    if "Lambda" in data or "Sigma" in data:
        return MultivariateGaussian
    if np.ndim(data["x"]) < 2:
        return Gaussian
    return DiagonalGaussian if np.shape(data["mu"]) == np.shape(data["sigma2"]) else SphericalGaussian


def gaussian(data: Data) -> Any:
    """The distribution with these parameters, or the batch of them."""
    spread = np.linalg.inv(data["Lambda"]) if "Lambda" in data else data.get("Sigma", data.get("sigma2"))
    return family(data)(data["mu"], spread)


def weights(data: Data) -> Any:
    """Soft or known labels as (n, K); None without."""
    if "gamma" in data:
        return np.asarray(data["gamma"]).T
    return np.eye(data["K"])[data["y"] - 1] if "y" in data else None


def log_likelihood(data: Data) -> float:
    """Of the examples; with labels, of examples and labels."""
    if "theta" in data:
        return Bernoulli(data["theta"]).log_likelihood(data["x"])
    if weights(data) is None:
        return gaussian(data).log_likelihood(data["x"])
    return float((weights(data) * Mixture(data["pi"], gaussian(data)).log_joint(data["x"])).sum())


def score(data: Data, parameter: str) -> Any:
    if parameter == "theta":
        return Bernoulli(data["theta"]).score(data["x"])["probability"]
    slopes = gaussian(data).score(data["x"], weights(data))
    if parameter == "Lambda":  # Σ = Λ⁻¹, so dΣ = −Σ dΛ Σ
        covariance = np.linalg.inv(data["Lambda"])
        return -covariance @ slopes["covariance"] @ covariance
    return slopes[{"mu": "mean", "sigma": "variance", "Sigma": "covariance"}[parameter]]


def estimate(data: Data, parameter: str) -> Any:
    """The maximum likelihood estimate; the multiplier that a line takes is put into the data."""
    if parameter == "lambda":
        return data["n"]
    if parameter == "theta" and "a" in data:  # a prior is a tosses of 1 and b tosses of 0
        return Bernoulli.fit([*data["x"], 1, 0], [*np.ones(data["n"]), data["a"], data["b"]]).probability
    if parameter == "theta":
        return Bernoulli.fit(data["x"]).probability
    data["lambda_"] = data["n"]
    if parameter == "pi":
        return weights(data).mean(axis=0)
    if parameter == "mu":
        return family(data).fit(data["x"], weights(data)).mean
    return spread(data)


def spread(data: Data) -> Any:
    """The variance or covariance that fits best, about the best mean; or about a mean that the line takes as it is."""
    Family = family(data)
    if "mu" not in data["takes"]:
        return Family.fit(data["x"], weights(data)).covariance
    moments = Family.sufficient_statistics(data["x"], weights(data), shift=data["mu"])
    each = moments.each() if moments.batch else [moments]
    found = [one.second / one.weight / (data["d"] if Family is SphericalGaussian else 1) for one in each]
    return np.array(found) if moments.batch else found[0]


def information(data: Data, parameter: str) -> float:
    if parameter == "theta":
        return float(Bernoulli(data["theta"]).fisher_information(data["n"]))
    place = {"mu": 0, "sigma": 1}[parameter]
    return float(Gaussian(data["mu"], data["sigma2"]).fisher_information(data["n"])[place, place])


def posterior(data: Data, parameter: str) -> Any:
    return Mixture(data["pi"], gaussian(data)).responsibilities([data["x"]])[0]


Named = Callable[[Data], Any]
INDEX = r"(?:_\w|_\{\w+\})?"
RULES: dict[str, Callable[[Data, str], Any]] = {
    r"(?:\\ell|Q)\(\\(mu|theta).*\)": lambda data, _: log_likelihood(data),
    r"J\(\\(mu).*\)": lambda data, _: -log_likelihood(data),
    rf"\\frac\{{\\partial (?:\\ell|Q)\}}\{{\\partial \\(mu|sigma|theta){INDEX}(?:\^2)?\}}": score,
    rf"\\nabla_\{{\\!\\(mu|Lambda|Sigma){INDEX}\}}\\, (?:\\ell|Q)": score,
    rf"\\hat\{{\\(\w+)\}}{INDEX}(?:\^2|\^\{{-1\}})?(?:\\big.*)?": estimate,
    r"I\(\\(mu|sigma|theta)(?:\^2)?\)": information,
    r"\\(gamma)_k": posterior,
}


def rule(left: str, data: Data) -> Named | None:
    """How mlelib computes what a line of this name says; None where it does not."""
    matches = [(computed, re.fullmatch(pattern, left)) for pattern, computed in RULES.items()]
    found = [partial(_in_order, computed, match[1]) for computed, match in matches if match]
    return found[0] if found and "p" not in data else None  # p stands for densities without a family


def _in_order(computed: Callable[[Data, str], Any], parameter: str, data: Data) -> Any:
    return computed(data, parameter)


# -- the derivations


def comparable(derivations: list[Derivation]) -> Iterator[tuple[Derivation, str, Named]]:
    """The lines that mlelib has a value for; of each zero of a score it must have."""
    for derivation in derivations:
        named = None
        shapes = draw(derivation.model, sizes_of(derivation.model, SIZES[0]), np.random.default_rng(0))
        for line in derivation.lines:
            named = rule(line.left, shapes) if line.left else named
            assert named or line.method != "solve", f"nothing to compare {line.left} with"
            if named and line.relation == "=" and not line.value.expression.has(Expectation):
                yield derivation, line.right, named


def compare(
    derivation: Derivation, function: NumpyFunction, takes: Collection[str], named: Named, sizes: Data, seed: int
) -> None:
    """The function gives what mlelib gives, for a line that takes these arguments."""
    sizes = sizes_of(derivation.model, sizes) | {size.name: number for size, number in function.exact.items()}
    data = draw(derivation.model, sizes, np.random.default_rng(seed)) | sizes | {"takes": takes}
    expected = named(data)
    assert_allclose(called(function, data), expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("topic", TOPICS)
def test_lines_are_what_mlelib_computes_and_wrong_lines_are_not(topic: str) -> None:
    counts: Counter[str] = Counter()
    for derivation, text, named in comparable(proved(topic)):
        counts["lines"] += 1
        function = to_numpy(derivation, text)
        for seed, sizes in enumerate(SIZES):
            compare(derivation, function, function.arguments, named, sizes, seed)
        for slip, wrong in mutants(text):
            seen = differs(derivation, wrong, function.arguments, named)
            counts["slips" if seen else "none"] += 1
            assert seen or same(derivation.model, text, wrong), f"{slip} was not seen: {wrong}"
    print(f"{topic}: {dict(counts)}")
    assert counts["slips"] > counts["lines"] or topic == "jacobi"


def differs(derivation: Derivation, wrong: str, takes: Collection[str], named: Named) -> bool:
    """Is a wrong line refused, or does it give something else than mlelib?"""
    try:
        compare(derivation, to_numpy(derivation, wrong), takes, named, SIZES[1], 7)
    except (AssertionError, SymbolicError):
        return True
    return False


def same(model: Model, text: str, wrong: str) -> bool:
    """Is the slip none, as x + x̄ for x − x̄ beside a deviation from the mean? Then the two are proved equal."""
    return check(model.unfold(model.read(text)), model.unfold(model.read(wrong)), model).level is Level.PROVED


@pytest.mark.parametrize("tosses", [[0], [1], [1, 1], [0, 1, 1]])
def test_one_example_is_enough_where_the_mean_is_all(tosses: list[int]) -> None:
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"})
    mean = to_numpy(model, r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    assert mean(x=tosses) == Bernoulli.fit(tosses).probability
    # A mean about a shift near the data is rounded once more.
    assert Gaussian.sufficient_statistics(tosses).mean == pytest.approx(mean(x=tosses), rel=2e-16)


# -- EM

UNIVARIATE = r"\frac{1}{\sqrt{2\pi\sigma_k^2}} \exp\left(-\frac{(x^{(i)} - \mu_k)^2}{2\sigma_k^2}\right)"
SPHERICAL = r"(2\pi\sigma_k^2)^{-d/2} \exp\left(-\frac{\lVert x^{(i)} - \mu_k \rVert^2}{2\sigma_k^2}\right)"
DIAGONAL = (
    r"\prod_{j=1}^{d} \frac{1}{\sqrt{2\pi\sigma_{kj}^2}}"
    r" \exp\left(-\frac{(x^{(i)}_j - \mu_{kj})^2}{2\sigma_{kj}^2}\right)"
)
FULL = (
    r"\sqrt{\frac{1}{(2\pi)^d \det\Sigma_k}}"
    r" \exp\left(-\frac{1}{2} (x^{(i)} - \mu_k)^\top \Sigma_k^{-1} (x^{(i)} - \mu_k)\right)"
)
MEAN = r"\frac{1}{N_k} \sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}"
SUM = r"\frac{1}{N_k} \sum_{i=1}^{n} \gamma_k^{(i)}"


FAMILIES: dict[Any, tuple[str, str, dict[str, str], str, str]] = {
    Gaussian: ("x^{(i)}", r"\mu_k", {r"\sigma_k^2": "positive"}, UNIVARIATE, rf"{SUM} (x^{{(i)}} - \mu_k)^2"),
    SphericalGaussian: (
        "x^{(i)}_j",
        r"\mu_{kj}",
        {r"\sigma_k^2": "positive"},
        SPHERICAL,
        rf"\frac{{1}}{{d}} {SUM} \lVert x^{{(i)}} - \mu_k \rVert^2",
    ),
    DiagonalGaussian: (
        "x^{(i)}_j",
        r"\mu_{kj}",
        {r"\sigma_{kj}^2": "positive"},
        DIAGONAL,
        rf"{SUM} (x^{{(i)}}_j - \mu_{{kj}})^2",
    ),
    MultivariateGaussian: (
        "x^{(i)}_j",
        r"\mu_{kj}",
        {r"\Sigma_{kjl}": "positive definite"},
        FULL,
        rf"{SUM} (x^{{(i)}} - \mu_k) (x^{{(i)}} - \mu_k)^\top",
    ),
}


def model_of(Family: Any) -> Model:
    x, mean, spread, density, _ = FAMILIES[Family]
    model = Model(
        sizes={"n": "i", "d": "j l", "K": "k m"},
        data={x: "real", r"\gamma_k^{(i)}": "probabilities over k"},
        parameters={r"\pi_k": "probabilities over k", mean: "real", **spread},
    )
    model.define("N_k", r"\sum_{i=1}^{n} \gamma_k^{(i)}", kind="positive")
    return model.define("f_k^{(i)}", density, kind="positive")


def started(Family: Any, sizes: dict[str, int], far: float = 1) -> tuple[Model, Data, Mixture]:
    """A model, data for it, and the mixture with these parameters."""
    model = model_of(Family)
    data = draw(model, sizes, np.random.default_rng(int(far))) | sizes
    data["x"] = far * data["x"]
    return model, data, Mixture(data["pi"], Family(data["mu"], data.get("sigma2", data.get("Sigma"))))


@pytest.mark.parametrize("Family", FAMILIES)
@pytest.mark.parametrize("far", [1, 10, 1000])
def test_likelihood_and_responsibilities(Family: Any, far: float) -> None:
    """Also where every density is too small for a float."""
    for sizes in SIZES:
        model, data, start = started(Family, sizes, far)
        likelihood = called(to_numpy(model, r"\sum_{i=1}^{n} \log \sum_{k=1}^{K} \pi_k f_k^{(i)}"), data)
        assert_allclose(likelihood, start.log_likelihood(data["x"]), rtol=1e-10)
        found = called(to_numpy(model, r"\frac{\pi_k f_k^{(i)}}{\sum_{m=1}^{K} \pi_m f_m^{(i)}}"), data)
        assert_allclose(found, start.responsibilities(data["x"]).T, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("Family", FAMILIES)
@pytest.mark.parametrize("sizes", SIZES)
def test_one_step_of_em(Family: Any, sizes: dict[str, int]) -> None:
    """Responsibilities, then weights, means and variances."""
    model, data, start = started(Family, sizes)
    step = em(data["x"], start, tol=0, max_steps=1)
    assert step.steps == 1
    data["gamma"] = called(to_numpy(model, r"\frac{\pi_k f_k^{(i)}}{\sum_{m=1}^{K} \pi_m f_m^{(i)}}"), data)
    assert_allclose(called(to_numpy(model, r"\frac{N_k}{n}"), data), step.mixture.weights, rtol=1e-10)
    mean = MEAN if Family is Gaussian else MEAN.replace("x^{(i)}", "x^{(i)}_j")
    data["mu"] = called(to_numpy(model, mean), data)
    components = step.mixture.components
    assert_allclose(data["mu"], components.mean, rtol=1e-10, atol=1e-10)
    spread = components.covariance if Family is MultivariateGaussian else components.variance
    assert_allclose(called(to_numpy(model, FAMILIES[Family][-1]), data), spread, rtol=1e-10, atol=1e-10)
