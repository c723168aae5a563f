"""What is done to the built pages, and the gates that judge them: green on what is right, red on what is wrong."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from products.site import leftovers, scripts, styles
from tests.checks.browser import check as check_folder
from tests.gates.test_gates import write_page

ICON = '<link rel="icon" href="data:,">'
WORDS = frozenset({"used"})


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".used{a:b}", ".used{a:b}"),
        (".gone{a:b}", ""),
        (".gone,.used:hover{a:b}", ".used:hover{a:b}"),
        (".used .gone{a:b}", ""),
        ("p:not(.gone){a:b}", "p:not(.gone){a:b}"),
        (":is(.gone,.used) p{a:b}", ":is(.gone,.used) p{a:b}"),
        ('[href$=".gone"]{a:b}', '[href$=".gone"]{a:b}'),
        (r".used{content:'}.gone{'}p{a:b}", r".used{content:'}.gone{'}p{a:b}"),
        ("@media print{.gone{a:b}}p{a:b}", "p{a:b}"),
        ("@media print{.used{a:b}.gone{a:b}}", "@media print{.used{a:b}}"),
        ("@font-face{src:url(x.woff2)}", "@font-face{src:url(x.woff2)}"),
        ("@keyframes x{0%{a:b}}", "@keyframes x{0%{a:b}}"),
        (".tooltip .bs-x{a:b}", ".tooltip .bs-x{a:b}"),
    ],
)
def test_a_rule_goes_only_where_it_can_match_nothing(css: str, kept: str) -> None:
    assert styles.prune(css, WORDS) == kept


def test_one_style_sheet_says_what_several_said(tmp_path: Path) -> None:
    inner = tmp_path / "_static" / "inner"
    inner.mkdir(parents=True)
    (inner / "one.css").write_text('@import "../two.css";\np{background:url(x.png)}', "utf-8")
    (tmp_path / "_static" / "two.css").write_text("/*! free */q{color:red}/* a note */", "utf-8")
    page = tmp_path / "book" / "page.html"
    text = '<head>\n<link rel="stylesheet" href="../_static/inner/one.css?v=1" />\n</head>'
    (found,) = styles.bundle({page: text}, tmp_path, WORDS).values()
    (sheet,) = (tmp_path / "_static").glob("book-*.css")
    assert found.count("stylesheet") == 1 and f'href="../_static/{sheet.name}"' in found
    css = sheet.read_text("utf-8")
    assert "/*! free */" in css and "q{color:red}" in css and 'url("inner/x.png")' in css and "a note" not in css


def test_scripts_wait_and_what_no_page_needs_goes() -> None:
    text = (
        '<script src="_static/doctools.js"></script> <script src="_static/searchtools.js"></script>'
        "<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script><script>let hint = 1;</script>"
    )
    slim = scripts.slim_page(text, is_search=False)
    assert '<script defer="defer" src="_static/doctools.js">' in slim and "searchtools" not in slim
    assert '<script type="module">DOCUMENTATION' in slim and "<script>let hint" in slim
    assert '<script defer="defer" src="_static/searchtools.js">' in scripts.slim_page(text, is_search=True)


def test_a_file_that_nothing_mentions_goes(tmp_path: Path) -> None:
    static = tmp_path / "_static"
    static.mkdir()
    (tmp_path / "page.html").write_text('<script src="_static/one.js"></script>', "utf-8")
    (static / "one.js").write_text('load("two.js") //# sourceMappingURL=one.js.map', "utf-8")
    for name in ("two.js", "three.js", "one.js.map"):
        (static / name).write_text("", "utf-8")
    leftovers.remove(tmp_path)
    assert sorted(path.name for path in static.iterdir()) == ["one.js", "two.js"]


class TestBrowser:
    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            ('<p style="color: #aaa; background: #fff">pale words</p>', "color-contrast"),
            ('<details><summary>More</summary><p style="color: #aaa">pale words</p></details>', "color-contrast"),
            ("<button></button>", "button-name"),
            (
                '<div style="width: 50px; overflow: auto"><pre>a line that is far too long</pre></div>',
                "scrollable-region",
            ),
        ],
    )
    def test_what_axe_finds_is_red(self, tmp_path: Path, browser: Browser, body: str, problem: str) -> None:
        problems = check_folder(browser, write_page(tmp_path, head=ICON, body=body))
        assert any(f"axe: {problem}" in found for found in problems)

    def test_a_page_that_moves_is_red(self, tmp_path: Path, browser: Browser) -> None:
        push = "setTimeout(() => document.querySelector('h1').style.marginTop = '300px', 50)"
        body = f"<p>{'words ' * 200}</p><script>{push}</script>"
        problems = check_folder(browser, write_page(tmp_path, head=ICON, body=body))
        assert any("moves while it loads" in found for found in problems)

    def test_a_heavy_page_is_red(self, tmp_path: Path, browser: Browser) -> None:
        (tmp_path / "heavy.js").write_text(f"/* {os.urandom(400_000).hex()} */", "utf-8")
        body = '<script src="heavy.js"></script>'
        problems = check_folder(browser, write_page(tmp_path, head=ICON, body=body))
        assert any("weighs" in found and "heavy.js" in found for found in problems)
