"""The outlet plan: what opens, who goes where, and what it says about itself."""

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError, InfeasibleError, OptionError
from planner.outlets import OutletsOptions, check_siting, site_outlets
from planner.schema import ASSIGNMENT, CHOSEN, COMPARISON, Travel
from planner.solve import SolveOptions, Status


def _random(seed: int, *, holes: bool = False) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 8)), int(draw.integers(2, 8))
    minutes = draw.integers(1, 60, (n, m)).astype(float)
    if holes:
        gone = draw.random((n, m)) < 0.4
        gone[np.arange(n), draw.integers(0, m, n)] = False
        minutes[gone] = np.nan
    return minutes, draw.integers(0, 100, n).astype(float) + (draw.random(n) < 0.8)


def _brute(minutes: np.ndarray, kwh: np.ndarray, count: int, must: tuple[int, ...] = ()) -> float:
    reach = np.where(np.isnan(minutes), np.inf, minutes)
    weight = kwh / kwh.sum()
    totals = []
    for sites in itertools.combinations(range(minutes.shape[1]), count):
        if set(must) <= set(sites):
            nearest = reach[:, sites].min(axis=1)
            totals.append(float(weight @ nearest) if np.isfinite(nearest).all() else np.inf)
    return min(totals)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.data())
def test_the_plan_is_as_good_as_the_best_of_all_sets_of_sites(town, asked, seed, data):
    minutes, kwh = _random(seed)
    kwh += 1
    count = data.draw(st.integers(1, minutes.shape[1]))
    must = (0,) if count > 1 and seed % 2 else ()
    siting = site_outlets(*town(minutes, kwh, existing=1, must_keep=must), asked(count))
    best = _brute(minutes, kwh, count, must)
    assert siting.outcome.objective == pytest.approx(best, rel=1e-9)
    assert siting.outcome.status is Status.PROVEN
    if siting.second is not None:
        assert siting.second.extra_min >= -1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.data())
def test_pairs_without_a_way_are_never_used_and_an_impossible_count_is_refused(
    town, asked, seed, data
):
    minutes, kwh = _random(seed, holes=True)
    kwh += 1
    count = data.draw(st.integers(1, minutes.shape[1]))
    best = _brute(minutes, kwh, count)
    place = town(minutes, kwh, existing=1)
    if np.isinf(best):
        with pytest.raises(InfeasibleError, match="cannot reach") as refused:
            site_outlets(*place, asked(count))
        least = int(refused.value.mend.split("outlets.count to ")[1].split(",")[0])
        assert np.isfinite(_brute(minutes, kwh, least))
        assert np.isinf(_brute(minutes, kwh, least - 1)) if least > 1 else True
        return
    siting = site_outlets(*place, asked(count))
    assert siting.outcome.objective == pytest.approx(best, rel=1e-9)
    assert check_siting(siting.outlets, siting.assignment, place[0], place[2], asked(count)) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_one_more_outlet_never_hurts(town, asked, seed):
    minutes, kwh = _random(seed)
    place = town(minutes, kwh + 1)
    costs = [
        site_outlets(*place, asked(count, second_best=False)).outcome.objective
        for count in range(1, minutes.shape[1] + 1)
    ]
    assert all(later <= earlier + 1e-9 for earlier, later in itertools.pairwise(costs))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_doubling_all_times_doubles_the_objective(town, asked, seed):
    minutes, kwh = _random(seed)
    once = site_outlets(*town(minutes, kwh + 1), asked(1))
    twice = site_outlets(*town(2 * minutes, kwh + 1), asked(1))
    assert twice.outcome.objective == pytest.approx(2 * once.outcome.objective)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_row_order_and_names_do_not_matter(middling_town, middling_plan, asked, random):
    customers, sites, travel = middling_town
    people, places = list(range(len(customers))), list(range(len(sites)))
    random.shuffle(people)
    random.shuffle(places)
    shuffled = site_outlets(customers.iloc[people], sites.iloc[places], travel, asked(5))
    assert set(shuffled.open_outlet_ids) == set(middling_plan.open_outlet_ids)
    ours = shuffled.assignment.set_index("account_no").sort_index()
    pd.testing.assert_frame_equal(
        ours, middling_plan.assignment.set_index("account_no").sort_index()
    )
    renamed = sites.assign(outlet_id=[f"N{one:02d}" for one in places])
    same = Travel(
        travel.origin_ids, tuple(renamed["outlet_id"]), travel.time_min, travel.distance_km, ""
    )
    again = site_outlets(customers, renamed, same, asked(5))
    assert again.outcome.objective == pytest.approx(middling_plan.outcome.objective, rel=1e-9)


