"""The bank of questions: its checks, the drift of answers, the Markdown, the replies in a notebook."""

import re
import textwrap
from pathlib import Path

import pytest

from mlelib.teaching import answer, ask
from mlelib.teaching import bank as schema
from mlelib.teaching.bank import QuestionError, load
from mlelib.teaching.kinds import KINDS
from mlelib.teaching.kinds.number import decimals_of

GOOD = r"""
score:
  kind: choice
  prompt: Which is $\partial\ell/\partial\mu$?
  choices:
    - text: $\sum_i (x^{(i)} - \mu) / \sigma^2$
      right: true
      because: The two minus signs cancel.
    - text: $\sum_i (\mu - x^{(i)}) / \sigma^2$
      because: The inner derivative, $-1$, is missing.
start:
  kind: number
  prompt: What is the log-likelihood at $\theta_0$, to a tenth?
  answer: -24.5
  decimals: 1
  because: Add the five logarithms.
  slips:
    deviation:
      value: -15.46
      hint: That reads $\sigma^2 = 4$ as a standard deviation.
"""


def bank(folder: Path, text: str = GOOD) -> Path:
    (folder / "one.questions.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_choice_reads_well_as_markdown(tmp_path: Path) -> None:
    text = ask("one/score", folder=bank(tmp_path)).markdown
    assert text.startswith('<div class="mle-question" id="one-score">\n\n**Question.** Which is $')
    assert "\n1. $\\sum_i (x^{(i)} - \\mu) / \\sigma^2$\n2. $" in text
    assert '<details class="mle-answer" data-kind="choice" data-answer="1">\n<summary>Answer</summary>\n\n' in text
    assert "1. **Right.** The two minus signs cancel.\n2. **No.** The inner" in text
    assert '\n\n</details>\n\n<p class="mle-in-notebook">' in text and text.endswith("</p>\n\n</div>")


def test_a_number_carries_its_tolerance_and_slips(tmp_path: Path) -> None:
    text = ask("one/start", folder=bank(tmp_path)).markdown
    assert 'data-answer="-24.5" data-asked="one decimal" data-tolerance="0.05" data-slips="-15.46"' in text
    assert "**−24.5.** Add" in text and "- **−15.46?** That reads" in text


def test_the_bank_is_found_in_the_notebooks_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bank(tmp_path))
    assert ask("one/start") == ask("one/start", folder=tmp_path)


def test_computed_values_must_agree_with_the_bank(tmp_path: Path) -> None:
    folder = bank(tmp_path)
    ask("one/start", answer=-24.512532330086675, slips={"deviation": -15.4587}, folder=folder)
    with pytest.raises(QuestionError, match=r"start: answer: the bank states -24\.5, the notebook computed -24\.6"):
        ask("one/start", answer=-24.6, folder=folder)
    with pytest.raises(QuestionError, match=r"slips: deviation: the bank states -15\.46"):
        ask("one/start", slips={"deviation": -15.5}, folder=folder)
    with pytest.raises(QuestionError, match="no slip 'other'"):
        ask("one/start", slips={"other": 1}, folder=folder)
    with pytest.raises(QuestionError, match="kind choice takes none"):
        ask("one/score", answer=1, folder=folder)
    with pytest.raises(QuestionError, match="nan"):
        ask("one/start", answer=float("nan"), folder=folder)


@pytest.mark.parametrize("name", ["one", "one/two/three", "../one/start", "one/"])
def test_names_of_questions(name: str, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="chapter/question"):
        ask(name, folder=bank(tmp_path))


