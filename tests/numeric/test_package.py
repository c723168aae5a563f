"""The package as users meet it: imports, printing, equality, pickling, immutability."""

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from mlelib import Bernoulli, DiagonalGaussian, Gaussian, Mixture, MultivariateGaussian, SphericalGaussian

MIXTURE = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
RECORDS = [
    Bernoulli(0.3),
    Gaussian(1, 2),
    Gaussian([1, 2], [3, 4]),
    SphericalGaussian([1, 2], 3),
    MultivariateGaussian([1, 2], [[2, 1], [1, 2]]),
    MIXTURE,
    Gaussian.sufficient_statistics([1, 2, 4]),
    MultivariateGaussian.sufficient_statistics([[1, 2], [3, 5]]),
]


def loaded_by(statement):
    script = f"import sys; {statement}; print(*sys.modules)"
    command = [sys.executable, "-W", "error", "-c", script]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.slow
def test_importing_needs_numpy_and_scipy_only():
    ours = loaded_by("import mlelib")
    extra = {name.split(".")[0] for name in ours - loaded_by("import numpy, scipy.linalg, scipy.special")}
    assert extra - set(sys.stdlib_module_names) == {"mlelib"}
    assert not ours & {"sympy", "matplotlib", "IPython", "sphinx", "sklearn", "ipykernel", "dask"}
    assert not ours & {"mlelib.symbolic", "mlelib.teaching"}


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (Gaussian(3, 2.5), "Gaussian(mean=3.0, variance=2.5)"),
        (Gaussian([6, 7], [1, 4.5]), "Gaussian(mean=[6, 7], variance=[1, 4.5])"),
        (Gaussian(0.1 + 0.2, 1e-20), "Gaussian(mean=0.3, variance=1e-20)"),
        (SphericalGaussian([0, 1], 2), "SphericalGaussian(mean=[0, 1], variance=2.0)"),
        (
            MultivariateGaussian([0, 1], [[2, 1], [1, 2]]),
            "MultivariateGaussian(mean=[0, 1], covariance=[[2, 1], [1, 2]])",
        ),
        (MIXTURE, "Mixture(weights=[0.5, 0.5], components=Gaussian(mean=[6, 7], variance=[1, 4]))"),
    ],
)
def test_repr(record, text):
    assert repr(record) == text
    with np.printoptions(precision=2, suppress=True):
        assert repr(record) == text


@pytest.mark.parametrize("record", RECORDS, ids=repr)
def test_equality_and_copies(record):
    for twin in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record)):
        assert twin == record and repr(twin) == repr(record)
        for value in twin._fields().values():
            assert not isinstance(value, np.ndarray) or not value.flags.writeable
    others = [other for other in RECORDS if other is not record]
    assert all(record != other for other in others) and record != 3


def test_no_field_can_be_changed():
    with pytest.raises(FrozenInstanceError):
        Gaussian(0, 1).mean = 3
    with pytest.raises(ValueError, match="read-only"):
        MIXTURE.weights[0] = 3
    mean = np.zeros(2)
    g = SphericalGaussian(mean, 1)
    mean[0] = 9  # the caller's array stays the caller's
    assert g.mean[0] == 0


def test_single_numbers_are_plain_floats():
    g = Gaussian.fit([1, 2, 6])
    assert type(g.mean) is type(g.variance) is type(g.score([1])["mean"]) is float
    assert type(Bernoulli(0.5).fisher_information(1)) is float


def test_a_batch_has_a_length_and_members():
    g = Gaussian([6, 7], [1, 4])
    assert (len(g), g.batch, g.dimension) == (2, 2, 1)
    assert g[1] == g[-1] == Gaussian(7, 4)
    assert g[::-1] == Gaussian([7, 6], [4, 1])
    assert list(g) == [Gaussian(6, 1), Gaussian(7, 4)] and Gaussian.stack(g) == g
    assert Gaussian(0, 1).batch is None and bool(Gaussian(0, 1))
    with pytest.raises(TypeError, match="single"):
        len(Gaussian(0, 1))
    with pytest.raises(TypeError, match="single"):
        Gaussian(0, 1)[0]


@pytest.mark.parametrize(
    ("g", "shapes"),
    [
        (Gaussian([1, 2], [1, 2]), (2,)),
        (SphericalGaussian([[1, 2, 3]] * 2, [1, 2]), (2, 3, 3)),
        (DiagonalGaussian([[1, 2, 3]] * 2, [[1, 2, 3]] * 2), (2, 3, 3)),
        (MultivariateGaussian([[1, 2, 3]] * 2, [np.eye(3)] * 2), (2, 3, 3)),
    ],
)
def test_every_gaussian_has_a_covariance(g, shapes):
    assert g.covariance.shape == shapes
    np.testing.assert_array_equal(g[1].covariance, g.covariance[1])


def test_inputs_of_many_kinds():
    expected = Gaussian.fit([1.0, 2.0, 6.0])
    for x in (
        (1, 2, 6),
        np.array([1, 2, 6], np.int8),
        np.array([1, 2, 6], np.float32),
        np.array([9, 1, 2, 6])[1:],
    ):
        assert Gaussian.fit(x) == expected

    class Series:  # what pandas and others offer
        def __array__(self, dtype=None, copy=None):
            return np.array([1, 2, 6], dtype)

    assert Gaussian.fit(Series()) == expected
    assert Bernoulli.fit([True, False]) == Bernoulli(0.5)


def test_the_global_random_state_is_left_alone():
    np.random.seed(0)
    before = np.random.get_state()[1].tolist()
    MIXTURE.sample(10, np.random.default_rng(0))
    Mixture.start([1, 2, 5, 9], 2, Gaussian, np.random.default_rng(0))
    assert np.random.get_state()[1].tolist() == before
