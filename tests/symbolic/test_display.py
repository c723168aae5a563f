"""Derivations as they are shown: numbers, places to break a line, words for a screen reader, and the record."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from mlelib.symbolic import Derivation, Level, SymbolicError
from mlelib.symbolic.showing import breaks, ledger
from mlelib.symbolic.showing.words import plain, words

from .models import LOG_LIKELIHOOD, log_likelihood, mixture, spherical, univariate

SCORE = r"\frac{1}{\sigma^2} \sum_{i=1}^{n} (x^{(i)} - \mu)"
GAP = r"\frac{n}{2} \varphi\left(\frac{s^2}{\sigma^2}\right) + \frac{n (\bar{x} - \mu)^2}{2 \sigma^2}"
SQUARES = r"\sum_{i=1}^{n} (x^{(i)}-\bar{x})^2 + 2 (\bar{x}-\mu) \sum_{i=1}^{n} (x^{(i)}-\bar{x}) + n (\bar{x}-\mu)^2"


def forms(derivation: Derivation) -> dict[str, str]:
    bundle = derivation._repr_mimebundle_()
    return {kind: str(form) for kind, form in bundle.items() if kind.startswith("text/")}


def squares(label: str = "") -> Derivation:
    return Derivation(univariate(), r"\sum_{i=1}^{n} (x^{(i)} - \mu)^2", label=label).step(SQUARES, "around $\\bar{x}$")


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


# -- the forms


def test_every_form_shows_every_line_and_its_reason() -> None:
    d = log_likelihood().step(LOG_LIKELIHOOD.replace(r"2\pi\sigma^2", r"\pi 2\sigma^2"), "turn it around")
    shown = forms(d)
    for line in d.lines:
        assert line.right in shown["text/latex"]
        pieces = [
            piece.removeprefix("{}") for piece in re.findall(r"\\displaystyle\{(.*?)\}\$", shown["text/markdown"])
        ]
        assert without_space(line.right) in without_space("".join(pieces))
        assert plain(line.right) in shown["text/plain"]
    assert all("turn it around" in form for form in shown.values())


def test_a_mark_says_what_it_means() -> None:
    shown = forms(squares())
    assert '<abbr title="proved for every size">∎</abbr>' in shown["text/markdown"]
    assert "around x̄; proved for every size" in shown["text/plain"] and "∎" not in shown["text/plain"]
    lower = squares()
    lower.lines[-1] = replace(lower.lines[-1], level=Level.NUMERICAL)
    assert '<abbr title="checked numerically">≈</abbr>' in forms(lower)["text/markdown"]


@pytest.mark.parametrize("label", ["", "A"])
def test_bars_do_not_break_the_table(label: str) -> None:
    start = Derivation(spherical(), r"\lVert \mu \rVert^2", name=r"J(\mu)")
    at = start.substitute({r"\mu": r"\bar{x}"}, r"\lVert \bar{x} \rVert^2", "put in x̄", label=label)
    rows = forms(at)["text/markdown"].splitlines()
    assert {row.count("|") for row in rows} == {4 + len(label)}
    assert [head.strip() for head in rows[0].split("|")[1:-1]] == ["What", "Line", "Why", *["No."] * len(label)]


# -- numbers


def test_lines_are_numbered_where_there_is_a_label() -> None:
    shown = forms(squares(label="B"))
    assert all(f"({number})" in form for number in ("B1", "B2") for form in shown.values())
    assert all(row.endswith("</small> |") for row in shown["text/markdown"].splitlines()[2:])
    assert all(row.endswith(f"(B{place})") for place, row in enumerate(shown["text/plain"].splitlines(), 1))
    assert not any(re.search(r"\([A-Z]\d\)", form) for form in forms(squares()).values())


CONTINUED: dict[str, Callable[[Derivation, str], Derivation]] = {
    "differentiate": lambda d, label: d.differentiate(r"\mu", SCORE, label=label),
    "substitute": lambda d, label: d.substitute(
        {r"\mu": r"\bar{x}"}, LOG_LIKELIHOOD.replace(r"\mu", r"\bar{x}"), "the mean", label=label
    ),
    "maximum": lambda d, label: d.maximum({r"\mu": r"\bar{x}", r"\sigma^2": "s^2"}, GAP, label=label),
}


@pytest.mark.parametrize("name", CONTINUED)
def test_a_new_derivation_has_its_own_label(name: str) -> None:
    start = log_likelihood()
    start.label = "A"
    assert CONTINUED[name](start, "C").label == "C"
    assert CONTINUED[name](start, "").label == "", "a label is never passed on: its numbers would begin again"
    assert start.label == "A"


def test_a_special_case_has_its_own_label() -> None:
    d = Derivation(mixture(), r"\frac{1}{n} \sum_{i=1}^{n} x^{(i)}", label="A")
    two = d.specialise("n", 2, r"\frac{x^{(1)} + x^{(2)}}{2}", "two points", label="B")
    assert (d.label, two.label) == ("A", "B")


@pytest.mark.parametrize("label", ["AB", "a", "1", "Σ"])
def test_a_label_is_one_capital_letter(label: str) -> None:
    with pytest.raises(SymbolicError, match="one capital letter"):
        Derivation(univariate(), "n", label=label)


# -- long lines


def test_a_long_line_breaks_before_its_signs() -> None:
    pieces = breaks.pieces(f"= {SQUARES}")
    assert [piece[0] for piece in pieces] == ["=", "+", "+"]
    assert without_space("".join(pieces)) == without_space(f"={SQUARES}")
    assert forms(squares())["text/markdown"].count("<wbr>") == 2


@pytest.mark.parametrize(
    "line",
    [
        r"n \hat{\sigma}^2 + n (\bar{x}-\mu)^2",  # short
        r"= -\frac{n + 1}{2} \log\left(2\pi\sigma^2 - x^{(1)} + x^{(2)} - x^{(3)} + x^{(4)} - x^{(5)}\right)",
        r"\lVert x^{(1)} - x^{(2)} + x^{(3)} - x^{(4)} + x^{(5)} - x^{(6)} + x^{(7)} - x^{(8)} \rVert^2",
        r"x \in \{-1, 0, +1, -2, +2, -3, +3, -4, +4, -5, +5, -6, +6, -7, +7, -8, +8\}",
    ],
)
def test_a_line_never_breaks_within_brackets_or_behind_a_sign(line: str) -> None:
    assert breaks.pieces(line) == [line]


def test_rows_of_latex_are_filled() -> None:
    assert breaks.rows(SQUARES, longest=1000) == [SQUARES]
    assert len(breaks.rows(SQUARES, longest=35)) == 2
    assert len(breaks.rows(SQUARES, longest=1)) == 3
    assert r"&\quad {}+ n (\bar{x}-\mu)^2 && \text{around" in forms(squares())["text/latex"]


# -- words


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{n}{2} \log \frac{a + b}{2\sigma^2}", "n/2 · log((a + b)/(2σ²))"),
        (r"= -\frac{\lVert \bar{x}-\mu \rVert^2}{nd}", "= −‖x̄ − μ‖²/(n d)"),
        (r"\prod_{i=1}^{n} \exp\left(-x^{(i)}\right)", "prod_{i=1}^{n} exp(−x^(i))"),
        (r"\frac{n}{2} \operatorname{tr}(S\Lambda) + (\bar{x}-\mu)^\top \Lambda", "n/2 · tr(S Λ) + (x̄ − μ)ᵀ Λ"),
        (r"\mathbb{E}[x^{(i)}] \ge 0", "E[x^(i)] ≥ 0"),
        (r"\nabla_{\!\mu}\, \ell", "∇_μ ℓ"),
        (r"\frac{\partial^2 \ell}{\partial (\sigma^2)^2}", "∂²ℓ/∂(σ²)²"),
        (r"\ell\big|_{\mu = \bar{x},\, \sigma^2 = \hat{\sigma}^2}", "ℓ at μ = x̄, σ² = σ̂²"),
        (r"(2\pi\sigma_k^2)^{-d/2} \Sigma^{-1}", "(2π σ_k²)^{−d/2} Σ⁻¹"),
        (r"\binom{m}{x} \sqrt{x} \, x!", "(m choose x) √(x) x!"),
        (r"\unknown{x}", "unknown x"),
    ],
)
def test_mathematics_in_words(latex: str, text: str) -> None:
    assert plain(latex) == text


@pytest.mark.parametrize(
    "broken", ["", "{", "}", r"\frac", r"\frac{a", "^", "_", r"x_", r"\hat", "|_", r"\operatorname"]
)
def test_what_is_broken_still_gives_a_text(broken: str) -> None:
    assert isinstance(plain(broken), str)


def test_a_reason_keeps_its_words() -> None:
    assert words(r"$n$ equal terms; what has no $i$ leaves the sum") == "n equal terms; what has no i leaves the sum"


# -- the record


def test_the_record_says_how_each_line_was_reached() -> None:
    gap = log_likelihood().maximum({r"\mu": r"\bar{x}", r"\sigma^2": "s^2"}, GAP, label="C")
    first, second = ledger.record(gap)["lines"]
    assert first["method"] == "maximum" and first["level"] == "proved for every size" and first["lemmas"] == []
    assert second == {
        "number": "C2",
        "line": r"\ge 0",
        "method": "nonnegative",
        "level": "proved for every size",
        "lemmas": ["phi"],
    }
    score = log_likelihood().differentiate(r"\mu", SCORE).step(SCORE, "again").solve(r"\mu", r"\bar{x}")
    assert [line["method"] for line in ledger.record(score)["lines"]] == ["differentiate", "step", "solve"]
    assert ledger.record(log_likelihood())["lines"][0]["level"] == ledger.GIVEN


def test_a_square_needs_no_lemma() -> None:
    d = Derivation(univariate(), r"-\sum_{i=1}^{n} (x^{(i)} - \mu)^2", name=r"\ell(\mu)")
    assert d.maximum({r"\mu": r"\bar{x}"}, r"n (\bar{x} - \mu)^2").lines[-1].lemmas == ()


def test_a_derivation_shown_twice_counts_once() -> None:
    short, other = ledger.record(log_likelihood()), ledger.record(squares())
    longer = ledger.record(log_likelihood().step(LOG_LIKELIHOOD, "again"))
    total = ledger.summary([short, other, longer, short, other])
    assert (total.derivations, total.lines, total.given, total.at(Level.PROVED)) == (2, 4, 2, 2)
    assert (total + total).lines == 8 and (total + total).methods["step"] == 4


def test_a_level_that_is_none_is_an_error() -> None:
    record = ledger.record(squares())
    record["lines"][0]["level"] = "trust me"
    with pytest.raises(ValueError, match="trust me"):
        ledger.summary([record])
