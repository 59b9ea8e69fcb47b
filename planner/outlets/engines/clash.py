"""Why no plan keeps all rules: what would be enough to loosen, and which rules clash."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.book import Rule, Slack
from planner.outlets.engines.growing import first_lists, solve_growing, stopped_short
from planner.outlets.engines.merging import merge
from planner.outlets.engines.model import Draft
from planner.outlets.engines.question import Question
from planner.solve import Clock, SolveOptions

_PRICE = {
    "served": 20.0, "least_count": 1.0, "most_count": 1.0, "once_yuan": 1.0, "yearly_yuan": 1.0,
    "must_open": 3.0, "barred": 3.0, "group": 2.0, "standard": 0.2, "backup": 1.0,
    "capacity": 0.5, "least_load": 0.5,
}  # fmt: skip
"""What stretching costs: an outlet, the dearest post, five points of a standard are alike."""


@dataclass(frozen=True)
class Clash:
    """What keeps a question from having an answer.

    `loosen` is enough to loosen, together, and no cheaper set is at the prices of `_PRICE`;
    `rules` are (kind, number) of rules that cannot all hold, and of which none could be left out
    for that. Numbers of served and backup rules in `loosen` are customers.
    """

    loosen: tuple[Slack, ...]
    rules: tuple[tuple[str, int], ...]


def find_clash(question: Question, options: SolveOptions) -> Clash:
    """Say why a question has no answer.

    The same model with every rule elastic has one: least stretching names the smallest relaxation.
    Then each sort of rule is left out once, and stays out when there is still no plan; those that
    are left clash (Chinneck and Dravnieks 1991, Locating minimal infeasible constraint sets in
    linear programs, ORSA Journal on Computing 3(2): the deletion filter).
    """
    clock = Clock(options.time_limit_s)
    merged = merge(question)
    small = dataclasses.replace(merged.question, excluded=())
    whole = Draft(first_lists(small))
    elastic = dataclasses.replace(whole, price=lambda rule: _PRICE[rule.kind])
    model = solve_growing(small, None, elastic, options, clock).model
    if model.is_short() or clock.over():
        raise stopped_short()
    first = np.unique(merged.group, return_index=True)[1]
    loosen = tuple(_of_customer(one, first) for one in model.book.stretched())
    rules = [one for one in model.book.rules if one.kind != "served"]  # that always holds
    kept = list(dict.fromkeys(_sort(one) for one in rules))
    any_plan = options.model_copy(update={"gap": 1.0})
    for one in list(kept):
        rest = [other for other in kept if other != one]
        draft = dataclasses.replace(whole, dropped={r for r in rules if _sort(r) not in rest})
        if not _may_have_plan(small, draft, any_plan, clock):
            kept = rest
    return Clash(loosen, tuple(kept))


def _may_have_plan(question: Question, draft: Draft, options: SolveOptions, clock: Clock) -> bool:
    """Say whether there is a plan, or no time is left to find that there is none."""
    try:
        solve_growing(question, "fewest", draft, options, clock)
    except InfeasibleError:
        return False
    except LimitError:
        return True
    return True


def _sort(rule: Rule) -> tuple[str, int]:
    """Return the rule as the planner wrote it: customers and sites of one rule are one."""
    single = rule.kind in ("standard", "backup", "group", "must_open", "barred")
    if rule.kind in ("most_count", "least_count", "once_yuan", "yearly_yuan"):
        return rule.kind, rule.at
    return rule.kind, rule.number if single or rule.kind == "capacity" else 0


def _of_customer(slack: Slack, first: np.ndarray) -> Slack:
    """Name the customer of the question as it was."""
    rule = slack.rule
    if rule.kind == "served":
        return Slack(rule._replace(number=int(first[rule.number])), slack.amount)
    if rule.kind == "backup":
        return Slack(rule._replace(at=int(first[rule.at])), slack.amount)
    return slack
