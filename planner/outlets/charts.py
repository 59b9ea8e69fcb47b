"""What of an outlet plan is drawn without a place: loads, minutes before and after, money."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.schema import Chart, FloatArray, Line, SeriesRole, Text

if TYPE_CHECKING:
    from planner.outlets.result import Siting
    from planner.outlets.whatif.curve import Curve

TODAY, PLAN = Text("现状", "today"), Text("方案", "plan")
_STEPS = 120
"""Places on the axis of minutes: enough for a line, however many the customers."""


def load_chart(siting: "Siting") -> Chart:
    """Return customers of each open outlet beside those of today and what it can serve.

    A capacity is that of the class in the table of sites; where the plan changes the class, it is
    left out.
    """
    rows = siting.open_outlets.sort_values("customers", ascending=False, kind="stable")
    now = siting.assignment["today_outlet_id"].value_counts()
    lines = [
        Line(Text("方案户数", "plan"), tuple(rows["customers"].astype(float))),
        Line(Text("现状户数", "today"), tuple(rows["outlet_id"].map(now).astype(float)), "today"),
    ]
    if "capacity_customers" in rows:
        capacity = rows["capacity_customers"].astype(float)
        if "plan_class" in rows:
            capacity = capacity.where(rows["plan_class"] == rows["outlet_class"])
        if capacity.notna().any():
            lines.append(Line(Text("服务能力", "capacity"), tuple(capacity), "bound"))
    return Chart(
        "outlet_loads", "bars", Text("各网点服务户数", "Customers by outlet"),
        Text("网点", "outlet"), Text("户", "customers"), tuple(rows["outlet_name"]), tuple(lines),
    )  # fmt: skip


def minutes_chart(siting: "Siting", kwh: FloatArray | None = None) -> Chart:
    """Return the share of customers (of kWh where given) that an outlet is within so many minutes.

    Who reaches no outlet today counts as beyond every number of minutes.
    """
    told = siting.assignment
    weight = np.ones(len(told)) if kwh is None else kwh
    now, then = (told[one].to_numpy(np.float64) for one in ("today_time_min", "time_min"))
    both = np.concatenate([now, then])
    last = float(np.nanmax(both)) if np.isfinite(both).any() else 1.0
    x = np.linspace(0.0, np.ceil(last), _STEPS)
    lines = (
        Line(TODAY, _share_within(now, weight, x), "today"),
        Line(PLAN, _share_within(then, weight, x)),
    )
    limit = min(siting.options.standards_min, default=None)
    mark = None if limit is None else (limit, Text(f"{limit:g} 分钟", f"{limit:g} min"))
    title, up, key = (
        Text("多少客户在几分钟内", "Customers within so many minutes"),
        Text("客户累计占比(%)", "% of customers"), "minutes_customers",
    )  # fmt: skip
    if kwh is not None:
        title, up, key = (
            Text("多少电量在几分钟内", "kWh within so many minutes"),
            Text("电量累计占比(%)", "% of kWh"), "minutes_kwh",
        )  # fmt: skip
    across = Text("到网点的分钟数", "minutes to the outlet")
    return Chart(key, "lines", title, across, up, tuple(x.tolist()), lines, mark)


def money_chart(siting: "Siting", curve: "Curve | None" = None) -> Chart | None:
    """Return the running cost against mean minutes: today, the plan, and the curve where asked.

    ``None`` where the question knows no money.
    """
    known = {one.key: one for one in siting.measures}
    if "yearly_yuan" not in known:
        return None
    minutes, yuan = known["mean_min_customers"], known["yearly_yuan"]
    spots: list[tuple[Text, SeriesRole, list[tuple[float, float, str]]]] = [
        (Text("现状", "today"), "today", [(minutes.today, yuan.today, "")]),
        (Text("方案", "plan"), "plan", [(minutes.plan, yuan.plan, "")]),
    ]
    if curve is not None:
        told = curve.rows.dropna(subset=["mean_min_customers", "yearly_yuan"])
        along = zip(told["mean_min_customers"], told["yearly_yuan"], told["open_outlets"],
                    strict=True)  # fmt: skip
        points = [(float(one), float(cost), f"{count}") for one, cost, count in along]
        spots.append((Text("每种网点数的最好方案", "best of each number"), "other", points))
    x = tuple(one[0] for _, _, points in spots for one in points)
    lines, before = [], 0
    for title, role, points in spots:
        y, labels = np.full(len(x), np.nan), [""] * len(x)
        for place, (_, cost, label) in enumerate(points, before):
            y[place], labels[place] = cost / 1e4, label
        before += len(points)
        lines.append(Line(title, tuple(y.tolist()), role, tuple(labels)))
    return Chart(
        "cost_minutes", "lines", Text("花多少钱，省多少时间", "Money against minutes"),
        Text("平均到达时间(分,按户)", "mean minutes, by customer"),
        Text("年运行费用(万元)", "running cost, 10,000 yuan a year"), x, tuple(lines),
    )  # fmt: skip


def kwh_of(siting: "Siting", customers: pd.DataFrame) -> FloatArray:
    """Return the energy of each row of the assignment; 0 where nobody knows it."""
    by_account = customers.set_index("account_no")["annual_kwh"]
    return siting.assignment["account_no"].map(by_account).fillna(0.0).to_numpy(np.float64)


def _share_within(time_min: FloatArray, weight: FloatArray, x: FloatArray) -> tuple[float, ...]:
    order = np.argsort(time_min)  # NaN comes last
    total = np.concatenate([[0.0], np.cumsum(weight[order])])
    place = np.searchsorted(time_min[order], x, side="right")
    whole = total[-1] if total[-1] > 0 else float("nan")
    return tuple((100.0 * total[place] / whole).tolist())
