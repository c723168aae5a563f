"""φ(t) = t − 1 − log t, the one inequality behind every maximum in this book.

φ(t) ≥ 0 for t > 0, with equality at t = 1 only: its derivative 1 − 1/t is negative below 1 and positive above.
"""

from __future__ import annotations

from typing import Any

import sympy as sp


class phi(sp.Function):  # type: ignore[misc]  # SymPy has no types; the lower-case name is how SymPy names functions
    """φ(t) = t − 1 − log t.

    Examples
    --------
    >>> t = sp.Symbol("t", positive=True)
    >>> phi(t).rewritten(), phi(t).diff(t)
    (t - log(t) - 1, 1 - 1/t)
    """

    nargs = 1

    def rewritten(self) -> sp.Expr:
        """Its definition, t − 1 − log t."""
        t = self.args[0]
        return t - 1 - sp.log(t)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return 1 - 1 / self.args[0]

    def _eval_evalf(self, prec: int) -> Any:
        """Without it SymPy asks mpmath for a function of this name, and gets the golden ratio."""
        return self.rewritten()._eval_evalf(prec)

    def _latex(self, printer: Any) -> str:
        return rf"\varphi\left({printer._print(self.args[0])}\right)"


class matrix_phi(sp.Function):  # type: ignore[misc]  # as above
    """φ(M) = tr M − d − log det M, from its three parts: tr M, d, det M.

    The reader makes it only where M = AB with A and B symmetric positive definite (of size d × d). The eigenvalues of M
    are then those of A^{1/2} B A^{1/2}, which is symmetric positive definite: they are positive, tr M is their sum and
    det M their product, so φ(M) is the sum of φ over them, and not negative.
    """

    nargs = 3

    def rewritten(self) -> sp.Expr:
        """Its definition, tr M − d − log det M."""
        trace, size, determinant = self.args
        return trace - size - sp.log(determinant)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return {1: sp.S.One, 2: sp.S.NegativeOne, 3: -1 / self.args[2]}[argindex]

    def _eval_evalf(self, prec: int) -> Any:
        return self.rewritten()._eval_evalf(prec)
