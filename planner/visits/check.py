"""Judge a visit plan from its tables alone, with nothing of what made it."""

from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.schema import TravelSource
from planner.units import MINUTES_PER_HOUR
from planner.visits.calendar import weekly_off
from planner.visits.case import VisitCase
from planner.visits.due import due_visits

type Row = Mapping[Hashable, Any]

TOLERANCE = 1e-6
"""Minutes, kilometres or degrees by which a number may be off."""


def check_visits(
    visits: pd.DataFrame,
    tours: gpd.GeoDataFrame,
    unserved: pd.DataFrame,
    case: VisitCase,
    travel: TravelSource,
) -> list[str]:
    """Return every breach of the rules of a visit plan; empty when there is none.

    Looks at: every due visit planned or listed with its reason; owner; working day and day off;
    window and spacing; stops in order, minutes and kilometres as measured, nobody visited during
    lunch; hours, kilometres and clock of the day; start and end at the base; sums; ids.
    """
    due = due_visits(case.customers, case.period)
    known = _measurable(visits, tours, case)
    return [
        *_accounts_close(visits, unserved, due),
        *_ids(visits, tours),
        *_owners(visits, tours, unserved, case),
        *_days(visits, due, case),
        *_spacing(visits, due),
        *_tours(visits, known, case, travel),
        *_roads(visits, known, travel),
    ]


def _measurable(visits: pd.DataFrame, tours: gpd.GeoDataFrame, case: VisitCase) -> gpd.GeoDataFrame:
    """Return the tours whose ids travel can know; the others are named by other rules."""
    strange = visits.loc[~visits["account_no"].isin(case.customers["account_no"]), "tour_id"]
    at_base = tours["outlet_id"].isin(case.roster["outlet_id"])
    return tours[at_base & ~tours["tour_id"].isin(strange)]


def _accounts_close(visits: pd.DataFrame, unserved: pd.DataFrame, due: pd.DataFrame) -> list[str]:
    """Compare what is planned and listed with what is due."""
    key = ["account_no", "visit_no"]
    wanted = {tuple(one) for one in due[key].to_numpy().tolist()}
    told = [tuple(one) for one in pd.concat([visits[key], unserved[key]]).to_numpy().tolist()]
    faults = [
        f"{one} {no}: due, but neither planned nor listed" for one, no in sorted(wanted - set(told))
    ]
    faults += [f"{one} {no}: is not due" for one, no in sorted(set(told) - wanted)]
    faults += [
        f"{one} {no}: planned or listed more than once"
        for one, no in sorted({one for one in told if told.count(one) > 1})
    ]
    for column in ("reason", "mend"):
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


def _days(visits: pd.DataFrame, due: pd.DataFrame, case: VisitCase) -> list[str]:
    """Look at working days, days off, and each visit's own window."""
    worked = {pd.Timestamp(one) for one in case.period.days}
    off: dict[str, frozenset[int]] = {}
    if "weekly_off" in case.customers:
        pairs = zip(case.customers["account_no"], case.customers["weekly_off"], strict=True)
        off = {one: weekly_off(text) for one, text in pairs}
    faults = []
    for one, date in zip(visits["account_no"], visits["date"], strict=True):
        if date not in worked:
            faults.append(f"{one}: {date:%Y-%m-%d} is not worked")
        if date.isoweekday() in off.get(one, frozenset()):
            faults.append(f"{one}: {date:%Y-%m-%d} is the customer's day off")
    start = pd.Timestamp(case.period.options.start)
    both = visits.merge(due, on=["account_no", "visit_no"], suffixes=("", "_due"))
    number = (both["date"] - start).dt.days
    out = (number < both["first_day"]) | (number > both["last_day"])
    faults += [f"{one}: outside the days allowed" for one in both.loc[out, "account_no"]]
    other = (both["due_on"] - start).dt.days != both["due_day"]
    faults += [f"{one}: due on another day" for one in both.loc[other, "account_no"]]
    short = (both["service_min"] - both["service_min_due"]).abs() > TOLERANCE
    return faults + [f"{one}: other minutes of service" for one in both.loc[short, "account_no"]]


def _spacing(visits: pd.DataFrame, due: pd.DataFrame) -> list[str]:
    """Measure the days between visits of one customer."""
    both = visits.merge(due, on=["account_no", "visit_no"], suffixes=("", "_due"))
    both = both.sort_values(["account_no", "visit_no"])
    again = both["account_no"] == both["account_no"].shift()
    gap = (both["date"] - both["date"].shift()).dt.days
    near = again & (gap < both["min_gap_days"])
    next_one = again & (both["visit_no"] - both["visit_no"].shift() == 1)
    far = next_one & (gap > both["max_gap_days"])
    return [
        *(f"{one}: visits too near each other" for one in both.loc[near, "account_no"]),
        *(f"{one}: visits too far apart" for one in both.loc[far, "account_no"]),
    ]


