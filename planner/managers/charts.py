"""What of the territories is drawn without a place: the hours of each manager."""

from collections.abc import Sequence

from planner.managers.loads import Load
from planner.schema import Chart, Line, Text
from planner.units import MINUTES_PER_HOUR


def hours_chart(loads: Sequence[Load]) -> Chart:
    """Return the work of each manager beside that of today and the most he may have."""
    lines = [Line(Text("方案", "plan"), tuple(one.work_min / MINUTES_PER_HOUR for one in loads))]
    if any(one.customers_before for one in loads):
        before = tuple(one.work_before_min / MINUTES_PER_HOUR for one in loads)
        lines.append(Line(Text("现状", "today"), before, "today"))
    most = tuple(one.most_min / MINUTES_PER_HOUR for one in loads)
    lines.append(Line(Text("上限", "most"), most, "bound"))
    return Chart(
        "manager_hours", "bars", Text("各客户经理工作量", "Work by manager"),
        Text("客户经理", "manager"), Text("小时", "hours"),
        tuple(one.manager_name for one in loads), tuple(lines),
    )  # fmt: skip
