"""The `planner` command: a thin shell over `planner.run` and the rooms."""

import datetime as dt
import sys
import warnings
import webbrowser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as Grid

from planner import cli_runs
from planner.errors import DataError, PlannerError
from planner.runs.record import Asked

if TYPE_CHECKING:
    from planner.compare import Comparison
    from planner.findings import Language
    from planner.plan import CheckedRegister, GeocodedTable, Plan, ProgressCall
    from planner.scenario import Scenario

# ruff: noqa: PLC0415  rooms take seconds to import, and a run that finds nothing to do needs none

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="Outlets, account managers and visit tours for an electric utility's large customers.",
)  # fmt: skip
out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False)
wide = Console(highlight=False, width=400)  # tables whose figures must not be cut short

Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
Lang = Annotated[str, typer.Option("--language", help="Language of the findings: zh or en.")]

Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="Our name=heading in the file; may be repeated."),
]


@app.command("run")
def run_command(  # noqa: PLR0913  each is a switch of the command
    scenario: Annotated[Path, typer.Argument(help="Scenario file (.toml).")],
    *,
    out_folder: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of this one run; runs/NAME-HASH when not given."),
    ] = None,
    only: cli_runs.Only = None,
    settings: cli_runs.Settings = None,
    home: cli_runs.Home = cli_runs.HOME,
    jobs: cli_runs.Jobs = 1,
    minutes: cli_runs.Minutes = None,
    memory_mb: cli_runs.MemoryMb = None,
    fail_fast: cli_runs.FailFast = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario, or all that the file asks for: map, workbook, tables, managers' files."""
    asked = Asked(scenario, tuple(only or ()), tuple(settings or ()))
    if out_folder is None and cli_runs.say_unchanged(asked, home, quiet=quiet):
        return
    members = cli_runs.choose(asked)
    if len(members) > 1:
        if out_folder is not None:
            raise DataError(
                f"{scenario.name} asks for {len(members)} scenarios",
                mend="choose one with --scenario NAME, or name a folder for all with --home",
            )
        how = cli_runs.how(jobs, minutes, memory_mb, fail_fast=fail_fast)
        cli_runs.run_sweep(asked, home, how, quiet=quiet)
        return
    _run(members[0].scenario, out_folder, home, asked, quiet=quiet)


@app.command()
def demo(
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
    _run(cli_runs.choose(asked)[0].scenario, out_folder, cli_runs.HOME, asked, quiet=quiet)


@app.command("open")
def open_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run.")], *, quiet: Quiet = False
) -> None:
    """Open the report of a run in the browser."""
    from planner.plan import find_report

    page = find_report(folder)
    _say(str(page), quiet=quiet)
    if not webbrowser.open(page.as_uri()):
        err.print("no browser to open it with: open this file yourself", markup=False)


