"""The derivation that writes itself: every line proved, the estimates those of scipy and mlelib, the proof as told."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize

import mlelib
from mlelib.symbolic import Derivation, Derived, Level, Model, SymbolicError, UnreadableLine, derive, to_numpy
from mlelib.symbolic.bridge.arguments import argument_name
from mlelib.symbolic.showing.ledger import MIME, record

from .families import COMPONENTS, FAMILIES, GAMMA, NORMAL, ONE, POSITIVE, REAL, UNSEEN, Family, positive

EVERY = {**FAMILIES, **UNSEEN}
CERTIFICATE = "gap certificate"
CAUCHY = r"\frac{1}{\pi (1 + (x^{(i)} - \theta)^2)}"


@cache
def derived(name: str) -> Derived:
    return derived_anew(name)


def derived_anew(name: str) -> Derived:
    family = EVERY[name]
    return derive(family.model(), family.density, family.of)


def drawn(family: Family) -> dict[str, Any]:
    """Data by name, and what is known."""
    data = family.draw(np.random.default_rng(7))
    return {**(data if isinstance(data, dict) else {"x": data}), **family.known}


def by_plain_name(result: Derived, estimates: dict[str, Any]) -> dict[str, Any]:
    return {argument_name(result.model.quantity(name)): value for name, value in estimates.items()}


def value(result: Derived, numbers: dict[str, Any]) -> float:
    """The log-likelihood, by the last line of its derivation."""
    return float(to_numpy(result.log_likelihood)(**numbers))


@pytest.mark.parametrize("name", EVERY)
def test_every_line_is_proved_and_the_estimates_are_those_of_scipy(name: str) -> None:
    family = EVERY[name]
    result, numbers = derived(name), drawn(family)
    levels = {line.level for d in result.derivations for line in d.lines[1:]}
    assert levels == {Level.PROVED}
    assert all(d.lines[0].level is Level.PROVED for d in result.derivations[1:])
    assert result.unique and not result.open
    assert result.how == CERTIFICATE
    assert result.proof is not None and result.proof.lines[-1].relation == r"\ge"
    estimates = by_plain_name(result, result.estimate(**numbers))
    assert value(result, {**numbers, **estimates}) == pytest.approx(family.log_density(**numbers, **estimates).sum())
    best = family.log_density(**numbers, **estimates).sum()
    for moved in (name for name in estimates for _ in range(2)):
        for factor in (0.999, 1.001):
            near = {**estimates, moved: np.multiply(estimates[moved], factor)}
            assert family.log_density(**numbers, **near).sum() < best


@pytest.mark.parametrize("name", EVERY)
def test_the_gap_is_the_gap(name: str) -> None:
    """The certificate, in numbers: what scipy says of the estimate, minus what it says of another point."""
    family = EVERY[name]
    result, numbers = derived(name), drawn(family)
    estimates = by_plain_name(result, result.estimate(**numbers))
    other = {name: np.multiply(estimate, 0.9) for name, estimate in estimates.items()}
    assert result.proof is not None
    gap = to_numpy(result.proof, result.proof.lines[0].right)
    given = {k: v for k, v in {**numbers, **other}.items() if k in {*gap.arguments, *(s.name for s in gap.sizes)}}
    best, less = (family.log_density(**numbers, **point).sum() for point in (estimates, other))
    assert gap(**given) == pytest.approx(best - less)


def test_estimates_are_those_of_mlelib() -> None:
    rng = np.random.default_rng(3)
    x, points, tosses = rng.normal(2, 3, 50), rng.normal(size=(50, 3)), rng.binomial(1, 0.4, 50)
    gaussian = mlelib.Gaussian.fit(x)
    assert derived("Gaussian").estimate(x=x) == {
        r"\mu": pytest.approx(gaussian.mean),
        r"\sigma^2": pytest.approx(gaussian.variance),
    }
    spherical, diagonal = mlelib.SphericalGaussian.fit(points), mlelib.DiagonalGaussian.fit(points)
    found = derived("spherical Gaussian").estimate(x=points)
    assert found[r"\mu_j"] == pytest.approx(spherical.mean) and found[r"\sigma^2"] == pytest.approx(spherical.variance)
    found = derived("diagonal Gaussian").estimate(x=points)
    assert found[r"\mu_j"] == pytest.approx(diagonal.mean) and found[r"\sigma_j^2"] == pytest.approx(diagonal.variance)
    coin = mlelib.Bernoulli.fit(tosses)
    assert derived("Bernoulli").estimate(x=tosses) == {r"\theta": pytest.approx(coin.probability)}


FITS = {
    "exponential": (lambda x: 1 / stats.expon.fit(x, floc=0)[1], r"\lambda"),
    "Pareto": (lambda x: stats.pareto.fit(x, floc=0, fscale=2.0)[0], r"\alpha"),
    "log-normal": (lambda x: stats.lognorm.fit(x, floc=0)[0] ** 2, r"\sigma^2"),
    "inverse Gaussian": (lambda x: stats.invgauss.fit(x, floc=0)[2], r"\lambda"),
    "power": (lambda x: stats.powerlaw.fit(x, floc=0, fscale=1)[0], r"\theta"),
    "Weibull": (lambda x: stats.weibull_min.fit(x, floc=0, fc=1.3)[2], r"\lambda"),
    "gamma, shape known": (lambda x: 1 / stats.gamma.fit(x, floc=0, fa=2.5)[2], r"\beta"),
    "Maxwell": (lambda x: stats.maxwell.fit(x, floc=0)[1], "a"),
}


@pytest.mark.parametrize("name", FITS)
def test_estimates_are_the_fits_of_scipy(name: str) -> None:
    numbers = drawn(EVERY[name])
    fit, parameter = FITS[name]
    assert derived(name).estimate(**numbers)[parameter] == pytest.approx(fit(numbers["x"]), rel=2e-4)


# -- how it reads


def test_the_log_likelihood_is_written_as_by_hand() -> None:
    lines = derived("Gaussian").log_likelihood.lines
    assert [line.right for line in lines[2:]] == [
        r"\sum_{i=1}^{n} \left(-\frac{1}{2} \log(2 \pi \sigma^2) - \frac{(x^{(i)} - \mu)^2}{2 \sigma^2}\right)",
        r"-\frac{n}{2} \log(2 \pi \sigma^2) - \frac{1}{2 \sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)^2",
        r"-\frac{n}{2} \log(2 \pi \sigma^2) - \frac{n (s^2 + (\bar{x} - \mu)^2)}{2 \sigma^2}",
    ]
    assert lines[0].right == rf"\log \prod_{{i=1}}^{{n}} {NORMAL}"
    assert lines[0].left == r"\ell(\mu, \sigma^2)"


CERTIFICATES = {
    "Bernoulli": r"n \bar{x} \varphi\left(\frac{\theta}{\bar{x}}\right)"
    r" + n (1 - \bar{x}) \varphi\left(\frac{1 - \theta}{1 - \bar{x}}\right)",
    "Poisson": r"n \bar{x} \varphi\left(\frac{\lambda}{\bar{x}}\right)",
    "Gaussian": r"\frac{n}{2} \varphi\left(\frac{s^2}{\sigma^2}\right) + \frac{n (\bar{x} - \mu)^2}{2 \sigma^2}",
    "spherical Gaussian": r"\frac{n d}{2} \varphi\left(\frac{s^2}{\sigma^2}\right)"
    r" + \frac{n}{2 \sigma^2} \sum_{j=1}^{d} (\bar{x}_j - \mu_j)^2",
    "diagonal Gaussian": r"\sum_{j=1}^{d} \left(\frac{n}{2} \varphi\left(\frac{s_j^2}{\sigma_j^2}\right)"
    r" + \frac{n (\bar{x}_j - \mu_j)^2}{2 \sigma_j^2}\right)",
    "Weibull": r"n \varphi\left(\left(\frac{\hat{\lambda}}{\lambda}\right)^k\right)",
    "Lindley": r"n \varphi\left(\frac{\theta}{\hat{\theta}}\right)"
    r" + n \varphi\left(\frac{\theta (\hat{\theta} + 1)}{(\theta + 1) \hat{\theta}}\right)"
    r" + \frac{n (\theta - \hat{\theta})^2}{(\theta + 1) (\hat{\theta} + 1) \hat{\theta}}",
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_certificates_are_the_known_ones(name: str) -> None:
    proof = derived(name).proof
    assert proof is not None and proof.lines[0].right == CERTIFICATES[name]


def test_the_words_name_the_samples_that_are_left_out() -> None:
    told = {name: str(derived(name)) for name in ("Bernoulli", "Poisson", "Gaussian", "exponential")}
    assert "x̄ ∈ (0, 1), so that not all x^(i) are 0 and not all are 1" in told["Bernoulli"]
    assert "x̄ > 0, so that not all x^(i) are 0" in told["Poisson"]
    assert "s² > 0, so that not all examples are equal" in told["Gaussian"]
    assert "Assumed" not in told["exponential"]  # positive data have a positive mean


def test_five_lines_are_enough_for_a_teacher() -> None:
    model = Model({"n": "i"}, data={"x^{(i)}": "positive"}, parameters={"a": "positive"})
    result = derive(model, r"\sqrt{\frac{2}{\pi}} \frac{(x^{(i)})^2}{a^3} e^{-(x^{(i)})^2/(2a^2)}")
    bundle = result._repr_mimebundle_()
    assert r"\hat{a}" in str(bundle["text/markdown"])
    assert str(bundle["text/markdown"]).count("| What | Line | Why |") == len(result.derivations) == 3
    assert all(line.right in str(bundle["text/latex"]) for d in result.derivations for line in d.lines)
    assert bundle[MIME] == {"derivations": [record(d) for d in result.derivations]}


def test_lines_may_be_numbered() -> None:
    result = derive(FAMILIES["Gaussian"].model(), NORMAL, label="C")
    assert [d.label for d in result.derivations] == ["C", "D", "E", "F", "G"]
    assert "(C1)" in str(result) and "(G2)" in str(result)
    with pytest.raises(SymbolicError, match="label: one capital letter"):
        derive(FAMILIES["Gaussian"].model(), NORMAL, label="c")


@pytest.mark.parametrize("name", FAMILIES)
def test_the_text_has_no_marks(name: str) -> None:
    assert not re.search(r"\\|\*\*|`|\$", str(derived(name)))


# -- names


def test_the_model_stays_as_it_is() -> None:
    model = FAMILIES["Gaussian"].model()
    names = dict(model.quantities)
    derive(model, NORMAL)
    assert model.quantities == names and not model.definitions


def test_names_that_are_there_are_used() -> None:
    model = FAMILIES["Gaussian"].model().define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    result = derive(model, NORMAL)
    assert result.estimates[r"\mu"] == r"\bar{x}"
    assert list(result.model.definitions) == [r"\bar{x}", "s"]


def test_names_that_are_taken_are_left_alone() -> None:
    model = Model(ONE, POSITIVE, {r"\lambda": "positive", "c": "positive"})
    model.define(r"\bar{x}", r"\frac{2}{n} \sum_{i=1}^{n} x^{(i)}", "positive")
    model.define(r"\hat{\lambda}", "1 + c", "positive")
    result = derive(model, r"\lambda^2 x^{(i)} e^{-\lambda x^{(i)}}")
    assert result.estimates[r"\lambda"] == r"\frac{2}{\overline{x}}"
    assert [q.latex for q in result.statistics.used] == [r"\overline{x}", "C"]
    assert result.how == CERTIFICATE and r"\hat{\lambda}" not in result.proof.lines[0].right


# -- without a certificate


def test_the_second_derivative_where_no_certificate_is_found() -> None:
    """log(1 + θ²) beside log θ: a product of powers that the search does not try."""
    model = Model(ONE, {"x^{(i)}": "binary"}, positive(r"\theta"))
    result = derive(model, r"\frac{(\theta^2)^{x^{(i)}}}{1+\theta^2}")
    assert result.proof is None and result.unique
    assert result.how == "second derivative negative at the zero"
    assert "which is the only one: it is the global maximum" in str(result)
    (curvature, there) = result.curvatures[r"\theta"]
    assert curvature.lines[0].left == r"\frac{\partial^2 \ell}{\partial \theta^2}"
    assert [line.relation for line in there.lines] == ["=", "<"]
    assert result.estimate(x=[0, 1, 1, 1]) == {r"\theta": pytest.approx(np.sqrt(3))}


@pytest.mark.parametrize("name", ["exponential", "Gaussian", "diagonal Gaussian", "power", "Weibull"])
def test_the_second_derivative_of_the_others(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlelib.symbolic.automatic.maximum.gap_terms", lambda *given: None)
    result = derived_anew(name)
    assert result.how.startswith("second derivative negative")
    assert "No gap certificate was found. The second derivative is negative" in str(result)
    assert all(line.level is Level.PROVED for d in result.derivations for line in d.lines[1:])
    everywhere = name in ("exponential", "power")
    assert result.how.endswith("everywhere") == everywhere


def test_nothing_is_claimed_where_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlelib.symbolic.automatic.maximum.gap_terms", lambda *given: None)
    monkeypatch.setattr("mlelib.symbolic.proving.signs.Signs.behind", lambda *given: None)
    result = derived_anew("Lindley")
    assert result.how == "" and result.proof is None
    assert "that the zero is a maximum is not proved" in str(result)


def test_a_certificate_that_the_checker_refuses_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlelib.symbolic.automatic.maximum.gap_terms", lambda *given: [2 * given[0] ** 2])
    result = derived_anew("exponential")
    assert result.proof is None and result.how == "second derivative negative everywhere"


def test_a_root_that_the_checker_refuses_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mlelib.symbolic.automatic.derive.root_candidates", lambda terms, quantity, model: [model.read("n")]
    )
    result = derived_anew("exponential")
    assert not result.estimates and result.open and "No zero in closed form was found" in str(result)


# -- without a closed form


def test_the_shape_of_a_gamma_distribution() -> None:
    result = derive(Model(ONE, POSITIVE, positive(r"\alpha", r"\beta")), GAMMA)
    assert result.estimates == {r"\beta": r"\frac{\alpha}{\bar{x}}"} and not result.unique
    assert [quantity.latex for quantity in result.open] == [r"\alpha"]
    assert "No zero in closed form was found" in str(result)
    assert result.scores[r"\alpha"].lines[-1].right == (
        r"n \log\left(\frac{\alpha}{\bar{x}}\right) + n \overline{\log x} - n \psi(\alpha)"
    )
    assert all(line.level is Level.PROVED for d in result.scores.values() for line in d.lines)
    x = np.random.default_rng(5).gamma(2.5, 0.7, 300)
    f = result.negative_log_likelihood(x=x)
    found = minimize(f, [1, 1], jac=f.gradient, bounds=f.bounds, tol=1e-12)
    shape, _, scale = stats.gamma.fit(x, floc=0)
    assert found.success and found.x == pytest.approx([shape, 1 / scale], rel=1e-4)
    assert f(found.x) == pytest.approx(-stats.gamma.logpdf(x, shape, scale=scale).sum(), rel=1e-9)


def test_the_centre_of_a_cauchy_distribution() -> None:
    result = derive(Model(ONE, REAL, {r"\theta": "real"}), CAUCHY)
    assert not result.estimates and result.proof is None and not result.statistics.used
    assert "the sums stay" in str(result)
    score = result.scores[r"\theta"].lines[-1]
    assert score.right == r"2 \sum_{i=1}^{n} \frac{x^{(i)} - \theta}{(x^{(i)} - \theta)^2 + 1}"
    assert score.level is Level.PROVED
    x = np.random.default_rng(5).standard_cauchy(100) + 3
    f = result.negative_log_likelihood(x=x)
    found = minimize(f, [np.median(x)], jac=f.gradient, bounds=f.bounds, tol=1e-12)
    assert found.success and found.x == pytest.approx([stats.cauchy.fit(x, fscale=1)[0]], rel=1e-4)


def test_a_cauchy_distribution_with_its_scale() -> None:
    density = r"\frac{1}{\pi\gamma \left(1 + \left(\frac{x^{(i)} - \theta}{\gamma}\right)^2\right)}"
    result = derive(Model(ONE, REAL, {r"\theta": "real", r"\gamma": "positive"}), density)
    x = 2 * np.random.default_rng(5).standard_cauchy(100) + 3
    f = result.negative_log_likelihood(x=x)
    found = minimize(f, [np.median(x), 1], jac=f.gradient, bounds=f.bounds, tol=1e-12)
    assert found.success and found.x == pytest.approx(stats.cauchy.fit(x), rel=1e-3)


def test_an_optimiser_finds_what_was_solved() -> None:
    result = derived("diagonal Gaussian")
    x = FAMILIES["diagonal Gaussian"].draw(np.random.default_rng(2))
    f = result.negative_log_likelihood(x=x)
    found = minimize(f, np.ones(6), jac=f.gradient, bounds=f.bounds, tol=1e-14)
    solved = result.estimate(x=x)
    assert found.x == pytest.approx(np.concatenate([solved[r"\mu_j"], solved[r"\sigma_j^2"]]), rel=1e-3)


def test_the_gradient_is_that_of_the_value() -> None:
    f = derived("spherical Gaussian").negative_log_likelihood(**drawn(FAMILIES["spherical Gaussian"]))
    theta = np.array([0.5, 1.5, 2.0, 3.0])
    slopes = [(f(theta + step) - f(theta - step)) / 2e-6 for step in 1e-6 * np.eye(4)]
    assert f.gradient(theta) == pytest.approx(slopes, rel=1e-6)


def test_outside_of_the_declared_ranges_the_value_is_infinite() -> None:
    f = derived("exponential").negative_log_likelihood(x=[1.0, 2.0])
    assert f([-1.0]) == f([0.0]) == f([np.nan]) == np.inf and np.isfinite(f([1.0]))
    with pytest.raises(SymbolicError, match="theta: outside"):
        f.gradient([-1.0])
    with pytest.raises(SymbolicError, match="theta: got 2 numbers, want 1"):
        f([1.0, 2.0])


def test_a_zero_outside_of_the_range_is_told() -> None:
    """Counts with a known background: the mean may be smaller than the background."""
    model = Model(ONE, {"x^{(i)}": "count"}, positive(r"\theta", "b"))
    result = derive(model, r"\frac{(\theta+b)^{x^{(i)}} e^{-\theta-b}}{x^{(i)}!}", [r"\theta"])
    assert not result.estimates and result.refused == {r"\theta": r"\bar{x} - b"}
    assert "A zero is x̄ − b, but for some data that is outside of the declared range of θ" in str(result)


# -- bad input


def bad(density: str = NORMAL, of: Any = None) -> Any:
    sizes = {**COMPONENTS, "K": "k"}
    parameters = {
        r"\mu": "real",
        r"\sigma^2": "positive",
        r"\nu": "real",
        r"\pi_k": "probabilities over k",
        r"\tau^{(i)}": "real",
        "w_j": "real",
        r"\Lambda_{jl}": "positive definite",
    }
    model = Model({**sizes, "d": "j l"}, {**REAL, r"y^{(i)}_j": "real"}, parameters)
    model.define(r"\bar{x}", r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}")
    return derive(model, density, of)


REFUSED = {
    "no data": (r"e^{-\mu^2}", None, "density: want that of one example, .* as in x.* got none"),
    "all examples": (r"\sum_{i=1}^{n} e^{-x^{(i)}}", None, "density: want that of one example"),
    "a bound index": (r"\exp\left(-\left(\sum_{i=1}^{n} x^{(i)}\right)^2\right)", None, "got none"),
    "two indices": (r"e^{-(x^{(i)} - w_j)^2}", None, "one index that no sum binds.*; got i, j"),
    "a vector": (r"y^{(i)}", None, "density: a vector, where a number is needed"),
    "one particular example": (r"e^{-(x^{(i)} - x^{(1)})^2}", None, "density: .* is one particular entry of x"),
    "a defined name": (r"e^{-(x^{(i)} - \bar{x})^2}", None, r"density: .*bar.* is a defined name"),
    "only a parameter with the index": (r"e^{-(\tau^{(i)})^2}", None, r"is a parameter for each example"),
    "a matrix": (
        r"\exp\left(-(y^{(i)} - w)^\top \Lambda (y^{(i)} - w)\right)",
        None,
        r"density: .*Lambda.* is a matrix",
    ),
    "negative": (r"x^{(i)} e^{-\mu x^{(i)}}", None, "density: it may be zero or negative"),
    "the root of what may be negative": (r"\sqrt{x^{(i)}}", None, "density: .*may be negative"),
    "unreadable": (r"e^{-(x^{(i)} - \theta)^2}", None, r"density: .theta is not declared"),
    "no such parameter": (NORMAL, [r"\theta"], r"of: .theta is no parameter .* they are"),
    "data as a parameter": (NORMAL, ["x^{(i)}"], "of: x.* is no parameter"),
    "a parameter that is not there": (NORMAL, [r"\nu"], "of: the density does not depend on .nu"),
    "nothing to estimate": (NORMAL, [], "of: at least one parameter"),
    "a text": (NORMAL, r"\mu", "of: a list of names"),
    "probabilities": (
        r"e^{-(x^{(i)})^2} \sum_{k=1}^{K} \pi_k^2",
        [r"\pi_k"],
        "of: .* is declared probabilities over k",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_named(name: str) -> None:
    density, of, message = REFUSED[name]
    with pytest.raises(SymbolicError, match=message):
        bad(density, of)


def test_an_unreadable_density_is_marked() -> None:
    with pytest.raises(UnreadableLine, match="density: ") as caught:
        bad(r"e^{-x^{(i)}} +")
    assert caught.value.position == len(r"e^{-x^{(i)}} +")


def test_the_end_of_the_data_is_no_zero_of_a_score() -> None:
    family = FAMILIES["Pareto"]
    with pytest.raises(SymbolicError, match="of: the data are declared to lie above m"):
        derive(family.model(), family.density, ["m"])
    assert list(derive(family.model(), family.density).estimates) == [r"\alpha"]  # m counts as known


def test_numbers_are_checked_at_the_door() -> None:
    result = derived("exponential")
    with pytest.raises(SymbolicError, match="x: got nothing"):
        result.estimate()
    with pytest.raises(SymbolicError, match="y: not an argument"):
        result.estimate(x=[1.0], y=[1.0])
    with pytest.raises(SymbolicError, match="y: not an argument"):
        result.negative_log_likelihood(x=[1.0], y=[1.0])
    with pytest.raises(SymbolicError, match="x: got nothing"):
        result.negative_log_likelihood()
    with pytest.raises(SymbolicError, match="lambda_: it is a parameter to be found"):
        result.negative_log_likelihood(x=[1.0], lambda_=1.0)
    with pytest.raises(SymbolicError, match="has no closed form"):
        derive(Model(ONE, REAL, {r"\theta": "real"}), CAUCHY).estimate(x=[1.0])


def test_an_author_may_go_on() -> None:
    """What was derived is a derivation like any other."""
    d = derived("exponential").log_likelihood
    assert isinstance(d, Derivation)
    score = d.differentiate(r"\lambda", r"\frac{n}{\lambda} - n \bar{x}")
    score.unfold(r"\frac{n}{\lambda} - \sum_{i=1}^{n} x^{(i)}", r"the meaning of $\bar{x}$")
