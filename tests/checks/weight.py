"""What a page weighs: the bytes that a host sends for it, with everything that it loads."""

import gzip
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

MOST = 350_000
# Fonts and pictures are compressed already; hosts send them as they are.
TEXT = {".html", ".css", ".js", ".svg", ".json", ".txt", ".csv"}


@cache
def compressed(path: Path) -> bytes:
    """Return a file as a host sends it."""
    data = path.read_bytes()
    return gzip.compress(data, 6, mtime=0) if path.suffix in TEXT else data


def files(folder: Path, home: str, addresses: Iterable[str]) -> set[Path]:
    """Return the files behind the addresses of a served folder."""
    found = {folder / unquote(urlsplit(one.removeprefix(home)).path) for one in addresses if one.startswith(home)}
    return {path for path in found if path.is_file()}


def weigh(folder: Path, home: str, addresses: Iterable[str]) -> int:
    """Return the sum over all files that a page has loaded from a served folder, itself included."""
    return sum(len(compressed(path)) for path in files(folder, home, addresses))
