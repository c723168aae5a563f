"""What a stored notebook must be: run, free of traces of one machine, and in cells of a readable size."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from products.notebooks import normalise, read, serialise

MOST_CODE_LINES = 10
MOST_WORDS = 80
SLIDE_TYPES = {"slide", "subslide", "fragment", "notes", "skip", "-"}
NBVAL_TAGS = {"nbval-ignore-output", "nbval-skip"}
NBVAL_MARKS = {"NBVAL_IGNORE_OUTPUT", "NBVAL_SKIP", "PYTEST_VALIDATE_IGNORE_OUTPUT"}

MACHINE_PATH = re.compile(r"(?<![\w./:<])/(?:home|Users|root|tmp|private|usr|opt|var|work)/[\w.]|[A-Z]:\\+Users\\")
MEMORY_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")

# Calls that are there for what they show.
SHOWS = re.compile(r"^(?:say|ask|table)\(", re.MULTILINE)

# What is not prose: blocks of code, directives, displayed mathematics, tables, labels, HTML tags.
FENCE = re.compile(r"^(`{3,}|:{3,}).*?^\1\s*$", re.MULTILINE | re.DOTALL)
DISPLAY = re.compile(r"\$\$.*?\$\$(?: *\([\w:-]+\))?", re.DOTALL)
TABLE_OR_LABEL = re.compile(r"^(\|.*|\([\w:-]+\)=)\s*$", re.MULTILINE)
TAG = re.compile(r"<[^>]*>")
INLINE_MATH = re.compile(r"\$[^$\n]+\$")
TARGET = re.compile(r"\]\([^)]*\)|\{[\w:-]+\}(?=`)")


def check(path: Path) -> list[str]:
    """Return everything that is wrong with a notebook, each with the place of its cell."""
    notebook = read(path)
    problems = []
    if path.read_text("utf-8") != serialise(normalise(read(path))):
        problems.append("not in its stored form: run `make refresh`")
    ids = [cell.id for cell in notebook.cells]
    if len(set(ids)) < len(ids):
        problems.append("two cells have the same id")
    for place, cell in enumerate(notebook.cells, start=1):
        problems += [f"cell {place}: {problem}" for problem in check_cell(cell)]
    return [f"{path.name}: {problem}" for problem in problems]


def check_cell(cell: Any) -> Iterator[str]:
    """Give what is wrong with one cell."""
    slide_type = cell.metadata.get("slideshow", {}).get("slide_type")
    if slide_type not in SLIDE_TYPES:
        yield f"slideshow.slide_type is {slide_type!r}, not one of {sorted(SLIDE_TYPES)}"
    if cell.cell_type == "code":
        yield from check_code(cell)
    elif cell.cell_type == "markdown" and (words := count_words(cell.source)) > MOST_WORDS:
        yield f"{words} words of prose, at most {MOST_WORDS}"


def check_code(cell: Any) -> Iterator[str]:
    """Give what is wrong with a cell of code and its outputs."""
    lines = [line for line in cell.source.splitlines() if line.strip()]
    if not lines:
        yield "empty"
    if len(lines) > MOST_CODE_LINES:
        yield f"{len(lines)} lines of code, at most {MOST_CODE_LINES}"
    if cell.execution_count is None:
        yield "never run (nbval compares nothing then): run `make refresh`"
    if skips_comparison(cell) and not says_why(cell):
        yield "outputs are not compared, and no line `# nbval: <reason>` says why"
    if len(SHOWS.findall(cell.source)) > sum("data" in output for output in cell.outputs):
        yield "a sentence, table or question is on no page: a cell shows what stands last in it"
    for output in cell.outputs:
        yield from check_output(output)


def check_output(output: Any) -> Iterator[str]:
    """Give what is wrong with one stored output."""
    if output.output_type == "error":
        yield f"stored error {output.ename}: {output.evalue}"
    if output.get("name") == "stderr":
        yield f"wrote to stderr: {output.text.strip()[:80]!r}"
    text = json.dumps(output, ensure_ascii=False)
    for what, pattern in [("a path of one machine", MACHINE_PATH), ("a memory address", MEMORY_ADDRESS)]:
        if found := pattern.search(text):
            yield f"{what} in the output: …{text[found.start() : found.end() + 30]}…"


def skips_comparison(cell: Any) -> bool:
    """Tell whether nbval is asked not to compare the outputs of this cell."""
    comments = {line.strip("# ") for line in cell.source.splitlines() if line.startswith("#")}
    return bool(NBVAL_TAGS & set(cell.metadata.get("tags", [])) or NBVAL_MARKS & comments)


def says_why(cell: Any) -> bool:
    """Tell whether the cell gives the reason."""
    return re.search(r"^# nbval: \w+", cell.source, re.MULTILINE) is not None


def count_words(source: str) -> int:
    """Count words of prose; a formula within a sentence counts as one.

    >>> count_words("The *mean* is $x + y$.")
    4
    >>> count_words("| a | b |")
    0
    """
    for pattern in (FENCE, DISPLAY, TABLE_OR_LABEL, TAG):
        source = pattern.sub(" ", source)
    lines = [line for line in source.splitlines() if INLINE_MATH.sub("", line).strip(" .,;:")]
    prose = TARGET.sub(" ", INLINE_MATH.sub(" formula ", "\n".join(lines)))
    return len(re.findall(r"\w[\w'’.,-]*", prose))
