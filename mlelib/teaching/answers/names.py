r"""Names as people write them: accents before or behind, indices below, above, or simply attached."""

from __future__ import annotations

from typing import Any

from mlelib.teaching.answers.cursor import CLOSING, Cursor, Part, Scope
from mlelib.teaching.answers.tokens import Token, Unreadable, is_digit, is_letter
from mlelib.teaching.answers.vocabulary import ACCENTS, Name, Vocabulary


class NameReader(Cursor):
    """Reads a name with its indices."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, end: int) -> None:
        super().__init__(tokens, vocabulary, end)
        self.scopes: list[Scope] = []
        self.used_free: set[str] = set()

    def name(self) -> Part:
        start, token = self.at, self.tokens[self.at]
        accent = self.accent_before()
        word = self.word_here()
        if word in self.vocabulary.sizes and not accent:
            self.take_word(word)
            return Part(["size", word], "number")
        if accent + word not in self.vocabulary.words and word not in self.vocabulary.words:
            if word == "pi" and not accent:
                self.take_word(word)
                return Part(["pi"], "number")
            raise self.unknown(token, start)
        self.take_word(word)
        if self.closes_accent:
            self.expect(self.closes_accent, self.at)
        items, squared, behind = self.scripts(word, accent)
        place = self.vocabulary.words.get(behind + word, self.vocabulary.words.get(word, -1))
        if place < 0:
            raise self.unknown(token, start)
        return self.with_indices(place, items, squared, start)

    closes_accent = ""

    def at_foreign_word(self) -> bool:
        """Whether the next word cannot be cut into known words and indices: then all of it is unknown, not its rest."""
        token, before = self.tokens[self.at], self.tokens[self.at - 1] if self.at else None
        rest_of_word = before is not None and before.kind == "word" and not before.whole and self.touches()
        if token.whole or rest_of_word:
            return False
        text = token.text
        while text:
            word = self.longest(text)
            if not word and not self.is_index(text[0]):
                return True
            text = text[len(word) or 1 :]
        return False

    def accent_before(self) -> str:
        r"""``\hat{…}``, ``hat(…)``, ``hat_mu``, ``\mathbf{…}``; the bracket is closed behind the word."""
        self.closes_accent = ""
        token = self.token
        if token is None or token.kind != "word":
            return ""
        word = "bold" if token.text == "bold" and token.whole else self.word_here()
        if word not in (*ACCENTS, "bold"):
            return ""
        self.take_word(word)
        self.accept("_")
        if self.peek() in ("{", "("):
            self.closes_accent = "}" if self.take().text == "{" else ")"
        return "" if word == "bold" else word

    def unknown(self, token: Token, start: int) -> Unreadable:
        if len(token.text) == 1 and self.vocabulary.size_of(token.text):
            return self.error(f"The index {token.text} can only stand below a name.", start)
        problem = f"The name {token.text} is not known here. Known: {self.vocabulary.known}."
        return self.error(problem, start)

    # -- scripts

    def scripts(self, word: str, accent: str) -> tuple[list[str], bool, str]:
        """Indices as they are written, whether the name ends in a square, and its accent."""
        items: list[str] = []
        squared = False
        while True:
            most, name = self.most_indices(word, accent)
            token = self.token
            if token is None:
                break
            if token.kind == "accent" and not accent:
                accent = self.take().text
            elif token.text == "_" and self.peek_at(self.at + 1) in ACCENTS and not accent:
                self.take()
                accent = self.take().text
            elif token.text == "_" and len(items) < most:
                self.take()
                items += self.below(most - len(items))
            elif self.touches() and token.kind in ("word", "number") and len(items) < most and self.index_like(token):
                items.append(self.one_index(most - len(items)))
            elif len(items) < most and (raised := self.raised_index(name)):
                items.append(raised)
            elif name is not None and name.squared and not squared and self.square_here():
                squared = True
            else:
                break
        return items, squared, accent

    def most_indices(self, word: str, accent: str) -> tuple[int, Name | None]:
        """How many indices the name can have, and the name, as far as it is known now."""
        words = self.vocabulary.words
        own = [words[w] for w in [accent + word] if words.get(w, -1) >= 0]
        others = [] if accent else [words[a + word] for a in ACCENTS if a + word in words]
        found = [self.vocabulary.names[place] for place in own + others]
        return max((len(name.axes) for name in found), default=0), found[0] if found else None

    def index_like(self, token: Token) -> bool:
        return token.kind == "number" or (not token.whole and self.is_index(token.text[0]))

    def is_index(self, letter: str) -> bool:
        return any(s.letter == letter for s in self.scopes) or self.vocabulary.size_of(letter) is not None

    def one_index(self, missing: int) -> str:
        """A letter, a number, or, where several indices are missing, one digit."""
        token = self.tokens[self.at]
        self.take_front(1 if token.kind == "word" or missing > 1 else len(token.text))
        return self.tokens[self.at - 1].text

    def below(self, missing: int) -> list[str]:
        """What stands behind ``_``: a group in braces or brackets, or letters and digits attached to each other."""
        closing = CLOSING.get(self.peek(), "")
        items: list[str] = []
        if closing:
            self.take()
        while len(items) < missing or closing:
            token = self.token
            if closing and (self.accept(",") or self.accept("(") or (closing != ")" and self.accept(")"))):
                continue
            if token is None or token.kind not in ("word", "number") or (items and not closing and not self.touches()):
                break
            if not is_letter(token.text[0]) and not is_digit(token.text[0]):
                break
            if items and not closing and not self.index_like(token) and len(token.text) > missing - len(items):
                break
            items.append(self.one_index(max(missing - len(items), 1)))
        if closing:
            self.expect(closing, self.at)
        if not items:
            raise self.error("Expected an index here.")
        return items

    def raised_index(self, name: Name | None) -> str:
        """``^{(i)}``, ``^(1)`` or ``^i``, where an index is missing; empty if something else is raised."""
        if name is None or not any(name.raised) or self.peek() != "^":
            return ""
        ahead = [self.peek_at(self.at + k) for k in range(1, 6)]
        for opening, closing in ((["{", "("], [")", "}"]), (["("], [")"]), (["{"], ["}"]), ([], [])):
            inner = ahead[len(opening)]
            fits = ahead[: len(opening)] == opening and ahead[len(opening) + 1 :][: len(closing)] == closing
            letter = len(inner) == 1 and is_letter(inner) and self.is_index(inner)
            if fits and (letter or (inner.isdecimal() and "(" in opening)):
                self.at += 2 + len(opening) + len(closing)
                return inner
        return ""

    def square_here(self) -> bool:
        """``^2``, ``^{2}``, or a 2 attached to the name."""
        for signs in (["^", "2"], ["^", "{", "2", "}"], ["2"]):
            if [self.peek_at(self.at + k) for k in range(len(signs))] == signs and (len(signs) > 1 or self.touches()):
                self.at += len(signs)
                return True
        return False

    # -- indices

    def with_indices(self, place: int, items: list[str], squared: bool, start: int) -> Part:
        name = self.vocabulary.names[place]
        indices: list[Any] = [None] * len(name.axes)
        later = [item for item in items if not self.put_by_size(item, name, indices, start)]
        for item in later:
            if None not in indices:
                raise self.error(f"Too many indices: write {name.typed}.", start)
            self.put(item, indices.index(None), name, indices, start)
        for axis, index in enumerate(indices):
            if index is None and not (name.vector and axis == len(indices) - 1):
                indices[axis] = self.implied(name, axis, start)
        vector = bool(indices) and indices[-1] is None
        node = ["root" if name.squared and not squared else "name", place, indices]
        return Part(node, "vector" if vector else "number")

    def put_by_size(self, item: str, name: Name, indices: list[Any], start: int) -> bool:
        """A letter that counts a known size stands for the first such index, in whatever order they are written."""
        scope = next((s for s in reversed(self.scopes) if s.letter == item), None)
        size = scope.size if scope else self.vocabulary.size_of(item)
        if size is None or item.isdecimal():
            return False
        places = [a for a, axis in enumerate(name.axes) if axis == size and indices[a] is None]
        if not places:
            raise self.error(f"The index {item} does not fit here: write {name.typed}.", start)
        self.put(item, places[0], name, indices, start)
        return True

    def put(self, item: str, axis: int, name: Name, indices: list[Any], start: int) -> None:
        size = self.vocabulary.sizes[name.axes[axis]]
        if item.isdecimal():
            if not 1 <= int(item) <= size.least:
                raise self.error(f"There is no {name.plain} with the index {item} here.", start)
            indices[axis] = int(item)
            return
        scope = next((s for s in reversed(self.scopes) if s.letter == item), None) or self.wild(name.axes[axis], item)
        if scope is not None:
            scope.letter, scope.size = item, scope.size or name.axes[axis]
            indices[axis] = scope
        elif item in self.vocabulary.free:
            self.used_free.add(item)
            indices[axis] = item
        else:
            raise self.error(f"The index {item} belongs to no sum: write sum_{{{item}=1}}^{name.axes[axis]}.", start)

    def wild(self, size: str, letter: str) -> Scope | None:
        """The innermost sum without a letter that may run over this size."""
        if letter in self.vocabulary.free:
            return None
        return next((s for s in reversed(self.scopes) if not s.letter and s.size in (None, size)), None)

    def implied(self, name: Name, axis: int, start: int) -> Scope:
        """An index left out inside a sum without limits is the index of that sum."""
        size = name.axes[axis]
        for scope in reversed(self.scopes):
            if scope.size in (None, size) and (
                not scope.letter or self.vocabulary.size_of(scope.letter) in (None, size)
            ):
                scope.size = size
                return scope
        raise self.error(f"An index is missing: write {name.typed}.", start)
