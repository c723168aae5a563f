"""φ(t) = t − 1 − log t, the one inequality behind every maximum in this book.

φ(t) ≥ 0 for t > 0, with equality at t = 1 only: its derivative 1 − 1/t is negative below 1 and positive above.
"""

from __future__ import annotations

from typing import Any

import sympy as sp


class phi(sp.Function):  # type: ignore[misc]  # SymPy has no types; the lower-case name is how SymPy names functions
    """φ(t) = t − 1 − log t."""

    nargs = 1

    def rewritten(self) -> sp.Expr:
        """Its definition, t − 1 − log t."""
        t = self.args[0]
        return t - 1 - sp.log(t)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return 1 - 1 / self.args[0]

    def _latex(self, printer: Any) -> str:
        return rf"\varphi\left({printer._print(self.args[0])}\right)"
