"""Heavy steps in blocks, each in a child process, by the same executors as whole runs."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import OptionError, PlannerError
from planner.plan.blocks import KINDS, BlockedStep
from planner.plan.clock import StepClock
from planner.plan.inputs import require_inputs
from planner.plan.shelf import KeptSteps, open_shelf
from planner.plan.steps import input_facts, run_id
from planner.plan.travel_blocks import open_table
from planner.plan.walk import Walk
from planner.runs.folder import kept_in
from planner.runs.how import How
from planner.runs.limits import jobs_for
from planner.runs.pool import LocalPool
from planner.runs.states import RunState
from planner.runs.task import Block, Task, TravelBlock, Work
from planner.scenario import Scenario

FOLDER = ".blocks"
TRAVEL = "travel"
STAGES = (*KINDS, TRAVEL)


def prepare(
    scenario: Scenario | str | Path,
    *,
    only: Sequence[str] = (),
    rows: int = 0,
    home: str | Path = "runs",
    how: How | None = None,
) -> dict[str, int]:
    """Do the heavy steps of a scenario in blocks, many at a time, for its run to find.

    The register is checked by blocks of rows, addresses are looked up by blocks of different ones,
    travel is measured by blocks of customers. Each step is then joined and kept: its answer is that
    of one process. Blocks that are there are not done again, so that who was stopped goes on.
    Travel in demand scenarios that close roads is left to the run.

    Parameters
    ----------
    only
        Some of `STAGES`; all that the scenario has when empty. Steps before them are made here.
    rows
        Rows of the register, or addresses, in a block: 100,000 and 20,000 when 0; customers in a
        block of travel are `travel.keep_rows`.
    home
        Folder of runs, where answers of steps are kept.
    how
        How many at once, limits, where: as for a sweep.

    Returns
    -------
    blocks
        How many were done, by stage.

    Raises
    ------
    DataError, OptionError
        As `planner.run`; a stage is none; travel is asked for, and the scenario has no roads of its
        own, or no place to keep it; or its answers may not be kept.
    PlannerError
        A block could not be done; those that were stay.
    KeyboardInterrupt
        Somebody stopped it; blocks that were done stay as well.
    """
    scenario, home, how = Scenario.given(scenario), Path(home), how or How()
    stages = _stages(scenario, only)
    require_inputs(scenario)
    keep, apart = kept_in(home), home / FOLDER
    shelf = open_shelf(scenario, keep)
    if not isinstance(shelf, KeptSteps):
        raise OptionError(
            "answers of an online service may not be kept for another run", where=scenario.name,
            mend="run the scenario; its own cache keeps what the service allows",
        )  # fmt: skip
    run = run_id(scenario, input_facts(scenario))
    children = _Children(Task.of(scenario, apart / run, keep, how.limits), how)
    steps = {
        name: BlockedStep(kind, shelf, children.of(name), rows)
        for name, kind in KINDS.items()
        if name in stages
    }
    walk = Walk(
        scenario, StepClock(None), keep,
        judge_all=steps.get("register"), find_all=steps.get("addresses"),
    )  # fmt: skip
    done = dict.fromkeys(stages, 0)
    if TRAVEL in stages:
        table = open_table(walk)
        blocks = table.blocks()
        children.do([(f"customers {first} to {end}", TravelBlock(first, end))
                     for first, end in blocks], "travel")  # fmt: skip
        done[TRAVEL] = len(blocks)
    elif "addresses" in stages:
        walk.to_places()
    else:
        walk.to_register()
    for name, step in steps.items():
        step.clear()
        done[name] = step.done
    shutil.rmtree(apart, ignore_errors=True)
    return done


def _stages(scenario: Scenario, only: Sequence[str]) -> list[str]:
    """Return the stages that are asked for, in the order of the walk."""
    strange = [one for one in only if one not in STAGES]
    if strange:
        raise OptionError(
            f"{', '.join(strange)}: nothing that is done in blocks", where="only",
            mend=f"name some of {', '.join(STAGES)}",
        )  # fmt: skip
    possible = [one for one in STAGES if one != TRAVEL or scenario.travel.keep is not None]
    return [one for one in STAGES if one in (only or possible)]


@dataclass(frozen=True)
class _Children:
    """Child processes that do blocks of one scenario."""

    task: Task
    how: How

    def of(self, kind: str) -> Callable[[list[Path]], None]:
        """Return what does blocks of a kind that lie in files."""
        return lambda files: self.do(
            [
                (f"{kind} {place}", Block(kind, str(path.resolve())))
                for place, path in enumerate(files, start=1)
            ],
            kind,
        )

    def do(self, works: Sequence[tuple[str, Work]], what: str) -> None:
        """Do named blocks, many at a time.

        Raises
        ------
        PlannerError
            One of them could not be done.
        KeyboardInterrupt
            Somebody stopped it.
        """
        tasks = [self.task.part(name, work) for name, work in works]
        executor = self.how.executor or LocalPool(jobs_for(self.how.jobs, 1))
        endings = executor(tasks, self.how.told, fail_fast=self.how.fail_fast)
        stopped = [one for one in endings if one.state is RunState.INTERRUPTED]
        failed = [one for one in endings if one.state is not RunState.DONE and one not in stopped]
        if stopped and not failed:
            raise KeyboardInterrupt
        if failed:
            raise PlannerError(
                f"{len(failed)} of {len(tasks)} blocks of {what} could not be done; the first: "
                f"{failed[0].state}, {failed[0].why}",
                where=failed[0].folder,
                mend="prepare again: blocks that are there stay",
            )
