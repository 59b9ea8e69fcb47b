"""The verbs of registers: check, template."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Grid

from planner.cli.terminal import Lang, Quiet, language_of, out, say
from planner.errors import DataError

if TYPE_CHECKING:
    from planner.plan import CheckedRegister

# ruff: noqa: PLC0415  rooms take seconds to import, and a run that finds nothing to do needs none


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs of registers."""
    app.command("check")(check_command)
    app.command("template")(template_command)


def check_command(  # noqa: PLR0913  a command has as many arguments as options
    register: Annotated[Path, typer.Argument(help="Customer register: csv, xlsx, gpkg, parquet.")],
    *,
    out_folder: Annotated[
        Path | None,
        typer.Option("--out", help="Write findings, workbook, accepted rows and page here."),
    ] = None,
    sheet: Annotated[
        str,
        typer.Option(help="Sheet of the workbook; else the one most like a register."),
    ] = "",
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

    inputs = CheckInputs(monthly, corrections, columns, references, rules, _day(as_of), sheet)
    checked = check_register(
        register, account_pattern=account_pattern, language=language_of(language),
        out_folder=out_folder, inputs=inputs,
    )  # fmt: skip
    if not quiet:
        lines = (checked.headline(), *checked.banners(), *checked.correction_lines())
        for line in (*lines, checked.score_line()):
            out.print(line, markup=False)
        out.print(_score_grid(checked))
        out.print(_rule_grid(checked))
        say(checked.unrun_line(), quiet=not checked.unrun_line())
    for path in checked.save(out_folder) if out_folder else []:
        say(str(path), quiet=quiet)


def template_command(
    *,
    out_file: Annotated[Path, typer.Option("--out", help="Where to write it.")] = Path(
        "register-template.xlsx"
    ),
    quiet: Quiet = False,
) -> None:
    """Write a blank register with Chinese and English headings."""
    from planner.plan import save_template

    say(str(save_template(out_file)), quiet=quiet)


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


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DataError(f"{text!r} is no date", mend="write it as 2026-09-30") from None
