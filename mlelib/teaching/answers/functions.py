r"""Fractions, log, exp, roots and norms in a typed formula."""

from __future__ import annotations

from mlelib.teaching.answers.cursor import CLOSING, Part
from mlelib.teaching.answers.sums import SumReader

#: The words that people type for them.
FUNCTIONS = {"log": "log", "ln": "log", "exp": "exp", "sqrt": "sqrt", "norm": "norm", "abs": "abs"}


class FunctionReader(SumReader):
    """Reads a function with what it is applied to."""

    def atom(self) -> Part:
        """An atom: given by the grammar."""
        raise NotImplementedError

    def exponent(self) -> Part:
        """An exponent: given by the grammar."""
        raise NotImplementedError

    def starts_atom(self) -> bool:
        """Whether an atom follows: given by the grammar."""
        raise NotImplementedError

    @staticmethod
    def norm(part: Part) -> Part:
        """The length of a vector, the absolute value of a number."""
        return Part(["abs" if part.shape == "number" else "norm", part.node], "number")

    def fraction(self) -> Part:
        place = self.at
        self.take()
        top, bottom = self.group(), self.group()
        if bottom.shape != "number":
            raise self.error("A vector cannot stand below the line.", place)
        return Part(["/", top.node, bottom.node], top.shape)

    def group(self) -> Part:
        r"""What stands behind ``\frac``: a group in braces, or one digit or letter, as in ``\frac12``, ``\frac1n``."""
        token = self.token
        if token is not None and token.kind == "number":
            self.at += 1
            if len(token.text) > 1 and "." not in token.text:
                self.at -= 1
                self.tokens[self.at] = token._replace(text=token.text[1:], start=token.start + 1)
            return Part(["num", token.text[0] if "." not in token.text else token.text], "number")
        if token is not None and token.kind == "word":
            self.take_front(len(token.text) if token.whole else 1)
            self.at -= 1
            return self.atom()
        if self.peek() != "{":
            raise self.error("Expected a group in braces, as in \\frac{a}{b}.")
        return self.bracket()

    def function(self, word: str) -> Part:
        place = self.at
        self.take_word(word)
        bracketed = self.peek() in CLOSING
        if not self.starts_atom():
            raise self.error(f"Expected a bracket behind {word}.")
        inner = self.atom()
        if inner.shape != "number" and word not in ("norm", "abs"):
            raise self.error(f"A vector cannot stand inside {word}.", place)
        if word in ("log", "ln") and not bracketed and self.starts_atom():
            raise self.error(f"How much belongs to the {word}? Put brackets.")
        if word in ("log", "ln") and self.peek() == "^":
            raise self.error(f"Is the {word} raised, or what stands inside? Put brackets.")
        return self.norm(inner) if word in ("norm", "abs") else Part([FUNCTIONS[word], inner.node], "number")

    def power_of_e(self) -> Part:
        after_number = self.at > 0 and self.tokens[self.at - 1].kind == "number" and self.touches()
        self.take_word("e")
        if after_number and self.touches() and (self.peek() in ("+", "-") or self.tokens[self.at].kind == "number"):
            raise self.error("Powers of ten are written 10^3 here.", self.at - 1)
        if not self.accept("^"):
            return Part(["exp", ["num", "1"]], "number")
        return Part(["exp", self.exponent().node], "number")
