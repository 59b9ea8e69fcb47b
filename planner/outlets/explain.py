"""Say in the planner's words why no plan keeps all the rules, in Chinese and English."""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.asking import Asked
from planner.outlets.engines.book import Slack
from planner.outlets.engines.clash import Clash, find_clash
from planner.outlets.engines.p_median import least_count
from planner.outlets.stages import standard_name
from planner.schema import Text
from planner.solve import SolveOptions

_SHOWN = 5
_AND = Text("；", "; ")


class ClashError(InfeasibleError):
    """No plan keeps all the rules: which clash, and what would be enough to loosen.

    `why` names customers, sites and rules, `loosen` one change a sentence, in two languages.
    """

    def __init__(self, why: tuple[Text, ...], loosen: tuple[Text, ...]) -> None:
        super().__init__(
            "; ".join(one.en for one in why),
            where="outlets",
            mend="; ".join(one.en for one in loosen),
        )
        self.why = why
        self.loosen = loosen

    def __reduce__(self) -> tuple[type["ClashError"], tuple[object, ...]]:
        return type(self), (self.why, self.loosen)


def refuse_count(asked: Asked) -> None:
    """Refuse a fixed count that cannot be for reasons that need no solver.

    Raises
    ------
    InfeasibleError
        There are fewer sites than outlets asked for, or more have to stay.
    """
    count, size = asked.options.count, len(asked.sites)
    stay_count = int(asked.question.stays.sum())
    if not isinstance(count, int) or asked.options.phase:
        return
    where = f"outlets.count = {count}"
    if count > size:
        raise InfeasibleError(
            f"there are only {size} sites for {count} outlets",
            where=where,
            mend=f"lower outlets.count to {size}, or add candidates",
        )
    if count < stay_count:
        raise InfeasibleError(
            f"{stay_count} outlets have to stay open, more than the {count} asked for",
            where=where,
            mend=f"raise outlets.count to {stay_count}, or let outlets close "
            "(outlets.existing_rule, must_keep)",
        )


def explained(asked: Asked, limits: SolveOptions) -> InfeasibleError:
    """Return the error that says why there is no plan, as far as the time goes that is left."""
    if asked.options.unruled:
        return _too_few(asked)
    beyond = list(_beyond_reach(asked))
    if beyond:
        return ClashError(tuple(why for why, _ in beyond), tuple(loosen for _, loosen in beyond))
    try:
        clash = find_clash(asked.question, limits)
    except LimitError:
        return _unexplained()
    why = [
        Text(
            "人人有网点时，以下规则不能同时满足："
            + "、".join(one.zh for one in _rules(asked, clash)),
            "with everybody served, these rules cannot hold together: "
            + ", ".join(one.en for one in _rules(asked, clash)),
        )
    ]
    lost = [one.rule.number for one in clash.loosen if one.rule.kind == "served"]
    if lost:
        names = _accounts(asked, lost)
        why.append(Text(f"{names} 无法得到服务", f"customers {names} cannot be served"))
    return ClashError(tuple(why), tuple(_loosen(asked, clash)))


def _unexplained() -> ClashError:
    """Say that there is no plan when the time was over before the clash was found."""
    return ClashError(
        (
            Text(
                "没有方案满足全部规则；在时限内未找出互相冲突的规则",
                "no plan keeps all the rules; the time was over before the clash was found",
            ),
        ),
        (
            Text(
                "提高 outlets.solve.time_limit_s，或先放宽预算、数量、标准中的一条",
                "raise outlets.solve.time_limit_s, or loosen a budget, a count or a standard first",
            ),
        ),
    )


def _too_few(asked: Asked) -> InfeasibleError:
    """Say how many outlets it takes to reach everybody."""
    question, count = asked.question, asked.options.count
    least = least_count(question.states[0].time_min, question.stays, asked.options.solve)
    return InfeasibleError(
        f"{count} outlets cannot reach every customer, wherever they open",
        where=f"outlets.count = {count}",
        mend=f"raise outlets.count to {least}, or add sites that more customers can reach",
    )


def _beyond_reach(asked: Asked) -> Iterator[tuple[Text, Text]]:
    """Name customers that no site is near enough to, with the reach that would be enough."""
    raw = np.where(np.isfinite(asked.ways.time_min), asked.ways.time_min, np.inf)
    never = asked.question.shut & ~asked.question.today_sites
    within = np.where(never, np.inf, asked.question.states[0].time_min)
    lost = np.flatnonzero(~np.isfinite(within).any(axis=1)).tolist()
    if not lost:
        return
    names = _accounts(asked, lost)
    needed = np.where(never, np.inf, raw)[lost].min(axis=1).max()
    limits = ", ".join(f"{one.max_min:g} min" for one in asked.options.reach)
    yield (
        Text(
            f"{len(lost)} 户在可达范围({limits})内没有网点：{names}",
            f"{len(lost)} customers have no site within reach ({limits}): {names}",
        ),
        Text(
            f"把 outlets.reach 的 max_min 提高到 {_up(needed, 0.1):g}，或增加候选点",
            f"raise max_min of outlets.reach to {_up(needed, 0.1):g}, or add candidates",
        ),
    )


