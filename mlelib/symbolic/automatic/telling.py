"""The sentences between the derivations that :func:`mlelib.symbolic.derive` writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..quantity import Quantity
from ..showing.words import words
from .latex import Printer

if TYPE_CHECKING:
    from ..derivation import Derivation
    from .derived import Derived

CERTIFICATE = "gap certificate"
EVERYWHERE = "second derivative negative everywhere"
AT_ZERO = "second derivative negative at the zero"

_RANGES = {"positive": "> 0", "nonnegative": r"\ge 0", "unit": r"\in (0, 1)"}
_LOUD, _CODE = re.compile(r"\*\*(.*?)\*\*"), re.compile(r"`(.*?)`")


def parts(result: Derived) -> list[str | Derivation]:
    """Sentences, in Markdown, and derivations in turn."""
    return [*_log_likelihood(result), *_scores(result), *_maximum(result)]


def as_text(sentence: str) -> str:
    r"""A sentence without marks.

    >>> as_text(r"**Score.** Here $\mu > 0$, see `f`.")
    'Score. Here μ > 0, see f.'
    """
    return words(_CODE.sub(r"\1", _LOUD.sub(r"\1", sentence)))


def as_latex(sentence: str) -> str:
    r"""A sentence for LaTeX.

    >>> print(as_latex(r"**Score.** See `f_g`."))
    \textbf{Score.} See \texttt{f\_g}.
    """
    code = _CODE.sub(lambda found: rf"\texttt{{{found[1].replace('_', chr(92) + '_')}}}", sentence)
    return _LOUD.sub(r"\\textbf{\1}", code)


# -- the log-likelihood


def _log_likelihood(result: Derived) -> Iterator[str | Derivation]:
    named = [_definition(result, quantity) for quantity in result.statistics.used]
    yield f"**Log-likelihood.** Here {_listed(named)}." if named else "**Log-likelihood.**"
    excluded = [text for quantity in result.statistics.used if (text := _excluded(result, quantity))]
    if excluded:
        yield f"Assumed: {'; '.join(excluded)}. Samples on that boundary are left out: an estimate may lie there too."
    yield result.log_likelihood
    if not named:
        yield "No fixed number of means over the sample says all that this depends on: the sums stay."


def _definition(result: Derived, quantity: Quantity) -> str:
    return rf"${quantity.latex} = \displaystyle {result.model.definitions[quantity.core][0]}$"


def _excluded(result: Derived, quantity: Quantity) -> str:
    """The samples that the assumption about a statistic excludes; empty if it excludes none."""
    data, word = result.statistics.averaged.get(quantity.core), quantity.kind.word
    if data is None or word not in ("positive", "unit") or (word == "positive" and result.model.signs.positive(data)):
        return ""
    assumed = f"${quantity.latex} {_RANGES[word]}$"
    if quantity.squared:
        return f"{assumed}, so that {'in no component ' if quantity.axes else 'not '}all examples are equal"
    written = Printer(result.model).inner(data.base if data.is_Pow and data.exp.is_even else data)
    if word == "positive":
        return f"{assumed}, so that not all ${written}$ are 0"
    binary = [q.symbol for q in result.model.quantities.values() if q.kind.word == "binary"]
    return f"{assumed}, so that not all ${written}$ are 0 and not all are 1" if data.base in binary else ""


# -- scores


def _scores(result: Derived) -> Iterator[str | Derivation]:
    for name, scores in result.all_scores.items():
        if any(quantity.latex == name for quantity in result.open):
            yield f"**The score of ${name}$.** {_why_open(result, name)}"
        else:
            yield f"**The score of ${name}$ and its {'only zero' if scores[-1].unique else 'zero'}.**"
        yield from scores


def _why_open(result: Derived, name: str) -> str:
    if name in result.refused:
        root = result.refused[name]
        return (
            rf"A zero is $\displaystyle {root}$, but for some data that is outside of the declared range of ${name}$."
        )
    return "No zero in closed form was found: this is work for an optimiser, see `negative_log_likelihood`."


# -- the maximum


def _maximum(result: Derived) -> Iterator[str | Derivation]:
    if result.open:
        return
    if result.proof is not None:
        named = [_definition_with_range(result, quantity) for quantity in result.named]
        here = f" Here {_listed(named)}." if named else ""
        yield f"**The global maximum**, by a gap certificate: nowhere is the log-likelihood larger.{here}"
        yield result.proof
        return
    yield f"**The maximum.** No gap certificate was found. {_second_order(result)}"
    for curvatures in result.curvatures.values():
        yield from curvatures


def _second_order(result: Derived) -> str:
    if result.how == EVERYWHERE:
        return "The second derivative is negative everywhere, so the zero is the global maximum."
    if result.how == AT_ZERO and result.unique:
        return "The second derivative is negative at the zero, which is the only one: it is the global maximum."
    if result.how == AT_ZERO:
        return "The second derivative is negative at the zero, which is a local maximum."
    return "The second derivative is not visibly negative: that the zero is a maximum is not proved."


def _definition_with_range(result: Derived, quantity: Quantity) -> str:
    """An estimate's name, and what is assumed of it where its range is not seen from the statistics."""
    text, word = _definition(result, quantity), quantity.kind.word
    meaning = result.model.definitions[quantity.core][1]
    seen = word == "real" or (word == "positive" and result.model.signs.positive(meaning))
    return text if seen else f"{text}, assumed ${_RANGES[word]}$"


def _listed(texts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))