def test_inputs_are_left_as_they_were(middling_town, asked):
    customers, sites, travel = middling_town
    before = customers.copy(deep=True), sites.copy(deep=True), travel.time_min.copy()
    site_outlets(customers, sites, travel, asked(4))
    pd.testing.assert_frame_equal(customers, before[0])
    pd.testing.assert_frame_equal(sites, before[1])
    assert np.array_equal(travel.time_min, before[2])


def test_every_customer_and_every_site_is_in_the_tables_in_the_order_of_the_inputs(
    middling_town, middling_plan
):
    customers, sites, _ = middling_town
    assert middling_plan.assignment["account_no"].tolist() == customers["account_no"].tolist()
    assert middling_plan.outlets["outlet_id"].tolist() == sites["outlet_id"].tolist()
    assert middling_plan.outlets["customers"].sum() == len(customers)
    assert middling_plan.outlets["annual_kwh"].sum() == pytest.approx(customers["annual_kwh"].sum())


def test_existing_outlets_all_stay_when_that_is_the_rule(middling_town, asked):
    options = asked(7, existing_rule="keep")
    siting = site_outlets(*middling_town, options)
    decisions = siting.outlets["decision"].value_counts().to_dict()
    assert decisions == {"kept": 6, "new": 1, "not chosen": 13}


def test_a_site_marked_must_keep_stays_though_others_may_close(middling_plan):
    outlets = middling_plan.outlets.set_index("outlet_id")
    assert outlets.loc["S002", "decision"] == "kept"
    assert outlets.loc["S002", "best_replacement"] == ""
    assert (outlets["decision"] == "closed").any()


def test_the_comparison_sets_the_plan_beside_todays_nearest_outlets(town, asked):
    minutes = [[10, 14, 50], [20, 40, 5], [40, 40, 35]]
    siting = site_outlets(*town(minutes, [1, 1, 2], existing=1), asked(2))
    rows = siting.tables()[COMPARISON].set_index("measure")
    assert siting.open_outlet_ids == ["S000", "S002"]
    assert rows.loc["mean_min_kwh", ["today", "plan"]].tolist() == [27.5, 21.25]
    assert rows.loc["max_min", ["today", "plan"]].tolist() == [40, 35]
    assert rows.loc["share_15_min_customers", ["today", "plan"]].tolist() == pytest.approx(
        [100 / 3, 200 / 3]
    )
    assert rows.loc["open_outlets", ["today", "plan"]].tolist() == [1, 2]
    assert siting.assignment["today_outlet_id"].tolist() == ["S000"] * 3
    assert siting.assignment["today_time_min"].tolist() == [10, 20, 40]


def test_dropping_an_outlet_costs_what_its_customers_lose(town, asked):
    minutes = [[1, 30, 9], [30, 1, 30], [30, 1, 30]]
    siting = site_outlets(*town(minutes), asked(2))
    outlets = siting.outlets.set_index("outlet_id")
    assert siting.open_outlet_ids == ["S000", "S001"]
    assert outlets.loc["S000", "drop_cost_weighted_min"] == pytest.approx(29 / 3)
    assert outlets.loc["S000", "best_replacement"] == "S002"
    assert outlets.loc["S000", "swap_cost_weighted_min"] == pytest.approx(8 / 3)
    assert siting.second is not None
    assert siting.second.without == ("S000",)
    assert siting.second.instead == ("S002",)
    assert siting.second.extra_min == pytest.approx(8 / 3)


def test_there_is_no_second_plan_when_all_sites_are_open(town, asked):
    siting = site_outlets(*town([[1, 2], [2, 1]]), asked(2))
    assert siting.second is None
    assert siting.outlets["best_replacement"].tolist() == ["", ""]


def test_a_second_plan_is_found_though_no_single_exchange_leads_to_it(town, asked):
    no = np.nan
    minutes = [[1, no, no, 3], [no, 1, 3, no], [1, no, 3, no], [no, 1, no, 3]]
    siting = site_outlets(*town(minutes), asked(2))
    assert siting.open_outlet_ids == ["S000", "S001"]
    assert siting.second is not None
    assert siting.second.instead == ("S002", "S003")
    assert siting.second.extra_min == pytest.approx(2)


