"""Deputies, groups, moves, locks, areas and head counts, as a planner sees them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.managers import assign_managers, check_managers


def assign(town, options, **changes):
    options = options.model_copy(update=changes)
    territories = assign_managers(town.customers, town.roster, town.bases, town.workload, options)
    breaches = check_managers(
        territories.owners, territories.load_table, town.customers, town.roster, town.bases,
        town.workload, options,
    )  # fmt: skip
    assert breaches == []
    return territories


def test_the_deputy_is_the_next_best_able_and_never_the_owner(make_town, options):
    town = make_town(
        [0, 1, 30, 31], [0, 12, 30], voltage_kv=[110, 10, 10, 10], max_voltage_kv=[110, 35, 110]
    )
    owners = assign(town, options, deputy_balance=3.0, compact_price=0.0).owners
    minutes = pd.DataFrame(town.bases.time_min, index=town.roster["manager_id"])
    minutes.loc["M1", 0] = np.inf  # he may not serve 110 kV
    for place, row in owners.iterrows():
        others = minutes[place].drop(row["manager_id"])
        assert minutes.loc[row["deputy_id"], place] == others.min()


def test_nobody_is_deputy_for_too_many(make_town, options):
    km = [0.0, 1, 2, 3, 40, 41, 42, 43]
    town = make_town(km, [0, 20, 40])
    loads = assign(town, options, deputy_balance=1.2).load_table
    assert loads["deputy_customers"].max() <= 1.2 * 8 / 3 + 1


def test_one_manager_alone_has_no_deputy_and_that_is_found(make_town, options):
    territories = assign(make_town([0, 1], [0]), options)
    assert territories.owners["deputy_id"].isna().all()
    assert {one.rule.rule_id for one in territories.findings} == {"W24"}


def test_a_group_is_kept_whole_where_no_manager_reaches_all_of_it(make_town, options):
    """Who shares a manager is decided before the reach is: a group goes before minutes."""
    town = make_town([0, 50, 25, 26], [0, 50], entity=["C1", "C1", None, None])
    ids = assign(town, options, reach_min=30.0).owners["manager_id"]
    assert ids.iloc[0] == ids.iloc[1]


def test_a_lock_beyond_the_reach_takes_the_whole_group_along(make_town, options):
    town = make_town([0, 10, 50, 60], [0, 50], entity=["C1", "C1", None, None])
    ids = assign(town, options, reach_min=30.0, locks={"0000000000": "M1"}).owners["manager_id"]
    assert ids.tolist()[:2] == ["M1", "M1"]


def test_who_shares_a_manager_has_a_deputy_of_his_own_where_no_one_may_serve_all(
    make_town, options
):
    town = make_town(
        [0, 1, 50, 51], [0, 50], entity=["C1", "C1", None, None], tier=["T3", "VIP", "T3", "T3"],
        voltage_kv=[110, 10, 10, 10], max_voltage_kv=[110, 35],
    )  # fmt: skip
    territories = assign(town, options)
    deputy = territories.owners["deputy_id"]
    assert deputy.isna().tolist() == [True, False, False, False]
    assert deputy.iloc[1] == "M1"
    assert [one.account_no for one in territories.findings if one.rule.rule_id == "W24"] == [
        "0000000000"
    ]


def test_the_best_qualified_of_those_with_a_way_stands_in(make_town, options):
    town = make_town([0, 30], [0, 10, 20], voltage_kv=[220, 10], max_voltage_kv=[110, 66, 35])
    town.bases.time_min[1, 0] = town.bases.distance_km[1, 0] = np.nan
    row = assign(town, options, unskilled="best qualified").owners.iloc[0]
    assert (row["manager_id"], row["deputy_id"]) == ("M0", "M2")


def test_a_lock_to_the_best_qualified_is_kept(make_town, options):
    town = make_town([0, 1], [0, 60], voltage_kv=[220, 10], max_voltage_kv=[35, 110])
    locks = {"0000000000": "M1"}
    owners = assign(town, options, unskilled="best qualified", locks=locks).owners
    assert owners["manager_id"].iloc[0] == "M1"


def test_who_has_customers_is_on_the_map_though_others_stand_where_they_do(make_town, options):
    territories = assign(make_town([0, 0, 0, 0, 30, 31], [0, 0]), options)
    assert set(territories.areas["manager_id"]) == set(territories.owners["manager_id"])


def test_no_more_customers_move_than_may(make_town, options):
    town = make_town([0, 1, 2, 100, 101, 102], [0, 100], manager_before=["M1"] * 3 + ["M0"] * 3)
    free = assign(town, options)
    assert free.owners["moved"].sum() == 6
    assert assign(town, options, max_moved_share=0.34).owners["moved"].sum() <= 2
    assert not assign(town, options, max_moved_share=0.0).owners["moved"].any()


def test_a_park_keeps_its_customers_together_and_joins_groups(make_town, options):
    town = make_town([0, 50, 25, 26], [0, 50], entity=["C1", None, "C1", None])
    town.customers["park"] = [None, "P1", "P1", None]
    ids = assign(town, options, keep_together=("customer_id", "park")).owners["manager_id"]
    assert ids.iloc[0] == ids.iloc[1] == ids.iloc[2]


def test_a_lock_is_kept_with_its_price_and_costs_nothing_when_it_does_not_bind(make_town, options):
    town = make_town([0, 1, 49, 50], [0, 50])
    locks = {"0000000000": "M1", "0000000003": "M1"}
    territories = assign(town, options, locks=locks)
    assert territories.owners.set_index("account_no").loc[list(locks), "manager_id"].eq("M1").all()
    free = assign(town, options)
    table = territories.locks.set_index("account_no")
    saved = territories.outcome.objective - free.outcome.objective
    assert table.loc["0000000000", "price_min"] > 0
    assert table.loc["0000000000", "price_min"] <= saved + 1e-6
    assert table.loc["0000000003", "price_min"] == pytest.approx(0.0, abs=1e-6)
    assert (table["price_min"] <= table["price_at_most_min"] + 1e-9).all()


def test_a_locked_customer_who_changes_says_so(make_town, options):
    town = make_town([0, 50], [0, 50], manager_before=["M0", "M1"])
    owners = assign(town, options, locks={"0000000000": "M1"}).owners
    assert owners["reason"].iloc[0] == "按指定归该客户经理"


def test_why_a_customer_moves_and_what_staying_would_cost(make_town, options):
    town = make_town(
        [0, 0, 0, 0], [0, 1], manager_before=["M0"] * 4, work_min=[100.0, 100.0, 100.0, 100.0]
    )
    owners = assign(town, options).owners
    moved = owners[owners["moved"]]
    assert len(moved) == 2
    assert moved["reason"].str.contains("均衡工作量：若不调整，M0 为 5.0 小时").all()
    assert (moved["stay_cost_min"] > 0).all()
    assert moved["second_id"].eq("M0").all()


def test_areas_hold_together_where_two_managers_share_a_base(make_town, options):
    km = [float(one) for one in range(-20, 21) if one]
    town = make_town(km, [0, 0])
    ids = assign(town, options, compact_price=2.0).owners["manager_id"].to_numpy()
    left, right = ids[:20], ids[20:]
    assert (left == left[0]).mean() >= 0.9
    assert (right == right[0]).mean() >= 0.9
    assert left[0] != right[0]


@pytest.mark.parametrize("km", [[0, 41], [0, 1, 2, 40, 41, 42]])
def test_areas_share_out_the_land_around_the_customers(make_town, options, km):
    town = make_town(km, [1, 41])
    territories = assign(town, options)
    areas = territories.to_gdf("territories")
    assert areas["manager_id"].tolist() == ["M0", "M1"]
    assert areas.geometry.is_valid.all()
    assert areas.geometry[0].intersection(areas.geometry[1]).area == pytest.approx(0.0, abs=1e-12)
    owner = territories.owners.set_index("account_no")["manager_id"]
    for manager_id, shape in zip(areas["manager_id"], areas.geometry, strict=True):
        mine = owner[town.customers["account_no"]].eq(manager_id).to_numpy()
        assert town.customers.geometry[mine].within(shape).all()
    page = territories.map().get_root().render()
    assert all(one in page for one in ("客户经理片区", "M0", "M1"))


def test_a_customer_among_another_managers_is_an_island_in_their_area(make_town, options):
    town = make_town([0, 1, 2, 3, 4, 30, 31, 32], [1, 31])
    locked = assign(town, options, locks={"0000000002": "M1"}, compact_price=2.0)
    areas = locked.to_gdf("territories").set_index("manager_id").geometry
    assert areas["M1"].geom_type == "MultiPolygon"
    assert town.customers.geometry[2].within(areas["M1"])
    assert not town.customers.geometry[2].within(areas["M0"])


def test_fewer_managers_drive_more_and_lack_hours(make_town, options):
    town = make_town([0, 1, 50, 51, 100, 101], [0, 50, 100], work_min=[600.0] * 6)
    town.workload["trips"] = 1.0
    table = assign(town, options, head_count=(1, 5), capacity_h=30.0).head_count.table
    assert table["managers"].tolist() == [1, 2, 3, 4, 5]
    assert table["overload_h"].iloc[0] > 25.0
    assert table["overload_h"].iloc[2] == 0.0
    assert (np.diff(table["cost_min"]) <= 1e-6).all()
    assert (table["bound_min"] <= table["cost_min"] + 1e-6).all()
    assert table["drive_h"].iloc[0] > table["drive_h"].iloc[2]
    assert table["leaves"].iloc[2] == ""
    assert table["joins"].iloc[2] == ""


def test_nobody_is_hired_in_the_place_of_a_colleague_who_could_do_as_much(make_town, options):
    table = assign(make_town([0, 1, 2, 3], [0, 0, 5]), options, head_count=(2, 4)).head_count.table
    hired = table["joins"].str.split(", ").map(lambda some: len([one for one in some if one]))
    left = table["leaves"].str.split(", ").map(lambda some: len([one for one in some if one]))
    assert not ((hired > 0) & (left > 0)).any(), table


def test_every_number_of_managers_asked_for_is_compared(make_town, options):
    town = make_town([float(one) for one in range(8)], [0, 4], work_min=[600.0] * 8)
    town.roster["outlet_id"] = "O0"
    table = assign(town, options, head_count=(2, 8), capacity_h=10.0).head_count.table
    assert table["managers"].tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert table["overload_h"].tolist() == [60.0, 50.0, 40.0, 30.0, 20.0, 10.0, 0.0]


def test_numbers_with_which_somebody_cannot_be_served_have_no_row(make_town, options):
    town = make_town([0, 50], [0, 50])
    town.bases.time_min[0, 1] = town.bases.time_min[1, 0] = np.nan
    table = assign(town, options, head_count=(1, 2)).head_count.table
    assert table["managers"].tolist() == [2]


def test_work_above_what_a_manager_can_give_is_told(make_town, options):
    town = make_town([0, 50], [0, 50], work_min=[600.0, 600.0])
    territories = assign(town, options, capacity_h=5.0)
    assert territories.load_table["over_h"].tolist() == [5.0, 5.0]
    assert {"W23"} <= {one.rule.rule_id for one in territories.findings}


def test_who_is_away_for_half_of_the_period_has_half_of_the_work(make_town, options):
    town = make_town([float(one) for one in range(12)], [0, 11])
    town.roster["at_work_share"] = [0.5, 1.0]
    loads = assign(town, options, balance=1.1).load_table
    assert loads["customers"].tolist() == [4, 8]
    assert loads["over_h"].tolist() == [0.0, 0.0]


def test_who_is_away_all_the_time_has_only_whom_a_lock_gives_him(make_town, options):
    town = make_town([float(one) for one in range(6)], [0, 5])
    town.roster["at_work_share"] = [0.0, 1.0]
    territories = assign(town, options)
    assert set(territories.owners["manager_id"]) == {"M1"}
    assert territories.imbalance == 1.0
    locked = assign(town, options, locks={"0000000000": "M0"}, head_count=(1, 2))
    assert locked.load_table["over_h"].tolist() == [1.0, 0.0]
    town.roster["at_work_share"] = 0.0
    assert len(assign(town, options).owners) == 6


def test_more_work_than_all_can_give_is_still_shared_evenly(make_town, options):
    """Where all are beyond what they can give, it was all the same who bore the rest: one did."""
    town = make_town([float(one) for one in range(12)], [0, 60, 60])
    territories = assign(town, options, capacity_h=3.0, balance=1.25)
    assert (territories.load_table["over_h"] > 0.0).sum() >= 2
    assert territories.imbalance <= 1.25


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    km=st.lists(st.integers(0, 60), min_size=2, max_size=7, unique=True),
    random=st.randoms(use_true_random=False),
)
def test_names_and_rows_of_customers_change_nothing(make_town, options, km, random):
    before = [random.choice(["M0", "M1", None]) for _ in km]
    town = make_town([float(one) for one in km], [0, 60], manager_before=before)
    order = random.sample(range(len(km)), len(km))
    other = make_town(
        [float(km[one]) for one in order], [0, 60], manager_before=[before[one] for one in order]
    )
    one, two = assign(town, options), assign(other, options)
    assert one.outcome.objective == pytest.approx(two.outcome.objective)
    pd.testing.assert_series_equal(
        one.owners["manager_id"].iloc[order].reset_index(drop=True), two.owners["manager_id"]
    )
