"""A whole derivation written by itself."""
