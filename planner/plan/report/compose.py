"""Put the report together: what a meeting asks first, then a chapter a room, then the tables."""

from typing import TYPE_CHECKING

from planner.findings import Language
from planner.plan.profiles import level_of
from planner.plan.report.chapters import data_chapter, managers_chapter, visits_chapter
from planner.plan.report.outlets import outlets_chapter
from planner.plan.report.sources import facts_of, first, plan_sources
from planner.plan.sentences import money, recommendation, verdict
from planner.render import Booklet
from planner.schema import Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

FILE = "report.html"


def compose_report(plan: "Plan", language: Language) -> Booklet:
    """Return the report of a plan in one language."""
    report = plan.scenario.report
    date = "" if report.data_date is None else report.data_date.isoformat()
    words = Text(
        f"大客户 {len(plan.customers)} 户 · 数据日期 {date or '未说明'} · 运行编号 {plan.run_id}",
        f"{len(plan.customers)} large customers · data of {date or 'unknown day'} · "
        f"run {plan.run_id}",
    )
    return Booklet(
        title=plan.title.say(language),
        subtitle=words.say(language),
        note=report.note_zh if language == "zh" else report.note_en,
        lines=[
            *recommendation(plan.siting, language),
            *money(plan.siting, language),
            plan.ledger.sentence(language),
            verdict(plan.breaches, language),
        ],
        facts=facts_of(first(plan.headline()), language),
        chapters=[
            outlets_chapter(plan, language),
            managers_chapter(plan, language),
            visits_chapter(plan, language),
            data_chapter(plan, language),
        ],
        sources=plan_sources(plan, language),
        imprint=[level_of(plan.scenario).say(language), words.say(language)],
        language=language,
    )
