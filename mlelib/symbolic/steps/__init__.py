"""What a derivation does with a line: derive, solve, substitute, name."""
