"""What can be wrong with a line of mathematics, said so that a person can act on it."""


class SymbolicError(ValueError):
    """Any error of :mod:`mlelib.symbolic`."""


class UnreadableLine(SymbolicError):
    """A line of LaTeX that the strict reader does not accept.

    The message repeats the line and marks the place. ``line`` and ``position`` (characters from its start) say the same
    to a program.
    """

    def __init__(self, problem: str, line: str, position: int) -> None:
        self.problem, self.line, self.position = problem, line, position
        start = max(0, position - 60)
        shown = line[start : position + 60].replace("\n", " ")
        super().__init__(f"{problem}\n  {shown}\n  {' ' * (position - start)}^")


class WrongStep(SymbolicError):
    """A line that does not follow from the line before it.

    ``counterexample`` is a point at which the two lines differ, in words a reader can check by hand; it is empty where
    a line is right at every point tried but could not be proved at the level asked for. ``before`` and ``line`` are the
    two lines as LaTeX.
    """

    def __init__(self, problem: str, before: str = "", line: str = "", counterexample: str = "") -> None:
        self.problem, self.before, self.line, self.counterexample = problem, before, line, counterexample
        details = {"before": before, "here": line, "counterexample": counterexample}
        super().__init__("\n".join([problem, *[f"  {name}: {text}" for name, text in details.items() if text]]))

    def _repr_markdown_(self) -> str:
        """For a chapter that shows a mistake: the same, with the lines typeset."""
        rows = [f"**WrongStep:** {self.problem}", f"- before: $\\displaystyle {self.before}$"]
        rows += [f"- here: $\\displaystyle {self.line}$", f"- counterexample: {self.counterexample or 'none found'}"]
        return rows[0] + "\n\n" + "\n".join(rows[1:])


class Undecided(SymbolicError):
    """The normal form has no rule for this kind of expression: it stays unproved."""
