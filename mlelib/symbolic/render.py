"""A derivation on the page: one aligned block with the reason beside each line.

Three forms of the same lines: a Markdown table (the book, JupyterLab, VS Code; the book's style sheet sets the reasons
under the lines on a phone), LaTeX ``aligned``, and plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .derivation import Derivation, Line
    from .model import Model
    from .quantity import Quantity

_ASSUMPTIONS = {
    "real": r"\in \mathbb{R}",
    "positive": "> 0",
    "nonnegative": r"\ge 0",
    "unit": r"\in (0, 1)",
    "binary": r"\in \{0, 1\}",
    "count": r"\in \{0, 1, 2, \dots\}",
}


def derivation_bundle(derivation: Derivation) -> dict[str, str]:
    """All forms, by MIME type."""
    return {
        "text/markdown": derivation_markdown(derivation),
        "text/latex": derivation_latex(derivation),
        "text/plain": derivation_text(derivation),
    }


def derivation_markdown(derivation: Derivation) -> str:
    rows = ["| What | Line | Why |", "|--:|:--|:--|"]
    for line in derivation.lines:
        left = rf"$\displaystyle {line.left}$" if line.left else ""
        right = rf"$\displaystyle {line.relation} {line.right}$" if line.relation else rf"$\displaystyle {line.right}$"
        rows.append(f"| {_cell(left)} | {_cell(right)} | {_cell(_why(line))} |")
    return "\n".join(rows)


def derivation_latex(derivation: Derivation) -> str:
    rows = [rf"{line.left} &{line.relation or ' '} {line.right} && \text{{{_why(line)}}}" for line in derivation.lines]
    body = " \\\\[4pt]\n".join(rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def derivation_text(derivation: Derivation) -> str:
    rows = [
        f"{line.left} {line.relation} {line.right}    ({_why(line) or 'given'})".strip() for line in derivation.lines
    ]
    return "\n".join(rows)


def _why(line: Line) -> str:
    """The reason and the mark of its proof level."""
    return f"{line.because}\N{NO-BREAK SPACE}{line.level.mark}".strip() if line.level else line.because


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
