"""Measure the pages with Lighthouse: `python -m audit [N] [PAGE …]`; the median of N runs, five without a number.

For a quiet machine: Lighthouse counts how long scripts and layouts take, and what else runs counts too.
"""

import sys
from pathlib import Path

from audit.lighthouse import LEAST, Result, measure
from audit.server import compressing
from products.toc import ROOT, notebooks, pages

BOOK = ROOT / "_build" / "html"
HEADS = ("performance", "accessibility", "best-practices", "seo")
METRICS = ("fcp", "lcp", "tbt", "si", "cls")


def audited() -> list[str]:
    """Return the first page and the chapters."""
    chapters = [path.relative_to(ROOT).with_suffix("").as_posix() for path in notebooks()]
    return list(dict.fromkeys([pages()[0], *chapters]))


def row(page: str, profile: str, result: Result) -> str:
    """Return one line of the table."""
    scores = "".join(f"{result.scores[name]:>7}" for name in HEADS)
    times = "".join(f"{result.metrics[name]:>7.0f}" for name in METRICS[:-1])
    shift, weight = result.metrics["cls"], result.metrics["bytes"] / 1000
    return f"{Path(page).name:<14}{profile:<9}{scores}{times}{shift:>7.3f}{weight:>7.0f}"


def main() -> int:
    """Print the table, and what is below the least that is wanted."""
    arguments = sys.argv[1:]
    runs = int(arguments.pop(0)) if arguments and arguments[0].isdecimal() else 5
    print(f"Median of {runs}; times in ms, weight in KB as Lighthouse counts it\n")
    print(f"{'page':<14}{'profile':<9}{'perf':>7}{'a11y':>7}{'best':>7}{'SEO':>7}", end="")
    print("".join(f"{name.upper():>7}" for name in METRICS) + f"{'KB':>7}")
    below = []
    with compressing(BOOK) as home:
        for page in arguments or audited():
            for profile in LEAST:
                result = measure(f"{home}{page}.html", profile, runs)
                print(row(page, profile, result), flush=True)
                below += [f"{page}, {profile}: {problem}" for problem in result.below(profile)]
    print("\nAll that is wanted." if not below else "\nBelow what is wanted:\n" + "\n".join(below))
    return bool(below)


if __name__ == "__main__":
    sys.exit(main())
