"""How notebooks are run, the same way everywhere.

`make refresh` stores their outputs, and nbval proves them.
"""

import os
import tempfile
import uuid
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager, KernelManager

from products.toc import ROOT

CACHE = ROOT / ".cache"
# Where this process's kernels have their sockets; it goes when the process ends. Not under CACHE, because
# such a file's path must stay under 104 characters on macOS.
SOCKETS = tempfile.TemporaryDirectory(prefix="mle-")


def prepare_environment() -> None:
    """Keep what a reader has at home (styles, start-up files, a cold font cache) out of the outputs."""
    for variable, name in [
        ("MPLCONFIGDIR", "matplotlib"),
        ("IPYTHONDIR", "ipython"),
        ("JUPYTER_CONFIG_DIR", "jupyter"),
    ]:
        (CACHE / name).mkdir(parents=True, exist_ok=True)
        os.environ[variable] = str(CACHE / name)
    # How sums are split among threads decides their last digit.
    for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
        os.environ[f"{library}_NUM_THREADS"] = "1"


def warm_caches() -> None:
    """Let matplotlib look for fonts now: within a notebook it would say so, and the output would differ."""
    prepare_environment()
    import matplotlib.font_manager  # noqa: F401  (the import does it)


def local_connection() -> dict[str, Any]:
    """Arguments of a kernel manager that talks through files, not ports.

    Two kernels that start together can be given the same port, and then one is lost: it happened in one run
    of ten. Windows has no such files.
    """
    if os.name == "nt":
        return {}
    path = Path(SOCKETS.name, f"{uuid.uuid4().hex[:8]}.json")
    return {"transport": "ipc", "connection_file": str(path)}


class LocalKernelManager(KernelManager):
    """The kernel manager for nbval."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**local_connection(), **options)


class AsyncLocalKernelManager(AsyncKernelManager):
    """The kernel manager for nbclient."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**local_connection(), **options)


if __name__ == "__main__":
    warm_caches()
