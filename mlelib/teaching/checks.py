"""Checks for the exercises of a student copy: ``check("bernoulli/odds", eta=eta)`` says whether the answer is right.

The answers stand in ``<chapter>.answers.json`` beside the copy, as plain data: the book shows the solutions anyway.
They are what the solutions computed when the copy was made; nobody typed them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlelib.teaching.say import number

TOLERANCE = 5e-3  # three significant digits, as a pocket calculator's user writes them
NEAR_ZERO = 1e-6


class AnswerError(ValueError):
    """A check that cannot be made: the message names the exercise."""


@dataclass(frozen=True)
class Verdict:
    """Whether all answers are right, and what to say."""

    right: bool
    replies: tuple[str, ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        text = "\n".join(f"- {reply}" for reply in self.replies)
        return {"text/markdown": text, "text/plain": text.replace("`", "").replace("**", "")}


def check(exercise: str, *, folder: Path | str = ".", **answers: object) -> Verdict:
    """Compare answers with those of the exercise "chapter/name", whose file is in ``folder``, the notebook's own.

    An answer is a number, or a list or array of numbers. Raises AnswerError when there is no such exercise, or when it
    asks for other names.
    """
    chapter, _, name = exercise.partition("/")
    path = Path(folder) / f"{chapter}.answers.json"
    if not path.is_file():
        raise AnswerError(f"{exercise}: there is no file {path.name} beside this notebook")
    stored = json.loads(path.read_text("utf-8"))
    if name not in stored:
        raise AnswerError(f"{exercise}: there is no such exercise; there are {', '.join(stored)}")
    if set(answers) != set(stored[name]):
        raise AnswerError(f"{exercise}: it asks for {', '.join(stored[name])}, got {', '.join(answers) or 'nothing'}")
    replies = {key: _reply(value, _Wanted(**stored[name][key])) for key, value in answers.items()}
    right = not any(replies.values())
    told = tuple(f"`{key}` {reply or 'is **right**.'}" for key, reply in replies.items())
    return Verdict(right, (*told, "Now compare your reasons with the solution in the book.") if right else told)


def store(exercise: str, *, folder: Path | str = ".", tolerances: dict[str, float], **answers: object) -> None:
    """Write the right answers of an exercise into its chapter's file. Raises AnswerError unless they are finite."""
    chapter, _, name = exercise.partition("/")
    path = Path(folder) / f"{chapter}.answers.json"
    stored = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    stored[name] = {}
    for key, answer in answers.items():
        values = _numbers(answer)
        if values is None:
            raise AnswerError(f"{exercise}: {key}: expected finite numbers, got {answer!r}")
        stored[name][key] = {"value": values.tolist(), "tolerance": tolerances.get(key, TOLERANCE)}
    path.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


@dataclass(frozen=True)
class _Wanted:
    """A stored answer, and how far from it, relatively, is right."""

    value: float | list[Any]
    tolerance: float

    def near(self, values: NDArray[np.float64]) -> bool:
        wanted = np.asarray(self.value, dtype=float)
        return bool(np.all(np.abs(values - wanted) <= NEAR_ZERO + self.tolerance * np.abs(wanted)))


def _numbers(answer: object) -> NDArray[np.float64] | None:
    """An answer as an array of finite numbers; None if it is none."""
    try:
        values = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return None
    return values if np.isfinite(values).all() else None


def _reply(answer: object, wanted: _Wanted) -> str:
    """What to say to an answer; nothing if it is right."""
    if answer is ...:
        return "is still empty."
    values, shape = _numbers(answer), np.shape(wanted.value)
    if values is None:
        return f"should be {_form(shape)}, got {str(answer)[:60]}."
    if values.shape != shape:
        return f"should be {_form(shape)}, got {_form(values.shape)}."
    return "" if wanted.near(values) else f"is not right yet.{_hint(values, wanted)}"


def _form(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number"
    if len(shape) == 1:
        return f"a list of {shape[0]} numbers"
    return f"{shape[0]} lists of {' × '.join(map(str, shape[1:]))} numbers"


def _hint(values: NDArray[np.float64], wanted: _Wanted) -> str:
    """A known slip behind a wrong answer, if there is one."""
    with np.errstate(all="ignore"):
        slips = {
            "The size is right, the sign is not.": -values,
            "It is twice as large as it should be.": values / 2,
            "It is half as large as it should be.": 2 * values,
            "It is the square of what is asked.": np.sqrt(values),
            "It is the root of what is asked.": values**2,
            "It is one over what is asked.": 1 / values,
            "It was taken to base 10; in this book the logarithm is natural.": values * np.log(10),
            "The numbers are right, their order is not.": values[::-1] if values.ndim else values,
        }
    found = next((hint for hint, mended in slips.items() if wanted.near(mended)), "")
    place = [tuple(map(int, at)) for at in np.argwhere(_wrong(values, wanted))] if values.ndim else []
    if not found and 0 < len(place) < values.size:
        found = f"{len(place)} of the {number(values.size, 0)} numbers are wrong."
    return f" {found}".rstrip()


def _wrong(values: NDArray[np.float64], wanted: _Wanted) -> NDArray[np.bool_]:
    right = np.asarray(wanted.value, dtype=float)
    wrong: NDArray[np.bool_] = np.abs(values - right) > NEAR_ZERO + wanted.tolerance * np.abs(right)
    return wrong
