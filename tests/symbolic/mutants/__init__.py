"""Wrong versions of a line, one slip at a time: in its LaTeX, in the tree that is read, and by a slip of the keyboard.

The slips that people make on paper, token by token, are :mod:`mlelib.symbolic.slips`, since questions are made of them;
``tree`` holds those of structure, made on the SymPy expression; ``typos`` what a finger does to any token. Each gives
pairs of the slip's name and the wrong version. ``choice`` takes a share of them by a seed.
"""

from mlelib.symbolic.slips import TEXT_SLIPS, text_mutants

from .choice import SEED, SHARE, chosen
from .tree import TREE_SLIPS, tree_mutants
from .typos import typos

__all__ = ["SEED", "SHARE", "TEXT_SLIPS", "TREE_SLIPS", "chosen", "text_mutants", "tree_mutants", "typos"]
