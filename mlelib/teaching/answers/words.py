"""Numbers and arrays as the replies write them; the page writes them alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def short(value: float) -> str:
    """Four digits, halves away from zero, and no more zeros than needed.

    >>> short(2.0), short(-1 / 3), short(36.625), short(123456.0), short(2e-7)
    ('2', '−0.3333', '36.63', '123500', '2·10^−7')
    """
    if not math.isfinite(value):
        return "no value"
    if value == 0:
        return "0"
    exact = Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 3), ROUND_HALF_UP)
    power = rounded.adjusted()
    if not -5 < power < 9:
        return f"{rounded.scaleb(-power).normalize():f}·10^{power}".replace("-", "−")
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


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
