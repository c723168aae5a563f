"""Questions made of a derivation: its lines in order, and which line is wrong."""

from pathlib import Path

import pytest

from mlelib.symbolic import Derivation, Model, WrongStep
from mlelib.symbolic.slips import TEXT_SLIPS
from mlelib.teaching import answer, ask
from mlelib.teaching.bank import QuestionError, load
from mlelib.teaching.kinds.lines import take
from mlelib.teaching.kinds.order import OrderQuestion
from mlelib.teaching.kinds.wrong import WrongQuestion, refutation

STEPS = r"""
    \sum_{i=1}^{n} \log(\lambda e^{-\lambda x^{(i)}})  % the log of a product
    \sum_{i=1}^{n} (\log\lambda - \lambda x^{(i)})     % the log undoes the exponential
    n \log\lambda - \lambda \sum_{i=1}^{n} x^{(i)}     % $n$ equal terms
"""
BANK = r"""
steps:
  kind: order
  prompt: Put the lines in order.
  lines: A
slip:
  kind: wrong
  prompt: Which line is wrong?
  lines: A B
"""


def waits() -> list[Derivation]:
    """The log-likelihood of waits, and its score."""
    model = Model(sizes={"n": "i"}, data={"x^{(i)}": "positive"}, parameters={r"\lambda": "positive"})
    start = r"\log \prod_{i=1}^{n} \lambda e^{-\lambda x^{(i)}}"
    ell = Derivation(model, start, name=r"\ell(\lambda)", because="independent waits", label="A").steps(STEPS)
    score = ell.differentiate(r"\lambda", r"\frac{n}{\lambda} - \sum_{i=1}^{n} x^{(i)}", label="B")
    return [ell, score]


@pytest.fixture
def chain() -> list[Derivation]:
    return waits()


def bank(folder: Path, text: str = BANK) -> Path:
    (folder / "waits.questions.yml").write_text(text, encoding="utf-8")
    return folder


# -- lines


def test_lines_are_named_by_labels_and_numbers(chain: list[Derivation]) -> None:
    assert [line.number for line in take(["A"], chain[0], "")] == ["A1", "A2", "A3", "A4"]
    assert [line.number for line in take(["A3", "B"], chain, "")] == ["A3", "B1"]


def test_a_line_out_of_its_place_says_what_it_is(chain: list[Derivation]) -> None:
    _, last, second = take(["A1", "A4", "A2"], chain, "")
    assert last.markdown().startswith(r"$\displaystyle{\ell(\lambda)}$ $\displaystyle{= n \log")
    assert second.markdown().startswith(r"$\displaystyle{\ell(\lambda)}$")
    assert take(["A3", "A4"], chain, "")[1].markdown().startswith(r"$\displaystyle{= n \log")


# -- order


def test_lines_are_shuffled_the_same_way_every_time(chain: list[Derivation], tmp_path: Path) -> None:
    shown = ask("waits/steps", derivation=chain, folder=bank(tmp_path)).markdown
    assert shown == ask("waits/steps", derivation=chain[0], folder=tmp_path).markdown
    question = load(tmp_path / "waits.questions.yml")["steps"].given("", derivation=chain)
    assert isinstance(question, OrderQuestion)
    assert sorted(question.letters) == ["a", "b", "c"]
    assert all(letter != own for letter, own in zip(question.letters, "abc", strict=True))
    assert shown.count("\n- (") == 6 and f'data-answer="{question.letters}"' in shown
    assert shown.count("<span></span>") == 3


def test_the_reply_names_the_line_that_comes_too_early(chain: list[Derivation], tmp_path: Path) -> None:
    ask("waits/steps", derivation=chain, folder=bank(tmp_path))
    question = load(tmp_path / "waits.questions.yml")["steps"].given("", derivation=chain)
    assert isinstance(question, OrderQuestion)
    first, second, third = question.letters
    reply = answer("waits/steps", f"{first}, {third}, {second}", folder=tmp_path)
    assert reply.markdown == f"**No.** ({third}) comes too early. It follows from a line below it: “$n$ equal terms”."
    assert not reply
    assert answer("waits/steps", f"({first}) ({second}) ({third})", folder=tmp_path)
    assert answer("waits/steps", question.letters.upper(), folder=tmp_path).right
    for typed in ("", "ab", "abcd", "aab", 3):
        assert "Type each of the letters a, b, c once" in answer("waits/steps", typed, folder=tmp_path).markdown


# -- wrong


