"""`python -m products.build --only PAGE`: one page is written anew, and what is wrong with it is said."""

import subprocess
import sys
from pathlib import Path

from tests.checks.runs import make_small_book


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "products.build", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})


def test_one_page(tmp_path: Path) -> None:
    project = make_small_book(tmp_path, "# A book\n\nText.\n", {"two.md": "# Another\n"})
    page = "book/index"
    source, built = project / f"{page}.md", project / "_build" / "html" / f"{page}.html"
    first = run(project, "--only", page)  # there is no book yet: it builds it all
    assert first.returncode == 0, first.stderr
    others = {path: path.read_text("utf-8") for path in built.parent.rglob("*.html") if path != built}
    source.write_text(source.read_text("utf-8") + "\n\nA new sentence.\n", "utf-8")
    second = run(project, "--only", page)
    assert second.returncode == 0, second.stderr
    assert "A new sentence." in built.read_text("utf-8")
    assert others and all(path.read_text("utf-8") == text for path, text in others.items())
    source.write_text(source.read_text("utf-8") + "\n\n{ref}`nowhere`\n", "utf-8")
    third = run(project, "--only", page)
    assert third.returncode == 1 and "nowhere" in third.stdout + third.stderr
    wrong = run(project, "--only", "book/nothing")
    assert wrong.returncode == 2 and "no page book/nothing" in wrong.stderr
