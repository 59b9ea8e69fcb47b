"""The chapters of managers, of visits, and of the data and their checks."""

from typing import TYPE_CHECKING

from planner.findings import Language
from planner.plan.names import with_names
from planner.plan.report.question import question_lines
from planner.plan.report.sources import facts_of, pictures_of, rest
from planner.plan.sentences import how_travel_was_measured, verdict, whom_we_asked
from planner.render import Chapter, Section, section_of
from planner.schema import LOADS, LOCKS, OWNERS, UNSERVED, Figure, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_MOVED = (
    "account_no", "account_name", "manager_before", "manager_id", "manager_name", "reason",
    "workload_min", "stay_cost_min",
)  # fmt: skip
_MOST = 60


def managers_chapter(plan: "Plan", language: Language) -> Chapter:
    """Return who looks after whom: hours by manager, and every customer that changes."""
    told = {table.name: (table, frame) for table, frame in with_names(
        plan.territories.tables(), plan
    )}  # fmt: skip
    sections = [
        section_of(*told[one.name], language, most=_MOST)
        for one in (LOADS, LOCKS)
        if one.name in told
    ]
    table, frame = told[OWNERS.name]
    title = Text("调整的客户与原因", "Customers who change, and why").say(language)
    sections.append(
        section_of(
            table, frame.loc[frame["moved"]], language, title=title, columns=_MOVED, most=_MOST
        )
    )
    return Chapter(
        "managers",
        plan.territories.title.say(language),
        [],
        facts_of(rest(plan.territories.headline()), language),
        pictures_of(plan.territories.charts(), language),
        sections,
    )


def visits_chapter(plan: "Plan", language: Language) -> Chapter:
    """Return who is visited when: the calendar, what has no day, and how much driving there is."""
    visits = plan.visits
    drive, same, least = (
        visits.driving.drive_min, visits.driving.same_days_min, visits.driving.any_days_min
    )  # fmt: skip
    told = Text(
        f"行车 {drive:,.0f} 分钟；日子不变时任何次序都不低于 {same:,.0f} 分钟，"
        f"换成任何日子都不低于 {least:,.0f} 分钟（均已证明）。",
        f"{drive:,.0f} minutes of driving; no order on the same days is below {same:,.0f}, no "
        f"choice of days below {least:,.0f} (both proven).",
    )
    none = Text("应访的走访全部已安排。", "every visit that is due has a day.")
    rows = visits.unserved
    title = Text("没有安排的走访：规则与补救", "Visits without a day: rule and mend").say(language)
    return Chapter(
        "visits",
        visits.title.say(language),
        [told.say(language), *([none.say(language)] if rows.empty else [])],
        facts_of(rest(visits.headline()), language),
        pictures_of(visits.charts(), language),
        []
        if rows.empty
        else [
            section_of(table, frame, language, title=title, most=_MOST)
            for table, frame in with_names({UNSERVED: rows}, plan)
        ],
    )


def data_chapter(plan: "Plan", language: Language) -> Chapter:
    """Return what the plan rests on: rows, findings, travel, checks, and the question itself."""
    ledger = plan.ledger
    unit = Text("行", "rows")
    rows = Figure(
        "rows", Text("列入计划的行", "Rows planned"), ledger.planned_count, unit, 0,
    )  # fmt: skip
    return Chapter(
        "data",
        Text("数据、规则与核对", "Data, rules and checks").say(language),
        [
            ledger.sentence(language),
            *whom_we_asked(plan.findings, language),
            how_travel_was_measured(plan.travel_basis, language),
            verdict(plan.breaches, language),
        ],
        facts_of([rows], language),
        [],
        [_findings(plan, language), _question(plan, language)],
    )


def _findings(plan: "Plan", language: Language) -> Section:
    first = {one.rule.rule_id: one.rule for one in plan.findings}
    rows = [
        [key, first[key].zh if language == "zh" else first[key].en,
         first[key].mend_zh if language == "zh" else first[key].mend_en, f"{count:,}"]
        for key, count in plan.findings.counts().items()
    ]  # fmt: skip
    headings = (Text("规则", "Rule"), Text("问题", "Finding"), Text("补救", "Mend"),
                Text("次数", "Count"))  # fmt: skip
    return Section(
        Text("数据问题", "What was found in the data").say(language),
        [one.say(language) for one in headings], rows, frozenset({3}),
    )  # fmt: skip


def _question(plan: "Plan", language: Language) -> Section:
    """Say every setting that is not its default: what was asked decides what is best."""
    headings = Text("设置", "Setting"), Text("值", "Value")
    return Section(
        Text("题目：这次问的是什么", "The question: what was asked").say(language),
        [one.say(language) for one in headings],
        question_lines(plan),
    )
