"""Where the book's source lives, as far as this build knows: links that leave the book are made from it.

On GitHub Actions the repository is GITHUB_REPOSITORY, so that a fork's book points at the fork; elsewhere it is the
remote `origin`. Nothing is asked of the network, and what is not known is left out.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

# Only this much of a remote's address is ever used: it may hold a password in front.
GITHUB = re.compile(r"(?:^|[/@])github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?$")


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub."""

    name: str
    """Owner and name, `someone/mle-book`."""
    commit: str
    """What this book is built from."""
    published: bool
    """Whether GitHub has that commit."""
    notebooks_branch: str | None
    """The branch that holds the notebooks for Colab (.ci/publish-notebooks), if there is one."""

    @property
    def url(self) -> str:
        """The repository's page."""
        return f"https://github.com/{self.name}"

    def binder(self, path: str) -> str | None:
        """Return the address at which Binder opens a notebook, in the environment that .binder describes."""
        if not self.published:
            return None
        return f"https://mybinder.org/v2/gh/{self.name}/{self.commit}?urlpath=lab/tree/{quote(path)}"

    def colab(self, notebook: str) -> str | None:
        """Return the address at which Colab opens a notebook of the notebooks' branch."""
        if not self.notebooks_branch:
            return None
        return f"https://colab.research.google.com/github/{self.name}/blob/{self.notebooks_branch}/{quote(notebook)}"

    def issue(self, title: str, body: str) -> str:
        """Return the address of a new issue, filled in."""
        return f"{self.url}/issues/new?{urlencode({'title': title, 'body': body}, quote_via=quote)}"


def git(root: Path, *arguments: str) -> str:
    """Return what git says; nothing where it fails, or where there is no git."""
    try:
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find(root: Path, env: Mapping[str, str] = os.environ) -> Repository | None:
    """Return the repository of a folder; None where its source is nowhere on GitHub."""
    on_actions = env.get("GITHUB_REPOSITORY", "")
    remote = GITHUB.search(git(root, "remote", "get-url", "origin"))
    name = on_actions or (remote[1] if remote else "")
    commit = env.get("GITHUB_SHA", "") or git(root, "rev-parse", "HEAD")
    if not name or not commit:
        return None
    branch = env.get("NOTEBOOKS_BRANCH", "")
    if not branch and not on_actions and git(root, "rev-parse", "--verify", "--quiet", "refs/remotes/origin/notebooks"):
        branch = "notebooks"
    published = bool(on_actions) or bool(git(root, "branch", "--remotes", "--list", "origin/*", "--contains", commit))
    return Repository(name, commit, published, branch or None)
