"""Errors that stop a run: each says what, where, and how to mend it."""


class PlannerError(Exception):
    """Base of everything `planner` raises on purpose.

    Parameters
    ----------
    what
        The fault in the planner's words, one sentence.
    where
        File, row, column, scenario key: whatever leads to the spot. May be empty.
    mend
        What the reader can do about it. Never empty.
    """

    exit_code = 1

    def __init__(self, what: str, *, mend: str, where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        lines.append(f"  mend:  {self.mend}")
        return "\n".join(lines)


class DataError(PlannerError, ValueError):
    """An input file or table cannot be used as it is."""

    exit_code = 2


class OptionError(PlannerError, ValueError):
    """A scenario or option is not one we know, or out of range."""

    exit_code = 2


class InfeasibleError(PlannerError):
    """No plan keeps all the rules that were asked for."""


class SolveError(PlannerError):
    """The solver found nothing usable, or the model itself is faulty."""


class LimitError(SolveError):
    """A limit, or a person, stopped the search before any plan was found."""


class CheckError(PlannerError):
    """A finished plan broke a rule when it was re-verified from its tables."""
