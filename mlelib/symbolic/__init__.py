"""Derivations whose every line is proved from the line before it."""

from .automatic.derive import derive
from .automatic.derived import Derived
from .bridge.compiled import NumpyFunction, to_numpy
from .derivation import Derivation
from .errors import SymbolicError, UnreadableLine, WrongStep
from .expectation import Bernoulli, MeanVariance, Normal
from .model import Model
from .phi import phi
from .proving.check import Level, Verdict, check

__all__ = [
    "Bernoulli",
    "Derivation",
    "Derived",
    "Level",
    "MeanVariance",
    "Model",
    "Normal",
    "NumpyFunction",
    "SymbolicError",
    "UnreadableLine",
    "Verdict",
    "WrongStep",
    "check",
    "derive",
    "phi",
    "to_numpy",
]
