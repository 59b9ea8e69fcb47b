import numpy as np
import pandas as pd
import pytest

from planner.managers import assign_managers, check_managers

LOCKS = {"0000000012": "M1"}


@pytest.fixture
def division(make_town, options):
    """A division with legal entities, skills that bind, a lock, and customers who moved."""
    rng = np.random.default_rng(3)
    km = [float(one) for one in rng.integers(0, 60, 24)]
    town = make_town(
        km, [5, 30, 55],
        voltage_kv=[110.0 if one % 8 == 0 else 10.0 for one in range(24)],
        max_voltage_kv=[35.0, 110.0, 110.0],
        tier=["VIP" if one in {9, 17} else "T3" for one in range(24)],
        highest_tier=["VIP", "T1", "VIP"],
        manager_before=[f"M{one % 3}" if one % 5 else None for one in range(24)],
        entity=[f"C{one // 2}" if one < 8 else None for one in range(24)],
    )  # fmt: skip
    options = options.model_copy(update={"locks": LOCKS, "max_moved_share": 0.5})
    return (
        town,
        options,
        assign_managers(town.customers, town.roster, town.bases, town.workload, options),
    )


def breaches(division, *, owners=None, loads=None, **changes):
    town, options, territories = division
    return check_managers(
        territories.owners if owners is None else owners,
        territories.load_table if loads is None else loads,
        town.customers, town.roster, town.bases, town.workload,
        options.model_copy(update=changes),
    )  # fmt: skip


def test_a_division_as_made_has_no_breach(division):
    assert breaches(division) == []


def with_value(table, row, column, value):
    changed = table.copy()
    changed.loc[row, column] = value
    return changed


def owner_mutants(owners: pd.DataFrame, customers: pd.DataFrame):
    """Yield (what, owners, words of the breach) that each break one rule."""
    for row in range(0, len(owners), 2):
        one = owners["account_no"].iloc[row]
        now = owners.loc[row, "manager_id"]
        yield f"{one} left out", owners.drop(index=row), "no owner"
        yield f"{one} twice", pd.concat([owners, owners.iloc[[row]]]), "2 owners"
        yield f"{one} renamed", with_value(owners, row, "account_no", "99"), "not a customer"
        yield f"{one} to nobody", with_value(owners, row, "manager_id", "M9"), "not on the roster"
        flag = not owners.loc[row, "moved"]
        yield f"{one} moved flag", with_value(owners, row, "moved", flag), "moved is"
        yield f"{one} before", with_value(owners, row, "manager_before", "M8"), "register says"
        yield f"{one} no deputy", with_value(owners, row, "deputy_id", None), "no deputy"
        yield f"{one} own deputy", with_value(owners, row, "deputy_id", now), "are the same"
        yield f"{one} deputy unknown", with_value(owners, row, "deputy_id", "M9"), "deputy M9"
        work = owners.loc[row, "workload_min"] + 1.0
        yield f"{one} work", with_value(owners, row, "workload_min", work), "by the workload"
        if owners.loc[row, "moved"]:
            yield f"{one} mute", with_value(owners, row, "reason", None), "without a reason"
    for row in np.flatnonzero(customers["voltage_kv"] == 110.0):
        unskilled = with_value(owners, row, "manager_id", "M0")
        yield f"row {row} by voltage", unskilled, "by skill or reach"
        yield f"row {row} deputy", with_value(owners, row, "deputy_id", "M0"), "deputy M0 may not"
    for row in np.flatnonzero(customers["tier"] == "VIP"):
        yield f"row {row} by tier", with_value(owners, row, "manager_id", "M1"), "by skill"
    for row in range(0, 8, 2):
        other = "M1" if owners.loc[row + 1, "manager_id"] != "M1" else "M2"
        yield f"group of row {row}", with_value(owners, row, "manager_id", other), "managers"
    yield "lock", with_value(owners, 12, "manager_id", "M2"), "locked to M1"


def test_every_one_of_over_a_hundred_broken_divisions_is_refused_for_its_fault(division):
    town, _, territories = division
    broken = list(owner_mutants(territories.owners, town.customers))
    assert len(broken) >= 100
    for what, table, words in broken:
        told = breaches(division, owners=table)
        assert any(words in one for one in told), (what, told)


def test_only_the_best_qualified_may_serve_whom_nobody_may(make_town, options):
    town = make_town([0, 0], [0, 60], voltage_kv=[220, 10], max_voltage_kv=[35, 110])
    options = options.model_copy(update={"unskilled": "best qualified"})
    territories = assign_managers(town.customers, town.roster, town.bases, town.workload, options)
    division = town, options, territories
    assert breaches(division) == []
    worst = with_value(territories.owners, 0, "manager_id", "M0")
    assert "0000000000: M0 may not serve it, by skill or reach" in breaches(division, owners=worst)


def load_mutants(loads):
    for row in range(len(loads)):
        for column in (
            "customers", "work_h", "most_h", "least_h", "over_h", "under_h",
            "deputy_customers", "deputy_most",
        ):  # fmt: skip
            yield column, with_value(loads, row, column, loads.loc[row, column] + 1)


def test_loads_that_are_not_true_to_the_owners_or_the_bounds_are_refused(division):
    loads = division[2].load_table
    for column, table in load_mutants(loads):
        assert any(f"{column} is" in one for one in breaches(division, loads=table))
    assert breaches(division, loads=loads.drop(index=0)) == ["loads do not list each manager once"]


def test_more_moves_than_allowed_are_refused(division):
    moved = int(division[2].owners["moved"].sum())
    assert moved > 0
    assert breaches(division, max_moved_share=moved / 24) == []
    told = breaches(division, max_moved_share=(moved - 1) / 24)
    assert any("customers move" in one for one in told)


def test_an_owner_without_a_road_is_refused(division):
    town, _, territories = division
    place = int(territories.owners["account_no"].iloc[9])
    town.bases.time_min[:, place] = np.nan
    assert any("no road" in one for one in breaches(division))
