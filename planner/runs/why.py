"""What would run, and why: each step's key beside that of the run before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import DataError
from planner.plan.inputs import require_inputs
from planner.plan.shelf import KeptSteps
from planner.plan.steps import REPORT, STEPS, Step, folder_name, input_facts, keeps, step_keys
from planner.runs.folder import is_finished, kept_in
from planner.runs.manifest import read_manifest
from planner.scenario import Scenario
from planner.sealed import MANIFEST

_LETTERS = 12
_SHOWN = 3


@dataclass(frozen=True)
class PlannedStep:
    """One step: whether it would run, and the reasons against the run before."""

    step: str
    runs: bool
    why: tuple[str, ...]

    def line(self) -> str:
        """Say it in a line."""
        told = "; ".join(self.why[:_SHOWN]) + ("; ..." if len(self.why) > _SHOWN else "")
        return f"{self.step}: {'runs' if self.runs else 'kept'}" + (f", {told}" if told else "")


def preview(scenario: Scenario, home: Path) -> list[PlannedStep]:
    """Return every step of a scenario, with what has changed since its last run.

    The run before is the newest in `home` of a scenario of this name, else the newest of all.

    Raises
    ------
    DataError
        An input is missing.
    """
    require_inputs(scenario)
    keys = step_keys(scenario, input_facts(scenario))
    shelf = KeptSteps(scenario.inputs(), kept_in(home), keys)
    run = keys[REPORT].key[:_LETTERS]
    if is_finished(home / folder_name(scenario, run), run):
        return [PlannedStep(step.name, runs=False, why=()) for step in STEPS]
    before = _before(scenario, home)
    planned: list[PlannedStep] = []
    for step in STEPS:
        kept = step.name != REPORT and keeps(scenario) and shelf.has(step.name)
        told = before.get(step.name, {})
        same = told.get("key") == keys[step.name].key
        why: tuple[str, ...] = ()
        if not kept and not told:
            why = ("no run before",)
        elif not kept and same:
            why = ("its answer is no longer kept",)
        elif not kept:
            why = tuple(_changes(told["reads"], keys[step.name].reads)) or _upstream(planned, step)
        planned.append(PlannedStep(step.name, not kept, why))
    return planned


def _upstream(planned: list[PlannedStep], step: Step) -> tuple[str, ...]:
    again = [one.step for one in planned if one.step in step.after and one.runs]
    return tuple(f"{one} is made anew" for one in again or step.after)


def _before(scenario: Scenario, home: Path) -> Mapping[str, Any]:
    """Return the keys of the run to compare with; nothing when there is none."""
    found = sorted(home.glob(f"*/{MANIFEST}"), key=lambda path: path.stat().st_mtime)
    mine = scenario.name.replace(" ", "-")
    found.sort(key=lambda path: path.parent.name.rpartition("-")[0] == mine)
    for path in reversed(found):
        try:
            return dict(read_manifest(path.parent).get("keys", {}))
        except DataError:
            continue
    return {}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        before, now = old.get(name), new.get(name)
        if before != now:
            yield f"{name} {_shown(before)} -> {_shown(now)}"


def _shown(value: object) -> str:
    if value is None:
        return "none"
    text = str(value)
    is_digest = isinstance(value, str) and len(text) == 64  # noqa: PLR2004  SHA-256
    return text[:8] if is_digest else text
