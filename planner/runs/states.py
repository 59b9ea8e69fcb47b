"""What can become of a run; known without anything heavy to whoever only starts one."""

from enum import StrEnum

from planner.errors import PlannerError

FAILURE = "failure.json"
"""File in a run's folder that says why there is no plan."""


class RunState(StrEnum):
    """What has become of a run."""

    DONE = "done"
    RUNNING = "running"
    UNFINISHED = "unfinished"
    """Nobody runs it and nothing says why it ended: the process was killed, or the power failed."""
    FAILED = "failed"
    CRASHED = "crashed"
    KILLED = "killed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    INTERRUPTED = "interrupted"
    DAMAGED = "damaged"


class LockedError(PlannerError):
    """Somebody else is running in the folder."""

    exit_code = 3
