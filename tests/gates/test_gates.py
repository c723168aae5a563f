"""The gates themselves: each must be green on what is right and turn red on what is wrong.

A gate that cannot turn red is worse than none, and no run of the gates on a good book would show it.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser

from products.build import build
from products.notebooks import read, serialise
from products.refresh import run
from products.toc import ROOT
from tests.checks import artefact, notebooks
from tests.checks.browser import check as check_folder
from tests.checks.runs import copy_project, make_small_book, run_nbval

UNIVARIATE = "book/gaussians/univariate.ipynb"
STEP = re.compile(r"\.steps?\(")

GOOD_PAGE = """<!doctype html><html lang="en"><head><title>A page</title>{head}</head><body>
<main><h1 id="top">A page</h1><a href="#top">Up</a>{body}</main></body></html>"""
PICTURE = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="{alt}">'
GOOD_PICTURE = PICTURE.format(alt="a bell curve over five points")
LINES = '<ul class="derivation"><li><p>{}</p></li></ul>'
LINE, WHY, NUMBER = (f'<span class="{name}">so</span>' for name in ("line", "line-why", "line-number"))
PIECE = '<span class="math" style="display: inline-block; width: 60px"><annotation>x + 1</annotation></span>'
OVERFULL = f'<span class="line" style="white-space: nowrap">{PIECE}{PIECE}</span>'
OTHER_HOST = '<script src="http://192.0.2.1/script.js"></script>'  # an address that is nobody's


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the project, without its book."""
    return copy_project(tmp_path)


def small_notebook(folder: Path) -> Path:
    """Write a notebook of two cells, run, as `make refresh` stores it."""
    slide = {"slideshow": {"slide_type": "slide"}}
    cells = [nbformat.v4.new_code_cell(source, metadata=slide) for source in ("x = [1, 2, 3]", "sum(x) / 3")]
    path = folder / "small.ipynb"
    path.write_text(serialise(nbformat.v4.new_notebook(cells=cells)), "utf-8")
    path.write_text(run(path), "utf-8")
    return path


def change(path: Path, cell: int, **values: Any) -> None:
    """Change fields of a cell of a stored notebook."""
    notebook = read(path)
    notebook.cells[cell].update(values)
    path.write_text(serialise(notebook), "utf-8")


def write_page(folder: Path, head: str = "", body: str = "") -> Path:
    """Write a folder of one page."""
    (folder / "index.html").write_text(GOOD_PAGE.format(head=head, body=body), "utf-8")
    return folder


