"""What a reader typed, cut into tokens: ASCII, LaTeX and Unicode become the same few words and signs."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

MAX_LENGTH = 400
MAX_DIGITS = 9

_SIGNS = dict(zip("−–—‐·⋅×∗•÷∕⁄∣", "----*****///|", strict=True)) | {"‖": "||", "∥": "||"}
_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde"}
_LETTERS = (
    "α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu µ mu ν nu "
    "ξ xi π pi ρ rho σ sigma τ tau φ phi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Π Pi Σ Sigma "
    "Φ Phi Ψ Psi Ω Omega √ sqrt ∑ sum"
)
#: What stands for a word in one character.
WORDS = dict(zip(_LETTERS.split()[::2], _LETTERS.split()[1::2], strict=True))
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵏᵈʲ", "0123456789+-()nikdj", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₍₎ᵢⱼₖₙ", "0123456789()ijkn", strict=True))
_SILENT = set("\u200b\u2061\u2062\u2063\ufeff~")
_OPERATORS = set("+-*/^_()[]{}|,=")
_LAYOUT = (
    *("left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl"),
    *("Biggr", "displaystyle", "limits", "quad", "qquad", "thinspace"),
)
_COMMANDS = (
    dict.fromkeys(_LAYOUT, "")
    | dict.fromkeys(("cdot", "times", "ast"), "*")
    | dict.fromkeys(("lVert", "rVert", "Vert"), "||")
    | dict.fromkeys(("lvert", "rvert", "vert", "mid"), "|")
    | dict.fromkeys(("dfrac", "tfrac"), "frac")
    | {"div": "/", "ln": "log", "overline": "bar", "widehat": "hat", "widetilde": "tilde", "intercal": "top"}
    | dict.fromkeys(("boldsymbol", "mathbf", "mathrm", "mathit", "text", "vec", "bm", "operatorname"), "bold")
)


class Unreadable(ValueError):
    """A text that is not read: ``problem`` says what is expected, ``place`` where, in characters from its start."""

    def __init__(self, problem: str, place: int) -> None:
        self.problem, self.place = problem, place
        super().__init__(f"{problem} (at character {place + 1})")


class Token(NamedTuple):
    """``kind`` is word, number, accent or sign; a ``whole`` word (a command, a Greek letter) is never split."""

    kind: str
    text: str
    start: int
    end: int
    whole: bool = False


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens.

    Raises
    ------
    Unreadable
        at a character without a meaning, at a long number, or past 400 characters

    Examples
    --------
    >>> [token.text for token in tokenize("hatμ_k − 2·x²")]
    ['hat', 'mu', '_', 'k', '-', '2', '*', 'x', '^', '{', '2', '}']
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"The answer has {len(text)} characters. At most {MAX_LENGTH} are read.", MAX_LENGTH)
    return _Cutter(_plain(text), len(text)).tokens()


def _plain(text: str) -> list[tuple[str, int]]:
    """Each character with its place; letters of mathematical alphabets, and letters with accents, taken apart."""
    plain = []
    for place, character in enumerate(text):
        styled = 0x1D400 <= ord(character) < 0x1D800
        plain += [(c, place) for c in unicodedata.normalize("NFKC" if styled else "NFD", character)]
    return plain


def is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()


class _Cutter:
    def __init__(self, characters: list[tuple[str, int]], end: int) -> None:
        self.characters, self.end, self.at = characters, end, 0
        self.found: list[Token] = []

    def tokens(self) -> list[Token]:
        while self.at < len(self.characters):
            self.one()
        return self.found

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.characters[place][0] if place < len(self.characters) else ""

    def place(self, at: int) -> int:
        return self.characters[at][1] if at < len(self.characters) else self.end

    def run(self, belongs: object) -> str:
        """The longest run of characters for which ``belongs`` holds."""
        start = self.at
        while self.peek() and belongs(self.peek()):  # type: ignore[operator]
            self.at += 1
        return "".join(c for c, _ in self.characters[start : self.at])

    def add(self, kind: str, text: str, start: int, whole: bool = False) -> None:
        self.found.append(Token(kind, text, self.place(start), self.place(self.at - 1) + 1, whole))

    def one(self) -> None:
        start, c = self.at, self.peek()
        if c.isspace() or c in _SILENT:
            self.at += 1
        elif c == "\\":
            self.command()
        elif is_letter(c):
            self.add("word", self.run(is_letter), start)
        elif is_digit(c) or (c == "." and is_digit(self.peek(1) or " ")):
            self.number()
        elif c in _RAISED or c in _LOWERED:
            self.script(_RAISED if c in _RAISED else _LOWERED)
        else:
            self.sign()

    def sign(self) -> None:
        start, c = self.at, self.peek()
        pair = c + self.peek(1)
        self.at += 2 if pair in ("**", "||") else 1
        if c in WORDS:
            self.add("word", WORDS[c], start, whole=True)
        elif c in _MARKS:
            self.add("accent", _MARKS[c], start)
        elif pair in ("**", "||"):
            self.add("sign", "^" if pair == "**" else "||", start)
        elif c in _SIGNS or c in _OPERATORS:
            self.add("sign", _SIGNS.get(c, c), start)
        else:
            raise Unreadable(f"The character {c} has no meaning here.", self.place(start))

    def command(self) -> None:
        start = self.at
        self.at += 1
        name = self.run(is_letter)
        if not name:
            c = self.peek()
            self.at += 1
            if c in ("{", "}", "|"):
                self.add("sign", c * (1 + (c == "|")), start)
            elif c not in (",", ";", ":", "!", " "):
                raise Unreadable("A backslash stands before the name of a symbol, as in \\mu.", self.place(start))
            return
        text = _COMMANDS.get(name, name)
        if text:
            self.add("word" if is_letter(text[0]) else "sign", text, start, whole=True)

    def number(self) -> None:
        start = self.at
        digits = self.run(is_digit)
        if self.peek() == "." and is_digit(self.peek(1) or " "):
            self.at += 1
            digits += "." + self.run(is_digit)
        if len(digits) > MAX_DIGITS:
            raise Unreadable(f"This number is too long: at most {MAX_DIGITS} digits.", self.place(start))
        self.add("number", digits if digits[0] != "." else f"0{digits}", start)

    def script(self, kind: dict[str, str]) -> None:
        """A run of raised or lowered characters, as a group in braces."""
        start = self.at
        run = self.run(kind.__contains__)
        self.at = start
        self.found.append(Token("sign", "^" if kind is _RAISED else "_", self.place(start), self.place(start)))
        self.found.append(Token("sign", "{", self.place(start), self.place(start)))
        for c in run:
            self.at += 1
            plain = kind[c]
            last = self.found[-1]
            if is_digit(plain) and last.kind == "number":
                self.found[-1] = last._replace(text=last.text + plain, end=last.end + 1)
            else:
                self.add("number" if is_digit(plain) else "word" if is_letter(plain) else "sign", plain, self.at - 1)
        end = self.place(self.at - 1) + 1
        self.found.append(Token("sign", "}", end, end))
