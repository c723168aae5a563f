"""The one exception that this package adds to Python's own."""

from __future__ import annotations


class DegenerateFitError(ValueError):
    """The likelihood has no maximum here: a variance falls to zero, or a component has no data.

    component
        the component's number in a batch, None for a single distribution
    points
        the numbers of the examples that carry the component's weight, at most the first 1000; empty where it has
        no weight at all
    where
        the same points by value, such as "x[2] = 3.5"

    >>> from mlelib import Gaussian
    >>> Gaussian.fit([3, 3])
    Traceback (most recent call last):
        ...
    mlelib.errors.DegenerateFitError: the variance is zero to rounding (x[0] = 3.0, x[1] = 3.0); ...
    """

    def __init__(self, reason: str, component: int | None = None, points: tuple[int, ...] = (), where: str = ""):
        # All four go to args, because that is what pickle calls the class with.
        super().__init__(reason, component, points, where)
        self.reason = reason
        self.component = component
        self.points = points
        self.where = where

    def __str__(self) -> str:
        who = "" if self.component is None else f"component {self.component}: "
        where = f" ({self.where})" if self.where else ""
        return f"{who}{self.reason}{where}; the likelihood has no maximum"
