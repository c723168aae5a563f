"""The sum sign, with limits or without; the letter of a sum is settled when all is read."""

from __future__ import annotations

from typing import Any

from mlelib.teaching.answers.cursor import CLOSING, Part, Scope
from mlelib.teaching.answers.names import NameReader
from mlelib.teaching.answers.vocabulary import Vocabulary

MAX_SUMS = 3


class SumReader(NameReader):
    """Reads a sum sign and what belongs to it."""

    def product(self) -> Part:
        """A product: given by the grammar."""
        raise NotImplementedError

    def bracket(self) -> Part:
        """A bracket: given by the grammar."""
        raise NotImplementedError

    def big_sum(self) -> Part:
        place = self.at
        self.take_word("sum")
        scope = Scope()
        while self.peek() in ("_", "^"):
            if self.take().text == "_":
                self.lower_limit(scope)
            else:
                self.upper_limit(scope)
        if len(self.scopes) == MAX_SUMS:
            raise self.error(f"More than {MAX_SUMS} sums inside each other.", place)
        limitless = self.tokens[self.at - 1].text == "sum"
        self.scopes.append(scope)
        part = self.bracket() if limitless and self.peek() in CLOSING else self.product()
        self.scopes.pop()
        if scope.size is None:
            raise self.error("Nothing in this sum carries its index.", place)
        return Part(["sum", scope, part.node], part.shape)

    def lower_limit(self, scope: Scope) -> None:
        closing = CLOSING.get(self.peek(), "")
        if closing:
            self.take()
        token = self.token
        if token is None or token.kind != "word" or (closing and len(token.text) > 1):
            raise self.error("Expected the letter that counts, as in sum_{i=1}^n.")
        scope.letter = token.text[0]
        self.take_word(token.text[0])
        if self.accept("="):
            if self.peek() != "1":
                raise self.error("Sums start at 1 here.")
            self.take()
        if closing:
            self.expect(closing, self.at)
        own = self.vocabulary.size_of(scope.letter)
        scope.size = scope.size or own

    def upper_limit(self, scope: Scope) -> None:
        closing = CLOSING.get(self.peek(), "")
        if closing:
            self.take()
        place, text = self.at, self.peek()
        fixed = [name for name, size in self.vocabulary.sizes.items() if str(size.fixed) == text]
        word = self.word_here()
        if word in self.vocabulary.sizes:
            self.take_word(word)
            scope.size = word
        elif fixed:
            self.take()
            scope.size = scope.size if scope.size in fixed else fixed[0] if len(fixed) == 1 else None
        else:
            raise self.error(f"A sum ends at {' or '.join(self.vocabulary.sizes)} here.", place)
        if closing:
            self.expect(closing, self.at)


def finished(node: Any, vocabulary: Vocabulary, taken: tuple[str, ...] = ()) -> Any:
    """The tree with a letter for each sum: the one that was typed, if it counts this size, or the first unused one."""
    if isinstance(node, Scope):
        return node.letter
    if not isinstance(node, list):
        return node
    if node[:1] != ["sum"]:
        return [finished(part, vocabulary, taken) for part in node]
    scope = node[1]
    letters = vocabulary.sizes[scope.size].letters + vocabulary.sizes[scope.size].spare
    wanted = [c for c in scope.letter + letters if c and c in letters and c not in taken and c not in vocabulary.free]
    scope.letter = wanted[0]
    return ["sum", scope.letter, scope.size, finished(node[2], vocabulary, (*taken, scope.letter))]
