"""One explorer of every kind, as a chapter would show it."""

from mlelib import Gaussian, Mixture
from mlelib.teaching import explore_bias, explore_bound, explore_coin
from mlelib.teaching.explorers import Explorer

FIVE = [-1.0, 0.0, 4.0, 5.0, 6.0]

GALLERY: dict[str, Explorer] = {
    "bias": explore_bias(Gaussian(mean=4, variance=6)),
    "bound": explore_bound(FIVE, Mixture([0.5, 0.5], Gaussian(mean=[2.5, 2], variance=[1, 9])), domain=(-3, 9)),
    "coin": explore_coin(3, 1),
}
