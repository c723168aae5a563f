"""The book's pages, in order, as _toc.yml lists them: the one place that every gate and product asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
# The parts that are no road: what one looks up, and how to use the book.
NOT_CHAPTERS = {"Reference", "Using the book"}


@dataclass(frozen=True)
class Chapter:
    """A chapter of the road: its page, its number, and the part it belongs to."""

    page: str
    number: int
    part: str

    @property
    def name(self) -> str:
        """The last part of its page, which names its products."""
        return self.page.rpartition("/")[2]


def _files(entry: Any) -> Iterator[str]:
    """Walk through the table of contents, depth first, and give each page it names."""
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key in ("root", "file"):
                yield value
            else:
                yield from _files(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _files(value)


def pages(root: Path = ROOT) -> list[str]:
    """Return the pages without suffix, such as `book/gaussians/univariate`."""
    return list(_files(yaml.safe_load((root / "_toc.yml").read_text("utf-8"))))


def chapters(root: Path = ROOT) -> list[Chapter]:
    """Return the chapters of the road, in order; the first page, and pages to look things up, are none."""
    contents = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    listed = [
        (page, part["caption"])
        for part in contents["parts"]
        if part["caption"] not in NOT_CHAPTERS
        for page in _files(part["chapters"])
    ]
    return [Chapter(page, number, part) for number, (page, part) in enumerate(listed, start=1)]


def source(page: str, root: Path = ROOT) -> Path:
    """Return the file that a page is written in."""
    for suffix in (".ipynb", ".md"):
        path = root / (page + suffix)
        if path.is_file():
            return path
    raise FileNotFoundError(f"_toc.yml names {page}, but there is no {page}.ipynb and no {page}.md")


def notebooks(root: Path = ROOT) -> list[Path]:
    """Return the notebooks among the pages."""
    return [path for path in (source(page, root) for page in pages(root)) if path.suffix == ".ipynb"]


if __name__ == "__main__":
    print(*(path.relative_to(ROOT) for path in notebooks()))
