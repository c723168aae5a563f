"""Sentences and numbers."""

import math

import pytest

from mlelib.teaching import number, say, scientific, table


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-24.5125, 1, "−24.5"),
        (-0.04, 1, "0.0"),
        (1234567.891, 2, "1,234,567.89"),
        (7, 0, "7"),
        (0.5, 3, "0.500"),
    ],
)
def test_numbers_for_prose(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_numbers_in_math() -> None:
    assert number(-24.5125, 1, math=True) == "$-24.5$"
    assert number(-1234.5, 1, math=True) == "$-1{,}234.5$"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_sentence_never_says_nan(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_say_gives_markdown_and_text() -> None:
    expected = {"text/markdown": "The estimate is 2.800.", "text/plain": "The estimate is 2.800."}
    assert say("The estimate is {:.3f}.", 2.8)._repr_mimebundle_() == expected


def test_say_leaves_latex_alone_when_there_are_no_values() -> None:
    assert say(r"$\hat{\mu}$").markdown == r"$\hat{\mu}$"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.8e-7, "2.8\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10⁻⁷"),
        (-1.25e12, "−1.2\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10¹²"),
        (0.5, "5.0\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10⁻¹"),
        (0.0, "0.0\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10⁰"),
    ],
)
def test_powers_of_ten(value: float, text: str) -> None:
    assert scientific(value) == text


def test_table() -> None:
    shown = table(["", "mean"], [["NumPy", "4.0"], ["SciPy", "4.1"]])
    assert shown.markdown.splitlines() == ["|  | mean |", "| :-- | --: |", "| NumPy | 4.0 |", "| SciPy | 4.1 |"]
    words = table(["what", "where"], [["a step", "`climb.py`"]])
    assert words.markdown.splitlines()[1] == "| :-- | :-- |"
    with pytest.raises(ValueError, match="3 cells under 2 heads"):
        table(["", "mean"], [["NumPy", "4.0", "4.1"]])
