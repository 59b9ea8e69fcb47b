"""Tours judged from their tables: legs, clock, bounds of the day, lines, and technicians."""

from collections.abc import Hashable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.schema import FloatArray, TravelSource
from planner.units import MINUTES_PER_HOUR
from planner.visits.case import VisitCase

type Row = Mapping[Hashable, Any]
type Stops = Mapping[str, np.ndarray]
"""The columns of one tour's stops."""

TOLERANCE = 1e-6
"""Minutes, kilometres or degrees by which a number may be off."""
_DAY_MIN = 1440


class Workplace:
    """What tours are held against."""

    def __init__(self, case: VisitCase, travel: TravelSource) -> None:
        self.case, self.travel = case, travel
        self.options = case.period.options

    @cached_property
    def spans(self) -> dict[str, list[tuple[float, float]]]:
        """When customers receive visitors, by account; any time where nothing is said."""
        rules, told = self.case.period.rules.hours, {}
        customers = self.case.customers
        shift = customers["shift"] if "shift" in customers else [""] * len(customers)
        for account_no, how in zip(customers["account_no"], shift, strict=True):
            texts = rules.customer.get(account_no, rules.shift.get(str(how)))
            if texts is not None:
                told[str(account_no)] = _without_seams([_minutes(one) for one in texts])
        return told

    @cached_property
    def road(self) -> tuple[FloatArray, FloatArray]:
        """Clock and free minutes driven by then, for two days of hours."""
        pace = np.array(self.options.pace or [1.0] * 24)
        driven = np.concatenate([[0.0], np.cumsum(60.0 / np.tile(pace, 2))])
        return np.arange(49, dtype=np.float64) * 60.0, driven.astype(np.float64)

    def drive_min(self, depart: FloatArray, free: FloatArray) -> FloatArray:
        """Return what drives take that begin at these times."""
        clock, driven = self.road
        return np.asarray(
            np.interp(np.interp(depart, clock, driven) + free, driven, clock) - depart
        )

    def work_min(self, table: pd.DataFrame, key: str) -> dict[str, float]:
        """Return the most minutes of work of a day, by person."""
        common = self.options.max_day_min
        if "hours_per_day" not in table:
            return dict.fromkeys(map(str, table[key]), common)
        own = table["hours_per_day"].astype(np.float64) * MINUTES_PER_HOUR
        # Own hours that are not known do not count; nobody on the roster works none.
        most = np.fmin(own.where(own > 0).to_numpy(), common)
        return dict(zip(map(str, table[key]), map(float, most), strict=True))

    @cached_property
    def named(self) -> set[tuple[str, pd.Timestamp]]:
        """Account and day of every appointment with an hour of its own."""
        promised = self.case.diary.appointments
        timed = promised[promised["clock"].fillna("") != ""]
        return set(zip(timed["account_no"], timed["date"], strict=True))


def judge_tours(visits: pd.DataFrame, tours: gpd.GeoDataFrame, place: Workplace) -> list[str]:
    """Return the breaches of managers' tours."""
    case = place.case
    # The others are named by other rules; travel cannot know their ids.
    strange = visits.loc[~visits["account_no"].isin(case.customers["account_no"]), "tour_id"]
    known = tours[
        tours["outlet_id"].isin(case.roster["outlet_id"]) & ~tours["tour_id"].isin(strange)
    ]
    groups = _by_tour(visits)
    work_min = place.work_min(case.roster, "manager_id")
    faults = []
    for tour in known.drop(columns="geometry").to_dict("records"):
        rows = groups.get(str(tour["tour_id"]))
        if rows is not None:
            most = work_min.get(str(tour["manager_id"]), place.options.max_day_min)
            told = _stops(tour, rows, place) + _clock(tour, rows, place)
            told += _hours(rows, place) + _bounds(tour, most, place) + _at_work(tour, case)
            faults += [f"tour {tour['tour_id']}: {one}" for one in told]
    return faults + _roads(visits, known, place.travel)


def judge_team(
    visits: pd.DataFrame, tours: gpd.GeoDataFrame, stops: pd.DataFrame, place: Workplace
) -> list[str]:
    """Return the breaches of technicians' tours: with the manager at every stop, in time."""
    case, team = place.case, place.case.diary.technicians
    with_two = visits[visits["second_id"].fillna("") != ""]
    faults = [
        f"visit {one}: no stop of a technician"
        for one in sorted(set(with_two["visit_id"]) - set(stops["visit_id"]))
    ]
    faults += [
        f"technician's stop {one}: no such visit for two"
        for one in sorted(set(stops["visit_id"]) - set(with_two["visit_id"]))
    ]
    again = stops["visit_id"].duplicated()
    faults += [f"technician's stop {one} is repeated" for one in stops.loc[again, "visit_id"]]
    faults += [
        f"technician's tour {one}: has no row"
        for one in sorted(set(stops["tour_id"]) - set(tours["tour_id"]))
    ]
    twice = tours[tours.duplicated(["manager_id", "date"])]
    faults += [f"{one}: two tours on one day" for one in twice["manager_id"]]
    both = stops.merge(
        with_two.drop(columns=["tour_id", "stop", "drive_min", "drive_km"]), on="visit_id"
    )
    groups = _by_tour(both)
    work_min = place.work_min(team, "technician_id")
    base = dict(zip(team["technician_id"], team["outlet_id"], strict=True))
    for tour in tours.drop(columns="geometry").to_dict("records"):
        rows, who = groups.get(str(tour["tour_id"])), str(tour["manager_id"])
        if rows is None or base.get(who) != tour["outlet_id"]:
            faults.append(f"tour {tour['tour_id']}: no stops, or not from the technician's base")
            continue
        told = _stops(tour, rows, place) + _clock(tour, rows, place)
        told += _bounds(tour, work_min[who], place) + _present(tour, rows)
        told += _at_work(tour, case)
        faults += [f"tour {tour['tour_id']}: {one}" for one in told]
    return faults + _roads(both, tours[tours["tour_id"].isin(groups)], place.travel)


