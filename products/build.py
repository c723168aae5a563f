"""Build the book: `python -m products.build [FOLDER] [--only PAGE]`.

Every warning is an error, and so is every reference to nowhere. Always from scratch: it takes seconds, and
Sphinx reports what it finds in a page only when it reads that page, so that a second, incremental build of a
broken book would say that all is well.

`--only book/likelihood/bernoulli` is for writing: it reads what changed since the last build, writes that one page, and
leaves the others as they are. Where there is no book yet, it builds it all.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from products.offline import NAME, pack
from products.toc import ROOT, pages, source

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


def build_page(page: str, root: Path = ROOT) -> bool:
    """Write one page into the book that is there, and tell whether it went well; what is wrong is printed."""
    from jupyter_book.sphinx import build_sphinx  # seconds, and `build` needs none of it

    done = build_sphinx(
        root,
        root / "_build" / "html",
        noconfig=True,
        path_config=root / "_config.yml",
        confoverrides={"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False, "nitpicky": True},
        filenames=[str(source(page, root))],
        quiet=True,
        warningiserror=True,
        keep_going=True,
    )
    return bool(done == 0)


def read_arguments() -> argparse.Namespace:
    """Read the command line, and refuse a page that the book does not have."""
    parser = argparse.ArgumentParser(prog="python -m products.build", description="Build the book.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--only", metavar="PAGE", help="write one page, such as book/likelihood/bernoulli")
    arguments = parser.parse_args()
    page = (arguments.only or "").removesuffix(".ipynb").removesuffix(".md")
    if page and page not in pages(arguments.folder):
        parser.error(f"_toc.yml has no page {page}; it has {', '.join(pages(arguments.folder))}")
    arguments.only = page
    return arguments


def main() -> int:
    """Build; where that fails, show the build's own words and leave nothing that could pass for a book."""
    arguments = read_arguments()
    root = arguments.folder.resolve()
    if arguments.only and (root / "_build" / "html" / "searchindex.js").is_file():
        well = build_page(arguments.only, root)
        print(f"{root}/_build/html/{arguments.only}.html" if well else "See the warnings above.", file=sys.stderr)
        return int(not well)
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
