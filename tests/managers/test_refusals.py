"""What cannot be divided is refused by name, with the least that helps."""

import pytest

from planner.errors import InfeasibleError
from planner.managers import assign_managers


def assign(town, options, **changes):
    return assign_managers(
        town.customers, town.roster, town.bases, town.workload,
        options.model_copy(update=changes),
    )  # fmt: skip


def refused(town, options, **changes):
    with pytest.raises(InfeasibleError) as caught:
        assign(town, options, **changes)
    return str(caught.value.what), caught.value.mend


def test_a_voltage_nobody_may_serve(make_town, options):
    town = make_town([0, 50], [0, 50], voltage_kv=[220, 10], max_voltage_kv=[35, 110])
    what, mend = refused(town, options)
    assert "0000000000" in what
    assert "220 kV" in what
    assert "give M1 max_voltage_kv from 110 to 220" in mend
    raised = town.roster.assign(max_voltage_kv=[35, 220])
    town.roster = raised
    assert len(assign(town, options).owners) == 2


def test_a_tier_nobody_may_serve(make_town, options):
    town = make_town([0, 50], [0, 50], tier=["VIP", "T3"], highest_tier=["T2", "T1"])
    what, mend = refused(town, options)
    assert "tier VIP" in what
    assert "give M1 highest_tier from T1 to VIP" in mend


def test_a_vip_without_a_deputy_is_refused_and_others_are_reported(make_town, options):
    town = make_town([0, 50], [0, 50], tier=["VIP", "T3"], highest_tier=["VIP", "T1"])
    what, mend = refused(town, options)
    assert "0000000000: has nobody for a deputy" in what
    assert "give M1 highest_tier from T1 to VIP" in mend
    town = make_town([0, 50], [0, 50], tier=["T1", "T3"], highest_tier=["VIP", "T2"])
    territories = assign(town, options)
    found = territories.findings[0]
    assert (found.rule.rule_id, found.account_no) == ("W24", "0000000000")


def test_a_group_that_nobody_may_serve_whole(make_town, options):
    town = make_town(
        [0, 50], [0, 50], entity=["C1", "C1"], voltage_kv=[110, 10], tier=["T3", "T1"],
        max_voltage_kv=[110, 35], highest_tier=["T2", "VIP"],
    )  # fmt: skip
    what, mend = refused(town, options)
    assert "0000000000, 0000000001 share a manager (customer_id)" in what
    assert "max_voltage_kv from 35 to 110" in mend or "highest_tier from T2 to T1" in mend


@pytest.mark.parametrize(
    ("locks", "why"),
    [
        ({"9999999999": "M0"}, "no such customer"),
        ({"0000000000": "M9"}, "no such manager"),
        ({"0000000000": "M0"}, "may not serve"),
        ({"0000000001": "M0", "0000000002": "M1"}, "share a manager"),
    ],
)
def test_a_lock_that_cannot_be_kept(make_town, options, locks, why):
    town = make_town(
        [0, 50, 50], [0, 50], voltage_kv=[110, 10, 10], max_voltage_kv=[35, 110],
        entity=[None, "C1", "C1"],
    )  # fmt: skip
    what, mend = refused(town, options, locks=locks)
    assert why in what
    assert "take the lock on" in mend


def test_all_locks_that_cannot_be_kept_are_named_at_once(make_town, options):
    town = make_town([0, 50], [0, 50])
    what, mend = refused(town, options, locks={"9999999999": "M0", "0000000001": "M9"})
    assert "9999999999" in what
    assert "0000000001" in what
    assert mend.count("take the lock") == 2


def test_more_customers_have_to_move_than_may(make_town, options):
    town = make_town([0, 10, 50, 60], [0, 50], manager_before=["E7", "E7", "M1", "M1"])
    what, mend = refused(town, options, max_moved_share=0.25)
    assert "2 of 4 customers have to change their manager, and 1 may" in what
    assert "0000000000, 0000000001" in what
    assert "E7" in what
    assert "max_moved_share to 0.5" in mend
    assert assign(town, options, max_moved_share=0.5).owners["moved"].sum() == 2
