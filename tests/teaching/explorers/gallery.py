"""One explorer of every kind, as a chapter would show it."""

import numpy as np

from mlelib import Gaussian, Mixture, MultivariateGaussian
from mlelib.teaching import explore_coin, explore_em, explore_emplane
from mlelib.teaching.explorers import Explorer

HOMEWORK = np.array([-1.0, 0, 4, 5, 6])
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
}
