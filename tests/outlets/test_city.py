"""The sample city: its roads, its customers, its sites, to a proven plan in seconds."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from planner.outlets import OutletsOptions, check_siting, read_sites, site_outlets
from planner.solve import Status
from planner.travel import TravelOptions, open_travel


@pytest.fixture(scope="module")
def lanwan(city):
    """Customers at their true places, all sites, and travel by road."""
    truth = pd.read_csv(city / "truth.csv", dtype={"account_no": "str"}).dropna(subset=["lon"])
    months = pd.read_csv(city / "monthly.csv", dtype="str", encoding="utf-8-sig")
    kwh = pd.to_numeric(months["总有功电量"], errors="coerce")
    annual = kwh.groupby(months["户号"]).sum()
    truth["annual_kwh"] = truth["account_no"].map(annual).fillna(0.0)
    customers = gpd.GeoDataFrame(
        truth, geometry=gpd.points_from_xy(truth["lon"], truth["lat"]), crs="EPSG:4326"
    )
    sites = read_sites(_options(city, 8))
    points = _points(customers, sites)
    roads = TravelOptions(nodes=city / "roads" / "node.csv", links=city / "roads" / "link.csv")
    travel, findings = open_travel(points, roads)
    reach = travel.between(customers["account_no"].tolist(), sites["outlet_id"].tolist())
    reached = reach.reachable.any(axis=1)
    customers = customers.loc[reached].reset_index(drop=True)
    reach = reach.take(customers["account_no"].tolist(), reach.destination_ids)
    return customers, sites, reach, travel, findings, int((~reached).sum())


def _points(customers, sites):
    return pd.concat(
        [
            customers[["account_no", "geometry"]].rename(columns={"account_no": "id"}),
            sites[["outlet_id", "geometry"]].rename(columns={"outlet_id": "id"}),
        ]
    )


def _options(city, count: int, **more) -> OutletsOptions:
    return OutletsOptions(
        existing=city / "outlets.csv", candidates=city / "candidates.csv", count=count, **more
    )


def test_sites_are_read_into_wgs84_whatever_datum_they_came_in(lanwan):
    _, sites, *_ = lanwan
    assert len(sites) == 67
    shifted = sites["coord_sys"] == "GCJ02"
    off = sites.geometry.x - sites["lon"]
    assert (off[shifted].abs() > 0.003).all()
    assert (off[~shifted].abs() < 1e-12).all()
    assert (sites["site_status"] == "existing").sum() == 7


def test_the_islet_is_cut_off_and_everybody_else_reaches_every_site(lanwan):
    _, _, reach, _, findings, lost = lanwan
    assert lost == 1
    assert reach.reachable.all()
    assert {"W10", "W12"} >= set(findings.counts()) >= {"W12"}


@pytest.mark.parametrize("rule", ["may close", "keep"])
@pytest.mark.parametrize("count", [7, 8, 9, 10])
def test_the_city_is_proven_and_better_than_today(city, lanwan, count, rule):
    customers, sites, reach, *_ = lanwan
    options = _options(city, count, existing_rule=rule)
    siting = site_outlets(customers, sites, reach, options)
    assert siting.outcome.status is Status.PROVEN
    assert check_siting(
        siting.outlets, siting.assignment, customers, reach, options,
        objective=siting.outcome.objective,
    ) == []  # fmt: skip
    by_key = {one.key: one for one in siting.measures}
    assert by_key["mean_min_kwh"].plan <= by_key["mean_min_kwh"].today + 1e-9


def test_closing_a_bridge_makes_the_way_longer_and_never_shorter(city, lanwan):
    customers, sites, reach, *_ = lanwan
    points = _points(customers, sites)
    roads = TravelOptions(
        nodes=city / "roads" / "node.csv", links=city / "roads" / "link.csv", close=("bridge-1",)
    )
    travel, _ = open_travel(points, roads)
    after = travel.between(reach.origin_ids, reach.destination_ids)
    assert (after.time_min >= reach.time_min - 1e-9).all()
    assert (after.time_min > reach.time_min + 1).any()


def test_a_plan_on_straight_lines_differs_from_the_plan_on_roads(city, lanwan):
    customers, sites, reach, *_ = lanwan
    points = _points(customers, sites)
    guess, _ = open_travel(points, TravelOptions())
    straight = guess.between(reach.origin_ids, reach.destination_ids)
    options = _options(city, 8, second_best=False)
    by_road = site_outlets(customers, sites, reach, options)
    by_line = site_outlets(customers, sites, straight, options)
    opened = [list(sites["outlet_id"]).index(one) for one in by_line.open_outlet_ids]
    weight = customers["annual_kwh"].to_numpy() / customers["annual_kwh"].sum()
    true_min = float(weight @ reach.time_min[:, opened].min(axis=1))
    assert true_min > by_road.outcome.objective
    moved = by_line.assignment["outlet_id"].to_numpy() != by_road.assignment["outlet_id"].to_numpy()
    assert moved.mean() > 0.05


def test_road_lines_are_as_long_as_the_distances_say(lanwan):
    customers, _, _, travel, *_ = lanwan
    ids = customers["account_no"].tolist()[:40]
    legs = list(itertools.pairwise(ids))
    ways = travel.between(ids, ids).distance_km
    lines = gpd.GeoSeries(travel.lines(legs), crs="EPSG:4326").to_crs("EPSG:32650")
    told = np.array([ways[one, one + 1] for one in range(len(legs))])
    assert lines.length.to_numpy() / 1000 == pytest.approx(told, rel=5e-3, abs=0.01)
