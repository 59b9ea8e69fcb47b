"""One customer's page: facts by subject, service before and after, visits, findings."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from planner.findings import Language
from planner.plan.dossiers.told import Told
from planner.render import Dossier, FactBlock, Section, say_choice, section_of, shown, unit_of
from planner.schema import ASSIGNMENT, CUSTOMERS, OWNERS, UNSERVED, VISITS, Text

_SUBJECTS: Mapping[Text, tuple[str, ...]] = {
    Text("负荷与电量", "Load and energy"): (
        "tier", "tier_rule", "annual_kwh", "peak_kw", "load_factor", "contract_kva", "running_kva",
        "contract_demand_kw", "basic_mode", "pf_standard",
    ),
    Text("供电", "Supply"): (
        "status", "critical_grade", "load_class", "voltage_kv", "supply_mode", "feeder_id",
        "substation_id", "transformer_list", "self_power_kw", "safety_load_kw",
    ),
    Text("位置", "Place"): (
        "address", "district_code", "urban_class", "geo_level", "geo_error_m", "geo_source",
    ),
    Text("联系人", "Contact"): (
        "contact_name", "contact_role", "contact_mobile", "duty_phone_24h", "contact_verified_on",
        "shift", "weekly_off",
    ),
    Text("检查与走访", "Inspections and visits"): (
        "inspect_cycle_m", "last_inspect_on", "last_visit_on", "opened_on",
    ),
    Text("计量与标识", "Metering and ids"): (
        "customer_id", "uscc", "org_no", "industry_code", "usage_category", "metering_mode",
        "meter_id", "meter_reading_ok_rate",
    ),
}  # fmt: skip
_VISITS = (
    "date", "arrive_clock_min", "leave_clock_min", "purpose", "due_on", "manager_name", "tour_id",
    "stop",
)  # fmt: skip
_UNSERVED = ("due_on", "purpose", "manager_name", "rule", "reason", "mend")


def dossier_of(told: Told, row: Mapping[Any, Any], language: Language) -> Dossier:
    """Return the page of one customer, given his row of the plan's customers."""
    plan, account = told.plan, str(row["account_no"])
    name = row["account_name"] if isinstance(row["account_name"], str) else account
    note = plan.scenario.report.note_zh if language == "zh" else plan.scenario.report.note_en
    grade = row.get("critical_grade")
    told_grade = say_choice(grade, language) if isinstance(grade, str) else ""
    return Dossier(
        title=name,
        subtitle=" · ".join(one for one in (account, _text(row, "address")) if one),
        tags=[_text(row, "tier"), told_grade],
        lines=list(_lines(told, account, row, language)),
        blocks=list(_blocks(row, language)),
        sections=list(_sections(told, account, language)),
        imprint=[one for one in (told.imprint.say(language), note) if one],
        language=language,
    )


def _lines(told: Told, account: str, row: Mapping[Any, Any], language: Language) -> Iterator[str]:
    """Say who serves him, who looks after him, how large he is, and where his row stands."""
    zh = language == "zh"
    served = told.rows(ASSIGNMENT, account)
    if served is not None:
        one = served.iloc[0]
        name, now = one["outlet_name"], told.outlets.get(one["today_outlet_id"], "")
        then, before = f"{one['time_min']:.1f}", f"{one['today_time_min']:.1f}"
        yield (
            f"网点：{name}，{then} 分钟（现状 {now or '无'} {before if now else '–'} 分钟）"
            if zh
            else f"outlet: {name}, {then} min (today {now or 'none'}, {before if now else '–'} min)"
        )
    owned = told.rows(OWNERS, account)
    if owned is not None:
        yield _owner(told, owned.iloc[0], language)
    rank = told.ranks.get(account)
    if rank is not None:
        of = len(told.ranks)
        yield (f"用电量在 {of} 户中排第 {rank}" if zh else f"number {rank} of {of} by energy")
    source = told.plan.lineage
    line = int(row["source_row"]) if "source_row" in row else 0
    yield (
        f"档案来源：{source.file} 第 {line} 行" if zh else f"register: {source.file}, row {line}"
    )


def _owner(told: Told, one: pd.Series, language: Language) -> str:
    zh = language == "zh"
    deputy = told.managers.get(one["deputy_id"], "")
    who = f"{one['manager_name']} ({one['manager_id']})"
    line = f"客户经理：{who}，后备 {deputy or '–'}" if zh else (
        f"manager: {who}, deputy {deputy or '–'}"
    )  # fmt: skip
    if not one["moved"]:
        return line
    before, why = one["manager_before"], one["reason"] if isinstance(one["reason"], str) else ""
    return f"{line}；原为 {before}：{why}" if zh else f"{line}; before {before}: {why}"


def _blocks(row: Mapping[Any, Any], language: Language) -> Iterator[FactBlock]:
    for title, names in _SUBJECTS.items():
        facts = [pair for name in names if (pair := _fact(row, name, language)) is not None]
        if title.en == "Place" and row.get("geometry") is not None:
            point = row["geometry"]
            facts.append(("WGS-84", f"{point.y:.6f}, {point.x:.6f}"))
        if facts:
            yield FactBlock(title.say(language), facts)


def _fact(row: Mapping[Any, Any], name: str, language: Language) -> tuple[str, str] | None:
    column = CUSTOMERS[name]
    value = row.get(name)
    told = _text(row, name) if column.kind == "text" else shown(value, name, column.kind, language)
    if not told:
        return None
    heading = column.heading(language)
    unit = unit_of(name, Text(column.zh, column.en))
    return heading, told if not unit or unit in heading else f"{told} {unit}"


def _sections(told: Told, account: str, language: Language) -> Iterator[Section]:
    for table, columns in ((VISITS, _VISITS), (UNSERVED, _UNSERVED)):
        rows = told.rows(table, account)
        if rows is not None:
            yield section_of(told.tables[table.name], rows, language, columns=columns)
    found = told.findings.get(account, [])
    if found:
        headings = (Text("规则", "Rule"), Text("字段", "Field"), Text("值", "Value"),
                    Text("问题", "Finding"), Text("补救", "Mend"))  # fmt: skip
        yield Section(
            Text("数据问题", "What was found in the data").say(language),
            [one.say(language) for one in headings],
            [
                [one.rule.rule_id, _heading(one.column, language), one.value,
                 one.message(language), one.mend(language)]
                for one in found
            ],
        )  # fmt: skip


def _heading(name: str, language: Language) -> str:
    return CUSTOMERS[name].heading(language) if name in CUSTOMERS else name


def _text(row: Mapping[Any, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
