"""What differs between finished plans: one line a difference, each against the first plan.

`plan` names the plan that a line is about; `first` columns hold what the first plan says.
"""

from collections.abc import Sequence

from planner.schema.diary import PURPOSES
from planner.schema.table import Column, Table

C = Column
_BY = "compare"


def _plan(column: str = "plan") -> Column:
    return C(column, "text", "方案", "Plan", required=True, added_by=_BY)


_ACCOUNT = C("account_no", "text", "户号", "Account no.", required=True, added_by=_BY)
_NAME = C("account_name", "text", "户名", "Account name", added_by=_BY)
_WHY = (
    C("why_zh", "text", "原因", "Why (Chinese)", added_by=_BY),
    C("why_en", "text", "原因(英文)", "Why", added_by=_BY),
)


def side_by_side(labels: Sequence[str]) -> Table:
    """Declare the table of figures: a column a plan, then each plan's difference to the first."""
    plans = [C(one, "number", one, one, added_by=_BY) for one in labels]
    by = [
        C(change_column(one), "number", f"{one} 较 {labels[0]}", f"{one} less {labels[0]}",
          added_by=_BY)
        for one in labels[1:]
    ]  # fmt: skip
    return Table(
        "figures", "指标对比", "Figures", ("figure",),
        (
            C("figure", "text", "指标代码", "Key", required=True, added_by=_BY),
            C("title_zh", "text", "指标", "Figure (Chinese)", added_by=_BY),
            C("title_en", "text", "指标(英文)", "Figure", added_by=_BY),
            C("unit_zh", "text", "单位", "Unit (Chinese)", added_by=_BY),
            C("unit_en", "text", "单位(英文)", "Unit", added_by=_BY),
            C("today", "number", "现状", "Today", added_by=_BY),
            *plans,
            *by,
        ),
    )  # fmt: skip


def change_column(label: str) -> str:
    """Return the name of the column that holds a plan's difference to the first."""
    return f"{label} change"


SETTING_CHANGES = Table(
    "settings", "设置与输入差异", "Settings and inputs that differ", ("plan", "setting"),
    (
        _plan(),
        C("kind", "choice", "类别", "Kind", choices=("setting", "input"), added_by=_BY),
        C("setting", "text", "设置", "Setting", required=True, added_by=_BY),
        C("first", "text", "首个方案", "First plan", added_by=_BY),
        C("value", "text", "本方案", "This plan", added_by=_BY),
    ),
)  # fmt: skip

SITE_CHANGES = Table(
    "sites", "网点变化", "Outlets that differ", ("plan", "outlet_id"),
    (
        _plan(),
        C("outlet_id", "text", "网点编号", "Outlet id", required=True, added_by=_BY),
        C("outlet_name", "text", "网点名称", "Outlet name", added_by=_BY),
        C("change", "choice", "变化", "Change", required=True, added_by=_BY,
          choices=("opens", "closes", "changes class")),
        C("first_class", "text", "首个方案等级", "Class in the first plan", added_by=_BY),
        C("plan_class", "text", "本方案等级", "Class in this plan", added_by=_BY),
        C("first_customers", "integer", "首个方案客户数", "Customers in the first plan",
          added_by=_BY),
        C("customers", "integer", "本方案客户数", "Customers in this plan", added_by=_BY),
        *_WHY,
    ),
)  # fmt: skip

SERVICE_CHANGES = Table(
    "service_changes", "客户换网点", "Customers with another outlet", ("plan", "account_no"),
    (
        _plan(), _ACCOUNT, _NAME,
        C("first_outlet_id", "text", "首个方案网点", "Outlet in the first plan", added_by=_BY),
        C("outlet_id", "text", "本方案网点", "Outlet in this plan", added_by=_BY),
        C("first_time_min", "number", "首个方案时间(分)", "Minutes in the first plan",
          added_by=_BY),
        C("time_min", "number", "本方案时间(分)", "Minutes in this plan", added_by=_BY),
        C("change_min", "number", "时间变化(分)", "Change of minutes", added_by=_BY),
    ),
)  # fmt: skip

OWNER_CHANGES = Table(
    "owner_changes", "客户经理变化", "Customers with another manager", ("plan", "account_no"),
    (
        _plan(), _ACCOUNT, _NAME,
        C("manager_before", "text", "现客户经理", "Manager today", added_by=_BY),
        C("first_manager_id", "text", "首个方案客户经理", "Manager in the first plan",
          added_by=_BY),
        C("manager_id", "text", "本方案客户经理", "Manager in this plan", added_by=_BY),
        C("stay_cost_min", "number", "保留原经理的损失(加权分)", "Cost of staying, weighted min",
          added_by=_BY),
        *_WHY,
    ),
)  # fmt: skip

VISIT_CHANGES = Table(
    "visit_changes", "走访变化", "Visits that differ", ("plan", "account_no", "visit_no"),
    (
        _plan(), _ACCOUNT, _NAME,
        C("visit_no", "integer", "第几次", "Visit no.", low=1, added_by=_BY),
        C("purpose", "choice", "走访事由", "Purpose", choices=PURPOSES, added_by=_BY),
        C("change", "choice", "变化", "Change", added_by=_BY,
          choices=("another day", "another manager", "another day and manager", "found no place",
                   "found a place", "no longer planned", "newly planned")),
        C("first_date", "date", "首个方案日期", "Day in the first plan", added_by=_BY),
        C("date", "date", "本方案日期", "Day in this plan", added_by=_BY),
        C("first_manager_id", "text", "首个方案客户经理", "Manager in the first plan",
          added_by=_BY),
        C("manager_id", "text", "本方案客户经理", "Manager in this plan", added_by=_BY),
        *_WHY,
    ),
)  # fmt: skip

ROW_CHANGES = Table(
    "row_changes", "列入计划的变化", "Accounts in one plan only", ("plan", "account_no"),
    (
        _plan(), _ACCOUNT, _NAME,
        C("change", "choice", "变化", "Change", added_by=_BY,
          choices=("only in this plan", "only in the first")),
        *_WHY,
    ),
)  # fmt: skip

TRADE_OFF = Table(
    "trade_off", "费用与时间", "Cost against minutes", ("plan",),
    (
        _plan(),
        C("cost_yuan", "number", "年均费用(元)", "Cost of a year, yuan", added_by=_BY,
          note="running cost of a year and a year's share of what is spent once"),
        C("least_cost_yuan", "number", "费用下界(元)", "Proven least cost, yuan", added_by=_BY,
          note="empty where cost was no goal"),
        C("mean_min", "number", "平均到达(分,按电量)", "Mean minutes, by kWh", added_by=_BY),
        C("least_mean_min", "number", "平均到达下界(分)", "Proven least mean minutes",
          added_by=_BY, note="empty where minutes by kWh were no goal"),
        C("p90_min", "number", "九成客户(分)", "Nine in ten within", added_by=_BY),
        C("standing", "choice", "地位", "Standing", added_by=_BY,
          choices=("on the frontier", "dominated")),
        C("beaten_by", "text", "被何方案全面超过", "Beaten in everything by", added_by=_BY),
    ),
)  # fmt: skip
