"""A table that does not state its datum: decided by its own addresses, or held; never guessed."""

import numpy as np
import pytest

import planner as pl
from planner.geo import from_wgs84, geodesic_km
from planner.geocode import GeocodeOptions, locate_customers
from planner.geocode.datums import detect_datum
from planner.geocode.match import AddressMatcher

WEST, EAST = "990101", "990102"


def _on_the_road(count, datum, *, noise_m=30.0, seed=5):
    """Points beside 滨海路, each some metres off, in a datum."""
    rng = np.random.default_rng(seed)
    lon = rng.uniform(118.055, 118.145, count)
    lat = 24.51 + rng.normal(0.0, noise_m / 111_000, count)
    return from_wgs84(lon, lat, datum)


@pytest.fixture(scope="module")
def seaside(gazetteer):
    match = AddressMatcher(gazetteer, beside_m=50.0).find("滨海路", "")
    return [gazetteer.roads[place] for place in match.roads]


@pytest.mark.parametrize("datum", ["WGS84", "GCJ02", "BD09"])
@pytest.mark.parametrize("count", [5, 20])
def test_the_road_named_in_five_rows_decides(gazetteer, seaside, datum, count):
    lon, lat = _on_the_road(count, datum)
    evidence = detect_datum(lon, lat, [seaside] * count, [""] * count, gazetteer)
    assert evidence.datum == datum
    assert 1000.0 < evidence.apart_m < 1500.0
    assert all(one in evidence.lines[0].en for one in ("WGS84", "GCJ02", "BD09"))


def test_four_rows_do_not_decide(gazetteer, seaside):
    lon, lat = _on_the_road(4, "GCJ02")
    assert detect_datum(lon, lat, [seaside] * 4, [""] * 4, gazetteer).datum == ""


def test_districts_decide_only_beyond_chance(gazetteer):
    """Points close to the border of two districts tell the readings apart, others do not."""
    rng = np.random.default_rng(9)
    near = rng.uniform(118.0962, 118.0998, 40), rng.uniform(24.52, 24.58, 40)
    far = rng.uniform(118.03, 118.07, 40), rng.uniform(24.52, 24.58, 40)
    for (lon, lat), told in ((near, "GCJ02"), (far, "")):
        x, y = from_wgs84(lon, lat, "GCJ02")
        inside_only_as_gcj = detect_datum(x, y, [()] * 40, [WEST] * 40, gazetteer)
        assert inside_only_as_gcj.datum in {told, ""}
    x, y = from_wgs84(*near, "BD09")
    assert detect_datum(x, y, [()] * 40, [WEST] * 40, gazetteer).datum in {"BD09", ""}
    assert detect_datum(x[:3], y[:3], [()] * 3, [WEST] * 3, gazetteer).datum == ""


def test_where_services_do_not_shift_there_is_nothing_to_decide():
    lon, lat = np.array([9.52, 9.53]), np.array([47.14, 47.15])
    evidence = detect_datum(lon, lat, [(), ()], ["", ""], None)
    assert (evidence.datum, evidence.apart_m < 1.0) == ("WGS84", True)


def _rows(count, datum):
    lon, lat = _on_the_road(count, datum)
    return [
        {"经度": f"{x:.7f}", "纬度": f"{y:.7f}", "用电地址": "滨海路"}
        for x, y in zip(lon, lat, strict=True)
    ]


@pytest.mark.parametrize("datum", ["GCJ02", "BD09"])
def test_a_decided_table_is_turned_and_says_so(locate, datum):
    located = locate(*_rows(8, datum))
    x, y = _on_the_road(8, "WGS84")
    there = located.customers.geometry
    assert (geodesic_km(there.x, there.y, x, y) < 1e-4).all()
    assert set(located.customers["crs_from"]) == {datum}
    assert located.findings.counts() == {"G09": 8}
    assert datum in located.findings[0].message("en")


def test_an_undecided_table_is_held_unless_the_address_tells_more(rows, folder):
    lon, lat = _on_the_road(2, "GCJ02")
    point = {"经度": f"{lon[0]:.7f}", "纬度": f"{lat[0]:.7f}"}
    checked = rows(
        point | {"用电地址": "西汀区滨海路101号"},
        point | {"用电地址": "西汀区"},
        point | {"用电地址": "", "行政区划代码": WEST},
    )
    located = locate_customers(checked, GeocodeOptions(gazetteer=folder))
    assert located.customers["geo_level"].tolist() == ["house number"]
    assert len(located.quarantined) == 2
    assert located.findings.counts() == {"G04": 3, "G07": 2}


def test_a_held_row_offers_its_readings_to_choose_from(folder, tmp_path):
    lon, lat = from_wgs84(118.05, 24.55, "BD09")
    path = tmp_path / "table.csv"
    path.write_text(f"address,lon,lat\n西汀区,{lon:.8f},{lat:.8f}\n", encoding="utf-8")
    (location,) = pl.geocode_table(path, gazetteer=folder).result.locations
    assert location.status == "held"
    named = {one.name: (one.lon, one.lat) for one in location.candidates}
    assert named["lon, lat as BD09"] == pytest.approx((118.05, 24.55), abs=1e-7)
    assert list(named)[:3] == ["lon, lat as WGS84", "lon, lat as GCJ02", "lon, lat as BD09"]
    assert location.candidates[3].level == "district"
