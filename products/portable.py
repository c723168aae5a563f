"""A chapter's notebook as it is offered for download and to Colab: its first cell fetches what it needs to run.

A chapter needs more than `mlelib`: it reads `../data` and asks questions from a file beside it. So the cell does not
install the library from an address, but fetches the whole source at the commit that the page was built from, installs
from there, and goes to the chapter's folder. It needs curl and tar, which Colab, macOS, Linux and Windows have.
"""

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Any

from products.repository import Repository

WORDS = "# Run this cell first. It fetches the book's data and library, as they were when this notebook was made."


def first_cell(repository: Repository, folder: str) -> str:
    """Return the code of the cell for a chapter of this folder."""
    archive = f"{repository.url}/archive/{repository.commit}.tar.gz"
    unpacked = f"{repository.name.partition('/')[2]}-{repository.commit}"  # as GitHub calls it
    up = "/".join([".."] * len(PurePosixPath(folder).parts))
    return "\n".join(
        [
            WORDS,
            f"!curl --silent --show-error --fail --location {archive} | tar -xz",
            f"%cd {unpacked}/{folder}",
            f'%pip install --quiet "{up}[book]"',
        ]
    )


def portable(path: Path, page: str, repository: Repository | None) -> str:
    """Return the text of a chapter's notebook; with the cell, if it is known where the source is."""
    text = path.read_text("utf-8")
    if repository is None or not repository.published:
        return text
    source = first_cell(repository, str(PurePosixPath(page).parent))
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": hashlib.sha256(source.encode()).hexdigest()[:8],
        "metadata": {"slideshow": {"slide_type": "skip"}},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
    notebook = json.loads(text)
    notebook["cells"].insert(0, cell)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