def _rules(asked: Asked, clash: Clash) -> list[Text]:
    return [_rule(asked, kind, number) for kind, number in clash.rules]


def _rule(asked: Asked, kind: str, number: int) -> Text:
    """Name one rule as the scenario has it."""
    ids = asked.sites["outlet_id"].tolist()
    if kind in _OF_PHASE:
        year = f" ({asked.years[number]})" if asked.options.phase else ""
        name = "count" if kind.endswith("count") else f"budget.{kind}"
        limit = f"outlets.{name} = {getattr(asked.question.phases[number], kind):,g}{year}"
        return Text(limit, limit)
    told = Text("最低服务量", "least load")
    match kind:
        case "must_open":
            told = Text(f"{ids[number]} 必须开放", f"{ids[number]} must be open")
        case "barred":
            told = Text(f"{ids[number]} 不得开放", f"{ids[number]} must not be open")
        case "group":
            group = asked.question.groups[number]
            names = "+".join(ids[one] for one in group.sites[:_SHOWN])
            told = Text(f"{names} 至多 {group.most} 个", f"at most {group.most} of {names}")
        case "standard":
            name = standard_name(asked, number)
            told = Text(f"标准 {name}", f"standard {name}")
        case "backup":
            limit = f"{asked.question.backups[number].within_min:g}"
            told = Text(f"{limit} 分钟内备用网点", f"backup within {limit} min")
        case "capacity":
            unit = asked.options.capacity.units[number]
            told = Text(f"能力({unit})", f"capacity in {unit}")
    return told


_OF_PHASE = ("least_count", "most_count", "once_yuan", "yearly_yuan")


def _loosen(asked: Asked, clash: Clash) -> Iterator[Text]:
    """Yield what would be enough, the capacities of a unit and the backups of a rule together."""
    together: dict[tuple[str, int], list[Slack]] = {}
    for one in clash.loosen:
        number = one.rule.number
        kind = one.rule.kind
        key = (kind, one.rule.at) if kind in _OF_PHASE else (kind, number)
        together.setdefault(("served", 0) if kind == "served" else key, []).append(one)
    for (kind, number), slacks in together.items():
        yield _change(asked, kind, number, slacks)


def _change(asked: Asked, kind: str, number: int, slacks: list[Slack]) -> Text:
    amount = max(one.amount for one in slacks)
    ids = asked.sites["outlet_id"].tolist()
    if kind in _OF_PHASE:
        return _limit(asked, kind, number, amount)
    match kind:
        case "standard":
            share = 100 * asked.question.standards[number].share
            least = f"{math.floor(10 * (share - amount)) / 10:g}%"
            name = standard_name(asked, number)
            return Text(
                f"把标准 {name} 由 {share:g}% 降到 {least}",
                f"lower the share of standard {name} from {share:g}% to {least}",
            )
        case "capacity":
            unit = asked.options.capacity.units[number]
            names = ", ".join(f"{ids[one.rule.at]} +{_up(one.amount, 1):,.0f}" for one in slacks)
            return Text(f"增加能力({unit})：{names}", f"raise capacity in {unit}: {names}")
        case "backup":
            names = _accounts(asked, [one.rule.at for one in slacks])
            return Text(f"免除备用网点要求：{names}", f"ask for no backup for {names}")
        case "served":
            names = _accounts(asked, [one.rule.number for one in slacks])
            return Text(
                f"不规划 {names}，或增加其可达的候选点",
                f"leave {names} out, or add candidates that they can reach",
            )
    rule = _rule(asked, kind, number)
    return Text(f"取消“{rule.zh}”", f"drop the rule that {rule.en}")


def _limit(asked: Asked, kind: str, phase: int, amount: float) -> Text:
    limit = float(getattr(asked.question.phases[phase], kind))
    name = "count" if kind.endswith("count") else f"budget.{kind}"
    key = f"outlets.{name}" + (f" ({asked.years[phase]})" if asked.options.phase else "")
    if kind == "least_count":
        new = f"{math.floor(limit - amount + 1e-6):,.0f}"
        return Text(
            f"把 {key} 由 {limit:,.0f} 降到 {new}", f"lower {key} from {limit:,.0f} to {new}"
        )
    new = f"{_up(limit + amount, 1):,.0f}"
    return Text(f"把 {key} 由 {limit:,.0f} 提高到 {new}", f"raise {key} from {limit:,.0f} to {new}")


def _accounts(asked: Asked, customers: Iterable[int]) -> str:
    accounts = asked.customers["account_no"].tolist()
    names = [accounts[one] for one in dict.fromkeys(customers)]
    more = f" (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _up(value: float, step: float) -> float:
    """Round up, so that what is told is enough; not for a trace above a whole step."""
    return step * math.ceil(value / step - 1e-6)
