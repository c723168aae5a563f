"""The page's reader and judge, in Chromium: the same tree and the same reply as in the notebook, for every answer."""

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat as nbf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from mlelib.teaching import ask
from mlelib.teaching.answers import Unreadable, judge, read
from tests.checks.browser import opened
from tests.teaching.test_browser import SETTINGS, plain, said

from .cases import cases, task
from .mutants import BOOK, question
from .variations import variations

SCRIPTS = BOOK / "assets" / "formula"
ENGINE = [SCRIPTS / f"{name}.js" for name in ("tokens", "names", "reader", "values", "judge", "mathml")]
VARIATIONS = 1500
JUDGE_ALL = Path(__file__).with_name("judge_all.js")
FORBIDDEN = ["eval(", "Function(", "innerHTML", "insertAdjacent", "document.write", "setTimeout", "import("]
# No 'unsafe-eval': a script that makes code out of text fails.
HEAD = """<!doctype html><meta charset="utf-8"><title>Answers</title>
<meta http-equiv="Content-Security-Policy" content="script-src file: 'unsafe-inline'; object-src 'none'">"""


def notebook_says(name: str, text: str) -> dict[str, Any]:
    found = judge(task(name), text)
    try:
        tree = json.loads(json.dumps(read(text, task(name).vocabulary).tree))
    except Unreadable:
        return {"right": None, "words": found.words, "place": found.place}
    words = found.words if found.hint < 0 else ""
    return {"right": found.right, "words": words, "hint": found.hint, "tree": tree}


def test_page_and_notebook_say_the_same(browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.html"
    path.write_text(
        HEAD + "".join(f'<script src="{script.as_uri()}"></script>' for script in [*ENGINE, JUDGE_ALL]), "utf-8"
    )
    page = browser.new_page()
    page.goto(path.as_uri())
    asked = [(case.name, case.text) for case in cases()]
    own = len(asked)
    asked += variations(VARIATIONS, seed=11)
    tasks = {name: task(name).as_data() for name, _ in asked}
    replies = page.evaluate("given => later(given)", ["judgeAll", [tasks, asked]])
    assert page.evaluate("later(['makesCode'])") == "refused"
    page.close()
    times = [reply.pop("milliseconds") for reply in replies][:own]
    with capsys.disabled():
        print(f"\n{len(times)} in the page: median {statistics.median(times):.1f} ms, slowest {max(times):.0f} ms")
    assert statistics.median(times) < 20
    for (name, text), reply in zip(asked, replies, strict=True):
        math = reply.pop("math", None)
        assert reply == notebook_says(name, text), text
        if math is not None:
            assert math.startswith("<math") and "undefined" not in math and "null" not in math


def test_scripts_make_no_code_or_markup_out_of_text() -> None:
    for path in SCRIPTS.glob("*.js"):
        text = path.read_text("utf-8")
        for word in FORBIDDEN:
            assert word not in text, f"{path.name}: {word}"


def test_the_scripts_are_small() -> None:
    """A page loads the form; the rest comes when a field is used."""
    import gzip

    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in SCRIPTS.glob("*.js")}
    assert sizes["form.js"] < 2_500
    assert sum(sizes.values()) < 20_000


# ---- the field, on a page that is built as the book is

MIXTURES, GAUSSIANS = BOOK / "mixtures", BOOK / "gaussians"
QUESTIONS = [
    ("homework/two-point-mean", MIXTURES, "(g_k1 x_1 + g_k2 x_2)/(g_k1 + g_k2)", "g_k1 x_1 + g_k2 x_2"),
    ("homework/two-point-variance", MIXTURES, "sum(g_ki(x_i-hatmu_k)^2)/sum(g_ki)", "sum(g_ki (x_i-mu_k)^2)/sum(g_ki)"),
    ("homework/two-point-weight", MIXTURES, "(g_k1 + g_k2)/2", "2 (g_k1 + g_k2)"),
    ("homework/e-step", MIXTURES, "π_k N_k/(π_1 N_1 + π_2 N_2)", "N_k/(N_1 + N_2)"),
    ("spherical/estimate-mean", GAUSSIANS, r"\frac{1}{n} \sum_{i=1}^n x_i", "sum(x)/(nd)"),
    ("spherical/estimate-variance", GAUSSIANS, "1/(nd) sum_{i=1}^n ||x_i - mu_hat||^2", "sum(||x_i||^2)/(nd)"),
]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("typed")
    book = nbf.v4.new_notebook(cells=[nbf.v4.new_markdown_cell("# A chapter")])
    for name, home, *_ in QUESTIONS:
        output = nbf.v4.new_output("display_data", data=ask(name, folder=home)._repr_mimebundle_())
        book.cells.append(nbf.v4.new_code_cell("ask()", outputs=[output]))
    book.metadata["language_info"] = {"name": "python"}
    nbf.write(book, folder / "index.ipynb")
    nbf.write(nbf.v4.new_notebook(cells=[nbf.v4.new_markdown_cell("# None here")]), folder / "other.ipynb")
    settings = {**SETTINGS, "extensions": ["myst_nb", "products.typed"], "suppress_warnings": ["toc.not_included"]}
    with patch_docutils(), docutils_namespace():  # or the next build of this process warns of this one
        Sphinx(
            folder, None, folder / "_build", folder / "doctrees", "html", settings, status=None, warning=None
        ).build()
    return (folder / "_build" / "index.html").as_uri()


