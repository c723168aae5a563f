"""What the list of lemmas says was checked, checked: exactly where it says so, else at fifty digits."""

from itertools import product

import mpmath
import pytest
import sympy as sp

from mlelib.symbolic import Normal
from mlelib.symbolic.lemmas import LEMMAS, of_signs
from mlelib.symbolic.phi import matrix_phi, phi

from .corpus import derivations_of

T = sp.Symbol("t", positive=True)


def entries(d: int, name: str = "a") -> sp.Matrix:
    return sp.Matrix(d, d, lambda row, column: sp.Symbol(f"{name}{row}{column}"))


def cofactor(matrix: sp.Matrix, row: int, column: int) -> sp.Expr:
    minor = matrix.copy()
    minor.row_del(row)
    minor.col_del(column)
    return (-1) ** (row + column) * minor.det(method="berkowitz")


def test_keys_are_the_names_in_the_list() -> None:
    assert all(key == lemma.key for key, lemma in LEMMAS.items())
    assert set(LEMMAS) == {"phi", "trace-log-det", "jacobi", "laplace", "inverse", "normal-moments"}


def test_the_engine_names_lemmas_of_the_list() -> None:
    assert of_signs(phi(T) + T**2) == ("phi",)
    assert of_signs(matrix_phi(T, 2, T)) == ("trace-log-det",)
    assert set(of_signs(phi(T) + matrix_phi(T, 2, T))) <= set(LEMMAS)


def test_phi_falls_to_zero_at_one_and_rises() -> None:
    value = phi(T).rewritten()
    slope = sp.together(sp.diff(value, T))
    assert sp.simplify(slope - (T - 1) / T) == 0 and value.subs(T, 1) == 0
    assert sp.solve(slope, T) == [1]


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_laplace_is_exact(d: int) -> None:
    """Along every row, for its own cofactors and for those of every other row; the determinant another way."""
    matrix = entries(d)
    determinant = matrix.det(method="berkowitz")
    leibniz = sum(
        sp.combinatorics.Permutation(list(order)).signature() * sp.prod(matrix[row, order[row]] for row in range(d))
        for order in product(range(d), repeat=d)
        if len(set(order)) == d
    )
    assert sp.expand(determinant - leibniz) == 0
    for j, k in product(range(d), repeat=2):
        expansion = sum(matrix[j, column] * cofactor(matrix, k, column) for column in range(d))
        assert sp.expand(expansion - (determinant if j == k else 0)) == 0


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_the_cofactors_are_the_derivatives_of_the_determinant(d: int) -> None:
    """The step from Laplace to Jacobi, before symmetry comes in."""
    matrix = entries(d)
    determinant = matrix.det(method="berkowitz")
    for j, k in product(range(d), repeat=2):
        assert sp.expand(sp.diff(determinant, matrix[j, k]) - cofactor(matrix, j, k)) == 0


@pytest.mark.parametrize("d", [2, 3])
def test_jacobi_among_symmetric_matrices(d: int) -> None:
    """An entry off the diagonal stands in two places, so its partial derivative is twice the entry of the inverse."""
    symmetric = sp.Matrix(d, d, lambda row, column: sp.Symbol(f"s{min(row, column)}{max(row, column)}"))
    determinant = symmetric.det(method="berkowitz")
    for j, k in product(range(d), repeat=2):
        places = 1 if j == k else 2
        by_entry = sp.diff(determinant, symmetric[j, k])
        assert sp.expand(by_entry - places * cofactor(symmetric, j, k)) == 0


@pytest.mark.parametrize("d", [2, 3, 4])
def test_phi_of_a_matrix_is_the_sum_over_its_eigenvalues(d: int) -> None:
    with mpmath.workdps(50):
        a, b = (mpmath.matrix(d, d) for _ in range(2))
        for row, column in product(range(d), repeat=2):
            a[row, column] = mpmath.mpf(1) / (row + column + 1) + (row == column)
            b[row, column] = mpmath.mpf(2) ** -abs(row - column)
        m = a * b
        whole = sum(m[j, j] for j in range(d)) - d - mpmath.log(mpmath.det(m))
        eigenvalues = mpmath.eig(m, left=False, right=False)
        parts = sum(value - 1 - mpmath.log(value) for value in eigenvalues)
        assert abs(whole - parts) < mpmath.mpf(10) ** -40 and whole > 0


@pytest.mark.parametrize("power", range(1, 6))
def test_normal_moments_by_the_integral(power: int) -> None:
    """Every order that the engine uses, by integrating the density."""
    x, mean = sp.symbols("x mu", real=True)
    variance = sp.Symbol("v", positive=True)
    density = sp.exp(-((x - mean) ** 2) / (2 * variance)) / sp.sqrt(2 * sp.pi * variance)
    moment = sp.integrate(x**power * density, (x, -sp.oo, sp.oo))
    assert power <= Normal.highest
    assert sp.simplify(moment - Normal(r"\mu", "v").moment(power, [mean, variance])) == 0


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_derivative_of_an_inverse(d: int) -> None:
    matrix = entries(d)
    inverse = matrix.inv(method="ADJ")
    for j, l_, a, b in product(range(d), repeat=4):
        slope = sp.diff(inverse[a, b], matrix[j, l_])
        assert sp.simplify(slope + inverse[a, j] * inverse[l_, b]) == 0


def test_lines_carry_the_lemmas_that_they_stand_on() -> None:
    lemmas = {
        lemma
        for topic in ("jacobi", "quality", "full")
        for derivation in derivations_of(topic)
        for line in derivation.lines
        for lemma in line.lemmas
    }
    assert lemmas == set(LEMMAS)