def test_missing_banks_and_questions(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"two\.questions\.yml: there is no such bank"):
        ask("two/start", folder=bank(tmp_path))
    with pytest.raises(QuestionError, match="no question 'finish'; there are score, start"):
        ask("one/finish", folder=tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kind: choice", "kind: essay", r"one\.questions\.yml: score: kind: expected choice, number"),
        ("      right: true\n", "", "score: choices: exactly one should be right, got 0"),
        ("right: true", "right: perhaps", r"score: choices\[1\]: right: expected true or false"),
        ("      because: The two minus signs cancel.\n", "", r"choices\[1\]: because: expected a text"),
        ("    - text: $\\sum_i (\\mu", "    - txt: $\\sum_i (\\mu", r"choices\[2\]: txt: unknown field"),
        ("prompt: Which is $", "prompt: Which is ", "score: prompt: an odd number of"),
        ("answer: -24.5\n", "answer: about 24\n", "start: answer: expected a number, got 'about 24'"),
        ("answer: -24.5\n", "answer: -24.512\n", "start: answer: -24.512 has more decimals than the 1"),
        ("decimals: 1", "decimals: 1.5", "start: decimals: expected 0, 1, 2"),
        ("decimals: 1", "decimals: 1\n  tolerance: -1", "start: tolerance: expected 0 or more"),
        ("value: -15.46", "value: -24.52", "start: slips: deviation: value: -24.52 would be accepted"),
        ("      hint:", "      hnt:", "slips: deviation: hnt: unknown field"),
        ("kind: number", "kind: number\n  hint: none", "start: hint: unknown field; known here"),
        ("kind: number", "kind: number\n  graded: first", "start: graded: expected a letter and a number such as H1"),
        ("start:\n", "start: [1\n", "one.questions.yml: not YAML"),
    ],
)  # fmt: skip
def test_complaints_name_file_question_and_field(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    assert old in GOOD
    folder = bank(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(QuestionError, match=complaint):
        load(folder / "one.questions.yml")


def test_an_empty_bank(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="a bank is a mapping"):
        load(bank(tmp_path, "") / "one.questions.yml")


@pytest.mark.parametrize(("value", "decimals"), [(-15.46, 2), (7.0, 0), (100.0, 0), (0.001, 3), (1e-7, 7)])
def test_decimals(value: float, decimals: int) -> None:
    assert decimals_of(value) == decimals


def test_the_documented_schema_is_the_one_that_holds(tmp_path: Path) -> None:
    """The example in the documentation loads, and has every kind."""
    assert schema.__doc__
    example = re.search(r"::\n\n(.*?)\n\nTexts are", schema.__doc__, re.DOTALL)
    assert example
    loaded = load(bank(tmp_path, textwrap.dedent(example[1])) / "one.questions.yml")
    assert {question.kind for question in loaded.values()} == set(KINDS)


#: What people type to "What is the log-likelihood, to a tenth?", where −24.5 is right, and what they are told.
TYPED = [
    ("-24.5", "Right.", True),
    ("−24,5", "Right.", True),
    (" - 24.51 ", "Right.", True),
    ("-24.512532", "Right.", True),
    ("-15.46", "as a standard deviation", False),
    ("-15,5", "as a standard deviation", False),
    ("-24", "Give one decimal", False),
    ("-25", "Give one decimal", False),
    ("-2.45e1", "Right.", True),
    ("-24.6", "The last digit is not right", False),
    ("-24.4", "The last digit is not right", False),
    ("-26", "Try again", False),
    ("-20", "Try again", False),
    ("24.5", "Try again", False),
    ("-24.9", "Try again", False),
    ("", "Type a number", False),
    ("twenty", "Type a number", False),
    ("1e999", "Try again", False),
    ("1,024.5", "Try again", False),
    ("1.2.3", "Type a number", False),
    ("٢٤", "Type a number", False),
    ("nan", "Type a number", False),
]


@pytest.mark.parametrize(("typed", "words", "right"), TYPED)
def test_replies_to_a_number(typed: str, words: str, right: bool, tmp_path: Path) -> None:
    reply = answer("one/start", typed, folder=bank(tmp_path))
    assert words in reply.markdown
    assert reply.right is bool(reply) is right


def test_a_computed_number_is_an_answer(tmp_path: Path) -> None:
    assert answer("one/start", -24.512532330086675, folder=bank(tmp_path))
    assert answer("one/start", -24.5, folder=tmp_path).markdown == "**Right.** Add the five logarithms."


def test_a_small_number_with_fewer_decimals_is_no_answer(tmp_path: Path) -> None:
    """0 is 0.4 to the nearest whole number, and says nothing."""
    folder = bank(tmp_path, GOOD.replace("-24.5", "0.4"))
    assert "Try again" in answer("one/start", "0", folder=folder).markdown
    assert "Try again" in answer("one/start", "0.5", folder=folder).markdown


@pytest.mark.parametrize(
    ("typed", "words", "right"),
    [
        ("1", "**Right.** The two minus signs cancel.", True),
        (1, "**Right.** The two minus signs cancel.", True),
        (" 2. ", "**No.** The inner derivative, $-1$, is missing.", False),
        ("3", "Type the number of a choice, from 1 to 2.", False),
        ("first", "Type the number of a choice, from 1 to 2.", False),
        ("", "Type the number of a choice, from 1 to 2.", False),
    ],
)
def test_replies_to_a_choice(typed: object, words: str, right: bool, tmp_path: Path) -> None:
    reply = answer("one/score", typed, folder=bank(tmp_path))
    assert (reply.markdown, reply.right) == (words, right)
    assert reply._repr_mimebundle_()["text/markdown"] == words


def test_a_question_says_how_to_reply_in_a_notebook(tmp_path: Path) -> None:
    text = ask("one/score", folder=bank(tmp_path)).markdown
    code = re.search(r"<code>(.*)</code>", text)
    assert code and code[1] == 'from mlelib.teaching import answer; answer("one/score", "…")'
