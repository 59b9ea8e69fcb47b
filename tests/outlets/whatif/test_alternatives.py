"""Plans as good: against the sorted list of all plans."""

import itertools

import pytest

from planner.outlets.whatif import list_alternatives


def _all(case) -> list[float]:
    weight, minutes = case.question.states[0].weight, case.question.states[0].time_min
    return sorted(
        float(weight @ minutes[:, sites].min(axis=1))
        for sites in itertools.combinations(range(8), 3)
    )


def test_they_are_the_next_best_plans_in_order(road):
    found = list_alternatives(road, within_pct=60.0)
    costs = _all(road)
    within = [one for one in costs[1:] if one <= costs[0] * 1.6]
    assert len(within) >= 2
    assert found.rows["value"].tolist() == pytest.approx(within)
    assert found.complete
    assert found.rows["rank"].tolist() == list(range(1, len(within) + 1))


def test_a_list_that_is_cut_says_so(road):
    found = list_alternatives(road, within_pct=100.0, most=2)
    assert len(found.rows) == 2
    assert not found.complete
    assert found.headline()[0].title.en.endswith("at least")


def test_no_plan_is_listed_twice(road):
    rows = list_alternatives(road, within_pct=50.0, most=15).rows
    assert not rows.duplicated(["out_ids", "in_ids"]).any()
    assert (rows["out_ids"] != "").all()
