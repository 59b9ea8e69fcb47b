"""Why a visit found no place: the rule that stopped it, and the cheapest change that serves it.

Changes are weighed in minutes: work or kilometres beyond a day's bound, waiting and driving on a
day that the rules do not allow but an appointment would, the price of a visit given up.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planner.findings import Language
from planner.schema import Text
from planner.visits.book import SLACK
from planner.visits.draft import Draft


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that can keep a visit out; `mend` is said where no change is cheaper."""

    rule: str
    reason: Text
    mend: Text


NO_ROAD = Cause(
    "road",
    Text("从驻点无路可达", "no road from the base"),
    Text(
        "修正路网，或改派能到达的客户经理", "mend the roads, or give it to a manager who gets there"
    ),
)
PROMISED = Cause(
    "appointment",
    Text("预约当日客户经理不上班", "the manager does not work on the day promised"),
    Text("与客户改约，或由他人代访", "agree another day, or send somebody else"),
)
NO_WORKDAY = Cause(
    "calendar",
    Text("允许的日期内没有工作日", "no working day in the days allowed"),
    Text(
        "放宽该等级的间隔 (min_gap_share/max_gap_share) 或调整计划期或请假",
        "widen min_gap_share/max_gap_share of its tier, or change the period or the leave",
    ),
)
DAY_OFF = Cause(
    "weekly_off",
    Text("允许的日期均为客户厂休日", "every day allowed is the customer's day off"),
    Text("与客户约定一个可访日", "agree a day with the customer"),
)
HOURS = Cause(
    "hours",
    Text(
        "客户接待时段容不下这次走访", "the customer's hours of the day do not hold a visit so long"
    ),
    Text(
        "与客户约定 {need:.0f} 分钟的时段", "agree a span of {need:.0f} minutes with the customer"
    ),
)
NO_TECHNICIAN = Cause(
    "team",
    Text("技术人员没有时间同行", "no technician has time to go along"),
    Text(
        "增加技术人员 (visits.technicians) 或收窄 team 规则",
        "add a technician (visits.technicians), or narrow the team rule",
    ),
)
TOO_LONG = Cause(
    "work",
    Text("单独走访也超过日工时", "too long for a day even alone"),
    Text("visits.max_day_min 提高到 {need:.0f}", "raise visits.max_day_min to {need:.0f}"),
)
TOO_FAR = Cause(
    "km",
    Text("单独走访也超过日里程", "too far for a day even alone"),
    Text("visits.max_day_km 提高到 {need:.0f}", "raise visits.max_day_km to {need:.0f}"),
)
SPACING = Cause(
    "spacing",
    Text("与同户其他走访的间隔不合规定", "too near to or too far from the customer's other visits"),
    Text(
        "放宽该等级的间隔 (min_gap_share/max_gap_share)",
        "widen min_gap_share/max_gap_share of its tier",
    ),
)
FULL_MIN = Cause(
    "work",
    Text("允许的日期工时已满", "every day allowed is full by hours"),
    Text(
        "{day} 的日工时提高到 {need:.0f} 分钟，或将该客户经理的一户改派",
        "work {need:.0f} minutes on {day}, or give another manager one of the customers",
    ),
)
FULL_KM = Cause(
    "km",
    Text("允许的日期里程已满", "every day allowed is full by kilometres"),
    Text("{day} 的里程提高到 {need:.0f} 公里", "drive {need:.0f} km on {day}"),
)
FULL_CLOCK = Cause(
    "clock",
    Text("允许的日期排不进作息时间", "every day allowed is full by the clock"),
    Text(
        "推迟 visits.end_clock_min 或缩短午休 ({day})",
        "end the day later or shorten lunch ({day})",
    ),
)
NOT_WORTH = Cause(
    "price",
    Text("绕行和延误的代价高于不访的代价", "driving and lateness cost more than not going"),
    Text("提高 visits.unserved_price_min", "raise visits.unserved_price_min"),
)
OTHER_DAY = Text("预约 {day} 走访", "make an appointment for {day}")
GIVE_UP = Text("{day} 放弃 {who} 的走访", "give up the visit to {who} on {day}")


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """Something that would serve the visit, and its price in minutes."""

    price_min: float
    rank: int
    mend: Text = field(compare=False)
    facts: Mapping[str, object] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """What is told about a visit not made."""

    rule: str
    reason: str
    mend: str


