"""What a plan recommends and how sure that is, in sentences a planner can read out."""

from collections.abc import Iterable, Mapping

from planner.findings import Findings, Language
from planner.geocode import PROVIDERS
from planner.outlets import GOALS, Reached, Siting
from planner.schema import Text

_ROOMS = {
    "outlets": Text("网点", "outlets"),
    "managers": Text("分工", "managers"),
    "visits": Text("走访", "visits"),
}


_ASKED = {
    "G22": Text("定位", "located"),
    "G23": Text("存疑", "held"),
    "G24": Text("出错", "failed"),
    "G25": Text("配额用尽", "out of allowance"),
    "G26": Text("未查询", "not asked"),
}


def whom_we_asked(findings: Findings, language: Language) -> list[str]:
    """Say to which online service addresses went, on whose terms, and what came of them."""
    counts = findings.counts()
    parts = [
        f"{one.say(language)} {counts[rule]}" for rule, one in _ASKED.items() if rule in counts
    ]
    lines = []
    for one in findings:
        if one.rule.rule_id in {"G20", "G21"}:
            terms = PROVIDERS[one.value].terms
            told = ("，" if language == "zh" else ", ").join(parts)
            lines += [
                f"{one.message(language)}{'：' if language == 'zh' else ': '}{told}",
                f"  {terms.zh if language == 'zh' else terms.en}",
            ]
            if one.rule.rule_id == "G20":
                lines.append(f"  {one.mend(language)}")
    return lines


def what_straight_lines_miss(findings: Findings, language: Language) -> list[str]:
    """Say for how many customers the way by road leads elsewhere than the straight line."""
    return [one.message(language) for one in findings if one.rule.rule_id == "W14"]


def recommendation(siting: Siting, language: Language) -> list[str]:
    """Name the outlets that open and close, the proof, and the second-best plan."""
    zh = language == "zh"
    name_of = dict(zip(siting.outlets["outlet_id"], siting.outlets["outlet_name"], strict=True))
    lines = []
    for decision, words in (("new", Text("新建", "open")), ("closed", Text("撤销", "close"))):
        ids = siting.outlets.loc[siting.outlets["decision"] == decision, "outlet_id"]
        if len(ids):
            lines.append(f"{words.say(language)}: {_names(ids, name_of, zh=zh)}")
    lines += [_proof(one, language) for one in siting.reached]
    if siting.second is not None:
        without = _names(siting.second.without, name_of, zh=zh)
        instead = _names(siting.second.instead, name_of, zh=zh)
        extra_min = siting.second.extra_min
        lines.append(
            f"次优方案：以{instead}代替{without}，加权平均时间多 {extra_min:.3f} 分钟"
            if zh
            else f"second-best: {instead} instead of {without}, {extra_min:.3f} min more on average"
        )
    return lines


def money(siting: Siting, language: Language) -> list[str]:
    """Say what running costs today and in the plan, and what is spent once; nothing if unknown."""
    known = {one.key: one for one in siting.measures}
    if "yearly_yuan" not in known:
        return []
    today, plan = known["yearly_yuan"].today, known["yearly_yuan"].plan
    once, more = known["once_yuan"].plan, plan - today
    if language == "zh":
        change = "多" if more > 0 else "少"
        return [
            f"年运行费用：现状 {today:,.0f} 元，方案 {plan:,.0f} 元，"
            f"每年{change} {abs(more):,.0f} 元；一次性支出 {once:,.0f} 元"
        ]
    change = "more" if more > 0 else "less"
    return [
        f"running cost: {today:,.0f} yuan a year today, {plan:,.0f} in the plan, "
        f"{abs(more):,.0f} {change} each year; {once:,.0f} yuan spent once"
    ]


def _proof(reached: Reached, language: Language) -> str:
    """Say what became of a goal, and what is proven about it."""
    words, outcome = GOALS[reached.goal], reached.outcome
    status, what, unit = (
        one.say(language) for one in (outcome.status.text, words.title, words.unit)
    )
    value, bound = (f"{one:,.{words.decimals}f}" for one in (outcome.objective, outcome.bound))
    if language == "zh":
        side = "上界" if reached.goal == "covered" else "下界"
        return f"网点方案{status}：{what} {value} {unit}，{side} {bound}，差距 {outcome.gap:.4%}"
    return f"outlets {status}: {what} {value} {unit}, bound {bound}, gap {outcome.gap:.4%}"


def _names(ids: Iterable[str], name_of: dict[str, str], *, zh: bool) -> str:
    return ("、" if zh else ", ").join(name_of[one] for one in ids)


def verdict(breaches: Mapping[str, int], language: Language) -> str:
    """Say what the judges found, each from the tables of its room alone."""
    if language == "zh":
        found = "，".join(f"{_ROOMS[room].zh} {count} 处" for room, count in breaches.items())
        return f"独立检查（仅凭结果表重新核对）违规：{found}"
    found = ", ".join(f"{count} in {_ROOMS[room].en}" for room, count in breaches.items())
    return f"breaches when re-verified from the tables alone: {found}"


def how_travel_was_measured(basis: Text, language: Language) -> str:
    """Say what the minutes rest on: roads, or an estimate with its error."""
    return f"行车时间：{basis.zh}" if language == "zh" else f"travel times: {basis.en}"
