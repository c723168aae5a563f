"""A place in the tokens of a typed formula. A word may be taken bit by bit: "nd" is n, then d."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from mlelib.teaching.answers.tokens import Token, Unreadable
from mlelib.teaching.answers.vocabulary import ACCENTS, FUNCTIONS, Vocabulary

CLOSING = {"(": ")", "[": "]", "{": "}"}


class Part(NamedTuple):
    """A piece of the tree, and whether it is a number, a vector or a row."""

    node: list[Any]
    shape: str


@dataclass(eq=False)
class Scope:
    """One sum: its letter and size, as far as they are known."""

    letter: str = ""
    size: str | None = None


class Cursor:
    """Walks over tokens. A word may be taken bit by bit."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, end: int) -> None:
        self.tokens, self.vocabulary, self.end = list(tokens), vocabulary, end
        self.known = [*vocabulary.words, *vocabulary.sizes, *FUNCTIONS, *ACCENTS, "sum", "pi", "e"]
        self.at = 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def peek(self) -> str:
        return self.peek_at(self.at)

    def peek_at(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, text: str) -> bool:
        token = self.token
        found = token is not None and token.kind == "sign" and token.text == text
        self.at += found
        return found

    def expect(self, text: str, at: int) -> None:
        if not self.accept(text):
            raise self.error(f"Expected {text} here.", max(at, self.at))

    def error(self, problem: str, at: int | None = None) -> Unreadable:
        at = self.at if at is None else at
        return Unreadable(problem, self.tokens[at].start if at < len(self.tokens) else self.end)

    def touches(self) -> bool:
        """Whether the next token follows the last one without a gap."""
        return 0 < self.at < len(self.tokens) and self.tokens[self.at].start == self.tokens[self.at - 1].end

    def take_front(self, count: int) -> None:
        """Take the first characters of a word or a number, and leave the rest to be read."""
        token = self.tokens[self.at]
        if count < len(token.text):
            front = token._replace(text=token.text[:count], end=token.start + count)
            self.tokens.insert(self.at, front)
            self.tokens[self.at + 1] = token._replace(text=token.text[count:], start=token.start + count)
        self.at += 1

    def take_word(self, word: str) -> None:
        token = self.tokens[self.at]
        if token.whole:
            self.at += 1
        else:
            self.take_front(len(word))

    def word_here(self) -> str:
        """The longest word of the vocabulary that the next token starts with; empty if there is none."""
        token = self.token
        if token is None or token.kind != "word":
            return ""
        if token.whole:
            return token.text if token.text in self.known else ""
        return self.longest(token.text)

    def longest(self, text: str) -> str:
        return max((word for word in self.known if text.startswith(word)), key=len, default="")

    def at_sum(self) -> bool:
        word, token = self.word_here(), self.token
        if word == "Sigma" or (token is not None and token.text == "Sigma" and token.whole):
            return "Sigma" not in self.vocabulary.words
        return word == "sum" and "sum" not in self.vocabulary.words
