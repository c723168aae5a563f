"""Runs of whole gates in a folder of their own: nbval on a notebook, the Sphinx build on a small book."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from products.toc import ROOT


def run_nbval(folder: Path, notebook: str) -> subprocess.CompletedProcess[str]:
    """Prove the outputs of one notebook in a copy of the project, as `make test` does."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "--color=no",
        "-p",
        "no:xdist",
    ]
    # What pytest tells its workers must not reach a pytest that a test starts.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run([*command, notebook], cwd=folder, env=env, capture_output=True, text=True)


def copy_project(folder: Path) -> Path:
    """Copy what a build or a run of notebooks needs, without the book; mlelib is installed."""
    for name in ("_config.yml", "pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "products", folder / "products", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def make_small_book(folder: Path, text: str, chapters: Mapping[str, str] | None = None) -> Path:
    """Write a book of one page, and of these chapters by file name, with the settings of the real one."""
    copy_project(folder)
    shutil.copytree(ROOT / "book" / "assets", folder / "book" / "assets")
    (folder / "book" / "references.bib").write_text("", "utf-8")
    (folder / "book" / "index.md").write_text(text, "utf-8")
    contents: dict[str, Any] = {"format": "jb-book", "root": "book/index"}
    for name, source in (chapters or {}).items():
        path = folder / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
        contents.setdefault("chapters", []).append({"file": path.relative_to(folder).with_suffix("").as_posix()})
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), "utf-8")
    return folder
