"""The families of distributions: each gives log_prob, statistics and an estimate, the base class the rest."""

from mlelib.distributions.base import Distribution
from mlelib.distributions.bernoulli import Bernoulli
from mlelib.distributions.gaussian import DiagonalGaussian, Gaussian, SphericalGaussian
from mlelib.distributions.multivariate import MultivariateGaussian
from mlelib.distributions.statistics import Statistics

__all__ = [
    "Bernoulli",
    "DiagonalGaussian",
    "Distribution",
    "Gaussian",
    "MultivariateGaussian",
    "SphericalGaussian",
    "Statistics",
]
