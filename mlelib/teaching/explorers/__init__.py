"""Explorers: pictures to drag, by mouse, touch or keyboard; one file a kind, its script in ``assets/kinds``."""

from mlelib.teaching.explorers.base import Explorer, asset, script
from mlelib.teaching.explorers.bias import explore_bias
from mlelib.teaching.explorers.bound import explore_bound
from mlelib.teaching.explorers.classes import explore_classes
from mlelib.teaching.explorers.coin import explore_coin
from mlelib.teaching.explorers.covariance import explore_covariance
from mlelib.teaching.explorers.em import explore_em
from mlelib.teaching.explorers.emplane import explore_emplane
from mlelib.teaching.explorers.gap import explore_gap
from mlelib.teaching.explorers.gaussian import explore_gaussian
from mlelib.teaching.explorers.spherical import explore_spherical

__all__ = [
    "Explorer",
    "asset",
    "explore_bias",
    "explore_bound",
    "explore_classes",
    "explore_coin",
    "explore_covariance",
    "explore_em",
    "explore_emplane",
    "explore_gap",
    "explore_gaussian",
    "explore_spherical",
    "script",
]
