"""The glossary: sorted, each term defined once and used, and every abbreviation explained."""

import re
from collections import Counter

import pytest

from products.notebooks import cells
from products.toc import ROOT, notebooks, pages, source

GLOSSARY = ROOT / "book" / "reference" / "glossary.md"
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`")
#: What the book writes short, or will.
ABBREVIATIONS = ["AIC", "BIC", "cdf", "EM", "i.i.d.", "KL", "MAP", "MLE", "MSE", "NLL", "pdf", "pmf"]


def block() -> list[str]:
    """Return the lines of the glossary's list."""
    found = re.search(r"^```\{glossary\}\n(.*?)^```", GLOSSARY.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def entries() -> list[list[str]]:
    """Return the terms of each entry: several that stand above one definition belong together."""
    found: list[list[str]] = [[]]
    for line in block():
        if line and not line.startswith(" "):
            found[-1].append(line.strip())
        elif line and found[-1]:
            found.append([])
    return [terms for terms in found if terms]


def key(term: str) -> tuple[str, str]:
    """Sort as a reader looks for a word: letters first, large as small."""
    return "".join(filter(str.isalnum, term.casefold())), term


def texts() -> list[str]:
    """Return the prose of every page; of the chapters also what code cells write, as questions do."""
    found = [source(page).read_text("utf-8") for page in pages() if source(page).suffix == ".md"]
    for path in notebooks():
        found += ["".join(cell["source"]) for cell in cells(path)]
        found += [bank.read_text("utf-8") for bank in [path.with_suffix(".questions.yml")] if bank.is_file()]
    return found + [path.read_text("utf-8") for path in (ROOT / "book" / "reference").glob("*.yml")]


TERMS = [term for terms in entries() for term in terms]
USED = Counter(" ".join(term.split()).casefold() for text in texts() for term in TERM.findall(text))


def test_every_term_is_defined_once() -> None:
    assert [term for term, times in Counter(map(str.casefold, TERMS)).items() if times > 1] == []


def test_entries_are_sorted() -> None:
    firsts = [terms[0] for terms in entries()]
    assert firsts == sorted(firsts, key=key)


def test_every_term_that_is_used_is_defined() -> None:
    assert set(USED) <= {term.casefold() for term in TERMS}


@pytest.mark.parametrize("terms", entries(), ids=lambda terms: terms[0])
def test_every_entry_is_used(terms: list[str]) -> None:
    assert any(USED[term.casefold()] for term in terms), "no page links to it with {term}"


@pytest.mark.parametrize("short", ABBREVIATIONS)
def test_every_abbreviation_is_explained(short: str) -> None:
    assert short in TERMS
