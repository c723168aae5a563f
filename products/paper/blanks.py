r"""What a handout leaves to be written by hand: the lines of a derivation, not their numbers and reasons.

    | $\ell(\theta)$ | $= n \log\theta$ | the log of a product | (A1) |

becomes the same row with ruled space for the line. What is given stays, and so does the left side: it says what is
sought. In another table the first column stays; of a displayed formula, nothing.
"""

import re
from typing import Any

from mlelib.symbolic.showing.breaks import rows, signs
from mlelib.symbolic.showing.ledger import GIVEN, MIME

HEAD = "| What | Line | Why |"
LONGEST = 60  # signs that fit into a row when they are written by hand
TALL = re.compile(r"\\(?:frac|tfrac|sum|prod|int|begin)")
DISPLAY = re.compile(r"\$\$\s*(.*?)\$\$(?: *\([\w:-]+\))?", re.DOTALL)
ALIGNED = re.compile(r"\\(?:begin|end)\{aligned\}")
FORMULA = re.compile(r"\$\\displaystyle\{(.*)\}\$")


def ruled(rows: list[str], kind: str = "write") -> str:
    """Return ruled space for rows of handwriting, high or low; a screen reader hears what it is for."""
    lines = "".join(f'<i class="{height}"></i>' for height in rows)
    return f'<span class="{kind}" role="img" aria-label="space to write">{lines}</span>'


def handwritten(latex: str) -> list[str]:
    """Return the heights of the rows that a formula takes by hand: fractions and sums need more."""
    lines = rows(latex, LONGEST) if signs(latex) > LONGEST else [latex]
    return ["high" if TALL.search(line) else "low" for line in lines]


def columns(row: str) -> list[str]:
    """Return the cells of a row of a Markdown table; a bar within a formula is written \\vert."""
    return [cell.strip() for cell in row.strip().strip("|").split(" | ")]


def in_line(cell: str) -> str:
    """Return the LaTeX of a line that may break between formulas."""
    return " ".join(found[1] if (found := FORMULA.fullmatch(part)) else part for part in cell.split("<wbr>"))


def blank_derivation(markdown: str, record: dict[str, Any]) -> str:
    """Leave space for the lines that are not given."""
    head, rule, *body = markdown.splitlines()
    written = [head, rule]
    for row, line in zip(body, record["lines"], strict=True):
        cells = columns(row)
        if line["level"] != GIVEN:
            cells[1] = ruled(handwritten(in_line(cells[1])))
        written.append(f"| {' | '.join(cells)} |")
    return "\n".join(written)


def blank_table(markdown: str) -> str:
    """Leave space in all columns but the first."""
    head, rule, *body = markdown.splitlines()
    kept = [columns(row) for row in body]
    return "\n".join(
        [head, rule, *(f"| {' | '.join([first, *[ruled([], 'fill')] * len(rest)])} |" for first, *rest in kept)]
    )


def blank_formulas(markdown: str) -> str:
    """Leave space for displayed formulas, a row for each of their rows."""

    def leave(found: re.Match[str]) -> str:
        lines = ALIGNED.sub("", found[1]).split(r"\\")
        space = ruled([row for line in lines for row in handwritten(line)])
        return f'<div class="space">{space}</div>'

    return DISPLAY.sub(leave, markdown)


def blank_output(output: Any) -> Any:
    """Return an output with its space left blank."""
    data = dict(output.get("data", {}))
    markdown = "".join(data.get("text/markdown", ""))
    if markdown.startswith(HEAD) and MIME in data:
        blank = blank_derivation(markdown, data[MIME])
    elif markdown.startswith("|"):
        blank = blank_table(markdown)
    else:
        raise ValueError(f"a cell tagged blank shows neither a derivation nor a table: {markdown[:60]!r}")
    return {**output, "data": {"text/markdown": blank, "text/plain": "space to write"}}


def blank(cell: Any) -> Any:
    """Return a cell tagged blank as a handout shows it."""
    if cell["cell_type"] == "markdown":
        source = "".join(cell["source"])
        if "$$" not in source:
            raise ValueError(f"a cell tagged blank has no displayed formula: {source[:60]!r}")
        return {**cell, "source": blank_formulas(source)}
    return {**cell, "outputs": [blank_output(output) for output in cell["outputs"]]}
