"""The child process of one task: ``python -m planner.runs.child``, its task on stdin.

It dies with its parent, so that no scenario goes on that nobody waits for.
"""

import ctypes
import json
import os
import signal
import sys
from typing import Any

INTERRUPTED = 130
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Run the task and end with the code of what came of it."""
    task: dict[str, Any] = json.load(sys.stdin)
    _die_with(task["parent"])
    # Only now, since this takes seconds in which the parent may die.
    from planner.errors import PlannerError  # noqa: PLC0415
    from planner.runs.task import Task  # noqa: PLC0415

    try:
        Task.read(task).do()
    except PlannerError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:  # what the parent sends first when it is stopped
        sys.exit(INTERRUPTED)


def _die_with(parent: int) -> None:
    """Ask the system for SIGKILL when the parent ends; elsewhere than on Linux it cannot be asked.

    The parent may have ended before it was asked.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
