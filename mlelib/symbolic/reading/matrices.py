"""Products, transposes, inverses, traces and determinants of values given by their components.

A matrix product is a sum over the index between its factors, so one engine of sums proves scalar, vector and matrix
lines alike. Inverse and determinant are known of named matrices and of products of them: (AB)⁻¹ = B⁻¹A⁻¹,
det(AB) = det A · det B.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import sympy as sp

from ..errors import SymbolicError
from ..model import Model
from ..phi import matrix_phi
from ..values import MatrixFactor, Value, column_index, index_symbol, row_index


def multiply(left: Value, right: Value, model: Model) -> Value:
    """The product of two values.

    Raises
    ------
    SymbolicError
        where the shapes do not fit
    """
    if left.is_scalar or right.is_scalar:
        scalar, other = (left, right) if left.is_scalar else (right, left)
        return replace(
            other, expression=scalar.expression * other.expression, scale=scalar.expression * other.scale, doubt=None
        )
    if left.columns is None and right.rows is None:  # the outer product of a vector and a row
        if left.rows is None or right.columns is None:
            raise SymbolicError(f"{left.in_words} times {right.in_words}")
        return Value(left.expression * right.expression, left.rows, right.columns)
    if left.columns is None or left.columns != right.rows:
        raise SymbolicError(f"{left.in_words} times {right.in_words}: transpose one, or name the components")
    between = fresh_letter(left.columns, model, left.expression, right.expression)
    body = left.expression.xreplace({column_index(left.columns): between}) * right.expression.xreplace(
        {row_index(left.columns): between}
    )
    product = Value(sp.Sum(body, (between, 1, left.columns)), left.rows, right.columns)
    if left.factors and right.factors:
        return replace(product, factors=left.factors + right.factors, scale=left.scale * right.scale)
    return product


def transpose(value: Value) -> Value:
    """Rows become columns."""
    if value.is_scalar:
        raise SymbolicError("the transpose of a number")
    factors = tuple(_turned(f) for f in reversed(value.factors))
    return Value(_turn(value.expression), value.columns, value.rows, value.doubt, factors, value.scale)


def _turn(expression: sp.Expr) -> sp.Expr:
    names = {s.name: s for s in expression.free_symbols if s.name.startswith(("row_", "column_"))}
    swapped = {
        s: index_symbol(("column_" if name.startswith("row_") else "row_") + name.partition("_")[2])
        for name, s in names.items()
    }
    return expression.xreplace(swapped)


def _turned(factor: MatrixFactor) -> MatrixFactor:
    return replace(factor, entry=_turn(factor.entry), inverse=_turn(factor.inverse))


def trace(value: Value, model: Model) -> Value:
    """The sum of the diagonal."""
    if not value.is_matrix or value.rows != value.columns:
        raise SymbolicError(f"the trace of {value.in_words}")
    index = fresh_letter(value.rows, model, value.expression)
    diagonal = value.expression.xreplace({row_index(value.rows): index, column_index(value.rows): index})
    return Value(sp.Sum(diagonal, (index, 1, value.rows)))


def determinant(value: Value) -> Value:
    """The determinant of a named matrix, or of a product of such."""
    _require_factors(value, "the determinant")
    factors = [factor.determinant for factor in value.factors]
    return Value(value.scale**value.rows * sp.Mul(*factors))


def inverse(value: Value, model: Model) -> Value:
    """The inverse of a named matrix, or of a product of such."""
    _require_factors(value, "the inverse")
    flipped = [
        Value(
            f.inverse,
            value.rows,
            value.columns,
            None,
            (MatrixFactor(f.inverse, f.entry, 1 / f.determinant, f.definite),),
        )
        for f in reversed(value.factors)
    ]
    product = reduce(lambda left, right: multiply(left, right, model), flipped)
    return multiply(Value(1 / value.scale), product, model)


def _require_factors(value: Value, what: str) -> None:
    if not value.is_matrix:
        raise SymbolicError(f"{what} of {value.in_words}")
    if not value.factors:
        raise SymbolicError(f"{what} of an expression: give the matrix a name, and say that it is positive definite")


def phi_of(value: Value, model: Model) -> Value:
    """φ(M) = tr M − d − log det M, for M a product of two positive definite matrices (or one of them)."""
    _require_factors(value, "φ")
    if len(value.factors) > 2 or not all(f.definite for f in value.factors) or not model.signs.positive(value.scale):
        raise SymbolicError("φ of a matrix is known where it is a product of at most two positive definite ones")
    return Value(matrix_phi(trace(value, model).expression, value.rows, determinant(value).expression))


def squared_norm(value: Value, model: Model) -> Value:
    """The sum of the squared components of a vector."""
    size = value.rows or value.columns
    if value.is_scalar or value.is_matrix or size is None:
        raise SymbolicError(f"the norm of {value.in_words}: write a bracket")
    letter = fresh_letter(size, model, value.expression)
    component = value.expression.xreplace({row_index(size): letter, column_index(size): letter})
    return Value(sp.Sum(component**2, (letter, 1, size)))


def identity(size: sp.Symbol) -> Value:
    """The matrix with ones on its diagonal."""
    entry = sp.KroneckerDelta(row_index(size), column_index(size))
    return Value(entry, size, size, None, (MatrixFactor(entry, entry, sp.S.One, True),))


def fresh_letter(size: sp.Symbol, model: Model, *expressions: sp.Expr) -> sp.Symbol:
    """An index that counts ``size`` and is used in none of the expressions, so that nothing is captured."""
    taken = {symbol.name for expression in expressions for symbol in expression.atoms(sp.Symbol)}
    letters = [name for name, counted in model.index_size.items() if counted == size]
    letters += [f"j{number}_{size}" for number in range(1, 60)]
    return index_symbol(next(name for name in letters if name not in taken))
