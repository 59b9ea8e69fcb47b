"""What a child process is handed, as plain values: a scenario, and what to do with it.

As light as `launch`, which a worker imports: rooms are imported where a task is done.
"""

import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.runs.limits import Limits

if TYPE_CHECKING:
    from planner.scenario import Scenario

# ruff: noqa: PLC0415  a worker needs no rooms, and they take seconds


@dataclass(frozen=True)
class WholeRun:
    """The whole walk, written into the task's folder."""

    def do(self, scenario: "Scenario", task: "Task") -> None:
        """Run the scenario."""
        from planner.runs.folder import run_into

        run_into(scenario, Path(task.folder), keep=Path(task.keep))


@dataclass(frozen=True)
class Block:
    """A block that lies in a file: some rows of a register, or some addresses."""

    kind: str
    asked: str

    def do(self, scenario: "Scenario", task: "Task") -> None:
        """Do the block and keep its answer beside it."""
        from planner.plan.blocks import do_block

        do_block(self.kind, Path(self.asked), scenario)


@dataclass(frozen=True)
class TravelBlock:
    """Travel of customers from one position up to, not with, another, into `travel.keep`."""

    first: int
    end: int

    def do(self, scenario: "Scenario", task: "Task") -> None:
        """Measure it; the steps before are found where answers are kept."""
        from planner.plan.clock import StepClock
        from planner.plan.travel_blocks import open_table
        from planner.plan.walk import Walk

        walk = Walk(scenario, StepClock(None), Path(task.keep))
        open_table(walk).measure(self.first, self.end)


type Work = WholeRun | Block | TravelBlock
_WORKS = {one.__name__: one for one in (WholeRun, Block, TravelBlock)}


@dataclass(frozen=True)
class Task:
    """One scenario, what to do with it, where that and kept answers go, and its limits.

    `run` is the id of the run that was asked for: whoever comes to another one has other inputs,
    code or versions, and must not answer. `inputs` are addresses by setting where the
    scenario's own paths say nothing to another machine, which fetches them into its folder `local`.
    """

    name: str
    scenario: dict[str, Any]
    run: str
    folder: str
    keep: str
    limits: Limits = field(default_factory=Limits)
    inputs: Mapping[str, str] = field(default_factory=dict)
    local: str = ""
    work: Work = field(default_factory=WholeRun)

    @classmethod
    def of(cls, scenario: "Scenario", folder: Path, keep: Path, limits: Limits) -> "Task":
        """Put a scenario into plain values that any process can be handed.

        The folder is named by the run, as `folder_name` does.
        """
        run = folder.name.rpartition("-")[2]
        places = (str(folder.resolve()), str(keep.resolve()))
        return cls(scenario.name, cls.values_of(scenario), run, *places, limits)

    def part(self, name: str, work: Work) -> "Task":
        """Return the task of doing something else for the same scenario, under a name of its own.

        How it ended is told in a folder of its own as well.
        """
        folder = Path(self.folder)
        return replace(
            self, name=f"{self.name}, {name}", work=work,
            folder=str(folder.with_name(f"{name.replace(' ', '-')}-{folder.name}")),
        )  # fmt: skip

    def told(self) -> str:
        """Return the task as JSON."""
        work = asdict(self.work) | {"what": type(self.work).__name__}
        return json.dumps(asdict(self) | {"work": work}, default=_plain)

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Task":
        """Return a task as it was told."""
        work = dict(told["work"])
        made = _WORKS[work.pop("what")](**work)
        return cls(**told | {"limits": Limits(**told["limits"]), "work": made})

    def do(self) -> None:
        """Do it here, once it is looked at that it asks the same question here.

        Raises
        ------
        DataError
            Inputs, source code or versions of libraries are others than when it was asked.
        PlannerError
            As `planner.run`.
        """
        from planner.runs.depot import fetched
        from planner.runs.folder import require_run
        from planner.scenario import Scenario

        values = fetched(self.scenario, self.inputs, Path(self.local))
        scenario = Scenario.load(values, where=self.name)
        require_run(scenario, self.run)
        self.work.do(scenario, self)

    @staticmethod
    def values_of(scenario: "Scenario") -> dict[str, Any]:
        """Return a scenario as plain values, every default written out."""
        return tomllib.loads(scenario.to_toml())


def _plain(value: object) -> str:
    """Write a date as text, which options read as well."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
