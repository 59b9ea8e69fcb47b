"""Monthly readings: read, months put into one form, the latest twelve summed."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import parse_month, read_table, table_files
from planner.schema import MONTHLY

MONTHS_PER_YEAR = 12


def read_monthly(path: Path, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read the monthly readings, one row an account and month: a file, or a folder of files.

    Returns
    -------
    monthly
        Columns of `MONTHLY`; `month` as ``2026-09`` whatever the file writes.

    Raises
    ------
    DataError
        A cell is not what it should be, or a month occurs twice for an account.
    """
    frame = pd.concat(
        [read_table(one, MONTHLY, columns=columns, where="loads.monthly")
         for one in table_files(path)],
        ignore_index=True,
    )  # fmt: skip
    months = {one: parse_month(one) for one in frame["month"].unique().tolist()}
    wrong = [one for one, month in months.items() if month is None]
    if wrong:
        raise DataError(
            f"{path.name} has months that cannot be read: {', '.join(wrong[:5])}",
            where=str(path),
            mend="write months as 2026-09",
        )
    frame = frame.assign(month=frame["month"].map(months))
    again = frame.duplicated(["account_no", "month"])
    if again.any():
        account, month = frame.loc[again, ["account_no", "month"]].iloc[0]
        raise DataError(
            f"{path.name} has {int(again.sum())} readings too many, first {account} in {month}",
            where=str(path),
            mend="keep one row an account and month",
        )
    return frame


def sum_year(monthly: pd.DataFrame) -> pd.DataFrame:
    """Return `annual_kwh`, `peak_kw` and `months` by account, over the latest twelve months.

    The twelve months end with the latest month of the whole table, so that an account that stopped
    is not counted with an older year. Fewer months are scaled up to a year.
    """
    if monthly.empty:
        return pd.DataFrame(columns=["annual_kwh", "peak_kw", "months"], dtype=np.float64)
    latest = pd.Period(monthly["month"].max(), freq="M")
    first = str(latest - (MONTHS_PER_YEAR - 1))
    groups = monthly.loc[monthly["month"] >= first].groupby("account_no")
    year = groups.agg(
        annual_kwh=("kwh_total", "sum"),
        peak_kw=("max_demand_kw", "max"),
        months=("month", "nunique"),
    )
    return year.assign(annual_kwh=year["annual_kwh"] * MONTHS_PER_YEAR / year["months"])
