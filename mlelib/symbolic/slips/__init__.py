"""Slips of the pen: wrong versions of a line of LaTeX, for questions, and to test that the checker refuses them."""

from .line import Line
from .text import TEXT_SLIPS, text_mutants

__all__ = ["TEXT_SLIPS", "Line", "text_mutants"]
