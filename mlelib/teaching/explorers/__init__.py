"""Explorers: pictures to drag, by mouse, touch or keyboard; one file a kind, its script in ``assets/kinds``."""

from mlelib.teaching.explorers.base import Explorer, asset, script
from mlelib.teaching.explorers.coin import explore_coin
from mlelib.teaching.explorers.em import explore_em
from mlelib.teaching.explorers.emplane import explore_emplane
from mlelib.teaching.explorers.gaussian import explore_gaussian
from mlelib.teaching.explorers.spherical import explore_spherical

__all__ = [
    "Explorer",
    "asset",
    "explore_coin",
    "explore_em",
    "explore_emplane",
    "explore_gaussian",
    "explore_spherical",
    "script",
]
