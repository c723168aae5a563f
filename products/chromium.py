"""Chromium, found on this machine and started: it prints papers, draws previews, and runs the tests of pages."""

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# --disable-background-networking and below: without them Chromium itself asks its maker's hosts.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A proxy that is not there: what is meant for another host goes to it and fails. Not page.route(), whose
# handler can wait for ever when a page closes under it.
NOWHERE = "http://127.0.0.1:9"


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""


def is_there() -> bool:
    """Tell whether there is a Chromium on this machine."""
    return any(map(shutil.which, NAMES))


def find() -> str:
    """Return the path of a Chromium; NoBrowserError says how to get one."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowserError(
            "This needs Chromium or Chrome, and there is none on this machine: "
            f"none of {', '.join(NAMES)} is on the PATH. On Debian and Ubuntu: apt install chromium."
        )
    return found


@contextlib.contextmanager
def start() -> Iterator[Browser]:
    """Start it, with every other host out of reach. Playwright's own browser is not used: it would be downloaded.

    Playwright starts only once in a process: tests share one (tests/conftest.py).
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find(), args=list(FLAGS), proxy={"server": NOWHERE, "bypass": "127.0.0.1"}
        )
        yield browser
        browser.close()
