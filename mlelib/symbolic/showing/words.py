r"""Mathematics as plain text, for terminals and screen readers: ``\frac{1}{n} \sum_{i=1}^{n} x^{(i)}`` is

1/n · sum_{i=1}^{n} x^(i)

Meant for people: nothing reads it back, and what is unknown here keeps its LaTeX name.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|\S")
_NORM = "\ue000"  # an opening ‖, told apart from a closing one until the end
_GREEK = {unicodedata.name(letter).split()[-1].lower(): letter for letter in "αβγδεζηθκμνξπρστφχψω"}
_SIGNS = {rf"\{name}": letter for name, letter in _GREEK.items()}
_SIGNS |= {rf"\{name.title()}": letter.upper() for name, letter in _GREEK.items()}
_SIGNS |= {r"\varphi": "φ", r"\lambda": "λ", r"\Lambda": "Λ", r"\ell": "ℓ", r"\partial": "∂", r"\nabla": "∇"}
_SIGNS |= {r"\lVert": _NORM, r"\rVert": "‖", r"\top": "ᵀ", r"\dots": "…", r"\infty": "∞", r"\{": "{", r"\}": "}"}
_RELATIONS = {"=": "=", "+": "+", "-": "−", "<": "<", ">": ">", r"\ge": "≥", r"\le": "≤", r"\ne": "≠", r"\in": "∈"}
_RELATIONS |= {r"\to": "→", r"\cdot": "·", r"\times": "×", r"\approx": "≈", r"\sim": "~"}
_ACCENTS = {r"\hat": "\u0302", r"\bar": "\u0304", r"\tilde": "\u0303"}
_FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac"}
_FUNCTIONS = {r"\log", r"\exp", r"\det", r"\varphi", r"\sum", r"\prod"}
_NAMES = {r"\operatorname", r"\text", r"\mathrm"}
_SILENT = {r"\left", r"\right", r"\displaystyle", r"\mathbb", r"\boldsymbol", r"\,", r"\;", r"\:", r"\!", r"\quad"}
_SILENT |= {rf"\{size}{side}" for size in ("big", "Big", "bigg") for side in ("", "l", "r")}
_CLOSING = {")", "]", r"\}", r"\rVert", ",", ";", "!"}
_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_TO_POWER = str.maketrans("0123456789−", _POWERS)
_ATOM = re.compile(r"\d+|[^\W\d_][\u0300-\u036f]?(_\w)?(\^\(\w\))?|∂.*")


def words(text: str) -> str:
    """A reason, its formulas as plain text.

    >>> words(r"the sum is $n\\hat{\\sigma}^2$")
    'the sum is n σ̂²'
    """
    return re.sub(r"\$([^$]*)\$", lambda found: plain(found[1]), text)


def plain(latex: str) -> str:
    r"""A formula as plain text.

    >>> print(plain(r"-\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^{n} (x^{(i)}-\mu)^2"))
    −n/2 · log(2π σ²) − 1/(2σ²) · sum_{i=1}^{n} (x^(i) − μ)²
    >>> print(plain(r"\frac{\partial \ell}{\partial \sigma^2}\big|_{\mu = \bar{x}}"))
    ∂ℓ/∂σ² at μ = x̄
    """
    return _Writer(latex).up_to("").replace(_NORM, "‖")


class _Writer:
    """Walks over the tokens and writes as it goes."""

    def __init__(self, latex: str) -> None:
        self.tokens = _TOKEN.findall(latex)
        self.place = 0

    def take(self) -> str:
        """The next token; empty past the end."""
        self.place += 1
        return self.tokens[self.place - 1] if self.place <= len(self.tokens) else ""

    def up_to(self, end: str) -> str:
        """Everything up to ``end``, which is taken too."""
        text, last, spaced = "", "", False
        while (token := self.take()) not in (end, ""):
            if token.isspace() or token in _SILENT:
                spaced = spaced or token.isspace()
                continue
            if token in ("^", "_"):
                text += self.script(token, text)
                token = last if last == r"\partial" else token
            elif token in ("|", r"\vert") and self.tokens[self.place : self.place + 1] == ["_"]:
                self.take()
                text += f" at {self.argument()}"
            else:
                text += _gap(text, last, token, spaced) + self.written(token, last)
            last, spaced = token, False
        return text

    def written(self, token: str, last: str = "") -> str:
        """What a token says, with its arguments."""
        if token in _FRACTIONS:
            parts = [part if _is_one(part) else f"({part})" for part in (self.argument(), self.argument())]
            return f"({'/'.join(parts)})" if last in _FUNCTIONS else "/".join(parts)  # the log of the whole fraction
        if token in _ACCENTS:
            return unicodedata.normalize("NFC", self.argument() + _ACCENTS[token])
        if token in _NAMES:
            return "".join(iter(self.take, "}")).lstrip("{") if "}" in self.tokens[self.place :] else ""
        if token == r"\sqrt":
            return f"√({self.argument()})"
        if token == r"\overline":
            return f"mean({self.argument()})"
        if token == r"\binom":
            return f"({self.argument()} choose {self.argument()})"
        if token == "{":
            return self.up_to("}")
        return _RELATIONS.get(token) or _SIGNS.get(token) or token.lstrip("\\")

    def argument(self) -> str:
        """A group in braces, or the next sign."""
        token = self.take()
        while token.isspace():
            token = self.take()
        return self.written(token) if token else ""

    def script(self, kind: str, before: str) -> str:
        """An index or a power; the limits of a sum keep their braces."""
        inner = self.argument().replace(" ", "")
        if kind == "^" and (inner == "ᵀ" or re.fullmatch(r"−?\d+", inner)):
            return inner.translate(_TO_POWER)
        is_limit = before.endswith(("sum", "prod", "}"))
        return f"{kind}{inner}" if not is_limit and re.fullmatch(r"\w|\([^()]*\)", inner) else f"{kind}{{{inner}}}"


def _gap(text: str, last: str, token: str, spaced: bool) -> str:
    """What stands between the text and the next token: what could be misread is kept apart."""
    if not text or text[-1] in f"([{{{_NORM}" or token in _CLOSING:
        return ""
    if last in ("+", "-") and text[:-1].rstrip()[-1:] in ("", *f"=≥([{{{_NORM}"):  # a sign, not an operation
        return ""
    if token in _RELATIONS or last in _RELATIONS or last == ",":
        return " "
    if token in _FRACTIONS and last in _FUNCTIONS:
        return ""
    if last in _FRACTIONS or (token in _FRACTIONS and text[-1] != "}"):
        return " · "
    if last in (r"\partial", r"\nabla") or (token in ("(", "[") and not spaced):
        return ""
    return "" if last.isdigit() and (token.isalpha() or token in _SIGNS) else " "


def _is_one(part: str) -> bool:
    """Whether it needs no brackets above or below a line: one sign or what has its own, with its powers."""
    part = part.rstrip(_POWERS)
    if part[:1] == "(":
        return 0 not in list(accumulate((c == "(") - (c == ")") for c in part))[:-1]
    return bool(_ATOM.fullmatch(part)) or (part[:1] == _NORM and part.find("‖") == len(part) - 1)
