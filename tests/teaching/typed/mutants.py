"""Wrong answers out of right ones: one change to the tree, written again as people type.

``python -m tests.teaching.typed.mutants`` prints ``wrong.yml``. The file is kept, so that a change of the reader cannot
change what it is tested with.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from mlelib.teaching.answers import Unreadable, Vocabulary, read
from mlelib.teaching.bank import load
from mlelib.teaching.kinds.formula import FormulaQuestion

BOOK = Path(__file__).resolve().parents[3] / "book"
HERE = Path(__file__).parent
EACH = 22
Node = list[Any]


def question(name: str) -> FormulaQuestion:
    """A question by the path of its bank and its id: "mixtures/homework/e-step"."""
    bank, _, identifier = name.rpartition("/")
    found = load(BOOK / f"{bank}.questions.yml")[identifier]
    assert isinstance(found, FormulaQuestion)
    return found


def mutants(tree: Node, vocabulary: Vocabulary) -> Iterator[tuple[Node, str]]:
    """Trees with one mistake. Each changes the value, whatever the rest is."""
    yield ["neg", tree], "a sign in front"
    yield ["*", ["num", "2"], tree], "a factor 2"
    yield ["/", tree, ["num", "2"]], "half"
    yield from changed(tree, vocabulary)
    yield ["*", ["num", "3"], tree], "a factor 3"
    if tree[0] in ("/", "^") and "norm" not in str(tree):
        yield ["^", tree, ["num", "2"]], "the square"
        yield ["sqrt", tree], "the root"
        yield ["+", tree, ["num", "1"]], "one more"


def changed(node: Node, vocabulary: Vocabulary) -> Iterator[tuple[Node, str]]:
    """The changes at one place of the tree, then those further inside."""
    kind = node[0]
    if kind in ("+", "-"):
        yield ["-" if kind == "+" else "+", *node[1:]], "the other sign"
        yield node[1], "a term dropped"
        yield ["*", *node[1:]], "a product for a sum"
    if kind == "*":
        yield node[2], "a factor dropped"
        yield ["/", *node[1:]], "divided, not multiplied"
    if kind == "/":
        yield node[1], "the denominator dropped"
        yield ["/", node[2], node[1]], "upside down"
    if kind == "^":
        yield node[1], "the power dropped"
        yield ["^", node[1], ["num", "3"]], "cubed"
    if kind == "num":
        yield ["num", "7"], "another number"
    if kind == "size":
        yield ["-", node, ["num", "1"]], "one less"
        yield ["^", node, ["num", "2"]], "the size squared"
    if kind == "name" and any(isinstance(index, int) for index in node[2]):
        yield [*node[:2], [3 - i if isinstance(i, int) else i for i in node[2]]], "the other index"
    for place, part in enumerate(node):
        if isinstance(part, list) and part and isinstance(part[0], str) and place and kind != "name":
            for other, what in changed(part, vocabulary):
                yield [*node[:place], other, *node[place + 1 :]], what


def typed(node: Node, vocabulary: Vocabulary) -> str:
    """The tree as somebody might type it."""

    def inside(part: Node) -> str:
        text = typed(part, vocabulary)
        return text if part[0] in ("num", "size", "name", "root", "sqrt", "norm") else f"({text})"

    match node:
        case ["num" | "size", text]:
            return str(text)
        case ["name" | "root", place, indices]:
            name = vocabulary.names[place]
            stem = name.typed.split("_")[0].removesuffix("^2")
            shown = "".join(str(index) for index in indices if index is not None)
            square = "^2" if name.squared and node[0] == "name" else ""
            return stem + (f"_{{{shown}}}" if len(shown) > 1 else f"_{shown}" if shown else "") + square
        case ["neg", a]:
            return f"-{inside(a)}"
        case ["sqrt", a]:
            return f"sqrt({typed(a, vocabulary)})"
        case ["norm", a]:
            return f"||{typed(a, vocabulary)}||"
        case ["sum", letter, size, a]:
            return f"sum_{{{letter}=1}}^{size} {inside(a)}"
        case [sign, a, b]:
            return f"{inside(a)}{'*' if sign == '*' else sign}{inside(b)}"
    raise ValueError(node)


def wrong(name: str) -> list[list[str]]:
    """The wrong answers to one question, each with its mistake; spread over all of the tree."""
    asked = question(name)
    found: dict[str, str] = {}
    for tree, what in mutants(asked.task.right.tree, asked.task.vocabulary):
        text = typed(tree, asked.task.vocabulary)
        with contextlib.suppress(Unreadable):  # a vector divided by a vector
            read(text, asked.task.vocabulary)
            found.setdefault(text, what)
    step = max(1.0, len(found) / EACH)
    entries = list(found.items())
    return [list(entries[int(k * step)]) for k in range(min(EACH, len(entries)))]


if __name__ == "__main__":
    names = yaml.safe_load((HERE / "right.yml").read_text("utf-8"))
    print('# Wrong answers, each with its mistake: "chapter/question": texts. Made by mutants.py.')
    yaml.safe_dump({name: wrong(name) for name in names}, sys.stdout, allow_unicode=True, sort_keys=False, width=1000)
