"""The formula sheet: each formula is a proved line, and computes what the code beside it computes."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.testing import assert_allclose

import mlelib
import mlelib.symbolic
from mlelib.symbolic import Derivation, Model, NumpyFunction, SymbolicError, to_numpy
from mlelib.symbolic.bridge.arguments import argument_name
from mlelib.symbolic.chain import Chain
from products.formulas import DATA, FormulaError, Row, load, prove_maximum, proved
from products.toc import ROOT
from tests.symbolic.draws import called, draw, sizes_of
from tests.symbolic.test_chapters import derive

SIZES = {"n": 16, "d": 2, "K": 3}
ROWS = [row for group in load() for row in group.rows]


# -- the derivation behind a line


@cache
def derivations(path: Path) -> list[Derivation]:
    """Derive what a chapter derives, and return every derivation, also those that the chapter gives no name."""
    found: list[Derivation] = []
    append, begin = Chain._append, Chain._continued

    def appended(chain: Any, *arguments: Any) -> Any:
        found.append(chain)
        return append(chain, *arguments)

    def begun(chain: Any, *arguments: Any) -> Any:
        found.append(begin(chain, *arguments))
        return found[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chain, "_append", appended)
        patch.setattr(Chain, "_continued", begun)
        derive(path)
    return found


def behind(line: str) -> tuple[Model, str]:
    """Return the model of a line of a chapter, and the line's right side as the chapter wrote it."""
    chapter, _, number = line.partition(" ")
    place = int(number[1:]) - 1
    for derivation in derivations(ROOT / "book" / f"{chapter}.ipynb"):
        if derivation.label == number[0] and len(derivation.lines) > place:
            assert derivation.lines[place].right == proved(line).right
            return derivation.model, derivation.lines[place].right
    raise AssertionError(f"the chapter derives no line {line}: run `make refresh`")


# -- data for both


def with_names(model: Model, data: dict[str, Any]) -> dict[str, Any]:
    """Add the values of what the model defines, as far as these data have them."""
    named = dict(data)
    for core in model.definitions:
        quantity = model.quantities[core]
        try:
            named[argument_name(quantity)] = called(to_numpy(model, quantity.latex), data)
        except SymbolicError:
            continue
    return named


def in_code(data: dict[str, Any]) -> dict[str, Any]:
    """Give data the form that mlelib wants: labels from 0, weights with the examples first."""
    other = {name: np.asarray(data[name]).T for name in ("w", "gamma") if name in data}
    if "y" in data:
        other["labels"] = data["y"] - 1
    return {**data, **other}


def values(row: Row) -> tuple[Any, Any]:
    """Compute the formula, and run the code, on the same random data."""
    model, line = behind(row.line)
    function: NumpyFunction = to_numpy(model, line)
    sizes = sizes_of(model, SIZES) | {size.name: number for size, number in model.fixed.items()}
    rng = np.random.default_rng(5)
    data = draw(model, sizes, rng) | sizes
    scope = {**vars(mlelib.symbolic), **vars(mlelib), "np": np, "rng": rng, "model": model}
    for name, code in row.given:
        data[name] = eval(code, scope | data | in_code(data) | {name: data.get(name)})
    return called(function, data), eval(row.code, scope | in_code(with_names(model, data)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.line} {row.estimate}")
def test_formula_and_code_agree(row: Row) -> None:
    formula, computed = values(row)
    if isinstance(computed, dict):  # all estimates of a family that has one
        (computed,) = computed.values()
    computed = np.asarray(computed)
    if computed.shape != np.shape(formula):  # the book writes components first, mlelib examples
        computed = computed.T
    assert_allclose(formula, computed, rtol=1e-9, atol=1e-12)


# -- what stops the build


def test_the_lines_say_what_they_are_named_after() -> None:
    r"""No left side is empty, and none is what an earlier derivation was about."""
    lefts = {row.line: proved(row.line).left for row in ROWS}
    assert lefts["likelihood/bernoulli B3"] == r"\hat{\theta}"
    assert lefts["mixtures/labels D1"] == r"\hat{\pi}_k"
    assert lefts["mixtures/homework A2"] == r"\gamma_k^{(i)}"
    assert lefts["gaussians/covariance V2"].startswith(r"\operatorname{Var}")
    assert all(lefts.values())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("likelihood/bernoulli Z9", "no such line"),
        ("likelihood/bernoulli B9", "no such line"),
        ("likelihood/nowhere B3", "no such line"),
        ("likelihood/bernoulli A1", "it is given, not proved for every size"),
    ],
)
def test_a_wrong_line_is_refused(line: str, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem):
        proved(line)


def test_a_line_that_proves_no_maximum_is_refused() -> None:
    with pytest.raises(FormulaError, match="proves no maximum"):
        prove_maximum("likelihood/bernoulli B3", ROOT)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"code": "Gaussian.sample(x)"}, "code does not call"),
        ({"formula": "x"}, "unknown: formula"),
        ({"line": None}, "no line"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, change: dict[str, str | None], problem: str) -> None:
    row = {"estimate": "Mean", "line": "x B3", "mlelib": "Gaussian.fit", "code": "Gaussian.fit(x).mean", **change}
    group = {"model": "M", "drawn": "Numbers.", "rows": [{k: v for k, v in row.items() if v is not None}]}
    (tmp_path / DATA).parent.mkdir(parents=True)
    (tmp_path / DATA).write_text(yaml.safe_dump([group]), "utf-8")
    with pytest.raises(FormulaError, match=problem):
        load(tmp_path)