@pytest.fixture(params=[(1100, "light"), (390, "dark")], ids=["wide-light", "phone-dark"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(browser, address, *request.param) as page:
        yield page


def field(page: Page, name: str) -> tuple[Locator, Locator, Locator]:
    """The question, its field and its reply."""
    place = page.locator(f"#{name.replace('/', '-')}")
    return place, place.get_by_role("textbox", name="Question."), place.get_by_role("status")


@pytest.mark.parametrize(("name", "home", "right", "wrong"), QUESTIONS, ids=[name for name, *_ in QUESTIONS])
def test_right_and_wrong_by_keyboard_alone(page: Page, name: str, home: Path, right: str, wrong: str) -> None:
    _, box, feedback = field(page, name)
    for text, verdict in ((wrong, "no"), (right, "yes")):
        box.focus()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
        expect(feedback).to_have_attribute("data-right", verdict)
        expect(feedback).to_contain_text("Right." if verdict == "yes" else "No.")
        asked = question(f"{home.name}/{name}")
        assert bool(asked.said(text)) == (verdict == "yes")
        assert said(feedback).replace("’", "'") == plain(asked.said(text).markdown).replace("`", "")


def test_how_it_is_read_is_shown_and_not_announced(page: Page) -> None:
    place, box, feedback = field(page, "spherical/estimate-mean")
    shown = place.locator(".mle-read")
    box.fill("1/n sum_{i=1}^n x_i")
    expect(shown.locator("math munderover")).to_have_count(1)
    expect(shown.locator("math mfrac")).to_have_count(1)
    assert shown.evaluate("element => element.closest('[aria-live], [role=status]')") is None
    expect(feedback).to_have_text("")
    box.fill("1/n sum_{i=1}^n x_i)")
    expect(shown).to_contain_text("Not readable yet")
    assert shown.locator("mark").inner_text() == ")"
    box.fill("")
    expect(shown).to_have_text("")


def test_an_unreadable_text_is_told_its_place(page: Page) -> None:
    _, box, feedback = field(page, "homework/e-step")
    box.fill("pi_k p_k/(pi_1 p_1 + pi_2 q_2)")
    box.press("Enter")
    expect(feedback).to_contain_text("Not readable. The name q is not known here. Known: pi_k, p_k, K.")
    assert feedback.locator("mark").inner_text() == "q"


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "x" * 10_000, "exp(exp(exp(9)))"])
def test_hostile_text_is_only_text(page: Page, text: str) -> None:
    _, box, feedback = field(page, "homework/two-point-mean")
    box.fill(text)
    box.press("Enter")
    expect(feedback).to_have_attribute("data-right", "no")
    assert page.locator(".mle-question img").count() == 0


def test_the_page_fits_and_the_field_has_its_names(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    place, box, _ = field(page, "spherical/estimate-variance")
    described = box.get_attribute("aria-describedby") or ""
    expect(page.locator(f"#{described}")).to_contain_text("You may use x_{ij}, hatmu_j")
    assert place.get_by_role("button", name="Check").count() == 1


def test_scripts_come_when_they_are_needed(browser: Browser, address: str) -> None:
    """Another page loads nothing; this one the form, and the rest at the first use of a field."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address.replace("index.html", "other.html"))
    assert not [url for url in asked if "formula" in url]
    page.goto(address)
    assert [Path(url.partition("?")[0]).name for url in asked if "formula" in url] == ["form.js"]
    field(page, "homework/e-step")[1].focus()
    page.wait_for_function("Boolean(globalThis.mleFormula && mleFormula.mathml)")
    assert sum("formula" in url for url in asked) == 7
    page.close()
