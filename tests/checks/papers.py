"""What a printed PDF must be: whole pages, nothing in the margins, fonts inside, links that lead somewhere."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from products.paper.book import outline
from products.paper.printing import once

MM = 72 / 25.4  # points
# Between the content and these is white paper; heads and page numbers stand further out.
SIDE, TOP, FOOT = 17 * MM, (17.5 * MM, 19.5 * MM), (278.6 * MM, 280.5 * MM)
HEIGHTS = {842: 0.0, 792: 792 - 841.9}  # A4, Letter: by how much the foot is higher
WHITE = 250


def pictures(pdf: Path) -> Iterator[NDArray[np.uint8]]:
    """Give each page as a picture in shades of grey, a pixel a point."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=1, grayscale=True).to_numpy().squeeze()
    document.close()


def check(pdf: Path, fewest_pages: int = 1) -> list[str]:
    """Return everything that is wrong with a PDF."""
    reader = PdfReader(pdf)
    problems = [*structure(reader), *bookmarks(pdf), *links(reader), *fonts(reader)]
    if len(reader.pages) < fewest_pages:
        problems.append(f"{len(reader.pages)} pages")
    for number, picture in enumerate(pictures(pdf), start=1):
        problems += [f"page {number}: {problem}" for problem in look(picture)]
    return [f"{pdf.name}: {problem}" for problem in problems]


def structure(reader: PdfReader) -> Iterator[str]:
    """Give what a screen reader would miss."""
    root = reader.root_object
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "not tagged"
    if "/Lang" not in root:
        yield "no language"
    if not (reader.metadata and reader.metadata.title):
        yield "no title"


def bookmarks(pdf: Path) -> Iterator[str]:
    """Give what is wrong with the bookmarks."""
    found = outline(pdf)
    if not found:
        yield "no bookmarks"
    for _, words, _ in found:
        if not words.strip() or once(words) != words:
            yield f"a bookmark says {words!r}"


def links(reader: PdfReader) -> Iterator[str]:
    """Give the links that lead nowhere, and those to a file of this machine."""
    places = set(reader.named_destinations)
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            target = link.get("/Dest", link.get("/A", {}).get("/D", ""))
            if isinstance(target, str) and target and target not in places and f"/{target}" not in places:
                yield f"a link to nowhere: {target}"
            if str(link.get("/A", {}).get("/URI", "")).startswith("file:"):
                yield f"a link to a file: {link['/A']['/URI']}"


def fonts(reader: PdfReader) -> Iterator[str]:
    """Give the fonts that are not inside."""
    missing = set()
    for page in reader.pages:
        for font in page.get("/Resources", DictionaryObject()).get("/Font", {}).values():
            inner = font.get_object()
            inner = inner.get("/DescendantFonts", [inner])[0].get_object()
            about = inner.get("/FontDescriptor", DictionaryObject()).get_object()
            if inner["/Subtype"] != "/Type3" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(about):
                missing.add(str(inner.get("/BaseFont")))
    yield from (f"the font {name} is not inside" for name in sorted(missing))


def look(picture: NDArray[np.uint8]) -> Iterator[str]:
    """Give what is wrong with the look of a page: empty, or something beyond the content's place."""
    height, width = picture.shape
    shift = HEIGHTS[height]
    side, foot = round(SIDE), [round(place + shift) for place in FOOT]
    content = picture[round(20 * MM) : foot[0], side : width - side]
    if not (content < WHITE).any():
        yield "empty"
    strips = {
        "left": picture[:, :side],
        "right": picture[:, width - side :],
        "top": picture[round(TOP[0]) : round(TOP[1]), :],
        "bottom": picture[foot[0] : foot[1], :],
    }
    yield from (f"something in the {name} margin" for name, strip in strips.items() if (strip < WHITE).any())
