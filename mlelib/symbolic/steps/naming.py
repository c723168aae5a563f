"""Names on the left of a derivation's lines: derivatives, values at a point, estimates."""

from __future__ import annotations

import re
from collections.abc import Mapping


def head(name: str) -> str:
    r"""``\ell`` of ``\ell(\mu, \sigma^2)``.

    >>> print(head(r"\ell(\mu)"), head(""), head(r"\ell^{(i)}(\mu)"))
    \ell \ell \ell^{(i)}
    """
    return _parts(name)[0].strip() or r"\ell"


def _parts(name: str) -> tuple[str, str]:
    """What stands before the arguments, and the arguments: a bracket within braces, as in an index, opens none."""
    depth = 0
    for place, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if sign == "(" and depth == 0:
            return name[:place], name[place + 1 :].rstrip(")")
    return name, ""


def _braced(text: str) -> str:
    """The text up to the brace that closes the one before it."""
    depth = 1
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[:place]
    return text


def at(name: str, values: Mapping[str, str]) -> str:
    r"""``\ell(\bar{x}, \sigma^2)`` for ``\ell(\mu, \sigma^2)`` at ``\mu = \bar{x}``.

    >>> print(at(r"\ell(\mu, v)", {r"\mu": r"\bar{x}"}))
    \ell(\bar{x}, v)
    >>> print(at(r"\ell(\mu, v)", {r"\mu_j": r"\bar{x}_j", "v": "s^2"}))
    \ell(\bar{x}, s^2)
    >>> print(at(r"\ell(\lambda)", {r"\lambda": r"\frac{1}{\bar{x}}"}))
    \ell\left(\frac{1}{\bar{x}}\right)
    """
    _, inside = _parts(name)
    arrays = {_without_index(old): _without_index(new) for old, new in values.items()}
    known = {**arrays, **values}
    places = [known.get(part.strip(), part.strip()) for part in inside.split(",")]
    if not set(places) & set(known.values()):
        places = list(values.values())
    listed = ", ".join(places)
    return rf"{head(name)}\left({listed}\right)" if r"\frac" in listed else f"{head(name)}({listed})"


def _without_index(name: str) -> str:
    r"""``\mu`` of ``\mu_j``: the whole array."""
    return re.sub(r"_(?:\{[^{}]*\}|\w)(?=$|\^)", "", name)


def derivative(name: str, before: tuple[str, ...], variable: str, gradient: bool) -> str:
    r"""The name of the derivative of ``name``, which is itself a derivative by the variables ``before``.

    >>> print(derivative(r"\ell(\mu)", (), r"\mu", False))
    \frac{\partial \ell}{\partial \mu}
    >>> print(derivative(r"\frac{\partial \ell}{\partial \mu}", (r"\mu",), r"\mu", False))
    \frac{\partial^2 \ell}{\partial \mu^2}
    >>> print(derivative(r"\frac{\partial \log p^{(i)}}{\partial \mu}", (r"\mu",), r"\mu", False))
    \frac{\partial^2 \log p^{(i)}}{\partial \mu^2}
    """
    simple = r"\frac" not in name and r"\big" not in name
    if gradient and simple:
        return rf"\nabla_{{\!{variable}}}\, {head(name)}"
    if not before and simple:
        return rf"\frac{{\partial {head(name)}}}{{\partial {variable}}}"
    start = r"\frac{\partial "
    if gradient or len(before) != 1 or not name.startswith(start):
        sign = rf"\nabla_{{\!{variable}}}" if gradient else rf"\frac{{\partial}}{{\partial {variable}}}"
        return rf"{sign}\, {name}"
    function = _braced(name.removeprefix(start))
    if before == (variable,):
        below = f"({variable})" if "^" in variable else variable
        return rf"\frac{{\partial^2 {function}}}{{\partial {below}^2}}"
    return rf"\frac{{\partial^2 {function}}}{{\partial {before[0]} \, \partial {variable}}}"


def restricted(name: str, places: str) -> str:
    r"""``\ell\big|_{\mu = 0}``: a function at certain values.

    >>> print(restricted(r"\ell(\mu)", r"\mu = 0"))
    \ell\big|_{\mu = 0}
    """
    simple = r"\frac" not in name and r"\big" not in name
    return rf"{head(name) if simple else name}\big|_{{{places}}}"


def estimate(variable: str, core: str) -> str:
    r"""``\hat{\sigma}_k^2`` for ``\sigma_k^2``, whose core is ``\sigma``."""
    if r"\boldsymbol" in variable:
        return rf"\hat{{{variable}}}"
    return variable.replace(core, rf"\hat{{{core}}}", 1)