def test_without_outlets_today_there_is_nothing_to_compare_with(town, asked):
    siting = site_outlets(*town([[1, 2], [2, 1]]), asked(1))
    assert siting.assignment["today_outlet_id"].isna().all()
    by_key = {one.key: one for one in siting.headline()}
    assert by_key["mean_min_kwh"].before is None
    assert by_key["open_outlets"].before == 0


def test_weights_blend_kwh_and_heads(town, asked):
    place = town([[1, 30], [30, 1], [30, 1]], [98, 1, 1])
    by_kwh = site_outlets(*place, asked(1))
    by_heads = site_outlets(*place, asked(1, weight={"kwh": 0, "customers": 1}))
    assert by_kwh.open_outlet_ids == ["S000"]
    assert by_heads.open_outlet_ids == ["S001"]


def test_customers_who_weigh_nothing_still_go_to_their_nearest_outlet(town, asked):
    minutes = [[1, 30], [30, 1]]
    siting = site_outlets(*town(minutes, [1, 0]), asked(2))
    assert siting.assignment["outlet_id"].tolist() == ["S000", "S001"]


def test_nobody_with_any_weight_is_refused(town, asked):
    with pytest.raises(OptionError, match="no customer has any weight"):
        site_outlets(*town([[1, 2]], [0]), asked(1))


def test_customers_without_any_site_are_named(town, asked):
    with pytest.raises(DataError, match="1 customers reach no site: 0000000001"):
        site_outlets(*town([[1, 2], [np.nan, np.nan]]), asked(1))


def test_too_few_outlets_for_those_that_stay_is_refused_with_the_number(middling_town, asked):
    with pytest.raises(InfeasibleError) as refused:
        site_outlets(*middling_town, asked(4, existing_rule="keep"))
    assert "raise outlets.count to 6" in refused.value.mend


def test_more_outlets_than_sites_is_refused_with_the_number(middling_town, asked):
    with pytest.raises(InfeasibleError) as refused:
        site_outlets(*middling_town, asked(21))
    assert "lower outlets.count to 20" in refused.value.mend


def test_an_outlet_beyond_its_capacity_is_reported(town, asked):
    customers, sites, travel = town([[1, 9], [1, 9], [9, 1]])
    siting = site_outlets(customers, sites.assign(capacity_customers=[1.0, 1.0]), travel, asked(2))
    assert [(one.rule.rule_id, one.value, one.detail) for one in siting.findings] == [
        ("W13", "S000", "2 > 1")
    ]


def test_the_tables_keep_their_declarations_and_the_result_can_be_pickled(middling_plan):
    tables = middling_plan.tables()
    for table in (CHOSEN, ASSIGNMENT, COMPARISON):
        table.require(tables[table], *[c for c in table.names if c in tables[table]], by="test")
    assert set(ASSIGNMENT.names) == set(tables[ASSIGNMENT].columns)
    again = pickle.loads(pickle.dumps(middling_plan))
    assert again.outcome == middling_plan.outcome


def test_layers_join_each_customer_to_his_outlet(middling_plan):
    lines, outlets = middling_plan.layers()
    assert lines.role == "assignment"
    assert outlets.role == "outlets"
    assert len(lines.rows) == len(middling_plan.assignment)
    assert lines.rows["outlet_id"].tolist() == middling_plan.assignment["outlet_id"].tolist()
    point_of = middling_plan.outlets.set_index("outlet_id").geometry
    for line, outlet in zip(lines.rows.geometry, lines.rows["outlet_id"], strict=True):
        assert line.coords[-1] == point_of[outlet].coords[0]


def test_one_account_is_told_its_outlet_and_its_minutes(middling_plan):
    told = middling_plan.per_customer("0000000003")
    assert told["assignment"][0]["outlet_id"] in middling_plan.open_outlet_ids


def test_the_same_question_gets_the_same_plan(middling_town, middling_plan, asked):
    again = site_outlets(*middling_town, asked(5))
    pd.testing.assert_frame_equal(again.outlets, middling_plan.outlets)
    pd.testing.assert_frame_equal(again.assignment, middling_plan.assignment)
    assert again.outcome.deterministic


def test_a_node_limit_gives_a_sound_plan_that_can_be_repeated(middling_town, asked):
    options = asked(5, solve=SolveOptions(node_limit=1))
    siting = site_outlets(*middling_town, options)
    customers, _, travel = middling_town
    assert siting.outcome.deterministic
    assert check_siting(siting.outlets, siting.assignment, customers, travel, options) == []


def test_a_misspelt_option_is_refused_by_name():
    with pytest.raises(OptionError, match="cout"):
        OutletsOptions.load({"existing": "a.csv", "cout": 3})
