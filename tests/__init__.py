"""All checks of the project."""
