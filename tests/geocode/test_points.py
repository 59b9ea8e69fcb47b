"""Coordinates: datum, swap, sea, district, piles; and what happens to rows without any."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.geo import DATUMS, from_wgs84, geodesic_km
from planner.geocode import GeocodeOptions, locate_customers, read_gazetteer

WEST, EAST = "990101", "990102"


def point(lon, lat, datum="WGS84", **more):
    x, y = from_wgs84(lon, lat, datum)
    return {"经度": f"{float(x):.8f}", "纬度": f"{float(y):.8f}", "坐标系": datum} | more


def found(located):
    return [(one.rule.rule_id, one.action.value) for one in located.findings]


@pytest.mark.parametrize("datum", DATUMS)
def test_every_datum_comes_to_the_same_point(locate, datum):
    located = locate(point(118.05, 24.55, datum))
    customer = located.customers.iloc[0]
    assert float(geodesic_km(118.05, 24.55, customer.geometry.x, customer.geometry.y)) < 1e-5
    assert (customer["geo_level"], customer["crs_from"]) == ("coordinate", datum)
    assert located.customers.crs == "EPSG:4326"
    assert found(located) == []


def test_swapped_coordinates_are_put_right_and_told(locate):
    given = point(118.05, 24.55)
    located = locate(given | {"经度": given["纬度"], "纬度": given["经度"]})
    assert found(located) == [("G01", "fixed")]
    assert located.customers.geometry.x.round(6).tolist() == [118.05]


def test_without_a_datum_the_point_is_not_used(locate):
    located = locate(
        point(118.05, 24.55, 坐标系="", 用电地址="西汀区滨海路101号"),
        point(118.05, 24.55, 坐标系="", 用电地址="见合同", 行政区划代码=WEST),
    )
    assert found(located) == [
        ("G04", "field dropped"),
        ("G04", "field dropped"),
        ("G07", "quarantined"),
    ]
    assert located.customers["geo_level"].tolist() == ["house number"]
    assert located.quarantined["account_no"].tolist() == ["0000000001"]
    assert located.quarantined["rules"].tolist() == ["G07"]


@pytest.mark.parametrize(
    ("lon", "lat"), [("118.3", "24.55"), ("0", "0"), ("200", "24.5"), ("118.05", ""), ("1e9", "1")]
)
def test_points_off_the_land_are_not_used(locate, lon, lat):
    located = locate({"经度": lon, "纬度": lat, "坐标系": "WGS84", "用电地址": "滨海路101号"})
    assert ("G02", "field dropped") in found(located)
    assert located.customers["geo_level"].tolist() == ["house number"]


def test_piers_a_little_off_the_land_are_in_the_service_area(locate):
    assert found(locate(point(118.05, 24.4995))) == []
    assert found(locate(point(118.05, 24.4995, 用电地址="滨海路1号"), coast_m=10.0)) == [
        ("G02", "field dropped")
    ]


def test_a_point_in_another_district_than_declared_is_told_and_kept(locate):
    located = locate(
        point(118.15, 24.55, 行政区划代码=WEST),
        point(118.1001, 24.55, 行政区划代码=WEST),
        point(118.15, 24.55, 行政区划代码="350203"),
    )
    assert found(located) == [("G03", "reported")]
    assert located.customers["geo_level"].tolist() == ["coordinate"] * 3


def test_three_customers_on_one_point_are_told(locate):
    same, other = point(118.05, 24.55), point(118.06, 24.55)
    assert found(locate(same, same, other)) == []
    three = locate(same, same, other, same)
    assert found(three) == [("G05", "reported")] * 3
    assert {one.detail for one in three.findings} == {"3; 地址 address ∅"}


def test_coarse_locations_are_told(locate):
    located = locate({"用电地址": "西汀区石塘镇"}, {"用电地址": "西汀区"}, {"用电地址": "滨海路"})
    assert found(located) == [("G06", "reported")] * 2
    assert located.customers["geo_level"].tolist() == ["town", "district", "road"]


def test_a_tie_is_told_and_leaves_the_plan_when_nothing_else_is_known(locate):
    located = locate({"用电地址": "建设路10号"}, {"用电地址": "石塘镇建设路10号"})
    assert found(located) == [
        ("G08", "reported"),
        ("G07", "quarantined"),
        ("G08", "reported"),
        ("G06", "reported"),
    ]


def test_without_a_gazetteer_only_coordinates_count(rows):
    located = locate_customers(
        rows(point(118.3, 24.0), {"用电地址": "西汀区滨海路101号"}), GeocodeOptions()
    )
    assert located.customers["account_no"].tolist() == ["0000000000"]
    assert found(located) == [("G07", "quarantined")]


def test_the_registers_own_points_say_how_far_numbers_are_off(locate):
    """Twenty plants 200 m behind their doors: a plant known by its number may be 200 m off."""
    lat = 24.5101 + 0.2 / 110.8
    pairs = [
        point(118.05 + n * 1e-4, lat, 用电地址=f"西汀区滨海路{n}号") for n in range(103, 143, 2)
    ]
    alone = {"用电地址": "西汀区滨海路171号"}
    error_m = locate(*pairs, alone).customers["geo_error_m"].iloc[-1]
    assert error_m == pytest.approx(200.0, abs=2.0)
    assert locate(*pairs[:5], alone, plot_m=70.0).customers["geo_error_m"].iloc[-1] == 70.0


def test_a_gazetteer_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DataError, match="gazetteer"):
        read_gazetteer(tmp_path / "nowhere")


def test_a_gazetteer_of_districts_alone_will_do(folder, tmp_path):
    (tmp_path / "districts.geojson").write_bytes((folder / "districts.geojson").read_bytes())
    gazetteer = read_gazetteer(tmp_path)
    assert sorted(gazetteer.districts.names.values()) == ["东汀区", "西汀区"]
    assert gazetteer.roads == ()


cells = st.fixed_dictionaries(
    {},
    optional={
        "经度": st.sampled_from(["118.05", "24.5", "0", "118.9", "", "abc"]),
        "纬度": st.sampled_from(["24.55", "118.1", "0", "", "-91"]),
        "坐标系": st.sampled_from([*DATUMS, "", "火星坐标"]),
        "用电地址": st.sampled_from(["滨海路101号", "建设路10号", "西汀区", "鹭湾市", "x"]),
        "行政区划代码": st.sampled_from([WEST, EAST, "1", ""]),
    },
)


@settings(deadline=None, max_examples=15)
@given(table=st.lists(cells, min_size=1, max_size=6), shuffle=st.randoms())
def test_every_row_is_located_once_or_quarantined_and_order_does_not_matter(
    rows, folder, table, shuffle
):
    checked = rows(*table)
    before = checked.copy()
    options = GeocodeOptions(gazetteer=folder)
    located = locate_customers(checked, options)
    pd.testing.assert_frame_equal(checked, before)
    both = [*located.customers["account_no"], *located.quarantined["account_no"]]
    assert sorted(both) == sorted(checked["account_no"])
    assert (located.customers["geo_error_m"] > 0).all()
    assert np.isfinite(located.customers.geometry.x).all()
    order = list(range(len(checked)))
    shuffle.shuffle(order)
    again = locate_customers(checked.iloc[order], options).customers
    ours = located.customers.set_index("account_no").sort_index()
    theirs = gpd.GeoDataFrame(again).set_index("account_no").sort_index()
    assert ours.geometry.geom_equals(theirs.geometry).all()
    assert ours["geo_level"].equals(theirs["geo_level"])
