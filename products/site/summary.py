"""What a page is about, for search engines and previews: its first sentences, unless its front matter says it."""

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LONGEST = 160
SENTENCE = re.compile(r"(?<=[.?!:])\s+")


def is_plain(text: str) -> bool:
    """Tell whether a text reads as words: a formula does not, and neither does a list of links."""
    return len(text.split()) >= 6 and not re.search(r"[\\^_{}]", text)


def first_sentences(document: nodes.document) -> str:
    """Return the sentences that a page begins with, as many as fit; none if it has none."""
    texts = (" ".join(paragraph.astext().split()) for paragraph in document.findall(nodes.paragraph))
    first, *more = SENTENCE.split(next(filter(is_plain, texts), ""))
    for sentence in more:
        if len(first) + 1 + len(sentence) > LONGEST:
            break
        first += " " + sentence
    return first if len(first) <= LONGEST else first[: LONGEST - 1].rpartition(" ")[0] + "…"


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], document: nodes.document | None) -> None:
    """Add the description to what stands in the head of a page."""
    known = context.get("metatags", "")
    if 'name="description"' not in known:
        words = first_sentences(document) if document else ""
        words = words or f"{context.get('title', '')}: {app.config.html_title}"
        context["metatags"] = f'{known}\n    <meta name="description" content="{escape(words)}" />'
