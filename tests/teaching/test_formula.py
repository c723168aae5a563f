"""Formula questions in a bank: what is refused, what is shown, what a notebook replies."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from mlelib.teaching import answer, ask
from mlelib.teaching.bank import QuestionError, load
from products.typed import problems

GOOD = r"""
mean:
  kind: formula
  prompt: What is the estimate?
  of: \hat{\mu}
  sizes: {n: i}
  names:
    x^{(i)}: real
    \bar{x}: {kind: real, means: '\frac{1}{n} \sum_{i=1}^{n} x^{(i)}'}
  spellings: {'x^{(i)}': y}
  answer: \frac{1}{n} \sum_{i=1}^{n} x^{(i)}
  because: The score is zero there.
  slips:
    sum: {formula: '\sum_{i=1}^{n} x^{(i)}', hint: Divide by $n$.}
"""


def bank(folder: Path, text: str = GOOD) -> Path:
    (folder / "one.questions.yml").write_text(text, encoding="utf-8")
    return folder


def test_it_reads_well_as_markdown(tmp_path: Path) -> None:
    text = ask("one/mean", folder=bank(tmp_path)).markdown
    assert "**Question.** What is the estimate?\n\n$\\displaystyle \\hat{\\mu} = {}$ ?" in text
    assert "**$\\displaystyle \\hat{\\mu} = \\frac{1}{n} \\sum_{i=1}^{n} x^{(i)}$.** The score is zero there." in text
    assert "- **$\\displaystyle \\sum_{i=1}^{n} x^{(i)}$?** Divide by $n$." in text
    data = json.loads(unescape(re.findall(r'data-question="([^"]*)"', text)[0]))
    assert data["words"] == {"x": 0, "y": 0, "xbar": 1, "barx": 1}
    assert data["names"][1]["means"] == r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}"


def test_a_notebook_replies(tmp_path: Path) -> None:
    folder = bank(tmp_path)
    right = answer("one/mean", "sum(y_i)/n", folder=folder)
    assert right and right.markdown.startswith(r"Read as $\displaystyle \frac{\sum_{i=1}^{n} x^{(i)}}{n}$.")
    assert right.markdown.endswith("**Right.** The score is zero there. Proved equal for every size.")
    wrong = answer("one/mean", "sum(x)", folder=folder)
    assert not wrong and wrong.markdown.endswith("\n\n**No.** Divide by $n$.")
    unread = answer("one/mean", "sum(x)/m", folder=folder)
    assert not unread
    assert "**Not readable.** The name m is not known here. Known: x_i, barx, n." in unread.markdown
    assert unread.markdown.endswith("```text\nsum(x)/m\n       ^\n```")


def test_a_notebooks_reply_cannot_break_out_of_its_block(tmp_path: Path) -> None:
    text = answer("one/mean", "n\n```\n# A heading\n```", folder=bank(tmp_path)).markdown
    assert text.count("```") == 2 and "\n#" not in text


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  of: \\hat{\\mu}\n", "", "mean: of: expected a text"),
        ("{n: i}", "{n: i = 0}", "mean: sizes: expected letters, and perhaps a number"),
        ("{n: i}", "{n: 3}", "mean: sizes: expected a text, got 3"),
        ("kind: real, means", "kind: real, meaning", r"names: \\bar\{x\}: meaning: unknown field"),
        ("hint: Divide", "because: Divide", "slips: sum: because: unknown field"),
        ("  because:", "  reason:", "mean: reason: unknown field"),
    ],
)  # fmt: skip
def test_the_schema(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    assert old in GOOD
    with pytest.raises(QuestionError, match=complaint):
        load(bank(tmp_path, GOOD.replace(old, new, 1)) / "one.questions.yml")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("x^{(i)}: real", "x^{(i)}: large", "names: .*the kind must be one of"),
        ("x^{(i)}: real", "x^{(t)}: real", "names: .*no size counts with the index 't'"),
        ("'x^{(i)}': y", "'z': y", "spellings: z is not among the names"),
        ("'x^{(i)}': y", "'x^{(i)}': xbar", "spellings: 'xbar' stands for two names"),
        ("'x^{(i)}': y", "'x^{(i)}': log", "spellings: 'log' is not a word of letters"),
        ("means: '\\frac{1}{n}", "means: '\\psi(n)", "names: means: not readable as a typed answer: The name psi"),
        ("answer: \\frac{1}{n}", "answer: \\frac{1}{m}", "m is not declared"),
        ("answer: \\frac{1}{n}", "answer: \\frac{1}{n}^2^2", "one.questions.yml: mean: "),
        ("formula: '\\sum_{i=1}^{n} x^{(i)}'", "formula: '\\bar{x}'", "slips: sum: formula: it is equal to the answer"),
        ("formula: '\\sum_{i=1}^{n} x^{(i)}'", "formula: '\\sum x'", "slips: sum: formula"),
        ("formula: '\\sum_{i=1}^{n} x^{(i)}'", "formula: '\\sum_{i=1}^{n'", "slips: sum: formula"),
    ],
)  # fmt: skip
def test_formulas_are_checked_when_asked_and_when_the_book_is_built(
    old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    assert old in GOOD
    folder = bank(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(QuestionError, match=complaint):
        ask("one/mean", folder=folder)
    (found,) = problems(folder)
    assert re.search(complaint, found)


def test_it_takes_nothing_from_the_notebook(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="a question of kind formula takes none"):
        ask("one/mean", answer=1.0, folder=bank(tmp_path))


def test_the_banks_of_the_book_are_right() -> None:
    assert problems(Path(__file__).resolve().parents[2] / "book") == []
