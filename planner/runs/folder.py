"""A run's folder: locked by the kernel while somebody runs in it, its manifest written last."""

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from planner.errors import DataError, PlannerError
from planner.files import write_text
from planner.plan import Event, Plan, ProgressCall, require_profile, run
from planner.plan.inputs import require_inputs
from planner.plan.steps import folder_name, input_facts, run_id
from planner.runs.manifest import read_manifest
from planner.runs.states import FAILURE, LockedError, RunState
from planner.scenario import Scenario
from planner.sealed import MANIFEST, damaged
from planner.solve import logging_to

STEPS = ".steps"
QUESTION, EVENTS, SOLVER_LOG = OWN = "scenario.toml", "events.jsonl", "solver.log"
"""Files of a run besides those of its plan."""
CACHE = "PLANNER_CACHE"
"""Environment variable that may say where answers of steps are kept."""


def folder_of(scenario: Scenario, home: Path) -> Path:
    """Return the folder of a scenario's run in the home of runs; every input is hashed.

    Raises
    ------
    DataError
        An input is missing.
    """
    require_inputs(scenario)
    return home / folder_name(scenario, run_id(scenario, input_facts(scenario)))


def require_run(scenario: Scenario, run: str) -> None:
    """Look that this process would answer the very question that was asked.

    Raises
    ------
    DataError
        Inputs, source code or versions of libraries are others than when it was asked.
    """
    require_inputs(scenario)
    mine = run_id(scenario, input_facts(scenario))
    if mine != run:
        raise DataError(
            f"{scenario.name} is another run here, {mine}, than was asked for, {run}",
            where=scenario.name,
            mend="run again if an input has changed; install the same versions on every machine",
        )


def kept_in(home: Path) -> Path:
    """Return where answers of steps are kept: where the environment says, else beside the runs."""
    return told_cache() or home / STEPS


def told_cache() -> Path | None:
    """Return where the environment says that answers of steps are kept, if it does."""
    told = os.environ.get(CACHE, "").strip()
    return Path(told) if told else None


def run_into(
    scenario: Scenario, folder: Path, *, keep: Path | None, progress: ProgressCall | None = None
) -> tuple[Plan, list[Path]] | None:
    """Run a scenario and write its folder.

    Parameters
    ----------
    keep
        Folder of kept answers; none are kept without.

    Returns
    -------
    plan, paths
        The plan and all that was written; None when the folder had the finished run already.

    Raises
    ------
    LockedError
        Another process is running in this folder.
    PlannerError
        As `planner.run`, and when the folder cannot be written to.
    """
    require_inputs(scenario)
    require_profile(scenario, folder)
    with locked(folder):
        if is_finished(folder, run_id(scenario, input_facts(scenario))):
            return None
        (folder / FAILURE).unlink(missing_ok=True)
        for part in folder.rglob(".*.part*"):  # of a run that was killed while it wrote
            part.unlink()
        is_whole = scenario.export.profile == "internal-full"
        if is_whole:
            _open(scenario, folder)
        events = _Events(folder / EVENTS if is_whole else None, progress)
        with logging_to(_Log(folder / SOLVER_LOG).write) if is_whole else nullcontext():
            plan = run(scenario, progress=events, keep=keep)
        events.note("solved", outcomes={n: o.status.value for n, o in plan.outcomes.items()})
        own = [path for name in OWN if is_whole and (path := folder / name).is_file()]
        return plan, [*own, *plan.save(folder, beside=own, progress=progress)]


def leave_nothing(folder: Path) -> None:
    """Take away what a run without a plan wrote into a folder that was to hold that plan alone."""
    if (folder / MANIFEST).is_file():
        return  # an older plan, which is still whole
    for name in OWN:
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # it has other files
        folder.rmdir()


def is_finished(folder: Path, run: str) -> bool:
    """Say whether a folder holds this run, with every file as written."""
    try:
        facts = read_manifest(folder)
    except DataError:
        return False
    return facts["run"] == run and not damaged(folder, facts)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it when the process ends, whatever the reason.

    Raises
    ------
    LockedError
        Another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise PlannerError(
            f"{folder.name} cannot be used: {error.strerror}",
            where=str(folder), mend="name a folder that can be written to",
        ) from error  # fmt: skip
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(
                f"{folder.name} is being run by another process",
                where=str(folder),
                mend="wait for it, or look at it with: planner status",
            ) from None
        yield
    finally:
        os.close(handle)


def is_locked(folder: Path) -> bool:
    """Say whether somebody is running in the folder."""
    try:
        with locked(folder):
            return False
    except LockedError:
        return True


def read_run(folder: Path) -> tuple[RunState, dict[str, Any]]:
    """Return the state of a run, with its manifest, or what is known of its failure.

    Files are not hashed: `verify` does that.
    """
    if is_locked(folder):
        return RunState.RUNNING, _last_event(folder)
    if (folder / FAILURE).is_file():
        facts = json.loads((folder / FAILURE).read_text(encoding="utf-8"))
        return RunState(facts["state"]), facts
    if not (folder / MANIFEST).is_file():
        return RunState.UNFINISHED, _last_event(folder)
    try:
        return RunState.DONE, read_manifest(folder)
    except DataError as error:
        return RunState.DAMAGED, {"what": error.what}


class _Events:
    """Writes what happens as JSON lines, and passes progress on."""

    def __init__(self, path: Path | None, progress: ProgressCall | None) -> None:
        self._path = path
        self._progress = progress
        self._step = ""

    def __call__(self, event: Event) -> None:
        if (event.done, event.total) == (0, 1) and not event.is_search:
            self._step = event.room
            self.note("step begins", step=event.room)
        elif event.is_end and event.total == 1 and self._step == event.room:
            self._step = ""  # a room may say more than once that its own units are done
            self.note("step ends", step=event.room)
        elif event.stopped:
            self.note("search stopped", step=event.room, best=event.best)
        if self._progress is not None:
            self._progress(event)

    def note(self, event: str, **facts: object) -> None:
        if self._path is None:
            return
        at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "event": event, **facts}, ensure_ascii=False)
        # A full disk stops the run where it writes an answer, not where it tells of one.
        with suppress(OSError), self._path.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")


class _Log:
    """Keeps what the solver says, line by line, so that it can be read while it goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, text: str) -> None:
        with suppress(OSError), self._path.open("a", encoding="utf-8") as stream:
            stream.write(text)


def _open(scenario: Scenario, folder: Path) -> None:
    """Write what is run, with paths relative to the folder, and begin the list of events."""
    write_text(folder / QUESTION, scenario.to_toml(folder))
    _Events(folder / EVENTS, None).note("run begins", pid=os.getpid())


def _last_event(folder: Path) -> dict[str, Any]:
    try:
        lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines()
        return dict(json.loads(lines[-1])) if lines else {}
    except (OSError, ValueError):  # not there yet, or its last line is half written
        return {}
