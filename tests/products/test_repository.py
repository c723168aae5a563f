"""The addresses that a book gives out: taken from where it is built, and left out where nothing is known."""

import json
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from products.portable import portable
from products.repository import Repository, find
from products.toc import ROOT

CHAPTER = "book/likelihood/bernoulli"


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@localhost"]
    return subprocess.run(
        ["git", *who, "-C", folder, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with one commit."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message=first")
    return tmp_path


ADDRESSES = [
    "https://github.com/someone/book",
    "https://github.com/someone/book.git",
    "https://github.com/someone/book/",
    "https://user:secret@github.com/someone/book.git",
    "git@github.com:someone/book.git",
    "ssh://git@github.com/someone/book.git",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_remote_names_the_repository_and_nothing_else_of_it_is_used(clone: Path, address: str) -> None:
    git(clone, "remote", "add", "origin", address)
    found = find(clone, {})
    assert found is not None and found.name == "someone/book"
    assert "secret" not in repr(found)


@pytest.mark.parametrize("address", ["https://example.org/someone/book", "/a/folder", "https://notgithub.com/a/b"])
def test_other_remotes_are_no_repository(clone: Path, address: str) -> None:
    git(clone, "remote", "add", "origin", address)
    assert find(clone, {}) is None


def test_without_remote_or_git_there_is_none(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert find(clone, {}) is None
    assert find(tmp_path_factory.mktemp("no-git"), {}) is None


def test_a_commit_that_github_does_not_have_is_not_linked(clone: Path) -> None:
    git(clone, "remote", "add", "origin", ADDRESSES[0])
    found = find(clone, {})
    assert found is not None and found.commit == git(clone, "rev-parse", "HEAD")
    assert found.binder("a.ipynb") is None and found.colab("a.ipynb") is None
    git(clone, "update-ref", "refs/remotes/origin/main", "HEAD")  # as after a push
    found = find(clone, {})
    assert found is not None and found.binder("a.ipynb") is not None and found.colab("a.ipynb") is None
    git(clone, "update-ref", "refs/remotes/origin/notebooks", "HEAD")
    found = find(clone, {})
    assert found is not None and found.colab("a.ipynb") is not None


def test_a_forks_book_points_at_the_fork(clone: Path) -> None:
    git(clone, "remote", "add", "origin", ADDRESSES[0])
    actions = {"GITHUB_REPOSITORY": "fork/book", "GITHUB_SHA": "abc123", "NOTEBOOKS_BRANCH": "notebooks"}
    found = find(clone, actions)
    assert found == Repository("fork/book", "abc123", True, "notebooks")
    assert found.binder(f"{CHAPTER}.ipynb") == (
        "https://mybinder.org/v2/gh/fork/book/abc123?urlpath=lab/tree/book/likelihood/bernoulli.ipynb"
    )
    assert found.colab("bernoulli.ipynb") == (
        "https://colab.research.google.com/github/fork/book/blob/notebooks/bernoulli.ipynb"
    )
    assert find(clone, {"GITHUB_REPOSITORY": "fork/book", "GITHUB_SHA": "abc123"}) == (
        Repository("fork/book", "abc123", True, None)
    )


def test_an_issue_comes_filled_in() -> None:
    title, body = "Mistake in “EM & more”", "Page: a/b\nSection: \n#1"
    parts = urlsplit(Repository("someone/book", "abc", True, None).issue(title, body))
    assert (parts.netloc, parts.path) == ("github.com", "/someone/book/issues/new")
    assert parse_qs(parts.query, strict_parsing=True) == {"title": [title], "body": [body]}


def test_a_notebook_to_take_away_fetches_what_it_needs() -> None:
    path = ROOT / f"{CHAPTER}.ipynb"
    text = portable(path, CHAPTER, Repository("someone/book", "abc", True, None))
    first, *rest = json.loads(text)["cells"]
    assert rest == json.loads(path.read_text("utf-8"))["cells"]
    source = "".join(first["source"])
    assert "https://github.com/someone/book/archive/abc.tar.gz" in source
    assert "%cd book-abc/book/likelihood\n" in source
    assert '%pip install --quiet "../..[book]"' in source


@pytest.mark.parametrize("repository", [None, Repository("someone/book", "abc", False, None)])
def test_where_it_could_fetch_nothing_it_is_as_it_was(repository: Repository | None) -> None:
    path = ROOT / f"{CHAPTER}.ipynb"
    assert portable(path, CHAPTER, repository) == path.read_text("utf-8")


def test_notebooks_are_put_on_a_branch_of_their_own(clone: Path) -> None:
    """The script of CI, with a folder in GitHub's place."""
    (clone / ".ci").mkdir()
    script = clone / ".ci" / "publish-notebooks"
    script.write_text((ROOT / ".ci" / "publish-notebooks").read_text("utf-8"))
    script.chmod(0o755)
    downloads = clone / "_build" / "html" / "downloads"
    downloads.mkdir(parents=True)
    for name in ("em.ipynb", "em-to-solve.ipynb", "em.pdf"):
        (downloads / name).write_text(name)
    hub = clone / "hub.git"
    git(clone, "init", "--quiet", "--bare", str(hub))
    before = git(clone, "status", "--porcelain")
    for _ in range(2):  # a second time it replaces the branch
        subprocess.run([script, str(hub), "notebooks"], check=True)
    assert git(hub, "ls-tree", "--name-only", "notebooks") == "em.ipynb"
    assert git(hub, "rev-list", "--count", "notebooks") == "1"
    assert git(clone, "status", "--porcelain") == before
    assert git(clone, "log", "--format=%s") == "first"
