"""A brief for each stop: who it is, why now, what is open, how to get there, in sentences."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.findings import Language
from planner.render import Brief, BriefDay, BriefStop, say_choice, shown, unit_of
from planner.schema import CUSTOMERS, Text
from planner.units import clock
from planner.visits.handouts.history import Before, History, days_between
from planner.visits.handouts.imprint import Imprint
from planner.visits.handouts.records import Row, records
from planner.visits.rules import INSPECTION, ISSUE, TierRule, VisitRules

if TYPE_CHECKING:
    from planner.visits.handouts.rounds import Round
    from planner.visits.result import VisitPlan

_OFTEN: Mapping[str, Text] = {
    "weekly": Text("每周一次", "weekly"), "fortnightly": Text("每两周一次", "fortnightly"),
    "monthly": Text("每月一次", "monthly"), "quarterly": Text("每季度一次", "quarterly"),
    "half-yearly": Text("每半年一次", "half-yearly"), "yearly": Text("每年一次", "yearly"),
}  # fmt: skip
_FACTS = ("critical_grade", "status", "voltage_kv", "supply_mode", "shift")
_LOAD = ("annual_kwh", "peak_kw", "load_factor", "contract_kva", "running_kva")
_WEEKDAYS = (
    Text("周一", "Monday"), Text("周二", "Tuesday"), Text("周三", "Wednesday"),
    Text("周四", "Thursday"), Text("周五", "Friday"), Text("周六", "Saturday"),
    Text("周日", "Sunday"),
)  # fmt: skip


def brief(plan: "VisitPlan", one: "Round", history: History, imprint: Imprint) -> Brief:
    """Return a manager's briefs, day by day in the order of his stops."""
    language = imprint.language
    # Leg n leads to stop n; the last one leads back.
    legs = {(leg["tour_id"], leg["leg"]): leg for leg in records(one.legs)}
    stops: dict[str, list[BriefStop]] = {}
    for stop in records(pd.DataFrame(one.stops)):
        told = _stop(plan, stop, legs[stop["tour_id"], stop["stop"]], history, language)
        stops.setdefault(stop["tour_id"], []).append(told)
    return Brief(
        title=Text("走访要点", "Visit briefs").say(language) + f" · {one.manager_name}",
        subtitle=f"{plan.title.say(language)} · "
        + Text("数据日期", "data of").say(language)
        + f" {imprint.data_date.isoformat()}",
        note=imprint.note,
        days=[
            _day(tour, stops[tour["tour_id"]], legs[tour["tour_id"], tour["stops"] + 1], language)
            for tour in records(pd.DataFrame(one.tours))
        ],
        language=language,
    )


def _day(tour: Row, stops: list[BriefStop], back: Row, language: Language) -> BriefDay:
    date = tour["date"]
    weekday = _WEEKDAYS[date.weekday()].say(language)
    start, end = clock(tour["start_clock_min"]), clock(tour["end_clock_min"])
    if language == "zh":
        summary = (
            f"{start} 从 {tour['outlet_name']} 出发，{tour['stops']} 站，"
            f"{tour['distance_km']:.1f} 公里，{end} 返回"
        )
        home = f"返回 {back['to_name']}：{back['drive_min']:.0f} 分钟，{back['drive_km']:.1f} 公里"
    else:
        summary = (
            f"leave {tour['outlet_name']} at {start}, {tour['stops']} stops, "
            f"{tour['distance_km']:.1f} km, back at {end}"
        )
        home = f"back to {back['to_name']}: {back['drive_min']:.0f} min, {back['drive_km']:.1f} km"
    return BriefDay(f"{date:%Y-%m-%d} {weekday}", summary, stops, home)


def _stop(
    plan: "VisitPlan", stop: Row, leg: Row, history: History, language: Language
) -> BriefStop:
    account_no = str(stop["account_no"])
    customer = history.customers[account_no]
    before = history.before(account_no, stop["date"])
    return BriefStop(
        number=int(stop["stop"]),
        times=f"{clock(stop['arrive_clock_min'])}–{clock(stop['leave_clock_min'])}",
        name=str(stop["account_name"]),
        tier=str(stop["tier"]),
        purpose=say_choice(stop["purpose"], language),
        place=" · ".join(
            part for part in (account_no, _said(customer, "address", language)) if part
        ),
        way=_way(leg, language),
        why=list(_why(plan, stop, customer, before, language)),
        last=list(_last(before, stop, language)),
        issues=[_issue(one, language) for one in before.issues],
        promise=_promise(before, language),
        facts=list(_facts(customer, _FACTS, language)),
        load=list(_facts(customer, _LOAD, language)),
    )


def _way(leg: Row, language: Language) -> str:
    depart, drive = clock(leg["depart_clock_min"]), f"{leg['drive_min']:.0f}"
    km, wait = f"{leg['drive_km']:.1f}", round(leg["wait_min"])
    if language == "zh":
        told = f"{depart} 从 {leg['from_name']} 出发，行车 {drive} 分钟、{km} 公里"
        return f"{told}，其间等候与午休 {wait} 分钟" if wait else told
    told = f"leave {leg['from_name']} at {depart}, {drive} min and {km} km on the road"
    return f"{told}, {wait} min of waiting and lunch" if wait else told


