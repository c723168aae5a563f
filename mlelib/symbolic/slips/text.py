"""Slips of the pen: wrong versions of a line of LaTeX, token by token; signs, numbers, sums, indices, names."""

import random
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from ..model import Model
from .line import ACCENTS, Line
from .words import WORD_SLIPS


def text_mutants(text: str, model: Model, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Every wrong version of a line, with the name of its slip."""
    line = Line(text, model, chance)
    for slip, operator in TEXT_SLIPS.items():
        for wrong in operator(line):
            if wrong.replace(" ", "") != text.replace(" ", ""):
                yield slip, wrong


def _wrong_sign_in_front(line: Line) -> Iterator[str]:
    yield line.replaced(0, 0, "") if line.at(0, "-") else f"-{line.text}"


def _wrong_sign(line: Line) -> Iterator[str]:
    for place, token in enumerate(line.tokens):
        if place and token.text in ("+", "-") and not line.at(place - 2, "^", "{"):
            leading = line.tokens[place - 1].text in ("(", "[", "{", r"\lVert")
            yield line.replaced(place, place, "" if leading else "-" if token.text == "+" else "+")


def _numbers(line: Line, exponents: bool) -> Iterator[str]:
    for place, token in enumerate(line.tokens):
        if token.text[0].isdigit() and place not in line.in_scripts:
            raised = line.at(place - 1, "^") or line.at(place - 2, "^", "{") or line.at(place - 3, "^", "{", "-")
            if raised == exponents:
                number = float(token.text) if "." in token.text else int(token.text)
                if number > 1:
                    yield line.replaced(place, place, str(number - 1))
                yield line.replaced(place, place, str(number + line.chance.randint(1, 4)))


def _wrong_factor(line: Line) -> Iterator[str]:
    yield from _numbers(line, exponents=False)


def _wrong_exponent(line: Line) -> Iterator[str]:
    yield from _numbers(line, exponents=True)


def _one_less(line: Line) -> Iterator[str]:
    for place in line.sizes():
        yield line.replaced(place, place, f"({line.tokens[place].text} - 1)")


def _one_more(line: Line) -> Iterator[str]:
    for place in line.sizes():
        yield line.replaced(place, place, f"({line.tokens[place].text} + 1)")


def _wrong_size(line: Line) -> Iterator[str]:
    for place in line.sizes():
        for other in line.model.sizes:
            yield line.replaced(place, place, other)


def _wrong_range(line: Line) -> Iterator[str]:
    for found in line.sums:
        upper = line.tokens[found.upper].text
        for other in (*line.model.sizes, f"{upper} - 1"):
            yield line.replaced(found.upper, found.upper, other)
        yield line.replaced(found.letter + 2, found.letter + 2, "2")


def _dropped_sum(line: Line) -> Iterator[str]:
    for found in line.sums:
        yield line.replaced(found.first, found.last, "")


def _sum_as_size(line: Line) -> Iterator[str]:
    """n times one term, for the sum over all."""
    for found in line.sums:
        letter, upper = line.tokens[found.letter].text, line.tokens[found.upper].text
        rest = line.text[line.tokens[found.last].position + 1 :]
        yield f"{line.text[: line.tokens[found.first].position]} {upper} {rest}".replace(f"({letter})", "(1)")


def _product_for_sum(line: Line) -> Iterator[str]:
    for found in line.sums:
        other = r"\prod" if line.at(found.first, r"\sum") else r"\sum"
        yield line.replaced(found.first, found.first, other)


def _swapped_sums(line: Line) -> Iterator[str]:
    for one, other in combinations(line.sums, 2):
        first, second = line.between(one.first, one.last), line.between(other.first, other.last)
        if first != second:
            swapped = line.replaced(other.first, other.last, first)
            yield Line(swapped, line.model, line.chance).replaced(one.first, one.last, second)


def _wrong_index(line: Line) -> Iterator[str]:
    for place in line.letters():
        letter = line.tokens[place].text
        for other in ("2" if letter == "1" else "1", *line.letters_beside(letter)):
            yield line.replaced(place, place, other)


def _wrong_bound_index(line: Line) -> Iterator[str]:
    for found in line.sums:
        for other in line.letters_beside(line.tokens[found.letter].text):
            yield line.replaced(found.letter, found.letter, other)


def _swapped_indices(line: Line) -> Iterator[str]:
    for name in line.names:
        for one, other in combinations(name.indices, 2):
            first, second = line.tokens[one].text, line.tokens[other].text
            yield Line(line.replaced(other, other, first), line.model, line.chance).replaced(one, one, second)


def _dropped_index(line: Line) -> Iterator[str]:
    for name in line.names:
        if name.indices:
            yield line.replaced(name.last_of_core + 1, name.last, "")


def _root_for_square(line: Line) -> Iterator[str]:
    """σ for σ², and σ_k for σ_k²."""
    for name in line.names:
        if line.model.quantities[name.core].squared and line.at(name.last - 1, "^", "2"):
            yield line.replaced(name.last - 1, name.last, "")


def _square_of_square(line: Line) -> Iterator[str]:
    """σ⁴ for σ², and σ² for σ⁴."""
    for name in line.names:
        if line.model.quantities[name.core].squared and line.at(name.last - 1, "^", "2"):
            yield line.replaced(name.last, name.last, "4")


def _dropped_accent(line: Line) -> Iterator[str]:
    r"""μ for μ̂, and one of the data for their mean."""
    for name in line.names:
        if line.tokens[name.first].text in ACCENTS:
            bare = line.between(name.first + 2, name.last_of_core - 1)
            letters = line.model.quantities[bare].letters if bare in line.model.quantities else ()
            for script in ("", "^{(1)}", *[f"^{{({letter})}}" for letter in letters]):
                yield line.replaced(name.first, name.last_of_core, bare + script)


def _wrong_name(line: Line) -> Iterator[str]:
    """Another quantity with the same indices."""
    for name in line.names:
        here = line.model.quantities[name.core]
        others = [q for q in line.model.quantities.values() if q.axes == here.axes and q.core != here.core]
        for other in line.chance.sample(others, min(2, len(others))):
            scripts = "".join(t.text for t in line.tokens[name.last_of_core + 1 : name.last + 1])
            bare = scripts.removesuffix("^2") if here.squared and not other.squared else scripts
            yield line.replaced(
                name.first, name.last, other.core + bare + ("^2" if other.squared > here.squared else "")
            )


def _swapped_neighbours(line: Line) -> Iterator[str]:
    """One name for the next one, and the other way round."""
    for one, other in pairwise(line.names):
        first, second = line.between(one.first, one.last), line.between(other.first, other.last)
        swapped = line.replaced(other.first, other.last, first)
        yield Line(swapped, line.model, line.chance).replaced(one.first, one.last, second)


def _constant_added(line: Line) -> Iterator[str]:
    number = line.chance.randint(1, 9)
    yield f"{line.text} + {number}"
    yield f"{line.text} - {number}"


TEXT_SLIPS: dict[str, Callable[[Line], Iterator[str]]] = {
    "wrong sign in front": _wrong_sign_in_front,
    "wrong sign": _wrong_sign,
    "wrong factor": _wrong_factor,
    "wrong exponent": _wrong_exponent,
    "n − 1 for n": _one_less,
    "n + 1 for n": _one_more,
    "d for n": _wrong_size,
    "wrong range": _wrong_range,
    "dropped sum": _dropped_sum,
    "n terms alike": _sum_as_size,
    "product for sum": _product_for_sum,
    "swapped sums": _swapped_sums,
    "wrong index": _wrong_index,
    "wrong bound index": _wrong_bound_index,
    "swapped indices": _swapped_indices,
    "dropped index": _dropped_index,
    "σ for σ²": _root_for_square,
    "σ⁴ for σ²": _square_of_square,
    "dropped hat or bar": _dropped_accent,
    "wrong name": _wrong_name,
    "swapped names": _swapped_neighbours,
    "constant added": _constant_added,
    **WORD_SLIPS,
}
