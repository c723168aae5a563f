"""Derivations whose every line is proved from the line before it."""

from .bridge import NumpyFunction, to_numpy
from .check import Level, Verdict, check
from .derivation import Derivation
from .errors import SymbolicError, UnreadableLine, WrongStep
from .expectation import Bernoulli, MeanVariance, Normal
from .model import Model
from .phi import phi

__all__ = [
    "Bernoulli",
    "Derivation",
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
    "phi",
    "to_numpy",
]
