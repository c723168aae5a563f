"""Build the book: `python -m products.build [FOLDER]`.

Every warning is an error, and so is every reference to nowhere. Always from scratch: it takes seconds, and
Sphinx reports what it finds in a page only when it reads that page, so that a second, incremental build of a
broken book would say that all is well.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from products.offline import NAME, pack
from products.toc import ROOT

# All that a build of the book leaves behind, below _build.
MADE = ("html", ".doctrees", "jupyter_execute")
COMMAND = ["build", ".", "-W", "-n", "--keep-going", "-q"]


def clear(root: Path) -> None:
    """Remove an earlier build of the book."""
    for name in MADE:
        shutil.rmtree(root / "_build" / name, ignore_errors=True)
    (root / "_build" / f"{NAME}.zip").unlink(missing_ok=True)


def build(root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build the book of a folder into its _build/html, and return what the build said."""
    clear(root)
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    # Without this, Python on some systems cannot write the book's Greek letters to a log.
    env = os.environ | {"PYTHONUTF8": "1"}
    return subprocess.run([jupyter_book, *COMMAND], cwd=root, env=env, capture_output=True, text=True)


def main() -> int:
    """Build; where that fails, show the build's own words and leave nothing that could pass for a book."""
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT
    done = build(root)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        clear(root)
        print("The book was not built: see the warnings above.", file=sys.stderr)
    else:
        pack(root / "_build" / "html", root / "_build" / f"{NAME}.zip")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