def _by_tour(visits: pd.DataFrame) -> dict[str, Stops]:
    """Return the columns of each tour's stops, in order."""
    ordered = visits.sort_values(["tour_id", "stop"], kind="stable")
    columns = {str(name): ordered[name].to_numpy() for name in ordered.columns}
    ids = ordered["tour_id"].to_numpy(dtype=object)
    firsts = [0, *(np.flatnonzero(ids[1:] != ids[:-1]) + 1).tolist(), len(ids)]
    return {
        str(ids[a]): {name: values[a:b] for name, values in columns.items()}
        for a, b in pairwise(firsts)
        if b > a
    }


def _present(tour: Row, rows: Stops) -> list[str]:
    """Compare day and person of a technician's tour with the visits."""
    faults = []
    if not (rows["date"] == tour["date"]).all():
        faults.append("not on the day of the visits")
    if not (rows["second_id"] == tour["manager_id"]).all():
        faults.append("not the technician of the visits")
    return faults


def _at_work(tour: Row, case: VisitCase) -> list[str]:
    """Look whether a tour keeps clear of the leave of whoever makes it."""
    start, end = (
        tour["date"] + pd.Timedelta(minutes=_number(tour, name))
        for name in ("start_clock_min", "end_clock_min")
    )
    who = str(tour["manager_id"])
    return [
        f"{who} is on leave from {away.start:%Y-%m-%d %H:%M} until {away.end:%Y-%m-%d %H:%M}"
        for away in case.diary.away(who)
        if away.touches(start, end)
    ]


def _stops(tour: Row, rows: Stops, place: Workplace) -> list[str]:
    """Compare stops, legs and sums with what was measured, at the hour of each drive."""
    ids = [str(tour["outlet_id"]), *rows["account_no"]]
    ways = place.travel.between(ids, ids)
    to = [*range(1, len(ids)), 0]
    depart = np.array([_number(tour, "start_clock_min"), *rows["leave_clock_min"]])
    minutes = place.drive_min(depart, ways.time_min[range(len(ids)), to])
    km = ways.distance_km[range(len(ids)), to]
    faults = []
    if rows["stop"].tolist() != list(range(1, len(ids))):
        faults.append("stops are not numbered 1, 2, 3 ..")
    if not np.allclose(rows["drive_min"], minutes[:-1], rtol=0, atol=TOLERANCE):
        faults.append("minutes of a leg are not those measured")
    if not np.allclose(rows["drive_km"], km[:-1], rtol=0, atol=TOLERANCE):
        faults.append("kilometres of a leg are not those measured")
    sums = {
        "stops": len(rows["stop"]),
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


def _clock(tour: Row, rows: Stops, place: Workplace) -> list[str]:
    """Follow the clock from the base through every stop and back."""
    options = place.options
    arrive, leave = rows["arrive_clock_min"], rows["leave_clock_min"]
    ready = np.concatenate([[_number(tour, "start_clock_min")], leave[:-1]])
    faults = []
    if not (arrive >= ready + rows["drive_min"] - TOLERANCE).all():
        faults.append("a visit begins before he can be there")
    if not np.allclose(leave - arrive, rows["service_min"], rtol=0, atol=TOLERANCE):
        faults.append("a visit does not last its minutes of service")
    back = _number(tour, "drive_min") - rows["drive_min"].sum()
    if not abs(_number(tour, "end_clock_min") - leave[-1] - back) <= TOLERANCE:
        faults.append("the return is not when the last leg ends")
    noon, after = options.lunch_start_clock_min, options.lunch_start_clock_min + options.lunch_min
    if ((arrive < after - TOLERANCE) & (leave > noon + TOLERANCE)).any() and options.lunch_min:
        faults.append("a visit reaches into lunch")
    return faults


def _hours(rows: Stops, place: Workplace) -> list[str]:
    """Look whether each visit lies in one span of the customer's hours; promised hours go first."""
    faults = []
    for account_no, date, arrive, leave in zip(
        rows["account_no"], rows["date"], rows["arrive_clock_min"], rows["leave_clock_min"],
        strict=True,
    ):  # fmt: skip
        spans = place.spans.get(account_no, [(0.0, float(_DAY_MIN))])
        inside = any(a - TOLERANCE <= arrive and leave <= b + TOLERANCE for a, b in spans)
        if not inside and (account_no, pd.Timestamp(date)) not in place.named:
            faults.append(f"{account_no} does not receive visitors then")
    return faults


def _bounds(tour: Row, work_min: float, place: Workplace) -> list[str]:
    """Hold a day against its limits."""
    options = place.options
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


def _minutes(span: str) -> tuple[float, float]:
    """Read ``08:30-11:30``; the rules have been checked to be like that."""
    for sign in "–~至":
        span = span.replace(sign, "-")
    opens, closes = (one.replace("\uff1a", ":").split(":") for one in span.split("-"))
    return int(opens[0]) * 60.0 + int(opens[1]), int(closes[0]) * 60.0 + int(closes[1])


def _without_seams(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Take out the ends that another span covers: who is there at both sides is there at them."""
    opens = [a for a, _ in spans if not any(c < a <= d for c, d in spans)]
    closes = [b for _, b in spans if not any(c <= b < d for c, d in spans)]
    return list(zip(sorted(set(opens)), sorted(set(closes)), strict=True))


def _number(tour: Row, name: str) -> float:
    return float(tour[name])
