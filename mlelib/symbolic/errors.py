"""What can be wrong with a line of mathematics, said so that a person can act on it."""


class SymbolicError(ValueError):
    """Any error of ``mlelib.symbolic``.

    Examples
    --------
    >>> from mlelib.symbolic import Model
    >>> Model(sizes={"n": "i"}, data={"x^{(t)}": "real"})
    Traceback (most recent call last):
        ...
    mlelib.symbolic.errors.SymbolicError: x^{(t)}: no size counts with the index 't'
    """


class UnreadableLine(SymbolicError):
    """A line of LaTeX that the strict reader does not accept.

    The message repeats the line and marks the place. ``line`` and ``position`` (characters from its start) say the same
    to a program.

    Examples
    --------
    >>> from mlelib.symbolic import Model
    >>> try:
    ...     Model(sizes={"n": "i"}, parameters={"c": "real"}).read("2 + y")
    ... except UnreadableLine as problem:
    ...     print(problem.problem, "at", problem.position)
    y is not declared; this model knows c, n at 4
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

    Examples
    --------
    >>> from mlelib.symbolic import Derivation, Model
    >>> model = Model(sizes={"n": "i"}, data={"x^{(i)}": "real"})
    >>> try:
    ...     Derivation(model, r"\\sum_{i=1}^{n} 2 x^{(i)}").step(r"\\sum_{i=1}^{n} x^{(i)}", "take out the 2")
    ... except WrongStep as wrong:
    ...     print(wrong.counterexample)
    n = 2, x = (2, 1): before 6, here 3
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
