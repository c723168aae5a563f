"""A log-likelihood for an optimiser: minus its value, and its gradient, as numpy functions of the parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..bridge.arguments import argument_name
from ..bridge.axes import Array
from ..bridge.compiled import to_numpy
from ..errors import SymbolicError
from ..model import Model
from ..quantity import Quantity

#: How far from the end of an open range an optimiser is kept.
NEAR = 1e-10
_RANGES: dict[str, tuple[float | None, float | None]] = {
    "real": (None, None),
    "positive": (NEAR, None),
    "nonnegative": (0.0, None),
    "unit": (NEAR, 1 - NEAR),
}


class Objective:
    r"""Minus the log-likelihood of given data: ``f(theta)``, with ``f.gradient(theta)`` and ``f.bounds``.

    ``theta`` holds the parameters in the order in which they were asked for, arrays entry by entry. Outside of their
    declared ranges the value is infinite.

    Raises
    ------
    SymbolicError
        naming the data that are missing, unknown or outside of their kind

    Examples
    --------
    >>> from scipy.optimize import minimize
    >>> from mlelib.symbolic import Model, derive
    >>> model = Model({"n": "i"}, {"x^{(i)}": "real"}, {r"\theta": "real"})
    >>> cauchy = derive(model, r"\frac{1}{\pi (1 + (x^{(i)} - \theta)^2)}")
    >>> f = cauchy.negative_log_likelihood(x=[0.0, 1.0, 2.0, 9.0])
    >>> found = minimize(f, [1.0], jac=f.gradient, bounds=f.bounds)
    >>> bool(found.success and 1 < found.x[0] < 2)
    True
    """

    def __init__(
        self, model: Model, value: str, slopes: Sequence[str], unknown: Sequence[Quantity], data: Mapping[str, Any]
    ) -> None:
        self.unknown, self.data = tuple(unknown), dict(data)
        self._value, self._slopes = to_numpy(model, value), [to_numpy(model, slope) for slope in slopes]
        names = {argument_name(quantity) for quantity in unknown}
        arguments = {k: a for f in (self._value, *self._slopes) for k, a in f.arguments.items()}
        sizes = {size.name for f in (self._value, *self._slopes) for size in f.sizes}
        known = {*arguments, *sizes}
        for name in data:
            if name in names:
                raise SymbolicError(f"{name}: it is a parameter to be found, not given")
            if name not in known:
                raise SymbolicError(f"{name}: not an argument, these are {', '.join(sorted(known - names))}")
        for name in arguments:
            if name not in data and name not in names:
                raise SymbolicError(f"{name}: got nothing, want {arguments[name].wants}")
        lengths = {
            axis: length
            for name, value in data.items()
            if name in arguments
            for axis, length in zip(arguments[name].quantity.axes, np.shape(value), strict=False)
        }
        self._shapes = [tuple(int(lengths[axis]) for axis in quantity.axes) for quantity in unknown]

    def __call__(self, theta: Any) -> float:
        """Minus the log-likelihood."""
        parameters = self._parameters(theta)
        return math.inf if parameters is None else -float(self._value(**self._given(self._value, parameters)))

    def gradient(self, theta: Any) -> Array:
        """The derivatives of the value by the entries of ``theta``."""
        parameters = self._parameters(theta)
        if parameters is None:
            raise SymbolicError("theta: outside of the declared ranges; see bounds")
        slopes = [np.ravel(slope(**self._given(slope, parameters))) for slope in self._slopes]
        return -np.concatenate(slopes)

    @property
    def bounds(self) -> list[tuple[float | None, float | None]]:
        """For each entry of ``theta`` its range, a hair inside of open ends, as scipy takes it."""
        pairs = zip(self.unknown, self._shapes, strict=True)
        return [_RANGES[quantity.kind.word] for quantity, shape in pairs for _ in range(math.prod(shape))]

    def _given(self, function: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
        taken = {*function.arguments, *(size.name for size in function.sizes)}
        return {name: value for name, value in {**self.data, **parameters}.items() if name in taken}

    def _parameters(self, theta: Any) -> dict[str, Array] | None:
        """The parameters by name; None outside of their ranges."""
        flat = np.asarray(theta, dtype=np.float64).ravel()
        wanted = sum(math.prod(shape) for shape in self._shapes)
        if len(flat) != wanted:
            raise SymbolicError(f"theta: got {len(flat)} numbers, want {wanted}")
        found: dict[str, Array] = {}
        for quantity, shape in zip(self.unknown, self._shapes, strict=True):
            part, flat = flat[: math.prod(shape)], flat[math.prod(shape) :]
            low, high = _RANGES[quantity.kind.word]
            inside = (low is None or part > 0 if low else part >= 0) if low is not None else True
            if not np.all(inside) or (high is not None and np.any(part >= 1)) or not np.all(np.isfinite(part)):
                return None
            found[argument_name(quantity)] = part.reshape(shape)
        return found
