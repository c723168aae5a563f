"""The Content-Security-Policy of the pages: whatever a page may come to hold, it asks no other host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from products.site.pages import html_files
from products.site.policy import META
from products.toc import ROOT
from tests.checks.browser import served, watch

BOOK = ROOT / "_build" / "html"
HOST = "http://192.0.2.1"  # an address that is nobody's
# Each way to ask another host, and the directive that it runs against.
FOREIGN = {
    "a script": (f"put('script', {{ src: '{HOST}/x.js' }})", "script-src"),
    "a picture": (f"put('img', {{ src: '{HOST}/x.png' }})", "img-src"),
    "a style sheet": (f"put('link', {{ rel: 'stylesheet', href: '{HOST}/x.css' }})", "style-src"),
    "a font": (f"new FontFace('x', 'url({HOST}/x.woff2)').load().catch(() => 0)", "font-src"),
    "data": (f"fetch('{HOST}/x.json').catch(() => 0)", "connect-src"),
    "a frame": (f"put('iframe', {{ src: '{HOST}/' }})", "frame-src"),
    "a form": (f"put('form', {{ action: '{HOST}/' }}).submit()", "form-action"),
}


@pytest.fixture(scope="module", params=["http", "file"])
def home(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of the book, served and as a folder."""
    if request.param == "file":
        yield BOOK.as_uri() + "/"
    else:
        with served(BOOK) as address:
            yield address


def ask(page: Page, script: str) -> list[str]:
    """Run a script in a page, and return the directives against which it ran."""
    page.evaluate(
        "window.against = []; document.addEventListener('securitypolicyviolation',"
        " (event) => window.against.push(event.effectiveDirective));"
    )
    put = (
        "const put = (name, values) => document.body.appendChild(Object.assign(document.createElement(name), values));"
    )
    page.evaluate(f"() => {{ {put} {script} }}")
    page.wait_for_timeout(300)
    found: list[str] = page.evaluate("window.against")
    return found


@pytest.mark.parametrize("path", html_files(BOOK), ids=lambda path: str(path.relative_to(BOOK)))
def test_every_page_has_the_policy_before_all_it_loads(path: Path) -> None:
    head = path.read_text("utf-8").partition("<head>")[2].lstrip()
    assert head.startswith(META)


@pytest.mark.parametrize("kind", FOREIGN)
def test_another_host_is_blocked(browser: Browser, home: str, kind: str) -> None:
    script, directive = FOREIGN[kind]
    page = browser.new_page()
    page.goto(f"{home}book/index.html")
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: asked.append(f"{request.url}: {request.failure}"))
    against = ask(page, script)
    assert [name.removesuffix("-elem") for name in against][:1] == [directive]
    assert all("csp" in one or one.startswith(home) for one in asked), asked
    page.close()


def test_without_the_policy_it_is_not(browser: Browser, tmp_path: Path) -> None:
    """The test above can fail: the same page without its policy asks."""
    (tmp_path / "index.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    with served(tmp_path) as address:
        page = browser.new_page()
        problems = watch(page, address)
        page.goto(address)
        assert ask(page, FOREIGN["a picture"][0]) == []
        assert any(f"another host for {HOST}" in problem for problem in problems)
        page.close()
