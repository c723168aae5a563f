"""Benchmarks: ratios in one process, never a timed test. Run with `make bench`."""
