"""Judge a visit plan from its tables alone, with nothing of what made it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.schema import TEAM_STOPS, TEAM_TOURS, TravelSource
from planner.visits.calendar import weekly_off
from planner.visits.case import VisitCase
from planner.visits.judge_due import Account, Due, Ledger, Row
from planner.visits.judge_tours import Workplace, judge_team, judge_tours

_FOUND = ["account_no", "visit_no", "due_on", "purpose"]
TOLERANCE = 1e-6
"""Minutes by which a number may be off."""


def check_visits(
    visits: pd.DataFrame,
    tours: gpd.GeoDataFrame,
    unserved: pd.DataFrame,
    case: VisitCase,
    travel: TravelSource,
    *,
    team_tours: gpd.GeoDataFrame | None = None,
    team_stops: pd.DataFrame | None = None,
) -> list[str]:
    """Return every breach of the rules of a visit plan; empty when there is none.

    Looks at: every due visit planned or listed with its reason; owner; working day, leave and day
    off; what each visit is for and how long it takes; spacing from the last real visit on;
    appointments and deadlines; stops in order, minutes and kilometres as measured; customers' hours
    and lunch; hours, kilometres and clock of the day; start and end at the base; technicians where
    two are asked for, and their tours; nobody manager and technician at once; sums; ids.
    """
    ledger, place = Ledger(case), Workplace(case, travel)
    along = TEAM_STOPS.empty() if team_stops is None else team_stops
    theirs = _no_tours() if team_tours is None else team_tours
    rows = _rows(visits, unserved)
    found = {one: _found(one, ledger, rows.get(one, [])) for one in ledger.accounts}
    due = {one: needs for one, (needs, _) in found.items()}
    return [
        *_accounts_close(visits, unserved, due),
        *(fault for _, faults in found.values() for fault in faults),
        *_ids(visits, tours),
        *_owners(visits, tours, unserved, case),
        *_days(visits, case),
        *_as_due(visits, unserved, due, ledger),
        *_spacing(visits, due, ledger),
        *judge_tours(visits, tours, place),
        *_seconds(visits, due),
        *_locks(visits, case),
        *judge_team(visits, theirs, along, place),
        *_both_at_once(visits, tours, theirs),
    ]


def _no_tours() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(TEAM_TOURS.empty(), geometry=[], crs="EPSG:4326")


def _rows(visits: pd.DataFrame, unserved: pd.DataFrame) -> dict[str, list[Row]]:
    """Return what is planned or listed by account, in the order in which it is due."""
    told: dict[str, list[Row]] = {}
    for row in pd.concat([visits[_FOUND], unserved[_FOUND]]).to_dict("records"):
        told.setdefault(str(row["account_no"]), []).append(row)
    for rows in told.values():
        rows.sort(key=lambda row: (row["due_on"], row["visit_no"]))
    return told


def _found(account_no: str, ledger: Ledger, rows: list[Row]) -> tuple[list[Due], list[str]]:
    """Find what is due to a customer in the plan, and give it the number that it has there.

    A first plan counts from 1. Afterwards a number is one of an open visit of the plan before, or
    none has had it; where that plan's count stands, each visit has the one it had.
    """
    needs, left = ledger.due(account_no), list(rows)
    numbers = [0] * len(needs)
    for alike in (_same_day_and_purpose, _same_day):
        for place, need in enumerate(needs):
            row = next((one for one in left if alike(need, one, ledger)), None)
            if row is not None and not numbers[place]:
                left.remove(row)
                numbers[place] = int(row["visit_no"])
    lost = [place for place, number in enumerate(numbers) if not number]
    if len(lost) == len(left):  # another day is told as such
        for place, row in zip(lost, left, strict=True):
            numbers[place] = int(row["visit_no"])
    told = [replace(need, visit_no=no) for need, no in zip(needs, numbers, strict=True)]
    return told, list(_numbers(account_no, ledger, rows, told))


def _same_day(need: Due, row: Row, ledger: Ledger) -> bool:
    return need.day == ledger.day(row["due_on"])


def _same_day_and_purpose(need: Due, row: Row, ledger: Ledger) -> bool:
    return need.purpose == row["purpose"] and _same_day(need, row, ledger)


def _numbers(
    account_no: str, ledger: Ledger, rows: Sequence[Row], told: list[Due]
) -> Iterator[str]:
    counted = ledger.case.diary.counted
    if account_no not in counted:
        for place, need in enumerate(told, start=1):
            if need.visit_no not in (0, place):
                yield f"{account_no} {need.visit_no}: is number {place} of the period"
    last_no = counted.get(account_no, 0)
    agreed = ledger.agreed(account_no).set_index("visit_no")["due_on"]
    for row in rows:
        number = row["visit_no"]
        if number not in agreed.index and number <= last_no:
            yield f"{account_no} {number}: the number of a visit gone by"
        if ledger.stands(account_no) and agreed.get(number, row["due_on"]) != row["due_on"]:
            yield f"{account_no} {number}: the number of another visit of the plan before"


def _accounts_close(
    visits: pd.DataFrame, unserved: pd.DataFrame, due: dict[str, list[Due]]
) -> list[str]:
    """Compare what is planned and listed with what is due."""
    key = ["account_no", "visit_no"]
    wanted = {(account, one.visit_no) for account, needs in due.items() for one in needs}
    told = [tuple(one) for one in pd.concat([visits[key], unserved[key]]).to_numpy().tolist()]
    times = Counter(told)
    faults = [
        f"{account}: due for {one.purpose}, but neither planned nor listed"
        for account, needs in due.items()
        for one in needs
        if not one.visit_no
    ]
    faults += [f"{one} {no}: is not due" for one, no in sorted(set(told) - wanted)]
    faults += [
        f"{one} {no}: planned or listed more than once"
        for one, no in sorted(one for one, count in times.items() if count > 1)
    ]
    for column in ("rule", "reason", "mend"):
        bare = unserved[unserved[column].fillna("").str.strip() == ""]
        faults += [f"{one}: listed without {column}" for one in bare["account_no"]]
    return faults


def _ids(visits: pd.DataFrame, tours: pd.DataFrame) -> list[str]:
    """Look for repeated ids and for visits and tours without each other."""
    faults = [
        f"{name} {one} is repeated"
        for name, ids in (("visit", visits["visit_id"]), ("tour", tours["tour_id"]))
        for one in ids[ids.duplicated()]
    ]
    twice = tours[tours.duplicated(["manager_id", "date"])]
    faults += [f"{one}: two tours on one day" for one in twice["manager_id"]]
    held, known = set(visits["tour_id"]), set(tours["tour_id"])
    faults += [f"tour {one}: has visits but no row" for one in sorted(held - known)]
    return faults + [f"tour {one}: has no visit" for one in sorted(known - held)]


def _owners(
    visits: pd.DataFrame, tours: pd.DataFrame, unserved: pd.DataFrame, case: VisitCase
) -> list[str]:
    """Compare managers and bases with owners and roster, and visits with their tours."""
    owner = dict(zip(case.owners["account_no"], case.owners["manager_id"], strict=True))
    base = dict(zip(case.roster["manager_id"], case.roster["outlet_id"], strict=True))
    faults = [
        f"{one}: visited by {by}, looked after by {owner.get(one)}"
        for table in (visits, unserved)
        for one, by in zip(table["account_no"], table["manager_id"], strict=True)
        if owner.get(one) != by
    ]
    faults += [
        f"tour of {by}: from {start}, his base is {base.get(by)}"
        for by, start in zip(tours["manager_id"], tours["outlet_id"], strict=True)
        if base.get(by) != start
    ]
    both = visits.merge(tours, on="tour_id", suffixes=("", "_tour"))
    wrong = both[
        (both["manager_id"] != both["manager_id_tour"]) | (both["date"] != both["date_tour"])
    ]
    return faults + [f"visit {one}: not his tour's manager or day" for one in wrong["visit_id"]]


def _days(visits: pd.DataFrame, case: VisitCase) -> list[str]:
    """Look at working days and customers' days off, which an appointment goes before."""
    worked = {pd.Timestamp(one) for one in case.period.days}
    off: dict[str, frozenset[int]] = {}
    if "weekly_off" in case.customers:
        pairs = zip(case.customers["account_no"], case.customers["weekly_off"], strict=True)
        off = {one: weekly_off(text) for one, text in pairs}
    faults = []
    for one, date, purpose in zip(
        visits["account_no"], visits["date"], visits["purpose"], strict=True
    ):
        if date not in worked:
            faults.append(f"{one}: {date:%Y-%m-%d} is not worked")
        if date.isoweekday() in off.get(one, frozenset()) and purpose != "预约":
            faults.append(f"{one}: {date:%Y-%m-%d} is the customer's day off")
    return faults


