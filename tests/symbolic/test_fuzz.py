"""Random text ends in a value or in a clear error, within a second: no other exception, and nothing that never ends."""

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import sympy as sp

from mlelib.symbolic import Model, SymbolicError, Verdict, check
from mlelib.symbolic.reading.reader import read
from mlelib.symbolic.reading.tokens import tokenize
from mlelib.symbolic.values import Value

from .corpus import full, quality
from .models import mixture, spherical, univariate
from .mutants.choice import SEED
from .mutants.typos import typos
from .test_check import RIGHT_UNIVARIATE, WRONG_UNIVARIATE
from .test_reader import READ
from .time_limit import TooSlow, time_limit

STRINGS = 20_000
CHECKED = 20  # one in so many of the lines that can be read is also compared with another
SECONDS = 1.0

_ALPHABET = [*"xns12034+-*/^_(){}[]=,|&'! itjlkKdeT", "64", "0.5", "999", "é", "\\", "\n", r"\frac", r"\sqrt"]
_ALPHABET += [r"\sum_{i=1}^{n}", r"\sum_{j=1}^{d}", r"\sum_{k=1}^{K}", r"\prod_{i=1}^{n}", r"\sum", r"\prod"]
_ALPHABET += [
    r"x^{(i)}",
    r"x^{(i)}_j",
    r"\mu",
    r"\mu_j",
    r"\mu_k",
    r"\sigma^2",
    r"\sigma_k^2",
    r"\gamma_k^{(i)}",
    r"\pi",
]
_ALPHABET += [
    r"\log",
    r"\exp",
    r"\varphi",
    "e^",
    r"\left(",
    r"\right)",
    r"\lVert",
    r"\rVert",
    r"\bar{x}",
    r"\hat",
    "^2",
]
_ALPHABET += [r"^\top", r"^{-1}", r"\det", r"\operatorname{tr}", r"\mathbb{E}", r"\cdot", r"\,", r"\left", r"\bigl"]
_ALPHABET += [r"\begin", r"\end", r"\dots", r"\mathsf{T}", r"\Sigma", r"\Lambda", r"\boldsymbol", "n!", r"\binom"]
_PIECES = [
    r"\frac{1}{n}",
    r"\mu",
    r"\sigma^2",
    "n",
    "2",
    r"\left(",
    r"\right)",
    "+",
    "-",
    "^2",
    r"\log",
    r"\exp",
    "(",
    ")",
]
_PIECES += [
    r"\sum_{i=1}^{n}",
    r"(x^{(i)} - \mu)",
    r"\prod_{i=1}^{n}",
    r"\sqrt{\sigma^2}",
    "/",
    r"^{n}",
    r"^{-1/2}",
    "64",
]


def _real_lines() -> list[tuple[str, Model]]:
    one, many, mixed, matrices, random_data = univariate(), spherical(), mixture(), full.model(), quality.model()
    lines = [(line, one) for line in (*READ, *[side for pair in RIGHT_UNIVARIATE + WRONG_UNIVARIATE for side in pair])]
    square, log = r"\lVert x^{(i)} - \mu \rVert^2", r"\log(2\pi\sigma^2)"
    lines.append((rf"-\frac{{nd}}{{2}} {log} - \frac{{1}}{{2\sigma^2}} \sum_{{i=1}}^{{n}} {square}", many))
    lines.append((rf"\sum_{{i=1}}^{{n}} \lVert x^{{(i)}} - \bar{{x}} \rVert^2 + n {square}", many))
    inside = r"\gamma_k^{(i)} \left(\log \pi_k - \frac{(x^{(i)} - \mu_k)^2}{2\sigma_k^2}\right)"
    lines.append((rf"\sum_{{k=1}}^{{K}} \sum_{{i=1}}^{{n}} {inside}", mixed))
    mean = r"\frac{\sum_{i=1}^{n} \gamma_k^{(i)} x^{(i)}}{\sum_{i=1}^{n} \gamma_k^{(i)}}"
    lines += [(mean, mixed), (full.LOG_LIKELIHOOD, matrices)]
    for line in (
        r"\frac{n}{2} \varphi(S \Lambda) + \frac{n}{2} (\bar{x} - \mu)^\top \Lambda (\bar{x} - \mu)",
        r"\frac{n}{2} \Lambda^{-1} - \frac{1}{2} \sum_{i=1}^{n} (x^{(i)} - \mu) (x^{(i)} - \mu)^\top",
        r"\operatorname{tr}(S \Lambda) + \log\det\Lambda + (\Lambda \mu)_j \mathbb{1}[j = l] + I_{jl}",
    ):
        lines.append((line, matrices))
    variance = r"\operatorname{Var}[\bar{x}] - \frac{\sigma^2}{n} + \operatorname{Cov}[x^{(1)}, \bar{x}]"
    expected = r"\mathbb{E}\left[\frac{1}{n} \sum_{i=1}^{n} (x^{(i)} - \bar{x})^2\right]"
    lines += [(variance, random_data), (expected, random_data)]
    return lines


LINES = _real_lines()


