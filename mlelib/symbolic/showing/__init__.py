"""A derivation on the page, in words, and counted."""
