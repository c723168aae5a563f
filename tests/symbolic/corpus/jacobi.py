"""Jacobi's formula for any dimension, from Laplace's expansion: the derivative of a determinant (system 7).

A is any invertible matrix, C_jl the cofactor of A_jl. Laplace's expansion says Σ_l A_jl C_jl = det A along any row, and
Σ_l A_kl C_jl = 0 along another one; and C_jl holds no entry of row j, because that row is struck out.
"""

from mlelib.symbolic import Derivation, Model

SIZES = {"d": "j k l m"}


def with_cofactors() -> Model:
    return Model(sizes=SIZES, parameters={"A_{jl}": "invertible", "C_{jl}": "cofactors of A"})


def derivations() -> list[Derivation]:
    expansion = Derivation(
        with_cofactors(), r"\sum_{l=1}^{d} A_{jl} C_{jl}", name=r"\det A", because="Laplace's expansion along row $j$"
    )
    by_entry = expansion.differentiate("A_{jm}", "C_{jm}", "row $j$ is struck out of its cofactors")
    any_matrix = Model(sizes=SIZES, parameters={"A_{jl}": "invertible", "C_{jl}": "real"})
    cofactor = Derivation(any_matrix, "C_{jm}", name="C_{jm}")
    cofactor.step(r"\sum_{l=1}^{d} C_{jl} \sum_{k=1}^{d} (A^{-1})_{mk} A_{kl}", r"$A^{-1} A = I$")
    cofactor.step(r"\sum_{k=1}^{d} (A^{-1})_{mk} \sum_{l=1}^{d} A_{kl} C_{jl}", "the order of two sums")
    expanded = Derivation(with_cofactors(), r"\sum_{k=1}^{d} (A^{-1})_{mk} \sum_{l=1}^{d} A_{kl} C_{jl}", name="C_{jm}")
    expanded.step(
        r"\sum_{k=1}^{d} (A^{-1})_{mk} \mathbf{1}[j = k] \det A",
        "Laplace's expansion: along another row the sum is zero",
    )
    expanded.step(r"\det(A) (A^{-1})_{mj}", "one term is left")
    determinant = Derivation(with_cofactors(), r"\det A", name=r"\det A")
    by_entry_again = determinant.differentiate("A_{jm}", r"\det(A) (A^{-1})_{mj}", "the two results together")
    definite = Model(sizes=SIZES, parameters={r"\Lambda_{jl}": "positive definite"})
    log = Derivation(definite, r"\log\det\Lambda", name=r"\log\det\Lambda")
    gradient = log.differentiate(r"\Lambda", r"\Lambda^{-1}", "the derivative of log, and symmetry")
    return [expansion, by_entry, cofactor, expanded, by_entry_again, gradient]
