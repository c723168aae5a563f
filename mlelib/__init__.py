"""Maximum likelihood, from one coin to EM: every estimator here is one function, the weighted MLE."""

from mlelib.distributions import (
    Bernoulli,
    DiagonalGaussian,
    Distribution,
    Gaussian,
    MultivariateGaussian,
    SphericalGaussian,
)
from mlelib.em import EMResult, em
from mlelib.errors import DegenerateFitError
from mlelib.mixture import Mixture
from mlelib.scale import Blocks
from mlelib.starts import fit_mixture

__all__ = [
    "Bernoulli",
    "Blocks",
    "DegenerateFitError",
    "DiagonalGaussian",
    "Distribution",
    "EMResult",
    "Gaussian",
    "Mixture",
    "MultivariateGaussian",
    "SphericalGaussian",
    "em",
    "fit_mixture",
]
