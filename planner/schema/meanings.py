"""What each headline figure and chart means, and the tables whose rows it is worked out from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planner.schema.drawing import Text
from planner.schema.ledger import FINDINGS, LEDGER
from planner.schema.network import ASSIGNMENT, CHOSEN, COMPARISON, LOADS, MANAGERS, OWNERS
from planner.schema.register import CUSTOMERS
from planner.schema.table import Table
from planner.schema.tours import TOURS, UNSERVED, VISITS
from planner.schema.whatif import ALTERNATIVES, CURVE, REASONS, REGRETS, RULE_PRICES, STABILITY


@dataclass(frozen=True)
class Meaning:
    """The definition in words, and the tables to look the rows up in, the nearest one first."""

    text: Text
    tables: tuple[Table, ...]


def _of(zh: str, en: str, *tables: Table) -> Meaning:
    return Meaning(Text(zh, en), tables)


_MEANINGS: Mapping[str, Meaning] = {
    "open_outlets": _of(
        "方案中保留与新建的网点数；现状为网点表中现有的网点数。",
        "outlets kept and new; today: the existing ones of the table of sites.",
        CHOSEN, COMPARISON,
    ),
    "mean_min_kwh": _of(
        "各客户到其网点的行车分钟数，按年用电量加权平均；现状按最近的现有网点计。",
        "minutes of each customer to his outlet, weighted by annual kWh; today: to the nearest "
        "existing outlet.",
        ASSIGNMENT, CUSTOMERS, COMPARISON,
    ),
    "mean_min_customers": _of(
        "各客户到其网点的行车分钟数的平均，每户权重相同。",
        "minutes of each customer to his outlet, every customer counting the same.",
        ASSIGNMENT, COMPARISON,
    ),
    "p90_min": _of(
        "把客户按分钟数从小到大排列，第九成那一户的分钟数。",
        "the minutes that nine in ten customers do not exceed: those of a real customer.",
        ASSIGNMENT, COMPARISON,
    ),
    "max_min": _of(
        "到网点最远的一户的分钟数。", "the minutes of the farthest customer.",
        ASSIGNMENT, COMPARISON,
    ),
    "share_#_min_customers": _of(
        "分钟数不超过该标准的客户占全部客户的百分比；到不了任何网点的算超过。",
        "customers within so many minutes, per cent of all; who reaches no outlet is beyond.",
        ASSIGNMENT, COMPARISON,
    ),
    "share_#_min_kwh": _of(
        "分钟数不超过该标准的客户的年用电量占全部的百分比。",
        "annual kWh of the customers within so many minutes, per cent of all.",
        ASSIGNMENT, CUSTOMERS, COMPARISON,
    ),
    "yearly_yuan": _of(
        "开放网点的年运行费用之和：等级费用加租金；等级费用是待核定的建议值。",
        "running cost of the open outlets a year: of their class, and rent; costs of classes are "
        "proposals to be settled.",
        CHOSEN, COMPARISON,
    ),
    "once_yuan": _of(
        "新建、撤销、换级与搬迁的一次性费用之和。",
        "opening, closing, changing class and moving, spent once.",
        CHOSEN, COMPARISON,
    ),
    "second_extra_min": _of(
        "网点组合不同的最好方案，其加权平均分钟数比本方案多多少；同样的规则，重新求解。",
        "how many weighted mean minutes more the best plan with another set of outlets means; "
        "solved anew under the same rules.",
        CHOSEN,
    ),
    "managers": _of("名册上的客户经理人数。", "managers on the roster.", LOADS, MANAGERS),
    "work_max_mean": _of(
        "各客户经理工作量与其应分份额之比的最大值；1 为完全均衡。",
        "largest ratio of a manager's work to his fair share; 1 is even.",
        LOADS, OWNERS,
    ),
    "work_max_h": _of(
        "工作量最大的客户经理在期内的小时数：走访加路上。",
        "hours of the manager with most work in the period: visits and driving.",
        LOADS, OWNERS,
    ),
    "base_mean_min": _of(
        "各客户到其客户经理驻点的行车分钟数的平均。",
        "minutes from the manager's base to each of his customers, on average.",
        OWNERS, LOADS,
    ),
    "moved": _of(
        "客户经理与档案不同的客户数，每户有原因。",
        "customers whose manager differs from the register's; each has its reason.",
        OWNERS,
    ),
    "visits_due": _of(
        "按等级、重要性、检查周期、未结问题与预约，期内应做的走访次数。",
        "visits that fall due in the period: by tier, critical grade, inspection, open issues and "
        "appointments.",
        VISITS, UNSERVED,
    ),
    "visits_planned": _of("已排到某一天的走访次数。", "visits that have a day.", VISITS),
    "visits_share_pct": _of(
        "已安排次数占应访次数的百分比。", "visits with a day, per cent of those due.",
        VISITS, UNSERVED,
    ),
    "priority_share_pct": _of(
        "VIP 与重要客户的应访次数中已安排的百分比。",
        "of the visits due to VIP and critical customers, per cent with a day.",
        VISITS, UNSERVED, CUSTOMERS,
    ),
    "visit_km": _of("全部行程的公里数之和，含返程。", "km of all tours, the way back too.", TOURS),
    "visit_km_saved_pct": _of(
        "与每次走访都在应访当天、按到期次序逐一进行相比，少行公里的百分比。",
        "km less than if each visit were made on its due day in the order they fall due, per cent.",
        TOURS, VISITS,
    ),
    "visit_hours": _of("全部行程的行车与服务小时数之和。", "driving and service of all tours.",
                       TOURS),
    "hours_max_mean": _of(
        "行程小时数最多的客户经理与平均之比；1 为完全均衡。",
        "hours of the manager with most, to the mean; 1 is even.", TOURS,
    ),
    "curve_elbow": _of(
        "网点再多一个，改善明显变小的那个网点数。",
        "the number of outlets after which one more brings plainly less.", CURVE,
    ),
    "curve_gap_pct": _of(
        "曲线各点目标值与已证明的界之差的最大百分比。",
        "largest distance between a point of the curve and its proven bound, per cent.", CURVE,
    ),
    "least_needed": _of(
        "各开放网点分别去掉后重新求解，目标变差最少的那个变差多少。",
        "solved anew without each open outlet: by how much the goal is worse without the one that "
        "is easiest to replace.",
        REASONS,
    ),
    "nearest_miss": _of(
        "各未入选点分别强制入选后重新求解，目标变差最少的那个变差多少。",
        "solved anew with each site that was left out: by how much the goal is worse with the "
        "nearest one.",
        REASONS,
    ),
    "dearest_rule": _of(
        "单独取消一条规则后目标能改善多少，取最大的一条。",
        "what the goal would gain without one rule alone: that of the dearest.", RULE_PRICES,
    ),
    "plans_as_good": _of(
        "目标与本方案相差不超过给定百分比的不同网点组合数。",
        "other sets of outlets whose goal is within the given per cent of this plan's.",
        ALTERNATIVES,
    ),
    "firm_outlets": _of(
        "在扰动下重新求解，绝大多数次数仍入选的方案网点数。",
        "outlets of the plan that are still chosen in nearly all draws under noise.", STABILITY,
    ),
    "mean_regret_pct": _of(
        "扰动后沿用本方案，比重新选址差多少：各次的平均。",
        "how much worse it is to keep this plan than to choose anew under a draw, on average.",
        REGRETS,
    ),
    "max_regret_pct": _of(
        "扰动后沿用本方案，比重新选址差多少：最差的一次。",
        "how much worse it is to keep this plan than to choose anew, in the worst draw.", REGRETS,
    ),
    "cost_minutes": _of(
        "横轴平均到达分钟数，纵轴年运行费用；越靠左下越好。旁边的数字是网点数。",
        "mean minutes across, running cost up; nearer to the lower left is better. Numbers beside "
        "points count the outlets.",
        COMPARISON, CHOSEN, CURVE,
    ),
    "curve": _of(
        "每个网点数各自的最好方案；虚线是已证明的界，两线之间就是差距。",
        "the best plan of each number of outlets; the dashed line is its proven bound.", CURVE,
    ),
    "minutes_customers": _of(
        "读法：横轴某一分钟数处，曲线的高度是在此时间内能到网点的客户百分比。",
        "at so many minutes, the height says which share of customers is within them.",
        ASSIGNMENT,
    ),
    "minutes_kwh": _of(
        "读法：横轴某一分钟数处，曲线的高度是在此时间内能到网点的客户占年用电量的百分比。",
        "at so many minutes, the height says which share of the annual kWh is within them.",
        ASSIGNMENT, CUSTOMERS,
    ),
    "outlet_loads": _of(
        "条为方案中归该网点的客户数，菱形为今天离它最近的客户数，竖线为现等级的服务能力；"
        "方案换级的网点不画能力。",
        "bars: customers of the outlet in the plan; diamonds: those nearest to it today; ticks: "
        "what it can serve in its class, left out where the plan changes the class.",
        CHOSEN, ASSIGNMENT,
    ),
    "manager_hours": _of(
        "条为方案工作量，菱形为现状，竖线为允许的上限。",
        "bars: work in the plan; diamonds: today; ticks: the most allowed.", LOADS, OWNERS,
    ),
    "visit_days": _of(
        "每格一天，数字为当日全部客户经理的走访次数。",
        "a cell a day, with the visits of all managers.", VISITS, TOURS,
    ),
    "stability": _of(
        "在需求、时间、位置的随机扰动下重新求解，各候选点入选的百分比。",
        "how often each site is chosen when demand, times and places are varied.", STABILITY,
    ),
    "rows": _of(
        "读入的每一行要么列入计划，要么隔离并写明原因。",
        "every row read is either planned, or quarantined with its reason.", LEDGER, FINDINGS,
    ),
}  # fmt: skip


def meaning_of(key: str) -> Meaning | None:
    """Return what a figure or chart means; a number between underscores in its key does not matter.

    ``None`` for one that nobody has put into words: the page then shows it without a definition.
    """
    return _MEANINGS.get(re.sub(r"(?<=_)\d+(?:\.\d+)?(?=_)", "#", key))
