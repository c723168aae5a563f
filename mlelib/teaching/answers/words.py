"""Numbers and arrays as the replies write them; the page writes them alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def short(value: float) -> str:
    """Four digits, and no more zeros than needed.

    >>> short(2.0), short(-1 / 3), short(123456.0), short(2e-7)
    ('2', '−0.3333', '123500', '2·10^−7')
    """
    if not math.isfinite(value):
        return "no value"
    mantissa, power = f"{value:.3e}".split("e")
    if value and not -5 < int(power) < 9:
        return f"{float(mantissa):g}·10^{int(power)}".replace("-", "−")
    rounded = float(f"{value:.3e}")
    text = f"{rounded:.8f}".rstrip("0").rstrip(".")
    return ("0" if rounded == 0 else text).replace("-", "−")


def entries(found: Any) -> str:
    """A number, a vector, or the entries of an array by their indices: ``(1, 3)``, ``((1, 2), (3, 4))``."""
    if isinstance(found, list):
        return f"({', '.join(map(short, found))})"
    if not isinstance(found, Mapping):
        return short(found)
    if () in found:
        return short(found[()])
    rows: dict[int, dict[tuple[int, ...], Any]] = {}
    for place, value in found.items():
        rows.setdefault(place[0], {})[place[1:]] = value
    return f"({', '.join(map(entries, rows.values()))})"
