"""The pages of a built book as text, by their files: what every step of this package takes and returns."""

from pathlib import Path

Pages = dict[Path, str]

# A theme's machinery and copies of the sources, not pages.
NOT_PAGES = {"_static", "_sources"}


def html_files(out: Path) -> list[Path]:
    """Return the pages of a built book."""
    return sorted(path for path in out.rglob("*.html") if not NOT_PAGES & set(path.relative_to(out).parts))


def save(pages: Pages) -> None:
    """Write the pages."""
    for path, text in pages.items():
        path.write_text(text, "utf-8")
