"""Every derivation that the course needs, ready for chapters: systems 1 to 12 of the book's contents."""

from collections.abc import Callable
from functools import cache

from mlelib.symbolic import Derivation

from . import bernoulli, diagonal, full, homework, jacobi, lower_bound, quality, spherical, univariate, weighted

TOPICS: dict[str, Callable[[], list[Derivation]]] = {
    module.__name__.rpartition(".")[2]: module.derivations
    for module in (bernoulli, univariate, quality, diagonal, spherical, full, jacobi, weighted, lower_bound, homework)
}


@cache
def derivations_of(topic: str) -> list[Derivation]:
    """Those of one topic, proved once."""
    return TOPICS[topic]()


def all_derivations() -> list[Derivation]:
    """All of them."""
    return [derivation for topic in TOPICS for derivation in derivations_of(topic)]