@app.command()
def check(  # noqa: PLR0913  a command has as many arguments as options
    register: Annotated[Path, typer.Argument(help="Customer register: csv, xlsx, gpkg, parquet.")],
    *,
    out_folder: Annotated[
        Path | None,
        typer.Option("--out", help="Write findings, workbook, accepted rows and page here."),
    ] = None,
    monthly: Annotated[
        Path | None, typer.Option(help="Monthly bills and readings: a file, or a folder of files.")
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option(help="Quarantine workbook of an earlier check, filled in."),
    ] = None,
    columns: Annotated[
        Path | None, typer.Option(help="TOML file: our column name = heading in the register.")
    ] = None,
    references: Annotated[
        Path | None, typer.Option(help="Folder of lists: orgs, feeders, managers, districts ...")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="TOML file of thresholds; what it does not say holds.")
    ] = None,
    as_of: Annotated[
        str, typer.Option(help="Day on which the register is judged; today when not given.")
    ] = "",
    account_pattern: Annotated[
        str, typer.Option(help="Regular expression of a whole account number.")
    ] = r"\d{10}|\d{13}",
    language: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Check a customer register, row by row, and plan nothing."""
    from planner.plan import CheckInputs, check_register

    inputs = CheckInputs(monthly, corrections, columns, references, rules, _day(as_of))
    checked = check_register(
        register, account_pattern=account_pattern, language=_language(language),
        out_folder=out_folder, inputs=inputs,
    )  # fmt: skip
    if not quiet:
        lines = (checked.headline(), *checked.banners(), *checked.correction_lines())
        for line in (*lines, checked.score_line()):
            out.print(line, markup=False)
        out.print(_score_grid(checked))
        out.print(_rule_grid(checked))
        _say(checked.unrun_line(), quiet=not checked.unrun_line())
    for path in checked.save(out_folder) if out_folder else []:
        _say(str(path), quiet=quiet)


@app.command()
def template(
    *,
    out_file: Annotated[Path, typer.Option("--out", help="Where to write it.")] = Path(
        "register-template.xlsx"
    ),
    quiet: Quiet = False,
) -> None:
    """Write a blank register with Chinese and English headings."""
    from planner.plan import save_template

    _say(str(save_template(out_file)), quiet=quiet)


@app.command()
def geocode(  # noqa: PLR0913  each is a switch of the command
    table: Annotated[Path, typer.Argument(help="Any table: csv, xlsx, gpkg, parquet.")],
    *,
    gazetteer: Annotated[
        Path | None, typer.Option(help="Gazetteer folder; see planner gazetteer.")
    ] = None,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", help="csv, xlsx, parquet or gpkg; NAME-located beside it if absent."),
    ] = None,
    overrides: Annotated[
        Path | None,
        typer.Option(help="Confirmed positions, or a filled review workbook; they always win."),
    ] = None,
    review: Annotated[
        Path | None, typer.Option(help="Write the rows to look at here: workbook and map.")
    ] = None,
    crs: Annotated[str, typer.Option(help="Datum of coordinates that state none.")] = "",
    column: Columns = None,
    online: Annotated[
        Path | None,
        typer.Option(help="Scenario whose [geocode.online] says which service to ask; see README."),
    ] = None,
    language: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Say where every row of a table is, how sure that is, and on what it rests."""
    from planner.plan import geocode_table

    with _progress(quiet=quiet or online is None) as progress:
        done = geocode_table(
            table, gazetteer=gazetteer, overrides=overrides, crs=crs, columns=_mapping(column),
            online=online, language=_language(language), progress=progress,
        )  # fmt: skip
    written = [done.save(out_file or table.with_name(f"{table.stem}-located{table.suffix}"))]
    written += done.save_review(review) if review else []
    if not quiet:
        for line in (done.headline(), *done.evidence_lines(), *done.online_lines()):
            out.print(line, markup=False)
        out.print(_level_grid(done))
        for rule_id, sentence, count in done.finding_counts():
            out.print(f"  {rule_id}  {count:>6}  {sentence}", markup=False)
    for path in written:
        _say(str(path), quiet=quiet)


