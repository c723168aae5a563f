"""The paper products: handouts, answer keys, the book and its chapters as PDF.

Each is the book with its cells chosen for the product (reshaped.py), built by Sphinx with a theme for paper (build.py),
tidied (pages.py), and printed by Chromium (printing.py).
"""
