r"""The tolerant reader: what people type, read into a tree. It calls nothing that evaluates text.

    answer    :=  sum
    sum       :=  ['-' | '+'] product (('+' | '-') product)*
    product   :=  power (['*' | '/'] ['-'] power)*    side by side is a product, but after '/' only before a sum sign
    power     :=  atom ['^' exponent]                 '**' is '^'; a second one needs brackets
    exponent  :=  '{' sum '}' | ['-'] atom | 'T'      T or \top, behind a vector
    atom      :=  number | size | name | bracket | '|' sum '|' | '||' sum '||'
                | '\frac' group group | function (bracket | group | atom) | 'e' '^' exponent | sum-sign [limits] body
    bracket   :=  '(' sum ')' | '[' sum ']' | '{' sum '}'
    limits    :=  '_' letter | '_{' letter ['=' 1] '}', and '^' size      in either order, the upper one optional
    body      :=  product, or, without limits, the bracket that follows
    name      :=  word with accents and indices in any usual order: x_1, x1, x^{(1)}, x₁, hatmu_k, mu_hat_k, \hat{\mu}_k

Words are cut by the question's vocabulary, the longest first: "nd" is n times d, "gk1" is γ with two indices. Sums
without limits run over the index that is found inside and belongs to nothing else. Where a text can be read in two ways
(1/2x, x^2^3, a limitless sum (…)^2) it is not read: the message names the place and what is expected.

A tree is nested lists, the same in Python and in JavaScript:

    ["num", "0.5"]  ["pi"]  ["size", "n"]  ["name", place, [index, …]]  ["root", place, [index, …]]
    ["+", a, b]  ["-", a, b]  ["*", a, b]  ["/", a, b]  ["^", a, b]  ["neg", a]  ["T", a]
    ["log", a]  ["exp", a]  ["sqrt", a]  ["abs", a]  ["norm", a]  ["sum", letter, size, a]

A root is σ where σ² is declared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mlelib.teaching.answers.cursor import CLOSING, Part
from mlelib.teaching.answers.functions import FUNCTIONS, FunctionReader
from mlelib.teaching.answers.sums import finished
from mlelib.teaching.answers.tokens import Unreadable, tokenize
from mlelib.teaching.answers.vocabulary import Vocabulary

__all__ = ["Reading", "Unreadable", "read"]

MAX_DEPTH = 20
MAX_EXPONENT = 20
_ENDS = {")", "]", "}", "+", "-", "*", "/", "^", "_", ",", "="}


@dataclass(frozen=True)
class Reading:
    """``tree``, its ``shape`` (number, vector or row), and the letters in it that no sum binds."""

    tree: list[Any]
    shape: str
    free: frozenset[str] = field(default_factory=frozenset)


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Read what was typed.

    Raises
    ------
    Unreadable
        with the place, and what is expected there
    """
    return _Reader(text, vocabulary).whole()


