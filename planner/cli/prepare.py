"""The verb that does heavy steps before a run."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli import placing
from planner.cli.runs import choose
from planner.cli.terminal import Quiet, say
from planner.runs.how import How
from planner.runs.limits import Limits
from planner.runs.record import Asked

# ruff: noqa: PLC0415  rooms take seconds to import


def add_to(app: typer.Typer) -> None:
    """Give the command its verb."""
    app.command("prepare")(prepare_command)


def prepare_command(  # noqa: PLR0913  each is a switch of the command
    scenario: Annotated[Path, typer.Argument(help="Scenario file (.toml).")],
    *,
    stages: Annotated[
        str,
        typer.Option(
            "--only",
            help="register, addresses, travel: some of them, with commas.",
            show_default="all; travel where travel.keep names a folder",
        ),
    ] = "",
    rows: Annotated[
        int,
        typer.Option(
            min=0,
            help="Rows of the register, or addresses, in a block.",
            show_default="100,000 and 20,000",
        ),
    ] = 0,
    only: placing.Only = None,
    settings: placing.Settings = None,
    home: placing.Home = placing.HOME,
    jobs: placing.Jobs = 1,
    minutes: placing.Minutes = None,
    memory_mb: placing.MemoryMb = None,
    executor: placing.Executor = "",
    inputs: placing.Inputs = "",
    quiet: Quiet = False,
) -> None:
    """Do heavy steps in blocks, many at a time, for the run to find."""  # fmt: skip
    from planner.runs.prepare import prepare

    chosen = choose(Asked(scenario, tuple(only or ()), tuple(settings or ())))
    wanted = [one.strip() for one in stages.split(",") if one.strip()]
    how = How(jobs, Limits(minutes, memory_mb))
    with placing.placed(how, executor, inputs, quiet=quiet) as there:
        for member in chosen:
            done = prepare(member.scenario, only=wanted, rows=rows, home=home, how=there)
            counts = ", ".join(f"{name} {count}" for name, count in done.items())
            say(f"{member.scenario.name}: blocks done: {counts}", quiet=quiet)