def test_every_slip_is_refuted_by_the_checker_itself(chain: list[Derivation], tmp_path: Path) -> None:
    """What the question calls wrong, a derivation refuses."""
    bank(tmp_path, BANK.replace("lines: A B", "lines: A"))
    for seed in range(1, 9):
        wrong = load(tmp_path / "waits.questions.yml")["slip"]
        assert isinstance(wrong, WrongQuestion)
        made = WrongQuestion(**{**vars(wrong), "seed": seed}).given("", derivation=chain)
        place = made.right - 1
        right = take(["A"], chain, "")[place]
        before = chain[0].lines[place - 1].right
        again = Derivation(chain[0].model, before)
        text = made.choices[place].text
        shown = text.replace("<wbr>", "").replace("$", "").replace(r"\displaystyle", "")
        assert shown.startswith("{=")
        with pytest.raises(WrongStep):
            again.step(shown.removeprefix("{=").removesuffix("}").replace("}{{}", " "), "copied")
        again.step(right.line.right, "as in the chapter")


def test_the_slip_and_its_line_can_be_chosen(chain: list[Derivation], tmp_path: Path) -> None:
    text = BANK + "  slip: wrong sign\n  line: B1\n"
    ask("waits/slip", derivation=chain, folder=bank(tmp_path, text))
    reply = answer("waits/slip", "5", folder=tmp_path)
    assert reply.markdown.startswith("**Right.** The slip: wrong sign. With n = ")
    assert "it should be " in reply.markdown and ", but it is " in reply.markdown
    assert r"\frac{n}{\lambda} - \sum" in reply.markdown
    assert answer("waits/slip", "3", folder=tmp_path).markdown == (
        "**No.** This line is right: “the log undoes the exponential”."
    )
    assert answer("waits/slip", 1, folder=tmp_path).markdown == (
        "**No.** The derivation starts here: “independent waits”."
    )


def test_another_seed_another_slip(chain: list[Derivation], tmp_path: Path) -> None:
    shown = {
        ask("waits/slip", derivation=chain, folder=bank(tmp_path, f"{BANK}  seed: {seed}\n")).markdown
        for seed in (1, 1, 2, 3, 4)
    }
    assert len(shown) == 4


def test_a_line_of_the_same_value_is_not_refuted(chain: list[Derivation]) -> None:
    line = take(["A4"], chain, "")[0]
    assert refutation(line, r"-\lambda \sum_{i=1}^{n} x^{(i)} + n \log\lambda") == ""
    assert refutation(line, r"n \log\lambda -") == ""  # cannot be read
    assert "it should be" in refutation(line, r"n \log\lambda + \lambda \sum_{i=1}^{n} x^{(i)}")


# -- what cannot be asked


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("steps", "lines: A\n", "lines: C\n", r"waits\.questions\.yml: steps: lines: there is no C; there are A1, A2"),
        ("steps", "lines: A\n", "lines: A A2\n", "steps: lines: two of the lines read the same"),
        ("steps", "lines: A\n", "lines: A1 A2 A3\n", "steps: lines: expected 4 to 11, got 3"),
        ("slip", "lines: A B", "lines: A1 B1", "slip: lines: expected 3 or more, got 2"),
        ("slip", "lines: A B", "lines: A B\n  line: C1", "slip: line: C1 is none of the lines"),
        ("slip", "lines: A B", "lines: A B\n  slip: σ for σ²", "slip: slip: no line has a slip of this kind"),
    ],
)
def test_complaints_of_ask(
    name: str, old: str, new: str, complaint: str, chain: list[Derivation], tmp_path: Path
) -> None:
    assert old in BANK
    with pytest.raises(QuestionError, match=complaint):
        ask(f"waits/{name}", derivation=chain, folder=bank(tmp_path, BANK.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("lines: A\n", "lines: a\n", "steps: lines: expected labels or numbers"),
        ("lines: A\n", "lines: A1 A1\n", "steps: lines: one stands there twice"),
        ("  lines: A\n", "", "steps: lines: expected a text"),
        ("lines: A B", "lines: A B\n  slip: typo", "slip: slip: expected one of wrong sign in front, wrong sign"),
        ("lines: A B", "lines: A B\n  seed: -1", "slip: seed: expected 0, 1, 2"),
    ],
)
def test_complaints_of_the_bank(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    assert old in BANK
    with pytest.raises(QuestionError, match=complaint):
        load(bank(tmp_path, BANK.replace(old, new, 1)) / "waits.questions.yml")


def test_a_derivation_is_needed_before_a_reply(chain: list[Derivation], tmp_path: Path) -> None:
    folder = bank(tmp_path, BANK.replace("steps:", "other:").replace("slip:", "wrong:"))
    for name in ("other", "wrong"):
        with pytest.raises(QuestionError, match=rf"{name}: derivation: pass the derivation"):
            answer(f"waits/{name}", "1", folder=folder)
        with pytest.raises(QuestionError, match="takes a derivation"):
            ask(f"waits/{name}", answer=1, folder=folder)


def test_slips_have_names_that_a_bank_can_hold() -> None:
    assert all(slip == " ".join(slip.split()) for slip in TEXT_SLIPS)
