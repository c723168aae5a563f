"""Slips of the pen in what stands around numbers: fractions, functions, matrices, expectations."""

from collections.abc import Callable, Iterator

from .line import Line


def _missing_half(line: Line) -> Iterator[str]:
    for place, (above, above_end), (below, below_end) in line.fractions:
        if "2" in (line.between(below, below_end), line.between(below, below_end).strip("{} ")):
            first, last = line.argument(above)
            numerator = line.between(first, last)
            bare = "" if numerator == "1" and len(line.tokens) > below_end + 1 else numerator
            yield line.replaced(place, below_end, f"({bare})" if above_end > above + 2 else bare)


def _dropped_word(word: str) -> Callable[[Line], Iterator[str]]:
    def dropped(line: Line) -> Iterator[str]:
        for place, token in enumerate(line.tokens):
            if token.text == word:
                yield line.replaced(place, place, "")

    return dropped


def _dropped_exp(line: Line) -> Iterator[str]:
    yield from _dropped_word(r"\exp")(line)
    for place in range(len(line.tokens)):
        if line.at(place, "e", "^"):
            first, last = line.argument(place + 2)
            yield line.replaced(place, line.group(place + 2)[1], f"({line.between(first, last)})")


def _dropped_root(line: Line) -> Iterator[str]:
    for place, token in enumerate(line.tokens):
        if token.text == r"\sqrt":
            first, last = line.argument(place + 1)
            yield line.replaced(place, line.group(place + 1)[1], f"({line.between(first, last)})")


def _dropped_square(line: Line) -> Iterator[str]:
    squares = {name.last for name in line.names if line.model.quantities[name.core].squared}
    for place in range(len(line.tokens) - 1):
        if line.at(place, "^", "2") and place + 1 not in squares:
            yield line.replaced(place, place + 1, "")
        if line.at(place, "^", "{", "2", "}"):
            yield line.replaced(place, place + 3, "")


def _scripts_after(texts: list[tuple[str, ...]]) -> Callable[[Line], Iterator[str]]:
    def dropped(line: Line) -> Iterator[str]:
        for place in range(len(line.tokens)):
            for script in texts:
                if line.at(place, "^", *script):
                    yield line.replaced(place, place + len(script), "")

    return dropped


_TRANSPOSES = [(r"\top",), ("{", r"\top", "}"), (r"\mathsf", "{", "T", "}"), ("{", r"\mathsf", "{", "T", "}", "}")]
_VARIANCE = (r"\operatorname", "{", "V", "a", "r", "}")
_TRACES = [(r"\operatorname", "{", "t", "r", "}"), (r"\tr",)]


def _determinant_for_trace(line: Line) -> Iterator[str]:
    for place in range(len(line.tokens)):
        if line.at(place, r"\det"):
            yield line.replaced(place, place, r"\operatorname{tr}")
        for trace in _TRACES:
            if line.at(place, *trace):
                yield line.replaced(place, place + len(trace) - 1, r"\det")


def _added_inverse(line: Line) -> Iterator[str]:
    """M⁻¹ for M."""
    for name in line.names:
        if line.model.quantities[name.core].kind.is_matrix and not line.at(name.last + 1, "^"):
            yield line.replaced(name.last, name.last, line.tokens[name.last].text + "^{-1}")


def _dropped_expectation(line: Line) -> Iterator[str]:
    for place in range(len(line.tokens)):
        for word in ((r"\mathbb", "{", "E", "}"), _VARIANCE):
            if line.at(place, *word):
                yield line.replaced(place, place + len(word) - 1, "")


def _variance_for_expectation(line: Line) -> Iterator[str]:
    for place in range(len(line.tokens)):
        if line.at(place, r"\mathbb", "{", "E", "}"):
            yield line.replaced(place, place + 3, r"\operatorname{Var}")
        if line.at(place, *_VARIANCE):
            yield line.replaced(place, place + len(_VARIANCE) - 1, r"\mathbb{E}")


def _dropped_indicator(line: Line) -> Iterator[str]:
    for place in range(len(line.tokens)):
        if line.at(place, r"\mathbb", "{", "1", "}", "["):
            whole = place, line.partner(place + 4)
            yield line.replaced(*whole, "1")
            yield line.replaced(*whole, f"(1 - {line.between(*whole)})")


def _dropped_factorial(line: Line) -> Iterator[str]:
    yield from _dropped_word("!")(line)


def _flipped_fraction(line: Line) -> Iterator[str]:
    for place, (above, above_end), (below, below_end) in line.fractions:
        first, last = (line.between(*line.argument(part)) for part in (above, below))
        yield line.replaced(place, max(above_end, below_end), rf"\frac{{{last}}}{{{first}}}")


def _dropped_denominator(line: Line) -> Iterator[str]:
    for place, (above, _), (_, below_end) in line.fractions:
        yield line.replaced(place, below_end, f"({line.between(*line.argument(above))})")


def _dropped_bracket(line: Line) -> Iterator[str]:
    for place, token in enumerate(line.tokens):
        if (
            token.text == "("
            and not line.at(place - 1, "{")
            and not line.text[: token.position].endswith((r"\left", "l"))
        ):
            closing = line.partner(place)
            inner = line.between(place + 1, closing - 1) if closing > place + 1 else ""
            yield line.replaced(place, closing, inner)


WORD_SLIPS: dict[str, Callable[[Line], Iterator[str]]] = {
    "missing ½": _missing_half,
    "dropped log": _dropped_word(r"\log"),
    "dropped exp": _dropped_exp,
    "dropped φ": _dropped_word(r"\varphi"),
    "dropped root": _dropped_root,
    "dropped square": _dropped_square,
    "dropped transpose": _scripts_after(_TRANSPOSES),
    "dropped inverse": _scripts_after([("{", "-", "1", "}")]),
    "inverse added": _added_inverse,
    "det for tr": _determinant_for_trace,
    "dropped expectation": _dropped_expectation,
    "Var for E": _variance_for_expectation,
    "dropped indicator": _dropped_indicator,
    "dropped factorial": _dropped_factorial,
    "dropped Γ": _dropped_word(r"\Gamma"),
    "dropped ψ": _dropped_word(r"\psi"),
    "flipped fraction": _flipped_fraction,
    "dropped denominator": _dropped_denominator,
    "dropped bracket": _dropped_bracket,
}