def _as_due(
    visits: pd.DataFrame, unserved: pd.DataFrame, due: dict[str, list[Due]], ledger: Ledger
) -> list[str]:
    """Compare due day, purpose, minutes, promised day and hour with what is due."""
    faults = []
    wanted = {(account, one.visit_no): one for account, needs in due.items() for one in needs}
    for table in (visits, unserved):
        for row in table.to_dict("records"):
            one = wanted.get((row["account_no"], row["visit_no"]))
            if one is None:
                continue
            account = row["account_no"]
            if ledger.day(row["due_on"]) != one.day:
                faults.append(f"{account}: due on another day")
            if row["purpose"] != one.purpose:
                faults.append(f"{account}: is for {one.purpose}, not {row['purpose']}")
            if table is visits:
                faults += [f"{account}: {what}" for what in _as_promised(row, one, ledger)]
    return faults


def _as_promised(row: Row, one: Due, ledger: Ledger) -> list[str]:
    faults = []
    if not abs(row["service_min"] - one.minutes) <= TOLERANCE:
        faults.append("other minutes of service")
    if not one.opens <= ledger.day(row["date"]) <= one.closes:
        faults.append("not on the day promised, or after its deadline")
    if one.clock:
        hour, minute = one.clock.replace("\uff1a", ":").split(":")
        promised = int(hour) * 60 + int(minute)
        if not abs(row["arrive_clock_min"] - promised) <= TOLERANCE:
            faults.append("not at the time promised")
    return faults


