"""Scripts: none that a page does not use, and none that holds up the first picture of a page."""

import re

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


def slim_page(text: str, is_search: bool) -> str:
    """Take out what one page does not use, and let the rest wait until the page is read."""
    text = NEEDLESS.sub("", text)
    if not is_search:
        text = SEARCH.sub("", text)
    if 'class="sd-' not in text:
        text = DESIGN.sub("", text)
    return OPTIONS.sub('<script type="module">', AT_ONCE.sub('<script defer="defer" ', text))


def slim(pages: Pages) -> Pages:
    """Slim every page."""
    return {path: slim_page(text, path.name == "search.html") for path, text in pages.items()}
