"""A person's stops as entries of his calendar, the same entry again after each replan."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from planner.findings import Language
from planner.render import CalendarEvent, say_choice
from planner.schema import Text
from planner.visits.handouts.records import Row, records

if TYPE_CHECKING:
    from planner.visits.handouts.company import Company
    from planner.visits.handouts.rounds import Round
    from planner.visits.result import VisitPlan


def agenda(plan: "VisitPlan", one: "Round | Company", language: Language) -> list[CalendarEvent]:
    """Return an entry for every stop, and one that takes back each stop made no more.

    An entry is known by the period, the account, the number of the visit and the person, and not by
    its day: a visit that moves stays the same entry. A technician's entries name the manager.
    """
    return [
        *_entries(plan, one, one.stops, language, cancelled=False),
        *_entries(plan, one, one.cancelled, language, cancelled=True),
    ]


def _entries(
    plan: "VisitPlan",
    one: "Round | Company",
    stops: gpd.GeoDataFrame,
    language: Language,
    *,
    cancelled: bool,
) -> Iterator[CalendarEvent]:
    period = f"{plan.options.start:%Y%m%d}"
    names = dict(zip(plan.people["manager_id"], plan.people["manager_name"], strict=True))
    for stop in records(pd.DataFrame(stops)):
        named = f"{stop['account_name']} · {say_choice(stop['purpose'], language)}"
        yield CalendarEvent(
            uid=f"{period}-{stop['account_no']}-{stop['visit_no']}-{one.person_id}@planner",
            date=stop["date"].date(),
            begin_clock_min=stop["arrive_clock_min"],
            end_clock_min=stop["leave_clock_min"],
            title=f"{Text('已取消', 'Cancelled').say(language)}: {named}" if cancelled else named,
            text="\n".join([*_lines(stop, language), *_company(stop, one, names, language)]),
            place=stop["address"] if isinstance(stop["address"], str) else "",
            lon=stop["geometry"].x,
            lat=stop["geometry"].y,
            sequence=plan.edition,
            cancelled=cancelled,
        )


def _company(
    stop: Row, one: "Round | Company", names: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Say who comes along: the technician to a manager, the manager to a technician."""
    if one.person_id == stop["second_id"]:
        who = f"{names.get(stop['manager_id'], '')} ({stop['manager_id']})"
        yield f"同行客户经理 {who}" if language == "zh" else f"With manager {who}"
    elif stop["second_id"]:
        who = f"{stop['technician_name']} ({stop['second_id']})"
        yield f"同行技术人员 {who}" if language == "zh" else f"With technician {who}"


def _lines(stop: Row, language: Language) -> Iterator[str]:
    zh = language == "zh"
    yield f"户号 {stop['account_no']}" if zh else f"Account {stop['account_no']}"
    yield f"等级 {stop['tier']}" if zh else f"Tier {stop['tier']}"
    day = f"{stop['due_on']:%Y-%m-%d}"
    yield f"应访日期 {day}" if zh else f"Due on {day}"
    way = f"{stop['drive_min']:.0f}", f"{stop['drive_km']:.1f}"
    if zh:
        yield f"当日第 {stop['stop']} 站，上一站到此 {way[0]} 分钟、{way[1]} 公里"
    else:
        yield f"Stop {stop['stop']} of the day, {way[0]} min and {way[1]} km from the one before"
