"""Why a visit found no place: the rule that stopped it, and the cheapest way to mend that."""

import datetime as dt
import math

from planner.findings import Language
from planner.schema import Text
from planner.visits.book import SLACK, Visit
from planner.visits.engines.improve import Draft

NO_ROAD = (
    Text("从驻点无路可达", "no road from the base"),
    Text(
        "修正路网，或改派能到达的客户经理", "mend the roads, or give it to a manager who gets there"
    ),
)
NO_DAY = (
    Text("允许的日期内没有工作日", "no working day in the days allowed"),
    Text(
        "放宽该等级的间隔 (min_gap_share/max_gap_share) 或调整计划期",
        "widen min_gap_share/max_gap_share of its tier, or change the period",
    ),
)
DAY_OFF = (
    Text("允许的日期均为客户厂休日", "every day allowed is the customer's day off"),
    Text("与客户约定一个可访日", "agree a day with the customer"),
)
TOO_LONG = (
    Text("单独走访也超过日工时", "too long for a day even alone"),
    Text("visits.max_day_min 提高到 {need:.0f}", "raise visits.max_day_min to {need:.0f}"),
)
TOO_FAR = (
    Text("单独走访也超过日里程", "too far for a day even alone"),
    Text("visits.max_day_km 提高到 {need:.0f}", "raise visits.max_day_km to {need:.0f}"),
)
SPACING = (
    Text("与同户其他走访的间隔不合规定", "too near to or too far from the customer's other visits"),
    Text(
        "放宽该等级的间隔 (min_gap_share/max_gap_share)",
        "widen min_gap_share/max_gap_share of its tier",
    ),
)
FULL_MIN = (
    Text("允许的日期工时已满", "every day allowed is full by hours"),
    Text(
        "{day} 的日工时提高到 {need:.0f} 分钟，或将该客户经理的一户改派",
        "work {need:.0f} minutes on {day}, or give another manager one of the customers",
    ),
)
FULL_KM = (
    Text("允许的日期里程已满", "every day allowed is full by kilometres"),
    Text("{day} 的里程提高到 {need:.0f} 公里", "drive {need:.0f} km on {day}"),
)
FULL_CLOCK = (
    Text("允许的日期排不进作息时间", "every day allowed is full by the clock"),
    Text(
        "推迟 visits.end_clock_min 或缩短午休 ({day})",
        "end the day later or shorten lunch ({day})",
    ),
)
NOT_WORTH = (
    Text("绕行和延误的代价高于不访的代价", "driving and lateness cost more than not going"),
    Text("提高 visits.unserved_price_min", "raise visits.unserved_price_min"),
)


def explain(draft: Draft, visit: int, start: dt.date, language: Language) -> tuple[str, str]:
    """Say why a visit is not in a finished calendar.

    Parameters
    ----------
    draft
        The calendar.
    visit
        Position of the visit in the book.
    start
        First day of the period.
    """
    texts, facts = _cause(draft, visit, start)
    reason, mend = texts
    return reason.say(language), mend.say(language).format(**facts)


def _cause(draft: Draft, visit: int, start: dt.date) -> tuple[tuple[Text, Text], dict[str, object]]:
    one = draft.book.visits[visit]
    alone_min, alone_km = draft.length([visit])
    if not math.isfinite(alone_min):
        return NO_ROAD, {}
    if not one.open_days:
        return (DAY_OFF if one.window else NO_DAY), {}
    if alone_min > draft.book.limits.work_min + SLACK:
        return TOO_LONG, {"need": math.ceil(alone_min)}
    if alone_km > draft.book.limits.km + SLACK:
        return TOO_FAR, {"need": math.ceil(alone_km)}
    days = [day for day in one.open_days if draft.is_spaced(visit, day)]
    if not days:
        return SPACING, {}
    return _full(draft, visit, one, days, start)


def _full(
    draft: Draft, visit: int, one: Visit, days: list[int], start: dt.date
) -> tuple[tuple[Text, Text], dict[str, object]]:
    """Find the day that needs least more, and what it lacks."""
    limits = draft.book.limits
    choices = []
    for day in days:
        stops = draft.cheapest(visit, day)
        if draft.fits(stops):
            return NOT_WORTH, {}
        work_min, km = draft.length(stops)
        lack = max(work_min - limits.work_min, 0.0) + max(km - limits.km, 0.0)
        choices.append((lack, day, work_min, km))
    lack, day, work_min, km = min(choices)
    facts: dict[str, object] = {
        "day": (start + dt.timedelta(days=draft.book.days[day])).isoformat(),
        "need": math.ceil(work_min),
    }
    if work_min > limits.work_min + SLACK:
        return FULL_MIN, facts
    if km > limits.km + SLACK:
        return FULL_KM, facts | {"need": math.ceil(km)}
    return FULL_CLOCK, facts
