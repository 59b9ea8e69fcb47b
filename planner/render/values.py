"""How values are said to people: choices in two languages, and the style of a number."""

from typing import Any

import pandas as pd

from planner.findings import Language
from planner.schema import Column, Table, Text
from planner.units import clock

CHOICES = {
    "kept": Text("保留", "kept"),
    "new": Text("新建", "new"),
    "closed": Text("撤销", "closed"),
    "not chosen": Text("候选(未选)", "not chosen"),
    "opens": Text("新增", "opens"),
    "closes": Text("撤销", "closes"),
    "changes class": Text("变更等级", "changes class"),
    "only in this plan": Text("仅本方案列入", "only in this plan"),
    "only in the first": Text("仅首个方案列入", "only in the first"),
    "another day": Text("换日期", "another day"),
    "another manager": Text("换客户经理", "another manager"),
    "another day and manager": Text("换日期与客户经理", "another day and manager"),
    "found no place": Text("未能安排", "found no place"),
    "found a place": Text("得以安排", "found a place"),
    "no longer planned": Text("不再走访", "no longer planned"),
    "newly planned": Text("新增走访", "newly planned"),
    "on the frontier": Text("不被超过", "on the frontier"),
    "dominated": Text("被全面超过", "dominated"),
    "setting": Text("设置", "setting"),
    "input": Text("输入", "input"),
    "existing": Text("现有", "existing"),
    "candidate": Text("候选", "candidate"),
    "coordinate": Text("坐标", "coordinate"),
    "house number": Text("门牌", "house number"),
    "interpolated": Text("门牌内插", "interpolated"),
    "place": Text("地点", "place"),
    "road": Text("道路", "road"),
    "town": Text("街道/乡镇", "town"),
    "district": Text("区县", "district"),
    "city": Text("城市", "city"),
    "tier": Text("等级", "tier"),
    "area": Text("城乡", "town or country"),
    "today": Text("现状", "today"),
    "override": Text("人工确认", "confirmed by a person"),
    "none": Text("无位置", "no position"),
    "found": Text("已定位", "found"),
    "tie": Text("多处同名", "several places fit"),
    "no_match": Text("未找到", "not found"),
    "held": Text("待核实", "held for a person to decide"),
    "skipped": Text("未查询", "not asked"),
    "quota": Text("配额用尽", "allowance used up"),
    "holiday": Text("放假", "holiday"),
    "workday": Text("上班(调休)", "working day"),
    "planned": Text("列入计划", "planned"),
    "quarantined": Text("隔离", "quarantined"),
    "field dropped": Text("该项不采用", "field dropped"),
    "fixed": Text("已改正", "fixed"),
    "reported": Text("提示", "reported"),
    "error": Text("错误", "error"),
    "warn": Text("警告", "warning"),
    "info": Text("说明", "note"),
    "customers": Text("档案", "customers"),
    "geocode": Text("定位", "geocode"),
    "loads": Text("负荷", "loads"),
    "travel": Text("行车", "travel"),
    "outlets": Text("网点", "outlets"),
    "managers": Text("分工", "managers"),
    "visits": Text("走访", "visits"),
    "straight": Text("直线", "straight line"),
    "例行走访": Text("例行走访", "routine visit"),
    "用电检查": Text("用电检查", "inspection"),
    "问题处理": Text("问题处理", "open issue"),
    "预约": Text("预约", "appointment"),
    "特级": Text("特级", "special"),
    "一级": Text("一级", "first"),
    "二级": Text("二级", "second"),
    "临时性": Text("临时性", "temporary"),
    "非重要": Text("非重要", "not critical"),
    "正常": Text("正常", "active"),
    "新装在途": Text("新装在途", "being connected"),
    "变更在途": Text("变更在途", "being changed"),
    "暂停": Text("暂停", "suspended"),
    "销户": Text("销户", "closed"),
    "单电源": Text("单电源", "one source"),
    "双电源": Text("双电源", "two sources"),
    "双回路": Text("双回路", "two circuits"),
    "多电源": Text("多电源", "several sources"),
    "单班": Text("单班", "one shift"),
    "二班": Text("二班", "two shifts"),
    "三班": Text("三班", "three shifts"),
    "连续": Text("连续", "continuous"),
}
"""Words for the values of choice columns; a value that is not here is shown as it is."""

YES_NO = (Text("否", "no"), Text("是", "yes"))

_ENDINGS = {
    ("_clock_min",): "clock",
    ("_kwh", "_kw", "_kva", "_yuan", "_per_year", "_customers", "_m"): "whole",
    ("_kv",): "short",
    ("_factor", "_share", "_ratio", "_pct"): "hundredth",
    ("lon", "lat"): "degree",
}
_UNITS = {"_kv": "kV", "_kva": "kVA", "_kwh": "kWh", "_kw": "kW", "_km": "km"}
_DECIMALS = {"whole": 0, "short": 2, "tenth": 1, "hundredth": 2, "degree": 6}


def say_choice(value: str, language: Language) -> str:
    """Return a code value in words; a value without words is shown as it is."""
    return CHOICES[value].say(language) if value in CHOICES else value


def column_of(table: Table | None, name: str) -> Column | None:
    """Return the declaration of a column, None where there is none."""
    return table[name] if table is not None and name in table else None


def kind_of(values: pd.Series, column: Column | None = None) -> str:
    """Return the kind of a column: as declared, else judged by its type."""
    if column is not None:
        return column.kind
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"


def style_of(name: str, kind: str) -> str:
    """Return how a value is shown: ``text``, ``date``, ``clock``, or the decimals of a number.

    The unit at the end of a column's name decides: kWh are whole, minutes have one decimal.
    """
    if kind == "date":
        return "date"
    if kind == "integer":
        return "whole"
    if kind != "number":
        return "text"
    for endings, style in _ENDINGS.items():
        if name.endswith(endings):
            return style
    return "tenth"


def decimals_of(style: str) -> int:
    """Return how many decimals a number of this style is shown with."""
    return _DECIMALS.get(style, 0)


def unit_of(name: str, heading: Text) -> str:
    """Return the unit that a column's name ends in, unless its heading says one already."""
    if "(" in heading.zh or "（" in heading.zh:
        return ""
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")


def shown(value: Any, name: str, kind: str, language: Language) -> str:  # noqa: ANN401  a cell
    """Return one value as a reader sees it; empty text for an empty value."""
    if value is None or pd.isna(value):
        return ""
    style = style_of(name, kind)
    if kind == "boolean":
        return YES_NO[bool(value)].say(language)
    if style == "date":
        return f"{pd.Timestamp(value):%Y-%m-%d}"
    if style == "clock":
        return clock(float(value))
    if kind in {"number", "integer"}:
        text = f"{float(value):,.{_DECIMALS[style]}f}"
        return text.rstrip("0").rstrip(".") if style == "short" else text
    text = str(value)
    return CHOICES[text].say(language) if text in CHOICES else text
