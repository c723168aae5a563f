"""The closed world of one question: its sizes, its names, and every word that stands for one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mlelib.symbolic import Model, SymbolicError
from mlelib.teaching.answers.tokens import WORDS, is_letter, tokenize

#: What a word may begin with, besides the names and sizes of the question.
FUNCTIONS = ("log", "ln", "exp", "sqrt", "norm", "abs")
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_GREEK = {word: letter for letter, word in reversed(WORDS.items())}
_SPARE = "ijklmrstuvwabcfghoqyz"
_LETTERS = 4  # one for each of three sums inside each other, and a free one


@dataclass(frozen=True)
class Size:
    """``letters`` count up to it, ``spare`` ones are for sums that need another; ``fixed`` is its number, if given."""

    letters: str
    spare: str = ""
    least: int = 1
    fixed: int | None = None


@dataclass(frozen=True)
class Name:
    """One name: ``core`` is its LaTeX without indices, ``plain`` its Unicode, ``typed`` an example of it in ASCII.

    ``axes`` are the sizes its indices count, ``letters`` those of its declaration, ``raised`` which of them are
    written above. A ``vector`` may go without its last index. ``means`` is what a defined name stands for.
    """

    core: str
    plain: str
    typed: str
    axes: tuple[str, ...]
    letters: tuple[str, ...]
    raised: tuple[bool, ...]
    squared: bool
    vector: bool
    kind: str
    means: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """``words`` are all spellings of the names, without scripts: "hatmu" -> its place in ``names``, −1 where a word
    is only the stem of one."""

    sizes: dict[str, Size]
    names: tuple[Name, ...]
    words: dict[str, int]
    free: str

    @property
    def known(self) -> str:
        """What may be typed, in one line."""
        return ", ".join([*(name.typed for name in self.names), *self.sizes])

    def size_of(self, letter: str) -> str | None:
        """The size that a letter of the question counts."""
        return next((name for name, size in self.sizes.items() if letter in size.letters), None)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for the page: without what is empty, or as it mostly is."""
        sizes = {
            name: {k: v for k, v in asdict(size).items() if v not in (None, 1)} for name, size in self.sizes.items()
        }
        names = [{k: v for k, v in asdict(name).items() if v and k != "core"} for name in self.names]
        return {"sizes": sizes, "names": names, "words": self.words, "free": self.free}


def build(
    sizes: Sequence[tuple[str, str, int | None]],
    names: Sequence[tuple[str, str, str]],
    spellings: Sequence[tuple[str, Sequence[str]]],
    answer: str,
) -> tuple[Vocabulary, Model]:
    """The vocabulary, and the model in which the checker works. The letters that ``answer`` leaves free stay free.

    ``sizes`` are given with their letters and perhaps a number, ``names`` with a kind and perhaps a meaning, all in the
    LaTeX of ``Model``; ``spellings`` are more words for names.

    Raises
    ------
    SymbolicError
        where the model refuses a declaration, or a spelling stands for two names
    """
    letters = _with_spare_letters(sizes, names)
    least = {size: number for size, _, number in sizes if number}
    given = {latex: kind for latex, kind, means in names if not means}
    model = Model({size: " ".join(all_of) for size, all_of in letters.items()}, given, at_least=least)
    for latex, kind, means in names:
        if means:
            model.define(latex, means, kind=kind)
    declared = {size: Size(own, letters[size][len(own) :], number or 1, number) for size, own, number in sizes}
    ours = {latex: _name(latex, kind, means, model) for latex, kind, means in names}
    words = _words(ours, spellings, declared)
    for size, number in least.items():
        model = model.specialised(model.sizes[size], number)
    return Vocabulary(declared, tuple(ours.values()), words, _free_letters(answer, model, letters)), model


def _free_letters(answer: str, model: Model, letters: Mapping[str, str]) -> str:
    """Those of the answer, and, where it is a vector, the letter of its components."""
    try:
        symbols = model.read(answer).free_symbols
    except SymbolicError as error:
        raise SymbolicError(f"answer: {error}") from None
    free = {str(symbol) for symbol in symbols if model.size_of(symbol) is not None}
    sizes = {name: f"row_{name}" for name in model.sizes}
    return "".join(sorted(letters[name][0] if row in free else "" for name, row in sizes.items())) + "".join(
        sorted(free - set(sizes.values()))
    )


def _with_spare_letters(
    sizes: Sequence[tuple[str, str, int | None]], names: Sequence[tuple[str, str, str]]
) -> dict[str, str]:
    """Each size has enough letters: sums inside each other need different ones."""
    taken = {size for size, _, _ in sizes} | {c for _, own, _ in sizes for c in own} | {latex[0] for latex, *_ in names}
    spare = [c for c in _SPARE if c not in taken]
    letters = {}
    for size, own, _ in sizes:
        more = max(0, _LETTERS - len(own))
        letters[size], spare = own + "".join(spare[:more]), spare[more:]
    return letters


def _name(latex: str, kind: str, means: str, model: Model) -> Name:
    quantity = model.quantity(latex)
    accent, stem = _taken_apart(quantity.core)
    sizes = {symbol: name for name, symbol in model.sizes.items()}
    below = "".join(quantity.letters)
    return Name(
        core=quantity.core,
        plain=_GREEK.get(stem, stem) + ACCENTS.get(accent, "") + ("²" if quantity.squared else ""),
        typed=accent + stem + (f"_{{{below}}}" if len(below) > 1 else f"_{below}" if below else "")
        + ("^2" if quantity.squared else ""),
        axes=tuple(sizes[axis] for axis in quantity.axes),
        letters=quantity.letters,
        raised=quantity.raised,
        squared=quantity.squared,
        vector=bool(quantity.axes) and quantity.axes[-1] == model.vector_size,
        kind=kind,
        means=means,
    )  # fmt: skip


def _taken_apart(core: str) -> tuple[str, str]:
    r"""Accent and stem: ``\hat{\mu}`` is ("hat", "mu")."""
    words = [token.text for token in tokenize(core) if token.kind == "word"]
    return ("", words[0]) if len(words) == 1 else (words[0], words[1])


def _words(
    names: Mapping[str, Name], spellings: Sequence[tuple[str, Sequence[str]]], sizes: Mapping[str, Size]
) -> dict[str, int]:
    words: dict[str, int] = {}
    places = {latex: place for place, latex in enumerate(names)}
    for latex, place in places.items():
        accent, stem = _taken_apart(names[latex].core)
        for word in {accent + stem, stem + accent}:
            _add(words, word, place)
    for latex, more in spellings:
        if latex not in places:
            raise SymbolicError(f"spellings: {latex} is not among the names")
        for word in more:
            spelled = "".join(token.text for token in tokenize(word))
            if not all(map(is_letter, spelled)) or spelled in FUNCTIONS or spelled in sizes:
                raise SymbolicError(f"spellings: {word!r} is not a word of letters, or has a meaning already")
            _add(words, spelled, places[latex])
    for name in names.values():
        words.setdefault(_taken_apart(name.core)[1], -1)
    return dict(sorted(words.items()))


def _add(words: dict[str, int], word: str, place: int) -> None:
    if words.setdefault(word, place) != place:
        raise SymbolicError(f"spellings: {word!r} stands for two names")