def explain(draft: Draft, visit: int, start: dt.date, language: Language) -> Reason:
    """Say why a visit is not in a finished calendar, and what would serve it.

    Parameters
    ----------
    draft
        The calendar.
    visit
        Position of the visit in the book.
    start
        First day of the period.
    """
    cause, change = _cause(draft, visit, start)
    changes = [change] if change else []
    if cause not in (NO_TECHNICIAN, NO_ROAD, PROMISED, NOT_WORTH):
        changes += [*_other_days(draft, visit, start), *_given_up(draft, visit, start)]
    best = min(changes, default=Change(0.0, 0, cause.mend, {}))
    return Reason(
        cause.rule, cause.reason.say(language), best.mend.say(language).format(**best.facts)
    )


def _cause(draft: Draft, visit: int, start: dt.date) -> tuple[Cause, Change | None]:
    one = draft.book.visits[visit]
    alone_min, alone_km = draft.length([visit])
    closed = _closed(draft, visit)
    if closed is not None:
        need = {"need": math.ceil(one.service_min)}
        return closed, Change(0.0, 0, closed.mend, need) if closed is HOURS else None
    limits = max((draft.book.limits[day] for day in one.open_days), key=lambda day: day.work_min)
    if alone_min > limits.work_min + SLACK:
        more = alone_min - limits.work_min
        return TOO_LONG, Change(more, 0, TOO_LONG.mend, {"need": math.ceil(alone_min)})
    if alone_km > limits.km + SLACK:
        more = alone_km - limits.km
        return TOO_FAR, Change(more, 0, TOO_FAR.mend, {"need": math.ceil(alone_km)})
    days = [day for day in one.open_days if draft.is_spaced(visit, day)]
    return _full(draft, visit, days, start) if days else (SPACING, None)


def _closed(draft: Draft, visit: int) -> Cause | None:
    """Name the rule that leaves no day or hour at all."""
    one = draft.book.visits[visit]
    if one.away:
        return NO_TECHNICIAN
    if not math.isfinite(draft.length([visit])[0]):
        return NO_ROAD
    if not one.slots:
        return HOURS
    if not one.window:
        return PROMISED if one.fixed else NO_WORKDAY
    return None if one.open_days else DAY_OFF


def _full(draft: Draft, visit: int, days: list[int], start: dt.date) -> tuple[Cause, Change | None]:
    """Find the day that needs least more, and what it lacks."""
    choices = []
    for day in days:
        limits, stops = draft.book.limits[day], draft.cheapest(visit, day)
        if draft.fits(day, stops):
            return NOT_WORTH, None
        work_min, km = draft.length(stops)
        lack = max(work_min - limits.work_min, 0.0) + max(km - limits.km, 0.0)
        choices.append((lack, day, work_min, km))
    lack, day, work_min, km = min(choices)
    limits = draft.book.limits[day]
    facts: dict[str, object] = {"day": _date(draft, day, start), "need": math.ceil(work_min)}
    if work_min > limits.work_min + SLACK and km <= limits.km + SLACK:
        return FULL_MIN, Change(lack, 0, FULL_MIN.mend, facts)
    if km > limits.km + SLACK:
        return FULL_KM, Change(lack, 0, FULL_KM.mend, facts | {"need": math.ceil(km)})
    return FULL_CLOCK, Change(draft.book.visits[visit].service_min, 0, FULL_CLOCK.mend, facts)


def _other_days(draft: Draft, visit: int, start: dt.date) -> Iterator[Change]:
    """Offer days that spacing or the customer's week does not allow."""
    one = draft.book.visits[visit]
    for day in range(len(draft.book.days)):
        if one.slots and day not in one.open_days and draft.fits(day, draft.cheapest(visit, day)):
            price = draft.added_min(visit, day)
            yield Change(price, 1, OTHER_DAY, {"day": _date(draft, day, start)})


def _given_up(draft: Draft, visit: int, start: dt.date) -> Iterator[Change]:
    """Offer days on which another visit would make room."""
    one = draft.book.visits[visit]
    for day in one.open_days:
        if not draft.is_spaced(visit, day):
            continue
        for other in draft.stops[day]:
            rest = [stop for stop in draft.stops[day] if stop != other]
            places = range(len(rest) + 1)
            if any(draft.fits(day, [*rest[:at], visit, *rest[at:]]) for at in places):
                given = draft.book.visits[other]
                facts = {"who": given.account_no, "day": _date(draft, day, start)}
                yield Change(given.price_min, 2, GIVE_UP, facts)


def _date(draft: Draft, day: int, start: dt.date) -> str:
    return (start + dt.timedelta(days=draft.book.days[day])).isoformat()
