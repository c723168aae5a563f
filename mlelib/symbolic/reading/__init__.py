"""From LaTeX text to SymPy: tokens, indices, names, functions, matrices, the grammar."""