class _Reader(FunctionReader):
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        super().__init__(tokenize(text), vocabulary, len(text))
        self.depth = 0
        self.bars = ""
        self.under_line = False

    def whole(self) -> Reading:
        if not self.tokens:
            raise self.error("Type a formula.")
        part = self.sum()
        if self.token is not None:
            self.refuse_rest()
        return Reading(finished(part.node, self.vocabulary), part.shape, frozenset(self.used_free))

    def refuse_rest(self) -> None:
        text = self.peek()
        if text == "=":
            raise self.error("Leave out the equals sign and what stands before it.")
        if text == ",":
            raise self.error("A comma has no meaning here. Decimals take a point.")
        if text in CLOSING.values():
            raise self.error(f"This {text} was never opened.")
        raise self.error("Expected +, −, *, / or the end.")

    # -- sums and products

    def sum(self) -> Part:
        negative = self.accept("-")
        if not negative:
            self.accept("+")
        total = self.product()
        if negative:
            total = Part(["neg", total.node], total.shape)
        while self.peek() in ("+", "-"):
            place, sign = self.at, self.take().text
            other = self.product()
            if total.shape != other.shape:
                raise self.error("A vector and a number cannot be added.", place)
            total = Part([sign, total.node, other.node], total.shape)
        return total

    def product(self) -> Part:
        value = self.power()
        while True:
            place = self.at
            if self.under_line and self.peek() in ("*", "/"):
                raise self.error("Does this belong to the sum below the line? Put brackets.")
            if self.accept("/"):
                value = self.quotient(value, place)
            elif self.accept("*"):
                negative = self.accept("-")
                other = self.power()
                value = self.times(value, Part(["neg", other.node], other.shape) if negative else other, place)
            elif self.starts_atom():
                if self.tokens[self.at - 1].kind == "number" == self.tokens[self.at].kind:
                    raise self.error("Two numbers side by side: write * between them.")
                value = self.times(value, self.power(), place)
            else:
                return value

    def quotient(self, top: Part, place: int) -> Part:
        negative = self.accept("-")
        is_sum = self.at_sum()
        before, self.under_line = self.under_line, is_sum
        bottom = self.power()
        self.under_line = before
        if bottom.shape != "number":
            raise self.error("A vector cannot stand below the line.", place)
        if self.starts_atom() and not self.at_sum():
            raise self.error("Does this stand below the line, too? Write a/(b c), or (a/b) c.")
        return Part(["/", top.node, ["neg", bottom.node] if negative else bottom.node], top.shape)

    def times(self, left: Part, right: Part, place: int) -> Part:
        shapes = (left.shape, right.shape)
        if shapes == ("row", "vector"):
            return Part(["*", left.node, right.node], "number")
        if "number" not in shapes:
            raise self.error("This is a product of two vectors: write ||…||^2, or a sum over their components.", place)
        return Part(["*", left.node, right.node], shapes[0] if shapes[1] == "number" else shapes[1])

    # -- powers

    def power(self) -> Part:
        start = self.at
        base = self.atom()
        if self.peek() != "^":
            return base
        place = self.at
        self.take()
        if base.shape == "vector":
            return self.transposed(base, place)
        if base.shape != "number":
            raise self.error("This is a vector: its square is ||…||^2.", place)
        exponent = self.exponent()
        if self.peek() == "^":
            raise self.error("Two exponents: put brackets.")
        if self.limitless_sum(start):
            raise self.error("Is the sum raised, or each of its terms? Put brackets.", place)
        if base.node[0] == "root" and exponent.node == ["num", "2"]:
            return Part(["name", *base.node[1:]], "number")
        return Part(["^", base.node, exponent.node], "number")

    def limitless_sum(self, start: int) -> bool:
        return self.tokens[start].text == "sum" and self.peek_at(start + 1) not in ("_", "^")

    def transposed(self, base: Part, place: int) -> Part:
        braces = self.accept("{")
        if self.peek() not in ("T", "top"):
            raise self.error("This is a vector: its square is ||…||^2.", place)
        self.take()
        if braces:
            self.expect("}", place + 1)
        return Part(["T", base.node], "row")

    def exponent(self) -> Part:
        place = self.at
        negative = self.peek() == "-" and self.accept("-")
        part = self.atom()
        if part.shape != "number":
            raise self.error("A vector cannot be an exponent.", place)
        node = ["neg", part.node] if negative else part.node
        if _largest(node) > MAX_EXPONENT:
            raise self.error(f"This exponent is too large: at most {MAX_EXPONENT}.", place)
        return Part(node, "number")

    # -- atoms

    def starts_atom(self) -> bool:
        token = self.token
        if token is None or token.kind == "accent":
            return False
        return token.kind != "sign" or not (token.text in _ENDS or (token.text in ("|", "||") and self.bars))

    def atom(self) -> Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"Too many brackets inside each other: at most {MAX_DEPTH}.")
        part = self.one_atom()
        self.depth -= 1
        return part

    def one_atom(self) -> Part:
        token = self.token
        if token is None or not self.starts_atom():
            self.refuse_atom()
        assert token is not None
        if token.text in CLOSING:
            return self.bracket()
        if token.text in ("|", "||"):
            return self.between_bars()
        if token.kind == "number":
            return Part(["num", self.take().text], "number")
        if token.text == "frac" and token.whole:
            return self.fraction()
        if self.at_sum():
            return self.big_sum()
        if self.at_foreign_word():
            raise self.unknown(token, self.at)
        word = self.word_here()
        if word in FUNCTIONS:
            return self.function(word)
        if word == "e" and word not in self.vocabulary.words:
            return self.power_of_e()
        return self.name()

    def refuse_atom(self) -> None:
        text = self.peek()
        if text == "=":
            raise self.error("Leave out the equals sign and what stands before it.")
        raise self.error("Expected a number, a name or a bracket.")

    def inside(self, closing: str, what: str) -> Part:
        """A sum up to its closing bracket; the place of what opened is named where that is missing."""
        opened = self.at
        self.take()
        before = self.bars, self.under_line
        self.bars, self.under_line = (closing if closing in ("|", "||") else ""), False
        part = self.sum()
        self.bars, self.under_line = before
        if self.peek() != closing and self.token is not None:
            if self.peek() in CLOSING.values():
                raise self.error(f"Expected {closing} here.")
            self.refuse_rest()
        if not self.accept(closing):
            raise self.error(f"This {what} is never closed.", opened)
        return part

    def bracket(self) -> Part:
        return self.inside(CLOSING[self.peek()], self.peek())

    def between_bars(self) -> Part:
        return self.norm(self.inside(self.peek(), self.peek()))


def _largest(node: list[Any]) -> float:
    """The largest number written in an exponent."""
    if node[0] == "num":
        return float(node[1])
    return max((_largest(part) for part in node[1:] if isinstance(part, list) and part), default=0.0)
