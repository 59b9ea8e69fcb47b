import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.managers import assign_managers, check_managers
from planner.managers.engines.assignment import Evenness, Parties
from planner.managers.engines.divide import divide
from planner.solve import SolveOptions

EVENNESS = Evenness(1.1, 0.9, 5.0)


def case(cost, work):
    n, m = cost.shape
    return Parties(
        cost, np.ones((n, m), dtype=bool), work, np.full(m, 1 / m), np.full(m, np.inf),
        np.zeros((n, m)),
    )  # fmt: skip


def assign(town, options, **kwargs):
    return assign_managers(
        town.customers, town.roster, town.bases, town.workload, options, **kwargs
    )


def breaches_of(territories, town, options):
    return check_managers(
        territories.owners, territories.load_table, town.customers, town.roster, town.bases,
        town.workload, options,
    )  # fmt: skip


def owners_of(territories):
    return territories.owners.set_index("account_no")["manager_id"]


def test_each_customer_goes_to_the_manager_whose_base_is_near(make_town, options):
    town = make_town([0, 1, 2, 40, 41, 42], [1, 41])
    territories = assign(town, options)
    assert owners_of(territories).tolist() == ["M0"] * 3 + ["M1"] * 3
    assert breaches_of(territories, town, options) == []


def test_work_is_evened_out_although_all_live_near_one_base(make_town, options):
    town = make_town([0, 1, 2, 3], [0, 30])
    territories = assign(town, options)
    assert owners_of(territories).value_counts().to_dict() == {"M0": 2, "M1": 2}
    assert territories.imbalance == pytest.approx(1.0)


def test_who_works_half_the_hours_gets_half_the_work(make_town, options):
    town = make_town([float(one) for one in range(9)], [0, 8], hours=[7.0, 3.5])
    territories = assign(town, options)
    assert [load.work_min for load in territories.loads] == [360.0, 180.0]
    assert territories.imbalance == pytest.approx(1.0)


def test_a_customer_stays_with_his_manager_when_little_is_gained(make_town, options):
    town = make_town([4, 6], [0, 10], manager_before=["M1", "M0"])
    assert not assign(town, options).owners["moved"].any()


def test_a_customer_moves_when_the_way_saved_is_worth_it(make_town, options):
    town = make_town([0, 100], [0, 100], manager_before=["M1", "M0"])
    owners = assign(town, options).owners
    assert owners["moved"].all()
    assert owners["manager_before"].tolist() == ["M1", "M0"]
    assert owners["reason"].tolist() == ["驻点更近：100 → 0 分钟"] * 2
    english = assign(town, options, language="en").owners
    assert english["reason"].tolist() == ["nearer base: 100 → 0 minutes"] * 2


def test_high_voltage_goes_to_who_may_serve_it(make_town, options):
    town = make_town([0, 0, 0, 0], [0, 60], voltage_kv=[110, 10, 10, 110], max_voltage_kv=[35, 110])
    territories = assign(town, options)
    assert owners_of(territories).tolist() == ["M1", "M0", "M0", "M1"]
    assert {one.rule.rule_id for one in territories.findings} == {"W24"}


def test_a_voltage_nobody_may_serve_is_found_and_given_to_the_best_qualified(make_town, options):
    town = make_town([0, 0], [0, 60], voltage_kv=[220, 10], max_voltage_kv=[35, 110])
    options = options.model_copy(update={"unskilled": "best qualified"})
    territories = assign(town, options)
    assert owners_of(territories).tolist() == ["M1", "M0"]
    assert [one.rule.rule_id for one in territories.findings] == ["W22"]
    assert territories.findings[0].source_row == 2
    assert breaches_of(territories, town, options) == []


def test_accounts_of_one_legal_entity_share_a_manager(make_town, options):
    town = make_town([0, 50, 1, 49], [0, 50], entity=["C1", "C1", None, ""])
    territories = assign(town, options)
    owners = owners_of(territories)
    assert owners.iloc[0] == owners.iloc[1]
    apart = assign(town, options.model_copy(update={"keep_together": ()}))
    assert owners_of(apart).iloc[0] != owners_of(apart).iloc[1]


@pytest.mark.parametrize(
    ("column", "mend"),
    [
        ("custmer_id", "did you mean customer_id?"),
        ("工业园区", "take 工业园区 out, or add the column to the register"),
    ],
)
def test_a_column_to_keep_together_that_the_register_lacks_is_refused(
    make_town, options, column, mend
):
    """A name mistyped was passed over in silence, and the groups were split."""
    town = make_town([0, 50, 1, 49], [0, 50], entity=["C1", "C1", None, ""])
    options = options.model_copy(update={"keep_together": ("tier", column)})
    with pytest.raises(DataError, match=column) as caught:
        assign(town, options)
    assert (caught.value.where, caught.value.mend) == ("managers.keep_together", mend)


def test_a_register_without_legal_entities_or_managers_is_divided(make_town, options):
    town = make_town([0, 1, 50, 51], [0, 50])
    town.customers = town.customers.drop(columns=["customer_id", "manager_id"])
    territories = assign(town, options)
    assert owners_of(territories).tolist() == ["M0", "M0", "M1", "M1"]
    assert not territories.owners["moved"].any()
    assert breaches_of(territories, town, options) == []
    said = dataclasses.replace(
        territories, owners=territories.owners.assign(manager_before="M0", moved=True)
    )
    told = breaches_of(said, town, options)
    assert "0000000000: manager before is 'M0', the register says ''" in told
    assert "0000000000: moved is True" in told


