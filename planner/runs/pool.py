"""Executors: where child processes run. The one here runs them on this machine."""

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol

from planner.runs.forks import Forks
from planner.runs.how import Told
from planner.runs.launch import Ending, launch
from planner.runs.states import RunState
from planner.runs.task import Task

_LOOK_S = 0.1


class Executor(Protocol):
    """Runs tasks and tells of each as it ends; every task has an ending."""

    def __call__(self, tasks: Sequence[Task], told: Told, *, fail_fast: bool) -> list[Ending]:
        """Run the tasks and return their endings in their order."""


class LocalPool:
    """Runs some tasks at a time, each in a child process of its own."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, tasks: Sequence[Task], told: Told, *, fail_fast: bool) -> list[Ending]:
        """Run the tasks; on Ctrl-C, or after a failure when told so, the others are stopped."""
        stop, futures = threading.Event(), list[Future[Ending]]()
        with Forks() as forks, ThreadPoolExecutor(self._jobs) as threads:
            try:
                for task in tasks:
                    futures.append(threads.submit(_run, task, forks, stop))
                self._follow(futures, told, stop, fail_fast=fail_fast)
            except KeyboardInterrupt:
                stop.set()
                rest = tasks[len(futures) :]
                futures += [threads.submit(_run, task, forks, stop) for task in rest]
            finally:
                stop.set()  # whoever leaves early would wait here for children that nobody ends
        return [future.result() for future in futures]

    @staticmethod
    def _follow(
        futures: Sequence[Future[Ending]], told: Told, stop: threading.Event, *, fail_fast: bool
    ) -> None:
        """Tell of each task as it ends, until all have."""
        waiting: set[Future[Ending]] = set(futures)
        while waiting:
            # A wait without an end would not hear Ctrl-C on every system.
            seen = len(futures) - len(waiting)
            ended, waiting = wait(waiting, _LOOK_S, FIRST_COMPLETED)
            for place, one in enumerate(ended, start=1 + seen):
                told(one.result(), place, len(futures))
                if fail_fast and one.result().state is not RunState.DONE:
                    stop.set()


def _run(task: Task, forks: Forks, stop: threading.Event) -> Ending:
    if stop.is_set():
        return Ending(task.name, task.folder, RunState.INTERRUPTED, "not begun")
    return launch(task, forks, stop.wait)
