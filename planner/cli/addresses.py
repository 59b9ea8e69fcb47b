"""The verbs of addresses: geocode, gazetteer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Grid

from planner.cli.terminal import Lang, Quiet, language_of, out, progress_bars, say
from planner.errors import DataError

if TYPE_CHECKING:
    from planner.plan import GeocodedTable

# ruff: noqa: PLC0415  rooms take seconds to import, and a run that finds nothing to do needs none

Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="Our name=heading in the file; may be repeated."),
]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs of addresses."""
    app.command("geocode")(geocode_command)
    app.command("gazetteer")(gazetteer_command)


def geocode_command(  # noqa: PLR0913  each is a switch of the command
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

    with progress_bars(quiet=quiet or online is None) as progress:
        done = geocode_table(
            table, gazetteer=gazetteer, overrides=overrides, crs=crs, columns=_mapping(column),
            online=online, language=language_of(language), progress=progress,
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
        say(str(path), quiet=quiet)


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
        say(line, quiet=quiet)
    for path in written:
        say(str(path), quiet=quiet)


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
