"""EM's step and fit against a reference in 50 digits: plain loops over plain formulas, that know nothing of mlelib."""

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from mlelib import Bernoulli, DegenerateFitError, Mixture, MultivariateGaussian, SphericalGaussian, em
from tests.numeric.problems import DATA, FAMILIES, STARTS, WEIGHTS, make, only

each_family = pytest.mark.parametrize("family", FAMILIES)
DRAWS = 100  # for each family and way


@pytest.fixture(autouse=True)
def fifty_digits():
    with mp.workdps(50):
        yield


# --- the reference: an example is a list of d numbers, a component (weight, mean, covariance) ---


def exactly(values):
    """Return nested lists of numbers, each as it is."""
    return [exactly(v) for v in values] if isinstance(values, list) else mpf(values)


def components_of(mixture, family):
    weights = exactly(mixture.weights.tolist())
    if family is Bernoulli:
        return list(zip(weights, exactly(mixture.components.probability.tolist()), strict=True))
    means = exactly(mixture.components.mean.reshape(mixture.K, -1).tolist())
    d = len(means[0])
    covariances = exactly(mixture.components.covariance.reshape(mixture.K, d, d).tolist())
    return list(zip(weights, means, covariances, strict=True))


def cholesky(S):
    d = len(S)
    L = [[mpf(0)] * d for _ in range(d)]
    for i in range(d):
        for j in range(i + 1):
            rest = S[i][j] - sum(L[i][k] * L[j][k] for k in range(j))
            L[i][j] = mpmath.sqrt(rest) if i == j else rest / L[j][j]
    return L


def log_joint(component, x):
    """Return log(weight · density of x)."""
    if len(component) == 2:
        weight, p = component
        density = weight * (p if x[0] == 1 else 1 - p)
        return mpmath.log(density) if density else -mpmath.inf
    weight, mean, covariance = component
    d, L, z, log_det = len(mean), cholesky(covariance), [], mpf(0)
    for i in range(d):
        z.append((x[i] - mean[i] - sum(L[i][k] * z[k] for k in range(i))) / L[i][i])
        log_det += 2 * mpmath.log(L[i][i])
    return mpmath.log(weight) - (d * mpmath.log(2 * mpmath.pi) + log_det + sum(t * t for t in z)) / 2


def e_step(components, x, weights):
    """Return the log-likelihood, and the responsibilities times the weights."""
    total, r = mpf(0), []
    for row, w in zip(x, weights, strict=True):
        if not w:  # not even where its density is 0
            r.append([mpf(0)] * len(components))
            continue
        logs = [log_joint(component, row) for component in components]
        top = max(logs)
        odds = [mpmath.exp(value - top) for value in logs]
        total += w * (top + mpmath.log(sum(odds)))
        r.append([w * o / sum(odds) for o in odds])
    return total, r


def raised(S, floor):
    values, vectors = mpmath.eigsy(mpmath.matrix(S))
    d = len(S)
    if min(values) >= floor:
        return S
    return [
        [sum(vectors[i, k] * max(values[k], floor) * vectors[j, k] for k in range(d)) for j in range(d)]
        for i in range(d)
    ]


def m_step(x, r, family, floor):
    """Return the components of largest expected log-likelihood."""
    components, d, total = [], len(x[0]), sum(map(sum, r))
    for k in range(len(r[0])):
        n = sum(row[k] for row in r)
        mean = [sum(row[k] * example[i] for row, example in zip(r, x, strict=True)) / n for i in range(d)]
        if family is Bernoulli:
            components.append((n / total, mean[0]))
            continue
        S = [[mpf(0)] * d for _ in range(d)]
        for row, example in zip(r, x, strict=True):
            a = [example[i] - mean[i] for i in range(d)]
            for i in range(d):
                for j in range(d):
                    S[i][j] += row[k] * a[i] * a[j] / n
        if family is MultivariateGaussian:
            S = raised(S, floor) if floor else S
        else:
            variances = [max(S[i][i], floor) for i in range(d)]
            if family is SphericalGaussian:
                variances = [max(sum(S[i][i] for i in range(d)) / d, floor)] * d
            S = [[variances[i] if i == j else mpf(0) for j in range(d)] for i in range(d)]
        components.append((n / total, mean, S))
    return components


