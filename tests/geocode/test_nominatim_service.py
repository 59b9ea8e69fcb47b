"""A real Nominatim over the sample city, on loopback: `make nominatim` builds it and runs this.

PLANNER_NOMINATIM says where it is. Where that is set, a service that does not answer fails.
"""

import os

import numpy as np
import pandas as pd
import pytest

from planner.geo import geodesic_km
from planner.geocode import read_gazetteer
from planner.geocode.online import ask_online
from planner.geocode.online_options import OnlineOptions
from planner.geocode.settle import OpenRow
from planner.schema import GeoStatus
from planner.units import METRES_PER_KM

CITY = "澜湾市"


@pytest.fixture(scope="module")
def service():
    url = os.environ.get("PLANNER_NOMINATIM", "")
    if not url:
        pytest.skip("no Nominatim is named: `make nominatim` builds one and runs these tests")
    return url


@pytest.fixture(scope="module")
def gazetteer(city):
    return read_gazetteer(city / "gazetteer")


@pytest.fixture(scope="module")
def doors(city):
    """Every house number of the city."""
    return pd.read_csv(
        city / "gazetteer" / "house_numbers.csv", dtype={"number": str, "district_code": str}
    )


@pytest.fixture
def ask(service, gazetteer, tmp_path):
    def run(*addresses, **options):
        settings = {
            "provider": "nominatim", "consent": True, "base_url": service,
            "cache": tmp_path / "cache.sqlite", "requests_per_s": 100.0, **options,
        }  # fmt: skip
        rows = [one if isinstance(one, OpenRow) else OpenRow(one) for one in addresses]
        return ask_online(
            rows, OnlineOptions.load(settings), gazetteer, rng=np.random.default_rng(3)
        )

    return run


def _off_m(asked, lon, lat):
    places = [one.location for one in asked]
    there = geodesic_km(lon, lat, [one.lon for one in places], [one.lat for one in places])
    return METRES_PER_KM * np.asarray(there)


def test_every_house_number_that_the_map_has_is_found_at_its_door(ask, doors):
    rows = doors.sample(80, random_state=5)
    texts = [
        f"{CITY}{road}{number}号3楼"
        for road, number in zip(rows["road"], rows["number"], strict=True)
    ]
    asked = ask(*texts)
    assert [one.location.status for one in asked] == [GeoStatus.FOUND] * 80
    assert {one.location.level for one in asked} == {"house number"}
    assert {one.location.crs_from for one in asked} == {"WGS84"}
    assert _off_m(asked, rows["lon"], rows["lat"]).max() < 1.0


def test_a_number_that_the_map_lacks_is_a_road_with_an_honest_error(ask, doors, gazetteer):
    """The stretches that come back are the road: its doors lie within the error.

    The service leaves stretches out; what is left may then lie too far apart to be one road.
    """
    one_place = [name for name, roads in gazetteer.names.road_names().items() if len(roads) == 1]
    names = sorted({*doors["road"]} & {*one_place})[::4]
    asked = dict(zip(names, ask(*(f"{CITY}{name}8999号" for name in names)), strict=True))
    roads = [name for name, one in asked.items() if one.location.level == "road"]
    rest = {one.location.status for name, one in asked.items() if name not in roads}
    assert rest <= {GeoStatus.TIE}
    assert len(roads) >= 0.85 * len(names)
    rows = doors.loc[doors["road"].isin(roads)]
    off_m = _off_m([asked[name] for name in rows["road"]], rows["lon"], rows["lat"])
    error_m = np.array([asked[name].location.error_m for name in rows["road"]])
    assert len(names) > 40
    assert (off_m <= error_m).mean() >= 0.9


def test_a_road_in_two_districts_is_a_tie_until_the_district_is_known(ask):
    asked = ask(
        f"{CITY}建设路8999号", OpenRow("建设路8999号", "同岚区"), OpenRow("建设路8999号", "翔浦区")
    )
    assert [one.location.status for one in asked] == [GeoStatus.TIE, *[GeoStatus.FOUND] * 2]
    assert len(asked[0].location.candidates) == 2
    assert asked[1].location.lat > asked[2].location.lat + 0.05


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("澜湾大学", "place"),
        ("澜湾市莲塘镇", "town"),
        ("澜湾市同岚区", "district"),
        ("澜湾市", "city"),
    ],
)
def test_coarser_names_come_back_as_what_they_are(ask, address, level):
    location = ask(address)[0].location
    assert (location.status, location.level) == (GeoStatus.FOUND, level)


def test_an_address_that_is_nowhere_is_no_match_and_asked_once(ask, tmp_path):
    for _ in range(2):
        asked = ask("澜湾市无此街1号", daily_requests=1)[0]
        assert asked.location.status is GeoStatus.NO_MATCH
