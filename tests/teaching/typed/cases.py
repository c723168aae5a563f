"""The typed answers, and what is to be said of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mlelib.teaching.answers import Task

from .mutants import question

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A text typed as an answer. ``right`` is None where it is not readable; ``words`` are in the reply."""

    group: str
    name: str
    text: str
    right: bool | None
    words: str = ""


@cache
def task(name: str) -> Task:
    return question(name).task


def cases() -> list[Case]:
    return [*_right(), *_wrong(), *_hostile(), *_unreadable()]


def _file(name: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = yaml.safe_load((HERE / f"{name}.yml").read_text("utf-8"))
    return found


def _right() -> Iterator[Case]:
    for name, texts in _file("right").items():
        yield from (Case("right", name, text, True) for text in texts)


def _wrong() -> Iterator[Case]:
    for name, pairs in _file("wrong").items():
        yield from (Case("wrong", name, text, False) for text, _ in pairs)


def _hostile() -> Iterator[Case]:
    for name, texts in _file("hostile").items():
        yield from (Case("hostile", name, text, False) for text in texts)


def _unreadable() -> Iterator[Case]:
    for name, pairs in _file("unreadable").items():
        for text, words in pairs:
            text = text[0] * text[1] if isinstance(text, list) else text
            yield Case("unreadable", name, text, None, words)
