"""What a child process does with its task: a whole run, or one block of travel."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.plan.blocks import open_table
from planner.runs.depot import fetched
from planner.runs.folder import require_run, run_into
from planner.scenario import Scenario


def do(task: Mapping[str, Any]) -> None:
    """Do what a `Task` says, once it is looked at that it asks the same question here.

    Raises
    ------
    DataError
        Inputs, source code or versions of libraries are others than when it was asked.
    PlannerError
        As `planner.run`.
    """
    values = fetched(task["scenario"], task["inputs"], Path(task["local"]))
    scenario = Scenario.load(values, where=task["name"])
    require_run(scenario, task["run"])
    keep = Path(task["keep"])
    if task["rows"] is None:
        run_into(scenario, Path(task["folder"]), keep=keep)
    else:
        open_table(scenario, keep).measure(*task["rows"])
