"""Every graded question of the course documents, answered on its page by keyboard alone, right and wrong.

What the page says stands in a live region, which a screen reader speaks, and is what the bank says.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mlelib.teaching.kinds import Question
from mlelib.teaching.kinds.choice import ChoiceQuestion
from mlelib.teaching.kinds.formula import FormulaQuestion
from mlelib.teaching.kinds.number import NumberQuestion
from products.banks import graded
from products.toc import ROOT, pages
from tests.checks.browser import served

BOOK = ROOT / "_build" / "html"
GRADED = sorted(graded(), key=lambda marked: marked[0])

# The words of a reply, each formula as its LaTeX between dollars.
WORDS = """(reply) => {
  const copy = reply.cloneNode(true);
  for (const formula of copy.querySelectorAll(".katex")) {
    formula.replaceWith(`$${formula.querySelector("annotation").textContent}$`);
  }
  return copy.textContent;
}"""


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """Serve the built book."""
    with served(BOOK) as address:
        yield address


def plain(text: str) -> str:
    """Words without marks of Markdown and LaTeX that do not show, straight quotes for round ones."""
    text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"`|\*\*|\\displaystyle|[\s{}$]|<wbr>|\u200b", "", text)


def enter(page: Page, question: Locator) -> None:
    """Go to a question by its address, then into its first control."""
    for _ in range(3):
        page.keyboard.press("Tab")
        if question.evaluate("(one) => one.contains(document.activeElement)"):
            return
    raise AssertionError("the question is not the next thing that Tab reaches")


def choose(page: Page, typed: str) -> None:
    """Move to a choice by arrows, and check it."""
    now = int(page.evaluate("document.activeElement.value"))
    for _ in range(abs(int(typed) - now)):
        page.keyboard.press("ArrowDown" if int(typed) > now else "ArrowUp")
    page.keyboard.press("Enter" if page.evaluate("document.activeElement.checked") else "Space")


def write(page: Page, typed: str) -> None:
    """Write into a field, over what stands there."""
    page.keyboard.press("Control+A")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def replies(question: Question) -> list[str]:
    """Every choice; or the known slips and the right number or formula, and what is no number."""
    if isinstance(question, ChoiceQuestion):
        return [str(number) for number in range(1, len(question.choices) + 1)]
    if isinstance(question, FormulaQuestion):
        return [*(slip.formula for slip in question.task.slips), question.task.answer]
    assert isinstance(question, NumberQuestion)
    slips = [f"{slip.value:g}" for slip in question.slips.values()]
    return ["12345", "none", *slips, f"{question.value:.{question.decimals}f}"]


#: How a reply is given by keyboard, by the kind of the question.
KEYS = {"choice": choose, "wrong": choose, "number": write, "formula": write}


@pytest.mark.parametrize("question", [question for _, question in GRADED], ids=[mark for mark, _ in GRADED])
def test_a_graded_question_by_keyboard_alone(browser: Browser, home: str, question: Question) -> None:
    chapter, _, name = question.name.partition("/")
    (place,) = [page for page in pages() if page.endswith(f"/{chapter}")]
    page = browser.new_page()
    page.goto(f"{home}{place}.html#{chapter}-{name}")
    box = page.locator(f"#{chapter}-{name}")
    enter(page, box)
    status = box.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    verdicts = set()
    for typed in replies(question):
        KEYS[question.kind](page, typed)
        expected = question.said(typed) if isinstance(question, FormulaQuestion) else question.reply(typed)
        expect(status).to_have_attribute("data-right", "yes" if expected else "no")  # a first formula loads its reader
        assert plain(status.evaluate(WORDS)) == plain(expected.markdown)
        verdicts.add(expected.right)
    assert verdicts == {True, False}
    page.close()
