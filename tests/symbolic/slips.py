"""The slips that change a value for certain, one at a time: for comparisons of numbers.

The full set, with slips that only a checker of text can see, is in :mod:`tests.symbolic.mutants`.
"""

from collections.abc import Iterator

from mlelib.symbolic.reading.tokens import Token, tokenize


def mutants(line: str) -> Iterator[tuple[str, str]]:
    """Every wrong version of ``line``, with the name of its slip."""
    tokens = tokenize(line)
    yield "wrong sign in front", line[1:] if line.startswith("-") else f"-{line}"
    for place, token in enumerate(tokens):
        before = tokens[place - 1].text if place else ""
        if token.text in "+-" and place:
            leading = before in ("(", "[", "{")
            yield "wrong sign", _replaced(line, token, "" if leading else "-" if token.text == "+" else "+")
        if token.text == "2":
            yield "1 for 2", _replaced(line, token, "1")
            if not _is_index(tokens, place):  # an index 3 is out of range: unreadable, not wrong
                yield "3 for 2", _replaced(line, token, "3")
        if token.text in ("n", "d") and not _is_limit(tokens, place):
            yield f"{token.text} - 1", _replaced(line, token, f"({token.text} - 1)")
        if token.text == r"\sigma" or (token.text == "}" and before == r"\sigma"):
            yield from _without_square(line, tokens, place)


def _is_index(tokens: list[Token], place: int) -> bool:
    r"""Is this the ``2`` of ``\pi_2`` or ``x^{(2)}``?"""
    before = "".join(token.text for token in tokens[max(0, place - 3) : place])
    return before.endswith(("_", "^{("))


def _is_limit(tokens: list[Token], place: int) -> bool:
    r"""Is this the ``n`` of ``^{n}``, the upper limit of a sum?"""
    return place > 1 and tokens[place - 1].text == "{" and tokens[place - 2].text == "^"


def _without_square(line: str, tokens: list[Token], place: int) -> Iterator[tuple[str, str]]:
    r"""``\sigma`` for ``\sigma^2``, ``\sigma_k`` for ``\sigma_k^2``."""
    end = place + 1
    if end + 1 < len(tokens) and tokens[end].text == "_":
        end += 2
    if [t.text for t in tokens[end : end + 2]] == ["^", "2"]:
        yield "σ for σ²", line[: tokens[end].position] + " " + line[tokens[end + 1].position + 1 :]


def _replaced(line: str, token: Token, text: str) -> str:
    return line[: token.position] + text + line[token.position + len(token.text) :]
