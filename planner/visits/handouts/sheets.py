"""A manager's workbook: his stops by day, tours, ways, customers, and visits without a day."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.schema import CLIENTS, LEGS, MISSED, PATHS, STOPS, Figure, Table, Text
from planner.units import MINUTES_PER_HOUR
from planner.visits.handouts.imprint import Imprint

if TYPE_CHECKING:
    from planner.visits.handouts.rounds import Round
    from planner.visits.result import VisitPlan

_IDLE = frozenset({"manager_id", "manager_name", "geometry", "second_id", "visit_no"})
"""Columns that say nothing in a workbook of one manager, or less than the name beside them."""


def sheets(one: "Round") -> Mapping[Table, pd.DataFrame]:
    """Return the tables in the order of the sheets."""
    tables = {
        STOPS: one.stops, PATHS: one.tours, LEGS: one.legs, CLIENTS: one.clients,
        MISSED: one.missed,
    }  # fmt: skip
    return {
        table: pd.DataFrame(frame)[[name for name in table.names if name not in _IDLE]]
        for table, frame in tables.items()
    }


def notes(plan: "VisitPlan", one: "Round", imprint: Imprint) -> list[tuple[str, str]]:
    """Return what stands on the first sheet: who, which period, which data, in which units."""
    zh = imprint.language == "zh"
    words = (
        ("客户经理", "计划", "数据日期", "单位", "到达", "声明")
        if zh
        else ("Account manager", "Plan", "Data of", "Units", "Arrive", "Note")
    )
    told = (
        f"{one.manager_name} ({one.manager_id})",
        plan.title.say(imprint.language),
        imprint.data_date.isoformat(),
        "时间:分钟;距离:公里;钟点按当地时间"
        if zh
        else "time in minutes, distance in km, local clock",
        "走访开始的时间;早到等候与午休在其前"
        if zh
        else "when the visit begins; waiting and lunch come before it",
        imprint.note,
    )
    return [(what, text) for what, text in zip(words, told, strict=True) if text]


def figures(one: "Round") -> list[Figure]:
    """Return his counts, kilometres and hours."""
    hours = float((one.tours["drive_min"] + one.tours["service_min"]).sum()) / MINUTES_PER_HOUR
    times, days = Text("次", "visits"), Text("天", "days")
    return [
        Figure("visits", Text("走访", "Visits"), len(one.stops), times, decimals=0),
        Figure("tours", Text("外出天数", "Days out"), len(one.tours), days, decimals=0),
        Figure(
            "visit_km", Text("走访里程", "Visit km"), float(one.tours["distance_km"].sum()),
            Text("公里", "km"),
        ),
        Figure("visit_hours", Text("走访工时", "Visit hours"), hours, Text("小时", "h")),
        Figure("missed", Text("未安排", "Without a day"), len(one.missed), times, decimals=0),
    ]  # fmt: skip
