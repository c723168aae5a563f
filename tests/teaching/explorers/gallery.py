"""One explorer of every kind, as a chapter would show it."""

from mlelib.teaching import explore_coin, explore_spherical
from mlelib.teaching.explorers import Explorer

GALLERY: dict[str, Explorer] = {
    "coin": explore_coin(3, 1),
    "spherical": explore_spherical([[-2.0, 1.0], [1.0, 3.0], [0.0, -1.0], [3.0, 2.0], [3.0, 0.0]]),
}
