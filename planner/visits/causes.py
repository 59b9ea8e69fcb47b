"""What can keep a visit out, and what would serve it, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.schema import Text
from planner.visits.draft import NO_DAY


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
HOURS_APART = Cause(
    "hours",
    Text(
        "客户接待时段与作息时间没有足够长的重叠",
        "the customer's hours and the working day share no span so long",
    ),
    HOURS.mend,
)
TOO_LONG = Cause(
    "work",
    Text("单独走访也超过日工时", "too long for a day even alone"),
    Text("visits.max_day_min 提高到 {need:.0f}", "raise visits.max_day_min to {need:.0f}"),
)
OWN_HOURS = Cause(
    "work",
    Text("单独走访也超过该客户经理的日工作小时", "too long for this manager's hours even alone"),
    Text(
        "{who} 的 hours_per_day 提高到 {hours}，或改派",
        "raise hours_per_day of {who} to {hours}, or give it to another manager",
    ),
)
LUNCH = Cause(
    "lunch",
    Text("午休前后容不下这次走访", "lunch leaves no span for this visit even alone"),
    Text("visits.lunch_min 缩短到 {need:.0f}", "shorten visits.lunch_min to {need:.0f}"),
)
TOO_EARLY = Cause(
    "clock",
    Text(
        "即使单独走访，按上班时间出发也不能按时到达",
        "who leaves when the day starts is not there in time, even alone",
    ),
    Text(
        "上班时间 (visits.start_clock_min) 提前到 {clock}",
        "start the day at {clock} (visits.start_clock_min)",
    ),
)
TOO_LATE = Cause(
    "clock",
    Text("即使单独走访，下班前也不能返回", "who goes is not back when the day ends, even alone"),
    Text(
        "下班时间 (visits.end_clock_min) 推迟到 {clock}",
        "end the day at {clock} (visits.end_clock_min)",
    ),
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
    Text("将该客户经理的一户改派", "give another manager one of the customers"),
)
NOT_WORTH = Cause(
    "price",
    Text("绕行和延误的代价高于不访的代价", "driving and lateness cost more than not going"),
    Text("提高 visits.unserved_price_min", "raise visits.unserved_price_min"),
)
OTHER_DAY = Text("预约 {day} 走访", "make an appointment for {day}")
MOVE_TO = Text("改约到 {day}", "move the appointment to {day}")
OTHER_HOUR = Text("与客户改约到 {clock}", "agree {clock} with the customer")
GIVE_UP = Text("{day} 放弃 {who} 的走访", "give up the visit to {who} on {day}")
MIN_ON = Text("{day} 的日工时提高到 {need:.0f} 分钟", "work {need:.0f} minutes on {day}")
LUNCH_ON = Text("{day} 午休缩短到 {need:.0f} 分钟", "shorten lunch to {need:.0f} minutes on {day}")
END_ON = Text("{day} 下班推迟到 {clock}", "end the day at {clock} on {day}")
START_ON = Text("{day} 上班提前到 {clock}", "start the day at {clock} on {day}")


def said(text: Text, **facts: object) -> Text:
    """Put the facts into a sentence of both languages."""
    return Text(text.zh.format(**facts), text.en.format(**facts))


def together(texts: Sequence[Text]) -> Text:
    """Say several things that are needed at once."""
    return Text("，并且".join(one.zh for one in texts), " and ".join(one.en for one in texts))


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """Something that would serve the visit, and its price in minutes.

    `day` is the day (position) of an appointment that has not been tried yet, NO_DAY for all else.
    """

    price_min: float
    rank: int
    mend: Text = field(compare=False)
    day: int = field(compare=False, default=NO_DAY)
