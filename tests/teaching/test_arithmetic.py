"""The explorers' JavaScript computes what mlelib computes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlelib import DiagonalGaussian, Gaussian, SphericalGaussian
from mlelib.teaching.explorers import asset

NODE = Path(sys.executable).with_name("node")
SEEDS = range(5)


def javascript(call: str, **values: Any) -> Any:
    """The value of ``call``, an expression in ``arithmetic`` and ``values``."""
    names, data = ",".join(values), json.dumps(list(values.values()))
    program = f"{asset('arithmetic.js')}\nconst [{names}] = {data};\nconsole.log(JSON.stringify({call}));"
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


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
def test_spherical(seed: int) -> None:
    X = np.random.default_rng(seed).normal(size=(9, 2)) * [3, 1] + [1, -2]
    best = SphericalGaussian.fit(X)
    fit = javascript("arithmetic.fitSpherical(X)", X=X.tolist())
    assert fit["mean"] == pytest.approx(list(best.mean), rel=1e-9)
    assert fit["variance"] == pytest.approx(float(best.variance), rel=1e-9)
    assert fit["variances"] == pytest.approx(list(DiagonalGaussian.fit(X).variance), rel=1e-9)
    value = javascript("arithmetic.logLikelihoodSpherical(X, m, v)", X=X.tolist(), m=fit["mean"], v=fit["variance"])
    assert value == pytest.approx(best.log_likelihood(X), rel=1e-9)
