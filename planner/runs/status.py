"""What has become of the runs in a home, and whether every byte is what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import DataError
from planner.plan.shelf import intact
from planner.runs.folder import kept_in, read_run
from planner.runs.manifest import read_manifest
from planner.runs.record import ENDING, folders_of
from planner.runs.states import FAILURE, RunState
from planner.sealed import MANIFEST, damaged


@dataclass(frozen=True)
class RunStatus:
    """One run: its state, in words why or what it is at, and its manifest where it is done."""

    name: str
    folder: Path
    state: RunState
    why: str
    facts: Mapping[str, Any]


def status(home: str | Path) -> list[RunStatus]:
    """Return the state of every run in a home, or of one run's folder; those not begun as well.

    Raises
    ------
    DataError
        There is no run.
    """
    home = Path(home)
    if _is_run(home):
        return [_status_of(home.name, home)]
    named = {folder: name for name, folder in folders_of(home).items()}
    there = [one.name for one in sorted(home.glob("*")) if _is_run(one)] if home.is_dir() else []
    names = list(dict.fromkeys([*named, *there]))
    if not names:
        raise DataError(
            f"there is no run in {home.name}", where=str(home), mend="name a folder of runs"
        )
    return [_status_of(named.get(one, one), home / one) for one in names]


def verify(home: str | Path) -> tuple[int, list[str]]:
    """Hash all that runs, records and kept steps are made of.

    Returns
    -------
    count
        Files that were looked at.
    faults
        One line for each that is missing or not what was written.

    Raises
    ------
    DataError
        There is no run.
    """
    home = Path(home)
    alone = _is_run(home)
    folders = [home] if alone else [one for one in sorted(home.glob("*")) if _is_run(one)]
    count, faults = 0, []
    for folder in folders:
        if not (folder / MANIFEST).is_file():
            continue
        count += 1
        try:
            facts = read_manifest(folder)
        except DataError as error:
            faults.append(f"{folder.name}: {error.what}")
            continue
        count += len(facts["outputs"])
        faults += [f"{folder.name}/{name}: not what was written" for name in damaged(folder, facts)]
    if not alone:
        kept = sorted(kept_in(home).glob("*.zip"))
        faults += [f"{one.name}: not what was written" for one in kept if not intact(one)]
        try:
            folders_of(home)
        except DataError as error:
            faults.append(error.what)
        count += len(kept) + len(list(home.glob(f"*{ENDING}")))
    if not count:
        raise DataError(
            f"there is no finished run in {home.name}", where=str(home), mend="run a scenario"
        )
    return count, faults


def _status_of(name: str, folder: Path) -> RunStatus:
    if not folder.is_dir():
        return RunStatus(name, folder, RunState.UNFINISHED, "not begun", {})
    state, facts = read_run(folder)
    if state is RunState.RUNNING or state is RunState.UNFINISHED:
        why = " ".join(str(facts[key]) for key in ("event", "step") if key in facts)
    elif state is RunState.DONE:
        why = f"{sum(one['wall_s'] for one in facts['steps']):.0f} s"
    else:
        why = str(facts.get("why", facts.get("what", "")))
    return RunStatus(name, folder, state, why, facts)


def _is_run(folder: Path) -> bool:
    marks = (MANIFEST, FAILURE, "events.jsonl")
    return folder.is_dir() and any((folder / one).is_file() for one in marks)
