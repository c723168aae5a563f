"""One Chromium for all tests that a process runs: Playwright starts only once in a process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from products import chromium
from tests.checks.browser import must_have_browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not chromium.is_there():
        assert not must_have_browser(), "no Chromium on this machine, and CI may not skip the browser's tests"
        pytest.skip("NOTHING WAS TRIED IN A BROWSER: install Chromium")
    with chromium.start() as started:
        yield started
