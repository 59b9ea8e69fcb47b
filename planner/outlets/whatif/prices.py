"""What each rule costs: the best plan without that rule alone."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from planner.outlets.engines.question import NO_LIMIT, Question
from planner.outlets.whatif.case import Case, Progress
from planner.outlets.whatif.changes import changes
from planner.result import Result
from planner.schema import RULE_PRICES, Figure, Layer, Table, Text


@dataclass(frozen=True, eq=False)
class RulePrices(Result):
    """`rows` has the columns of RULE_PRICES, one row a rule of the question."""

    rows: pd.DataFrame
    unit: Text

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("规则代价", "What each rule costs")

    def headline(self) -> list[Figure]:
        """Return the dearest rule's price."""
        if self.rows.empty:
            return []
        title = Text("代价最大的规则", "Dearest rule")
        return [Figure("dearest_rule", title, float(self.rows["price"].max()), self.unit, 3)]

    def layers(self) -> list[Layer]:
        """Return nothing: rules have no place."""
        return []

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the rules with their prices."""
        return {RULE_PRICES: self.rows}


@dataclass(frozen=True)
class Lifted:
    """A rule that can be lifted: its name, what it says, and the question without it."""

    rule: str
    title: Text
    without: Callable[[Question], Question]


def price_rules(case: Case, *, progress: Progress | None = None) -> RulePrices:
    """Answer the question again without each rule that could bind.

    The price is what the goal would gain. It is never negative but for the gaps of the two solves;
    `most_price` is proven: no plan without the rule gains more.
    """
    rules = list(rules_of(case))
    rows = []
    for number, one in enumerate(rules):
        rows.append(_row(case, one))
        if progress is not None:
            progress(number + 1, len(rules))
    return RulePrices(RULE_PRICES.shape(rows), case.unit)


def rules_of(case: Case) -> Iterator[Lifted]:
    """List the rules of the question that can be lifted one by one, and all that name a site."""
    question = case.question
    named = np.flatnonzero(question.stays | question.shut)
    for site in named:
        yield _site_rule(case, int(site))
    if len(named) > 1:
        title = Text("全部保留与禁设规则", "all rules that keep or shut a site")
        yield Lifted("all named sites", title, _free_all)
    titles = case.titles
    yield from _titled("group", Text("互斥组", "group"), len(question.groups), titles.groups)
    yield from _titled(
        "standard", Text("服务标准", "standard"), len(question.standards), titles.standards
    )
    yield from _titled(
        "backup", Text("备用覆盖", "backup cover"), len(question.backups), titles.backups
    )
    yield from _money_rules(question)
    yield from _load_rules(question)


def _row(case: Case, rule: Lifted) -> dict[str, object]:
    other = case.again(rule.without(case.question))
    extra, least = case.extra(other)
    return {
        "rule": rule.rule,
        "title_zh": rule.title.zh,
        "title_en": rule.title.en,
        "price": -extra,
        "most_price": -least,
        **changes(case, other),
    }


def _site_rule(case: Case, site: int) -> Lifted:
    who, name = case.site_ids[site], case.site_names[site]
    if case.question.stays[site]:
        title = Text(f"必须开放: {name}", f"has to be open: {name}")
    else:
        title = Text(f"不得开放: {name}", f"must not be open: {name}")
    return Lifted(f"site {who}", title, lambda question: question.freeing(site))


def _free_all(question: Question) -> Question:
    return dataclasses.replace(question, must_open=None, barred=None)


def _titled(
    rule: Literal["group", "standard", "backup"], kind: Text, count: int, titles: Sequence[Text]
) -> Iterator[Lifted]:
    """Yield one rule for each title; what has none is called by its kind and number."""
    numbered = [Text(f"{kind.zh} {one}", f"{kind.en} {one}") for one in range(1, count + 1)]
    said = list(titles) or numbered
    for number, title in enumerate(dict.fromkeys(said), start=1):
        places = frozenset(place for place, one in enumerate(said) if one == title)
        yield Lifted(f"{rule} {number}", title, partial(_without, rule=rule, places=places))


def _without(
    question: Question, *, rule: Literal["group", "standard", "backup"], places: Set[int]
) -> Question:
    if rule == "group":
        return dataclasses.replace(question, groups=_less(question.groups, places))
    if rule == "standard":
        return dataclasses.replace(question, standards=_less(question.standards, places))
    return dataclasses.replace(question, backups=_less(question.backups, places))


def _less[T](items: tuple[T, ...], places: Set[int]) -> tuple[T, ...]:
    return tuple(one for place, one in enumerate(items) if place not in places)


def _money_rules(question: Question) -> Iterator[Lifted]:
    if any(one.once_yuan < NO_LIMIT for one in question.phases):
        yield Lifted(
            "budget once", Text("一次性预算", "budget for what is spent once"),
            partial(_phases, once_yuan=NO_LIMIT),
        )  # fmt: skip
    if any(one.yearly_yuan < NO_LIMIT for one in question.phases):
        yield Lifted(
            "budget yearly", Text("年度预算", "budget for a year"),
            partial(_phases, yearly_yuan=NO_LIMIT),
        )  # fmt: skip


def _phases(
    question: Question, *, once_yuan: float | None = None, yearly_yuan: float | None = None
) -> Question:
    freed = tuple(
        dataclasses.replace(
            one,
            once_yuan=one.once_yuan if once_yuan is None else once_yuan,
            yearly_yuan=one.yearly_yuan if yearly_yuan is None else yearly_yuan,
        )
        for one in question.phases
    )
    return dataclasses.replace(question, phases=freed)


def _load_rules(question: Question) -> Iterator[Lifted]:
    if np.isfinite(question.posts.capacity).any():
        yield Lifted("capacity", Text("服务能力上限", "capacity of outlets"), _without_capacity)
    if (question.posts.least > 0).any():
        yield Lifted("least load", Text("最低业务量", "least load of outlets"), _without_least)


def _without_capacity(question: Question) -> Question:
    endless = np.full(question.posts.capacity.shape, np.inf)
    posts = dataclasses.replace(question.posts, capacity=endless)
    return dataclasses.replace(question, posts=posts)


def _without_least(question: Question) -> Question:
    nothing = np.zeros(question.posts.least.shape)
    posts = dataclasses.replace(question.posts, least=nothing)
    return dataclasses.replace(question, posts=posts)
