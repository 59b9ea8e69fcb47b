"""The verbs of plans: run, demo, open, explain, compare."""

import warnings
import webbrowser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as Grid

from planner.cli import placing, runs
from planner.cli.stopping import ends_within
from planner.cli.terminal import Lang, Quiet, err, language_of, out, progress_bars, say
from planner.errors import DataError, OptionError, PlannerError
from planner.runs.how import How
from planner.runs.limits import Limits
from planner.runs.record import Asked

if TYPE_CHECKING:
    from planner.comparing import Comparison
    from planner.findings import Language
    from planner.plan import Plan
    from planner.scenario import Scenario

# ruff: noqa: PLC0415  rooms take seconds to import, and a run that finds nothing to do needs none

_HEARD_S = 1.7
"""After a Ctrl-C; it then takes a moment to end the process."""
wide = Console(highlight=False, width=400)  # tables whose figures must not be cut short


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs of plans."""
    app.command("run")(run_command)
    app.command("demo")(demo_command)
    app.command("open")(open_command)
    app.command("explain")(explain_command)
    app.command("compare")(compare_command)


def run_command(  # noqa: PLR0913  each is a switch of the command
    scenario: Annotated[Path, typer.Argument(help="Scenario file (.toml).")],
    *,
    out_folder: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of this one run; runs/NAME-HASH when not given."),
    ] = None,
    only: placing.Only = None,
    settings: placing.Settings = None,
    home: placing.Home = placing.HOME,
    jobs: placing.Jobs = 1,
    minutes: placing.Minutes = None,
    memory_mb: placing.MemoryMb = None,
    fail_fast: placing.FailFast = False,
    executor: placing.Executor = "",
    inputs: placing.Inputs = "",
    quiet: Quiet = False,
) -> None:
    """Run a scenario, or all that the file asks for: map, workbook, tables, managers' files."""
    asked = Asked(scenario, tuple(only or ()), tuple(settings or ()))
    how = How(jobs, Limits(minutes, memory_mb), fail_fast=fail_fast)
    placing.require_cluster(executor, inputs)
    apart = how.apart or bool(executor)
    if out_folder is not None and apart:
        raise OptionError(
            "limits and executors are for runs in a folder of runs, and --out is none",
            mend="name a --home instead, or leave out limits, --fail-fast and --executor",
        )
    if out_folder is None and runs.say_unchanged(asked, home, quiet=quiet):
        return
    members = runs.choose(asked)
    if len(members) > 1 and out_folder is not None:
        raise DataError(
            f"{scenario.name} asks for {len(members)} scenarios",
            mend="choose one with --scenario NAME, or name a folder for all with --home",
        )
    if len(members) > 1 or apart:
        runs.run_sweep(asked, home, how, executor, inputs, quiet=quiet)
    else:
        _run(members[0].scenario, out_folder, home, asked, quiet=quiet)


def demo_command(
    *,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Output folder; runs/NAME-HASH when not given.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Run the sample city (invented; it says so)."""
    from planner.plan import sample_scenario

    path = sample_scenario()
    asked = Asked(path)
    _run(runs.choose(asked)[0].scenario, out_folder, placing.HOME, asked, quiet=quiet)


def open_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run.")], *, quiet: Quiet = False
) -> None:
    """Open the report of a run in the browser."""
    from planner.plan import find_report

    page = find_report(folder)
    say(str(page), quiet=quiet)
    if not webbrowser.open(page.as_uri()):
        err.print("no browser to open it with: open this file yourself", markup=False)


def explain_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a finished plan.")],
    account_no: Annotated[str, typer.Argument(help="Account number, with its zeros.")],
    *,
    language: Lang = "zh",
) -> None:
    """Say all that every room said about one account of a finished plan."""
    from planner.plan import read_record

    for line in read_record(folder).customer(account_no).lines(language_of(language)):
        out.print(line, markup=False)


def compare_command(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders of finished plans; the first is the yardstick.")
    ],
    *,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Write report, workbook, maps and tables here.")
    ] = None,
    language: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Put finished plans side by side: what differs, and why."""
    from planner.comparing import compare

    said = language_of(language)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the cautions are printed below
        comparison = compare(folders)
    for caution in comparison.cautions:
        err.print(caution.say(said), markup=False)
    if not quiet:
        _print_comparison(comparison, said)
    if out_folder is not None:
        for line in _written_lines(out_folder, comparison.save(out_folder, said)):
            say(line, quiet=quiet)


def _print_comparison(comparison: "Comparison", language: "Language") -> None:
    for section in comparison.overview(language):
        grid = Grid(title=section.title, title_justify="left", box=None, padding=(0, 2))
        for place, heading in enumerate(section.headings):
            is_number = place in section.numbers
            grid.add_column(heading, justify="right" if is_number else "left", no_wrap=True)
        for row in section.rows:
            grid.add_row(*row)
        wide.print(grid)


def _run(
    scenario: "Scenario", folder: Path | None, home: Path, asked: Asked, *, quiet: bool
) -> None:
    from planner.plan.steps import keeps
    from planner.runs.folder import folder_of, kept_in, leave_nothing, run_into, told_cache
    from planner.runs.launch import STOPPED
    from planner.runs.sweep import remember_asked

    alone = folder is not None
    if folder is None:
        folder = folder_of(scenario, home)
        remember_asked(asked, home)
    keep = told_cache() if alone else kept_in(home)
    kept = STOPPED if keep and keeps(scenario) else "stopped; nothing is kept"
    told = f"{kept}; go on with: {'the same command' if alone else f'planner resume {home}'}"
    try:
        with ends_within(_HEARD_S, told), progress_bars(quiet=quiet) as progress:
            done = run_into(scenario, folder, keep=keep, progress=progress)
    except KeyboardInterrupt:
        err.print(told, markup=False, soft_wrap=True)
        raise typer.Exit(130) from None
    except PlannerError:
        if alone:
            leave_nothing(folder)
        raise
    if done is None:
        say(f"{folder}: nothing has changed, nothing was run", quiet=quiet)
    elif not quiet:
        _print_plan(done[0])
        for line in _written_lines(folder, done[1]):
            out.print(line, markup=False)


def _written_lines(home: Path, written: Sequence[Path]) -> Iterator[str]:
    """Yield a line for each file of the folder itself, and one for each folder in it."""
    inside = Counter(path.relative_to(home).parts[0] for path in written)
    for name, count in inside.items():
        path = home / name
        yield f"{path}/  {count}" if path.is_dir() else str(path)


def _print_plan(plan: "Plan") -> None:
    language = plan.scenario.language
    grid = Grid(title=plan.title.say(language), title_justify="left", box=None, padding=(0, 2))
    for heading in ("指标", "方案", "现状") if language == "zh" else ("figure", "plan", "today"):
        grid.add_column(heading, justify="left" if heading in {"指标", "figure"} else "right")
    for figure in plan.headline():
        unit = figure.unit.say(language)
        before = "" if figure.before is None else f"{figure.before:,.{figure.decimals}f} {unit}"
        grid.add_row(figure.title.say(language), f"{figure.shown()} {unit}", before)
    out.print(grid)
    for line in plan.proof_lines(language):
        out.print(line, markup=False)
