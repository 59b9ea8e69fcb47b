"""Two shores and a bay between them: what straight lines choose, and what the roads do."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest

from planner.outlets import OutletsOptions, site_outlets
from planner.plan.reaching import Reached, Roads, reach
from planner.plan.straight import where_straight_lines_err
from planner.scenario import Scenario
from planner.schema import Customers
from planner.travel import TravelOptions


@pytest.fixture
def customers(points) -> Customers:
    """Twelve on the north shore and eight on the south one, all in the middle of it."""
    at = {f"N{one:02d}": (4.5 + one / 12, 2.0) for one in range(12)}
    at |= {f"S{one:02d}": (4.5 + one / 8, 0.0) for one in range(8)}
    rows = points(**at).rename(columns={"id": "account_no"})
    rows["source_row"], rows["annual_kwh"] = np.arange(2, 22), 1.0
    return Customers(rows)


@pytest.fixture
def sites(points) -> gpd.GeoDataFrame:
    """A pier between the shores, as the crow flies, and a house at a bridge."""
    rows = points(pier=(5, 0.1), bridge=(0.2, 0)).rename(columns={"id": "outlet_id"})
    return rows.assign(
        outlet_name=["pier", "bridge"], outlet_class="C", site_status="candidate",
        must_keep=False, capacity_customers=np.nan,
    )  # fmt: skip


@pytest.fixture
def measured(scenario) -> Callable[[Customers, gpd.GeoDataFrame, TravelOptions], Reached]:
    """Measure travel as the walk does, in a scenario of its own roads."""

    def measure(customers: Customers, sites: gpd.GeoDataFrame, options: TravelOptions) -> Reached:
        own: Scenario = scenario.model_copy(update={"travel": options})
        return reach(customers, sites, Roads(customers, sites, options), own)

    return measure


def test_by_road_another_outlet_is_chosen_than_by_straight_lines_and_it_is_said(
    bay, customers, sites, measured
):
    one = OutletsOptions(existing="outlets.csv", count=1)
    by_road = measured(customers, sites, bay)
    guessed = measured(customers, sites, TravelOptions())
    chosen = [
        site_outlets(customers, sites, reached.travel, one).open_outlet_ids
        for reached in (by_road, guessed)
    ]
    assert chosen == [["bridge"], ["pier"]]
    (told,) = [found for found in by_road.findings if found.rule.rule_id == "W14"]
    assert told.detail.startswith("12/20: ")
    assert "by straight lines" in told.message("en")
    assert "直线距离" in told.message("zh")
    assert not [found for found in guessed.findings if found.rule.rule_id == "W14"]
    # The pier looks nearest to all; from the north it is really 5 km farther than the bridge.
    minutes = by_road.travel.time_min
    lost = (minutes[:12, 0] - minutes[:12, 1]).max()
    assert f"at most {lost:.1f} min" in told.detail


def test_where_straight_lines_are_right_nothing_is_said(bay, customers, sites, measured):
    south = Customers(customers.iloc[12:].reset_index(drop=True))
    reached = measured(south, sites, bay)
    assert len(where_straight_lines_err(south, sites, reached.travel)) == 0


def test_a_site_that_no_road_leads_to_is_told_as_no_way(bay, customers, sites, degrees, measured):
    far = sites.copy()
    far.loc[0, "geometry"] = type(far.geometry[0])(degrees(5, 1.2))
    limited = bay.model_copy(update={"max_access_km": 0.5})
    reached = measured(customers, far, limited)
    (told,) = [found for found in reached.findings if found.rule.rule_id == "W14"]
    assert told.detail.endswith("no way at all for some")
