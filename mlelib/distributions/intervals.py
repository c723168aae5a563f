"""Confidence intervals from standard errors: symmetric on the scale on which an estimate is nearly normal.

By the delta method an estimate's error on the scale f is |f′| times its own (Casella and Berger 2002, theorem
5.5.24). An interval for f(θ), taken back by f⁻¹, is one for θ that stays where θ can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from scipy.special import expit, logit, ndtri

from mlelib import _checks as check
from mlelib._records import Value, frozen

#: (low, high), each in the parameter's shape.
Interval: TypeAlias = tuple[Value, Value]


def intervals(
    values: Mapping[str, Any], errors: Mapping[str, Any], scales: Sequence[str], level: float
) -> dict[str, Interval]:
    """Return an interval for each parameter, from its estimate, standard error and scale.

    Scales: "plain"; "log" for what is positive; "logit" for what lies between 0 and 1; "covariance", which is
    "log" on the diagonal and "plain" beside it. Raises ValueError on a level outside (0, 1).

    >>> low, high = intervals({"variance": 1.0}, {"variance": 0.5}, ["log"], 0.95)["variance"]
    >>> round(low, 4), round(high, 4)
    (0.3753, 2.6644)
    """
    z = quantile(level)
    found = {}
    with np.errstate(over="ignore"):  # from hardly any data: up to infinity
        for (name, value), scale in zip(values.items(), scales, strict=True):
            low, high = SCALES[scale](np.asarray(value), z * np.asarray(errors[name]))
            found[name] = frozen(low), frozen(high)
    return found


def quantile(level: float) -> float:
    """Return how many standard errors to each side hold ``level`` of a normal distribution.

    >>> round(quantile(0.95), 4)
    1.96
    """
    value = check.number(level, "level", positive=True)
    if value >= 1:
        check.refuse("level", value, "one number between 0 and 1, such as 0.95")
    return -float(ndtri((1 - value) / 2))


def _plain(value: Any, reach: Any) -> tuple[Any, Any]:
    return value - reach, value + reach


def _log(value: Any, reach: Any) -> tuple[Any, Any]:
    factor = np.exp(reach / value)
    return value / factor, value * factor


def _logit(value: Any, reach: Any) -> tuple[Any, Any]:
    # The weight of the only component is 1, with no error: on the logit scale 0 / 0.
    steps = np.divide(reach, value * (1 - value), out=np.zeros(np.shape(value)), where=np.greater(reach, 0))
    centre = logit(value)
    return expit(centre - steps), expit(centre + steps)


def _covariance(value: Any, reach: Any) -> tuple[Any, Any]:
    low, high = _plain(value, reach)
    i = np.arange(value.shape[-1])
    low[..., i, i], high[..., i, i] = _log(value[..., i, i], reach[..., i, i])
    return low, high


SCALES = {"plain": _plain, "log": _log, "logit": _logit, "covariance": _covariance}
