"""What of a visit plan is drawn without a place: how many visits on which day."""

import datetime as dt
from typing import TYPE_CHECKING

from planner.schema import Chart, Line, Text

if TYPE_CHECKING:
    from planner.visits.result import VisitPlan


def calendar_chart(plan: "VisitPlan") -> Chart:
    """Return the visits of each day of the period; NaN on days that nobody works and none is on."""
    start, end = plan.options.start, plan.options.end
    days = [start + dt.timedelta(days=one) for one in range((end - start).days + 1)]
    made = plan.visits["date"].dt.date.value_counts().to_dict()
    worked = set(plan.case.period.worked)
    counts = tuple(
        float(made.get(day, 0)) if day in worked or day in made else float("nan") for day in days
    )
    unit = Text("格内为当日走访次数；空格不上班", "visits a day; empty: not a working day")
    return Chart(
        "visit_days", "calendar", Text("走访日历", "Visits by day"), Text("周", "week"), unit,
        tuple(day.isoformat() for day in days), (Line(Text("走访", "visits"), counts),),
    )  # fmt: skip
