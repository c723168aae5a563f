"""Sphinx extension: each chapter offers its notebook, slides, handouts and PDF, and links to run it and to report a
mistake.

Only what is there is offered: products that `_build` holds when the book is built, and addresses that are known
(products/repository.py). `python -m products.offer` does it again for a built book, after products were made.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.util import logging

from products.portable import portable
from products.repository import Repository, find
from products.toc import ROOT, pages, source

LOGGER = logging.getLogger(__name__)

# Where the builders put a chapter's products, below _build; its name in the book's downloads; what it is called.
PRODUCTS = (
    ("students/{}.ipynb", "{}-to-solve.ipynb", "Notebook without solutions"),
    ("handouts/{}-a4.pdf", "{}-handout-a4.pdf", "Handout, A4"),
    ("handouts/{}-letter.pdf", "{}-handout-letter.pdf", "Handout, Letter"),
    ("pdf/{}.pdf", "{}.pdf", "Chapter"),
    ("book.pdf", "maximum-likelihood.pdf", "The whole book"),
)
OLD = re.compile(r"<!-- offer -->.*?<!-- /offer -->\n?", re.DOTALL)
HEADER, END = '<div class="article-header-buttons">', "</article>"
TITLE = re.compile(r"<title>\s*(.*?)\s*(?:&#8212;.*?)?</title>", re.DOTALL)  # the page's, before the book's


@dataclass(frozen=True)
class Link:
    """One thing that is offered."""

    words: str
    address: str
    kind: str
    """download, open, run or report."""

    def html(self, name: str = "") -> str:
        """Return the link; what is downloaded is not opened in its place."""
        extra = {"download": " download", "report": " data-report"}.get(self.kind, "")
        classes = f' class="{name}"' if name else ""
        return f'<a{classes} href="{escape(self.address)}"{extra}>{escape(self.words)}</a>'


def size(path: Path) -> str:
    """Return the kind and size of a file in words, such as `PDF, 1.2 MB`."""
    bytes_ = path.stat().st_size
    amount = f"{bytes_ / 1e6:.1f} MB" if bytes_ >= 1e6 else f"{max(1, round(bytes_ / 1e3))} KB"
    return f"{path.suffix.lstrip('.').upper().replace('IPYNB', 'Jupyter')}, {amount}"


class Offer:
    """What a built book can offer, and where it is."""

    def __init__(self, root: Path, book: Path, repository: Repository | None, mail: str = "") -> None:
        self.root, self.book, self.build = root, book, root / "_build"
        self.repository, self.mail = repository, mail

    def collect(self) -> None:
        """Begin anew with what the book hands out; the slides share their assets, so their folder comes whole."""
        shutil.rmtree(self.book / "downloads", ignore_errors=True)
        (self.book / "downloads").mkdir(parents=True)
        shutil.rmtree(self.book / "slides", ignore_errors=True)
        if (self.build / "slides").is_dir():
            shutil.copytree(self.build / "slides", self.book / "slides")

    def links(self, page: str, title: str) -> Iterator[Link]:
        """Give what is offered on a page."""
        path = source(page, self.root)
        if path.suffix == ".ipynb":
            yield from self.downloads(path, page)
            yield from self.places_to_run(path, page)
        if report := self.report(page, title):
            yield Link("Report a mistake", report, "report")

    def downloads(self, path: Path, page: str) -> Iterator[Link]:
        """Put a chapter's files into the book, and give them with their sizes."""
        up = "../" * page.count("/")
        notebook = self.book / "downloads" / path.name
        notebook.write_text(portable(path, page, self.repository), "utf-8", newline="\n")
        yield Link(f"Notebook ({size(notebook)})", f"{up}downloads/{path.name}", "download")
        if (self.book / "slides" / f"{path.stem}.html").is_file():
            yield Link("Slides", f"{up}slides/{path.stem}.html", "open")
        for made, name, words in PRODUCTS:
            product, name = self.build / made.format(path.stem), name.format(path.stem)
            if product.is_file():
                shutil.copy(product, self.book / "downloads" / name)
                yield Link(f"{words} ({size(product)})", f"{up}downloads/{name}", "download")

    def places_to_run(self, path: Path, page: str) -> Iterator[Link]:
        """Give the services that run the chapter."""
        if self.repository and (address := self.repository.colab(path.name)):
            yield Link("Run it in Colab", address, "run")
        if self.repository and (address := self.repository.binder(f"{page}.ipynb")):
            yield Link("Run it in Binder", address, "run")

    def report(self, page: str, title: str) -> str | None:
        """Return the address at which mistakes on a page are reported; assets/report.js adds the section."""
        commit = self.repository.commit if self.repository else ""
        subject = f"Mistake in “{title}”"
        body = f"Page: {title} ({page})\nSection: \nBuilt from: {commit or 'unknown'}\n\nWhat is wrong:\n\n"
        if self.repository:
            return self.repository.issue(subject, body)
        return f"mailto:{self.mail}?subject={quote(subject)}&body={quote(body)}" if self.mail else None

    def write(self) -> None:
        """Offer it all: in a menu at the top of each page, and in a list at its end."""
        self.collect()
        for page in pages(self.root):
            file = self.book / f"{page}.html"
            if not file.is_file():
                continue  # a build of some pages only
            text = OLD.sub("", file.read_text("utf-8"))
            title = TITLE.search(text)
            links = list(self.links(page, unescape(title[1]) if title else page))
            if HEADER not in text or END not in text:
                LOGGER.warning("products/offer.py found no place for its links: has the theme changed?", location=page)
            if links:
                text = text.replace(HEADER, HEADER + marked(menu(links)), 1)
                text = text.replace(END, marked(listed(links)) + END, 1)
            file.write_text(text, "utf-8", newline="\n")