def _tours(
    visits: pd.DataFrame, tours: gpd.GeoDataFrame, case: VisitCase, travel: TravelSource
) -> list[str]:
    groups = {str(one): rows.sort_values("stop") for one, rows in visits.groupby("tour_id")}
    faults = []
    for tour in tours.drop(columns="geometry").to_dict("records"):
        rows = groups.get(str(tour["tour_id"]))
        if rows is not None:
            told = _stops(tour, rows, travel) + _clock(tour, rows, case) + _bounds(tour, case)
            faults += [f"tour {tour['tour_id']}: {one}" for one in told]
    return faults


def _stops(tour: Row, rows: pd.DataFrame, travel: TravelSource) -> list[str]:
    """Compare stops, legs and sums with what was measured."""
    ids = [str(tour["outlet_id"]), *rows["account_no"]]
    ways = travel.between(ids, ids)
    to = [*range(1, len(ids)), 0]
    minutes = ways.time_min[range(len(ids)), to]
    km = ways.distance_km[range(len(ids)), to]
    faults = []
    if rows["stop"].tolist() != list(range(1, len(ids))):
        faults.append("stops are not numbered 1, 2, 3 ..")
    if not np.allclose(rows["drive_min"], minutes[:-1], rtol=0, atol=TOLERANCE):
        faults.append("minutes of a leg are not those measured")
    if not np.allclose(rows["drive_km"], km[:-1], rtol=0, atol=TOLERANCE):
        faults.append("kilometres of a leg are not those measured")
    sums = {
        "stops": len(rows),
        "drive_min": minutes.sum(),
        "distance_km": km.sum(),
        "service_min": rows["service_min"].sum(),
        "duration_min": _number(tour, "end_clock_min") - _number(tour, "start_clock_min"),
    }
    return faults + [
        f"{name} is {_number(tour, name):g}, not {right:g}"
        for name, right in sums.items()
        if not abs(_number(tour, name) - right) <= TOLERANCE
    ]


def _clock(tour: Row, rows: pd.DataFrame, case: VisitCase) -> list[str]:
    """Follow the clock from the base through every stop and back."""
    options = case.period.options
    arrive, leave = rows["arrive_clock_min"].to_numpy(), rows["leave_clock_min"].to_numpy()
    ready = np.concatenate([[_number(tour, "start_clock_min")], leave[:-1]])
    faults = []
    if not (arrive >= ready + rows["drive_min"].to_numpy() - TOLERANCE).all():
        faults.append("a visit begins before the manager can be there")
    if not np.allclose(leave - arrive, rows["service_min"], rtol=0, atol=TOLERANCE):
        faults.append("a visit does not last its minutes of service")
    back = _number(tour, "drive_min") - rows["drive_min"].sum()
    if not abs(_number(tour, "end_clock_min") - leave[-1] - back) <= TOLERANCE:
        faults.append("the return is not when the last leg ends")
    noon, after = options.lunch_start_clock_min, options.lunch_start_clock_min + options.lunch_min
    if ((arrive < after - TOLERANCE) & (leave > noon + TOLERANCE)).any() and options.lunch_min:
        faults.append("a visit reaches into lunch")
    return faults


def _bounds(tour: Row, case: VisitCase) -> list[str]:
    """Hold a day against its limits."""
    options, roster = case.period.options, case.roster
    work_min = options.max_day_min
    if "hours_per_day" in roster:
        hours = roster.loc[roster["manager_id"] == tour["manager_id"], "hours_per_day"]
        own = hours.dropna() * MINUTES_PER_HOUR
        work_min = min([work_min, *own])
    work = _number(tour, "drive_min") + _number(tour, "service_min")
    faults = []
    if work > work_min + TOLERANCE:
        faults.append(f"{work:.0f} minutes of work, at most {work_min:.0f}")
    if _number(tour, "distance_km") > options.max_day_km + TOLERANCE:
        faults.append(f"{tour['distance_km']:.0f} km, at most {options.max_day_km:.0f}")
    if _number(tour, "start_clock_min") < options.start_clock_min - TOLERANCE:
        faults.append("starts too early")
    if _number(tour, "end_clock_min") > options.end_clock_min + TOLERANCE:
        faults.append("ends too late")
    return faults


def _roads(visits: pd.DataFrame, tours: gpd.GeoDataFrame, travel: TravelSource) -> list[str]:
    """Look whether each line begins and ends at the base and passes every stop."""
    ordered = visits.sort_values(["tour_id", "stop"])
    stops = {str(one): list(rows) for one, rows in ordered.groupby("tour_id")["account_no"]}
    faults = []
    for tour_id, base, road in zip(
        tours["tour_id"], tours["outlet_id"], tours.geometry, strict=True
    ):
        ids = [str(base), *stops.get(str(tour_id), []), str(base)]
        legs = travel.lines(list(pairwise(ids)))
        points = [shapely.get_point(one, 0) for one in legs] + [shapely.get_point(legs[-1], -1)]
        ends = shapely.get_coordinates(road)[[0, -1]]
        right = shapely.get_coordinates([points[0], points[-1]])
        if not np.allclose(ends, right, rtol=0, atol=TOLERANCE):
            faults.append(f"tour {tour_id}: the line does not begin and end at the base")
        if not shapely.dwithin(points, road, TOLERANCE).all():
            faults.append(f"tour {tour_id}: the line does not pass every stop")
    return faults


def _number(tour: Row, name: str) -> float:
    return float(tour[name])
