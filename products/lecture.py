"""A page of the book, laid out anew as slides: what stands on each, what appears when, what is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docutils import nodes

from products.cells import Cell, slide_type, tags

MARK = re.compile(r"cell: (\S+)")
LECTURE = re.compile(r"Lecture: (\d+) minutes")
#: `slide-hide-input` hides on slides only: what the code says, its output says better in the hall.
HIDDEN = {"hide-input", "remove-input", "slide-hide-input"}


@dataclass
class Part:
    """A cell of the notebook, as nodes of the page, with the heading that it begins with."""

    kind: str
    content: list[nodes.Node] = field(default_factory=list)
    title: nodes.title | None = None
    code: Cell | None = None


@dataclass
class Block:
    """What appears together; but the lines of a derivation appear one after the other within it."""

    children: list[nodes.Node]
    step: bool

    @property
    def lines(self) -> list[nodes.list_item]:
        """The lines of a derivation."""
        return [line for child in self.children for line in child.findall(nodes.list_item) if is_line(line)]

    def steps(self) -> int:
        """Count the clicks that it takes."""
        return len(self.lines) - (not self.step) if self.lines else int(self.step)


@dataclass
class Slide:
    """One slide: its heading, the anchors that lead to it, what it shows and what is said."""

    title: nodes.title
    ids: list[str]
    anchor: str
    begins: bool
    blocks: list[Block] = field(default_factory=list)
    notes: list[nodes.Node] = field(default_factory=list)

    def weight(self) -> float:
        """Return about how many seconds it takes to show: to read, to click, to look at a picture."""
        texts = [child.astext() for block in self.blocks for child in block.children]
        words = sum(len(text.split()) for text in texts if not text.startswith("<"))
        pictures = sum(text.startswith("<") for text in texts)
        return 10 + words / 2 + 12 * sum(block.steps() for block in self.blocks) + 20 * pictures


def is_line(item: nodes.list_item) -> bool:
    """Tell a line of a derivation from an item of another list."""
    return item.parent is not None and "derivation" in item.parent["classes"]


def mark(cell: Cell) -> list[Cell]:
    """Write into a cell of text what it is in a lecture; a cell of code says so by itself."""
    if cell["cell_type"] == "markdown":
        cell["source"] = f"% cell: {slide_type(cell)}\n\n{''.join(cell['source'])}"
    return [cell]


def flat(parent: nodes.Element) -> Iterator[nodes.Node]:
    """Go through a page, section by section."""
    for child in parent.children:
        if isinstance(child, nodes.section):
            yield from flat(child)
        elif not isinstance(child, nodes.target):
            yield child


def parts(page: nodes.document) -> Iterator[Part]:
    """Cut a page into the cells that it was read from."""
    part = Part("skip")
    for node in flat(page):
        if isinstance(node, nodes.comment) and (found := MARK.fullmatch(node.astext())):
            yield part
            part = Part(found[1])
        elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            yield part
            code = {"metadata": node["cell_metadata"]}
            yield Part(slide_type(code), [node], code=code)
            part = Part("skip")
        elif isinstance(node, nodes.title):
            part.title = node
        else:
            part.content.append(node)
    yield part


def inside(node: nodes.Node, element: str) -> list[nodes.Node]:
    """Return what a cell's part holds: its source, or its output."""
    found = [box for box in node.findall(nodes.container) if box.get("nb_element") == element]
    return [child for box in found for child in box.children]


def blocks(part: Part, step: bool) -> list[Block]:
    """Return what a cell shows; of code the input, if it is not hidden, and then, as a step, what it puts out."""
    if part.code is None:
        return [Block([node], step) for node in part.content]
    source, output = (inside(part.content[0], f"cell_code_{name}") for name in ("source", "output"))
    shown = [] if HIDDEN & tags(part.code) else [Block(source, step)]
    return shown + [Block(output, step or bool(shown))] * bool(output)


def slides(page: nodes.document) -> list[Slide]:
    """Lay out a page."""
    found: list[Slide] = []
    for part in parts(page):
        if part.kind == "skip":
            continue
        if part.title is not None:
            ids = list(part.title.parent["ids"])
            found.append(Slide(part.title, ids, ids[0], begins=True))
        elif part.kind == "notes":
            found[-1].notes += part.content
            continue
        elif part.kind in ("slide", "subslide"):
            last = found[-1]
            count = sum(slide.anchor == last.anchor for slide in found) + 1
            ids = [f"{last.anchor}-{count}"]
            found.append(Slide(last.title.deepcopy(), ids, last.anchor, begins=part.kind == "slide"))
        found[-1].blocks += blocks(part, step=part.kind == "fragment")
    return found


def minutes(page: nodes.document) -> int:
    """Return how long the chapter says that its lecture takes."""
    found = LECTURE.search(page.astext())
    if not found:
        raise ValueError("the chapter does not say how long its lecture takes: `Lecture: 50 minutes`")
    return int(found[1])


def timetable(deck: list[Slide], total: int) -> Iterator[tuple[float, float]]:
    """Share the minutes among the slides: for each, when it begins and when it ends."""
    whole, begin = sum(slide.weight() for slide in deck), 0.0
    for slide in deck:
        end = begin + total * slide.weight() / whole
        yield begin, end
        begin = end
