"""One explorer of every kind, as a chapter would show it."""

from mlelib.teaching import explore_coin, explore_gap, explore_gaussian
from mlelib.teaching.explorers import Explorer

GALLERY: dict[str, Explorer] = {
    "coin": explore_coin(3, 1),
    "gap": explore_gap([1, 2, 4, 5, 8], mean=3, variance=2),
    "gaussian": explore_gaussian([1, 2, 4, 5, 8], mean=3, variance=2),
}
