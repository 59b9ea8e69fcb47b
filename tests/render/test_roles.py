"""Every role of a layer is drawn by every drawer: the map, the still picture, the page."""

from typing import get_args

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

from planner.render import Page, draw_map, draw_page, draw_picture
from planner.render.roles import LOOKS
from planner.schema import Layer, Role, Text

ROLES = get_args(Role.__value__)
WORD = Text("名", "name")
SHAPES = {
    "area": box(118, 24, 119, 25),
    "line": LineString([(118, 24), (119, 25)]),
    "customer": Point(118.5, 24.5),
    "outlet": Point(118.5, 24.5),
    "stop": Point(118.5, 24.5),
}
COLUMNS = {
    "account_no": "0035020114", "account_name": "示例公司", "tier": "T1", "contract_kva": 1000.0,
    "outlet_id": "Y01", "outlet_name": "营业厅", "decision": "new", "tour_id": "R1", "stop": 1,
    "manager_id": "E1", "manager_name": "林", "date": pd.Timestamp("2026-10-08"), "name": "区",
    "kind": "land", "facility_type": "arterial", "band": 0, "to_min": 10.0,
    "customers": 7, "stops": 1,
    "distance_km": 3.0, "duration_min": 60.0, "end_clock_min": 600.0, "arrive_clock_min": 500.0,
    "service_min": 30.0,
}  # fmt: skip


def layer_of(role) -> Layer:
    rows = gpd.GeoDataFrame(
        {name: [value] for name, value in COLUMNS.items()},
        geometry=[SHAPES[LOOKS[role].form]], crs=4326,
    )  # fmt: skip
    return Layer(role, WORD, rows)


@pytest.fixture(scope="module")
def bare() -> bytes:
    return draw_picture([layer_of("land")])


def test_every_role_has_a_look_and_no_look_is_of_none():
    assert set(LOOKS) == set(ROLES)


@pytest.mark.parametrize("role", [one for one in ROLES if one != "land"])
def test_every_role_that_is_still_is_in_a_picture(role, bare):
    drawn = draw_picture([layer_of("land"), layer_of(role)])
    assert (drawn != bare) == LOOKS[role].still


def test_every_role_is_on_a_map_and_on_a_page():
    layers = [layer_of(role) for role in ROLES]
    assert draw_map(layers).get_root().render().count('"geometry":') == len(ROLES)
    assert draw_page(Page(WORD, WORD, [], layers))
