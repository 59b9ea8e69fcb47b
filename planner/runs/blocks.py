"""Travel in blocks, each in a child process of its own, by the same executors as whole runs."""

import shutil
from pathlib import Path

from planner.errors import PlannerError
from planner.plan.blocks import open_table
from planner.plan.steps import input_facts, run_id
from planner.runs.folder import kept_in
from planner.runs.how import How
from planner.runs.launch import Task
from planner.runs.limits import jobs_for
from planner.runs.pool import LocalPool
from planner.runs.states import RunState
from planner.scenario import Scenario

FOLDER = ".blocks"


def measure_travel(
    scenario: Scenario | str | Path, *, home: str | Path = "runs", how: How | None = None
) -> int:
    """Measure the travel of a scenario in blocks of `travel.keep_rows` customers, many at a time.

    A run of the scenario then finds them in `travel.keep`. Blocks that are there are not measured
    again. Travel in demand scenarios that close roads is left to the run.

    Parameters
    ----------
    home
        Folder of runs, where the steps before travel are kept.
    how
        How many at once, limits, where: as for a sweep.

    Returns
    -------
    blocks
        How many were measured.

    Raises
    ------
    DataError, OptionError
        As `planner.run`; or the scenario has no roads of its own, or no place to keep travel.
    PlannerError
        A block could not be measured; those that were stay.
    KeyboardInterrupt
        Somebody stopped it; blocks that were measured stay as well.
    """
    scenario, home, how = Scenario.given(scenario), Path(home), how or How()
    keep, apart = kept_in(home), home / FOLDER
    blocks = open_table(scenario, keep).blocks()
    run = run_id(scenario, input_facts(scenario))
    tasks = [
        Task.of(scenario, apart / f"{first}-{run}", keep, how.limits).of_rows(first, end)
        for first, end in blocks
    ]
    executor = how.executor or LocalPool(jobs_for(how.jobs, 1))
    endings = executor(tasks, how.told, fail_fast=how.fail_fast)
    stopped = [one for one in endings if one.state is RunState.INTERRUPTED]
    failed = [one for one in endings if one.state is not RunState.DONE and one not in stopped]
    if stopped and not failed:
        raise KeyboardInterrupt
    if failed:
        raise PlannerError(
            f"{len(failed)} of {len(tasks)} blocks of travel could not be measured; the first: "
            f"{failed[0].state}, {failed[0].why}",
            where=failed[0].folder,
            mend="measure again: blocks that are there stay",
        )
    shutil.rmtree(apart, ignore_errors=True)
    return len(tasks)
