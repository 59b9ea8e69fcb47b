"""Months of readings beside the register: which account has which, and where they stand in it."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.customers.rules.case import Case
from planner.schema import BoolArray, FloatArray

type Months = npt.NDArray[np.int64]

ACTIVE = ("正常",)
MONTHS_PER_YEAR = 12


def number_of(months: pd.Series) -> Months:
    """Return months written as 2026-09 as a running count of months."""
    years = months.str.slice(0, 4).astype("int64").to_numpy()
    return years * MONTHS_PER_YEAR + months.str.slice(5, 7).astype("int64").to_numpy() - 1


def spelled(number: int) -> str:
    """Return a running count of months as 2026-09."""
    return f"{number // MONTHS_PER_YEAR}-{number % MONTHS_PER_YEAR + 1:02d}"


def days_in(months: pd.Series) -> FloatArray:
    """Return how many days the months have."""
    starts = pd.to_datetime(months + "-01", format="%Y-%m-%d")
    return np.asarray(starts.dt.days_in_month, dtype=np.float64)


def place_months(monthly: pd.DataFrame, accounts: pd.Series) -> pd.DataFrame:
    """Return the months of accounts that stand once in the register.

    Adds `place`, the row of the register (0..n-1), and `number`, the running count of the month.
    """
    once = accounts.notna() & ~accounts.duplicated(keep=False)
    place_of = pd.Series(np.flatnonzero(once.to_numpy(dtype=np.bool_)), index=accounts[once])
    places = monthly["account_no"].map(place_of)
    known = monthly.loc[places.notna()].reset_index(drop=True)
    return known.assign(
        place=places[places.notna()].astype("int64").to_numpy(), number=number_of(known["month"])
    )


def bills(case: Case) -> pd.DataFrame:
    """Return the months of a case, for rules that ask for them: see `place_months`."""
    if case.monthly is None:
        raise ValueError("a rule about months ran without any")
    return case.monthly


def missing_months(case: Case) -> dict[int, list[str]]:
    """Return, by row of the register, the months that an active account lacks.

    Asked of every account are the months from the first to the last that most active accounts
    have, and those from its own first one: a few accounts with a longer history, or a month that
    has only begun to come in, say nothing about the others. None is asked before the month in
    which the account was opened.
    """
    rows = bills(case)
    if rows.empty:
        return {}
    first, last = int(rows["number"].min()), int(rows["number"].max())
    width = last - first + 1
    seen = np.zeros((len(case), width), dtype=np.bool_)
    seen[rows["place"].to_numpy(), rows["number"].to_numpy() - first] = True
    accounts = case.rows["account_no"]
    # An account whose number is wrong or stands twice has its readings under another one.
    sure = accounts.str.fullmatch(case.account_form.pattern) & ~accounts.duplicated(keep=False)
    active = case.isin("status", ACTIVE) & sure.to_numpy(dtype=np.bool_)
    # From here on months count from the table's first one.
    opened = _opened(case, first) - first
    common = _common(seen[active], opened[active], case.quality.loads.months_share)
    if common is None:
        return {}
    own = np.where(seen.any(axis=1), seen.argmax(axis=1), width)
    since = np.maximum(opened, np.minimum(own, common[0]))
    month = np.arange(width)[None, :]
    asked = (month >= since[:, None]) & (month <= common[1])
    gaps = asked & ~seen & active[:, None]
    return {
        int(place): [spelled(first + int(one)) for one in np.flatnonzero(gaps[place])]
        for place in np.flatnonzero(gaps.any(axis=1))
    }


def _common(seen: BoolArray, opened: Months, share: float) -> tuple[int, int] | None:
    """Return the first and last month that this share of the accounts open by then have."""
    open_by = opened[:, None] <= np.arange(seen.shape[1])[None, :]
    enough = (seen.sum(axis=0) >= share * open_by.sum(axis=0)) & seen.any(axis=0)
    some = np.flatnonzero(enough)
    return (int(some[0]), int(some[-1])) if some.size else None


def _opened(case: Case, first: int) -> Months:
    """Return the month from which readings are asked for: the one after that of the opening."""
    days = case.rows["opened_on"]
    opened = (days.dt.year * MONTHS_PER_YEAR + days.dt.month).fillna(first)
    return np.maximum(np.asarray(opened, dtype=np.int64), first)