def tokens_at_random(chance: random.Random) -> tuple[str, Model]:
    """Tokens in any order: most of it is no mathematics."""
    model = chance.choice(LINES)[1]
    return "".join(chance.choice(_ALPHABET) for _ in range(chance.randint(1, 20))), model


def pieces_at_random(chance: random.Random) -> tuple[str, Model]:
    """Pieces of lines in any order: some of it can be read."""
    return " ".join(chance.choice(_PIECES) for _ in range(chance.randint(1, 8))), LINES[0][1]


def spliced(chance: random.Random) -> tuple[str, Model]:
    """The beginning of one real line and the end of another, or a part of one in the middle of the other."""
    (one, model), (other, _) = chance.choice(LINES), chance.choice(LINES)
    first, second = tokenize(one), tokenize(other)
    here, start = chance.choice(first).position, chance.choice(second).position
    end = chance.choice([len(other), chance.choice(second).position])
    back = chance.choice([len(one), here, chance.choice(first).position])
    return f"{one[:here]} {other[start:end]} {one[back:]}", model


def nested(chance: random.Random) -> tuple[str, Model]:
    """Sound mathematics, inside itself: powers of exponentials of sums of roots."""
    text = chance.choice(["2", r"\mu", r"\sigma^2", "n", "x^{(1)}", r"\sum_{i=1}^{n} x^{(i)}"])
    shapes = [r"\exp({})", r"\log({})", r"\sqrt{{{}}}", r"({})^{{2}}", r"({})^{{-1}}", r"\frac{{1}}{{{}}}", r"2^{{{}}}"]
    shapes += [
        r"\varphi({})",
        r"({})^{{64}}",
        r"({})^{{n}}",
        r"\sum_{{t=1}}^{{n}} ({})",
        r"\prod_{{t=1}}^{{n}} ({})",
        "n({})",
    ]
    shapes += [r"({} - \mu)", r"({} + 1)", r"({})^{{1/3}}", r"{} + {}", r"\frac{{{}}}{{{}}}", r"-({})"]
    shapes += ["({})!", r"\Gamma({})", r"\psi({})", r"\binom{{n}}{{{}}}", r"n^{{{}}}", r"10^{{{}}}", r"9({})"]
    for _ in range(chance.randint(1, 6)):
        shape = chance.choice(shapes)
        text = shape.format(text, text) if len(text) < 200 else shape.format(text, "1")
    return text, LINES[0][1]


def mistyped(chance: random.Random) -> tuple[str, Model]:
    """A real line with up to three typos."""
    line, model = chance.choice(LINES)
    for _ in range(chance.randint(1, 3)):
        try:
            line = chance.choice([typed for _, typed in typos(line, model, chance)] or [line])
        except SymbolicError:  # no longer tokens: the next one would not be read either
            break
    return line, model


KINDS: list[Callable[[random.Random], tuple[str, Model]]] = [
    tokens_at_random, pieces_at_random, spliced, nested, mistyped
]  # fmt: skip


def strings(how_many: int) -> Iterator[tuple[str, str, Model]]:
    chance = random.Random(f"fuzz {SEED}")
    for number in range(how_many):
        kind = KINDS[number % len(KINDS)]
        yield (kind.__name__, *kind(chance))


class Fuzz:
    """What came of the strings, and every failure with its traceback."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: list[str] = []
        self.slowest = 0.0

    def ends(self, what: str, shown: str, attempt: Callable[[], object]) -> object:
        """Its result; None where it ends in a clear error, or fails."""
        start = time.process_time()
        try:
            with time_limit(SECONDS):
                result = attempt()
            self.counts[f"{what}: a result"] += 1
            return result
        except SymbolicError:
            self.counts[f"{what}: a clear error"] += 1
        except TooSlow:
            self.failures.append(f"{what}, more than {SECONDS} s: {shown}")
        except Exception:
            self.failures.append(f"{what}: {shown}\n{traceback.format_exc(limit=-4)}")
        finally:
            self.slowest = max(self.slowest, time.process_time() - start)
        return None


def fuzz(how_many: int, checked: int = CHECKED) -> Fuzz:
    """Read random strings; compare some of those that can be read with another one of the same model.

    Not Γ and ψ: their first value at a thousand digits takes mpmath seconds.
    """
    found, last = Fuzz(), dict[int, sp.Expr]()
    readable = 0
    for kind, text, model in strings(how_many):
        value = found.ends(f"read {kind}", text, partial(read, text, model))
        if not isinstance(value, Value):
            continue
        readable += 1
        here, before = value.expression, last.get(id(model), sp.S.One)
        last[id(model)] = here
        if readable % checked == 0 and not any(e.has(sp.gamma, sp.polygamma) for e in (here, before)):
            for other in (here, before):
                verdict = found.ends("check", f"{text}  against  {other}", partial(check, here, other, model))
                assert verdict is None or isinstance(verdict, Verdict)
    return found


@pytest.mark.parametrize("how_many", [STRINGS])
def test_every_string_ends_in_a_value_or_a_clear_error(how_many: int) -> None:
    found = fuzz(how_many)
    print(f"\n{dict(found.counts)}, slowest {1000 * found.slowest:.0f} ms")
    assert not found.failures
    assert sum(n for what, n in found.counts.items() if what.startswith("read") and "result" in what) > how_many // 20
