"""Sphinx extension: the directive `{formulas}`, which makes the formula sheet from what the chapters prove.

`book/reference/formulas.yml` names, for each estimator, the line of a chapter that proves it. The formula is read from
that line, as the notebook stored it, whenever the book is built. A line that does not exist, or that is not proved for
every size, stops the build.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import mlelib
import mlelib.symbolic
from mlelib.symbolic.proving.check import Level
from mlelib.symbolic.showing import breaks
from products.ledger import records
from products.notebooks import cells
from products.toc import ROOT

DATA = Path("book", "reference", "formulas.yml")
RELATION = re.compile(r"=|\\ge(?![a-z])")
#: What has been put in is no part of an estimate's name, and has no brackets within brackets within brackets.
PUT_IN = re.compile(r"\\big\|_\{(?:[^{}]|\{[^{}]*\})*\}")
NEEDED, ALLOWED = {"estimate", "line", "mlelib", "code"}, {"estimate", "line", "mlelib", "code", "note", "given"}


class FormulaError(ValueError):
    """A row of the sheet that cannot be: the message names the row and the field."""


@dataclass(frozen=True)
class Row:
    """One estimator.

    line
        the proved line, as "likelihood/bernoulli B3"
    mlelib
        the function, as "Bernoulli.fit"
    code
        how to call it: an expression in the data and parameters by their plain names
    note
        what else must be known to read the formula
    given
        for the test: what stands for a letter of the formula that the model of the line does not define
    """

    estimate: str
    line: str
    mlelib: str
    code: str
    note: str = ""
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """The estimators of one model: what is drawn, when there is an estimate, and the line that proves the maximum."""

    model: str
    drawn: str
    exists: str
    maximum: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Formula:
    """What a proved line says."""

    left: str
    right: str
    level: str
    method: str


def load(root: Path = ROOT) -> list[Group]:
    """Read the list of estimators."""
    return [_group(entry) for entry in yaml.safe_load((root / DATA).read_text("utf-8"))]


def _group(entry: dict[str, Any]) -> Group:
    name = entry.get("model", entry)
    if missing := {"model", "drawn", "rows"} - set(entry):
        raise FormulaError(f"{name}: no {', '.join(sorted(missing))}")
    if unknown := set(entry) - {"model", "drawn", "exists", "maximum", "rows"}:
        raise FormulaError(f"{name}: unknown: {', '.join(sorted(unknown))}")
    rows = tuple(_row(f"{name}: {row.get('estimate', row)}", row) for row in entry["rows"])
    return Group(entry["model"], entry["drawn"], entry.get("exists", ""), entry.get("maximum", ""), rows)


def _row(where: str, entry: dict[str, Any]) -> Row:
    if missing := NEEDED - set(entry):
        raise FormulaError(f"{where}: no {', '.join(sorted(missing))}")
    if unknown := set(entry) - ALLOWED:
        raise FormulaError(f"{where}: unknown: {', '.join(sorted(unknown))}")
    given = tuple(entry.pop("given", {}).items())
    row = Row(**entry, given=given)
    if row.mlelib.rpartition(".")[2] not in row.code:
        raise FormulaError(f"{where}: code does not call {row.mlelib}")
    return row


# -- the line


def proved(line: str, root: Path = ROOT) -> Formula:
    """Return the formula of a line such as "likelihood/bernoulli B3"; FormulaError unless it is proved."""
    chapter, _, number = line.partition(" ")
    for record in records(cells(root / "book" / f"{chapter}.ipynb")):
        left = ""
        for shown in record["lines"]:
            start, right = split(shown["line"])
            left = start or left or right  # a chain may begin with what it is about, without a name
            if shown["number"] == number:
                return _only_proved(line, Formula(left, right, shown["level"], shown["method"]))
    raise FormulaError(f"{line}: there is no such line")


def _only_proved(line: str, formula: Formula) -> Formula:
    if formula.level != Level.PROVED.value:
        raise FormulaError(f"{line}: it is {formula.level}, not {Level.PROVED.value}")
    return formula


def prove_maximum(line: str, root: Path) -> None:
    """Raise FormulaError unless the line is a gap certificate."""
    if (method := proved(line, root).method) != "maximum":
        raise FormulaError(f"{line}: it proves no maximum, it is a {method}")


def split(line: str) -> tuple[str, str]:
    r"""Split a line at its first relation outside of brackets; what continues a chain has no left side.

    >>> split(r"\hat{\mu}_k\big|_{w = 1} = \frac{1}{n}")
    ('\\hat{\\mu}_k', '\\frac{1}{n}')
    >>> split("= n")
    ('', 'n')
    """
    for found in RELATION.finditer(line):
        before = line[: found.start()]
        if all(before.count(a) == before.count(b) for a, b in ("{}", "[]")):
            return PUT_IN.sub("", before).strip(), line[found.end() :].strip()
    return "", line


# -- the function


def documented(name: str) -> str:
    """Return the name under which the API page has a function: a method stands with the public class that brings it in.

    >>> documented("Gaussian.fit"), documented("Mixture.responsibilities")
    ('mlelib.Distribution.fit', 'mlelib.Mixture.responsibilities')
    >>> documented("derive")
    'mlelib.symbolic.derive'
    """
    owner, _, method = name.rpartition(".")
    for module in (mlelib, mlelib.symbolic):
        found = getattr(module, owner or method, None)
        if found is None:
            continue
        if not owner:
            return f"{module.__name__}.{method}"
        public = [kind for kind in found.__mro__ if kind.__name__ in module.__all__]
        having = [kind for kind in public if hasattr(kind, method)]
        if having:
            return f"{module.__name__}.{having[-1].__name__}.{method}"
    raise FormulaError(f"mlelib: there is no {name}")


# -- the page


def in_pieces(formula: Formula) -> str:
    """Return the formula in Markdown, with places where a narrow page may break it."""
    rest = [f"{{}}{piece}" for piece in breaks.pieces(f"= {formula.right}")]  # {}: or an equals sign has no space
    return "<wbr>".join(rf"$\displaystyle{{{piece}}}$" for piece in [formula.left, *rest] if piece)


def number(line: str) -> str:
    """Return a link to a line that shows its number only."""
    return f"{{line}}`({line.partition(' ')[2]}) <{line}>`"


def row_markdown(row: Row, root: Path) -> list[str]:
    """Return one estimator: its name, the formula, and then proof and code."""
    role = "meth" if "." in row.mlelib else "func"
    code = f"{{py:{role}}}`{row.code} <{documented(row.mlelib)}>`"
    about = " ".join(filter(None, [f"Proof: {number(row.line)}.", row.note]))
    return [row.estimate, f": {in_pieces(proved(row.line, root))}", f": {code}\\", f"  {about}", ""]


def group_markdown(group: Group, root: Path) -> list[str]:
    """Return the estimators of one model, under a heading."""
    chapters = dict.fromkeys(row.line.partition(" ")[0] for row in group.rows)
    about = [group.drawn]
    if group.exists:
        about.append(f"There is an estimate if {group.exists}.")
    about.append(f"From {' and '.join(f'{{doc}}`/book/{chapter}`' for chapter in chapters)}.")
    if group.maximum:
        prove_maximum(group.maximum, root)
        about.append(f"Global maximum: {number(group.maximum)}.")
    rows = [line for row in group.rows for line in row_markdown(row, root)]
    return [f"## {group.model}", "", " ".join(about), "", "{.formulas}", *rows]


class Formulas(SphinxDirective):
    """`{formulas}`: the whole sheet."""

    def run(self) -> list[nodes.Node]:
        """Read the list and the notebooks, and write Markdown."""
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(DATA))
        try:
            text = [line for group in load(root) for line in group_markdown(group, root)]
        except (FormulaError, yaml.YAMLError) as error:
            raise self.error(f"{DATA}: {error}") from None
        # MyST puts the headings, and what is under them, into the page itself: nothing is left to return.
        nothing = nodes.Element()
        self.state.nested_parse(StringList(text, self.env.docname), self.content_offset, nothing, match_titles=True)
        return [*nothing.children]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("formulas", Formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
