"""A place in a line of tokens: looking, taking, and saying where something went wrong."""

from __future__ import annotations

from ..errors import UnreadableLine
from .tokens import Token, tokenize


class Cursor:
    """Walks over the tokens of one line."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.tokens = tokenize(line)
        self.place = 0

    def peek(self, ahead: int = 0) -> str:
        """The text of a coming token; empty past the end."""
        place = self.place + ahead
        return self.tokens[place].text if place < len(self.tokens) else ""

    def take(self) -> Token:
        if self.place >= len(self.tokens):
            raise self.error("the line ends too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def accept(self, *texts: str) -> bool:
        """Take the next token if it is one of these."""
        if self.peek() in texts:
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.error(f"expected {text}")

    def error(self, problem: str, back: int = 0) -> UnreadableLine:
        """An error that marks the next token, or one ``back`` tokens before it."""
        place = self.place - back
        position = self.tokens[place].position if 0 <= place < len(self.tokens) else len(self.line.rstrip())
        return UnreadableLine(problem, self.line, position)

    def divides_openly(self, start: int) -> bool:
        """Is there a ``/`` since ``start``, outside of all brackets?"""
        level = 0
        for token in self.tokens[start : self.place]:
            level += (token.text in "([{") - (token.text in ")]}")
            if token.text == "/" and level == 0:
                return True
        return False
