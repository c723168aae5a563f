"""The stored notebooks. That their outputs are true is nbval's part: `make test` runs it on all of them."""

from pathlib import Path

import pytest

from products.toc import ROOT, notebooks
from tests.checks import expect_none
from tests.checks.notebooks import check


def test_every_notebook_is_in_the_contents() -> None:
    stored = {path for path in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts}
    assert stored == set(notebooks()), "a notebook that _toc.yml does not name is neither built nor tested"


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_notebook(path: Path) -> None:
    expect_none(check(path))
