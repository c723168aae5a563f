r"""A tree as LaTeX that the strict reader reads: what the reader is shown is what the checker checks."""

from __future__ import annotations

from typing import Any

from mlelib.teaching.answers.vocabulary import Vocabulary

# How tightly a piece holds together: a sum of terms, a product, a power, one symbol.
SUM, PRODUCT, POWER, ATOM = range(4)


def latex(node: list[Any], vocabulary: Vocabulary) -> str:
    r"""The tree as LaTeX.

    >>> latex(["/", ["num", "1"], ["+", ["num", "2"], ["num", "3"]]], Vocabulary({}, (), {}, ""))
    '\\frac{1}{2 + 3}'
    """
    return _written(node, vocabulary)[0]


def _written(node: list[Any], vocabulary: Vocabulary) -> tuple[str, int]:
    kind = node[0]
    if kind in ("num", "size"):
        return node[1], ATOM
    if kind == "pi":
        return r"\pi", ATOM
    if kind in ("name", "root"):
        return _name(node, vocabulary)

    def at(part: list[Any], tightness: int) -> str:
        text, own = _written(part, vocabulary)
        return text if own >= tightness else rf"\left({text}\right)"

    def whole(part: list[Any]) -> str:
        return at(part, SUM)

    match node:
        case ["+" | "-" as sign, a, b]:
            return f"{whole(a)} {sign} {at(b, PRODUCT)}", SUM
        case ["neg", a]:
            return f"-{at(a, PRODUCT)}", SUM
        case ["*", a, b]:
            right = at(b, POWER if b[0] == "*" else PRODUCT)
            left = at(a, PRODUCT) if not _reaches_far(a) else rf"\left({whole(a)}\right)"
            return f"{left} \\cdot {right}" if right[0].isdigit() else f"{left} {right}", PRODUCT
        case ["/", a, b]:
            return rf"\frac{{{whole(a)}}}{{{whole(b)}}}", PRODUCT
        case ["^", a, b]:
            return f"{at(a, ATOM)}^{{{whole(b)}}}", POWER
        case ["T", a]:
            return rf"{at(a, ATOM)}^\top", POWER
        case ["sum", letter, size, a]:
            return rf"\sum_{{{letter}=1}}^{{{size}}} {at(a, PRODUCT)}", PRODUCT
        case ["sqrt", a]:
            return rf"\sqrt{{{whole(a)}}}", ATOM
        case ["norm", a]:
            return rf"\lVert {whole(a)} \rVert", ATOM
        case ["abs", a]:  # the strict reader has no absolute value
            return rf"\sqrt{{{at(a, ATOM)}^2}}", ATOM
    return rf"\{kind}\left({whole(node[1])}\right)", POWER


def _reaches_far(node: list[Any]) -> bool:
    """Whether a sum sign at its end would take in what follows."""
    return node[0] == "sum" or (node[0] == "*" and _reaches_far(node[2]))


def _name(node: list[Any], vocabulary: Vocabulary) -> tuple[str, int]:
    _, place, indices = node
    name = vocabulary.names[place]
    shown = [(str(index), up) for index, up in zip(indices, name.raised, strict=True) if index is not None]
    below = "".join(index for index, up in shown if not up)
    above = "".join(index for index, up in shown if up)
    text = name.core + (f"_{{{below}}}" if len(below) > 1 else f"_{below}" if below else "")
    text += f"^{{({above})}}" if above else ""
    if node[0] == "name" and name.squared:
        return f"{text}^2", POWER
    return text, POWER if above else ATOM
