"""Slips of structure: wrong versions of the SymPy expression that a line is read into.

Some of these can be written by hand as well, some not, such as a sum that starts at 2; the checker must refuse both.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy as sp

from mlelib.symbolic import Model
from mlelib.symbolic.expectation import Expectation

Path = tuple[int, ...]


@dataclass(frozen=True)
class Tree:
    """The whole expression, its model, a source of chance, and what each index counts."""

    model: Model
    chance: random.Random
    ranges: dict[sp.Symbol, sp.Expr]

    def others(self, index: sp.Expr) -> list[sp.Expr]:
        """What may stand in the place of an index: another letter of the same size, or 1."""
        size = self.ranges.get(index)
        letters = [i for i, counted in self.ranges.items() if counted == size and i != index] if size else []
        return [*letters, sp.Integer(2 if index == 1 else 1)]


def tree_mutants(
    expression: sp.Expr, model: Model, chance: random.Random, share: float = 1.0
) -> Iterator[tuple[str, sp.Expr]]:
    """Wrong versions of an expression, with the name of the slip: a share of them, by operator and place.

    A slip may change nothing: e for e + 0.
    """
    ranges: dict[sp.Symbol, sp.Expr] = {
        sp.Symbol(letter, integer=True): size for letter, size in model.index_size.items()
    }
    ranges |= {s: model.size_of(s) for s in expression.free_symbols if model.size_of(s) is not None}
    for big in expression.atoms(sp.Sum, sp.Product):
        ranges |= {index: upper for index, _, upper in big.limits}
    tree = Tree(model, chance, ranges)
    yield from (("constant added", expression + n) for n in (1, -1) if chance.random() < share)
    for path, node in _nodes(expression):
        for slip, operator in TREE_SLIPS.items():
            if chance.random() < share:
                for wrong in operator(node, tree):
                    yield slip, _rebuilt(expression, path, wrong)


def _nodes(e: sp.Expr, path: Path = ()) -> Iterator[tuple[Path, sp.Expr]]:
    yield path, e
    if isinstance(e, sp.Indexed):  # its indices are a matter of their own
        return
    parts = (e.function,) if isinstance(e, (sp.Sum, sp.Product)) else e.args
    for place, part in enumerate(parts):
        yield from _nodes(part, (*path, place))


def _rebuilt(e: sp.Expr, path: Path, new: sp.Expr) -> sp.Expr:
    if not path:
        return new
    args = list(e.args)
    args[path[0]] = _rebuilt(args[path[0]], path[1:], new)
    return e.func(*args)


def _dropped_term(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if e.is_Add:
        for term in e.args:
            yield e - term


def _doubled_term(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if e.is_Add:
        for term in e.args:
            yield e + term


def _flipped_term(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if e.is_Add:
        for term in e.args:
            yield e - 2 * term


def _factors(e: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Each factor of a product with the product of the others."""
    if e.is_Mul:
        for place, factor in enumerate(e.args):
            yield factor, sp.Mul(*e.args[:place], *e.args[place + 1 :])


