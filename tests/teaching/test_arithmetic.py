"""The explorers' JavaScript computes what mlelib computes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlelib import Gaussian, Mixture, em
from mlelib.teaching.explorers import asset

NODE = Path(sys.executable).with_name("node")
SEEDS = range(5)


def javascript(call: str, **values: Any) -> Any:
    """The value of ``call``, an expression in ``arithmetic`` and ``values``."""
    names, data = ",".join(values), json.dumps(list(values.values()))
    program = f"{asset('arithmetic.js')}\nconst [{names}] = {data};\nconsole.log(JSON.stringify({call}));"
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def random_mixture(rng: np.random.Generator, K: int) -> Mixture:
    return Mixture(rng.dirichlet(np.ones(K)), Gaussian(rng.normal(0, 3, K), rng.uniform(0.2, 4, K)))


def as_javascript(m: Mixture) -> dict[str, Any]:
    mean, variance = np.asarray(m.components.mean), np.asarray(m.components.variance)
    return {"weights": list(m.weights), "means": mean.tolist(), "variances": variance.tolist()}


@pytest.mark.parametrize("seed", SEEDS)
def test_gaussian(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, mean, variance = rng.normal(2, 3, 12), rng.normal(), rng.uniform(0.1, 5)
    assert javascript("arithmetic.logLikelihood(x, m, v)", x=x.tolist(), m=mean, v=variance) == pytest.approx(
        Gaussian(mean, variance).log_likelihood(x), rel=1e-9
    )
    fit, best = javascript("arithmetic.fit(x)", x=x.tolist()), Gaussian.fit(x)
    assert fit == pytest.approx({"mean": float(best.mean), "variance": float(best.variance)}, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("K", [2, 3])
def test_em(seed: int, K: int) -> None:
    rng = np.random.default_rng(seed)
    x, start = rng.normal(0, 3, 15), random_mixture(rng, K)
    r = em(x, start, tol=0, max_steps=1, keep_history=True)
    values = {"x": x.tolist(), "m": as_javascript(start)}
    assert javascript("arithmetic.logLikelihoodMixture(x, m)", **values) == pytest.approx(
        start.log_likelihood(x), rel=1e-9
    )
    shares = np.array(javascript("arithmetic.eStep(x, m)", **values))
    np.testing.assert_allclose(shares, start.responsibilities(x), rtol=1e-9, atol=1e-300)
    after = javascript("arithmetic.mStep(x, arithmetic.eStep(x, m))", **values)
    for name, expected in as_javascript(r.mixture).items():
        assert after[name] == pytest.approx(expected, rel=1e-9)


def test_points_far_out_do_not_underflow() -> None:
    m = Mixture([0.5, 0.5], Gaussian(mean=[0, 1], variance=[1, 1]))
    values = {"x": [1000.0], "m": as_javascript(m)}
    assert javascript("arithmetic.eStep(x, m)", **values)[0] == pytest.approx(list(m.responsibilities([1000.0])[0]))


COLLAPSE = """(() => {
  for (let step = 0; step < 5000; step += 1) {
    const next = arithmetic.mStep(x, arithmetic.eStep(x, m));
    const lost = arithmetic.collapse(x, next);
    if (lost) return { ...lost, step };
    Object.assign(m, next);
  }
  return null;
})()"""


def test_a_collapse_is_named_at_the_same_step() -> None:
    x = [2.1, 0, 3.5, -1, 1.5, 2.5, -0.5, 0.05, 1, -2, 0, 1, -2, 1.1, -0.5, -0.03]
    start = Mixture.fit_labelled(x, [int(value > 0.5) for value in x], Gaussian)
    r = em(x, start, tol=0, max_steps=5000)
    found = javascript(COLLAPSE, x=x, m=as_javascript(start))
    assert r.status == f"collapsed: component {found['component']} onto x[{x.index(found['point'])}] = 3.5"
    assert abs(found["step"] - r.steps) <= 1


def test_a_component_without_weight_has_no_point() -> None:
    call = "arithmetic.collapse(x, {weights: [0, 1], means: [NaN, 2], variances: [NaN, 1]})"
    assert javascript(call, x=[1, 2, 3]) == {"component": 0, "point": None}
