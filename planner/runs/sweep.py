"""Run one file's scenarios, each in its own folder and process; go on with them; try again."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.digests import sha256_of
from planner.plan.inputs import require_inputs
from planner.plan.steps import VERSIONED, folder_name, input_facts, run_id
from planner.runs.folder import is_finished, kept_in, read_run
from planner.runs.how import How
from planner.runs.launch import Ending
from planner.runs.limits import jobs_for
from planner.runs.pool import LocalPool
from planner.runs.record import Asked, remember, remembered
from planner.runs.states import FAILURE, RunState
from planner.runs.task import Task
from planner.scenario import (
    Member,
    Scenario,
    Source,
    members,
    parse_setting,
    read_source,
    vary_over,
)

HOME = Path("runs")
_FAILED = frozenset(
    {RunState.FAILED, RunState.CRASHED, RunState.KILLED, RunState.TIMED_OUT, RunState.OUT_OF_MEMORY}
)


@dataclass(frozen=True)
class Sweep:
    """What became of every scenario; `folders` hold the finished plans, in the same order."""

    home: Path
    members: tuple[Member, ...]
    endings: tuple[Ending, ...]

    @property
    def folders(self) -> list[Path]:
        """Folders of the scenarios that have a plan."""
        return [Path(one.folder) for one in self.endings if one.state is RunState.DONE]

    @property
    def failed(self) -> list[Ending]:
        """Scenarios without a plan."""
        return [one for one in self.endings if one.state is not RunState.DONE]

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped it."""
        return any(one.state is RunState.INTERRUPTED for one in self.endings)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a scenario: what the sweep changed, its state, and its figures."""
        rows = []
        for member, ending in zip(self.members, self.endings, strict=True):
            row = {"scenario": ending.name, **member.changes, "state": ending.state.value}
            if ending.state is RunState.DONE:
                facts = read_run(Path(ending.folder))[1]
                row |= {key: one["value"] for key, one in facts.get("figures", {}).items()}
            rows.append(row)
        return pd.DataFrame(rows).set_index("scenario")

    def __repr__(self) -> str:
        return f"<{len(self.endings)} scenarios, {len(self.folders)} with a plan>"


def sweep(
    scenarios: Scenario | str | Path,
    grid: Mapping[str, Sequence[Any]] | None = None,
    *,
    home: str | Path = HOME,
    how: How | None = None,
) -> Sweep:
    """Run a scenario with every combination of some settings, or all that a file asks for.

    A scenario whose finished run is in `home` is not run again, and steps that scenarios have in
    common are made once.

    Parameters
    ----------
    scenarios
        A scenario, or the path of a scenario file with its own sweep.
    grid
        Setting -> values: ``{"outlets.count": [4, 5, 6]}``.
    home
        Folder of the runs; each gets ``NAME-HASH`` in it.
    how
        How many at once, limits, where.

    Raises
    ------
    DataError, OptionError
        A file or a setting cannot be used; nothing has run then. What happens to a scenario while
        it runs is told in the result and raises nothing.
    """
    how, home = how or How(), Path(home)
    if isinstance(scenarios, Scenario):
        return run_members(vary_over(scenarios, grid or {}), home, how)
    if grid is not None:
        return run_members(vary_over(Scenario.read(scenarios), grid), home, how)
    return run_asked(Asked(Path(scenarios)), home, how)


def run_asked(asked: Asked, home: Path, how: How) -> Sweep:
    """Run what a call asks for, and remember it in the home of runs.

    Raises
    ------
    DataError, OptionError
        As `sweep`.
    """
    return run_members(remember_asked(asked, home), home, how)


def remember_asked(asked: Asked, home: Path) -> tuple[Member, ...]:
    """Write into the home of runs what a call asks for and reads, and return its scenarios.

    Raises
    ------
    DataError, OptionError
        As `choose`, and when an input is missing.
    """
    source, chosen = choose(asked)
    read = [*source.files, *(path for one in chosen for path in one.scenario.inputs().values())]
    names = folder_names(chosen)
    folders = {one.scenario.name: name for one, name in zip(chosen, names, strict=True)}
    remember(asked, home, read, folders, VERSIONED)
    return chosen


def choose(asked: Asked) -> tuple[Source, tuple[Member, ...]]:
    """Return the file as written and the scenarios that a call asks for.

    Raises
    ------
    DataError, OptionError
        The file, a name or a setting cannot be used.
    """
    source = read_source(asked.file)
    settings = dict(parse_setting(one) for one in asked.settings)
    return source, members(source, only=asked.only, settings=settings)


def run_members(chosen: Sequence[Member], home: Path, how: How) -> Sweep:
    """Run scenarios that have no finished run yet."""
    keep = kept_in(home)
    endings: dict[str, Ending] = {}
    tasks = []
    for one, name in zip(chosen, folder_names(chosen), strict=True):
        folder = home / name
        if is_finished(folder, name.rpartition("-")[2]):
            (folder / FAILURE).unlink(missing_ok=True)
            ending = Ending(one.scenario.name, str(folder), RunState.DONE, "was there already")
            endings[one.scenario.name] = ending
            how.told(ending, len(endings), len(chosen))
        else:
            tasks.append(Task.of(one.scenario, folder, keep, how.limits))
    executor = how.executor or LocalPool(jobs_for(how.jobs, _threads(chosen)))
    before = len(endings)

    def told(ending: Ending, done: int, _total: int) -> None:
        how.told(ending, before + done, len(chosen))

    endings |= {one.name: one for one in executor(tasks, told, fail_fast=how.fail_fast)}
    return Sweep(home, tuple(chosen), tuple(endings[one.scenario.name] for one in chosen))


def _threads(chosen: Sequence[Member]) -> int:
    """Return the most solver threads of any scenario."""
    rooms = [(one.scenario.outlets, one.scenario.managers) for one in chosen]
    return max((room.solve.threads for pair in rooms for room in pair), default=1)


def folder_names(chosen: Sequence[Member]) -> list[str]:
    """Return the name of each scenario's folder; every input is hashed once."""
    digest, names = functools.cache(sha256_of), []
    for one in chosen:
        require_inputs(one.scenario)
        inputs = input_facts(one.scenario, digest)
        names.append(folder_name(one.scenario, run_id(one.scenario, inputs)))
    return names


def resume(home: str | Path, how: How | None = None) -> list[Sweep]:
    """Run what `home` remembers again: finished runs stay, finished steps are used.

    Raises
    ------
    DataError, OptionError
        The folder remembers no run, or a file or a setting cannot be used any more.
    """
    home = Path(home)
    return [run_asked(asked, home, how or How()) for asked in remembered(home)]


def retry(home: str | Path, how: How | None = None) -> list[Sweep]:
    """Run those again that failed, crashed, were killed or met a limit.

    Raises
    ------
    DataError, OptionError
        As `resume`.
    """
    home, sweeps = Path(home), []
    for asked in remembered(home):
        chosen = choose(asked)[1]
        names = folder_names(chosen)
        again = [
            one
            for one, name in zip(chosen, names, strict=True)
            if read_run(home / name)[0] in _FAILED
        ]
        if again:
            sweeps.append(run_members(again, home, how or How()))
    return sweeps
