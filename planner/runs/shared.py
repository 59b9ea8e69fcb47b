"""What a task needs, where every machine finds it: its inputs by content.

They lie beside the runs, or at an address of their own.
"""

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from planner.digests import sha256_of
from planner.files import whole_file
from planner.runs import depot
from planner.runs.task import Task
from planner.scenario import Scenario

FOLDER = ".inputs"


_ONE_THREAD = {f"{room}.solve.threads": 1 for room in ("outlets", "managers")}
"""Threads are the worker's to give, one a scenario: it knows its cores."""


def share(task: Task) -> Task:
    """Return the task with its inputs in the home of runs, under their SHA-256, and one thread.

    An input keeps its name, which the rows of a register carry.
    """
    scenario = Scenario.load(task.scenario, where=task.name)
    home = Path(task.folder).parent / FOLDER
    places = {setting: _put(path, home) for setting, path in scenario.inputs().items()}
    return replace(task, scenario=Task.values_of(scenario.set({**places, **_ONE_THREAD})))


def send(task: Task, url: str) -> Task:
    """Return the task with its inputs at an address, under their SHA-256, and one thread.

    Raises
    ------
    OptionError
        The address cannot be written to.
    """
    scenario = Scenario.load(task.scenario, where=task.name)
    values = Task.values_of(scenario.set(_ONE_THREAD))
    return replace(task, scenario=values, inputs=depot.put(scenario.inputs(), url))


def name_of(digest: str) -> str:
    """Return the name of the folder that a copy lies in, by its SHA-256."""
    return digest[:24]


def _put(path: Path, home: Path) -> Path:
    """Copy an input to where its content says, unless it is there."""
    place = home / name_of(sha256_of(path)) / path.name
    if place.exists():
        os.utime(place.parent)  # the last use, for `planner gc`
        return place
    if path.is_file():
        with whole_file(place) as part:
            shutil.copyfile(path, part)
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        copy = shutil.copytree(path, Path(folder) / path.name)
        if not place.exists():
            copy.rename(place)
    return place
