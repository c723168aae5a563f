"""What a product takes from the chapters: cells chosen by their metadata, changed where it needs them otherwise.

Sphinx gives the text of a notebook away while it reads it (the event source-read). There a product reshapes it, with
the whole book around it, so that every reference still finds its target.
"""

import json
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
