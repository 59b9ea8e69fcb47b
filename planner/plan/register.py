"""Check a register without planning, and write the blank one."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.customers import (
    CustomersOptions,
    load_score,
    read_customers,
    read_months,
    template_tables,
)
from planner.errors import DataError
from planner.files import read_toml
from planner.findings import Language
from planner.plan.checked import CheckedRegister
from planner.plan.checking import QUARANTINE
from planner.render import write_workbook
from planner.schema import Column, Table


@dataclass(frozen=True)
class CheckInputs:
    """What lies beside a register, how it is read and measured; each may be absent.

    Attributes
    ----------
    monthly
        File or folder of monthly bills and readings.
    corrections
        Filled quarantine workbook of an earlier check; its released corrections are put into the
        cells before the rules run. The register file is not changed.
    columns
        TOML file with ``[columns]``: our column name -> heading in the register.
    references
        Folder of lists: orgs, industries, feeders, substations, managers, districts.
    quality
        TOML file of thresholds and forms.
    as_of
        The day on which the register is judged; today when not given.
    sheet
        Sheet of the workbook; the first with most headings of a register when empty.
    """

    monthly: Path | None = None
    corrections: Path | None = None
    columns: Path | None = None
    references: Path | None = None
    quality: Path | None = None
    as_of: dt.date | None = None
    sheet: str = ""


def check_register(
    path: str | Path,
    *,
    account_pattern: str = r"\d{10}|\d{13}",
    language: Language = "zh",
    corrections: str | Path | None = None,
    out_folder: str | Path | None = None,
    inputs: CheckInputs | None = None,
) -> CheckedRegister:
    """Read a register and judge every row.

    Parameters
    ----------
    corrections
        As in `inputs`, for a check that needs nothing else.
    out_folder
        Where the check will be saved: a score of an earlier check there gives the trend.
    inputs
        What lies beside the register.

    Raises
    ------
    DataError
        A file cannot be read at all, or saving would overwrite the corrections.
    """
    beside = inputs or CheckInputs()
    filled = beside.corrections if corrections is None else Path(corrections)
    options = _options(Path(path), account_pattern, beside)
    last = None
    if out_folder is not None:
        _keep_filled(filled, Path(out_folder))
        last = load_score(Path(out_folder))
    months = None if beside.monthly is None else read_months(beside.monthly)
    plain = read_customers(options, monthly=months, alone=True)
    if filled is None:
        return CheckedRegister(plain, language, last=last)
    corrected = read_customers(options, filled, monthly=months, alone=True)
    return CheckedRegister(corrected, language, plain, last)


def _options(path: Path, account_pattern: str, beside: CheckInputs) -> CustomersOptions:
    today = dt.datetime.now().astimezone().date()
    values = {
        "file": path,
        "sheet": beside.sheet,
        "account_pattern": account_pattern,
        "as_of": beside.as_of or today,
        "references": beside.references,
        "quality": beside.quality,
        "columns": {} if beside.columns is None else _mapping(beside.columns),
    }
    return CustomersOptions.load(values, where="planner check")


def _mapping(path: Path) -> dict[str, str]:
    mend = 'write [columns] and lines such as contract_kva = "容量(千伏安)"'
    values = read_toml(path, what="column mapping", mend=mend)
    columns = values.get("columns", values)
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise DataError(f"{path.name} is no column mapping", where=str(path), mend=mend)
    return dict(columns)


def _keep_filled(corrections: Path | None, folder: Path) -> None:
    """Refuse to write over the workbook that somebody filled in."""
    if corrections is not None and corrections.resolve() == (folder / QUARANTINE).resolve():
        raise DataError(
            f"{QUARANTINE} holds the corrections and would be overwritten",
            where=str(corrections),
            mend="save the filled workbook under another name, or name another --out folder",
        )


def save_template(path: str | Path) -> Path:
    """Write a blank register: in Chinese and in English, with what the headings mean."""
    sheets: dict[Table, pd.DataFrame] = {}
    for language in ("zh", "en"):
        for name, frame in template_tables(language).items():
            columns = tuple(Column(str(one), "text", str(one), str(one)) for one in frame.columns)
            sheets[Table(name, name, name, (), columns)] = frame
    return write_workbook(path, sheets)
