"""The offline copy of the book: its folder as one file, the same bytes for the same book."""

import zipfile
from pathlib import Path

NAME = "maximum-likelihood"
# The first time that a zip can tell: when a file was made is nobody's business.
TIME = (1980, 1, 1, 0, 0, 0)


def pack(html: Path, target: Path) -> None:
    """Pack the built book; unpacked it is a folder, whose index.html opens it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(html.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(html).as_posix()}", TIME)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, path.read_bytes())
