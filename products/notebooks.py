"""The one form in which a notebook is stored, so that a diff shows what changed and nothing else."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

# What editors and kernels leave behind, which says nothing about the chapter.
CELL_NOISE = {"ExecuteTime", "collapsed", "execution", "editable", "jp-MarkdownHeadingCollapsed", "trusted"}
BOOK_NOISE = {"kernelspec", "language_info", "signature", "toc-autonumbering", "vscode", "widgets"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read(path: Path) -> Any:
    """Read a notebook as a plain dictionary; a cell without an id gets one made from its text and place."""
    content = json.loads(path.read_text("utf-8"))
    for place, cell in enumerate(content["cells"]):
        text = f"{place} {''.join(cell['source'])}"
        cell.setdefault("id", hashlib.sha256(text.encode()).hexdigest()[:8])
    content["nbformat"], content["nbformat_minor"] = 4, 5
    return nbformat.reads(json.dumps(content), as_version=4)


@cache
def cells(path: Path) -> list[Any]:
    """Return the cells of a stored notebook, for a build that only looks; none where there is no such notebook."""
    return list(json.loads(path.read_text("utf-8"))["cells"]) if path.is_file() else []


def bundles(cells: list[Any]) -> list[Any]:
    """Return what the outputs of these cells show: for each, the kinds of data by their names."""
    return [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]


def join_streams(outputs: list[Any]) -> list[Any]:
    """Join pieces of printed text: where a kernel cuts them is a matter of timing."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def normalise(notebook: Any) -> Any:
    """Return the notebook without what depends on the machine or the moment."""
    kept = {key: value for key, value in notebook.metadata.items() if key not in BOOK_NOISE}
    notebook.metadata = nbformat.from_dict(
        kept | {"kernelspec": KERNEL, "language_info": {"name": "python", "file_extension": ".py"}}
    )
    count = 0
    for cell in notebook.cells:
        for key in CELL_NOISE & set(cell.metadata):
            del cell.metadata[key]
        if cell.cell_type == "code":
            ran = cell.execution_count is not None
            count += ran
            cell.execution_count = count if ran else None
            cell.outputs = join_streams(cell.outputs)
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
    return notebook


def serialise(notebook: Any) -> str:
    """Return the text of a notebook's file: keys sorted, one line a line."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"
