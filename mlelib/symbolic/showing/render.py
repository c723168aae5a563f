"""A derivation on the page: one aligned block with the reason beside each line, and its number at the end.

Three forms of the same lines: a Markdown table (the book, JupyterLab, VS Code; the book's style sheet sets the reasons
under the lines on a phone), LaTeX ``aligned``, and plain text; and the record of what was proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..line import Line, numbers
from . import breaks, ledger
from .words import plain, words

if TYPE_CHECKING:
    from ..chain import Chain
    from ..model import Model
    from ..quantity import Quantity

_ASSUMPTIONS = {
    "real": r"\in \mathbb{R}",
    "positive": "> 0",
    "nonnegative": r"\ge 0",
    "unit": r"\in (0, 1)",
    "binary": r"\in \{0, 1\}",
    "count": r"\in \{0, 1, 2, \dots\}",
    "positive count": r"\in \{1, 2, 3, \dots\}",
}


#: What LaTeX has no letter for, outside of formulas.
_LATEX: dict[str, str | int | None] = {
    "∎": r"$\blacksquare$",
    "≈": r"$\approx$",
    "φ": r"$\varphi$",
    "\N{NO-BREAK SPACE}": "~",
}

LONGEST = 45  # signs in a row of LaTeX, so that the reason fits beside it


def derivation_bundle(derivation: Chain) -> dict[str, object]:
    """All forms, by MIME type."""
    return {
        "text/markdown": derivation_markdown(derivation),
        "text/latex": derivation_latex(derivation),
        "text/plain": derivation_text(derivation),
        ledger.MIME: ledger.record(derivation),
    }


def _numbered(derivation: Chain) -> list[tuple[str, Line]]:
    return list(zip(numbers(derivation.label, len(derivation.lines)), derivation.lines, strict=True))


def derivation_markdown(derivation: Chain) -> str:
    rows = ["| What | Line | Why |", "|--:|:--|:--|"]
    if derivation.label:
        rows = ["| What | Line | Why | No. |", "|--:|:--|:--|--:|"]
    for number, line in _numbered(derivation):
        cells = [breaks.breakable(line.left), breaks.breakable(_relation_and_right(line)), _why(line)]
        if number:
            cells.append(f'<small style="color: gray">({number})</small>')
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(rows)


def derivation_latex(derivation: Chain) -> str:
    rows = []
    for number, line in _numbered(derivation):
        first, *others = breaks.rows(_relation_and_right(line), LONGEST)
        aligned = [f"{line.left} &{first}", *[rf"&\quad {{}}{row}" for row in others]]
        tag = rf" && \textcolor{{gray}}{{\scriptstyle\text{{({number})}}}}" if number else ""
        rows += [*aligned[:-1], rf"{aligned[-1]} && \text{{{_reason_in_latex(line)}}}{tag}"]
    body = " \\\\[4pt]\n".join(rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def derivation_text(derivation: Chain) -> str:
    rows = []
    for number, line in _numbered(derivation):
        formula = plain(f"{line.left} {_relation_and_right(line)}")
        level = line.level.value if line.level else ""
        why = "; ".join(filter(None, [words(line.because), level])) or "given"
        rows.append("    ".join(filter(None, [formula, f"({why})", f"({number})" if number else ""])))
    return "\n".join(rows)


def _relation_and_right(line: Line) -> str:
    return f"{line.relation} {line.right}".strip()


def _reason(line: Line) -> str:
    """The reason and the mark of its proof level."""
    return f"{line.because}\N{NO-BREAK SPACE}{line.level.mark}".strip() if line.level else line.because


def _reason_in_latex(line: Line) -> str:
    """The same in letters that LaTeX knows; formulas between dollars stay."""
    parts = _reason(line).split("$")
    parts[::2] = [part.translate(str.maketrans(_LATEX)) for part in parts[::2]]
    return "$".join(parts)


def _why(line: Line) -> str:
    """The same for a page, where the mark says what it means when it is pointed at."""
    if line.level is None:
        return line.because
    return f'{line.because}\N{NO-BREAK SPACE}<abbr title="{line.level.value}">{line.level.mark}</abbr>'.strip()


def _cell(text: str) -> str:
    r"""A bar would end the cell: in mathematics it is ``\vert``."""
    return text.replace("\n", " ").replace(r"\big|", r"\big\vert").replace("|", r"\vert ")


def model_markdown(model: Model) -> str:
    """The declarations as a list: what each symbol is, and what is assumed of it."""
    rows = []
    for size in model.sizes.values():
        letters = ", ".join(i for i, s in model.index_size.items() if s == size)
        rows.append(f"- ${size} \\ge {model.smallest[size]}$, with ${letters} = 1, \\dots, {size}$")
    for core, quantity in model.quantities.items():
        if core in model.definitions:
            meaning, _ = model.definitions[core]
            sign = "" if quantity.kind.word == "real" else f", assumed {_assumed(quantity, '')}"
            rows.append(rf"- ${quantity.latex} = \displaystyle {meaning}${sign}")
        else:
            rows.append(f"- {_assumed(quantity, quantity.latex)}{_drawn(model, core)}")
    return "\n".join(rows)


def _assumed(quantity: Quantity, name: str) -> str:
    """What is assumed of a symbol, in signs where there are signs for it; ``name`` stands before them."""
    word, size = quantity.kind.word, quantity.over
    if quantity.kind.is_matrix:
        words = {"positive definite": "symmetric positive definite"}.get(word, word)
        return f"${name}$ {words}" if name else words
    if word == "probabilities":
        letter = quantity.kind.refers_to
        return rf"${name} > 0$, with $\sum_{{{letter}=1}}^{{{size}}} {quantity.latex} = 1$"
    if word == "number":
        return f"${name} > {quantity.kind.refers_to}$"
    if word == "label":
        return rf"${name} \in \{{1, \dots, {size}\}}$"
    if word == "count" and size is not None:
        return rf"${name} \in \{{0, 1, \dots, {size}\}}$"
    return f"${name} {_ASSUMPTIONS[word]}$" if name else f"${_ASSUMPTIONS[word]}$"


def _drawn(model: Model, core: str) -> str:
    """How random data are drawn."""
    if core not in model.random:
        return ""
    distribution = model.random[core].distribution
    return rf", independent, ${distribution.name}({', '.join(distribution.arguments)})$"
