"""The fields of a question in its bank; every complaint says where it is."""

from __future__ import annotations

import math
import re
from typing import Any

#: What a question of any kind may have.
COMMON = ("kind", "prompt", "graded")


class QuestionError(ValueError):
    """A question that cannot be asked: the message names the file, the question and the field."""


class Fields:
    """The fields of one entry of a bank, read by name."""

    def __init__(self, where: str, entry: object) -> None:
        self.where = where
        if not isinstance(entry, dict):
            raise QuestionError(f"{where}: expected fields, got {entry!r}")
        self.entry: dict[str, Any] = entry

    def error(self, name: str, problem: str) -> QuestionError:
        return QuestionError(f"{self.where}: {name}: {problem}")

    def only(self, *names: str) -> None:
        """Refuse a field of another name."""
        for name in self.entry:
            if name not in names:
                raise self.error(str(name), f"unknown field; known here: {', '.join(names)}")

    def text(self, name: str, default: str | None = None) -> str:
        """One paragraph of Markdown."""
        value = self.entry.get(name, default)
        if value == default and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, f"expected a text, got {value!r}")
        if re.search(r"\n\s*\n", value.strip()):
            raise self.error(name, "expected one paragraph, got several")
        if value.count("$") % 2:
            raise self.error(name, "an odd number of $")
        return " ".join(value.split())

    def number(self, name: str, default: float | None = None) -> float:
        value = self.entry.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.error(name, f"expected a number, got {value!r}")
        return float(value)

    def whole(self, name: str, default: int | None = None) -> int:
        """0, 1, 2, …"""
        value = self.number(name, default)
        if value != int(value) or value < 0:
            raise self.error(name, f"expected 0, 1, 2, …, got {value:g}")
        return int(value)

    def flag(self, name: str) -> bool:
        value = self.entry.get(name, False)
        if not isinstance(value, bool):
            raise self.error(name, f"expected true or false, got {value!r}")
        return value

    def inner(self, name: str, kind: type) -> Any:
        value = self.entry.get(name, kind())
        if not isinstance(value, kind):
            raise self.error(name, f"expected a {'list' if kind is list else 'mapping'}, got {value!r}")
        return value

    def graded(self) -> str:
        """Which graded question of the course documents it is: "H1", or "" for one of our own."""
        value = self.entry.get("graded", "")
        if value and not re.fullmatch(r"[A-Z]\d+", str(value)):
            raise self.error("graded", f"expected a letter and a number such as H1, got {value!r}")
        return str(value)
