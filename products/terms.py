"""Sphinx extension: each page carries the definitions of the glossary's terms that it links to.

They stand in a hidden box at the end of the page, where assets/terms.js finds them; so a term is explained without a
network, and from a folder. They are not part of the page's text: neither search nor print sees them.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.addnodes import index, pending_xref
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from products.joined import join

LOGGER = logging.getLogger(__name__)
BUILDERS = {"html", "dirhtml"}  # not slides and not print: there nothing can be pointed at
MARK = "#term-"


def linked(page: nodes.document) -> list[str]:
    """Return the anchors in the glossary that the page links to, each once, in order."""
    addresses = (link.get("refuri", "") for link in page.findall(nodes.reference) if link.get("internal"))
    return list(dict.fromkeys("term-" + address.split(MARK)[1] for address in addresses if MARK in address))


def entries(glossary: nodes.document) -> Iterator[tuple[str, nodes.definition_list_item]]:
    """Give each anchor of the glossary with its entry; several may share one."""
    for entry in glossary.findall(nodes.definition_list_item):
        for term in entry.findall(nodes.term):
            yield from ((anchor, entry) for anchor in term["ids"])


def explanation(anchor: str, entry: nodes.definition_list_item) -> nodes.container:
    """Return the term and its definition as plain text and formulas: what pops up holds nothing to click on."""
    term = next(term for term in entry.findall(nodes.term) if anchor in term["ids"])
    (definition,) = (child for child in entry if isinstance(child, nodes.definition))
    name = nodes.strong("", "", *(child.deepcopy() for child in term if not isinstance(child, index)))
    body = [child.deepcopy() for child in definition.children]
    box = nodes.container("", nodes.paragraph("", "", name), *body, ids=[f"about-{anchor}"])
    for link in list(box.findall(lambda node: isinstance(node, pending_xref | nodes.reference))):
        link.replace_self(nodes.inline("", link.astext()))
    for node in box.findall(nodes.Element):
        if node is not box:
            node["ids"] = []  # they are those of the glossary's own page
    for formula in list(box.findall(nodes.math)):
        join(formula)
    return box


def glossaries(app: Sphinx) -> dict[str, nodes.definition_list_item]:
    """Return the entries of all glossaries by their anchors, read once a build."""
    known: dict[str, nodes.definition_list_item] | None = getattr(app, "mle_terms", None)
    if known is None:
        places = {page for page, _, _ in _terms(app)}
        known = {anchor: entry for page in sorted(places) for anchor, entry in entries(app.env.get_doctree(page))}
        app.mle_terms = known  # type: ignore[attr-defined]
    return known


def _terms(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Give page, anchor and name of every term that Sphinx knows."""
    for name, _, kind, page, anchor, _ in app.env.get_domain("std").get_objects():
        if kind == "term":
            yield page, anchor, name


def add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add the definitions to a page; the glossary itself needs none."""
    builder = app.builder
    if doctree is None or builder.name not in BUILDERS or not isinstance(builder, StandaloneHTMLBuilder):
        return
    known = glossaries(app)
    here = {anchor for place, anchor, _ in _terms(app) if place == page}
    wanted = [anchor for anchor in linked(doctree) if anchor not in here]
    if missing := [anchor for anchor in wanted if anchor not in known]:
        LOGGER.warning("no definition of %s", ", ".join(missing), location=page)
    boxes = [builder.render_partial(explanation(anchor, known[anchor]))["fragment"] for anchor in wanted]
    if boxes:
        context["body"] += f'<div class="term-definitions" hidden>\n{"".join(boxes)}</div>\n'


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the definitions while each page is written."""
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
