"""Derivations whose every line is proved from the line before it."""

from .automatic import derive
from .bridge import NumpyFunction, to_numpy
from .check import Level, Verdict, check
from .derivation import Derivation
from .derived import Derived
from .errors import SymbolicError, UnreadableLine, WrongStep
from .expectation import Bernoulli, MeanVariance, Normal
from .model import Model
from .phi import phi

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
