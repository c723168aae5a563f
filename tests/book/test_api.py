"""The API page: every public name is on it once, and has an example, which `make test` runs as a doctest."""

import re
from typing import Any

import pytest

import mlelib
import mlelib.symbolic
from products.toc import ROOT

PAGE = (ROOT / "book" / "reference" / "api.md").read_text("utf-8")
ENTRIES = re.findall(r"^\.\. auto\w+:: (mlelib[\w.]+)", PAGE, re.MULTILINE)
#: Classes whose methods readers call, all of them.
CALLED = (mlelib.Distribution, mlelib.Mixture, mlelib.symbolic.Derivation)


def found(name: str) -> Any:
    """Return what a name of the page stands for."""
    in_symbolic = name.startswith("mlelib.symbolic.")
    thing: Any = mlelib.symbolic if in_symbolic else mlelib
    for part in name.removeprefix("mlelib.").removeprefix("symbolic.").split("."):
        thing = getattr(thing, part)
    return thing


def methods(kind: type) -> set[str]:
    """Return the public methods and properties of a class, and of what it inherits from in mlelib."""
    own = [base for base in kind.__mro__ if base.__module__.startswith("mlelib")]
    members = [(name, value) for base in own for name, value in vars(base).items() if not name.startswith("_")]
    return {name for name, value in members if callable(value) or isinstance(value, property | classmethod)}


def test_every_public_name_is_on_the_page_once() -> None:
    public = [f"{module.__name__}.{name}" for module in (mlelib, mlelib.symbolic) for name in module.__all__]
    assert len(set(ENTRIES)) == len(ENTRIES)
    assert set(public) <= set(ENTRIES)


@pytest.mark.parametrize("kind", CALLED, ids=lambda kind: kind.__name__)
def test_every_method_is_on_the_page(kind: type) -> None:
    module = "mlelib.symbolic" if kind.__module__.startswith("mlelib.symbolic") else "mlelib"
    assert {f"{module}.{kind.__name__}.{name}" for name in methods(kind)} <= set(ENTRIES)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_an_example(name: str) -> None:
    assert ">>> " in (found(name).__doc__ or "")
