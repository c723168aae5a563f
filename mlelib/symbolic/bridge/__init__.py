"""From a line to a numpy function."""
