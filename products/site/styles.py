"""Style sheets: one for each page instead of a dozen, without the rules for what the book does not have.

The theme's own sheets hold rules for thousands of icons and for every component. A rule of theirs goes when its
selectors all name a class that no page and no script of the book mentions.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from products.site.pages import Pages

LINK = re.compile(r'[ \t]*<link\b[^>]*\brel="stylesheet"[^>]*>\n?')
HREF = re.compile(r'\bhref="([^"?]+)')
# Only these are pruned: the book's own style what its scripts make, with names that are put together (`c1`, `c2`, …).
PRUNED = re.compile(r"^(?:pydata-sphinx-theme|sphinx-book-theme|sphinx-design|mystnb)\b")
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
NOT_SELECTED = re.compile(r"\\.|\[[^\]]*\]|:not\([^()]*\)")
# Bootstrap puts these together: `bs-tooltip-` and a side.
ALWAYS = re.compile(r"^(?:bs-|tooltip|dropdown)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LICENCE = re.compile(r"/\*!.*?\*/", re.DOTALL)
TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[{};]""", re.DOTALL)
URL = re.compile(r"""url\((["']?)(?!data:|#|/|[a-z]+:)([^"')]+)\1\)""")
# The fonts of text and headings are within the sheet, and are asked for before the page is read to its end: so they are
# there when it is laid out first, and nothing moves. (A preload does not work from a folder.)
WITHIN = {"serif-regular.woff2", "serif-semibold.woff2"}
ASK = """<script>for (const weight of [400, 600]) document.fonts.load(`${weight} 1em "MLE Serif"`);</script>"""
NESTED = ("@media", "@supports", "@layer", "@container")


def statements(css: str) -> Iterator[tuple[str, str | None]]:
    """Give the statements of a sheet: what stands before its braces, and what is in them (None: there are none)."""
    depth, start, body = 0, 0, 0
    for token in TOKEN.finditer(css):
        if token[0] == "{":
            depth += 1
            body = token.end() if depth == 1 else body
        elif token[0] == "}":
            depth -= 1
            if depth == 0:
                yield css[start : body - 1].strip(), css[body : token.start()]
                start = token.end()
        elif token[0] == ";" and depth == 0:
            yield css[start : token.start()].strip(), None
            start = token.end()


def selectors(head: str) -> list[str]:
    """Split a list of selectors at its outer commas."""
    depth, parts = 0, [""]
    for letter in head:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        parts = [*parts, ""] if letter == "," and depth == 0 else [*parts[:-1], parts[-1] + letter]
    return parts


def can_match(selector: str, words: frozenset[str]) -> bool:
    """Tell whether all classes that a selector asks for are among the words."""
    return all(name in words or ALWAYS.match(name) for name in CLASS.findall(plain(selector)))


def plain(selector: str) -> str:
    """Leave out of a selector what does not ask for a class."""
    return re.sub(r":(?:is|where)\([^()]*\)", "", NOT_SELECTED.sub("", selector))


def prune(css: str, words: frozenset[str]) -> str:
    """Leave out the rules that can match nothing."""
    kept = []
    for head, body in statements(css):
        if body is None:
            kept.append(f"{head};")
        elif head.startswith(NESTED):
            inner = prune(body, words)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        elif alive := [one for one in selectors(head) if can_match(one, words)]:
            kept.append(f"{','.join(alive)}{{{body}}}")
    return "".join(kept)


def words_of(pages: Pages, out: Path) -> frozenset[str]:
    """Return all that could be the name of a class: in the classes of the pages, and anywhere in the scripts."""
    found: set[str] = set()
    for text in pages.values():
        for classes in set(re.findall(r'\bclass="([^"]*)"', text)):
            found.update(classes.split())
        for script in re.findall(r"<script\b[^>]*>(.+?)</script>", text, re.DOTALL):
            found.update(re.findall(r"[\w-]+", script))
    for path in (out / "_static").rglob("*.js"):
        if path.name != "fontawesome.js":
            found.update(re.findall(r"[\w-]+", path.read_text("utf-8")))
    return frozenset(found)


def read(path: Path, top: Path, words: frozenset[str]) -> str:
    """Read a sheet with what it imports; its addresses become relative to the folder ``top``."""
    text = path.read_text("utf-8").replace('@charset "UTF-8";', "")
    licences, css = LICENCE.findall(text), COMMENT.sub("", text)
    css = re.sub(r'@import "([^":]+)";', lambda found: read(path.parent / found[1], top, words), css)
    css = prune(css, words) if PRUNED.match(path.name) else css
    # A second kind of the same font, for browsers of fifteen years ago.
    css = re.sub(r',\s*url\([^)]*\.(?:ttf|woff)\)\s*format\("[a-z]+"\)', "", css)
    return "\n".join([*licences, URL.sub(lambda found: moved(found[2], path, top), css)])


def moved(address: str, sheet: Path, top: Path) -> str:
    """Return an address that a sheet gives, as seen from the folder ``top``; or the file itself."""
    path = (sheet.parent / address).resolve()
    if path.name in WITHIN:
        return f'url("data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}")'
    return f'url("{path.relative_to(top.resolve()).as_posix()}")'


def bundle(pages: Pages, out: Path) -> Pages:
    """Put the sheets of each page into one file, whose name says what is in it."""
    words, top = words_of(pages, out), out / "_static"

    @cache
    def write(sheets: tuple[Path, ...]) -> str:
        css = "\n".join(read(sheet, top, words) for sheet in sheets)
        name = f"book-{hashlib.sha256(css.encode()).hexdigest()[:10]}.css"
        (top / name).write_text(css, "utf-8")
        return name

    def link(path: Path, text: str) -> str:
        links = LINK.findall(text)
        if not links:
            return text
        hrefs = [found[1] for one in links if (found := HREF.search(one))]
        sheets = tuple(dict.fromkeys((path.parent / href).resolve() for href in hrefs))
        root = hrefs[0].partition("_static/")[0]
        one = f'    <link rel="stylesheet" href="{root}_static/{write(sheets)}" />{ASK}\n'
        before, after = text.split(links[0], 1)
        return before + one + LINK.sub("", after)

    return {path: link(path, text) for path, text in pages.items()}
