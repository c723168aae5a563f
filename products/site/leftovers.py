"""Files that came with the theme and that nothing in the book mentions: source maps, translations, fonts, logos."""

from pathlib import Path

from products.site.pages import html_files

TEXT = {".css", ".js", ".svg"}


def is_in(path: Path, texts: list[str]) -> bool:
    """Tell whether a text names a file; a script names its source map too, which only its makers need."""
    return path.suffix != ".map" and any(path.name in text for text in texts)


def mentioned(out: Path) -> set[Path]:
    """Return the files of _static that a page names, or a file that is itself named; by name, so rather too many."""
    files = [path for path in (out / "_static").rglob("*") if path.is_file()]
    texts = [path.read_text("utf-8") for path in html_files(out)]
    found: set[Path] = set()
    while texts:
        new = {path for path in files if path not in found and is_in(path, texts)}
        texts = [path.read_text("utf-8") for path in new if path.suffix in TEXT]
        found |= new
    return found


def remove(out: Path) -> None:
    """Remove what is not mentioned, and the folders that are empty then."""
    kept = mentioned(out)
    for path in sorted((out / "_static").rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
