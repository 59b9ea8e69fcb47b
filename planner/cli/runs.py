"""The verbs of runs: plan, resume, retry, status, verify, gc, export; `run` of a sweep."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Grid

from planner.cli import placing
from planner.cli.figures import print_figures
from planner.cli.terminal import Quiet, err, out, say
from planner.errors import DataError
from planner.runs.how import How
from planner.runs.limits import Limits
from planner.runs.record import Asked, unchanged

if TYPE_CHECKING:
    from planner.runs.sweep import Sweep
    from planner.scenario import Member

# ruff: noqa: PLC0415  rooms take seconds to import, and a run that finds nothing to do needs none

_SHOWN_LOG = 3


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs of runs."""
    app.command("plan")(plan_command)
    app.command("resume")(resume_command)
    app.command("retry")(retry_command)
    app.command("status")(status_command)
    app.command("verify")(verify_command)
    app.command("gc")(gc_command)
    app.command("export")(export_command)


def say_unchanged(asked: Asked, home: Path, *, quiet: bool) -> bool:
    """Say so when a call would do nothing."""
    manifests = unchanged(asked, home)
    if manifests is None:
        return False
    if not quiet:
        print_figures({name: ("done", facts) for name, facts in manifests.items()})
        out.print("nothing has changed, nothing was run", markup=False)
    return True


def choose(asked: Asked) -> "tuple[Member, ...]":
    """Return the scenarios that a call asks for."""
    from planner.runs.sweep import choose

    return choose(asked)[1]


def run_sweep(
    asked: Asked, home: Path, how: How, executor: str, inputs: str, *, quiet: bool
) -> None:
    """Run all scenarios of a call; the exit code says whether every one has a plan."""
    from planner.runs.sweep import run_asked

    with placing.placed(how, executor, inputs, quiet=quiet) as there:
        sweep = run_asked(asked, home, there)
    _finish([sweep], home, quiet=quiet)


def plan_command(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (.toml).")],
    *,
    only: placing.Only = None,
    settings: placing.Settings = None,
    home: placing.Home = placing.HOME,
) -> None:
    """Say which steps would run, and why; nothing runs."""
    from planner.runs.why import preview

    for member in choose(Asked(scenario, tuple(only or ()), tuple(settings or ()))):
        steps = preview(member.scenario, home)
        runs = sum(one.runs for one in steps)
        out.print(f"{member.scenario.name}: {runs} of {len(steps)} steps would run", markup=False)
        for step in steps:
            out.print(f"  {step.line()}", markup=False)


def resume_command(  # noqa: PLR0913  each is a switch of the command
    home: placing.HomeArgument = placing.HOME,
    *,
    jobs: placing.Jobs = 1,
    minutes: placing.Minutes = None,
    memory_mb: placing.MemoryMb = None,
    fail_fast: placing.FailFast = False,
    executor: placing.Executor = "",
    inputs: placing.Inputs = "",
    quiet: Quiet = False,
) -> None:
    """Go on with what a folder of runs remembers: what is finished stays."""
    from planner.runs.sweep import resume

    how = How(jobs, Limits(minutes, memory_mb), fail_fast=fail_fast)
    with placing.placed(how, executor, inputs, quiet=quiet) as there:
        sweeps = resume(home, there)
    _finish(sweeps, home, quiet=quiet)


def retry_command(  # noqa: PLR0913  each is a switch of the command
    home: placing.HomeArgument = placing.HOME,
    *,
    failed: Annotated[
        bool, typer.Option("--failed", help="Those that ended without a plan.")
    ] = False,
    jobs: placing.Jobs = 1,
    minutes: placing.Minutes = None,
    memory_mb: placing.MemoryMb = None,
    executor: placing.Executor = "",
    inputs: placing.Inputs = "",
    quiet: Quiet = False,
) -> None:
    """Run scenarios again that failed, crashed, were killed or met a limit."""
    from planner.runs.sweep import retry

    if not failed:
        raise DataError("retry what?", mend="say --failed; `planner resume` goes on with all")
    how = How(jobs, Limits(minutes, memory_mb))
    with placing.placed(how, executor, inputs, quiet=quiet) as there:
        sweeps = retry(home, there)
    if not sweeps:
        say("nothing has failed", quiet=quiet)
    _finish(sweeps, home, quiet=quiet)


def status_command(home: placing.HomeArgument = placing.HOME) -> None:
    """Say what has become of every run."""
    from planner.runs.status import status

    grid = Grid(box=None, padding=(0, 2))
    for heading in ("run", "state", ""):
        grid.add_column(heading)
    for one in status(home):
        grid.add_row(one.name, one.state.value, one.why)
    out.print(grid)


def verify_command(home: placing.HomeArgument = placing.HOME) -> None:
    """Hash every file of finished runs and kept steps; one that is not what was written fails."""
    from planner.runs.status import verify

    count, faults = verify(home)
    for fault in faults:
        err.print(fault, markup=False, soft_wrap=True)
    out.print(f"{count:,} files, {len(faults)} not as written", markup=False)
    if faults:
        raise typer.Exit(1)


def gc_command(
    home: placing.HomeArgument = placing.HOME,
    *,
    keep: Annotated[int, typer.Option(help="Runs that no sweep names and that stay.")] = 20,
    days: Annotated[float, typer.Option(help="Kept steps unused for so long go.")] = 30.0,
    quiet: Quiet = False,
) -> None:
    """Remove old runs that no sweep names, and kept steps that nobody uses."""
    from planner.runs.tidy import tidy

    for path in tidy(home, keep=keep, days=days):
        say(str(path), quiet=quiet)


def export_command(
    run: Annotated[Path, typer.Argument(help="Folder of a finished run.")],
    *,
    to: Annotated[Path, typer.Option("--to", help="An empty folder, to be handed on.")],
    profile: Annotated[
        str, typer.Option(help="internal-full, manager-own, management or public.")
    ] = "management",
    quiet: Quiet = False,
) -> None:
    """Write a run's plan for other readers, from the steps that are kept."""
    from planner.runs.export import export

    for path in export(run, to, profile):
        say(str(path), quiet=quiet)


def _finish(sweeps: "Sequence[Sweep]", home: Path, *, quiet: bool) -> None:
    """Print the figures, say how to go on, and end with 0, 1 or 130."""
    from planner.runs.folder import read_run

    failed = [one for sweep in sweeps for one in sweep.failed]
    if not quiet:
        endings = [one for sweep in sweeps for one in sweep.endings]
        print_figures(
            {one.name: (one.state.value, read_run(Path(one.folder))[1]) for one in endings}
        )
        for one in failed:
            for line in one.log[-_SHOWN_LOG:]:
                err.print(f"{one.name}| {line}", markup=False, soft_wrap=True)
    if any(sweep.interrupted for sweep in sweeps):
        say(f"stopped; go on with: planner resume {home}", quiet=quiet)
        raise typer.Exit(130)
    if failed:
        say(f"try again with: planner retry {home} --failed", quiet=quiet)
        raise typer.Exit(1)