def _why(
    plan: "VisitPlan", stop: Row, customer: Row, before: Before, language: Language
) -> Iterator[str]:
    """Give the rule, the day it leads to and how far the stop is from it, then what else asks."""
    zh = language == "zh"
    late = days_between(stop["due_on"], stop["date"])
    due = f"{stop['due_on']:%Y-%m-%d}"
    often = _often(plan.case.period.rules, stop, customer, language)
    if zh:
        when = f"，晚 {late} 天" if late > 0 else f"，提前 {-late} 天" if late else "，当日走访"
        yield f"{often}；应访 {due}{when}"
    else:
        when = f"{late} days late" if late > 0 else f"{-late} days early" if late else "on the day"
        yield f"{often}; due {due}, {when}"
    if stop["purpose"] == INSPECTION:
        yield _inspection(customer, language)
    if stop["purpose"] == ISSUE:
        yield "有未结问题须在期限前处理" if zh else "an open issue has to be seen to in time"
    if before.promise is not None:
        yield "已与客户约定日期" if zh else "the day is agreed with the customer"
    if stop["second_id"]:
        who = f"{stop['technician_name']} ({stop['second_id']})"
        yield f"须双人走访，同行技术人员 {who}" if zh else f"a visit for two, with technician {who}"


def _often(rules: VisitRules, stop: Row, customer: Row, language: Language) -> str:
    """Say which rule holds, and how often it asks for a visit."""
    grade = _said(customer, "critical_grade", "zh")
    rule = rules.of(stop["tier"], grade, stop["account_no"])
    whose = Text(f"{stop['tier']} 客户", f"tier {stop['tier']}")
    if stop["account_no"] in rules.customer:
        whose = Text("与该户约定", "agreed with this customer")
    elif rule != rules.of(stop["tier"]):
        whose = Text(f"{grade}重要客户", f"critical grade {say_choice(grade, 'en')}")
    return f"{whose.say(language)} · {_times(rule).say(language)}"


def _times(rule: TierRule) -> Text:
    if rule.every is not None:
        said = _OFTEN[rule.every]
    else:
        said = Text(f"每年 {rule.visits_per_year:g} 次", f"{rule.visits_per_year:g} visits a year")
    return Text(rule.zh or said.zh, rule.en or said.en)


def _inspection(customer: Row, language: Language) -> str:
    last = _said(customer, "last_inspect_on", language) or "–"
    months = _said(customer, "inspect_cycle_m", language) or "–"
    if language == "zh":
        return f"用电检查到期：上次检查 {last}，周期 {months} 个月"
    return f"an inspection is due: last one on {last}, every {months} months"


def _last(before: Before, stop: Row, language: Language) -> Iterator[str]:
    zh = language == "zh"
    if before.planned_on is not None:
        day = f"{before.planned_on:%Y-%m-%d}"
        yield f"本期已安排在先 {day}" if zh else f"planned before in this period: {day}"
    if before.last_on is None:
        yield "此前没有走访记录" if zh else "no visit on record"
    else:
        ago = days_between(before.last_on, stop["date"])
        what = say_choice(before.last_purpose, language)
        told = f"{before.last_on:%Y-%m-%d}" + (f" · {what}" if what else "")
        yield f"{told}（{ago} 天前）" if zh else f"{told} ({ago} days before)"
    if before.failed_on is not None:
        day = f"{before.failed_on:%Y-%m-%d}"
        yield f"{day} 走访未完成" if zh else f"not made on {day}"


def _issue(one: Row, language: Language) -> tuple[str, str, str]:
    """Return number, what it is, and its days."""
    opened, due = f"{one['opened_on']:%Y-%m-%d}", f"{one['due_on']:%Y-%m-%d}"
    days = f"{opened} 提出，期限 {due}" if language == "zh" else f"opened {opened}, due {due}"
    return str(one["issue_id"]), one["text"] if isinstance(one["text"], str) else "", days


def _promise(before: Before, language: Language) -> str:
    if before.promise is None:
        return ""
    at = before.promise["clock"]
    told = f"{before.promise['date']:%Y-%m-%d}"
    if isinstance(at, str) and at:
        return f"{told} {at}"
    return f"{told}（时间不限）" if language == "zh" else f"{told}, at any time"


def _facts(customer: Row, names: tuple[str, ...], language: Language) -> Iterator[tuple[str, str]]:
    for name in names:
        told, column = _said(customer, name, language), CUSTOMERS[name]
        if told:
            unit = unit_of(name, Text(column.zh, column.en))
            heading = column.heading(language)
            yield heading, told if unit in heading else f"{told} {unit}"


def _said(customer: Row, name: str, language: Language) -> str:
    """Return a fact in words, and a text as it is: an address that is also a code is an address."""
    value, kind = customer.get(name), CUSTOMERS[name].kind
    if kind == "text":
        return value if isinstance(value, str) else ""
    return shown(value, name, kind, language)