def marked(html: str) -> str:
    """Return the part with marks around it, by which it is found again."""
    return f"<!-- offer -->{html}<!-- /offer -->\n"


def named(links: list[Link]) -> tuple[str, str]:
    """Return what the list of links is called, and its icon."""
    kinds = [link.kind for link in links]
    if "run" in kinds:
        return "Download or run this chapter", "fas fa-download"
    return ("Download this chapter", "fas fa-download") if "download" in kinds else ("Report a mistake", "fas fa-flag")


def menu(links: list[Link]) -> str:
    """Return the menu, in the markup that the theme's own script and style serve."""
    name, icon = named(links)
    items = "".join(f"<li>{link.html('dropdown-item')}</li>" for link in links)
    return (
        '<div class="dropdown offer-menu"><button class="btn btn-sm dropdown-toggle" type="button" '
        f'data-bs-toggle="dropdown" aria-expanded="false" aria-label="{name}">'
        f'<i class="{icon}" aria-hidden="true"></i></button><ul class="dropdown-menu">{items}</ul></div>'
    )


def listed(links: list[Link]) -> str:
    """Return the list for the end of the page, which needs no script."""
    name, _ = named(links)
    items = "".join(f"<li>{link.html()}</li>" for link in links)
    heading = f"<p>{name}</p>" if len(links) > 1 else ""
    return f'<nav class="offer d-print-none" aria-label="{name}">{heading}<ul>{items}</ul></nav>'


def finish(app: Sphinx, error: Exception | None) -> None:
    """Complete the pages that were built."""
    if error is None and app.builder.name == "html":
        root = Path(app.srcdir)
        Offer(root, Path(app.outdir), find(root), app.config.mle_report_to).write()


def setup(app: Sphinx) -> dict[str, Any]:
    """Run when the pages are written, and before products.slim looks at what they use."""
    app.add_config_value("mle_report_to", "", "html", str)
    app.connect("build-finished", finish, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    import yaml

    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]
    Offer(ROOT, ROOT / "_build" / "html", find(ROOT), settings.get("mle_report_to", "")).write()
