"""Pictures that chapters share. Every function draws on an Axes in the book's colours and returns nothing.

Write symbols as Unicode (μ, σ², ℓ): they stay text in the SVG, in the page's own font.
"""

from mlelib.teaching.plots.bounds import climb_map, half_steps, jensen, staircase
from mlelib.teaching.plots.common import axes_at_zero, axis_names, label, log_axes
from mlelib.teaching.plots.line import (
    density,
    dots,
    heights,
    histogram,
    log_likelihood_curve,
    log_likelihood_map,
)
from mlelib.teaching.plots.mixtures import (
    ascent,
    labelled_histogram,
    mixture,
    plane_mixture,
    responsibilities,
    shared_histogram,
)
from mlelib.teaching.plots.plane import boundary, contours, half_axes, same_square, scatter, surface, window

__all__ = [
    "ascent",
    "axes_at_zero",
    "axis_names",
    "boundary",
    "climb_map",
    "contours",
    "density",
    "dots",
    "half_axes",
    "half_steps",
    "heights",
    "histogram",
    "jensen",
    "label",
    "labelled_histogram",
    "log_axes",
    "log_likelihood_curve",
    "log_likelihood_map",
    "mixture",
    "plane_mixture",
    "responsibilities",
    "same_square",
    "scatter",
    "shared_histogram",
    "staircase",
    "surface",
    "window",
]
