"""A finished run for other readers: the same plan, written for another export profile."""

from pathlib import Path
from typing import Any

from planner.errors import DataError
from planner.plan.inputs import require_inputs
from planner.plan.steps import REPORT, STEPS, input_facts, step_keys
from planner.runs.folder import QUESTION, kept_in, run_into
from planner.runs.manifest import read_manifest
from planner.scenario import Scenario


def export(run: str | Path, to: str | Path, profile: str = "management") -> list[Path]:
    """Write the plan of a run's folder into another one, for an export profile.

    Answers of steps that are still kept are used; others are made anew.

    Parameters
    ----------
    profile
        internal-full, manager-own, management or public.

    Returns
    -------
    paths
        What was written; nothing when it was there already.

    Raises
    ------
    DataError
        The folder holds no finished run, or inputs, code or versions are gone or others since.
    OptionError
        There is no such profile, or it lacks its key or an empty folder.
    """
    folder = Path(run)
    manifest = read_manifest(folder)
    if not (folder / QUESTION).is_file():
        raise DataError(
            f"{folder.name} does not say what was asked",
            where=str(folder),
            mend="name a run that planner run wrote with the profile internal-full",
        )
    scenario = Scenario.read(folder / QUESTION).set({"export.profile": profile})
    require_inputs(scenario)
    _require_same(scenario, manifest, folder)
    done = run_into(scenario, Path(to), keep=kept_in(folder.resolve().parent))
    return [] if done is None else done[1]


def _require_same(scenario: Scenario, manifest: dict[str, Any], folder: Path) -> None:
    """Refuse to hand on another plan than the one that the folder has."""
    keys, before = step_keys(scenario, input_facts(scenario)), manifest["keys"]
    other = [
        step.name
        for step in STEPS
        if step.name != REPORT and before[step.name]["key"] != keys[step.name].key
    ]
    if other:
        raise DataError(
            f"{other[0]} would be another answer now than in {folder.name}",
            where=str(folder),
            mend="run the scenario again; `planner plan` says what has changed",
        )