@app.command("gazetteer")
def gazetteer_command(
    sources: Annotated[
        list[str],
        typer.Argument(help=".osm.pbf, a layer of areas, a list of addresses, or geonames."),
    ],
    *,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder to write.")],
    column: Columns = None,
    crs: Annotated[str, typer.Option(help="Datum of the source's coordinates.")] = "WGS84",
    district_level: Annotated[
        str, typer.Option(help="admin_level of districts in an extract; judged when empty.")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Make a gazetteer: districts, roads, places and house numbers to look addresses up in."""
    from planner.plan import make_gazetteer

    names, written = make_gazetteer(
        sources, out_folder, columns=_mapping(column), crs=crs, district_level=district_level
    )
    told = ", ".join(f"{what} {count:,}" for what, count in names.counts().items())
    for line in (f"{names.source}: {told}", *names.notes, names.licence):
        _say(line, quiet=quiet)
    for path in written:
        _say(str(path), quiet=quiet)


@app.command("compare")
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
    from planner.compare import compare

    said = _language(language)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the cautions are printed below
        comparison = compare(folders)
    for caution in comparison.cautions:
        err.print(caution.say(said), markup=False)
    if not quiet:
        _print_comparison(comparison, said)
    if out_folder is not None:
        for line in _written_lines(out_folder, comparison.save(out_folder, said)):
            _say(line, quiet=quiet)


@app.command()
def explain(
    folder: Annotated[Path, typer.Argument(help="Folder of a finished plan.")],
    account_no: Annotated[str, typer.Argument(help="Account number, with its zeros.")],
    *,
    language: Lang = "zh",
) -> None:
    """Say all that every room said about one account of a finished plan."""
    from planner.plan import read_record

    for line in read_record(folder).customer(account_no).lines(_language(language)):
        out.print(line, markup=False)


def _print_comparison(comparison: "Comparison", language: "Language") -> None:
    for section in comparison.overview(language):
        grid = Grid(title=section.title, title_justify="left", box=None, padding=(0, 2))
        for place, heading in enumerate(section.headings):
            is_number = place in section.numbers
            grid.add_column(heading, justify="right" if is_number else "left", no_wrap=True)
        for row in section.rows:
            grid.add_row(*row)
        wide.print(grid)


def _mapping(columns: Sequence[str] | None) -> dict[str, str]:
    """Return our name -> heading for ``name=heading`` words."""
    columns = columns or ()
    pairs = [one.partition("=") for one in columns]
    wrong = [one for one, (_, sign, _) in zip(columns, pairs, strict=True) if not sign]
    if wrong:
        raise DataError(
            f"--column {wrong[0]} maps nothing", mend="write it as --column address=HEADING"
        )
    return {name.strip(): heading.strip() for name, _, heading in pairs}


def _level_grid(done: "GeocodedTable") -> Grid:
    zh = done.language == "zh"
    grid = Grid(box=None, padding=(0, 2))
    for heading in ("状态", "级别") if zh else ("status", "level"):
        grid.add_column(heading)
    for heading in ("行数", "误差中位数(米)") if zh else ("rows", "median error m"):
        grid.add_column(heading, justify="right")
    for status, level, count, error in done.by_level():
        grid.add_row(status, level, str(count), error)
    return grid


def _run(
    scenario: "Scenario", folder: Path | None, home: Path, asked: Asked, *, quiet: bool
) -> None:
    from planner.runs.folder import folder_of, kept_in, leave_nothing, run_into, told_cache
    from planner.runs.sweep import remember_asked

    alone = folder is not None
    if folder is None:
        folder = folder_of(scenario, home)
        remember_asked(asked, home)
    try:
        with _progress(quiet=quiet) as progress:
            keep = told_cache() if alone else kept_in(home)
            done = run_into(scenario, folder, keep=keep, progress=progress)
    except KeyboardInterrupt:
        go_on = "the same command" if alone else f"the same command, or: planner resume {home}"
        err.print(
            f"interrupted; no file was left half written; go on with {go_on}",
            markup=False, soft_wrap=True,
        )  # fmt: skip
        raise typer.Exit(130) from None
    except PlannerError:
        if alone:
            leave_nothing(folder)
        raise
    if done is None:
        _say(f"{folder}: nothing has changed, nothing was run", quiet=quiet)
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


def _score_grid(checked: "CheckedRegister") -> Grid:
    headings, rows, told = checked.weak_fields()
    grid = Grid(box=None, padding=(0, 1), caption=told, caption_justify="left")
    for place, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if place else "left", no_wrap=place > 0)
    for row in rows:
        grid.add_row(*row)
    return grid


def _rule_grid(checked: "CheckedRegister") -> Grid:
    zh = checked.language == "zh"
    grid = Grid(box=None, padding=(0, 2))
    for heading in ("规则", "处理", "问题") if zh else ("rule", "action", "finding"):
        grid.add_column(heading)
    grid.add_column("次数" if zh else "count", justify="right")
    if checked.last is not None:
        grid.add_column("上次" if zh else "last run", justify="right")
    for rule_id, action, sentence, count, last in checked.by_rule():
        grid.add_row(rule_id, action, sentence, str(count), *([] if last is None else [str(last)]))
    return grid


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        out.print(text, markup=False)


def _language(word: str) -> "Language":
    if word == "zh":
        return "zh"
    if word == "en":
        return "en"
    raise DataError(f"there is no language {word!r}", mend="use --language zh or --language en")


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DataError(f"{text!r} is no date", mend="write it as 2026-09-30") from None


@contextmanager
def _progress(*, quiet: bool) -> "Iterator[ProgressCall | None]":
    """Show how far a run is, unless nothing is to be said."""
    from planner.bars import show_progress

    if quiet:
        yield None
        return
    with show_progress(err) as progress:
        yield progress


cli_runs.add_to(app)


def main() -> None:
    """Run the command; a user's mistake ends in one message, never in a traceback."""
    try:
        app()
    except PlannerError as error:
        err.print(f"{type(error).__name__}: {error}", markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
