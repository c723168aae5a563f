"""Vectors and matrices: what is read, what is proved for every dimension, what is refused."""

import pytest

from mlelib.symbolic import Derivation, Model, SymbolicError, UnreadableLine, WrongStep


def matrices() -> Model:
    """A, B positive definite, M any matrix, G invertible, vectors u and v, an array of matrices Λ_k."""
    parameters = {
        "A_{jl}": "positive definite",
        "B_{jl}": "positive definite",
        "M_{jl}": "real",
        "G_{jl}": "invertible",
        "H_{jl}": "symmetric",
        r"\Lambda_{kjl}": "positive definite",
        "u_j": "real",
        "v_j": "real",
        "c": "positive",
    }
    return Model(sizes={"d": "j l m", "K": "k"}, parameters=parameters, at_least={"d": 2})


EQUAL = [
    (r"u^\top A v", r"v^\top A u"),
    (r"(u + v)^\top (u + v)", r"\lVert u \rVert^2 + 2 u^\top v + \lVert v \rVert^2"),
    (r"\operatorname{tr}(A B)", r"\operatorname{tr}(B A)"),
    (r"\operatorname{tr}(M)", r"\operatorname{tr}(M^\top)"),
    (r"\operatorname{tr}(A u u^\top)", r"u^\top A u"),
    (r"\operatorname{tr}(A A^{-1})", "d"),
    (r"A^{-1} A u", "u"),
    (r"(A B)^{-1}", r"B^{-1} A^{-1}"),
    (r"(c A)^{-1}", r"\frac{1}{c} A^{-1}"),
    (r"\det(A B)", r"\det(A) \det(B)"),
    (r"\det(c A)", r"c^d \det(A)"),
    (r"\log\det(A^{-1})", r"-\log\det A"),
    (r"\log\lvert A \rvert", r"\log\det A"),
    (r"(M u)^\top", r"u^\top M^\top"),
    (r"(G^\top)^{-1}", r"(G^{-1})^\top"),
    (r"G^{-1} G", "I"),
    (r"A I", "A"),
    (r"(A u)_j", r"\sum_{l=1}^{d} A_{jl} u_l"),
    (r"(A^{-1})_{jl}", r"(A^{-1})_{lj}"),
    (r"\Lambda_k^{-1} \Lambda_k u", "u"),
    (r"\boldsymbol{u}^\top \boldsymbol{A} \boldsymbol{v}", r"u^\top A v"),
    (r"H", r"H^\top"),
    (r"\varphi(A B)", r"\operatorname{tr}(A B) - d - \log\det A - \log\det B"),
    (r"\varphi(A)", r"\operatorname{tr} (A) - d - \log\det A"),
]

DIFFERENT = [
    (r"u^\top M v", r"v^\top M u"),
    (r"M", r"M^\top"),
    (r"G^{-1}", r"(G^{-1})^\top"),
    (r"A B", r"B A"),
    (r"(A B)^{-1}", r"A^{-1} B^{-1}"),
    (r"(c A)^{-1}", r"c A^{-1}"),
    (r"\det(c A)", r"c \det(A)"),
    (r"\operatorname{tr}(A A^{-1})", "1"),
    (r"u v^\top", r"v u^\top"),
    (r"A \Lambda_k^{-1}", "I"),
    (r"\det A", r"\operatorname{tr}(A)"),
]


@pytest.mark.parametrize(("before", "after"), EQUAL)
def test_matrix_rules_hold_for_every_dimension(before: str, after: str) -> None:
    Derivation(matrices(), before).step(after, "a rule")


@pytest.mark.parametrize(("before", "after"), DIFFERENT)
def test_rules_that_do_not_hold_have_a_counterexample(before: str, after: str) -> None:
    with pytest.raises(WrongStep) as wrong:
        Derivation(matrices(), before).step(after, "no rule")
    assert wrong.value.counterexample


UNREADABLE = {
    r"u v": "transpose one",
    r"u A": "transpose one",
    r"u + A": "cannot be added",
    r"\det M": "give the matrix a name",
    r"(A + B)^{-1}": "give the matrix a name",
    r"\det u": "determinant of a vector",
    r"\operatorname{tr}(u)": "trace of a vector",
    r"\varphi(A B A)": "at most two",
    r"\varphi(G)": "positive definite",
    r"c^\top": r"expected|meaning|cannot read|not declared|brackets|braces",
    r"A^2": r"raised to",
    r"\lVert A \rVert": "norm of a matrix",
    r"\exp(A)": "where a number is needed",
    r"A_{j}": "needs its indices",
    r"(A u)_{jl}": "has 1 indices",
    r"(A)_{jk}": "wrong size",
    r"\boldsymbol{c}": "bold type",
}


