"""No route from a text to code: nothing in the package evaluates, compiles, imports or parses what it reads."""

import ast
import builtins
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
import sympy.parsing.sympy_parser

import mlelib.symbolic
from mlelib.symbolic import Derivation, Model, SymbolicError

from .corpus import bernoulli, univariate
from .test_fuzz import LINES, strings

FOLDER = Path(mlelib.symbolic.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))

#: Functions that make code, or SymPy expressions, out of text, by their last name.
EVALUATORS = {
    *("eval", "exec", "__import__", "import_module", "run_module", "run_path", "literal_eval", "globals", "locals"),
    *("__builtins__", "__globals__", "__code__", "FunctionType", "CodeType", "vars", "attrgetter", "methodcaller"),
    *("sympify", "_sympify", "parse_expr", "parse_latex", "parse_latex_lark", "parse_mathematica", "parse_maxima"),
    *("lambdify", "implemented_function", "autowrap", "ufuncify", "lambdastr", "codegen", "subs", "sympy_parser"),
    *("system", "popen", "Popen", "check_output", "getoutput", "subprocess", "pickle", "loads", "unpickle"),
}
#: What may be named, as in ``sp.S.Zero`` and ``re.compile``, but not called by this name alone.
CALLED_ALONE = {"S", "compile", "setattr"}
#: They hand a text to ``sympify``.
OF_EXPRESSIONS = {"Add", "Mul", "Pow", "Sum", "Product", "Eq", "Piecewise", "diff", "expand", "together", "simplify"}


def parsed() -> Iterator[tuple[str, ast.AST]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield f"{path.name}:{getattr(node, 'lineno', '')}", node


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_the_package_is_read() -> None:
    assert len(MODULES) > 10 and any(path.name == "reader.py" for path in MODULES)


def test_no_evaluator_is_named() -> None:
    """Not called, not passed on, not imported."""
    found = []
    for where, node in parsed():
        names = {last_name(node)}
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = {part for alias in node.names for part in alias.name.split(".")}
            names |= set((getattr(node, "module", None) or "").split("."))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [f"{where}: {node.func.id}"] if node.func.id in CALLED_ALONE else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "S":
            found.append(f"{where}: S")
        found += [f"{where}: {name}" for name in names & EVALUATORS]
    assert not found


def test_no_attribute_is_reached_by_a_computed_name() -> None:
    """``getattr(sp, text)`` would be a route to anything in SymPy."""
    for where, node in parsed():
        if isinstance(node, ast.Call) and last_name(node.func) in ("getattr", "hasattr"):
            assert all(isinstance(name, ast.Constant) for name in node.args[1:2]), where


def test_no_text_is_handed_to_sympy() -> None:
    """``sp.Add("x", y)`` ends in ``sympify``."""
    for where, node in parsed():
        if isinstance(node, ast.Call) and last_name(node.func) in OF_EXPRESSIONS:
            texts = [a for a in node.args if isinstance(a, ast.JoinedStr) or _is_text(a)]
            assert not texts, where


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# -- the same, while lines are read and proved


#: An import runs compiled code, and SymPy's polynomials run code of their own making, in which no name of ours stands.
OWN_CODE = "sympy/polys/monomials.py"


class Reached(BaseException):
    """Not an Exception: nothing on the way up should catch it."""


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, evaluating or parsing a text raises. Every text that SymPy takes in goes through ``parse_expr``."""

    def never(*args: Any, **options: Any) -> Any:
        raise Reached(str(args)[:200])

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(code: Any, *args: Any, **options: Any) -> Any:
            allowed = not isinstance(code, str) or sys._getframe(1).f_code.co_filename.endswith(OWN_CODE)
            return original(code, *args, **options) if allowed else never(code)

        return call

    for name in ("eval", "exec"):
        monkeypatch.setattr(builtins, name, guarded(getattr(builtins, name)))
    for name in ("parse_expr", "eval_expr", "stringify_expr"):
        monkeypatch.setattr(sympy.parsing.sympy_parser, name, never)
    for name in ("parse_expr", "lambdify"):
        monkeypatch.setattr(sp, name, never)
    monkeypatch.setattr(subprocess, "Popen", never)


def test_reading_evaluates_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    read = 0
    for line, model in [*LINES, *[(text, model) for _, text, model in strings(2000)]]:
        try:
            model.read(line)
            read += 1
        except SymbolicError:
            continue
    assert read > 200


@pytest.mark.parametrize("line", ["__import__('os').system('true')", "exec", r"\eval{1}", "x.__class__", "lambda x: 1"])
def test_code_is_no_mathematics(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    model = Model(sizes={"n": "i"}, parameters={r"\mu": "real"})
    with pytest.raises(SymbolicError):
        model.read(line)
    with pytest.raises(SymbolicError):
        Model(sizes={"n": "i"}, parameters={line: "real"})
    with pytest.raises(SymbolicError):
        Derivation(model, r"\mu").substitute({line: "1"}, "1", "…")


def test_proving_evaluates_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    assert bernoulli.derivations() and univariate.derivations()


def test_the_guard_would_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    for attempt in (lambda: eval("1"), lambda: sp.sympify("x"), lambda: sp.lambdify("x", "x")):
        with pytest.raises(Reached):
            attempt()
