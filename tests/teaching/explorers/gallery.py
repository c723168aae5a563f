"""One explorer of every kind, as a chapter would show it."""

from mlelib import Gaussian, Mixture
from mlelib.teaching import (
    explore_bias,
    explore_bound,
    explore_classes,
    explore_coin,
    explore_covariance,
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

GALLERY: dict[str, Explorer] = {
    "bias": explore_bias(Gaussian(mean=4, variance=6)),
    "bound": explore_bound(FIVE, Mixture([0.5, 0.5], Gaussian(mean=[2.5, 2], variance=[1, 9])), domain=(-3, 9)),
    "coin": explore_coin(3, 1),
    "classes": explore_classes(PURPLE + YELLOW, [0] * 12 + [1] * 8, new=[0.2, -0.2]),
    "covariance": explore_covariance(PETALS, axes=("length", "width")),
    "spherical": explore_spherical([[-2.0, 1.0], [1.0, 3.0], [0.0, -1.0], [3.0, 2.0], [3.0, 0.0]]),
}
