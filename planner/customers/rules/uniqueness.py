"""Uniqueness 唯一: accounts, meters, mobiles, customers that stand more than once."""

import numpy as np
import pandas as pd

from planner.customers.duplicates import probable_duplicates
from planner.customers.rules.case import Case, Detail, Hits, RuleCheck, Said
from planner.findings import Action
from planner.schema import BoolArray

_SEVERAL = r"[;,、|/\s]+"
_NAMED = 5


def accounts(case: Case) -> Said:
    """U01: an account number occurs more than once; nobody can tell which row is right."""
    numbers = case.rows["account_no"]
    # What a spreadsheet has cut to one number may have been two.
    numbers = numbers.mask(case.spoilt("account_no"))
    again = (numbers.duplicated(keep=False) & numbers.notna()).to_numpy(dtype=np.bool_)
    rows = case.rows["source_row"].astype("str")
    together = rows[again].groupby(numbers[again]).agg(", ".join)
    yield Hits(again, "account_no", Action.QUARANTINED,
               lambda place: str(together[numbers.iloc[place]]))  # fmt: skip


def meters(case: Case) -> Said:
    """U02: a meter belongs to more than one account."""
    lists = case.rows["meter_id"]
    single = lists.where(~lists.str.contains(_SEVERAL, regex=True, na=False))
    several = lists[lists.notna() & single.isna()].str.split(_SEVERAL, regex=True).explode()
    ids = pd.concat([single.dropna(), several[several != ""]])
    owners = case.rows["account_no"].reindex(ids.index)
    pairs = pd.DataFrame({"meter": ids, "account": owners}).reset_index(names="place")
    pairs = pairs.drop_duplicates(["meter", "account"])
    shared = pairs.loc[pairs["meter"].duplicated(keep=False)]
    others = shared.groupby("meter")["account"].agg(_some)
    told = dict(zip(shared["place"], shared["meter"].map(others), strict=True))
    hits = case.nobody()
    hits[list(told)] = True
    # A row that repeats account and meter is a copy of the account, which U01 tells.
    yield Hits(hits, "meter_id", detail=lambda place: str(told[place]))


def mobiles(case: Case) -> Said:
    """U03: one mobile number stands for more credit codes than an agent plausibly has."""
    most = case.quality.duplicates.mobile_codes
    numbers = case.rows["contact_mobile"]
    counts = case.rows["uscc"].groupby(numbers).nunique()
    many = counts[counts > most]
    hits = numbers.isin(many.index).to_numpy(dtype=np.bool_)
    yield Hits(hits, "contact_mobile",
               detail=lambda place: f"{int(many[numbers.iloc[place]])} > {most}")  # fmt: skip


def customers(case: Case) -> Said:
    """U04: probably one customer twice, by credit code, or by name and place; never merged."""
    found = probable_duplicates(case.rows, case.present, case.quality.duplicates)
    rows = case.rows["source_row"]
    for column, pairs in found.groupby("column", sort=True):
        told: dict[int, list[str]] = {}
        for place, other, why in pairs[["place", "other", "why"]].itertuples(index=False):
            told.setdefault(int(place), []).append(f"{rows.iloc[other]}: {why}")
            told.setdefault(int(other), []).append(f"{rows.iloc[place]}: {why}")
        yield Hits(_at(case, told), str(column), detail=_listed(told), pairs=pairs)


def _at(case: Case, told: dict[int, list[str]]) -> BoolArray:
    hits = case.nobody()
    hits[list(told)] = True
    return hits


def _listed(told: dict[int, list[str]]) -> Detail:
    """Return a detail that names the first few partners of a row."""

    def detail(place: int) -> str:
        partners = told[place]
        more = len(partners) - _NAMED
        return "; ".join(partners[:_NAMED]) + (f" … +{more}" if more > 0 else "")

    return detail


def _some(accounts: pd.Series) -> str:
    names = [str(one) for one in accounts.tolist()]
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


CHECKS = (
    RuleCheck("U01", accounts, ("account_no",), scope="table"),
    RuleCheck("U02", meters, ("meter_id",), scope="table"),
    RuleCheck("U03", mobiles, ("contact_mobile",), requires=("contact_mobile", "uscc"),
              scope="table"),
    RuleCheck("U04", customers, ("uscc", "account_name"), requires=(), scope="table"),
)  # fmt: skip
