"""What a declaration may say of a quantity: its kind."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import SymbolicError

#: Kinds of one word, with the assumptions that SymPy is given.
_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "unit": {"positive": True},
    "count": {"integer": True, "nonnegative": True},
    "positive count": {"integer": True, "positive": True},
    "binary": {"integer": True, "nonnegative": True},
    "probabilities": {"positive": True},
    "label": {"integer": True, "positive": True},
    "number": {"positive": True},
    "invertible": {"real": True},
    "symmetric": {"real": True},
    "positive definite": {"real": True},
    "cofactors": {"real": True},
}
_MATRICES = ("invertible", "symmetric", "positive definite", "cofactors")
#: Words between a kind and what it refers to: an index letter, a size, or another quantity.
_LINKS = {"probabilities": "over", "label": "of", "count": "up to", "cofactors": "of", "number": "above"}
_NEEDED = ("probabilities", "label", "cofactors", "number")
#: Whole numbers.
COUNTED = ("label", "count", "positive count", "binary")

KINDS = (
    "real, positive, nonnegative, unit (between 0 and 1), number above m (where m is positive), count, positive count, "
    "count up to m, binary, label of k, probabilities over k, invertible, symmetric, positive definite, cofactors of A"
)


@dataclass(frozen=True)
class Kind:
    """``word`` is the kind, ``refers_to`` the letter, size or name behind it: "probabilities over k"."""

    word: str
    refers_to: str = ""

    @property
    def assumptions(self) -> dict[str, bool]:
        """What SymPy may assume of each entry."""
        return _ASSUMPTIONS[self.word]

    @property
    def is_matrix(self) -> bool:
        return self.word in _MATRICES

    @property
    def is_symmetric(self) -> bool:
        return self.word in ("symmetric", "positive definite")

    @property
    def has_inverse(self) -> bool:
        return self.word in ("invertible", "positive definite")

    def __str__(self) -> str:
        return f"{self.word} {_LINKS[self.word]} {self.refers_to}" if self.refers_to else self.word


def parse_kind(text: str, name: str) -> Kind:
    """Read a kind.

    Raises
    ------
    SymbolicError
        naming the quantity, if there is no such kind
    """
    for word, link in _LINKS.items():
        if text.startswith(f"{word} {link} "):
            return Kind(word, text.removeprefix(f"{word} {link} ").strip())
    if text not in _ASSUMPTIONS or text in _NEEDED:
        raise SymbolicError(f"{name}: the kind must be one of {KINDS}; got {text!r}")
    return Kind(text)
