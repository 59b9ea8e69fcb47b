"""What a worker of a Dask cluster does: start a child, wait, end it when nobody wants it any more.

It imports no rooms; the process that children are forked from does, once for all tasks that come
to this worker.
"""

import functools
import time
from dataclasses import replace
from pathlib import Path

from planner.digests import source_digest
from planner.runs.forks import Forks
from planner.runs.launch import Ending, launch
from planner.runs.task import Task


def place(task: Task) -> Ending:
    """Run a task beside the worker that was given it, until nobody wants it any more."""
    from distributed import get_worker  # noqa: PLC0415  an extra

    worker = get_worker()
    key = worker.get_current_task()

    def unwanted(seconds: float) -> bool:
        time.sleep(seconds)
        mine = worker.state.tasks.get(key)
        # Also when the client is gone: the scheduler then lets go of all that it had asked for.
        return mine is None or mine.state == "cancelled"

    local = Path(worker.local_directory) / "inputs"  # goes with the worker
    return launch(replace(task, local=str(local)), _forks(source_digest()), unwanted)


@functools.lru_cache(maxsize=1)
def _forks(source: str) -> Forks:
    """Return whom to fork children from, another one once the source of `planner` has changed."""
    return Forks()
