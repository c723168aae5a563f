"""Run notebooks and store their outputs: `python -m products.refresh [NOTEBOOK …]`, by default all."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from products.kernel import AsyncLocalKernelManager, prepare_environment
from products.notebooks import normalise, read, serialise
from products.toc import ROOT, notebooks

WORKERS = 2
CELL_TIMEOUT = 300  # seconds


def run(path: Path) -> str:
    """Run a notebook where it stands, and return the text to store."""
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        kernel_manager_class=AsyncLocalKernelManager,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    return serialise(normalise(notebook))


def refresh(path: Path) -> str:
    """Run a notebook, store it if it changed, and say what happened. A failed run stores nothing."""
    start = time.monotonic()
    try:
        text = run(path)
    except CellExecutionError as error:
        return f"failed\n{error}"
    changed = text != path.read_text("utf-8")
    if changed:
        path.write_text(text, "utf-8", newline="\n")
    return f"{'changed' if changed else 'as before'}, {time.monotonic() - start:.1f} s"


def main(arguments: list[str]) -> int:
    """Refresh the given notebooks, two at a time; 1 if one of them failed."""
    prepare_environment()
    paths = [Path(argument).resolve() for argument in arguments] or notebooks()
    failed = False
    with ThreadPoolExecutor(WORKERS) as pool:
        for path, result in zip(paths, pool.map(refresh, paths), strict=True):
            name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            print(f"{name}: {result}", flush=True)
            failed |= result.startswith("failed")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
