"""The front: located customers and readings in, customers with load and tier out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.findings import Action, Finding, Findings
from planner.loads.monthly import MONTHS_PER_YEAR, sum_year
from planner.loads.options import LoadsOptions
from planner.loads.report import LoadReport
from planner.loads.tiers import TierRules
from planner.schema import CUSTOMERS, RULES, BoolArray, Customers
from planner.units import HOURS_PER_YEAR

ROOM = "loads"


def measure_loads(
    customers: Customers,
    monthly: pd.DataFrame | None,
    rules: TierRules,
    options: LoadsOptions,
    *,
    register_accounts: Sequence[str] = (),
) -> LoadReport:
    """Give every customer its annual kWh, peak, load factor and tier.

    Parameters
    ----------
    monthly
        As `read_monthly` returns it; None when there are no readings.
    register_accounts
        Accounts of the register that did not get this far; readings of these are not unknown.

    Returns
    -------
    report
        Customers without any consumption figure are quarantined in it (W03).

    Raises
    ------
    DataError
        A column is missing.
    """
    CUSTOMERS.require(customers, "account_no", "contract_kva", "source_row", by=ROOM)
    rows = customers.reset_index(drop=True)
    year = sum_year(monthly) if monthly is not None else sum_year(pd.DataFrame())
    read = year.reindex(rows["account_no"]).reset_index(drop=True)
    annual = read["annual_kwh"].fillna(rows["annual_kwh_given"]).astype("float64")
    peak = read["peak_kw"].fillna(rows["peak_kw_given"]).astype("float64")
    factor = annual / (HOURS_PER_YEAR * peak.where(peak > 0))
    measured = rows.assign(annual_kwh=annual, peak_kw=peak, load_factor=factor)
    without = annual.isna().to_numpy(dtype=np.bool_)
    findings = [
        *_judge(measured, read["months"], options),
        *_find(measured, "W03", without, "annual_kwh", Action.QUARANTINED),
        *_strangers(year, {*rows["account_no"], *register_accounts}),
    ]
    kept = measured.loc[~without].reset_index(drop=True)
    out = measured.loc[without, ["account_no", "source_row"]].reset_index(drop=True)
    return LoadReport(
        customers=Customers(kept.assign(**rules.judge(kept))),
        quarantined=out.assign(rules=pd.Series("W03", index=out.index, dtype="str")),
        findings=Findings(sorted(findings, key=lambda one: (one.source_row, one.account_no))),
        rules=rules,
        options=options,
    )


def _judge(measured: pd.DataFrame, months: pd.Series, options: LoadsOptions) -> list[Finding]:
    """Report loads that look wrong; nothing is changed."""
    annual, peak, factor = measured["annual_kwh"], measured["peak_kw"], measured["load_factor"]
    capacity = measured["running_kva"].fillna(measured["contract_kva"])
    low, high = options.load_factor_range
    short = (months < MONTHS_PER_YEAR).to_numpy(dtype=np.bool_)
    idle = (annual == 0).to_numpy(dtype=np.bool_)
    above = (peak > options.over_capacity * capacity).to_numpy(dtype=np.bool_)
    odd = ((annual > 0) & ((factor < low) | (factor > high))).to_numpy(dtype=np.bool_)
    told = Action.REPORTED
    return [
        *_find(measured, "W01", short, "annual_kwh", told,
               months.map(lambda count: f"{count:.0f}/12")),
        *_find(measured, "W02", idle, "annual_kwh", told),
        *_find(measured, "X10", above, "peak_kw", told,
               peak.map("{:,.0f} kW > ".format) + capacity.map("{:,.0f} kVA".format)),
        *_find(measured, "X11", odd, "load_factor", told, factor.map("{:.3f}".format)),
    ]  # fmt: skip


def _find(
    rows: pd.DataFrame,
    rule_id: str,
    hits: BoolArray,
    column: str,
    action: Action,
    detail: pd.Series | None = None,
) -> list[Finding]:
    return [
        Finding(
            RULES[rule_id],
            ROOM,
            action,
            account_no=str(rows["account_no"].iloc[place]),
            source_row=int(rows["source_row"].iloc[place]),
            column=column,
            detail="" if detail is None else str(detail.iloc[place]),
        )
        for place in np.flatnonzero(hits).tolist()
    ]


def _strangers(year: pd.DataFrame, known: set[str]) -> list[Finding]:
    return [
        Finding(RULES["W04"], ROOM, Action.REPORTED, account_no=str(account), column="account_no")
        for account in year.index
        if account not in known
    ]