@pytest.mark.parametrize(("line", "problem"), UNREADABLE.items())
def test_what_has_no_meaning_is_refused(line: str, problem: str) -> None:
    with pytest.raises(UnreadableLine, match=problem):
        matrices().read(line)


def test_gradients() -> None:
    model = matrices()
    form = Derivation(model, r"u^\top A u", name="f")
    form.differentiate("u", r"2 A u").differentiate("u", r"2 A")
    form.differentiate("A", r"u u^\top")
    Derivation(model, r"u^\top A v").differentiate("A", r"\frac{1}{2} (u v^\top + v u^\top)")
    Derivation(model, r"\operatorname{tr}(A^{-1} B)").differentiate("A", r"-A^{-1} B A^{-1}")
    Derivation(model, r"\det A").differentiate("A", r"\det(A) A^{-1}")
    Derivation(model, r"\log\det A").differentiate("A", r"A^{-1}")
    Derivation(model, r"\det G").differentiate("G", r"\det(G) (G^{-1})^\top")
    Derivation(model, r"u^\top M v").differentiate("M", r"u v^\top")
    Derivation(model, r"\sum_{k=1}^{K} \log\det\Lambda_k").differentiate(r"\Lambda_k", r"\Lambda_k^{-1}")
    Derivation(model, "M u").differentiate("u", "M")


@pytest.mark.parametrize(
    ("function", "variable", "gradient"),
    [
        (r"u^\top M u", "u", "2 M u"),
        (r"u^\top A v", "A", r"u v^\top"),
        (r"\operatorname{tr}(A^{-1} B)", "A", "-B A^{-1}"),
        (r"\log\det A", "A", "A"),
        (r"\det G", "G", r"\det(G) G^{-1}"),
        ("M u", "u", r"M^\top"),
    ],
)
def test_wrong_gradients_have_a_counterexample(function: str, variable: str, gradient: str) -> None:
    with pytest.raises(WrongStep) as wrong:
        Derivation(matrices(), function).differentiate(variable, gradient)
    assert wrong.value.counterexample


def test_derivatives_that_are_not_defined_here() -> None:
    for function, variable, problem in (
        (r"\log\det A", "A_{jl}", "whole matrix"),
        (r"\log\det A", "A^{-1}", "by A itself|by A_"),
        (r"A", "B", "name a component"),
    ):
        with pytest.raises(SymbolicError, match=problem):
            Derivation(matrices(), function).differentiate(variable, "0")


def test_solving_for_a_vector_behind_a_matrix() -> None:
    d = Derivation(matrices(), "A (u - v)").solve("u", "v")
    assert d.unique
    assert not Derivation(matrices(), "M (u - v)").solve("u", "v").unique  # M may be singular


def test_solving_for_an_inverse() -> None:
    model = matrices()
    assert Derivation(model, r"A^{-1} - B").solve("A^{-1}", "B").unique
    with pytest.raises(SymbolicError, match="beside its inverse"):
        Derivation(model, r"A^{-1} - A").solve("A^{-1}", "B")
    with pytest.raises(WrongStep):
        Derivation(model, r"A^{-1} - B").solve("A^{-1}", "2 B")


def test_quadratic_forms_are_not_negative() -> None:
    for line in (r"u^\top A u", r"(u - v)^\top A^{-1} (u - v)", r"\sum_{k=1}^{K} (u - v)^\top \Lambda_k (u - v)"):
        Derivation(matrices(), line).nonnegative()
    for line in (r"u^\top A v", r"u^\top M u", r"u^\top H u", r"(u - v)^\top A (u + v)", r"-u^\top A u"):
        with pytest.raises(WrongStep, match="not visibly"):
            Derivation(matrices(), line).nonnegative()


def test_a_value_for_a_matrix_brings_its_inverse() -> None:
    model = matrices()
    d = Derivation(model, r"\log\det A + \operatorname{tr}(A^{-1} B)")
    d.substitute({"A": "2 B"}, r"\log\det B + \frac{3 d}{2} + d \log 2 - d", "put 2B in")
    with pytest.raises(SymbolicError, match="named matrix"):
        d.substitute({"A": r"B + u u^\top"}, "0", "its inverse is not known")
    with pytest.raises(SymbolicError, match="not positive definite"):
        Derivation(model, r"\operatorname{tr}(A)").substitute({"A": "-B"}, r"-\operatorname{tr}(B)", "…")


def test_a_definition_must_be_what_its_kind_says() -> None:
    with pytest.raises(SymbolicError, match="not proved to be symmetric"):
        matrices().define("T_{jl}", r"u v^\top", kind="symmetric")
    with pytest.raises(SymbolicError, match="not positive definite"):
        matrices().define("T_{jl}", r"-u u^\top", kind="positive definite")
    matrices().define("T_{jl}", r"A + u u^\top", kind="positive definite")