def _dropped_factor(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """One that holds no index."""
    for factor, rest in _factors(e):
        if not factor.free_symbols & set(tree.ranges):
            yield rest


def _dropped_indexed_factor(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    for factor, rest in _factors(e):
        if factor.free_symbols & set(tree.ranges):
            yield rest


def _inverted_factor(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    for factor, rest in _factors(e):
        if factor != 0:
            yield rest / factor


def _wrong_number(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if e.is_Rational:
        yield e + tree.chance.randint(1, 3)
        yield -e


def _wrong_power(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if e.is_Pow:
        yield e * e.base
        yield e / e.base
        yield sp.sqrt(e.base) ** e.exp


def _wrong_size(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if e in tree.model.sizes.values():
        yield from (e - 1, e + 1, *tree.model.sizes.values())


def _wrong_range(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """One term fewer at either end; another size, where no array would be left behind."""
    if isinstance(e, (sp.Sum, sp.Product)):
        (index, lower, upper), *rest = e.limits
        yield e.func(e.function, (index, lower, upper - 1), *rest)
        yield e.func(e.function, (index, lower + 1, upper), *rest)
        if not any(entry.has(index) for entry in e.function.atoms(sp.Indexed)):
            for other in tree.model.sizes.values():
                yield e.func(e.function, (index, lower, other), *rest)


def _dropped_sum(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if isinstance(e, (sp.Sum, sp.Product)):
        yield e.function
        yield e.function * e.limits[0][2]


def _product_for_sum(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if isinstance(e, sp.Sum):
        yield sp.Product(*e.args)
    if isinstance(e, sp.Product):
        yield sp.Sum(*e.args)


def _constant_inside(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """One more in every term of a sum."""
    if isinstance(e, (sp.Sum, sp.Product)):
        yield e.func(e.function + 1, *e.limits)


def _function_taken_inside(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """log Σ f as Σ log f; (Σ f)² as Σ f²; and their opposites."""
    if isinstance(e, sp.log) and isinstance(e.args[0], sp.Sum):
        yield sp.Sum(sp.log(e.args[0].function), *e.args[0].limits)
    if isinstance(e, sp.exp) and isinstance(e.args[0], sp.Sum):
        yield sp.Sum(sp.exp(e.args[0].function), *e.args[0].limits)
    if e.is_Pow and isinstance(e.base, sp.Sum):
        yield sp.Sum(e.base.function**e.exp, *e.base.limits)
    if isinstance(e, sp.Sum) and isinstance(e.function, sp.log):
        yield sp.log(sp.Sum(e.function.args[0], *e.limits))
    if isinstance(e, sp.Sum) and e.function.is_Pow:
        yield sp.Sum(e.function.base, *e.limits) ** e.function.exp


def _products_of_sums(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """Σ f g as Σ f · Σ g, or as f Σ g; and (Σ f)(Σ g) as Σ f g."""
    if isinstance(e, sp.Sum):
        for factor, rest in _factors(e.function):
            yield factor * sp.Sum(rest, *e.limits)
            yield sp.Sum(factor, *e.limits) * sp.Sum(rest, *e.limits)
    for factor, rest in _factors(e):
        if isinstance(factor, sp.Sum):
            for other, remaining in (*_factors(rest), (rest, sp.S.One)):
                if isinstance(other, sp.Sum) and other.limits[0][2] == factor.limits[0][2]:
                    same = {other.limits[0][0]: factor.limits[0][0]}
                    body = factor.function * sp.Sum(other.function, *other.limits[1:]) if other.limits[1:] else None
                    body = body or factor.function * other.function
                    yield remaining * sp.Sum(body.xreplace(same), *factor.limits)


def _wrong_index(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if isinstance(e, sp.Indexed):
        for place, index in enumerate(e.indices):
            for other in tree.others(index):
                yield e.base[(*e.indices[:place], other, *e.indices[place + 1 :])]


def _swapped_indices(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """Where both count the same size."""
    if isinstance(e, sp.Indexed):
        for place in range(1, len(e.indices)):
            one, other = e.indices[place - 1], e.indices[place]
            if tree.ranges.get(one) == tree.ranges.get(other):
                yield e.base[(*e.indices[: place - 1], other, one, *e.indices[place + 1 :])]


def _wrong_name(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    """Another quantity with the same axes."""
    here = e.base if isinstance(e, sp.Indexed) else e
    quantities = list(tree.model.quantities.values())
    for quantity in quantities:
        if quantity.symbol == here:
            others = [q for q in quantities if q.axes == quantity.axes and q.symbol != here]
            for other in tree.chance.sample(others, min(2, len(others))):
                yield other.symbol[e.indices] if quantity.axes else other.symbol


def _matrix_for_inverse(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if isinstance(e, sp.Indexed) and e.base in tree.model.facts.inverses:
        yield tree.model.facts.inverses[e.base][e.indices]


def _lost_expectation(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if isinstance(e, Expectation):
        yield e.args[0]


def _lost_delta(e: sp.Expr, tree: Tree) -> Iterator[sp.Expr]:
    if isinstance(e, sp.KroneckerDelta):
        yield sp.S.One
        yield 1 - e


TREE_SLIPS: dict[str, Callable[[sp.Expr, Tree], Iterator[sp.Expr]]] = {
    "dropped term": _dropped_term,
    "doubled term": _doubled_term,
    "sign of a term": _flipped_term,
    "dropped index-free factor": _dropped_factor,
    "dropped factor with an index": _dropped_indexed_factor,
    "inverted factor": _inverted_factor,
    "wrong number": _wrong_number,
    "wrong power": _wrong_power,
    "wrong size": _wrong_size,
    "wrong range": _wrong_range,
    "dropped sum": _dropped_sum,
    "product for sum": _product_for_sum,
    "constant inside a sum": _constant_inside,
    "function taken inside": _function_taken_inside,
    "products of sums": _products_of_sums,
    "wrong index": _wrong_index,
    "swapped indices": _swapped_indices,
    "wrong name": _wrong_name,
    "matrix for its inverse": _matrix_for_inverse,
    "lost expectation": _lost_expectation,
    "lost delta": _lost_delta,
}