# --- comparisons ---


def draw(family, seed):
    rng = np.random.default_rng([seed, 1])
    data, weights, start = (kinds[rng.integers(len(kinds))] for kinds in (DATA, WEIGHTS, STARTS))
    K = int(rng.integers(1, 5))
    n, d = int(rng.integers(K, K + 12)), int(rng.integers(1, 4))
    return make(family, data, weights, start, n, d, K, seed)


def rows_of(problem):
    return exactly(np.asarray(problem.x, float).reshape(len(problem.x), -1).tolist())


def weights_of(problem):
    return exactly([1] * len(problem.x) if problem.weights is None else np.asarray(problem.weights, float).tolist())


def assert_log_likelihood(got, exact, size, tolerance):
    """An error may be so large for each example, or relative."""
    assert abs(mpf(float(got)) - exact) <= tolerance * (size + abs(exact))


def assert_components(got, exact, tolerance):
    """A mean may be off by the tolerance in standard deviations, and by its own rounding; others relative."""
    for ours, true in zip(got, exact, strict=True):
        assert abs(ours[0] - true[0]) <= tolerance * true[0]
        if len(true) == 2:
            assert abs(ours[1] - true[1]) <= tolerance * true[1]
            continue
        (_, mean, S), (_, true_mean, true_S) = ours, true
        sd = [mpmath.sqrt(row[i]) for i, row in enumerate(true_S)]
        for i in range(len(mean)):
            assert abs(mean[i] - true_mean[i]) <= tolerance * sd[i] + mpf(2) ** -52 * abs(true_mean[i])
            for j in range(len(mean)):
                assert abs(S[i][j] - true_S[i][j]) <= tolerance * sd[i] * sd[j]


@each_family
@pytest.mark.parametrize("way", ["fast", "plain", "few"])
def test_a_step_of_em(family, way):
    # About a common origin the terms of a log density are up to 1e5 and the squared reach of the data up to 1e5
    # variances: of 16 digits 11 are left in one term, and some 10 in a variance. A covariance is given in rounded
    # entries, and they are multiplied by its condition.
    steps = 0
    for seed in range(DRAWS):
        problem = draw(family, seed)
        try:
            with only(way):
                r = em(problem.x, problem.start, tol=0, max_steps=1, **problem.options())
        except ValueError as error:
            assert "of density 0 in every component" in str(error)
            continue
        x, weights, size = rows_of(problem), weights_of(problem), float(sum(weights_of(problem)))
        condition = max(m.components._condition() for m in (problem.start, r.mixture))
        log_likelihood, responsibilities = e_step(components_of(problem.start, family), x, weights)
        assert_log_likelihood(r.log_likelihoods[0], log_likelihood, size, 1e-11 * condition)
        if r.steps == 1:
            steps += 1
            there = m_step(x, responsibilities, family, mpf(problem.min_variance))
            assert_log_likelihood(r.log_likelihoods[1], e_step(there, x, weights)[0], size, 1e-11 * condition)
            assert_components(components_of(r.mixture, family), there, 1e-10 * condition)
    assert steps > DRAWS / 2


@each_family
def test_fit(family):
    fitted = 0
    for seed in range(2 * DRAWS):
        problem = draw(family, seed)
        K, x = problem.start.K, rows_of(problem)
        labels = np.random.default_rng(seed).dirichlet(np.ones(K), len(x))
        w = labels if problem.weights is None else labels * problem.weights[:, None]
        try:
            got = Mixture.fit_weighted(problem.x, w, family, problem.min_variance)
        except DegenerateFitError:
            continue
        fitted += 1
        there = m_step(x, exactly(w.tolist()), family, mpf(problem.min_variance))
        tolerance = 1e-12
        if problem.min_variance and family is MultivariateGaussian:
            # An eigenvalue is raised to within the rounding of the largest one.
            tolerance += 1e-15 * np.linalg.norm(got.components.covariance, 2, axis=(1, 2)).max() / problem.min_variance
        assert_components(components_of(got, family), there, tolerance)
    assert fitted > DRAWS
