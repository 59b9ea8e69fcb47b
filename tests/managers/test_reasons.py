"""Why a customer moves: each reason in a town where it is the one, and none where it is not."""

import numpy as np
import pytest

from planner.managers import assign_managers
from planner.managers.case import build_case, capacity_of
from planner.managers.parties import gather
from planner.managers.reasons import Reasons


def reasons(town, options, **changes):
    """Return the reason of everybody who moves, in English, by his place in the register."""
    owners = assign_managers(
        town.customers, town.roster, town.bases, town.workload,
        options.model_copy(update=changes), language="en",
    ).owners.set_index("account_no")  # fmt: skip
    moved = owners.loc[list(town.customers["account_no"])].reset_index()
    return moved.loc[moved["moved"], "reason"].to_dict()


def test_who_may_not_be_served_by_the_manager_before_moves_for_his_skills(make_town, options):
    volts = make_town(
        [0, 30], [0, 30], voltage_kv=[110, 10], max_voltage_kv=[35, 110],
        manager_before=["M0", "M1"],
    )  # fmt: skip
    assert reasons(volts, options, overload_price=0.0) == {
        0: "the manager before may not serve this voltage"
    }
    tiers = make_town(
        [0, 30], [0, 30], tier=["T1", "T3"], highest_tier=["T2", "VIP"],
        manager_before=["M0", "M1"],
    )  # fmt: skip
    assert reasons(tiers, options, overload_price=0.0) == {
        0: "the manager before may not serve this tier"
    }


def test_who_has_no_road_to_the_base_before_or_is_beyond_its_reach_is_told_so(make_town, options):
    town = make_town([0, 1, 50], [0, 50], manager_before=["M1", "M0", "M1"])
    assert reasons(town, options, reach_min=30.0) == {0: "beyond the reach of the manager before"}
    town.bases.time_min[1, 0] = np.nan
    assert reasons(town, options) == {0: "there is no road from the base of the manager before"}


def test_who_shares_a_manager_is_told_so(make_town, options):
    """The first of a group moves to the others, or with one who may not stay, or who is locked."""
    together = "shares a manager with the accounts of his group"
    apart = make_town(
        [60, 50, 49], [0, 50], entity=["C1", "C1", "C1"], manager_before=["M0", "M1", "M1"]
    )
    assert reasons(apart, options) == {0: together}
    mate = make_town(
        [0, 1, 50], [0, 50], entity=["C1", "C1", None], manager_before=["M0", "M0", "M1"],
        voltage_kv=[10, 110, 10], max_voltage_kv=[35, 110],
    )  # fmt: skip
    assert reasons(mate, options, overload_price=0.0) == {
        0: together, 1: "the manager before may not serve this voltage",
    }  # fmt: skip
    mate.customers["voltage_kv"] = 10.0
    assert reasons(mate, options, overload_price=0.0, locks={"0000000001": "M1"}) == {
        0: together, 1: "locked to this manager",
    }  # fmt: skip


def test_who_is_nearer_to_another_base_moves_for_the_way_if_it_pays_for_the_move(
    make_town, options
):
    town = make_town([0, 100], [0, 100], manager_before=["M1", "M0"])
    assert reasons(town, options) == dict.fromkeys((0, 1), "nearer base: 100 → 0 minutes")


def test_who_goes_along_with_a_group_that_is_nearer_as_a_whole_is_told_so(make_town, options):
    """His own way gets longer, and that he is nearer to the middle of the area counts nothing."""
    town = make_town(
        [4, 60, 5, 5, -30], [0, 10], entity=["C1", "C1", None, None, None],
        manager_before=["M0", "M0", "M1", "M1", "M0"],
    )  # fmt: skip
    free = {"move_price_min": 5.0, "overload_price": 0.0, "compact_price": 0.0}
    assert reasons(town, options, **free) == {
        0: "shares a manager with the accounts of his group", 1: "nearer base: 60 → 50 minutes",
    }  # fmt: skip


def test_who_lives_among_another_managers_customers_moves_for_a_compact_area(make_town, options):
    km = [float(one) for one in (-22, -21, -20, -19, -18, 18, 19, 20, 21, 22)]
    before = ["M0"] * 4 + ["M1"] + ["M1"] * 4 + ["M0"]
    town = make_town(km, [0, 0], manager_before=before)
    told = reasons(town, options, compact_price=20.0)
    assert set(told) == {4, 9}
    assert all(one.startswith("more compact area: ") for one in told.values())
    assert town.bases.time_min[0, 4] == town.bases.time_min[1, 4]


def test_a_few_minutes_nearer_are_no_reason_where_the_work_was_uneven(make_town, options):
    """The way saved was named where nobody would have moved for it: 10 → 10 minutes."""
    town = make_town([10] * 4, [0.2, 20.0], manager_before=["M1"] * 4, work_min=[100.0] * 4)
    told = reasons(town, options)
    uneven = "evens out the work: M1 would have 5.0 h, at most 3.4 h are fair"
    assert list(told.values()) == [uneven] * 2
    assert reasons(town, options, overload_price=0.0) == {}


def test_more_than_a_manager_can_give_is_evened_out_though_the_balance_allows_it(
    make_town, options
):
    town = make_town([0] * 4, [0, 0], manager_before=["M0"] * 4)
    told = reasons(town, options, balance=2.0, capacity_h=3.0)
    assert list(told.values()) == [
        "evens out the work: M0 would have 4.0 h, at most 3.0 h are fair"
    ]


def test_who_fills_up_the_work_of_a_new_manager_is_told_so(make_town, options):
    """It was said to make room for other customers, and nobody else moved."""
    town = make_town([0] * 28, [0, 0, 0], manager_before=["M0"] * 10 + ["M1"] * 10 + ["M2"] * 8)
    told = list(reasons(town, options, balance=1.08).values())
    assert told == [
        "fills up the work of M2, who would be below his least: 8.0 h, at least 8.6 h are fair"
    ]
    chinese = assign_managers(
        town.customers, town.roster, town.bases, town.workload,
        options.model_copy(update={"balance": 1.08}),
    ).owners["reason"].dropna()  # fmt: skip
    assert chinese.tolist() == ["补足工作量：若不调整，M2 为 8.0 小时，下限 8.6 小时"]


@pytest.mark.parametrize(("balance", "price"), [(2.0, 25.0), (1.02, 0.0)])
def test_who_moves_though_nothing_else_speaks_for_it_makes_room(make_town, options, balance, price):
    """A search that ends within its gap may leave such a customer; here no share of work counts."""
    town = make_town([0, 1, 2, 3], [0, 0], manager_before=["M0", "M0", "M0", "M1"])
    options = options.model_copy(update={"balance": balance, "overload_price": price})
    matter = gather(town.customers, town.roster, town.bases, options)
    capacity = capacity_of(town.roster, options)
    case = build_case(matter, capacity, town.workload, options)
    owner = np.array([int(members[0] in (0, 3)) for members in matter.parties])
    party = matter.parties.index([0])
    assert Reasons(matter, case, owner, options).say(party, 0, "en") == (
        "makes room for other customers"
    )
