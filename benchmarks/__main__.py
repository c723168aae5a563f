"""`make bench`: print the tables, and write them for the book's page "How fast, how exact"."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.floor import floor
from benchmarks.measure import megabytes, ratio, seconds
from benchmarks.problems import FAMILIES, STEPS, Problem, clusters, homework
from mlelib import Gaussian

WRITTEN = Path("book/data/bench.json")
SIZES = [(100_000, 2, 5), (1_000_000, 8, 4), (100_000, 16, 8), (20_000, 64, 10)]
LARGE = 1_000_000
LENGTHS = [10_000, 100_000, 1_000_000, 10_000_000]

Row = dict[str, Any]


def em_rows() -> list[Row]:
    """EM beside scikit-learn, same steps, same log-likelihood; and its steps alone beside the floor's."""
    problems = [homework(kind) for kind in FAMILIES]
    problems += [clusters(n, d, K, kind) for n, d, K in SIZES for kind in FAMILIES]
    return [em_row(problem) for problem in problems]


def em_row(problem: Problem) -> Row:
    """One line of the table."""
    (n, d), large = problem.X.shape, len(problem.X) > 100
    times = seconds({"ours": problem.ours, "theirs": problem.theirs})
    row: Row = {"n": n, "d": d, "K": problem.start.K, "kind": problem.kind, "ratio": ratio(times, "theirs", "ours")}
    row["over_floor"] = _over_floor(problem) if large else None
    row["milliseconds"] = 1000 * median(times["ours"]) / STEPS
    row["disagreement"] = problem.disagreement()
    print("{n:>9,} {d:>3} {K:>3}  {kind:<10}{ratio:7.2f} ×".format(**row), end="")
    print(f"{row['over_floor']:8.2f} × floor" if large else " " * 16, f"{row['disagreement']:9.0e}", flush=True)
    return row


def _over_floor(problem: Problem) -> float:
    """Return how many times the least a step takes. By themselves, for a slow third would leave them few turns."""
    return ratio(seconds({"steps": problem.steps(), "floor": floor(problem)}), "steps", "floor")


def memory_rows() -> list[Row]:
    """What two steps allocate beyond the data."""
    rows = []
    for kind in FAMILIES:
        problem = clusters(LARGE, 2, 5, kind)
        row: Row = {
            "kind": kind,
            "ours": megabytes(lambda p=problem: p.ours(2)),  # type: ignore[misc]
            "theirs": megabytes(lambda p=problem: p.theirs(2)),  # type: ignore[misc]
        }
        print("  {kind:<10} {ours:8.2f} MB, scikit-learn {theirs:8.1f} MB".format(**row), flush=True)
        rows.append(row)
    return rows


def length_rows() -> list[Row]:
    """The time of a step, for each row of the data."""
    problems = {n: clusters(n, 8, 4, "diag") for n in LENGTHS}
    steps = {n: max(STEPS, 2_000_000 // n) for n in LENGTHS}
    times = seconds({str(n): lambda n=n: problems[n].ours(steps[n]) for n in LENGTHS}, budget=20)  # type: ignore[misc]
    rows: list[Row] = [{"n": n, "nanoseconds": 1e9 * median(times[str(n)]) / n / steps[n]} for n in LENGTHS]
    for row in rows:
        print("  {n:>11,} rows {nanoseconds:7.1f} ns a row and step".format(**row))
    return rows


def fit_row() -> Row:
    """The mean and variance of ten million numbers, beside numpy's."""
    x = np.random.default_rng(0).normal(3, 2, 10_000_000)
    times = seconds({"ours": lambda: Gaussian.fit(x), "numpy": lambda: (x.mean(), x.var())})
    row: Row = {"n": len(x), "ratio": ratio(times, "numpy", "ours"), "megabytes": megabytes(lambda: Gaussian.fit(x))}
    print("  {n:,} numbers: {ratio:.2f} × numpy, {megabytes:.2f} MB".format(**row))
    return row


def main() -> None:
    """Print and write all tables."""
    with threadpool_limits(1):
        print(f"EM, {STEPS} steps: times faster than scikit-learn; the floor; difference of the log-likelihood")
        tables: Row = {"em": em_rows()}
        print(f"Memory beyond the data, n = {LARGE:,}")
        tables["memory"] = memory_rows()
        print("A longer sample costs no more by the row (d = 8, K = 4, diagonal)")
        tables["length"] = length_rows()
        print("Univariate fit")
        tables["fit"] = fit_row()
    if "--dry" not in sys.argv:
        WRITTEN.parent.mkdir(exist_ok=True)
        WRITTEN.write_text(json.dumps(_rounded(tables), indent=1) + "\n")


def _rounded(value: Any) -> Any:
    """Three digits: more would be the machine's mood."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


main()
