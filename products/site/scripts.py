"""Scripts: none that a page does not use, and none that holds up the first picture of a page."""

import re
from collections.abc import Callable
from pathlib import Path

from products.site.pages import Pages

# The theme draws its icons a second time, by a script of half a megabyte; and it calls scripts urgent that can wait.
NEEDLESS = re.compile(
    r'\s*<script[^>]* src="[^"]*/fontawesome\.js[^"]*"></script>|\s*<link rel="preload" as="script"[^>]*>'
)
# The theme's search dialog leads to the page of results, the only one that needs the index (html_theme_options:
# search_as_you_type is off). Elsewhere these also keep Sphinx from marking the words that were searched for.
SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>')
# Tabs and cards: only where there are some.
DESIGN = re.compile(r"\s*<script [^>]*design-tabs\.js[^>]*></script>")
AT_ONCE = re.compile(r'<script (?![^>]*(?:defer|async|type=))(?=[^>]*src=")')
# Needs a deferred script, so it has to wait as well; a module does.
OPTIONS = re.compile(r"<script>(?=DOCUMENTATION_OPTIONS\.)")
SUMMARY = "SHOW_SEARCH_SUMMARY: true"
# The words to mark on a page go with the link to it. Sphinx leaves them in the browser's store, which Firefox empties
# between two files, and which Chromium may fill when the next page has already looked.
STORE = 'localStorage.setItem("sphinx_highlight_terms", [...highlightTerms].join(" "))'
LINK = "linkUrl + anchor;"
MARKING = '`${linkUrl}?highlight=${encodeURIComponent([...highlightTerms].join(" "))}${anchor}`;'
# Excerpts on the page of results: of the text, without menus, what is only printed, source, and formulas a second time.
# And what it says: this book has no categories, and a page may be found more than once.
RESULTS = {
    STORE: "",
    LINK: MARKING,
    '[".headerlink", "script", "style"]': '[".headerlink", "script", "style", ".bd-header-article", ".onlyprint", '
    '".katex-html", "annotation", "details.hide", ".prev-next-footer"]',
    "that you've selected enough categories": "that they are English",
    "Search finished, found ${resultCount} page(s) matching the search query.": "Found: ${resultCount}",
}
# The head sets data-theme to "auto", and a script later to what that means: all styles anew, and a flash in the dark.
THEME = re.compile(r'(documentElement\.dataset\.theme) = localStorage\.getItem\("theme"\) \|\| "auto";')
DARK = 'matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"'
# In the theme's script, what lets the keyboard reach areas that scroll: it lays out the whole page, also what
# `content-visibility` spares, and again after each step of an explorer. page.js does the same for what is seen.
TAB_STOPS = re.compile(
    r'(function \w+\(\)\{)const e=\(\)=>\{document\.querySelectorAll\(\["pre".*?,e\(\)\}(?=function )'
)


def slim_page(text: str, is_search: bool) -> str:
    """Take out what one page does not use, and let the rest wait until the page is read."""
    text = NEEDLESS.sub("", text)
    if not is_search:
        text = SEARCH.sub("", text)
    if 'class="sd-' not in text:
        text = DESIGN.sub("", text)
    text = THEME.sub(
        rf'\1 = (localStorage.getItem("mode") === "auto" ? "" : localStorage.getItem("theme")) || ({DARK});', text
    )
    return OPTIONS.sub('<script type="module">', AT_ONCE.sub('<script defer="defer" ', text))


def slim(pages: Pages) -> Pages:
    """Slim every page."""
    return {path: slim_page(text, path.name == "search.html") for path, text in pages.items()}


def search_from_disk(out: Path, warn: Callable[[str], None]) -> None:
    """Let the page of results show no summaries where there is no server: a file may not read another."""
    path = out / "_static" / "documentation_options.js"
    text = path.read_text("utf-8")
    if SUMMARY not in text:
        warn(f"{path.name} has no {SUMMARY}: has Sphinx changed?")
    path.write_text(text.replace(SUMMARY, 'SHOW_SEARCH_SUMMARY: location.protocol !== "file:"'), "utf-8")


def patch_search(out: Path, warn: Callable[[str], None]) -> None:
    """Let the page of results show excerpts that can be read, and hand on the words."""
    path = out / "_static" / "searchtools.js"
    text = path.read_text("utf-8")
    for before, after in RESULTS.items():
        if before not in text:
            warn(f"{path.name} has no {before}: has Sphinx changed?")
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


def patch_theme(out: Path, warn: Callable[[str], None]) -> None:
    """Take out of the theme's script what page.js does better."""
    path = out / "_static" / "scripts" / "pydata-sphinx-theme.js"
    text, found = TAB_STOPS.subn(r"\1}", path.read_text("utf-8"))
    if not found:
        warn(f"{path.name} has another way to let the keyboard reach what scrolls: has the theme changed?")
    path.write_text(text, "utf-8")
