"""What became of the mutants of `make mutants`: counts by module, and the survivors."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants/mlelib")
# Exit codes of mutmut's workers: pytest's own, and that no test reaches the mutated function.
SURVIVED, UNTESTED = 0, 33


def results() -> dict[str, dict[str, int]]:
    """Return each module's mutants with their exit codes; those not run yet are left out."""
    found = {}
    for meta in sorted(MUTANTS.rglob("*.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        found[str(meta.relative_to(MUTANTS.parent))[:-8]] = {k: v for k, v in codes.items() if v is not None}
    return found


def main() -> int:
    """Print the table; 1 if fewer than 95 % were found."""
    total: Counter[str] = Counter()
    for module, codes in results().items():
        survivors = [name for name, code in codes.items() if code in (SURVIVED, UNTESTED)]
        total.update(mutants=len(codes), survivors=len(survivors))
        print(f"{module:<40}{len(codes):>6} mutants{len(survivors):>6} survived")
        for name in survivors:
            print(f"    {name}")
    share = 1 - total["survivors"] / max(1, total["mutants"])
    print(f"{total['mutants']} mutants, {100 * share:.1f} % found by the tests")
    return int(share < 0.95)


if __name__ == "__main__":
    sys.exit(main())
