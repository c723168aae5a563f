"""What chapters show: figures, sentences, questions, explorers. The only part that knows of Jupyter."""

from mlelib.teaching import plots, style
from mlelib.teaching.explorers import (
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
from mlelib.teaching.figures import figure, panels
from mlelib.teaching.questions import answer, ask
from mlelib.teaching.say import number, say, scientific, table

__all__ = [
    "answer",
    "ask",
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
    "figure",
    "number",
    "panels",
    "plots",
    "say",
    "scientific",
    "style",
    "table",
]
