"""The folder's own index.html, which leads to the first page: as it comes it has no language, no title and no link."""

from html import escape
from pathlib import Path

from sphinx.application import Sphinx

PAGE = """<!DOCTYPE html>
<html lang="{language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="refresh" content="0; url={address}" />
    <meta name="description" content="{title}" />
    <link rel="icon" href="data:," />
    <title>{title}</title>
  </head>
  <body><main><h1>{title}</h1><p><a href="{address}">Open the book</a></p></main></body>
</html>
"""


def open_door(app: Sphinx) -> None:
    """Write it, unless a page of the book has this name."""
    if app.config.root_doc != "index":
        address = app.builder.get_target_uri(app.config.root_doc)
        values = {"language": app.config.language, "title": app.config.html_title, "address": address}
        page = PAGE.format_map({name: escape(value) for name, value in values.items()})
        Path(app.outdir, "index.html").write_text(page, "utf-8")