class TestNotebooks:
    def test_a_good_one_is_green(self, project: Path) -> None:
        path = small_notebook(project)
        assert notebooks.check(path) == []
        done = run_nbval(project, path.name)
        assert done.returncode == 0, done.stdout

    def test_a_changed_output_is_red(self, project: Path) -> None:
        path = small_notebook(project)
        path.write_text(path.read_text("utf-8").replace('"2.0"', '"2.5"'), "utf-8")
        done = run_nbval(project, path.name)
        assert done.returncode == 1
        assert "2.5" in done.stdout and "1 failed" in done.stdout

    def test_a_failing_cell_is_red(self, project: Path) -> None:
        path = small_notebook(project)
        change(path, 1, source="sum(x) / 0")
        done = run_nbval(project, path.name)
        assert done.returncode == 1
        assert "ZeroDivisionError" in done.stdout

    def test_a_wrong_line_of_a_derivation_is_red(self, project: Path) -> None:
        path = project / UNIVARIATE
        shutil.copytree(ROOT / "book", project / "book")
        notebook = read(path)
        place = next(i for i, cell in enumerate(notebook.cells) if STEP.search(cell.source))
        change(path, place, source=flip_first_sign(notebook.cells[place].source))
        done = run_nbval(project, UNIVARIATE)
        assert done.returncode == 1
        assert "WrongStep" in done.stdout

    @pytest.mark.parametrize(
        ("values", "problem"),
        [
            ({"execution_count": None}, "never run"),
            ({"source": "x = 1\n" * 11}, "11 lines of code"),
            ({"metadata": {}}, "slide_type"),
            ({"source": "# NBVAL_IGNORE_OUTPUT\nx"}, "says why"),
            ({"outputs": [nbformat.v4.new_output("stream", text="/home/ada/book")]}, "a path of one machine"),
            ({"outputs": [nbformat.v4.new_output("stream", name="stderr", text="Beware")]}, "stderr"),
            ({"source": "say('{} of them', 3)\nassert True", "outputs": []}, "on no page"),
            ({"cell_type": "markdown", "source": "word " * 81}, "81 words"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_badly_stored_one_is_red(self, project: Path, values: dict[str, Any], problem: str) -> None:
        path = small_notebook(project)
        change(path, 1, **values)
        assert any(problem in found for found in notebooks.check(path))


def flip_first_sign(source: str) -> str:
    """Turn the first minus or plus between two terms, in what is given to `.step(` or `.steps(`, around."""
    step = STEP.search(source)
    assert step is not None
    sign = re.compile(r"(?<=[\s})\w])[-+](?=[\s\\({\w])").search(source, step.end())
    assert sign is not None, f"no sign to turn around in {source[step.end() :]}"
    return source[: sign.start()] + ("+" if sign[0] == "-" else "-") + source[sign.end() :]


class TestBuild:
    def test_a_good_book_is_green(self, tmp_path: Path) -> None:
        done = build(make_small_book(tmp_path, "# A book\n\nWith $x^2$.\n"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert artefact.check(tmp_path / "_build" / "html") == []

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{ref}`nowhere`", "nowhere"),
            ("[a page](nowhere.md)", "nowhere"),
            ("{term}`nonsense`", "nonsense"),
            ("{cite}`nobody1900`", "nobody1900"),
            (r"$\frac{1}$", "KaTeX"),
            ("(A3), which is no line of this page", "(A3)"),
            ("{line}`likelihood/bernoulli B3`", "bernoulli B3"),
            ("{heading}`index: Nowhere`", "index: Nowhere"),
            ("{question}`homework/start`", "homework/start"),
            ("![](nowhere.svg)", "nowhere.svg"),
        ],
    )
    def test_a_broken_page_is_red(self, tmp_path: Path, text: str, message: str) -> None:
        done = build(make_small_book(tmp_path, f"# A book\n\nSee {text}.\n"))
        assert done.returncode != 0
        assert message in done.stdout + done.stderr


class TestPages:
    def test_a_good_page_is_green(self, tmp_path: Path) -> None:
        assert artefact.check(write_page(tmp_path, body=GOOD_PICTURE)) == []

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (PICTURE.format(alt=""), "alternative text"),
            (PICTURE.format(alt="../../_images/0f3a.svg"), "alternative text"),
            ('<svg viewBox="0 0 1 1"></svg>', "alternative text"),
            ('<div class="cell_output"><div class="output"></div></div>', "empty output"),
            ('<div class="output traceback">ValueError</div>', "an error is shown"),
            ('<p class="output stderr">Beware</p>', "an error is shown"),
            ("<pre>Traceback (most recent call last):</pre>", "a traceback is shown"),
            (r"<p>The mean is $\frac{1}{n}$.</p>", "not rendered"),
            ('<a href="nowhere.html">there</a>', "no file"),
            ('<a href="#nowhere">there</a>', "no place"),
            (OTHER_HOST, "loads http"),
            ('<img src="//192.0.2.1/x.png" alt="a bell curve over five points">', "loads //"),
            ('<style>@import "https://192.0.2.1/x.css";</style>', "loads https"),
            ('<div style="background: url(https://192.0.2.1/x.png)">text</div>', "loads https"),
            (LINES.format(LINE + WHY + NUMBER), "in the order"),
            (
                LINES.format(LINE + '<span class="line-why">so <abbr title="proved">∎</abbr></span>'),
                "without its words",
            ),
        ],
    )
    def test_a_bad_page_is_red(self, tmp_path: Path, body: str, problem: str) -> None:
        assert any(problem in found for found in artefact.check(write_page(tmp_path, body=body)))


class TestBrowser:
    def test_a_good_page_is_green(self, tmp_path: Path, browser: Browser) -> None:
        icon = '<link rel="icon" href="data:,">'
        assert check_folder(browser, write_page(tmp_path, head=icon, body=GOOD_PICTURE)) == []

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (OTHER_HOST, "asks another host"),
            ("<script>fetch('http://192.0.2.1/data.json').catch(() => 0)</script>", "asks another host"),
            ("<script>throw new Error('broken')</script>", "script error"),
            ("<script>console.error('broken')</script>", "console: broken"),
            ('<img src="nowhere.png" alt="">', "404 for"),
            ('<div style="width: 600px; height: 1px">wide</div>', "scrolls sideways"),
            (f'<div class="derivation-box" style="width: 99px; overflow: hidden">{OVERFULL}</div>', "is too long"),
        ],
    )
    def test_a_bad_page_is_red(self, tmp_path: Path, browser: Browser, body: str, problem: str) -> None:
        assert any(problem in found for found in check_folder(browser, write_page(tmp_path, body=body)))
