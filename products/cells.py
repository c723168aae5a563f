"""What a product takes from the chapters: cells chosen by their metadata, changed where it needs them otherwise.

Two ways to use it, both without a copy of the book by hand:

- `reshape` the text of a notebook while Sphinx reads it (the event source-read), with the whole book around it, so
  that every reference still finds its target;
- `write_book` writes a folder in which every chapter is reshaped, with its assets, data and questions beside it.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from products import toc
from products.toc import ROOT

Cell = Any
#: What becomes of a cell: nothing (it is left out), itself, or others in its place.
Change = Callable[[Cell], Iterable[Cell]]

IN_LECTURE = {"slide", "subslide", "fragment", "-"}


def slide_type(cell: Cell) -> str:
    """Say what a cell is in a lecture: slide, subslide, fragment, notes, skip or -."""
    return str(cell["metadata"].get("slideshow", {}).get("slide_type", "-"))


def tags(cell: Cell) -> set[str]:
    """Return the tags of a cell, such as `blank`, `solution` or `hide-input`."""
    return set(cell["metadata"].get("tags", []))


def in_lecture(cell: Cell) -> bool:
    """Tell whether a cell is shown in the lecture hall; notes are said, not shown."""
    return slide_type(cell) in IN_LECTURE


def keep(predicate: Callable[[Cell], bool]) -> Change:
    """Make the change that leaves out all other cells."""
    return lambda cell: [cell] if predicate(cell) else []


def reshape(text: str, change: Change) -> str:
    """Return the text of a notebook with every cell changed."""
    notebook = json.loads(text)
    notebook["cells"] = [new for cell in notebook["cells"] for new in change(cell)]
    return json.dumps(notebook, ensure_ascii=False)


def chapters(root: Path = ROOT) -> dict[str, str]:
    """Return the chapters that are lectures: the last part of the name, which names products, and the page."""
    return {chapter.name: chapter.page for chapter in toc.chapters(root)}


def write_book(folder: Path, change: Change, root: Path = ROOT) -> None:
    """Write the book into an empty folder with every chapter reshaped, and all else as it is."""
    shutil.copytree(root / "book", folder / "book", ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(root / name, folder)
    (folder / "node_modules").symlink_to((root / "node_modules").resolve())
    for page in chapters(root).values():
        path = folder / f"{page}.ipynb"
        path.write_text(reshape(path.read_text("utf-8"), change), "utf-8")
