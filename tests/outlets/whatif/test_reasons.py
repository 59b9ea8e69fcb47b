"""Why each site: against every set of sites tried by hand."""

import dataclasses
import itertools

import numpy as np
import pytest

from planner.outlets.engines.question import Group
from planner.outlets.whatif import give_reasons, price_rules
from planner.outlets.whatif.case import Titles
from planner.schema import Text


def _best(question, keep) -> float:
    weight, minutes = question.states[0].weight, question.states[0].time_min
    return min(
        float(weight @ minutes[:, sites].min(axis=1))
        for sites in itertools.combinations(range(8), 3)
        if keep(set(sites))
    )


def test_each_reason_is_what_the_best_other_plan_loses(road):
    rows = give_reasons(road).rows
    value = road.plan.reached[0].value
    for site, row in rows.iterrows():
        is_open = site in road.plan.opened
        assert row["asked"] == ("without" if is_open else "with")
        best = _best(road.question, lambda one, s=site, o=is_open: (s in one) != o)
        assert row["extra"] == pytest.approx(best - value, abs=1e-12)
        assert row["extra"] >= -1e-12
        assert row["least_extra"] <= row["extra"] + 1e-12
        assert row["extra_weighted_min"] == pytest.approx(row["extra"])


def test_the_sites_named_turn_one_plan_into_the_other(road):
    rows = give_reasons(road).rows
    ids = np.array(road.site_ids)
    weight, minutes = road.question.states[0].weight, road.question.states[0].time_min
    for _, row in rows.iterrows():
        here = set(ids[road.plan.opened]) - set(row["out_ids"].split(", "))
        there = sorted(here | set(row["in_ids"].split(", ")) - {""})
        columns = [road.site_ids.index(one) for one in there]
        cost = float(weight @ minutes[:, columns].min(axis=1))
        assert cost == pytest.approx(road.plan.reached[0].value + row["extra"])


def test_customers_are_counted_and_named_where_they_change_outlet(road):
    row = give_reasons(road).rows.iloc[road.plan.opened[0]]
    other = road.again(road.question.barring(int(road.plan.opened[0])))
    moved = road.plan.serving[0].main != other.serving[0].main
    assert row["customers_moved"] == moved.sum() > 0
    named = [road.account_nos.index(one) for one in row["most_affected"].split(", ")]
    assert 1 <= len(named) <= 3
    assert moved[named].all()


def test_sites_under_a_rule_are_not_asked_about(case_of, line_question):
    question = dataclasses.replace(
        line_question(), must_open=np.arange(8) == 0, barred=np.arange(8) == 7
    )
    rows = give_reasons(case_of(question)).rows
    assert rows["asked"].iloc[[0, 7]].tolist() == ["fixed", "fixed"]
    assert rows["extra"].iloc[[0, 7]].isna().all()


def test_a_site_without_which_there_is_no_plan_says_so(case_of, line_question):
    question = dataclasses.replace(line_question(), barred=np.arange(8) > 2)
    rows = give_reasons(case_of(question)).rows
    assert rows["status"].iloc[:3].tolist() == ["infeasible"] * 3
    assert "no plan without it" in rows["reason_en"].iloc[0]


def test_a_rule_costs_what_the_plan_gains_without_it(case_of, line_question):
    free = line_question()
    question = dataclasses.replace(
        free, must_open=np.arange(8) == 0, barred=np.arange(8) == 3, groups=(Group((1, 2, 4), 1),)
    )
    case = case_of(question)
    prices = price_rules(case).rows.set_index("rule")
    value = case.plan.reached[0].value

    def keeps(sites, *, first=True, fourth=True, group=True):
        return (
            (not first or 0 in sites)
            and (not fourth or 3 not in sites)
            and (not group or len(sites & {1, 2, 4}) <= 1)
        )

    expected = {
        "site S0": _best(free, lambda one: keeps(one, first=False)),
        "site S3": _best(free, lambda one: keeps(one, fourth=False)),
        "all named sites": _best(free, lambda one: keeps(one, first=False, fourth=False)),
        "group 1": _best(free, lambda one: keeps(one, group=False)),
    }
    assert set(prices.index) == set(expected)
    for rule, best in expected.items():
        assert prices.loc[rule, "price"] == pytest.approx(value - best)
        assert prices.loc[rule, "price"] >= -1e-12
    assert prices["price"].max() > 0.1


def test_budgets_are_rules_as_well(case_of, line_question):
    question = line_question()
    posts = dataclasses.replace(question.posts, yearly_yuan=np.arange(8) * 100.0)
    phase = dataclasses.replace(question.phases[0], yearly_yuan=700.0)
    case = case_of(dataclasses.replace(question, posts=posts, phases=(phase,)))
    prices = price_rules(case).rows.set_index("rule")
    assert prices.index.tolist() == ["budget yearly"]
    free = _best(question, lambda _: True)
    price = prices.loc["budget yearly", "price"]
    assert price == pytest.approx(case.plan.reached[0].value - free)
    assert price > 0
    assert prices.loc["budget yearly", "extra_yearly_yuan"] > 0


def test_groups_of_one_title_are_one_rule(case_of, line_question):
    near = Text("间距", "spacing")
    groups = tuple(Group((one, one + 1), 1) for one in range(7))
    case = case_of(dataclasses.replace(line_question(4), groups=groups))
    case = dataclasses.replace(case, titles=Titles(groups=(near,) * 7))
    prices = price_rules(case).rows
    assert prices["title_en"].tolist() == ["spacing"]
    free = case.again(dataclasses.replace(case.question, groups=()))
    expected = case.plan.reached[0].value - free.reached[0].value
    assert prices["price"].tolist() == pytest.approx([expected])
