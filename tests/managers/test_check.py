import numpy as np
import pandas as pd
import pytest

from planner.managers import assign_managers, check_managers


@pytest.fixture
def checked(make_town, options):
    """A division with a legal entity, a skill that binds, and a customer who moved."""
    rng = np.random.default_rng(3)
    km = [float(one) for one in rng.integers(0, 60, 24)]
    town = make_town(
        km, [5, 30, 55],
        voltage_kv=[110.0 if one % 8 == 0 else 10.0 for one in range(24)],
        max_voltage_kv=[35.0, 110.0, 110.0],
        manager_before=[f"M{one % 3}" if one % 5 else None for one in range(24)],
        entity=[f"C{one // 2}" if one < 8 else None for one in range(24)],
    )  # fmt: skip
    territories = assign_managers(town.customers, town.roster, town.bases, town.workload, options)
    return town, territories.owners, options


def breaches(owners, town, options):
    return check_managers(owners, town.customers, town.roster, town.bases, options)


def test_a_division_as_made_has_no_breach(checked):
    town, owners, options = checked
    assert breaches(owners, town, options) == []


def mutations(owners: pd.DataFrame, customers: pd.DataFrame):
    """Yield (what, owners) that each break one rule."""
    for row in range(len(owners)):
        account_no = owners["account_no"].iloc[row]
        yield f"{account_no} left out", owners.drop(index=row)
        yield f"{account_no} twice", pd.concat([owners, owners.iloc[[row]]])
        stranger = owners.copy()
        stranger.loc[row, "account_no"] = "9999999999"
        yield f"{account_no} renamed", stranger
        unknown = owners.copy()
        unknown.loc[row, "manager_id"] = "M9"
        yield f"{account_no} to nobody", unknown
        moved = owners.copy()
        moved.loc[row, "moved"] = not moved.loc[row, "moved"]
        yield f"{account_no} moved flag", moved
        before = owners.copy()
        before.loc[row, "manager_before"] = "M8"
        yield f"{account_no} manager before", before
    for row in np.flatnonzero(customers["voltage_kv"] == 110.0):
        unskilled = owners.copy()
        unskilled.loc[row, "manager_id"] = "M0"
        unskilled.loc[row, "moved"] = pd.notna(unskilled.loc[row, "manager_before"])
        yield f"row {row} to who may not", unskilled


def test_every_one_of_over_a_hundred_broken_divisions_is_refused(checked):
    town, owners, options = checked
    broken = list(mutations(owners, town.customers))
    assert len(broken) >= 100
    passed = [what for what, table in broken if not breaches(table, town, options)]
    assert passed == []


def test_a_split_legal_entity_is_refused(checked):
    town, owners, options = checked
    split = owners.copy()
    split.loc[2, "manager_id"] = "M1" if split.loc[2, "manager_id"] != "M1" else "M2"
    assert any("legal entity" in one for one in breaches(split, town, options))


def test_an_owner_without_a_road_is_refused(checked):
    town, owners, options = checked
    town.bases.time_min[:, 9] = np.nan
    assert any("no road" in one for one in breaches(owners, town, options))
