"""Why a customer changes his manager, in words."""

from dataclasses import dataclass

from planner.findings import Language
from planner.managers.case import Case, away_km
from planner.managers.engines.assignment import Bounds, Positions, bounds_of, loads_of
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.schema import FloatArray, Text
from planner.units import MINUTES_PER_HOUR

UNKNOWN = Text("原客户经理不在名册", "the manager before is not on the roster")
LOCKED = Text("按指定归该客户经理", "locked to this manager")
VOLTAGE = Text("原客户经理不具备该电压等级资格", "the manager before may not serve this voltage")
TIER = Text("原客户经理不具备该客户等级资格", "the manager before may not serve this tier")
ROAD = Text("原客户经理驻点无路可达", "there is no road from the base of the manager before")
REACH = Text("超出原客户经理驻点服务范围", "beyond the reach of the manager before")
NEARER = Text("驻点更近：{old:.0f} → {new:.0f} 分钟", "nearer base: {old:.0f} → {new:.0f} minutes")
TOGETHER = Text("与同组客户归一名客户经理", "shares a manager with the accounts of his group")
EVEN = Text(
    "均衡工作量：若不调整，{before} 为 {work:.1f} 小时，上限 {most:.1f} 小时",
    "evens out the work: {before} would have {work:.1f} h, at most {most:.1f} h are fair",
)
FILL = Text(
    "补足工作量：若不调整，{new} 为 {work:.1f} 小时，下限 {least:.1f} 小时",
    "fills up the work of {new}, who would be below his least: {work:.1f} h, at least {least:.1f} h"
    " are fair",
)
AREA = Text(
    "片区更集中：距片区中心 {old:.1f} → {new:.1f} 公里",
    "more compact area: {old:.1f} → {new:.1f} km from its middle",
)
TRADE = Text("为其他客户的调整腾出工作量", "makes room for other customers")


@dataclass(frozen=True, eq=False)
class Reasons:
    """What is needed to say why: the case and the owners, by party."""

    matter: Matter
    case: Case
    owner: Positions
    options: ManagersOptions

    def say(self, party: int, position: int, language: Language) -> str:
        """Say why a customer changes: the first cause that applies."""
        before = self.matter.before[position]
        if before not in self.matter.manager_ids:
            return UNKNOWN.say(language)
        old, new = self.matter.manager_ids.index(before), int(self.owner[party])
        forced = self._forced(party, position, old)
        if forced is not None:
            return forced.say(language)
        nearer = self._nearer(party, position, old, language)
        if nearer is not None:
            return nearer
        uneven = self._uneven(party, old, new, language)
        return TRADE.say(language) if uneven is None else uneven

    def _nearer(self, party: int, position: int, old: int, language: Language) -> str | None:
        """Name the shorter way or the area, whichever saves more, where they pay for the move."""
        case, new = self.case, int(self.owner[party])
        members = self.matter.parties[party]
        saved = case.owner_cost[members, old].sum() - case.owner_cost[members, new].sum()
        moves = case.parties.moves[party]
        if saved < self.options.move_price_min * (moves[new] - moves[old]):
            return None
        way = case.base_cost[party, old] - case.base_cost[party, new]
        minutes = self.matter.minutes[position]
        away = away_km(self.matter, case.middle_km)[position]
        causes = [(way, NEARER, minutes), (saved - way, AREA, away)]
        for gain, text, measure in sorted(causes, key=lambda one: -one[0]):
            if gain > 0 and measure[new] < measure[old]:
                return text.say(language).format(old=measure[old], new=measure[new])
        return TOGETHER.say(language) if len(members) > 1 else None

    def _uneven(self, party: int, old: int, new: int, language: Language) -> str | None:
        """Name who would have too much or too little work had the party stayed."""
        if not self.options.overload_price:
            return None
        ids = self.matter.manager_ids
        loads, bounds = self._if_kept(party, old)
        most = min(bounds.most[old], bounds.limit[old])
        if loads[old] > most:
            return EVEN.say(language).format(
                before=ids[old],
                work=loads[old] / MINUTES_PER_HOUR,
                most=most / MINUTES_PER_HOUR,
            )
        if loads[new] < bounds.least[new]:
            return FILL.say(language).format(
                new=ids[new],
                work=loads[new] / MINUTES_PER_HOUR,
                least=bounds.least[new] / MINUTES_PER_HOUR,
            )
        return None

    def _forced(self, party: int, position: int, old: int) -> Text | None:
        """Return the rule that keeps the customer from staying, if there is one."""
        matter, members = self.matter, self.matter.parties[party]
        if matter.accounts[position] in self.options.locks:
            return LOCKED
        rules = (
            (VOLTAGE, matter.skills.short_kv[position, old]),
            (TIER, matter.skills.short_tier[position, old]),
            (ROAD, not matter.ways[position, old]),
        )
        for text, is_broken in rules:
            if is_broken:
                return text
        if not matter.allowed[members, old].all():
            return REACH if len(members) == 1 else TOGETHER
        others = {matter.before[one] for one in members}
        return TOGETHER if len(others - {""}) > 1 else None

    def _if_kept(self, party: int, old: int) -> tuple[FloatArray, Bounds]:
        """Return everybody's work had the old manager kept the party, and the bounds to it."""
        owner = self.owner.copy()
        owner[party] = old
        loads = loads_of(self.case.parties, owner)
        return loads, bounds_of(loads, self.case.parties, self.case.evenness)