def _spacing(visits: pd.DataFrame, due: dict[str, list[Due]], ledger: Ledger) -> list[str]:
    """Measure the days between visits of one customer, from the last real one on."""
    faults = []
    days: dict[str, dict[int, int]] = {}
    for account_no, number, date in zip(
        visits["account_no"], visits["visit_no"], visits["date"], strict=True
    ):
        days.setdefault(str(account_no), {})[int(number)] = ledger.day(date)
    for name, dates in sorted(days.items()):
        if name in due:
            told = _gaps(ledger.accounts[name], due[name], dates, ledger)
            faults += [f"{name}: {what}" for what in told]
    return faults


def _gaps(one: Account, due: list[Due], dates: dict[int, int], ledger: Ledger) -> list[str]:
    rule, faults = one.rule, []
    before, missed = one.last, False
    for place, need in enumerate(due):
        day = dates.get(need.visit_no)
        if day is None:
            missed = True
            continue
        if day - before < (1 if need.dated else rule.min_gap_days):
            faults.append("visits too near each other")
        most = ledger.rolled(before + rule.max_gap_days)
        if place == 0 and np.isnan(one.last):
            most = round(need.day + rule.max_gap_days - rule.interval_days)
        if place == 0 and one.overdue:
            catch_up = ledger.case.period.options.catch_up_days
            most = max(most, ledger.rolled(ledger.open + catch_up))
        if not need.dated and not missed and day > most:
            faults.append("visits too far apart")
        before, missed = day, False
    plain = all(not need.dated for need in due) and rule.max_gap_days >= rule.interval_days
    if plain and due and not missed and ledger.rolled(before + rule.max_gap_days) < ledger.end:
        faults.append("left alone too long before the period ends")
    return faults


def _locks(visits: pd.DataFrame, case: VisitCase) -> list[str]:
    """Look whether locked visits are on the day they had.

    Not where somebody of theirs is away on it or the customer's visits were counted anew: that such
    a lock is lost is told by a finding.
    """
    agreed = case.diary.agreed
    locked = agreed[agreed["locked"] & ~agreed["account_no"].isin(case.diary.recounted)]
    days = visits.set_index(["account_no", "visit_no"])["date"].to_dict()
    return [
        f"{row['account_no']}: locked, but not on its day"
        for row in locked.to_dict("records")
        if days.get((row["account_no"], row["visit_no"])) != row["date"]
        and not any(
            one.touches_day(row["date"])
            for person in (row["manager_id"], row["second_id"])
            for one in case.diary.away(str(person))
        )
    ]


def _seconds(visits: pd.DataFrame, due: dict[str, list[Due]]) -> list[str]:
    """Compare who goes along with what is asked for."""
    asked = {(account, one.visit_no) for account, needs in due.items() for one in needs if one.team}
    keys = zip(visits["account_no"], visits["visit_no"], visits["second_id"], strict=True)
    faults = []
    for account_no, number, second in keys:
        if ((account_no, number) in asked) != bool(second):
            what = "goes alone, two are asked for" if not second else "needs no technician"
            faults.append(f"{account_no}: {what}")
    return faults


def _both_at_once(visits: pd.DataFrame, tours: pd.DataFrame, team_tours: pd.DataFrame) -> list[str]:
    """Look for ids that a manager and a technician share: whose day it is could not be told."""
    managers = {*visits["manager_id"], *tours["manager_id"]}
    team = {*visits["second_id"].fillna(""), *team_tours["manager_id"]} - {""}
    return [f"{one}: manager and technician at once" for one in sorted(managers & team)]
