"""One explorer of every kind, as a chapter would show it."""

from mlelib.teaching import explore_coin
from mlelib.teaching.explorers import Explorer

GALLERY: dict[str, Explorer] = {
    "coin": explore_coin(3, 1),
}
