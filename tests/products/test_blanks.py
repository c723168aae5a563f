"""Space for handwriting, in the outputs of cells tagged blank."""

import re

import pytest

from mlelib.symbolic.showing.ledger import MIME
from products.cells import chapters, tags
from products.notebooks import read
from products.paper.blanks import blank, blank_derivation, blank_formulas, blank_table, handwritten
from products.paper.handouts import change
from products.toc import ROOT

ROWS = r"""| What | Line | Why | No. |
|--:|:--|:--|--:|
| $\displaystyle{\ell}$ | $\displaystyle{= \log 3}$ | given | (A1) |
|  | $\displaystyle{= \log 1}$<wbr>$\displaystyle{{}+ \frac{\log 9}{2}}$ | reason ∎ | (A2) |"""
RECORD = {"lines": [{"level": "given"}, {"level": "proved for every size"}]}


def test_a_derivation_keeps_what_is_given_and_the_reasons() -> None:
    first, second = blank_derivation(ROWS, RECORD).splitlines()[2:]
    assert r"\log 3" in first and "space to write" not in first
    assert r"\log" not in second and "space to write" in second
    assert "reason ∎" in second and "(A2)" in second


def test_long_lines_and_fractions_get_more_room() -> None:
    assert handwritten("= a + b") == ["low"]
    assert handwritten(r"= \frac{a}{b}") == ["high"]
    assert len(handwritten("= " + " + ".join(f"x_{{{n}}} y_{{{n}}}" for n in range(40)))) > 1


def test_a_table_keeps_its_first_column() -> None:
    blank_row = blank_table("| bag | p |\n|:--|--:|\n| 2 red | 0.02 |").splitlines()[2]
    assert "2 red" in blank_row and "0.02" not in blank_row and "space to write" in blank_row


def test_formulas_leave_a_row_each() -> None:
    text = blank_formulas("Before:\n\n$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$ (eq-x)\n\nAfter.")
    assert text.count("<i") == 2 and "a &= b" not in text and "eq-x" not in text
    assert text.startswith("Before:") and text.endswith("After.")


def test_a_cell_with_nothing_to_blank_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a derivation nor a table"):
        blank({"cell_type": "code", "outputs": [{"data": {"text/markdown": "A sentence."}}]})
    with pytest.raises(ValueError, match="no displayed formula"):
        blank({"cell_type": "markdown", "source": "Only words."})


@pytest.mark.parametrize("page", chapters().values(), ids=chapters().keys())
def test_no_derived_line_of_a_blank_cell_is_on_the_handout(page: str) -> None:
    cells = [cell for cell in read(ROOT / f"{page}.ipynb").cells if "blank" in tags(cell)]
    lines = reasons = 0
    for cell in cells:
        shown = "".join(output["data"]["text/markdown"] for new in change(cell) for output in new.get("outputs", []))
        for output in cell.get("outputs", []):
            for line in output["data"].get(MIME, {}).get("lines", []):
                derived = line["level"] != "given"
                lines += derived
                formula = re.split(r"(?:=|\\ge) ", line["line"], maxsplit=1)[-1]
                # "0" or "n" may stand in a reason as well.
                assert not (derived and len(formula) > 25 and formula in shown), f"{formula} is on the handout"
        reasons += shown.count("∎")
    assert lines == reasons > 3
