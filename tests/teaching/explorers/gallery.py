"""One explorer of every kind, as a chapter would show it."""

import numpy as np

from mlelib import Gaussian, Mixture, MultivariateGaussian
from mlelib.teaching import (
    explore_bias,
    explore_bound,
    explore_classes,
    explore_coin,
    explore_covariance,
    explore_em,
    explore_emplane,
    explore_gap,
    explore_gaussian,
    explore_spherical,
)
from mlelib.teaching.explorers import Explorer

FIVE = [-1.0, 0.0, 4.0, 5.0, 6.0]
PURPLE = [
    [-0.9, -1.4],
    [0.4, -0.2],
    [-0.8, -1.4],
    [-1.3, -1.6],
    [-0.6, -1.4],
    [-0.3, -0.9],
    [-1.8, -0.4],
    [-2.3, -2.1],
    [-0.2, -0.5],
    [-1.1, -0.4],
    [-0.8, 0.3],
    [-1.4, -0.3],
]
YELLOW = [[0.8, 2.6], [2.0, -0.7], [1.1, 2.2], [0.7, 0.1], [0.8, 0.9], [-0.5, -2.0], [2.5, 1.0], [0.9, -0.5]]
PETALS = [
    [4.6, 1.5],
    [3.9, 1.4],
    [3.6, 1.3],
    [3.9, 1.1],
    [4.3, 1.3],
    [3.5, 1.0],
    [4.5, 1.5],
    [4.0, 1.3],
    [4.2, 1.3],
    [4.1, 1.3],
]
HOMEWORK = np.array(FIVE)
GUESS = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
SIXTEEN = np.array([2.1, 0, 3.5, -1, 1.5, 2.5, -0.5, 0.05, 1, -2, 0, 1, -2, 1.1, -0.5, -0.03])
ERUPTIONS = np.loadtxt("book/data/faithful.csv", delimiter=",", skiprows=1)
STANDARDISED = ((ERUPTIONS - ERUPTIONS.mean(axis=0)) / ERUPTIONS.std(axis=0)).round(4)


def apart(X: np.ndarray, low: float, high: float) -> Mixture:
    """A start in the plane: two means between the smallest and the largest values, the covariance of all."""
    ends = np.array([X.min(axis=0), X.max(axis=0)])
    means = [(1 - part) * ends[0] + part * ends[1] for part in (low, high)]
    return Mixture([0.5, 0.5], MultivariateGaussian(means, [MultivariateGaussian.fit(X).covariance] * 2))


GALLERY: dict[str, Explorer] = {
    "bias": explore_bias(Gaussian(mean=4, variance=6)),
    "bound": explore_bound(FIVE, Mixture([0.5, 0.5], Gaussian(mean=[2.5, 2], variance=[1, 9])), domain=(-3, 9)),
    "coin": explore_coin(3, 1),
    "em": explore_em(
        HOMEWORK,
        GUESS,
        called="the homework",
        others={
            "16 numbers": (SIXTEEN, Mixture.fit_labelled(SIXTEEN, SIXTEEN > 0.5, Gaussian)),
            "Old Faithful, eruptions": (ERUPTIONS[:, 0], Mixture([0.5, 0.5], Gaussian([2, 3], [1, 1]))),
        },
    ),
    "emplane": explore_emplane(
        STANDARDISED,
        apart(STANDARDISED, 0.4, 0.6),
        called="standardised",
        others={"in minutes": (ERUPTIONS, apart(ERUPTIONS, 0.4, 0.6))},
        axes=("eruption", "wait"),
    ),
    "classes": explore_classes(PURPLE + YELLOW, [0] * 12 + [1] * 8, new=[0.2, -0.2]),
    "covariance": explore_covariance(PETALS, axes=("length", "width")),
    "spherical": explore_spherical([[-2.0, 1.0], [1.0, 3.0], [0.0, -1.0], [3.0, 2.0], [3.0, 0.0]]),
    "gap": explore_gap([1, 2, 4, 5, 8], mean=3, variance=2),
    "gaussian": explore_gaussian([1, 2, 4, 5, 8], mean=3, variance=2),
}