def test_a_manager_who_is_not_on_the_roster_is_a_finding(make_town, options):
    town = make_town([0, 50], [0, 50], manager_before=["E9999", "M1"])
    territories = assign(town, options)
    assert [one.rule.rule_id for one in territories.findings] == ["W20"]
    first = territories.owners.iloc[0]
    assert (first["manager_before"], first["moved"], first["reason"]) == (
        "E9999", True, "原客户经理不在名册",
    )  # fmt: skip


def test_a_customer_without_a_road_to_one_base_goes_to_the_other(make_town, options):
    town = make_town([0, 0, 0], [0, 50])
    town.bases.time_min[0, 1] = np.nan
    assert owners_of(assign(town, options)).iloc[1] == "M1"


def test_a_customer_without_a_road_to_any_base_is_refused_by_name(make_town, options):
    town = make_town([0, 0], [0, 50])
    town.bases.time_min[:, 1] = np.nan
    with pytest.raises(DataError, match="0000000001") as caught:
        assign(town, options)
    assert caught.value.mend


@pytest.mark.parametrize("column", ["local_min", "trips"])
def test_negative_work_is_refused(make_town, options, column):
    town = make_town([0, 1], [0])
    town.workload.loc["0000000000", column] = -1.0
    with pytest.raises(DataError, match="negative"):
        assign(town, options)


def test_no_manager_and_no_customer_are_refused(make_town, options):
    town = make_town([0, 1], [0])
    town.roster = town.roster.iloc[:0]
    with pytest.raises(DataError, match="no account manager"):
        assign(town, options)
    town = make_town([], [0])
    with pytest.raises(DataError, match="no customer"):
        assign(town, options)


def test_inputs_are_left_as_they_were(make_town, options):
    town = make_town([0, 5, 9], [0, 9], manager_before=["M0", None, "M1"])
    before = town.customers.copy(), town.roster.copy(), town.workload.copy()
    assign(town, options)
    pd.testing.assert_frame_equal(town.customers, before[0])
    pd.testing.assert_frame_equal(town.roster, before[1])
    pd.testing.assert_frame_equal(town.workload, before[2])


def test_the_headline_compares_with_the_register(make_town, options):
    town = make_town([0, 1, 40, 41], [0, 40], manager_before=["M0", "M0", "M0", "M1"])
    figures = {one.key: one for one in assign(town, options).headline()}
    assert figures["managers"].value == 2
    assert figures["work_max_mean"].value == pytest.approx(1.0)
    assert figures["work_max_mean"].before == pytest.approx(1.5)
    assert figures["moved"].value == 1


@settings(max_examples=20, deadline=None)
@given(
    data=st.lists(
        st.tuples(st.integers(0, 60), st.integers(10, 90)), min_size=2, max_size=6, unique=True
    ),
    seed=st.randoms(use_true_random=False),
)
def test_row_order_and_account_numbers_do_not_matter(data, seed):
    parties = case(
        np.array([[km, 60 - km] for km, _ in data], dtype=float),
        np.array([[work, work] for _, work in data], dtype=float),
    )
    order = list(range(len(data)))
    seed.shuffle(order)
    mixed = dataclasses.replace(
        parties,
        cost=parties.cost[order],
        allowed=parties.allowed[order],
        work_min=parties.work_min[order],
        moves=parties.moves[order],
    )
    found = [divide(one, EVENNESS, SolveOptions()).outcome.objective for one in (parties, mixed)]
    assert found[0] == pytest.approx(found[1])


def test_nobody_is_sent_beyond_the_reach_when_another_base_is_nearer(make_town, options):
    town = make_town([0, 1, 2, 3, 4, 100], [0, 100])
    far = assign(town, options)
    assert (owners_of(far) == "M1").sum() > 1, "even work alone sends M1 a long way"
    near = options.model_copy(update={"reach_min": 30.0})
    territories = assign(town, near)
    assert owners_of(territories).tolist() == ["M0"] * 5 + ["M1"]
    assert breaches_of(territories, town, near) == []
    told = breaches_of(far, town, near)
    assert any("reach" in one for one in told)


def test_a_customer_beyond_every_reach_still_has_a_manager(make_town, options):
    town = make_town([0, 50], [0, 1])
    near = options.model_copy(update={"reach_min": 10.0})
    territories = assign(town, near)
    assert set(owners_of(territories)) <= {"M0", "M1"}
    assert breaches_of(territories, town, near) == []


def test_a_register_without_managers_has_no_figures_of_today(make_town, options):
    figures = {one.key: one for one in assign(make_town([0, 5], [0, 5]), options).headline()}
    assert figures["work_max_mean"].before is None
    assert figures["work_max_h"].before is None
    known = make_town([0, 5], [0, 5], manager_before=["M0", "M0"])
    figures = {one.key: one for one in assign(known, options).headline()}
    assert figures["work_max_mean"].before == pytest.approx(2.0)
