"""Lay finished calendars out as tables: visits, tours with their roads, and visits not made."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import CheckError
from planner.findings import Language
from planner.schema import TEAM_STOPS, TEAM_TOURS, TOURS, UNSERVED, VISITS, TravelSource
from planner.visits.appoint import Appointing
from planner.visits.bound import DriveBound, bound_driving
from planner.visits.case import VisitCase
from planner.visits.draft import NO_DAY, Draft
from planner.visits.engines.day_tours import BoundEffort
from planner.visits.explain import Story, explain
from planner.visits.naive import in_due_order_km
from planner.visits.promises import judge_promises
from planner.visits.result import Service, VisitPlan
from planner.visits.timetable import timetable
from planner.visits.together import Together

type Row = dict[str, object]

WGS84 = "EPSG:4326"
_NO_DRIVE = DriveBound(0.0, 0.0, 0.0)
_BOUND_SHARE = 0.02
"""Part of a time limit that each of two bounds may take besides."""


@dataclass(frozen=True, slots=True)
class Tour:
    """One manager's day: its row, the rows of its visits, and the ids along it, base to base."""

    row: Row
    visits: list[Row]
    ids: list[str]


def lay_out(
    case: VisitCase, made: Together, travel: TravelSource, *, language: Language
) -> VisitPlan:
    """Make the result from the calendars of all managers and technicians."""
    drafts, team = made.drafts, made.team
    start = case.period.options.start
    effort = _bound_effort(made, case.period.options.time_limit_s)
    tours, along = _tours(drafts, start), _tours(team.drafts, start)
    visits = VISITS.shape(
        row | {"second_id": team.second(str(row["account_no"]), int(str(row["visit_no"])))}
        for one in tours
        for row in one.visits
    )
    stories = explain(drafts, Appointing(case, travel, team.meetings))
    unserved = UNSERVED.shape(_unserved(stories, start, language)).sort_values(
        ["due_on", "account_no", "visit_no"], ignore_index=True
    )
    return VisitPlan(
        case=case,
        visits=visits,
        tours=gpd.GeoDataFrame(
            TOURS.shape(one.row for one in tours), geometry=_roads(tours, travel), crs=WGS84
        ),
        unserved=unserved,
        stops=_stops(case, visits),
        team_tours=gpd.GeoDataFrame(
            TEAM_TOURS.shape(one.row for one in along), geometry=_roads(along, travel), crs=WGS84
        ),
        team_stops=TEAM_STOPS.shape(row for one in along for row in one.visits),
        people=case.roster[["manager_id", "manager_name"]].reset_index(drop=True),
        service=_service(case, drafts),
        km_in_due_order=sum(in_due_order_km(draft) for draft in drafts),
        driving=sum((bound_driving(one, effort) for one in drafts), start=_NO_DRIVE),
        findings=judge_promises(case, visits, unserved),
        outcomes={who: one.outcome(effort) for who, one in made.filled.items()},
        options=case.period.options,
    )


def _bound_effort(made: Together, limit_s: float | None) -> BoundEffort:
    """Say how long bounds may be sought: hardly where somebody waits for the plan."""
    effort = BoundEffort(cpu_limit_s=_BOUND_SHARE * (limit_s or math.inf))
    if any(one.interrupted for one in made.filled.values()):
        effort.hurry()
    return effort


def _tours(drafts: Iterable[Draft], start: dt.date) -> list[Tour]:
    tours = [
        _tour(draft, day, start)
        for draft in drafts
        for day, stops in enumerate(draft.stops)
        if stops
    ]
    return sorted(tours, key=lambda one: (one.row["date"], one.row["manager_id"]))


def _tour(draft: Draft, day: int, start: dt.date) -> Tour:
    """Put one day on the clock, with minutes as measured and not as rounded for the router."""
    book, stops = draft.book, draft.stops[day]
    minutes, km = draft.legs(stops)
    service = [book.visits[one].service_min for one in stops]
    clock = timetable(book.stops(stops, minutes), minutes[-1], book.limits[day])
    if clock is None:
        raise CheckError(
            f"the calendar of {book.manager_id} holds a day that does not fit",
            mend="report this as a fault of the program",
        )
    date = pd.Timestamp(start) + pd.Timedelta(days=book.days[day])
    shared: Row = {
        "tour_id": f"{book.manager_id}-{date:%Y%m%d}",
        "manager_id": book.manager_id,
        "date": date,
    }
    visits = [
        {
            **shared,
            "visit_id": f"{book.visits[one].account_no}-{date:%Y%m%d}",
            "account_no": book.visits[one].account_no,
            "visit_no": book.visits[one].visit_no,
            "purpose": book.visits[one].purpose,
            "due_on": pd.Timestamp(start) + pd.Timedelta(days=book.visits[one].due),
            "stop": stop + 1,
            "drive_min": clock.drive[stop],
            "drive_km": km[stop],
            "arrive_clock_min": clock.arrive[stop],
            "service_min": service[stop],
            "leave_clock_min": clock.leave[stop],
        }
        for stop, one in enumerate(stops)
    ]
    row = {
        **shared,
        "outlet_id": book.base_id,
        "stops": len(stops),
        "start_clock_min": clock.start,
        "end_clock_min": clock.end,
        "drive_min": sum(clock.drive),
        "service_min": sum(service),
        "duration_min": clock.end - clock.start,
        "distance_km": sum(km),
    }
    accounts = [book.visits[one].account_no for one in stops]
    return Tour(row, visits, [book.base_id, *accounts, book.base_id])


def _roads(tours: list[Tour], travel: TravelSource) -> list[shapely.LineString]:
    """Return each tour as one line along the road, base to base."""
    legs = [leg for one in tours for leg in zip(one.ids, one.ids[1:], strict=False)]
    lines = iter(travel.lines(legs)) if legs else iter([])
    roads = []
    for one in tours:
        points = np.concatenate([shapely.get_coordinates(next(lines)) for _ in one.ids[1:]])
        turned = np.any(points[1:] != points[:-1], axis=1)
        kept = points[np.concatenate([[True], turned])]
        roads.append(shapely.LineString(kept if len(kept) > 1 else points[:2]))
    return roads


def _stops(case: VisitCase, visits: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a point for each visit."""
    points = case.customers.set_index("account_no").geometry
    where = gpd.GeoSeries(points.reindex(visits["account_no"]).tolist(), crs=WGS84)
    return gpd.GeoDataFrame(visits.copy(), geometry=where)


def _unserved(stories: Iterable[Story], start: dt.date, language: Language) -> Iterator[Row]:
    for story in stories:
        one, told = story.draft.book.visits[story.visit], story.told(language)
        yield {
            "account_no": one.account_no,
            "visit_no": one.visit_no,
            "purpose": one.purpose,
            "manager_id": story.draft.book.manager_id,
            "due_on": pd.Timestamp(start) + pd.Timedelta(days=one.due),
            "price_min": one.price_min,
            "rule": told.rule,
            "reason": told.reason,
            "mend": told.mend,
        }


def _service(case: VisitCase, drafts: list[Draft]) -> Service:
    """Count what was due and what has a day."""
    due = priority = made = priority_made = 0
    for draft in drafts:
        for one, day in zip(draft.book.visits, draft.day_of, strict=True):
            due += 1
            priority += one.priority
            made += day != NO_DAY
            priority_made += one.priority and day != NO_DAY
    return Service(due, made, priority, priority_made, len(case.period.days))
